"""What people answered: visits join the street, a correction stands before all, neither is guessed at."""

import datetime as dt
import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theseus.contracts import VISIT_RESULTS
from theseus.errors import ConfigError, DeskError
from theseus.facts.catalogue import Answer, QuestionCard, questions
from theseus.model import Consulted, Freshness

FOUND = """CASE WHEN result IN ('overtreding', 'overgedragen') THEN true
                WHEN result = 'niets gevonden' THEN false END"""
VIOLATION = QuestionCard(
    id="violation",
    text="Is er iets gevonden?",
    type="truth",
    steps=("themed_visit",),
    answers=(Answer(families=("straatbeeld",), table="visit", value=FOUND, silence="nee"),),
)


class TestVisit:
    """A question of the street that a visit answered."""

    def test_the_newest_of_street_and_visit_wins_whoever_it_was(self, world):
        here, other = world.occupancy("u1@1"), world.occupancy("u2@2", huisnummer=2)
        for place, seen, asked in ((here, "2026-10-01", "2026-11-01"), (other, "2026-11-01", "2026-10-01")):
            world.record("street_note", "straatbeeld", f"s{place}", seen, link=place, in_use=False)
            world.says("bezoek", 1 if place == here else 2, "in_use", "ja", asked, link=place)
        assert world.answers(here)["in_use"] == "ja"
        assert world.answers(other)["in_use"] == "nee"

    def test_on_one_day_the_visit_wins_and_of_two_visits_the_later_number(self, world):
        here = world.occupancy()
        world.record("street_note", "straatbeeld", "s", link=here, in_use=False, dwelling_seen=False)
        world.says("bezoek", 9, "in_use", "nee", link=here)
        world.says("bezoek", 12, "in_use", "ja", link=here)
        world.says("bezoek", 9, "dwelling_seen", "ja", link=here)
        assert world.answers(here)["in_use"] == "ja"
        assert world.answers(here)["dwelling_seen"] == "ja"

    def test_asked_and_not_answered_is_unknown_until_somebody_looks_again(self, world):
        here = world.occupancy()
        world.record("street_note", "straatbeeld", "a", "2026-09-01", link=here, in_use=False)
        world.says("bezoek", 1, "in_use", None, "2026-10-01", link=here)
        assert "in_use" not in world.answers(here)
        assert "in_use" not in set(world.facts()["question"])
        world.record("street_note", "straatbeeld", "b", "2026-11-01", link=here, in_use=True)
        assert world.answers(here)["in_use"] == "ja"

    def test_it_is_a_fact_with_source_record_words_and_an_end_of_its_own(self, world):
        here = world.occupancy()
        world.half_life["bezoek"] = 30
        world.says("bezoek", 12, "in_use", "ja", "2026-11-03", link=here, original="Ja, sinds mei.")
        fact = world.facts().set_index("question").loc["in_use"]
        assert (fact["source"], fact["record_id"], fact["original"]) == (
            "bezoek",
            "bezoek 12",
            "Ja, sinds mei.",
        )
        assert fact["observed_on"] == pd.Timestamp("2026-11-03")
        assert fact["expires_on"] == pd.Timestamp("2026-12-03")
        assert "in_use" not in world.answers(here, as_of=dt.date(2026, 12, 3))

    @pytest.mark.parametrize(
        ("result", "ends"), [("niemand aanwezig", "2026-11-13"), ("overtreding", "2026-12-03")]
    )
    def test_a_look_at_a_closed_door_holds_no_longer_than_a_note(self, world, result, ends):
        here = world.occupancy()
        world.half_life |= {"bezoek": 30, "straatbeeld": 10}
        world.visit(12, result, "2026-11-03", link=here)
        world.says("bezoek", 12, "in_use", "ja", "2026-11-03", link=here)
        fact = world.facts().set_index("question").loc["in_use"]
        assert (fact["value"], fact["expires_on"]) == ("ja", pd.Timestamp(ends))

    def test_an_expired_visit_brings_no_older_look_back(self, world):
        here = world.occupancy()
        world.half_life["bezoek"] = 5
        world.record("street_note", "straatbeeld", "s", "2026-10-30", link=here, in_use=False)
        world.says("bezoek", 1, "in_use", "ja", "2026-11-01", link=here)
        assert "in_use" not in world.answers(here)

    def test_what_will_be_seen_later_is_not_known_now(self, world):
        here = world.occupancy()
        world.says("bezoek", 1, "in_use", "ja", "2026-12-01", link=here)
        assert "in_use" not in world.answers(here)
        assert world.answers(here, as_of=dt.date(2026, 12, 1))["in_use"] == "ja"

    def test_it_speaks_where_nobody_noted_the_street(self, world):
        here = world.occupancy()
        world.consult("straatbeeld", Freshness.ABSENT, complete=False, delivered=None)
        world.says("bezoek", 1, "in_use", "ja", link=here)
        assert world.answers(here)["in_use"] == "ja"

    def test_a_street_is_silent_while_the_visits_cannot_be_heard(self, world):
        here = world.occupancy("u1@1")
        world.record("street_note", "straatbeeld", "s", link=here, in_use=True)
        world.record("vestiging", "kvk", "v", link=here)
        world.desk()
        assert world.answers(here)["in_use"] == "ja"
        less = world.without("bezoek").answers(here)
        assert "in_use" not in less
        assert less["registered"] == "ja"

    def test_a_question_of_a_register_cannot_be_answered_at_the_door(self, world):
        here = world.occupancy()
        world.says("bezoek", 7, "registered", "ja", link=here)
        with pytest.raises(
            DeskError, match=r"Bezoek 7: de vraag 'registered' kan niet aan de deur .* correctie"
        ):
            world.facts()

    def test_its_place_in_the_order_of_trust_is_that_of_the_street(self, world):
        card = QuestionCard(
            id="q",
            text="Klopt het?",
            type="truth",
            steps=("street_view",),
            answers=(
                Answer(families=("kvk",), table="vestiging", value="activity = 'horeca'"),
                Answer(families=("straatbeeld",), table="street_note", value="in_use"),
            ),
        )
        here, other, near = (world.occupancy(f"u{n}@{n}", huisnummer=n) for n in (1, 2, 3))
        world.record("vestiging", "kvk", "v1", link=here, activity="winkel")
        world.record("vestiging", "kvk", "v3", outcome="mogelijke koppeling", postcode="6921AA", huisnummer=3)
        for number, place in enumerate((here, other, near)):
            world.says("bezoek", number, "q", "ja", link=place)
        assert world.answers(here, cards={"q": card}) == {"q": "nee"}
        assert world.answers(other, cards={"q": card}) == {"q": "ja"}
        assert world.answers(near, cards={"q": card}) == {}  # the register may have somebody there
        world.consult("kvk", complete=False)
        assert world.answers(other, cards={"q": card}) == {}


