"""What the question cards say of records: registers, activities, publications, insolvencies, visits."""

import datetime as dt

import pandas as pd
import pytest

from theseus.contracts import VISIT_RESULTS
from theseus.errors import ConfigError
from theseus.facts.catalogue import parse, questions
from theseus.sources.sbi import known_codes

VBO, PAND = "0226010000000001", "0226100000000001"
REGISTERS = {
    "alcohol_permit": "alcoholvergunning",
    "dor_registration": "dor",
    "environment_notice": "milieumelding",
    "lisa_registration": "lisa",
    "lrk_registration": "lrk",
    "lrza_registration": "lrza",
    "waadi_registration": "waadi",
}


def some_in(world, table, source, **values):
    """Let a register have a record of somebody else: an empty register is silent about nobody."""
    world.record(table, source, "elsewhere", link=None, outcome="buiten de terreinen", **values)


def answers_to(world, here, *asked, **given):
    """Valid answers to a few questions; asking all of them takes longer."""
    return world.answers(here, cards={name: questions()[name] for name in asked}, **given)


def test_there_are_at_least_twenty_five_questions_and_each_can_be_answered(world):
    assert len(questions()) >= 25
    here = world.occupancy("u1@1", vbo_id_bag=VBO, pand_id_bag=PAND, users_on_unit=2)
    world.record("pand", "bag_extract", PAND, pand_id_bag=PAND, status="Pand in gebruik", bouwjaar=1998)
    world.record(
        "verblijfsobject", "bag_extract", VBO, vbo_id_bag=VBO, gebruiksdoel="winkelfunctie", floor_area_m2=120
    )
    world.record(
        "vestiging",
        "kvk",
        "v1",
        link=here,
        activity="winkel",
        sbi_codes="47793",
        sbi_version="2008",
        persons=3,
    )
    world.record("poi", "osm", "p1", link=here, activity="winkel", name_similarity=0.9)
    seen = {"in_use": True, "facade_name": "Zo", "activity": "winkel", "dwelling_seen": False}
    world.record("street_note", "straatbeeld", "s1", link=here, name_similarity=0.9, **seen)
    for source in (*REGISTERS.values(), "rdw"):
        world.record("registration", source, f"{source} 1", link=here, kind="APK Lichte voertuigen")
    world.record("publication", "publicaties", "gmb-1", link=here, kind="vergunning")
    world.record(
        "energy_label", "ep_online", VBO, link=here, vbo_id_bag=VBO, recorded_on=pd.Timestamp("2023-04-05")
    )
    world.record("insolvency", "insolventie", "F.1", link=here, kind="surseance")
    world.visit(1, "niets gevonden", link=here)
    answers = world.answers(here)
    assert set(answers) == set(questions())
    assert (
        answers["needs_dor"]
        == answers["may_shop"]
        == answers["permit_published"]
        == answers["rdw_apk"]
        == "ja"
    )
    assert answers["needs_lrk"] == answers["may_lodge"] == answers["closure_published"] == "nee"
    assert (answers["energy_label_year"], answers["pand_bouwjaar"]) == ("2023", "1998")
    assert (answers["insolvency"], answers["last_visit_result"]) == ("surseance", "niets gevonden")


