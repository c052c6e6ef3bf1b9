"""The policy: what makes green and red, who must confirm, and what is said about it."""

import datetime as dt

import pandas as pd
import pytest
from laid_out import NOTHING_DECIDED, asked_of, verdicts_of

from theseus import tables
from theseus.contracts import FINDING, LABEL, OPEN_QUESTION, OVERRIDE, REVIEW
from theseus.label import Decisions, label
from theseus.label.reviews import overriding, standing
from theseus.model import Policy, Rule

AS_OF = dt.date(2026, 11, 16)
FINE, IRREGULAR, UNKNOWN = "in orde", "aandachtspunt", "onbekend"


def rule(name, *families, gate=True, hard=False, weight=1.0):
    return Rule(
        name, 1, "Zo hoort het.", gate, hard, weight, frozenset(families), (f"q_{name}",), f"q_{name}"
    )


RULES = (
    rule("bag", "bag"),
    rule("kvk_straat", "kvk", "straat", hard=True, weight=3),
    rule("bag_straat", "bag", "straat", hard=True, weight=2),
    rule("kvk_rdw", "kvk", "rdw"),
    rule("zacht", "osm", gate=False),
)


def findings(**outcomes):
    """Findings of occupancy a; rules that are not named are fine."""
    rows = [
        {
            "occupancy_id": "a",
            "rule": each.id,
            "outcome": outcomes.get(each.id, FINE),
            "sentence": f"Over {each.id}.",
        }
        for each in RULES
        if outcomes.get(each.id, FINE) is not None
    ]
    return tables.conform(pd.DataFrame(rows), FINDING)


def review(decision="bevestigd", by="Bo", proposed="An", on="2026-11-01", until="2027-02-01", who="a"):
    return {
        "occupancy_id": who,
        "decision": decision,
        "reason": "Daarom.",
        "proposed_by": proposed,
        "decided_by": by,
        "decided_on": pd.Timestamp(on),
        "until": pd.Timestamp(until),
    }


def opened(*rows):
    columns = ["question", "text", "why", "sources", "step", "cost_eur"]
    frame = pd.DataFrame([dict(zip(columns, row, strict=True)) for row in rows], columns=columns)
    return tables.conform(frame.assign(occupancy_id="a"), OPEN_QUESTION)


def override(to="groen", on="2026-11-01", until="2027-02-01", who="a", number=1, **change):
    return {
        "override_id": number,
        "occupancy_id": who,
        "label": to,
        "reason": "Ter plaatse gesproken.",
        "decided_by": "Bo",
        "decided_on": pd.Timestamp(on),
        "until": pd.Timestamp(until),
        **change,
    }


def labelled(found, decisions=NOTHING_DECIDED, *, rules=RULES, policy=None, asking=None, as_of=AS_OF):
    verdicts = verdicts_of(found, rules)
    asked = asked_of(tables.empty(OPEN_QUESTION) if asking is None else asking, verdicts, rules)
    labels = label(verdicts, found, rules, policy or Policy(), as_of, asked, decisions)
    assert list(labels.columns) == LABEL.names
    return labels


def decided(found, *reviews, overrides=(), suspended=(), **given):
    kept = tables.conform(pd.DataFrame(list(reviews), columns=REVIEW.names), REVIEW)
    above = tables.conform(pd.DataFrame(list(overrides), columns=OVERRIDE.names), OVERRIDE)
    return labelled(found, Decisions(kept, above, frozenset(suspended)), **given).iloc[0]


class TestGreen:
    def test_every_gate_rule_fine_and_enough_known(self):
        found = decided(findings())
        assert found["label"] == "groen"
        assert found["because"].startswith("Alle 4 poortregels zijn in orde")
        assert pd.isna(found["next_step"])

    @pytest.mark.parametrize("outcome", [UNKNOWN, IRREGULAR, None])
    @pytest.mark.parametrize("name", ["bag", "kvk_straat", "bag_straat", "kvk_rdw"])
    def test_not_if_one_gate_rule_is_anything_else(self, name, outcome):
        assert decided(findings(**{name: outcome}))["label"] == "wit"

    @pytest.mark.parametrize("outcome", [UNKNOWN, IRREGULAR])
    def test_a_rule_that_is_no_gate_does_not_keep_it_away(self, outcome):
        assert decided(findings(zacht=outcome))["label"] == "groen"

    def test_the_known_share_is_weighted_and_its_threshold_included(self):
        found = findings(zacht=UNKNOWN)
        assert decided(found)["known_share"] == pytest.approx(7 / 8)
        assert decided(found, policy=Policy(known_share=7 / 8))["label"] == "groen"
        assert decided(found, policy=Policy(known_share=0.9))["label"] == "wit"