class TestCorrection:
    """A granted correction stands before every other answer."""

    def test_it_wins_over_newer_records_and_visits_from_its_day(self, world):
        here = world.occupancy("u1@1")
        world.record("vestiging", "kvk", "v", "2026-11-10", link=here, activity="winkel")
        world.record("street_note", "straatbeeld", "s", "2026-11-10", link=here, in_use=True)
        world.says("bezoek", 1, "in_use", "ja", "2026-11-12", link=here)
        world.says("correctie", 3, "in_use", "nee", "2026-11-02", link=here, until="2027-03-01")
        world.says(
            "correctie", 4, "activity_registered", "horeca", "2026-11-16", link=here, until="2027-03-01"
        )
        assert world.answers(here)["in_use"] == "nee"
        assert world.answers(here)["activity_registered"] == "horeca"
        assert world.answers(here, as_of=dt.date(2026, 11, 15))["activity_registered"] == "winkel"

    def test_it_speaks_where_its_source_was_never_heard_and_keeps_its_own_end(self, world):
        here = world.occupancy()
        world.half_life["correctie"] = 30
        world.says("correctie", 3, "registered", "ja", "2026-01-02", link=here, until="2028-01-01")
        fact = world.facts().set_index("question").loc["registered"]
        assert (fact["value"], fact["record_id"]) == ("ja", "correctie 3")
        assert fact["expires_on"] == pd.Timestamp("2028-01-01")

    def test_after_its_end_the_question_is_unknown_whatever_others_say(self, world):
        here = world.occupancy("u1@1")
        world.record("vestiging", "kvk", "v", link=here, activity="winkel")
        world.says("correctie", 3, "activity_registered", "horeca", link=here, until="2026-11-16")
        facts_ = world.facts().set_index("question")
        assert "activity_registered" not in world.answers(here)
        assert facts_.loc["activity_registered", "expired"]
        assert facts_.loc["activity_registered", "value"] == "horeca"

    def test_the_last_of_two_counts_and_its_end_brings_the_first_not_back(self, world):
        here = world.occupancy()
        world.says("correctie", 9, "in_use", "ja", "2026-10-01", link=here, until="2027-10-01")
        world.says("correctie", 10, "in_use", "nee", "2026-10-01", link=here, until="2026-11-16")
        assert world.answers(here, as_of=dt.date(2026, 11, 15))["in_use"] == "nee"
        assert "in_use" not in world.answers(here)

    def test_nobody_is_believed_while_the_corrections_cannot_be_heard(self, world):
        here = world.occupancy("u1@1")
        world.record("street_note", "straatbeeld", "s", link=here, in_use=True)
        world.record("vestiging", "kvk", "v", link=here)
        world.desk()
        assert world.answers(here)
        assert world.without("correctie").answers(here) == {}


