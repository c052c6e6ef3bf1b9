"""Keys come from the environment or the keyring, and stand in no text."""

import keyring
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from theseus.errors import FetchError
from theseus.fetch import secrets
from theseus.fetch.secrets import Scrubber
from theseus.model import Order


class Vault(KeyringBackend):
    """A keyring in memory; ``found`` may be an exception to raise."""

    priority = 1
    found = None

    def get_password(self, service, username):
        if isinstance(self.found, Exception):
            raise self.found
        return (self.found or {}).get((service, username))

    def set_password(self, service, username, password):
        raise NotImplementedError

    def delete_password(self, service, username):
        raise NotImplementedError


@pytest.fixture
def vault(monkeypatch):
    monkeypatch.delenv("PROEF_KEY", raising=False)
    before = keyring.get_keyring()
    vault = Vault()
    keyring.set_keyring(vault)
    yield vault
    keyring.set_keyring(before)


def order(secret="PROEF_KEY"):  # noqa: S107  the name of a variable
    return Order("proef", "Proefbron", "CC0", "download", "https://dienst.nl", secret=secret)


def test_the_environment_goes_before_the_keyring(vault, monkeypatch):
    vault.found = {("theseus", "PROEF_KEY"): "uit-de-sleutelbos"}
    assert secrets.key(order()) == "uit-de-sleutelbos"
    monkeypatch.setenv("PROEF_KEY", " uit-de-omgeving\n")
    assert secrets.key(order()) == "uit-de-omgeving"


@pytest.mark.parametrize("found", [None, KeyringLocked("op slot"), RuntimeError("geen dbus")])
def test_a_missing_key_says_what_to_set(vault, found):
    vault.found = found
    with pytest.raises(FetchError, match=r"Proefbron: .*PROEF_KEY.*keyring set theseus PROEF_KEY"):
        secrets.key(order())


def test_an_empty_variable_is_no_key(monkeypatch):
    monkeypatch.setenv("PROEF_KEY", "  ")
    with pytest.raises(FetchError, match="ontbreekt"):
        secrets.key(order())


@pytest.mark.parametrize("bad", ["sleu\ntel", "sleutél", "a\x00b"])
def test_a_key_that_cannot_be_sent_is_not_quoted(vault, bad):
    vault.found = {("theseus", "PROEF_KEY"): bad}
    with pytest.raises(FetchError, match="PROEF_KEY") as error:
        secrets.key(order())
    assert bad not in str(error.value)


def test_a_card_without_a_secret():
    with pytest.raises(FetchError, match="bronkaart"):
        secrets.key(order(None))


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("https://jan:geheim@dienst.nl/a", "https://dienst.nl/a"),
        ("https://dienst.nl/a?apikey=geheim&b=1", "https://dienst.nl/a?apikey=***&b=1"),
        ("https://dienst.nl/a?b=1&access_token=geheim", "https://dienst.nl/a?b=1&access_token=***"),
        ("https://dienst.nl/a?subscription-key=geheim", "https://dienst.nl/a?subscription-key=***"),
        ("https://dienst.nl/a?keyword=fiets&monkey=1", "https://dienst.nl/a?keyword=fiets&monkey=1"),
        ("https://dienst.nl/a@b?q=c@d", "https://dienst.nl/a@b?q=c@d"),
    ],
)
def test_what_is_named_like_a_key_goes_too(text, clean):
    assert Scrubber().text(text) == clean


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=4), st.text(), st.text())
def test_no_text_keeps_a_secret(secret, before, after):
    scrubber = Scrubber()
    scrubber.learn(secret)
    if "*" not in secret:  # the mask itself may look like one
        assert secret not in scrubber.text(before + secret + after) or secret in before + after
    assert scrubber.holds(before + secret)
