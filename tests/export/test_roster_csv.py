"""The roster as CSV: the same rows, and nothing that a spreadsheet runs."""

import csv
import io
import json
from pathlib import Path

import pytest

from theseus.export.roster_csv import write
from theseus.export.texts import no_formula, one_line

HOSTILE = json.loads((Path(__file__).parents[1] / "samples" / "hostile_names.json").read_text("utf-8"))


@pytest.fixture
def read(tmp_path):
    def written(roster):
        write(tmp_path / "looplijst.csv", roster)
        content = (tmp_path / "looplijst.csv").read_bytes()
        assert content.startswith(b"\xef\xbb\xbf")
        return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))

    return written


def test_there_is_a_row_per_visit_with_its_questions(read, make_roster):
    rows = read(make_roster())
    assert [row["occupancy_id"] for row in rows] == ["a", "b", "c", "d"]
    assert rows[0]["vragen"].startswith("1. Wie gebruikt dit adres, en waarvoor? | 2. Kloppen naam")
    assert (rows[2]["label"], rows[0]["label"]) == ("rood", "wit")
    assert "team" not in rows[0]


def test_questions_stay_with_their_visit_without_an_id(read, partner_roster):
    rows = read(partner_roster("volgnummer", "adres", "vragen"))
    assert "occupancy_id" not in rows[0]
    assert len({row["vragen"] for row in rows}) == 1
    rows = read(partner_roster("volgnummer", "adres", "reden", "vragen"))
    assert ["Is het pand in gebruik?" in row["vragen"] for row in rows] == [False, False, True, False]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_cell_starts_a_formula_or_breaks_a_row(read, make_roster, name):
    roster = make_roster(names={"a": name})
    roster.visits["adres"] = name
    rows = read(roster)
    assert len(rows) == 4
    assert rows[0]["naam"] == no_formula(one_line(name))
    assert not [
        cell for row in rows for cell in row.values() if cell.lstrip()[:1] in tuple("=+-@\t\r＝＋－＠")
    ]