class TestVisitsAsATable:
    """A card may ask about the visits themselves."""

    def value(self, world, here, **given):
        return world.answers(here, cards={"violation": VIOLATION}, **given).get("violation")

    @pytest.mark.parametrize(
        ("result", "value"), list(zip(VISIT_RESULTS, ("nee", "ja", "nee", "nee", "ja"), strict=True))
    )
    def test_a_visit_that_could_not_look_leaves_the_question_to_the_one_before(self, world, result, value):
        here = world.occupancy()
        world.visit(1, "niets gevonden", "2026-10-01", link=here)
        world.visit(2, result, "2026-11-01", link=here)
        assert self.value(world, here) == value

    def test_two_on_one_day_and_one_that_was_withdrawn(self, world):
        here = world.occupancy()
        world.visit(9, "overtreding", link=here)
        world.visit(12, "niets gevonden", link=here)
        assert self.value(world, here) == "nee"
        world.visits[1]["withdrawn_by"] = "b"
        fact = world.facts(cards={"violation": VIOLATION}).iloc[0]
        assert (fact["value"], fact["source"], fact["record_id"]) == ("ja", "bezoek", "bezoek 9")

    def test_our_own_register_is_whole_while_it_is_empty_and_needs_no_address(self, world):
        here = world.occupancy("geen-bag:1@1", postcode=None, huisnummer=None)
        assert self.value(world, here) is None
        world.desk()
        assert self.value(world, here) == "nee"
        met = world.occupancy("u2@2")
        world.visit(1, "niemand aanwezig", link=met)
        assert self.value(world, met) is None

    @pytest.mark.parametrize(("result", "value"), [("niets gevonden", "nee"), ("overtreding", "ja")])
    def test_what_the_last_visit_found_does_not_grow_old(self, world, result, value):
        here = world.occupancy()
        world.visit(1, result, "2023-01-09", link=here)
        fact = world.facts(cards={"violation": VIOLATION}).iloc[0]
        assert (fact["value"], bool(fact["expired"])) == (value, False)
        assert pd.isna(fact["expires_on"])

    def test_a_visit_to_come_is_no_visit(self, world):
        here = world.occupancy()
        world.visit(1, "overtreding", "2026-12-01", link=here)
        assert self.value(world, here) == "nee"


def test_who_is_no_longer_in_sight_gets_no_facts(world):
    world.occupancy("u1@1")
    world.visit(1, "overtreding", link="u9@9")
    world.says("bezoek", 1, "in_use", "ja", link="u9@9")
    world.says("correctie", 1, "in_use", "ja", link="u9@9")
    assert set(world.facts()["occupancy_id"]) <= {"u1@1"}


