"""The roster as PDF: cover, map and a block per visit; readable by machines, inert whatever a name holds."""

import datetime as dt
import json
import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from shapely import box
from surroundings import around, parks

from theseus.export.roster_pdf import shown, write
from theseus.model import Competence, Ketenpartner

HOSTILE = json.loads((Path(__file__).parents[1] / "samples" / "hostile_names.json").read_text("utf-8"))
NEAR, FAR = box(196800, 440800, 197200, 441200), box(10000, 400000, 11000, 401000)
RATIO = tuple(("Ratio", 196950.0 + 10 * number, 441010.0) for number in range(10))
AROUND = around(
    parks(**{"Nieuwgraaf": NEAR, "Ver weg": FAR}), box(196990, 440990, 197010, 441010), places=RATIO
)


@pytest.fixture
def made(tmp_path):
    def written(roster):
        write(tmp_path / "looplijst.pdf", roster, AROUND)
        return (tmp_path / "looplijst.pdf").read_bytes()

    return written


def pages(content):
    found = [page.extract_text() for page in PdfReader(BytesIO(content)).pages]
    return [re.sub(r"\s+", " ", told.replace("\u200b", "")) for told in found]


def test_the_cover_tells_when_with_whom_what_each_may_do_and_by_which_law(made, make_roster):
    enters = Ketenpartner(
        "ODRA", competences=(Competence("bekijkt milieu", "artikel 5:15 Awb", may_enter=True),)
    )
    police = Ketenpartner(
        "politie", competences=(Competence("kijkt naar veiligheid", "artikel 3 Politiewet"),)
    )
    nobody = Ketenpartner("netbeheerder")
    cover = pages(made(make_roster(attendees=(police, enters, nobody), contact="Team VOORBEELD\n026 000")))[0]
    for told in (
        "Looplijst integrale controle Duiven",
        "dinsdag 17 november 2026, 09:30 tot 15:30 uur",
        "politie, ODRA en brandweer",
        "4 bezoeken",
        "kijkt naar veiligheid artikel 3 Politiewet",
        "bekijkt milieu (mag binnentreden zonder toestemming) artikel 5:15 Awb",
        "netbeheerder geen taak vastgelegd",
        "Team VOORBEELD 026 000",
        "vertrouwelijk",
    ):
        assert told in cover, told


def test_the_map_has_the_number_of_every_stop_and_the_parks_around(made, make_roster):
    told = pages(made(make_roster()))[1]
    assert "De route" in told
    assert "Nieuwgraaf" in told
    assert "Ver weg" not in told
    assert told.count("Ratio") == 1
    assert re.search(r"1 2 3 4 50 m N", told)


def test_a_route_too_wide_to_find_a_door_by_has_sheets_of_its_parts(made, make_roster):
    roster = make_roster()
    roster.visits["x"] += [0.0, 0.0, 0.0, 3000.0]
    roster.visits["adres"] = [f"Ratio {number}A, Duiven" for number in range(1, 5)]
    told = pages(made(roster))
    assert "Kaart A: bezoeken 1, 2 en 3" in told[2]
    assert "Kaart B: bezoek 4" in told[2]
    assert "4 4A" in told[2]
    assert "4A" not in told[1]


def test_a_partner_that_may_not_know_the_park_finds_no_name_of_it(made, partner_roster):
    told = pages(made(partner_roster("volgnummer", "adres")))[1]
    assert "De route" in told
    assert "Nieuwgraaf" not in told


def test_every_visit_has_its_block_with_questions_and_room(made, make_roster):
    told = " ".join(pages(made(make_roster()))[2:])
    for name in "abcd":
        assert f"Ratio {name}1, Duiven" in told
    assert told.count("Wie gebruikt dit adres, en waarvoor?") == 4
    assert told.count("toegang gekregen") == 4
    assert told.count("opkopersregister (DOR)") == 4
    assert told.count("ROOD") == 1
    assert told.count("WIT") == 3
    assert "09:45 – 09:57" in told


def test_it_is_accessible_a4_with_page_numbers_and_dated_by_the_session(made, make_roster):
    content = made(make_roster())
    pdf = PdfReader(BytesIO(content))
    assert {tuple(round(float(side)) for side in page.mediabox[2:]) for page in pdf.pages} == {(595, 842)}
    assert pdf.metadata.creation_date == dt.datetime(2026, 11, 17, tzinfo=dt.UTC)
    assert "<pdfuaid:part>1</pdfuaid:part>" in pdf.root_object["/Metadata"].get_data().decode()
    for number, told in enumerate(pages(content), start=1):
        assert f"Bladzijde {number} van {len(pdf.pages)}" in told
        assert "Vertrouwelijk" in told
    assert made(make_roster()) == content


def test_a_partner_that_only_reads_gets_a_list(made, partner_roster):
    told = " ".join(pages(made(partner_roster())))
    assert "gemaakt voor politie" in told
    assert "Nr. Tijd Adres Terrein" in told
    assert "Wie gebruikt dit adres" not in told
    assert "Uitkomst" not in told


def test_two_teams_have_numbers_of_their_own(make_inspection, make_roster):
    one = make_inspection()
    visits = tuple(replace(visit, team=1 + number // 2) for number, visit in enumerate(one.visits))
    teams = replace(one, session=replace(one.session, teams=2), visits=visits)
    told = shown(make_roster(teams), AROUND)
    (mapped,) = told["maps"]
    assert [stop["text"] for stop in mapped["stops"]] == ["1.1", "1.2", "2.3", "2.4"]
    assert len(mapped["lines"]) == 2
    assert "2 teams" in told["when"]


def test_a_visit_without_a_place_is_told_under_the_map(made, make_roster):
    roster = make_roster()
    roster.visits.loc[0, "x"] = None
    assert "Niet op de kaart, omdat de plaats niet bekend is: 1 van de bezoeken." in pages(made(roster))[1]
    roster.visits["x"] = None
    assert "De route" not in " ".join(pages(made(roster)))


def test_a_roster_without_visits_can_be_set(made, make_inspection, make_roster):
    assert "Er zijn geen bezoeken." in " ".join(pages(made(make_roster(make_inspection(ids=())))))


def test_hostile_names_are_shown_and_never_run(made, make_roster):
    """All of them at once: as names, addresses, parks, reasons, questions, partners and contact."""
    roster = make_roster(contact="\n".join(HOSTILE), troubled=tuple(HOSTILE))
    visits = roster.visits.loc[[0] * len(HOSTILE)].reset_index(drop=True)
    visits["volgnummer"] = range(1, len(HOSTILE) + 1)
    for column in ("naam", "adres", "terrein", "reden"):
        visits[column] = HOSTILE
    content = made(replace(roster, visits=visits, questions=roster.questions.iloc[:0]))
    told = re.sub(r"\s", "", "".join(pages(content)))
    solid = {name: re.sub(r"\s", "", name) for name in HOSTILE if name.isprintable() and name.isascii()}
    assert not [name for name, text in solid.items() if text not in told]
    catalogue = PdfReader(BytesIO(content)).root_object
    assert not {"/OpenAction", "/AA", "/AcroForm"} & set(catalogue)
    assert b"/JavaScript" not in content
    assert b"/URI" not in content
