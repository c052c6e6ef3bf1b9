"""The roster as XLSForm: names, lists and references hang together, whatever names come in."""

import json
import re
from pathlib import Path

import openpyxl
import pytest

from theseus.contracts.returning import FINDING_KINDS, OCCUPANCY, OUTCOMES
from theseus.export.odk import plain, write

HOSTILE = json.loads((Path(__file__).parents[1] / "samples" / "hostile_names.json").read_text("utf-8"))
TYPES = {"start", "calculate", "text", "decimal", "begin_group", "end_group", "select_one", "select_multiple"}
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")  # an XML name without what XLSForm reserves
REFERENCE = re.compile(r"\$\{([^}]*)\}")


@pytest.fixture
def form(tmp_path):
    """Write the form of a roster; gives its three sheets as rows by heading."""

    def written(roster):
        write(tmp_path / "f.xlsx", roster)
        book = openpyxl.load_workbook(tmp_path / "f.xlsx")
        found = {}
        for sheet in book:
            headings, *rows = sheet.iter_rows(values_only=True)
            found[sheet.title] = [
                dict(zip(headings, (text or "" for text in row), strict=True)) for row in rows
            ]
        return found

    return written


def check(form):
    """What makes a form valid (xlsform.org): known types, unique names, lists and references that exist."""
    assert set(form) == {"survey", "choices", "settings"}
    lists = {}
    for choice in form["choices"]:
        lists.setdefault(choice["list_name"], []).append(choice["name"])
        assert choice["label"].strip()
        assert re.fullmatch(r"[A-Za-z0-9_]+", choice["name"])
    assert all(len(names) == len(set(names)) for names in lists.values())
    names = [row["name"] for row in form["survey"] if row["name"]]
    assert len(names) == len(set(names))
    assert all(NAME.fullmatch(name) for name in names)
    depth = 0
    for row in form["survey"]:
        kind, _, listed = row["type"].partition(" ")
        assert kind in TYPES
        assert (kind in ("select_one", "select_multiple")) == bool(listed)
        assert not listed or listed in lists
        depth += (kind == "begin_group") - (kind == "end_group")
        assert depth in (0, 1)
        assert "${" not in row["label"]
        for expression in (row["relevant"], row["calculation"], row["constraint"]):
            assert set(REFERENCE.findall(expression)) <= set(names)
        assert bool(row["label"]) == (kind not in ("start", "calculate", "end_group"))
    assert depth == 0
    (settings,) = form["settings"]
    assert re.fullmatch(r"[A-Za-z0-9_]+", settings["form_id"])
    return lists


def test_the_form_is_valid_and_offers_the_lists(form, make_roster):
    lists = check(form(make_roster()))
    assert len(lists["bezoek"]) == 4
    assert len(lists["uitkomst"]) == len(OUTCOMES)
    assert len(lists["bevinding"]) == len(FINDING_KINDS)
    assert lists["ja_nee"] == ["ja", "nee"]


def test_a_visit_is_chosen_by_number_and_address_and_keeps_its_id(form, make_roster):
    made = form(make_roster())
    visits = [row for row in made["choices"] if row["list_name"] == "bezoek"]
    assert (visits[0]["label"], visits[0][OCCUPANCY]) == ("1. Ratio a1, Duiven", "a")
    assert [row[OCCUPANCY] for row in visits] == ["a", "b", "c", "d"]
    item = next(row for row in made["survey"] if row["name"] == OCCUPANCY)
    assert item["calculation"] == "instance('bezoek')/root/item[name = ${bezoek}]/occupancy_id"


def test_a_form_says_of_itself_which_roster_it_is(form, make_roster):
    roster = make_roster()
    told = {row["name"]: row["calculation"] for row in form(roster)["survey"] if row["type"] == "calculate"}
    assert told["session_id"] == f"'{roster.session.session_id}'"
    assert told["run"] == f"'{roster.heading.run}'"


def test_an_answer_in_words_is_named_after_its_question_and_findings_are_few(form, make_roster):
    survey = {row["name"]: row for row in form(make_roster())["survey"]}
    assert survey["tekst_1_Wie_gebruikt_dit_adres_en_waarvoor"]["type"] == "text"
    assert survey["bevindingen"]["constraint"] == "count-selected(.) <= 3"


def test_nothing_can_be_sent_that_the_office_would_refuse(form, make_roster):
    """A visit and an outcome are needed, and where there was no visit nothing was found or answered."""
    survey = {row["name"]: row for row in form(make_roster())["survey"] if row["type"] != "end_group"}
    assert [name for name, row in survey.items() if row["required"]] == ["bezoek", "uitkomst"]
    visited = "${uitkomst} != 'niet_meer_nodig'"
    assert [name for name, row in survey.items() if row["relevant"] == visited] == ["vragen", "bevindingen"]
    assert survey["bevindingen"]["constraint_message"] == "Kies er hoogstens 3."


def test_a_question_that_is_not_asked_everywhere_shows_at_its_visits(form, make_roster):
    survey = form(make_roster())["survey"]
    by_label = {row["label"]: row for row in survey}
    assert by_label["Is het adres in gebruik?"]["relevant"] == ""
    own = by_label["Is het pand in gebruik?"]
    assert own["type"] == "text"
    assert own["relevant"] == "${bezoek} = 'b3'"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_a_label_and_nothing_else(form, make_tables, make_roster, name):
    tables = make_tables()
    tables.occupancies["address"] = name or "x"
    tables.open_questions["text"] = (name or "x") + "?"
    made = form(make_roster(tables=tables, municipality=name))
    check(made)
    labels = [row["label"] for row in made["survey"] + made["choices"]]
    assert not [label for label in labels if "<" in label or "${" in label]


@pytest.mark.parametrize(
    ("text", "label"), [("${x}", "＄{x}"), ("<b>", "‹b›"), ("[a](b)", "(a)(b)"), ("*_#", "\\*\\_\\#")]
)
def test_no_label_is_a_reference_or_mark_up(text, label):
    assert plain(text) == label