class TestRed:
    def proposed(self, **outcomes):
        return bool(decided(findings(**outcomes))["proposed_red"])

    def test_two_gate_rules_one_hard_from_families_that_do_not_all_meet(self):
        assert self.proposed(kvk_straat=IRREGULAR, bag=IRREGULAR)
        assert self.proposed(bag_straat=IRREGULAR, kvk_rdw=IRREGULAR)
        assert self.proposed(kvk_straat=IRREGULAR, bag_straat=IRREGULAR, bag=IRREGULAR)

    def test_one_is_not_enough(self):
        assert not self.proposed(kvk_straat=IRREGULAR)

    def test_two_that_one_family_carries_are_not_enough_whatever_else_they_rest_on(self):
        assert not self.proposed(
            kvk_straat=IRREGULAR, bag_straat=IRREGULAR
        )  # without the street nothing is left
        assert not self.proposed(kvk_straat=IRREGULAR, kvk_rdw=IRREGULAR)

    def test_mismatch_between_registers_alone_never(self):
        assert not self.proposed(bag=IRREGULAR, kvk_rdw=IRREGULAR)

    def test_a_rule_that_is_no_gate_does_not_count(self):
        assert not self.proposed(kvk_straat=IRREGULAR, zacht=IRREGULAR)

    def test_the_region_may_ask_for_more(self):
        found = findings(kvk_straat=IRREGULAR, bag=IRREGULAR)
        assert not decided(found, policy=Policy(red_rules=3))["proposed_red"]

    def test_until_somebody_confirms_it_is_white_and_goes_to_a_desk(self):
        found = decided(findings(kvk_straat=IRREGULAR, bag=IRREGULAR))
        assert found["label"] == "wit"
        assert found["next_step"] == "bureau"
        assert found["next_step_cost_eur"] == 0
        assert "tweede medewerker" in found["because"]
        assert found["because"].endswith("Over kvk_straat.")


class TestReview:
    RED = findings(kvk_straat=IRREGULAR, bag=IRREGULAR)

    def test_a_second_person_makes_red(self):
        found = decided(self.RED, review())
        assert found["label"] == "rood"
        assert not found["proposed_red"]
        assert found["review"] == "bevestigd door Bo op 01-11-2026"
        assert "Bo" not in found["because"]

    @pytest.mark.parametrize("by", ["An", " an ", "AN"])
    def test_the_proposer_cannot(self, by):
        found = decided(self.RED, review(by=by))
        assert found["label"] == "wit"
        assert found["proposed_red"]
        assert pd.isna(found["review"])

    @pytest.mark.parametrize(
        ("on", "until", "red"),
        [
            ("2026-11-16", "2026-11-17", True),
            ("2026-11-17", "2027-01-01", False),
            ("2026-11-01", "2026-11-16", False),
        ],
    )
    def test_it_counts_from_its_day_until_its_end(self, on, until, red):
        assert (decided(self.RED, review(on=on, until=until))["label"] == "rood") is red

    def test_it_makes_no_red_of_what_is_not_proposed(self):
        assert decided(findings(), review())["label"] == "groen"
        assert decided(findings(kvk_straat=IRREGULAR), review())["label"] == "wit"

    def test_a_refusal_takes_the_proposal_away_but_the_irregularity_stays(self):
        found = decided(self.RED, review("afgewezen"))
        assert found["label"] == "wit"
        assert not found["proposed_red"]
        assert found["because"] == (
            "Het voorstel voor rood is afgewezen, controle blijft gewenst: Over kvk_straat."
        )

    def test_the_last_decision_replaces_those_before_it_for_good(self):
        refused_later = review("afgewezen", on="2026-11-05", until="2026-11-10")
        found = decided(self.RED, review(), refused_later)
        assert found["label"] == "wit"
        assert found["proposed_red"]
        assert decided(self.RED, review("afgewezen", on="2026-10-01"), review())["label"] == "rood"

    def test_of_two_on_one_day_the_refusal_counts(self):
        for both in ([review(), review("afgewezen")], [review("afgewezen"), review()]):
            assert decided(self.RED, *both)["label"] == "wit"

    def test_of_another_occupancy_it_says_nothing(self):
        assert decided(self.RED, review(who="b"))["label"] == "wit"


