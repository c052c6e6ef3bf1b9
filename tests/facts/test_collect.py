"""Facts: the newest record wins, silence is an answer only of who was consulted completely."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theseus.contracts import ACTIVITIES, FACT
from theseus.errors import ConfigError
from theseus.facts import catalogue
from theseus.facts.catalogue import Answer, QuestionCard, questions
from theseus.model import Freshness

VBO, PAND = "0226010000000001", "0226100000000001"


def test_questions_are_answered_from_their_records(world):
    here = world.occupancy("u1@1", vbo_id_bag=VBO, pand_id_bag=PAND, users_on_unit=2)
    world.record("pand", "bag_extract", PAND, pand_id_bag=PAND, status="Pand buiten gebruik")
    world.record(
        "verblijfsobject",
        "bag_extract",
        VBO,
        vbo_id_bag=VBO,
        gebruiksdoel="industriefunctie, woonfunctie",
        floor_area_m2=120,
    )
    world.record("vestiging", "kvk", "v1", link=here, activity="automotive", sbi_codes="45112,4520")
    world.record("registration", "rdw", "r1", link=here, status="vervallen", kind="APK|Bedrijfsvoorraad")
    world.record("poi", "osm", "p1", link=here, activity="automotive", name_similarity=0.9)
    world.record(
        "street_note",
        "straatbeeld",
        "s1",
        link=here,
        in_use=True,
        facade_name="Anders",
        name_similarity=0.2,
        activity="horeca",
        dwelling_seen=False,
    )
    told = {
        "activity_on_map": "automotive",
        "activity_registered": "automotive",
        "activity_seen": "horeca",
        "bag_address_known": "ja",
        "dwelling_seen": "nee",
        "facade_name_matches": "nee",
        "floor_area_m2": "120",
        "in_use": "ja",
        "may_dwell": "ja",
        "name_on_map_matches": "ja",
        "pand_status": "pand buiten gebruik",
        "rdw_recognition": "vervallen",
        "registered": "ja",
        "registration_active": "ja",
        "users_on_unit": "2",
        "vbo_status": "verblijfsobject in gebruik",
    }
    assert told.items() <= world.answers(here).items()


def test_a_fact_keeps_source_record_original_and_dates(world):
    here = world.occupancy("u1@1", vbo_id_bag=VBO)
    world.half_life["bag_extract"] = 30
    world.record("verblijfsobject", "bag_extract", VBO, "2026-11-01", vbo_id_bag=VBO, floor_area_m2=120)
    fact = world.facts().set_index(["occupancy_id", "question"]).loc[(here, "floor_area_m2")]
    assert fact["source"] == "bag_extract"
    assert fact["record_id"] == VBO
    assert fact["original"] == "120 m2"
    assert fact["observed_on"] == pd.Timestamp("2026-11-01")
    assert fact["expires_on"] == pd.Timestamp("2026-12-01")
    assert not fact["expired"]


@pytest.mark.parametrize(
    ("as_of", "expired"), [("2026-11-30", False), ("2026-12-01", True), ("2027-01-01", True)]
)
def test_an_answer_expires_on_the_day_itself_and_stays_in_the_table(world, as_of, expired):
    here = world.occupancy()
    world.half_life["straatbeeld"] = 30
    world.record("street_note", "straatbeeld", "s1", "2026-11-01", link=here, in_use=True)
    facts = world.facts(dt.date.fromisoformat(as_of))
    assert facts.loc[facts["question"] == "in_use", "expired"].tolist() == [expired]


def test_the_newest_record_with_an_answer_wins_and_an_expired_newest_brings_no_older_back(world):
    here = world.occupancy()
    world.record("street_note", "straatbeeld", "a", "2026-10-01", link=here, in_use=False, dwelling_seen=True)
    world.record("street_note", "straatbeeld", "b", "2026-11-01", link=here, in_use=True)
    assert world.answers(here)["in_use"] == "ja"
    assert world.answers(here)["dwelling_seen"] == "ja"
    world.half_life["straatbeeld"] = 15
    assert "in_use" not in world.answers(here)


def test_on_one_day_the_record_id_decides(world):
    here = world.occupancy()
    world.record("street_note", "straatbeeld", "b", link=here, in_use=True)
    world.record("street_note", "straatbeeld", "a", link=here, in_use=False)
    assert world.answers(here)["in_use"] == "nee"


def test_what_is_true_only_after_the_day_is_not_known_on_it(world):
    here = world.occupancy()
    world.record("street_note", "straatbeeld", "a", "2026-10-01", link=here, in_use=False)
    world.record("street_note", "straatbeeld", "b", "2026-12-01", link=here, in_use=True)
    assert world.answers(here)["in_use"] == "nee"
    assert world.answers(here, as_of=dt.date(2026, 12, 1))["in_use"] == "ja"


class TestSilence:
    @pytest.fixture(autouse=True)
    def _others_are_in_the_register(self, world):
        world.occupancy("u9@9")
        world.record("vestiging", "kvk", "v9", link="u9@9")

    def test_a_complete_register_without_a_record_says_no_with_its_date(self, world):
        here = world.occupancy()
        fact = world.facts().set_index(["occupancy_id", "question"]).loc[(here, "registered")]
        assert fact["value"] == "nee"
        assert pd.isna(fact["record_id"])
        assert fact["observed_on"] == pd.Timestamp("2026-11-01")
        assert fact["expires_on"] == pd.Timestamp("2027-11-01")

    @pytest.mark.parametrize(
        ("freshness", "complete", "delivered"),
        [
            (Freshness.FRESH, False, "2026-11-01"),
            (Freshness.STALE, True, "2026-11-01"),
            (Freshness.HALTED, True, "2026-11-01"),
            (Freshness.ABSENT, True, "2026-11-01"),
            (Freshness.FRESH, True, None),
            (Freshness.FRESH, True, "2026-12-01"),
        ],
    )
    def test_any_other_register_says_nothing(self, world, freshness, complete, delivered):
        here = world.occupancy()
        world.consult("kvk", freshness, complete=complete, delivered=delivered)
        assert "registered" not in world.answers(here)

    def test_a_register_that_brought_an_empty_table_says_nothing(self, world):
        here = world.occupancy()
        world.consult("rdw")
        assert "rdw_recognition" not in world.answers(here)

    def test_silence_expires_like_any_answer(self, world):
        here = world.occupancy()
        world.half_life["kvk"] = 10
        assert "registered" not in world.answers(here)

    def test_who_has_no_address_cannot_be_found_missing(self, world):
        here = world.occupancy("u2@onbekend", postcode=None, huisnummer=None)
        assert "registered" not in world.answers(here)

    def test_a_near_miss_at_the_address_is_no_silence(self, world):
        here = world.occupancy()
        world.record("vestiging", "kvk", "v2", outcome="mogelijke koppeling", postcode="6921AA", huisnummer=1)
        assert "registered" not in world.answers(here)

    def test_a_listed_near_miss_is_no_silence_for_anybody_on_that_unit(self, world):
        here = world.occupancy("u1@7", huisnummer=44)
        near = {
            "source": "kvk",
            "record_id": "v9",
            "table": "vestiging",
            "occupancy_id": "u1@onbekend",
            "outcome": "mogelijke koppeling",
            "matcher_version": "1",
            "reason": "Zo.",
        }
        world.occupancy()
        assert "registered" not in world.answers(here, near_misses=[near])
        assert world.answers(here, near_misses=[near | {"table": "poi"}])["registered"] == "nee"

    def test_a_linked_record_without_the_value_is_no_silence(self, world):
        here = world.occupancy("u1@1")
        world.record("vestiging", "kvk", "v1", link=here, activity=None)
        assert "activity_registered" not in world.answers(here)
        assert world.answers(here)["registered"] == "ja"


def test_records_of_a_halted_source_count_only_while_an_earlier_delivery_stands(world):
    here = world.occupancy()
    world.record("street_note", "straatbeeld", "s", link=here, in_use=True)
    world.consult("straatbeeld", Freshness.HALTED, delivered="2026-11-01")
    assert world.answers(here)["in_use"] == "ja"
    world.consult("straatbeeld", Freshness.HALTED, delivered=None)
    assert "in_use" not in world.answers(here)


def test_a_count_is_known_only_while_the_register_is_complete(world):
    here = world.occupancy(users_on_unit=3)
    world.consult("kvk", complete=False)
    assert "users_on_unit" not in world.answers(here)
    world.consult("kvk", complete=True)
    assert world.answers(here)["users_on_unit"] == "3"


def test_two_editions_of_one_register_do_not_need_each_other(world):
    here = world.occupancy("u1@1", pand_id_bag=PAND)
    world.consult("bag_gpkg", Freshness.ABSENT, complete=False, delivered=None)
    world.record("pand", "bag_extract", PAND, pand_id_bag=PAND)
    assert world.answers(here)["pand_status"] == "pand in gebruik"


class TestEndDate:
    def test_an_announced_end_is_the_day_the_answer_expires_not_a_change_of_answer(self, world):
        here = world.occupancy("u1@1")
        world.record("vestiging", "kvk", "v", "2026-11-01", link=here, ended_on=pd.Timestamp("2026-12-01"))
        assert world.answers(here)["registration_active"] == "ja"
        later = dt.date(2026, 12, 1)
        assert "registration_active" not in world.answers(here, as_of=later)
        assert world.answers(here, as_of=later)["registered"] == "ja"

    def test_an_end_before_the_day_of_the_record_is_an_end(self, world):
        here = world.occupancy("u1@1")
        world.record("vestiging", "kvk", "v", "2026-11-01", link=here, ended_on=pd.Timestamp("2026-06-01"))
        assert world.answers(here)["registration_active"] == "nee"


class TestOrderOfTrust:
    """Two answers: the street first, then the map."""

    CARD = QuestionCard(
        id="in_use",
        text="Is het adres in gebruik?",
        type="truth",
        steps=("street_view",),
        answers=(
            Answer(families=("straatbeeld",), table="street_note", value="in_use"),
            Answer(families=("osm",), table="poi", value="name IS NOT NULL", silence="nee"),
        ),
    )

    def value(self, world, here):
        return world.answers(here, cards={"in_use": self.CARD}).get("in_use")

    def test_a_later_answer_counts_where_the_earlier_was_complete_and_silent(self, world):
        here, other = world.occupancy("u1@1"), world.occupancy("u2@2")
        world.record("street_note", "straatbeeld", "s", link=other, in_use=False)
        world.record("poi", "osm", "p", link=here)
        assert self.value(world, here) == "ja"
        assert self.value(world, other) == "nee"
        world.consult("straatbeeld", complete=False)
        assert self.value(world, here) is None
        assert self.value(world, other) == "nee"

    def test_a_missing_earlier_source_never_lets_a_later_one_speak(self, world):
        here = world.occupancy("u1@1")
        world.record("street_note", "straatbeeld", "s", link=here, in_use=False)
        world.record("poi", "osm", "p", link=here)
        assert self.value(world, here) == "nee"
        assert self.value(world.without("straatbeeld"), here) is None
        assert self.value(world.without("osm"), here) == "nee"

    def test_an_expired_earlier_answer_is_not_replaced_by_a_later_one(self, world):
        here = world.occupancy("u1@1")
        world.half_life["straatbeeld"] = 5
        world.record("street_note", "straatbeeld", "s", link=here, in_use=False)
        world.record("poi", "osm", "p", link=here)
        assert self.value(world, here) is None


@settings(max_examples=settings.default.max_examples // 4)  # each example collects twice
@given(
    answers=st.dictionaries(
        st.sampled_from(["straatbeeld", "osm", "kvk", "rdw"]),
        st.lists(st.tuples(st.booleans(), st.integers(1, 60)), min_size=1, max_size=2),
    ),
    complete=st.sets(st.sampled_from(["straatbeeld", "osm", "kvk", "rdw"])),
    order=st.permutations(["straatbeeld", "osm", "kvk", "rdw"]),
    gone=st.sets(st.sampled_from(["straatbeeld", "osm", "kvk", "rdw"])),
)
def test_losing_a_source_may_cost_an_answer_but_never_changes_one(answers, complete, order, gone):
    world = make_world()
    here = world.occupancy("u1@1")
    elsewhere = world.occupancy("u2@2", huisnummer=2)
    tables = {"straatbeeld": "street_note", "osm": "poi", "kvk": "vestiging", "rdw": "registration"}
    yes = {
        "straatbeeld": "in_use",
        "osm": "tag = 'ja'",
        "kvk": "name = 'ja'",
        "rdw": "facade_name = 'ja'",
    }
    column = {"osm": "tag", "kvk": "name", "rdw": "facade_name"}
    for source, table in tables.items():
        world.consult(source, complete=source in complete)
        world.record(table, source, "x", link=elsewhere)
        for number, (value, age) in enumerate(answers.get(source, [])):
            on = str(world.as_of - dt.timedelta(days=age))
            said = (
                {"in_use": value} if source == "straatbeeld" else {column[source]: "ja" if value else "nee"}
            )
            world.record(table, source, f"r{number}", on, link=here, **said)
    card = QuestionCard(
        id="q",
        text="Klopt het?",
        type="truth",
        steps=("street_view",),
        answers=[
            Answer(
                families=(source,),
                table=tables[source],
                value=yes[source],
                silence="nee" if place == len(order) - 1 else None,
            )
            for place, source in enumerate(order)
        ],
    )
    full = world.answers(here, cards={"q": card})
    less = world.without(*gone).answers(here, cards={"q": card})
    assert less.items() <= full.items()


def make_world():
    # Hypothesis runs one test many times; a fixture would be shared between the runs.
    import importlib.util  # noqa: PLC0415 - the builder stands in conftest.py, which is no package
    from pathlib import Path  # noqa: PLC0415 - as above

    spec = importlib.util.spec_from_file_location("facts_world", Path(__file__).with_name("conftest.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.World(dt.date(2026, 11, 16))


def test_the_order_of_rows_makes_no_difference(world):
    for number in range(1, 5):
        here = world.occupancy(f"u{number}@x", huisnummer=number)
        for note in range(3):
            world.record("street_note", "straatbeeld", f"s{number}{note}", link=here, in_use=bool(note % 2))
        world.record("vestiging", "kvk", f"v{number}", link=here, activity=ACTIVITIES[number])
    pd.testing.assert_frame_equal(world.facts(shuffle=1), world.facts(shuffle=2))


def test_no_records_at_all_give_an_empty_table_of_the_contract(world):
    world.occupancy()
    facts = world.facts()
    assert list(facts.columns) == FACT.names
    assert facts.empty


def test_hostile_text_stays_text(world):
    here = world.occupancy("u'; DROP TABLE fact;--@1")
    world.record("street_note", "straatbeeld", "s'1", link=here, facade_name="x'); --", name_similarity=1.0)
    fact = world.facts().set_index("question").loc["facade_name_matches"]
    assert fact["original"] == "x'); --"
    assert fact["occupancy_id"] == here


def test_an_answer_outside_the_closed_list_is_no_answer(world):
    here = world.occupancy("u1@1", pand_id_bag=PAND)
    world.record("pand", "bag_extract", PAND, pand_id_bag=PAND, status="Luchtkasteel")
    assert "pand_status" not in world.answers(here)


def test_an_expression_that_does_not_fit_names_its_card(world):
    world.occupancy()
    world.record("street_note", "straatbeeld", "s", link="u1@onbekend", in_use=True)
    card = questions()["in_use"].model_copy(
        update={"answers": (Answer(families=("straatbeeld",), table="street_note", value="bestaat_niet"),)}
    )
    with pytest.raises(ConfigError, match=r"Vraagkaart in_use\.toml"):
        world.facts(cards={"in_use": card})


def test_a_source_without_half_life_is_refused(world):
    world.occupancy()
    world.consult("kvk")
    del world.half_life["kvk"]
    with pytest.raises(ConfigError, match="kvk"):
        world.facts()


def test_the_catalogue_is_reachable_by_its_room():
    assert catalogue.questions() is questions()