@pytest.mark.parametrize(("question", "source"), REGISTERS.items())
class TestRegisters:
    """Registers that an activity may need."""

    def test_valid_wins_from_lapsed_whatever_comes_first(self, world, question, source):
        here = world.occupancy()
        world.record("registration", source, "a", link=here, status="vervallen")
        assert answers_to(world, here, question)[question] == "vervallen"
        world.record("registration", source, "b", "2026-09-01", link=here, status="geldig")
        assert answers_to(world, here, question)[question] == "geldig"

    def test_lapsed_is_no_answer_while_the_list_may_lack_the_valid_one(self, world, question, source):
        here = world.occupancy()
        world.record("registration", source, "a", link=here, status="vervallen")
        world.consult(source, complete=False)
        assert question not in answers_to(world, here, question)

    def test_absent_is_an_answer_only_of_a_whole_list(self, world, question, source):
        here = world.occupancy()
        some_in(world, "registration", source)
        assert answers_to(world, here, question)[question] == "afwezig"
        world.consult(source, complete=False)
        assert question not in answers_to(world, here, question)

    def test_other_registers_say_nothing_of_it(self, world, question, source):
        here = world.occupancy()
        other = next(name for name in REGISTERS.values() if name != source)
        world.record("registration", other, "a", link=here)
        assert question not in answers_to(world, here, question)

    def test_what_may_be_a_near_miss_is_not_absent(self, world, question, source):
        here = world.occupancy()
        world.record(
            "registration",
            source,
            "a",
            link=here,
            outcome="mogelijke koppeling",
            postcode="6921AA",
            huisnummer=1,
        )
        assert question not in answers_to(world, here, question)

    def test_time_ends_a_registration_without_making_it_lapsed(self, world, question, source):
        here, until = world.occupancy(), pd.Timestamp("2026-11-20")
        world.record("registration", source, "a", link=here, valid_until=until)
        assert answers_to(world, here, question, as_of=dt.date(2026, 11, 20))[question] == "geldig"
        assert question not in answers_to(world, here, question, as_of=dt.date(2026, 11, 21))
        # Read again on a later day, the same line of the same list is called lapsed.
        world.records["registration"][0]["status"] = "vervallen"
        assert question not in answers_to(world, here, question, as_of=dt.date(2026, 11, 21))


SBI = {name: card.answers[0].sbi for name, card in questions().items() if card.answers[0].sbi}


def test_every_activity_exists_in_its_version():
    assert {"needs_lrk", "needs_lrza", "needs_waadi", "needs_dor", "needs_alcohol_permit"} <= set(SBI)
    for versions in SBI.values():
        for version, prefixes in versions.items():
            for prefix in prefixes:
                assert any(code.startswith(prefix) for code in known_codes()[version])


@pytest.mark.parametrize(
    ("question", "version", "codes", "value"),
    [
        ("needs_lrk", "2008", "8891", "ja"),
        ("needs_lrk", "2025", "62100,88910", "ja"),
        ("needs_lrk", "2025", "88990", "nee"),
        ("needs_lrk", None, "8891", "ja"),
        ("needs_waadi", "2008", "7830", "ja"),
        ("needs_waadi", "2025", "78201", "ja"),
        ("needs_waadi", "2008", "7810", "nee"),  # who mediates does not lend out
        ("needs_dor", "2025", "46872", "ja"),
        ("needs_dor", "2008", "46872", "nee"),  # in 2008 these digits are no such trade
        ("needs_dor", None, "46872", None),
        ("needs_dor", None, "4120", "nee"),
        ("needs_dor", "2008", "47792", "nee"),  # clothes
        ("needs_alcohol_permit", "2025", "56300", "ja"),
        ("needs_alcohol_permit", "2025", "56111", "nee"),
        ("needs_environment_notice", "2025", "25530", "nee"),  # a lathe
        ("needs_environment_notice", "2025", "25510", "ja"),
        ("needs_lrza", "2025", "86970", "nee"),  # an intermediary
        ("needs_lrza", "2025", "86950", "ja"),
        ("offers_lodging", "2025", "55300", "nee"),  # a camp site
        ("offers_lodging", "2025", "55900", "ja"),
        ("needs_lrk", "2025", None, None),
    ],
)
def test_what_a_registered_activity_needs(world, question, version, codes, value):
    here = world.occupancy()
    world.record("vestiging", "kvk", "v1", link=here, sbi_codes=codes, sbi_version=version)
    assert answers_to(world, here, question).get(question) == value


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ('2008 = ["8891"]', "2025"),
        ('2008 = ["8891"]\n2025 = ["88-91"]', "sbi"),
        ('2008 = ["8891"]\n2025 = ["8891"]\n2031 = ["8891"]', "sbi"),
        ('2008 = ["8891\' OR true OR \'"]\n2025 = ["8891"]', "sbi"),
    ],
)
def test_activities_on_a_card_are_digits_of_both_versions(wrong, message):
    card = """
id = "x"
text = "Is dit zo?"
type = "truth"
steps = ["kvk_lookup"]
[[answers]]
families = ["kvk"]
table = "vestiging"
[answers.sbi]
"""
    assert parse(card + '2008 = ["8891"]\n2025 = ["8891"]', "x.toml").answers[0].value
    with pytest.raises(ConfigError, match=message):
        parse(card + wrong, "x.toml")


