"""An answer that is not what it claims to be does not enter."""

import io
import json
import re
import sqlite3
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theseus.errors import FetchError
from theseus.fetch import guard
from theseus.fetch.faults import Temporary
from theseus.fetch.guard import Expect

HTML = b"<!DOCTYPE html>\n<html><body>Sorry</body></html>"
OGC = b"""<?xml version="1.0"?>
<ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows/1.1" version="2.0.0">
<ows:Exception exceptionCode="InvalidParameterValue"><ows:ExceptionText>Onbekende laag</ows:ExceptionText>
</ows:Exception></ows:ExceptionReport>"""


def zipped(**files) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def geopackage(folder) -> bytes:
    path = folder / "a.gpkg"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE gpkg_contents (table_name TEXT, x BLOB)")
    connection.execute("INSERT INTO gpkg_contents VALUES ('a', zeroblob(20000))")
    connection.commit()
    connection.close()
    return path.read_bytes()


def refusal(content, expect) -> str:
    with pytest.raises(FetchError) as error:
        guard.check(content, expect, "dienst.nl")
    text = str(error.value)
    assert text.startswith("dienst.nl ")
    assert "\n" not in text
    return text


@pytest.mark.parametrize("expect", list(Expect))
@pytest.mark.parametrize("content", [b"", b"  \r\n", b"\xef\xbb\xbf"])
def test_an_empty_answer(content, expect):
    assert "leeg antwoord" in refusal(content, expect)


@pytest.mark.parametrize("expect", list(Expect))
@pytest.mark.parametrize(
    "content",
    [
        HTML,
        b"\xef\xbb\xbf\n" + HTML,
        b"<HTML><head></head></HTML>",
        b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "x"><html xmlns="http://www.w3.org/1999/xhtml"/>',
        b"<!-- melding --><html></html>",
    ],
)
def test_a_web_page(content, expect):
    assert "webpagina" in refusal(content, expect)


@pytest.mark.parametrize("expect", list(Expect))
def test_an_exception_report(expect):
    assert "“Onbekende laag”" in refusal(OGC, expect)


@pytest.mark.parametrize(
    "told",
    [
        {"error": {"code": 400, "message": "Ongeldig veld"}},
        {"error": True, "message": "Ongeldig veld"},
        {"errors": ["Ongeldig veld"]},
        {"fout": [{"code": "IPD1002", "omschrijving": "Ongeldig veld"}]},
        {"code": "InvalidParameter", "description": "Ongeldig veld"},
        {"type": "about:blank", "title": "Fout", "status": 400, "detail": "Ongeldig veld"},
    ],
)
def test_an_error_object(told):
    assert "Ongeldig veld" in refusal(json.dumps(told).encode(), Expect.JSON)


@pytest.mark.parametrize(
    "told",
    [
        [],
        {"features": []},
        {"error": None, "features": []},
        {"errors": [], "resultaten": []},
        {"title": "Een publicatie", "status": "actief"},
        {"code": "GM0226", "naam": "Duiven"},
        {"kvkNummer": "69599084", "status": 1},
        0,
        "tekst",
    ],
)
def test_data_is_no_error(told):
    assert guard.check(b"\xef\xbb\xbf" + json.dumps(told).encode(), Expect.JSON, "dienst.nl") == told


@pytest.mark.parametrize(
    "content", [b'{"features": [1, 2', b"[1,", b"jaja", b'{"a": "\xff"}', b"[" * 200_000]
)
def test_json_that_is_cut_off(content):
    assert "afgebroken of onleesbaar" in refusal(content, Expect.JSON)


@given(st.binary(max_size=300), st.sampled_from(list(Expect)))
def test_whatever_comes_is_an_answer_or_a_line(content, expect):
    said = ""
    try:
        guard.check(content, expect, "dienst.nl")
    except FetchError as error:
        said = str(error)
    assert said.isprintable()


