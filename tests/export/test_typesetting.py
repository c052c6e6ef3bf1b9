"""Signs on paper: what the fonts have stays as it is, pictures go, and a letter never goes in silence."""

import datetime as dt
import io

import pytest
from pypdf import PdfReader

from theseus.export import typesetting
from theseus.export.typesetting import NOTHING_LEFT, UNKNOWN_SIGN


def printed(tmp_path, monkeypatch, name: str) -> str:
    """What a reader of a page with only this name sees."""
    (tmp_path / "page.typ").write_text(
        '#let d = json(bytes(sys.inputs.data))\n#set document(title: "x")\n'
        '#set text(font: sys.inputs.fonts.split(","), lang: "nl")\n#d.name'
    )
    monkeypatch.setattr(typesetting.importlib.resources, "files", lambda _: tmp_path)
    content = typesetting.typeset(
        "page.typ", {"name": name}, dt.date(2026, 11, 16), standards=["a-2a", "ua-1"]
    )
    return PdfReader(io.BytesIO(content)).pages[0].extract_text().strip()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Garage 🚗🔧 Jansen", "Garage Jansen"),
        ("👨\u200d🔧 Klussen 🇳🇱", "Klussen"),
        ("ＡＢＣ", "ABC"),
        ("🚗", NOTHING_LEFT),
        ("漢字 BV", f"{UNKNOWN_SIGN * 2} BV"),
        ("한국", UNKNOWN_SIGN * 2),
        ("Cafe\u0301 Zürich Łódź ĲSSEL", "Café Zürich Łódź ĲSSEL"),
        ("Ωμέγα Мир €5 ☎", "Ωμέγα Мир €5 ☎"),
        ("", ""),
    ],
)
def test_only_what_cannot_be_printed_is_changed(tmp_path, monkeypatch, name: str, told: str):
    assert printed(tmp_path, monkeypatch, name) == told
