"""The certificates of a municipal network, and of a service with a chain of its own."""

import datetime as dt
import ipaddress
import ssl

import pytest

from theseus.errors import FetchError
from theseus.fetch.web import Web
from theseus.model import Order

WHY = "makes certificates; it comes with keyring on Linux only"
x509 = pytest.importorskip("cryptography.x509", reason=WHY)
hashes = pytest.importorskip("cryptography.hazmat.primitives.hashes", reason=WHY)
serialization = pytest.importorskip("cryptography.hazmat.primitives.serialization", reason=WHY)
ec = pytest.importorskip("cryptography.hazmat.primitives.asymmetric.ec", reason=WHY)

USES_OF_ROOT = ("key_cert_sign", "crl_sign")
USES_OF_LEAF = ("digital_signature",)
OTHER_USES = (
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "encipher_only",
    "decipher_only",
)
USES = USES_OF_ROOT + USES_OF_LEAF + OTHER_USES


def order(url, **options):
    return Order("proef", "Proefbron", "CC0", "download", url, per_second=1000, options=options)


@pytest.fixture
def _certificates():
    """What is trusted is what each test says: nothing is kept from another."""


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    """A certificate authority of our own, and a certificate for 127.0.0.1 that it signed, as files."""
    folder = tmp_path_factory.mktemp("ca")
    root, root_key = _certificate("Proef Root CA", None)
    leaf, leaf_key = _certificate("127.0.0.1", (root, root_key))
    (folder / "root.pem").write_bytes(_pem(root))
    (folder / "leaf.pem").write_bytes(_pem(leaf) + _pem_of_key(leaf_key))
    return folder


def _certificate(name, signer):
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    issuer, issuer_key = (signer[0].subject, signer[1]) if signer else (subject, key)
    now = dt.datetime.now(dt.UTC)
    usage = dict.fromkeys(USES, False) | dict.fromkeys(USES_OF_ROOT if signer is None else USES_OF_LEAF, True)
    builder = (
        x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=signer is None, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
        )
    )
    if signer:
        address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
        builder = builder.add_extension(x509.SubjectAlternativeName([address]), critical=False)
    return builder.sign(issuer_key, hashes.SHA256()), key


def _pem(certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _pem_of_key(key) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


@pytest.fixture
def secure(service, authority):
    """The service over https, as an url."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority / "leaf.pem")
    service.encrypt(context)
    service.answer("/a", [1])
    service.answer("/naar-http", status=302, headers={"Location": f"http://127.0.0.1:{service.port}/a"})
    return f"https://127.0.0.1:{service.port}"


def test_a_certificate_nobody_vouches_for(secure, service, web):
    with pytest.raises(FetchError, match=r"certificaat wordt niet vertrouwd.*SSL_CERT_FILE"):
        web(order(secure)).get(secure + "/a")
    with pytest.raises(FetchError, match=r"certificaat wordt niet vertrouwd.*KVK_CA"):
        web(order(secure, ca_bundle_env="KVK_CA")).get(secure + "/a")
    assert not service.requests


def test_the_certificates_of_the_environment(secure, web, authority, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(authority / "root.pem"))
    assert web(order(secure)).get(secure + "/a").json() == [1]


def test_certificates_of_one_service_only(secure, web, authority, monkeypatch):
    monkeypatch.setenv("KVK_CA", str(authority / "root.pem"))
    assert web(order(secure, ca_bundle_env="KVK_CA")).get(secure + "/a").json() == [1]
    with pytest.raises(FetchError, match="niet vertrouwd"):
        web(order(secure)).get(secure + "/a")


@pytest.mark.parametrize("name", ["weg.pem", "onzin.pem"])
def test_certificates_that_cannot_be_read(monkeypatch, tmp_path, name):
    (tmp_path / "onzin.pem").write_text("geen certificaat")
    monkeypatch.setenv("KVK_CA", str(tmp_path / name))
    with pytest.raises(FetchError, match="KVK_CA"):
        Web(order("https://dienst.example", ca_bundle_env="KVK_CA"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / name))
    with pytest.raises(FetchError, match="SSL_CERT_FILE"):
        Web(order("https://dienst.example"))


def test_a_redirect_from_https_to_http_is_refused(secure, service, web, authority, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(authority / "root.pem"))
    with pytest.raises(FetchError, match="onbeveiligd adres"):
        web(order(secure)).get(secure + "/naar-http")
    assert len(service.requests) == 1
