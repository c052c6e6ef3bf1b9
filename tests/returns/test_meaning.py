"""F85: what filled-in rows mean: the good cells are taken, the bad ones named, and nothing is made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theseus.contracts import FOUND_NOTHING, FOUND_VIOLATION, HANDED_OVER, NO_ACCESS, NOBODY_THERE
from theseus.contracts.returning import (
    ANSWER,
    ENTERED,
    FINDING_KINDS,
    FINDINGS,
    NOT_NEEDED,
    NOTE,
    OCCUPANCY,
    OUTCOME,
    OUTCOMES,
    QUESTION,
)
from theseus.returns import Cell, Filled, Returned, Row, understand

PLANNED = {"a@b", "c@d", "e@f"}
FITTING = {("in_use", "ja"), ("in_use", "nee"), ("inside", "ja")}


def row(sheet: str, number: int, cells: dict[str, str]) -> Row:
    where = f"{sheet}, rij {number}"
    made = {
        name: Cell(f"{where}, kolom {name}", text, "hier staat een formule" if text.startswith("=") else "")
        for name, text in cells.items()
    }
    return Row(where, made)


def visit(who: str, outcome: str = "", *found: str, note: str = "") -> dict[str, str]:
    return {OCCUPANCY: who, OUTCOME: outcome, NOTE: note, **dict(zip(FINDINGS, found, strict=False))}


def answer(who: str, question: str, said: str) -> dict[str, str]:
    return {OCCUPANCY: who, QUESTION: question, "Vraag": "Wie is hier?", ANSWER: said}


def wrong(question: str, said: str, result: str) -> str | None:
    if (question, result) == ("inside", NOBODY_THERE):
        return "niemand aanwezig."
    return None if (question, said.casefold()) in FITTING else "past niet."


def meant(visits: list[dict[str, str]], answers: list[dict[str, str]] = ()) -> Filled:
    seen = tuple(row("Looplijst", number, cells) for number, cells in enumerate(visits, start=7))
    asked = tuple(row("Vragen", number, cells) for number, cells in enumerate(answers, start=7))
    return understand(Returned("lijst.xlsx", None, None, None, seen, asked), PLANNED, wrong)


@pytest.mark.parametrize(
    ("outcome", "found", "result"),
    [
        (ENTERED, (), FOUND_NOTHING),
        (ENTERED, ("bouwen",), FOUND_VIOLATION),
        (" Toegang  GEKREGEN", ("Bouwen ", "", "inschrijving kvk"), FOUND_VIOLATION),
        ("niemand aanwezig", (), NOBODY_THERE),
        ("niemand aanwezig", ("leegstand",), NOBODY_THERE),
        ("geen medewerking", (), NO_ACCESS),
        ("overgedragen aan een ander team", ("arbeid",), HANDED_OVER),
    ],
)
def test_outcome_and_findings_give_the_result(outcome: str, found: tuple[str, ...], result: str):
    filled = meant([visit("a@b", outcome, *found)])
    (one,) = filled.visits
    assert one.result == result
    assert len(one.findings) == len([kind for kind in found if kind])
    assert set(one.findings) <= set(FINDING_KINDS)
    assert filled.refused == []


def test_a_row_without_anything_was_not_visited():
    filled = meant([visit("a@b"), visit("c@d"), visit("e@f", ENTERED)])
    assert filled.not_visited == 2
    assert [one.occupancy_id for one in filled.visits] == ["e@f"]


def test_what_was_not_needed_is_no_visit_and_keeps_its_remark():
    filled = meant([visit("a@b", NOT_NEEDED, note="Pand is weg.")])
    assert (filled.visits, filled.not_visited) == ([], 0)
    assert filled.not_needed == ["Looplijst, rij 7 (Pand is weg.)"]


def test_answers_and_remarks_go_with_their_visit():
    answers = [answer("a@b", "in_use", "ja"), answer("a@b", "", "Jansen"), answer("c@d", "in_use", "")]
    (one,) = meant([visit("a@b", ENTERED, note="Hek.")], answers).visits
    assert one.answers == {"in_use": "ja"}
    assert one.note == "Hek.\nWie is hier? Jansen"


def test_what_was_seen_at_a_closed_door_is_taken_and_what_was_not_is_named():
    answers = [answer("a@b", "in_use", "ja"), answer("a@b", "inside", "ja")]
    filled = meant([visit("a@b", "niemand aanwezig")], answers)
    (one,) = filled.visits
    assert (one.result, one.answers) == (NOBODY_THERE, {"in_use": "ja"})
    assert [line.partition(":")[0] for line in filled.refused] == ["Vragen, rij 8, kolom Antwoord"]


@pytest.mark.parametrize(
    ("visits", "answers", "told"),
    [
        (
            visit("a@b", "toegang gekreegen"),
            (),
            "Uitkomst: uitkomst 'toegang gekreegen' bestaat niet. Bedoelde u",
        ),
        (visit("a@b", "ok"), (), "Kies uit: toegang gekregen, niemand aanwezig"),
        (visit("a@b", "=A1"), (), "Uitkomst: hier staat een formule."),
        (visit("a@b", ENTERED, "bouw!", "milieu"), (), "kolom Bevinding 1: bevinding 'bouw!' bestaat niet"),
        (visit("a@b", ENTERED, note="Lijkt fraude."), (), "kolom Opmerking: 'fraud' mag niet"),
        (visit("a@b", ENTERED, note="=A1"), (), "kolom Opmerking: hier staat een formule"),
        (visit("x@y", ENTERED), (), "kolom occupancy_id: 'x@y' hoort niet bij deze controle"),
        (visit("", ENTERED), (), "kolom occupancy_id: hier staat geen gebruik"),
        (
            visit("a@b", "", "bouwen"),
            (),
            "kolom Uitkomst: leeg, maar er is wel iets ingevuld (Looplijst, rij 7",
        ),
        (visit("a@b", NOT_NEEDED, "bouwen"), (), "kolom Bevinding 1: de uitkomst is 'niet meer nodig'"),
        (
            visit("a@b"),
            [answer("a@b", "in_use", "ja")],
            "kolom Uitkomst: leeg, maar er is wel iets ingevuld (Vragen",
        ),
        (
            visit("a@b", ENTERED),
            [answer("a@b", "in_use", "soms")],
            "Vragen, rij 7, kolom Antwoord: past niet.",
        ),
        (
            visit("a@b", ENTERED),
            [answer("a@b", "in_use", "=1")],
            "Vragen, rij 7, kolom Antwoord: hier staat een",
        ),
        (visit("a@b", ENTERED), [answer("a@b", "", "malafide")], "kolom Antwoord: 'malafide' mag niet"),
        (
            visit("a@b", ENTERED),
            [answer("x@y", "in_use", "ja")],
            "Vragen, rij 7, kolom occupancy_id: 'x@y' hoort",
        ),
        (
            visit("a@b", ENTERED),
            [answer("c@d", "in_use", "ja")],
            "kolom Antwoord: dit adres staat niet op de lijst",
        ),
        (
            visit("a@b", NOT_NEEDED),
            [answer("a@b", "in_use", "ja")],
            "kolom Antwoord: de uitkomst is 'niet meer",
        ),
        (
            visit("a@b", "niemand aanwezig"),
            [answer("a@b", "inside", "ja")],
            "kolom Antwoord: niemand aanwezig.",
        ),
    ],
)
def test_a_bad_cell_is_named_with_its_place(visits: dict, answers: list, told: str):
    filled = meant([visits, visit("e@f", ENTERED)], answers)
    assert [line for line in filled.refused if told in line], filled.refused
    assert all("\n" not in line for line in filled.refused)
    assert filled.visits[-1].occupancy_id == "e@f"


def test_the_good_cells_of_a_row_with_a_bad_one_are_taken():
    filled = meant([visit("a@b", ENTERED, "bouw!", "milieu", note="Hek.")], [answer("a@b", "in_use", "soms")])
    (one,) = filled.visits
    assert (one.result, one.findings, one.note, one.answers) == (FOUND_VIOLATION, ("milieu",), "Hek.", {})
    assert len(filled.refused) == 2


def test_an_unreadable_finding_does_not_become_nothing_found():
    filled = meant([visit("a@b", ENTERED, "bouw!")])
    assert filled.visits == []
    assert "niet ingevoerd" in filled.refused[1]


def test_every_bad_cell_of_a_row_is_named_at_once():
    filled = meant([visit("a@b", "ok", "bouw!", note="malafide")], [answer("a@b", "in_use", "soms")])
    assert filled.visits == []
    assert len(filled.refused) == 4


def test_a_row_that_was_copied_counts_once():
    filled = meant([visit("a@b"), visit("a@b", ENTERED), visit("a@b", "niemand aanwezig"), visit("a@b")])
    assert [(one.where, one.result) for one in filled.visits] == [("Looplijst, rij 8", FOUND_NOTHING)]
    (told,) = filled.refused
    assert "Looplijst, rij 9" in told
    assert "al ingevuld op Looplijst, rij 8" in told


def test_two_answers_to_one_question_are_refused_if_they_differ():
    first = answer("a@b", "in_use", "ja")
    assert meant([visit("a@b", ENTERED)], [first, answer("a@b", "in_use", "JA")]).refused == []
    filled = meant([visit("a@b", ENTERED)], [first, answer("a@b", "in_use", "nee")])
    assert filled.visits[0].answers == {"in_use": "ja"}
    assert "Vragen, rij 8" in filled.refused[0]


def test_a_row_that_is_not_of_this_inspection_and_is_empty_is_no_matter():
    assert meant([visit("x@y"), visit("")]).refused == []


texts = st.sampled_from(["", *OUTCOMES, *FINDING_KINDS, "rommel", "=A1", "malafide", "ja"])


@given(
    st.lists(st.tuples(st.sampled_from(["a@b", "c@d", "x@y", ""]), *([texts] * 5)), max_size=6),
    st.lists(
        st.tuples(st.sampled_from(["a@b", "c@d", "x@y"]), st.sampled_from(["in_use", ""]), texts), max_size=6
    ),
)
def test_whatever_is_filled_in_is_taken_or_named(visits: list[tuple], answers: list[tuple]):
    rows = [visit(*cells[:-1], note=cells[-1]) for cells in visits]
    filled = meant(rows, [answer(*cells) for cells in answers])
    taken = {one.where: one for one in filled.visits}
    assert len({one.occupancy_id for one in filled.visits}) == len(filled.visits)
    for number, cells in enumerate(rows, start=7):
        where, one = f"Looplijst, rij {number}", taken.get(f"Looplijst, rij {number}")
        named = [line for line in filled.refused if line.startswith(where)]
        left = [line for line in filled.not_needed if line.startswith(where)]
        if any(cells[name] for name in (OUTCOME, *FINDINGS, NOTE)):
            assert one or named or left
        if one and not named:
            assert set(one.findings) == {cells[name] for name in FINDINGS} - {""}
            assert cells[NOTE] in one.note