@given(
    st.recursive(
        st.text() | st.none() | st.integers(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_an_excerpt_is_one_short_printable_line(told):
    for content in (json.dumps(told).encode(), str(told).encode("utf-8", "surrogatepass")):
        text = guard.excerpt(content, str)
        assert text.isprintable()
        assert len(text) <= 160


def test_xml():
    guard.check(b"<?xml version='1.0'?><a><b/></a>", Expect.XML, "dienst.nl")
    assert "afgebroken" in refusal(b"<a><b></b>", Expect.XML)
    assert "afgebroken" in refusal(b"geen xml", Expect.XML)
    fault = b'<s:Envelope xmlns:s="x"><s:Body/></s:Envelope>'
    guard.check(fault, Expect.XML, "dienst.nl")
    assert "“Kapot”" in refusal(b"<ServiceExceptionReport><a>Kapot</a></ServiceExceptionReport>", Expect.XML)


def test_xml_does_not_open_files_or_grow(tmp_path):
    (tmp_path / "geheim.txt").write_text("GEHEIM")
    entity = f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{tmp_path}/geheim.txt">]><ExceptionReport>&x;</ExceptionReport>'
    assert "GEHEIM" not in refusal(entity.encode(), Expect.XML)
    lines = "".join(f'<!ENTITY x{n} "{f"&x{n - 1};" * 10}">' for n in range(1, 12))
    laughs = f'<!DOCTYPE a [<!ENTITY x0 "ha">{lines}]><a>&x11;</a>'
    assert "afgebroken of onleesbaar" in refusal(laughs.encode(), Expect.XML)


def test_csv():
    guard.check(b"lrk_id;naam\n1;a\n", Expect.CSV, "dienst.nl")
    assert "“Stuk”" in refusal(b'{"message": "Stuk"}', Expect.CSV)
    assert "iets anders dan CSV" in refusal(zipped(a="x"), Expect.CSV)


def test_zip():
    content = zipped(a="x" * 10_000, b="y")
    guard.check(content, Expect.ZIP, "dienst.nl")
    assert "afgebroken" in refusal(content[:-30], Expect.ZIP)
    assert "iets anders dan een zip" in refusal(b"lrk_id;naam", Expect.ZIP)
    assert "leeg zip-bestand" in refusal(zipped(), Expect.ZIP)


def test_geopackage(tmp_path):
    content = geopackage(tmp_path)
    guard.check(content, Expect.GEOPACKAGE, "dienst.nl")
    assert "afgebroken" in refusal(content[:-4096], Expect.GEOPACKAGE)
    assert "afgebroken" in refusal(content[:50], Expect.GEOPACKAGE)
    assert "iets anders dan een GeoPackage" in refusal(b"PK\x03\x04", Expect.GEOPACKAGE)


def test_a_file_is_checked_like_bytes(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"[1, 2]")
    assert guard.check(path, Expect.JSON, "dienst.nl") == [1, 2]
    path.write_bytes(HTML)
    assert "webpagina" in refusal(path, Expect.ZIP)


def test_a_very_large_file_of_json_is_looked_at_from_both_ends(tmp_path, monkeypatch):
    monkeypatch.setattr(guard, "_WHOLE_JSON", 10_000)
    path = tmp_path / "a.json"
    path.write_text(json.dumps(list(range(5000))))
    guard.check(path, Expect.JSON, "dienst.nl")
    path.write_text(json.dumps(list(range(5000)))[:-20])
    assert "afgebroken" in refusal(path, Expect.JSON)


def test_what_may_pass_is_told_apart_from_what_stays():
    for content, expect in ((HTML, Expect.JSON), (b"[1,", Expect.JSON), (b"", Expect.ZIP)):
        with pytest.raises(Temporary):
            guard.check(content, expect, "dienst.nl")
    with pytest.raises(FetchError) as error:
        guard.check(OGC, Expect.JSON, "dienst.nl")
    assert not isinstance(error.value, Temporary)


def test_secrets_are_taken_out_before_a_quote_is_cut_off():
    told = json.dumps({"error": "x" * 140 + "GEHEIM123456789012345"}).encode()
    with pytest.raises(FetchError) as error:
        guard.check(told, Expect.JSON, "dienst.nl", lambda text: text.replace("GEHEIM123456789012345", "***"))
    assert "GEHEIM" not in str(error.value)
    assert re.search(r"x{140}\*\*\*”", str(error.value))
