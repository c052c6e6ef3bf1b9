"""The dossier as PDF: the same bytes for the same file, readable by machines, inert whatever a name holds."""

import datetime as dt
import json
import re
from io import BytesIO
from pathlib import Path

import pytest
from one_business import DAY, ID, STAFF, material, received
from pypdf import PdfReader

from theseus.export.dossier_pdf import typeset
from theseus.export.typesetting import UNKNOWN_SIGN
from theseus.report.dossier import compile_dossier

HOSTILE = json.loads((Path(__file__).parents[1] / "samples" / "hostile_names.json").read_text("utf-8"))


def plain(name="Timmerfabriek Esdoorn VOORBEELD", *, internal=False, **changed):
    return compile_dossier(material(name, **changed), internal=internal).model_dump(mode="json")


def read(content):
    return PdfReader(BytesIO(content))


def text(content):
    """All text, breaks of lines and words undone."""
    told = "".join(page.extract_text() for page in read(content).pages)
    return re.sub(r"\s+", " ", told.replace("\u200b", ""))


def solid(told):
    """Only what can be seen, so that where a line breaks does not matter."""
    return re.sub(r"\s", "", told)


@pytest.fixture(scope="module")
def own():
    return typeset(plain(), DAY)


@pytest.fixture(scope="module")
def told(own):
    return text(own)


def test_the_same_dossier_gives_the_same_bytes(own):
    assert typeset(plain(), DAY) == own
    assert typeset(plain("Een ander VOORBEELD"), DAY) != own


def test_the_day_in_the_file_is_the_one_that_was_given(own):
    assert read(own).metadata.creation_date == dt.datetime(2026, 11, 16, tzinfo=dt.UTC)
    assert typeset(plain(), dt.date(2026, 11, 17)) != own