def test_answers_of_a_source_that_the_run_does_not_know_are_refused(world):
    here = world.occupancy()
    world.says("correctie", 1, "in_use", "ja", link=here)
    del world.consulted["correctie"]
    with pytest.raises(ConfigError, match="bron 'correctie'"):
        world.facts()
    world.said.clear()
    world.visit(1, "overtreding", link=here)
    del world.consulted["bezoek"]
    with pytest.raises(ConfigError, match="bron 'bezoek'"):
        world.facts()


def test_what_does_not_fit_its_question_counts_as_not_answered_and_is_told(world):
    here = world.occupancy()
    world.record("street_note", "straatbeeld", "s", "2026-10-01", link=here, in_use=True)
    world.says("bezoek", 1, "in_use", "misschien", link=here)
    world.says("bezoek", 2, "verdwenen_vraag", "ja", link=here)
    world.says("correctie", 3, "floor_area_m2", "12.5", link=here)
    world.says("correctie", 4, "users_on_unit", "veel", link=here)
    world.says("correctie", 5, "in_use", "ja", link="u9@9")
    found = world.answers(here)
    assert found["floor_area_m2"] == "12.5"
    assert not {"in_use", "users_on_unit", "verdwenen_vraag"} & set(found)
    told = world.unused()
    assert len(told) == 4
    for words in (
        "'verdwenen_vraag' bestaat niet meer",
        "bezoek 1",
        "correctie 4",
        "niet meer in beeld; .* correctie 5",
    ):
        assert any(pd.Series(told).str.contains(words)), words


def test_hostile_answers_stay_text(world):
    here = world.occupancy("u'; DROP TABLE fact;--@1")
    world.says("bezoek", 1, "in_use", "ja'); --", link=here, original="x'); --")
    world.says("correctie", "3'; --", "dwelling_seen", "nee", link=here, original="{{ 1 }}")
    fact = world.facts()
    assert fact["original"].dropna().tolist() == ["{{ 1 }}"]


def test_the_order_of_rows_makes_no_difference(world):
    for place in range(1, 6):
        here = world.occupancy(f"u{place}@x", huisnummer=place)
        for number in range(3):
            world.says(
                "bezoek", 10 * place + number, "in_use", ["ja", "nee", None][(place + number) % 3], link=here
            )
            world.visit(10 * place + number, VISIT_RESULTS[(place + number) % 5], link=here)
    world.says("correctie", 9, "in_use", "ja", link="u1@x")
    world.says("correctie", 10, "in_use", "nee", link="u1@x")
    cards = {"in_use": questions()["in_use"], "violation": VIOLATION}
    pd.testing.assert_frame_equal(world.facts(cards=cards, shuffle=1), world.facts(cards=cards, shuffle=2))


# The promise, from drawn records, visits and corrections: a loss costs an answer or changes nothing.

AS_OF = dt.date(2026, 11, 16)
PLACES = 40
LOSSES = [{"bezoek"}, {"correctie"}, {"kvk"}, {"osm"}, {"straatbeeld", "bezoek"}, {"bezoek", "correctie"}]


def ordered(name, *order):
    """A question with its answers in an order of trust; the last may be silent."""
    found = {
        "kvk": ("vestiging", "name = 'ja'"),
        "osm": ("poi", "tag = 'ja'"),
        "straatbeeld": ("street_note", "in_use"),
    }
    return QuestionCard(
        id=name,
        text="Klopt het?",
        type="truth",
        steps=("street_view",),
        answers=[
            Answer(
                families=(family,),
                table=found[family][0],
                value=found[family][1],
                silence="nee" if place == len(order) - 1 else None,
            )
            for place, family in enumerate(order)
        ],
    )


CARDS = {
    card.id: card
    for card in (
        ordered("street_first", "straatbeeld", "kvk", "osm"),
        ordered("street_between", "kvk", "straatbeeld", "osm"),
        ordered("street_last", "kvk", "straatbeeld"),
        ordered("register", "kvk", "osm"),
        VIOLATION,
    )
}


