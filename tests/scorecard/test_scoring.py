"""What suspends a rule, what restores it, and how often that goes wrong."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theseus import tables
from theseus.contracts import RULE_APPROVAL, SCORE
from theseus.model import Rule
from theseus.scorecard import Arm, Evidence, Limits, Standing, at_random, score, suspended
from theseus.scorecard.scoring import no_better

AS_OF = dt.date(2026, 11, 16)
LIMITS = Limits(months=24, min_visits=30)


def rule(name="a", version=1, *, gate=True):
    return Rule(
        name,
        version,
        "Zo hoort het.",
        gate,
        hard=False,
        weight=1.0,
        families=frozenset({"x"}),
        questions=("q",),
    )


def visited(found, tried, name="a", version=1, on="2026-06-01"):
    hits = [True] * found + [False] * (tried - found)
    return pd.DataFrame(
        {"rule": name, "version": version, "visited_on": pd.Timestamp(on), "found": hits}
    ).astype({"rule": "string", "version": "Int64", "found": bool, "visited_on": "datetime64[us]"})


def evidence(*parts, chance=(10, 40), reviewed=()):
    none = visited(0, 0)
    return Evidence(
        pd.concat([none, *parts], ignore_index=True),
        pd.DataFrame(list(reviewed), columns=["rule", "version", "decision"]),
        visited(*chance)[["visited_on", "found"]],
    )


def approvals(*days, name="a", version=1):
    rows = [
        {
            "rule": name,
            "version": version,
            "reason": "Beter uitgelegd.",
            "approved_by": "An",
            "approved_on": pd.Timestamp(day),
        }
        for day in days
    ]
    return tables.conform(pd.DataFrame(rows, columns=RULE_APPROVAL.names), RULE_APPROVAL)


def scored(known, *, rules=None, given=None, before=None, limits=LIMITS, fired=None):
    found = score(
        rules or [rule()],
        fired or {},
        known,
        approvals() if given is None else given,
        before or Standing(),
        AS_OF,
        limits,
    )
    assert list(found.columns) == SCORE.names
    return found.iloc[0]


class TestCounts:
    def test_each_number_is_in_its_column(self):
        reviewed = [
            ("a", 1, "bevestigd"),
            ("a", 1, "afgewezen"),
            ("a", 1, "afgewezen"),
            ("b", 1, "bevestigd"),
        ]
        row = scored(evidence(visited(12, 40), visited(3, 3, "b"), reviewed=reviewed), fired={"a": 7})
        assert (row["fired"], row["confirmed"], row["refused"]) == (7, 1, 2)
        assert (row["visited"], row["found"], row["share"]) == (40, 12, 0.3)
        assert row["low"] < 0.3 < row["high"]
        assert "Bij 12 van 40 bezoeken" in row["told"]
        assert "10 van 40 (25 %)" in row["told"]

    def test_another_version_is_another_rule(self):
        known = evidence(visited(0, 40), reviewed=[("a", 1, "bevestigd")])
        row = scored(known, rules=[rule(version=2)])
        assert (row["visited"], row["confirmed"]) == (0, 0)
        assert not row["suspended"]

    def test_rules_come_in_alphabetical_order_and_all_of_them(self):
        found = score(
            [rule("c"), rule("a"), rule("b")], {}, evidence(), approvals(), Standing(), AS_OF, LIMITS
        )
        assert found["rule"].tolist() == ["a", "b", "c"]
        assert found["share"].isna().all()
        assert not suspended(found)

    def test_no_rules_give_an_empty_table(self):
        assert score([], {}, evidence(), approvals(), Standing(), AS_OF, LIMITS).empty

    def test_random_visits_have_a_share_of_their_own(self):
        chance = at_random(evidence(chance=(10, 40)))
        assert (chance.visited, chance.found, chance.share) == (40, 10, 0.25)
        assert at_random(evidence(chance=(0, 0))) == Arm(0, 0, None, None, None)


class TestSuspension:
    @pytest.mark.parametrize(
        ("own", "chance", "stopped"),
        [
            ((4, 40), (20, 40), True),
            ((30, 40), (10, 40), False),
            ((10, 40), (10, 40), True),  # as often is not better
            ((11, 40), (10, 40), False),
            ((0, 30), (0, 30), True),
            ((1, 30), (0, 30), False),
            ((0, 29), (20, 40), False),  # too few of its own
            ((0, 40), (29, 29), False),  # too few to compare with
            ((0, 0), (40, 40), False),
            ((0, 40), (0, 0), False),
        ],
    )
    def test_a_rule_that_does_no_better_than_chance_over_enough_visits(self, own, chance, stopped):
        row = scored(evidence(visited(*own), chance=chance))
        assert bool(row["suspended"]) is stopped
        assert ("maakt geen rood" in row["told"]) is stopped

    def test_only_a_gate_can_make_red_so_only_a_gate_is_suspended(self):
        assert not scored(evidence(visited(0, 40)), rules=[rule(gate=False)])["suspended"]

    def test_too_few_visits_are_said_to_be(self):
        assert "van beide soorten zijn 30 bezoeken nodig" in scored(evidence(visited(1, 5)))["told"]

    def test_suspended_names_them(self):
        known = evidence(visited(0, 40, "a"), visited(40, 40, "b"))
        found = score([rule("a"), rule("b")], {}, known, approvals(), Standing(), AS_OF, LIMITS)
        assert suspended(found) == {"a"}


class TestApproval:
    BEFORE = Standing({"a": 1}, dt.date(2026, 11, 9))

    def test_what_was_suspended_stays_so_until_a_person_approves_whatever_visits_say(self):
        better = evidence(visited(40, 40))
        assert scored(better, before=self.BEFORE)["suspended"]
        assert not scored(better, before=self.BEFORE, given=approvals("2026-11-10"))["suspended"]

    def test_an_approval_of_the_day_of_the_run_counts(self):
        assert not scored(evidence(), before=self.BEFORE, given=approvals("2026-11-09"))["suspended"]

    def test_an_approval_from_before_the_suspension_is_used_up(self):
        assert scored(evidence(), before=self.BEFORE, given=approvals("2026-11-08"))["suspended"]

    def test_an_approval_of_another_version_or_rule_does_not_help(self):
        for other in (approvals("2026-11-10", version=2), approvals("2026-11-10", name="b")):
            assert scored(evidence(), before=self.BEFORE, given=other)["suspended"]

    def test_another_version_starts_anew(self):
        assert not scored(evidence(), before=self.BEFORE, rules=[rule(version=2)])["suspended"]

    def test_an_approval_of_a_later_day_does_not_count_yet(self):
        assert scored(evidence(), before=self.BEFORE, given=approvals("2026-11-17"))["suspended"]

    def test_after_an_approval_old_visits_do_not_suspend_again_and_new_ones_do(self):
        old = visited(0, 40, on="2026-06-01")
        given = approvals("2026-07-01")
        row = scored(evidence(old), given=given)
        assert not row["suspended"]
        assert "Opnieuw goedgekeurd op 01-07-2026" in row["told"]
        assert not scored(evidence(old, visited(0, 29, on="2026-09-01")), given=given)["suspended"]
        assert scored(evidence(old, visited(0, 30, on="2026-09-01")), given=given)["suspended"]
        assert scored(evidence(old, visited(0, 30, on="2026-09-01")), given=given)["visited"] == 70

    def test_the_last_approval_is_the_one_that_counts(self):
        known = evidence(visited(0, 40, on="2026-06-01"))
        assert not scored(known, given=approvals("2026-01-01", "2026-07-01"))["suspended"]
        assert scored(known, given=approvals("2026-01-01"))["suspended"]


COUNTS = st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(COUNTS, COUNTS, st.integers(0, 60))
def test_never_suspended_without_visits_of_both_kinds(own, chance, least):
    row = scored(evidence(visited(*own), chance=chance), limits=Limits(24, least))
    if not own[1] or not chance[1] or min(own[1], chance[1]) < least:
        assert not row["suspended"]


@given(COUNTS, COUNTS)
def test_finding_more_never_suspends(own, chance):
    found, tried = own
    if found < tried:
        less = no_better(Arm.of(tried, found), Arm.of(chance[1], chance[0]), 5)
        more = no_better(Arm.of(tried, found + 1), Arm.of(chance[1], chance[0]), 5)
        assert less or not more


@pytest.mark.parametrize(
    ("times", "least", "most"), [(0.5, 0.97, 1.0), (1.0, 0.65, 0.85), (1.5, 0.1, 0.25), (2.0, 0.0, 0.03)]
)
def test_how_often_it_suspends_is_what_the_module_says(times, least, most):
    # Twelve looks while visits of the rule grow from 30 to 90 and random ones from 30 to 60.
    chance, histories = 0.33, 1000
    draws = np.random.default_rng(2026)
    own = np.cumsum(draws.random((histories, 90)) < chance * times, axis=1)
    other = np.cumsum(draws.random((histories, 60)) < chance, axis=1)
    ever = np.zeros(histories, dtype=bool)
    for n, m in zip(np.linspace(30, 90, 12).astype(int), np.linspace(30, 60, 12).astype(int), strict=True):
        ever |= own[:, n - 1] * m <= other[:, m - 1] * n
    assert least <= ever.mean() <= most