@pytest.mark.parametrize(
    ("find", "contract", "row"), [(standing, REVIEW, review), (overriding, OVERRIDE, override)]
)
def test_where_nobody_decided_the_answer_is_as_where_nothing_counts_yet(find, contract, row):
    later = tables.conform(pd.DataFrame([row(on="2026-12-01")]), contract)
    pd.testing.assert_frame_equal(find(later[:0], AS_OF), find(later, AS_OF))


class TestBecause:
    SILENT = ("q_bag", "Staat het adres in de BAG?", "geen antwoord in de bron", "BAG", "bureau", 0.0)
    ABSENT = ("q_kvk_rdw", "Staat het bedrijf in de KVK?", "bron niet geraadpleegd", "KVK", "bureau", 2.85)
    STREET = (
        "q_kvk_straat",
        "Is het in gebruik?",
        "bron niet geraadpleegd",
        "Straatbeeld",
        "gevelcheck",
        8.0,
    )
    DOUBT = ("q_kvk_straat", "Klopt dit?", "antwoord te bevestigen", "KVK", "integrale controle", 150.0)
    ASIDE = ("q_zacht", "Staat het op de kaart?", "geen antwoord in de bron", "OSM", "bureau", 0.0)

    def test_white_names_what_is_missing(self):
        found = decided(findings(bag=UNKNOWN), asking=opened(self.SILENT))
        assert found["because"] == "Nog niet bekend: Staat het adres in de BAG?"

    def test_white_names_who_was_not_consulted_and_that_it_is_about_us(self):
        found = decided(findings(kvk_rdw=UNKNOWN), asking=opened(self.ABSENT))
        assert found["because"].endswith("KVK is niet geraadpleegd; dat zegt niets over het bedrijf.")
        unknown = findings(kvk_rdw=UNKNOWN, kvk_straat=UNKNOWN, bag=UNKNOWN)
        both = decided(unknown, asking=opened(self.ABSENT, self.STREET, self.SILENT))
        assert "En nog 2 andere vragen." in both["because"]
        assert both["because"].endswith(
            "KVK en Straatbeeld zijn niet geraadpleegd; dat zegt niets over het bedrijf."
        )

    def test_white_with_an_irregularity_says_which(self):
        found = decided(findings(kvk_straat=IRREGULAR), asking=opened(self.DOUBT))
        assert found["because"] == "Controle gewenst: Over kvk_straat."
        found = decided(findings(kvk_straat=IRREGULAR, bag_straat=IRREGULAR), asking=opened(self.DOUBT))
        assert found["because"] == "Controle gewenst, 2 aandachtspunten; het zwaarste: Over kvk_straat."

    def test_the_next_step_is_the_cheapest_of_what_green_needs(self):
        asking = opened(self.ASIDE, self.STREET, self.ABSENT)
        found = decided(findings(kvk_straat=UNKNOWN, kvk_rdw=UNKNOWN, zacht=UNKNOWN), asking=asking)
        assert (found["next_step"], found["next_step_cost_eur"]) == ("bureau", 2.85)

    def test_red_goes_to_the_step_that_settles_its_heaviest_irregularity(self):
        found = decided(TestReview.RED, review(), asking=opened(self.SILENT, self.DOUBT))
        assert (found["next_step"], found["next_step_cost_eur"]) == ("integrale controle", 150.0)


