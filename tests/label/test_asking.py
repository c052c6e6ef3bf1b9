"""Open questions: every white has one, each with the reason and the cheapest step."""

import datetime as dt

import pandas as pd
import pytest
from laid_out import NOTHING_DECIDED

from theseus import tables
from theseus.contracts import FACT, OPEN_QUESTION
from theseus.facts.catalogue import questions
from theseus.judging import Judge, judge
from theseus.model import Consulted, Freshness, Policy
from theseus.rules.catalogue import rules

AS_OF = dt.date(2026, 11, 16)
ASKED = {name: card.noun() for name, card in questions().items()}
CARDS = rules(ASKED)
RULES = [card.noun() for card in CARDS.values()]
FAMILY = {
    "alcoholvergunning": "gemeente_vergunning",
    "bag_extract": "bag",
    "bezoek": "straatbeeld",
    "insolventie": "cir",
    "kvk": "kvk",
    "lrk": "lrk",
    "osm": "osm",
    "publicaties": "koop",
    "rdw": "rdw",
    "straatbeeld": "straatbeeld",
}
# An activity that needs no registration of its own: nobody asks the registers of those that do.
NEEDS_NOTHING = {name: "nee" for name in ASKED if name.startswith("needs_")} | {"offers_lodging": "nee"}
TITLES = {"kvk": "Handelsregister", "straatbeeld": "Straatbeeld", "bag_extract": "BAG"}
DECENT = {
    "bag_address_known": "ja",
    "pand_status": "pand in gebruik",
    "vbo_status": "verblijfsobject in gebruik",
    "may_dwell": "nee",
    "may_gather": "nee",
    "may_industry": "ja",
    "may_lodge": "nee",
    "may_shop": "nee",
    "floor_area_m2": "200",
    "registered": "ja",
    "registration_active": "ja",
    "activity_registered": "groothandel",
    "users_on_unit": "1",
    "rdw_recognition": "afwezig",
    "in_use": "ja",
    "activity_seen": "groothandel",
    "dwelling_seen": "nee",
    "violation_found": "nee",
    "alcohol_permit": "afwezig",
    "lrk_registration": "afwezig",
    "closure_published": "nee",
    "insolvency": "geen",
    "persons_registered": "4",
    **NEEDS_NOTHING,
}


def consulted(**changes):
    found = {
        source: Consulted(source, family, Freshness.FRESH, complete=True, delivered_on=AS_OF)
        for source, family in FAMILY.items()
    }
    found |= {name: Consulted(name, FAMILY[name], **change) for name, change in changes.items()}
    return found


def world(answers, *, expired=(), heard=None, who="a"):
    rows = [
        {
            "occupancy_id": who,
            "question": question,
            "value": value,
            "source": ASKED[question].sources[0],
            "observed_on": pd.Timestamp("2026-10-01"),
            "expired": question in expired,
        }
        for question, value in answers.items()
    ]
    facts = tables.conform(pd.DataFrame(rows, columns=FACT.names), FACT)
    by = Judge(CARDS, ASKED, Policy(), heard or consulted(), TITLES)
    made = judge(by, facts, pd.Series([who]), NOTHING_DECIDED, AS_OF)
    return made["open_question"].set_index("question"), made["label"].iloc[0]


def test_green_has_no_open_question_of_a_gate():
    asking, found = world(DECENT)
    assert found["label"] == "groen"
    gates = {name for rule in RULES if rule.gate for name in rule.questions}
    assert not gates & set(asking.index)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"freshness": Freshness.ABSENT}, "bron niet geraadpleegd"),
        ({"freshness": Freshness.HALTED}, "bron niet geraadpleegd"),
        ({"freshness": Freshness.HALTED, "delivered_on": AS_OF}, "bron niet volledig geraadpleegd"),
        ({"freshness": Freshness.STALE, "complete": True}, "bron niet volledig geraadpleegd"),
        ({"freshness": Freshness.FRESH}, "bron niet volledig geraadpleegd"),
        ({"freshness": Freshness.FRESH, "complete": True}, "geen antwoord in de bron"),
    ],
)
def test_why_a_question_is_open(change, why):
    less = {name: value for name, value in DECENT.items() if name != "in_use"}
    asking, found = world(less, heard=consulted(straatbeeld=change))
    assert asking.loc["in_use", "why"] == why
    assert asking.loc["in_use", "sources"] == "Straatbeeld"
    assert asking.loc["in_use", "step"] == "gevelcheck"
    assert found["label"] == "wit"
    assert ("Straatbeeld is niet geraadpleegd" in found["because"]) is (why == "bron niet geraadpleegd")


