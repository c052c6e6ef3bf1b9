"""Four eyes: a proposed red is put forward by one person and decided by another, with a reason and an end."""

import datetime as dt
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import pytest
from entries import LATER, TODAY, WHO, review
from hypothesis import given
from hypothesis import strategies as st

from theseus.contracts import CONFIRMED, PROPOSED, REFUSED, REVIEW
from theseus.desk.reviews import STEPS, decide, reviews, standing
from theseus.errors import DeskError

DAY = dt.timedelta(days=1)


@pytest.fixture
def url(desk_url: str) -> str:
    return desk_url


def test_without_decisions_the_table_is_empty_and_of_its_contract(url: str):
    assert reviews(url).empty
    assert list(reviews(url).columns) == REVIEW.names


def test_one_person_proposes_and_another_confirms(url: str):
    proposed = decide(url, review(by="Anna", rules="a,b", run="2026-11-16-1f2e3d4c"))
    confirmed = decide(url, review(CONFIRMED, by="Bram"))
    table = reviews(url).set_index("review_id")
    assert table["decision"].to_dict() == {proposed: PROPOSED, confirmed: CONFIRMED}
    assert table["proposed_by"].tolist() == ["Anna", "Anna"]
    assert table["decided_by"].tolist() == ["Anna", "Bram"]
    assert table["decided_on"].dt.date.tolist() == [TODAY, TODAY]
    assert table.loc[proposed, ["rules", "run"]].tolist() == ["a,b", "2026-11-16-1f2e3d4c"]


def test_a_confirmation_cannot_say_who_proposed(url: str):
    """Who proposed is looked up: a name that the decider gives himself would be no second person."""
    decide(url, review(by="Anna"))
    with pytest.raises(DeskError, match="tweede persoon"):
        decide(url, review(CONFIRMED, by="Anna", proposed_by="Bram"))


@pytest.mark.parametrize("by", ["Anna", " anna ", "ANNA", "A\N{COMBINING GRAVE ACCENT}nna"])
@pytest.mark.parametrize("decision", [CONFIRMED, REFUSED])
def test_who_proposed_cannot_decide(url: str, by: str, decision: str):
    decide(url, review(by="\N{LATIN CAPITAL LETTER A WITH GRAVE}nna" if "\u0300" in by else "Anna"))
    with pytest.raises(DeskError, match="tweede persoon"):
        decide(url, review(decision, by=by))
    assert len(reviews(url)) == 1


@pytest.mark.parametrize("decision", [CONFIRMED, REFUSED])
def test_who_entered_a_deciding_answer_cannot_decide(url: str, decision: str):
    decide(url, review(by="Anna"))
    with pytest.raises(DeskError, match="zelf een antwoord ingevoerd"):
        decide(url, review(decision, by="Bram"), entered_by={"Carla", "bram "})
    decide(url, review(decision, by="Dirk"), entered_by={"Carla", "bram "})


def test_who_entered_an_answer_may_put_the_proposal_forward(url: str):
    decide(url, review(by="Bram"), entered_by={"Bram"})


def test_what_the_machine_proposes_can_be_refused_at_once(url: str):
    decide(url, review(REFUSED, by="Bram", rules="a"))
    (row,) = reviews(url).to_dict("records")
    assert (row["proposed_by"], row["decided_by"], row["rules"]) == ("Theseus", "Bram", "a")


def test_nobody_confirms_what_nobody_put_forward(url: str):
    with pytest.raises(DeskError, match=r"nog niet beoordeeld.*Wel: voorgesteld of afgewezen\."):
        decide(url, review(CONFIRMED, by="Bram"))


def test_an_illegal_step_names_the_legal_ones(url: str):
    decide(url, review(by="Anna"))
    with pytest.raises(DeskError) as refused:
        decide(url, review(by="Bram"))
    assert str(refused.value) == (
        "Het voorstel over a@b is voorgesteld (sinds 16-11-2026, door Anna); 'voorgesteld' kan dan niet. "
        "Wel: bevestigd of afgewezen."
    )


def test_a_proposal_lapses_on_its_end(url: str):
    decide(url, review(by="Anna", until=TODAY + DAY))
    with pytest.raises(DeskError, match="nog niet beoordeeld"):
        decide(url, review(CONFIRMED, by="Bram", decided_on=TODAY + DAY))
    decide(url, review(by="Bram", decided_on=TODAY + DAY))