def test_exactly_one_label_per_occupancy_whatever_the_order_of_rows():
    frames = [
        findings(bag=outcome).assign(occupancy_id=who)
        for who, outcome in (("b", FINE), ("a", UNKNOWN), ("c", IRREGULAR))
    ]
    found = tables.stack(frames, FINDING)
    labels = labelled(found)
    assert labels["occupancy_id"].tolist() == ["a", "b", "c"]
    assert labels["label"].tolist() == ["wit", "groen", "wit"]
    shuffled = found.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(labels, labelled(shuffled, rules=RULES[::-1]))


def test_nobody_to_label_gives_an_empty_table():
    assert labelled(tables.empty(FINDING)).empty


def test_rules_without_a_gate_never_make_green():
    soft = (rule("zacht", "osm", gate=False),)
    assert labelled(findings(), rules=soft)["label"].item() == "wit"


class TestOverride:
    RED = findings(kvk_straat=IRREGULAR, bag=IRREGULAR)

    def test_a_person_sets_green_or_white_with_the_reason_in_sight(self):
        found = decided(findings(bag=UNKNOWN), overrides=[override()])
        assert found["label"] == "groen"
        assert found["overridden"] == (
            "groen tot 01-02-2027, door Bo op 01-11-2026. Reden: Ter plaatse gesproken."
        )
        assert found["because"] == f"Een medewerker heeft dit label gezet: {found['overridden']}"
        assert pd.isna(found["next_step"])
        assert decided(findings(), overrides=[override("wit")])["label"] == "wit"

    def test_it_goes_above_a_confirmed_red_and_a_proposal(self):
        found = decided(self.RED, review(), overrides=[override("wit")])
        assert (found["label"], found["proposed_red"]) == ("wit", False)
        assert not decided(self.RED, overrides=[override()])["proposed_red"]

    @pytest.mark.parametrize(
        ("change", "label"),
        [
            ({"on": "2026-11-16", "until": "2026-11-17"}, "groen"),
            ({"on": "2026-11-17"}, "wit"),
            ({"until": "2026-11-16"}, "wit"),
            ({"withdrawn_on": pd.Timestamp("2026-11-16")}, "wit"),
            ({"withdrawn_on": pd.Timestamp("2026-11-17")}, "groen"),
            ({"who": "b"}, "wit"),
        ],
    )
    def test_it_counts_from_its_day_until_its_end_unless_taken_back(self, change, label):
        assert decided(findings(bag=UNKNOWN), overrides=[override(**change)])["label"] == label

    def test_the_last_one_entered_counts(self):
        both = [override("wit", number=2), override("groen", number=1)]
        assert decided(findings(), overrides=both)["label"] == "wit"

    def test_when_it_is_taken_back_the_one_before_it_counts_again(self):
        both = [override("wit", number=2, withdrawn_on=pd.Timestamp("2026-11-10")), override(number=1)]
        assert decided(findings(bag=UNKNOWN), overrides=both)["label"] == "groen"


class TestSuspended:
    def test_a_suspended_rule_makes_no_red(self):
        found = findings(kvk_straat=IRREGULAR, bag=IRREGULAR)
        assert decided(found)["proposed_red"]
        for name in ("kvk_straat", "bag"):
            assert not decided(found, suspended=[name])["proposed_red"]
        assert decided(found, suspended=["bag_straat"])["proposed_red"]

    def test_it_keeps_green_away_as_before(self):
        assert decided(findings(bag=IRREGULAR), suspended=["bag"])["label"] == "wit"
        assert decided(findings(), suspended=["bag"])["label"] == "groen"

    def test_a_confirmed_red_falls_back_to_white(self):
        found = decided(findings(kvk_straat=IRREGULAR, bag=IRREGULAR), review(), suspended=["bag"])
        assert found["label"] == "wit"


def test_putting_a_proposal_forward_decides_nothing():
    red = findings(kvk_straat=IRREGULAR, bag=IRREGULAR)
    forward = review("voorgesteld", by="An", proposed="An", on="2026-11-05")
    found = decided(red, forward)
    assert found["proposed_red"]
    assert decided(red, review(), forward)["label"] == "rood"