def test_it_is_a4_with_a_title_a_language_and_tags(own):
    pdf = read(own)
    assert {tuple(round(float(side)) for side in page.mediabox[2:]) for page in pdf.pages} == {(595, 842)}
    assert pdf.metadata.title == "Dossier Timmerfabriek Esdoorn VOORBEELD, Proefweg 1, 6921 ZZ Duiven"
    assert pdf.root_object["/Lang"] == "nl-NL"
    assert pdf.root_object["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in pdf.root_object
    kept = pdf.root_object["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in kept
    assert "<pdfaid:part>2</pdfaid:part>" in kept
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in kept


def test_tables_have_headings_that_a_screen_reader_finds(own):
    kinds = set()

    def walk(node):
        node = node.get_object()
        if isinstance(node, list):
            for part in node:
                walk(part)
        elif isinstance(node, dict):
            if "/S" in node:
                kinds.add(node["/S"])
            if "/K" in node:
                walk(node["/K"])

    walk(read(own).root_object["/StructTreeRoot"])
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/L"} <= kinds


def test_every_page_has_its_number_and_what_it_is_of(own):
    pages = read(own).pages
    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        assert f"Bladzijde {number} van {len(pages)}" in page.extract_text()
        assert ID in page.extract_text()


@pytest.mark.parametrize(
    "part",
    [
        "Over wie en waar dit gaat",
        "Waarom dit label",
        "Wat wij hebben vastgelegd",
        "Waar het vandaan komt",
        "Het label door de tijd",
        "Wie wat besloot",
        "Bezwaren en correcties",
        "Bezoeken",
        "Wie het label kreeg",
        "Klopt er iets niet? Uw rechten",
    ],
)
def test_every_chapter_is_there(told, part):
    assert part in told


@pytest.mark.parametrize(
    "sentence",
    [
        "WIT",
        "Nog niet alles is bekend of bevestigd",
        "Is het adres in gebruik? ja",
        "[1] Straatbeeld, De gemeente zelf",
        "De erkenning loopt nog.",
        "Ingetrokken op 12-11-2026 door een medewerker: Verkeerd adres.",
        "Hier woont niemand.",
        "toegekend sinds 09-11-2026: Huurcontract gezien.",
        "gevelcheck, door loting: niets gevonden",
        "gevraagd, geen antwoord",
        "In december 2026, samen met politie, ODRA",
        "politie wit 2 02-11-2026 16-11-2026",
        "Loket VOORBEELD Proefplein 1",
        "artikel 16 AVG",
        "Autoriteit Persoonsgegevens",
    ],
)
def test_it_tells_what_the_dossier_holds(told, sentence):
    assert sentence in told


def test_the_version_for_the_business_has_no_name_of_staff_and_no_day_of_a_visit(told):
    assert not [name for name in STAFF if name in told]
    assert "01-12-2026" not in told
    assert "xlsx" not in told


def test_the_internal_version_says_on_every_page_that_it_is():
    content = typeset(plain(internal=True), DAY)
    assert all("Intern, niet verstrekken" in page.extract_text() for page in read(content).pages)
    assert "01-12-2026, 10:15 uur" in text(content)
    assert "bram" in text(content)


def test_what_a_visit_found_stands_behind_its_result():
    dossier = plain()
    dossier["visits"] = [item | {"findings": ["bouwen", "milieu"]} for item in dossier["visits"]]
    assert "(bouwen, milieu)" in text(typeset(dossier, DAY))


def test_a_dossier_with_nothing_in_it_can_be_set():
    empty = plain(None, runs=[], planned=(), contact=None, municipality=None, received=received()[:0])
    for part in ("findings", "open_questions", "known", "records", "sources", "decisions", "objections"):
        empty[part] = []
    empty |= {"corrections": [], "visits": []}
    told = text(typeset(empty, DAY))
    assert "Gebruiker niet bekend" in told
    assert "Niemand heeft over dit gebruik een besluit genomen." in told
    assert "Neem contact op met de gemeente. Noem het nummer" in told


def test_hostile_names_are_shown_and_never_run():
    """All of them at once, as values, originals, reasons, notes and recipients."""
    dossier = plain()
    dossier["known"] = [dossier["known"][0] | {"value": name, "original": name} for name in HOSTILE]
    dossier["decisions"] = [dossier["decisions"][0] | {"reason": name, "decision": name} for name in HOSTILE]
    dossier["recipients"] = [dossier["recipients"][0] | {"recipient": name} for name in HOSTILE]
    dossier["contact"] = "\n".join(HOSTILE)
    content = typeset(dossier, DAY)
    told = solid(text(content))
    hidden = [name for name in HOSTILE if name.isprintable() and name.isascii() and solid(name) not in told]
    assert not hidden
    catalogue = read(content).root_object
    assert not {"/OpenAction", "/AA", "/AcroForm"} & set(catalogue)
    assert set(catalogue["/Names"]) == {"/Dests"}
    assert b"/JavaScript" not in content
    assert b"/URI" not in content


@pytest.mark.parametrize(
    "name", [HOSTILE[0], "#panic(1)", '"]) #sys.inputs', "\u202eomgekeerd", "x" * 400, "🚗"]
)
def test_a_hostile_name_can_be_that_of_the_file(name):
    content = typeset(plain(name), DAY)
    assert read(content).metadata.title.startswith("Dossier ")
    assert "\u202e" not in text(content)


def test_of_what_has_no_glyph_a_picture_is_left_out_and_a_letter_is_told():
    told = text(typeset(plain("Garage 🚗 漢 Ünïcode VOORBEELD"), DAY))
    assert f"Garage {UNKNOWN_SIGN} Ünïcode VOORBEELD" in told


def test_a_long_name_stays_on_the_page():
    page = read(typeset(plain("Q" * 300), DAY)).pages[0]
    rights = []
    page.extract_text(visitor_text=lambda part, _cm, tm, _font, _size: rights.append((part, tm[4])))
    assert max(left for part, left in rights if "Q" in part) < 595


def test_a_number_to_call_by_can_be_copied():
    """An id holds no hidden spaces, so that what is copied from the file is found again."""
    raw = "".join(page.extract_text() for page in read(typeset(plain(), DAY)).pages)
    assert f"Noem het nummer {ID}" in re.sub(r"\s+", " ", raw)