def test_a_confirmed_red_can_be_proposed_again_for_longer_and_refused(url: str):
    decide(url, review(by="Anna"))
    decide(url, review(CONFIRMED, by="Bram"))
    decide(url, review(by="Bram"))
    with pytest.raises(DeskError, match="tweede persoon"):
        decide(url, review(CONFIRMED, by="Bram"))
    decide(url, review(CONFIRMED, by="Anna"))
    decide(url, review(REFUSED, by="Carla"))


def test_what_was_refused_today_is_not_confirmed_today(url: str):
    """Of two decisions on one day the refusal counts, so the confirmation would do nothing."""
    decide(url, review(REFUSED, by="Bram"))
    decide(url, review(by="Anna"))
    with pytest.raises(DeskError, match="vandaag al afgewezen"):
        decide(url, review(CONFIRMED, by="Bram"))
    decide(url, review(CONFIRMED, by="Bram", decided_on=TODAY + DAY))


def test_occupancies_do_not_touch_each_other(url: str):
    decide(url, review(by="Anna"))
    with pytest.raises(DeskError, match="nog niet beoordeeld"):
        decide(url, review(CONFIRMED, by="Bram", occupancy_id="c@d"))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"reason": "  "}, "reden"),
        ({"reason": "Een verdacht bedrijf."}, "aandachtspunt"),
        ({"decision": "misschien"}, "kies voorgesteld, bevestigd of afgewezen"),
        ({"until": TODAY}, "einddatum"),
        ({"by": " "}, "naam"),
        ({"occupancy_id": ""}, "gebruik"),
        ({"by": "x" * 121}, "hoogstens 120"),
    ],
)
def test_a_decision_that_breaks_a_rule_is_refused(url: str, changed: dict[str, object], told: str):
    with pytest.raises(DeskError, match=told) as refused:
        decide(url, review(**changed))
    assert "\n" not in str(refused.value)
    assert reviews(url).empty


def test_what_stands_is_what_has_not_ended(url: str):
    decide(url, review(by="Anna"))
    decide(url, review(by="Anna", occupancy_id="c@d", until=TODAY + DAY))
    assert standing(reviews(url), TODAY) == {WHO, "c@d"}
    assert standing(reviews(url), TODAY + DAY) == {WHO}
    assert standing(reviews(url), LATER) == frozenset()


def test_a_damaged_desk_is_told_in_one_line(tmp_path: Path):
    (tmp_path / "desk.sqlite").write_bytes(b"geen database" * 100)
    with pytest.raises(DeskError, match="besluiten zijn niet te lezen") as refused:
        reviews(f"sqlite:///{tmp_path / 'desk.sqlite'}")
    assert "\n" not in str(refused.value)


@pytest.fixture(scope="module")
def one_desk(new_desk) -> str:
    return new_desk()


@given(
    steps=st.lists(
        st.tuples(st.sampled_from([PROPOSED, CONFIRMED, REFUSED]), st.sampled_from("ABC"), st.integers(0, 3)),
        max_size=6,
    )
)
def test_whatever_is_tried_red_has_two_people_and_every_step_is_legal(one_desk, steps):
    """Whoever tries what, and when: what is kept follows the table of steps, and no red has one person."""
    about, today = uuid4().hex, TODAY
    for decision, by, wait in steps:
        today += wait * DAY
        step = review(decision, by=by, occupancy_id=about, decided_on=today, until=today + 4 * DAY)
        with suppress(DeskError):
            decide(one_desk, step, entered_by={"C"})
    table = reviews(one_desk)
    kept = table[table["occupancy_id"] == about].to_dict("records")
    for before, row in zip([None, *kept], kept, strict=False):
        holds = before is not None and before["until"] > row["decided_on"]
        assert row["decision"] in STEPS[before["decision"] if holds else "nog niet beoordeeld"]
        if row["decision"] == CONFIRMED:
            assert row["decided_by"] not in {row["proposed_by"], "C"}
            assert any(
                other["decision"] == PROPOSED and other["decided_by"] == row["proposed_by"] for other in kept
            )