def new_world():
    path = Path(__file__).with_name("conftest.py")
    spec = importlib.util.spec_from_file_location("facts_world", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.World(AS_OF)


def drawn(seed, incomplete):
    """Many places with, as chance has it, records, visits, answers and corrections."""
    draw, world = np.random.default_rng(seed), new_world()
    for source in ("kvk", "osm", "straatbeeld"):
        world.consult(source, complete=source not in incomplete)
    world.desk()

    def days():
        return [str(AS_OF - dt.timedelta(days=int(age))) for age in draw.integers(0, 60, draw.integers(0, 3))]

    for place in range(PLACES):
        here = world.occupancy(f"u{place}@x", huisnummer=place + 1)
        for table, source, column in (("vestiging", "kvk", "name"), ("poi", "osm", "tag")):
            for on in days()[:1]:
                said = draw.choice(["ja", "nee"])
                world.record(table, source, f"{table}{place}", on, link=here, **{column: said})
        for number, on in enumerate(days()):
            said = [True, False, None][draw.integers(3)]
            world.record("street_note", "straatbeeld", f"s{place}.{number}", on, link=here, in_use=said)
        for on in days():
            withdrawn = draw.random() < 0.1
            world.visit(len(world.visits), draw.choice(VISIT_RESULTS), on, link=here, withdrawn=withdrawn)
        for name in CARDS:
            people_say(world, draw, here, name, days)
    return world


def people_say(world, draw, here, name, days):
    for on in days() if name != "register" else ():
        world.says("bezoek", len(world.said), name, draw.choice(["ja", "nee", None]), on, link=here)
    for on in days() if draw.random() < 0.3 else ():
        until = str(AS_OF + dt.timedelta(days=int(draw.integers(-20, 200))))
        said = draw.choice(["ja", "nee"])
        world.says("correctie", len(world.said), name, said, on, link=here, until=until)


def known(world, as_of=AS_OF):
    found = world.facts(as_of, cards=CARDS)
    found = found[~found["expired"]]
    return dict(zip(zip(found["occupancy_id"], found["question"], strict=True), found["value"], strict=True))


incomplete_sources = st.sets(st.sampled_from(["kvk", "osm", "straatbeeld"]))
few = settings(
    max_examples=max(2, settings.default.max_examples // 5)
)  # each holds 40 places and 5 questions


@few
@given(st.integers(0, 2**32 - 1), incomplete_sources, st.sampled_from(LOSSES), st.integers(1, 400))
def test_what_is_taken_away_costs_an_answer_or_changes_nothing(seed, incomplete, gone, days):
    world = drawn(seed, incomplete)
    full = known(world)
    assert known(world.without(*gone)).items() <= full.items()
    assert known(world, AS_OF + dt.timedelta(days=days)).items() <= full.items()
    for source in gone - {"bezoek", "correctie"}:  # what was whole may turn out not to be
        world.consult(source, complete=False)
    assert known(world).items() <= full.items()
    world.said = [row | {"value": None} if n % 3 == 0 else row for n, row in enumerate(world.said)]
    assert known(world).items() <= full.items()


def test_chance_does_not_keep_the_promise_from_being_tried():
    world = drawn(1, set())
    full = known(world)
    for gone in LOSSES:
        assert len(known(world.without(*gone))) < len(full)
    assert {question for _, question in full} == set(CARDS)
    assert {"bezoek", "correctie", "kvk", "osm", "straatbeeld"} == set(world.facts(cards=CARDS)["source"])


def test_a_source_that_was_lost_is_not_one_that_was_never_there(world):
    """Without a desk nobody could have said anything; with one that cannot be read somebody may have."""
    here = world.occupancy()
    world.record("street_note", "straatbeeld", "s", link=here, in_use=True)
    assert world.answers(here)["in_use"] == "ja"
    world.consulted["correctie"] = Consulted("correctie", "correctie", Freshness.ABSENT)
    assert world.answers(here) == {}
