import pandas as pd
import pytest

from theseus.contracts import LABEL
from theseus.errors import ContractError
from theseus.export.roster import ALWAYS_ASKED, ANSWERS, COLUMNS, rows


def made(inspection, tables):
    return rows(inspection, **vars(tables)).set_index("occupancy_id", drop=False)


@pytest.fixture
def roster(inspection, make_tables):
    return made(inspection, make_tables())


def test_there_is_one_row_per_visit_in_order_with_its_times(roster):
    assert list(roster.columns) == list(COLUMNS)
    assert list(roster["volgnummer"]) == [1, 2, 3, 4]
    assert list(roster["occupancy_id"]) == ["a", "b", "c", "d"]
    assert (roster.loc["a", "aankomst"], roster.loc["a", "vertrek"]) == ("09:45", "09:57")
    assert (roster.loc["a", "adres"], roster.loc["a", "terrein"]) == ("Ratio a1, Duiven", "Nieuwgraaf")


def test_the_order_is_that_of_the_visits_not_of_the_tables(make_inspection, make_tables):
    turned = made(make_inspection(ids=("c", "a", "b")), make_tables())
    assert list(turned["occupancy_id"]) == ["c", "a", "b"]


def test_questions_are_numbered_one_per_line_and_the_standing_ones_come_first(roster):
    lines = roster.loc["a", "vragen"].split("\n")
    assert lines[: len(ALWAYS_ASKED)] == [f"{n}. {text}" for n, text in enumerate(ALWAYS_ASKED, start=1)]
    assert lines[-2:] == ["3. Is het pand in gebruik?", "4. Welke naam staat op de gevel?"]
    assert len(roster.loc["d", "vragen"].split("\n")) == len(ALWAYS_ASKED)


def test_a_question_that_is_asked_everywhere_is_asked_once(inspection, make_tables):
    tables = make_tables()
    tables.open_questions["text"] = ALWAYS_ASKED[0]
    assert made(inspection, tables).loc["a", "vragen"].count(ALWAYS_ASKED[0]) == 1


def test_a_proposed_red_is_white_on_paper_and_cannot_be_told_apart(roster):
    own = ["label", "reden", "vragen", "naam"]
    assert roster.loc["b", own].equals(roster.loc["a", own])
    assert roster.loc["d", "label"] == "wit"
    assert roster.loc["d", "reden"] == roster.loc["a", "reden"]


def test_only_a_confirmed_red_carries_what_was_found(roster):
    assert roster.loc["c", "label"] == "rood"
    assert roster.loc["c", "reden"] == "Controle gewenst. De activiteit past niet bij het gebruiksdoel."
    rest = " ".join(roster.drop(index="c")[["label", "reden", "vragen"]].to_numpy().ravel())
    assert "rood" not in rest.lower()
    assert "gebruiksdoel" not in rest


def test_a_label_without_a_known_review_stays_white(inspection, make_tables):
    tables = make_tables()
    tables.labels["proposed_red"] = pd.array([pd.NA] * len(tables.labels), dtype="boolean")
    assert set(made(inspection, tables)["label"]) == {"wit"}


def test_an_unknown_user_is_named_as_unknown(inspection, make_tables):
    assert made(inspection, make_tables({"a": None})).loc["a", "naam"] == "gebruiker niet bekend"


def test_answers_are_empty_and_no_column_is_more_than_needed(roster):
    assert (roster[list(ANSWERS)] == "").all(axis=None)
    assert not set(LABEL.names).intersection(roster.columns) - {"occupancy_id", "label"}


def test_wording_is_neutral(roster):
    told = " ".join(roster.drop(columns="volgnummer").to_numpy().ravel()).lower()
    assert not any(word in told for word in ("verdacht", "crimin", "fraude", "dader"))


def test_an_inspection_without_visits_gives_an_empty_roster(make_inspection, make_tables):
    empty = made(make_inspection(ids=()), make_tables())
    assert list(empty.columns) == list(COLUMNS)
    assert len(empty) == 0


@pytest.mark.parametrize("table", ["occupancies", "labels"])
def test_a_visit_to_an_unknown_occupancy_is_refused(inspection, make_tables, table):
    tables = make_tables()
    setattr(tables, table, getattr(tables, table).iloc[1:])
    with pytest.raises(ContractError, match="a staat op de planning maar niet in de laatste run"):
        made(inspection, tables)


def test_what_the_desk_can_look_up_is_not_asked_at_the_door(inspection, make_tables):
    tables = make_tables()
    tables.open_questions["step"] = "bureau"
    told = made(inspection, tables).loc["a", "vragen"]
    assert len(told.split("\n")) == len(ALWAYS_ASKED)