def test_a_year_that_the_bag_does_not_know_is_no_year(world):
    here = world.occupancy(pand_id_bag=PAND)
    world.record("pand", "bag_extract", PAND, pand_id_bag=PAND, bouwjaar=1005)
    assert "pand_bouwjaar" not in answers_to(world, here, "pand_bouwjaar")


class TestInsolvency:
    def test_a_running_case_counts_and_not_the_one_that_is_over(self, world):
        here, over = world.occupancy(), pd.Timestamp("2026-10-10")
        world.record("insolvency", "insolventie", "F.1", link=here, kind="faillissement", ended_on=over)
        assert answers_to(world, here, "insolvency")["insolvency"] == "geen"
        world.record("insolvency", "insolventie", "F.2", link=here, kind="surseance")
        assert answers_to(world, here, "insolvency")["insolvency"] == "surseance"

    def test_who_was_not_found_is_solvent_only_if_all_were_asked(self, world):
        here = world.occupancy()
        some_in(world, "insolvency", "insolventie", kind="faillissement")
        assert answers_to(world, here, "insolvency")["insolvency"] == "geen"
        world.consult("insolventie", complete=False)
        assert "insolvency" not in answers_to(world, here, "insolvency")


class TestPublications:
    def test_a_closure_is_not_hidden_by_a_later_permit(self, world):
        here = world.occupancy()
        world.record("publication", "publicaties", "g1", "2026-09-01", link=here, kind="sluiting")
        world.record("publication", "publicaties", "g2", "2026-11-01", link=here, kind="vergunning")
        answers = answers_to(world, here, "closure_published", "enforcement_published", "permit_published")
        assert answers["closure_published"] == answers["permit_published"] == "ja"
        assert answers["enforcement_published"] == "nee"

    def test_a_closure_of_the_place_alone_is_nobodys(self, world):
        here = world.occupancy()
        world.record("publication", "publicaties", "g1", outcome="alleen de plaats", kind="sluiting")
        assert answers_to(world, here, "closure_published")["closure_published"] == "nee"

    def test_a_publication_that_was_not_found_says_nothing_unless_all_were_read(self, world):
        here = world.occupancy()
        world.record("publication", "publicaties", "g1", link=here, kind="vergunning")
        world.consult("publicaties", complete=False)
        answers = answers_to(world, here, "closure_published", "enforcement_published", "permit_published")
        assert answers["permit_published"] == "ja"
        assert "closure_published" not in answers

    def test_it_counts_for_its_half_life(self, world):
        here = world.occupancy()
        world.half_life["publicaties"] = 10
        world.record("publication", "publicaties", "g1", "2026-11-01", link=here, kind="sluiting")
        assert "closure_published" not in answers_to(world, here, "closure_published")


class TestVisits:
    @pytest.mark.parametrize(
        ("result", "found"), list(zip(VISIT_RESULTS, ("nee", "ja", "nee", "nee", "ja"), strict=True))
    )
    def test_what_a_first_visit_says(self, world, result, found):
        here, never = world.occupancy("u1@1"), world.occupancy("u2@2", huisnummer=2)
        world.visit(1, result, link=here)
        asked = ("violation_found", "last_visit_result")
        answers = answers_to(world, here, *asked)
        assert (answers["violation_found"], answers["last_visit_result"]) == (found, result)
        assert answers_to(world, never, *asked) == {"violation_found": "nee"}

    @pytest.mark.parametrize("later", ["niemand aanwezig", "geen toegang"])
    def test_who_could_not_look_finds_nothing_away(self, world, later):
        here = world.occupancy()
        world.visit(1, "overtreding", "2026-09-01", link=here)
        world.visit(2, later, "2026-11-01", link=here)
        assert answers_to(world, here, "violation_found")["violation_found"] == "ja"
        world.visit(3, "niets gevonden", "2026-11-02", link=here)
        assert answers_to(world, here, "violation_found")["violation_found"] == "nee"