def test_an_answer_that_grew_too_old_says_so_unless_the_source_is_gone():
    stale = consulted(straatbeeld={"freshness": Freshness.FRESH})
    asking, found = world(DECENT, expired={"in_use"}, heard=stale)
    assert asking.loc["in_use", "why"] == "antwoord te oud"
    assert found["label"] == "wit"
    gone = consulted(straatbeeld={"freshness": Freshness.ABSENT})
    asking, _ = world(DECENT, expired={"in_use"}, heard=gone)
    assert asking.loc["in_use", "why"] == "bron niet geraadpleegd"


def test_without_the_register_of_companies_white_says_it_is_about_us():
    kvk = {name for name, question in ASKED.items() if question.families == {"kvk"} and name in DECENT}
    answers = {name: value for name, value in DECENT.items() if name not in kvk}
    asking, found = world(answers, heard=consulted(kvk={"freshness": Freshness.ABSENT}))
    assert found["label"] == "wit"
    assert not found["proposed_red"]
    assert "Handelsregister is niet geraadpleegd; dat zegt niets over het bedrijf." in found["because"]
    assert (found["next_step"], found["next_step_cost_eur"]) == ("bureau", 2.85)
    assert set(asking.loc[asking["why"] == "bron niet geraadpleegd"].index) >= kvk - {"persons_registered"}


def test_of_two_editions_of_one_register_the_one_that_was_heard_is_named():
    both = consulted(bag_extract={"freshness": Freshness.FRESH, "complete": True})
    both["bag_gpkg"] = Consulted("bag_gpkg", "bag", Freshness.ABSENT)
    asking, _ = world({}, heard=both)
    assert asking.loc["pand_status", "sources"] == "BAG"
    assert asking.loc["pand_status", "why"] == "geen antwoord in de bron"
    neither = both | {"bag_extract": Consulted("bag_extract", "bag", Freshness.ABSENT)}
    asking, _ = world({}, heard=neither)
    assert asking.loc["pand_status", "sources"] == "BAG of bag_gpkg of bag_api"


class TestIrregularGate:
    def test_it_asks_whether_it_is_right_at_the_door(self):
        asking, found = world(DECENT | {"in_use": "ja", "registered": "nee"})
        item = asking.loc["in_use"]
        assert item["why"] == "antwoord te bevestigen"
        assert item["text"] == questions()["in_use"].text
        assert (item["step"], item["cost_eur"]) == ("themacontrole", 45.0)
        assert (found["label"], found["next_step"]) == ("wit", "themacontrole")

    def test_it_does_not_tell_what_the_rule_found(self):
        asking, _ = world(DECENT | {"dwelling_seen": "ja"})
        assert asking.loc["dwelling_seen", "text"] == questions()["dwelling_seen"].text

    def test_a_hard_one_asks_for_the_partners(self):
        asking, _ = world(DECENT | {"dwelling_seen": "ja"})
        assert (asking.loc["dwelling_seen", "step"], asking.loc["dwelling_seen", "cost_eur"]) == (
            "integrale controle",
            150.0,
        )

    def test_two_that_one_question_settles_share_a_row_and_take_the_dearer_step(self):
        asking, _ = world(DECENT | {"pand_status": "pand gesloopt", "registered": "nee"})
        assert isinstance(asking.loc["in_use", "text"], str)
        assert asking.loc["in_use", "step"] == "integrale controle"

    def test_a_rule_that_is_no_gate_asks_nothing(self):
        asking, found = world(DECENT | {"users_on_unit": "100"})
        assert found["label"] == "groen"
        assert "users_on_unit" not in asking.index


def test_a_known_answer_is_never_asked_again():
    asking, _ = world({"in_use": "nee", "bag_address_known": "ja"})
    assert "in_use" not in asking.index
    assert "bag_address_known" not in asking.index


def test_an_empty_world_gives_an_empty_table():
    facts = tables.empty(FACT)
    nobody = pd.Series([], dtype="string")
    made = judge(Judge(CARDS, ASKED, Policy(), consulted(), TITLES), facts, nobody, NOTHING_DECIDED, AS_OF)
    assert made["label"].empty
    asking = made["open_question"]
    assert list(asking.columns) == OPEN_QUESTION.names
    assert asking.empty


def test_nobody_is_asked_about_a_registration_that_is_known_not_to_be_there():
    answers = {
        "bag_address_known": "ja",
        "pand_status": "pand in gebruik",
        "registered": "nee",
        "in_use": "ja",
        "may_gather": "ja",
        "violation_found": "nee",
    }
    asking, found = world(answers | {"dwelling_seen": "nee", "rdw_recognition": "afwezig"})
    mine = {"registration_active", "activity_registered", "vbo_status", *NEEDS_NOTHING}
    assert not mine & set(asking.index)
    assert found["next_step"] == "themacontrole"
