"""Which visits and reviews count for which version of which rule."""

import datetime as dt

import pandas as pd
import pytest
from kept_runs import FINE, ODD, card, kept, policy_of, publish

from theseus import ledger, policy, tables
from theseus.contracts import REVIEW, VISIT, VISIT_RESULTS
from theseus.scorecard import gather

AS_OF = dt.date(2026, 11, 16)
FIRST, SECOND = dt.date(2026, 10, 5), dt.date(2026, 11, 2)


@pytest.fixture
def runs(tmp_path):
    """Two runs: in the first only ``a`` was odd, in the second only ``b``, and a rule had changed."""
    publish(tmp_path, policy_of(), world(a=ODD, b=FINE), FIRST)
    newer = card("bewoning", "bewoond", hard=True, weight=3, version=2)
    publish(tmp_path, policy_of(newer), world(a=FINE, b=ODD), SECOND)
    return ledger.runs(tmp_path)


def world(**answers):
    return kept(**answers)


def visit(who="a", on="2026-10-20", result="overtreding", **update):
    return {
        "visit_id": 1,
        "occupancy_id": who,
        "visited_on": pd.Timestamp(on),
        "result": result,
        "step": "themacontrole",
        "at_random": False,
        "entered_by": "An",
        "entered_at": pd.Timestamp(on),
        **update,
    }


def visits(*rows):
    return tables.conform(pd.DataFrame(list(rows), columns=VISIT.names), VISIT)


def reviews(*rows):
    return tables.conform(pd.DataFrame(list(rows), columns=REVIEW.names), REVIEW)


def met(runs, *rows, months=24):
    found = gather(runs, visits(*rows), reviews(), AS_OF, months).visited
    return [tuple(row) for row in found[["rule", "version", "found"]].to_numpy()]


class TestVisits:
    def test_a_visit_counts_for_the_rules_that_were_irregular_there_then(self, runs):
        assert sorted(met(runs, visit("a"))) == [("bewoning", 1, True), ("inschrijving", 1, True)]
        assert met(runs, visit("b")) == []
        assert sorted(met(runs, visit("b", "2026-11-09"))) == [
            ("bewoning", 2, True),
            ("inschrijving", 1, True),
        ]

    def test_a_run_of_the_day_itself_may_know_what_the_visit_brought(self, runs):
        assert met(runs, visit("b", SECOND)) == []
        assert met(runs, visit("a", SECOND)) != []
        assert met(runs, visit("a", FIRST)) == []

    @pytest.mark.parametrize("result", VISIT_RESULTS)
    def test_what_could_look_counts_and_what_was_found_is_told(self, runs, result):
        found = {row[2] for row in met(runs, visit(result=result))}
        expected = {
            "niets gevonden": {False},
            "overtreding": {True},
            "overgedragen": {True},
            "niemand aanwezig": set(),
            "geen toegang": set(),
        }
        assert found == expected[result]

    def test_what_was_taken_back_or_is_of_another_period_does_not_count(self, runs):
        assert met(runs, visit(withdrawn_by="An", withdrawn_on=pd.Timestamp("2026-11-01"))) == []
        assert met(runs, visit(on="2026-10-16"), months=1) == []
        assert met(runs, visit(on="2026-10-17"), months=1) != []
        assert met(runs, visit("b", "2026-11-16")) != []
        assert met(runs, visit("b", "2026-11-17")) == []

    def test_a_place_that_the_run_did_not_know_says_nothing(self, runs):
        assert met(runs, visit("z")) == []

    def test_a_run_that_did_not_keep_its_rules_says_nothing(self, runs):
        (runs[0].folder / policy.FILE_NAME).unlink()
        assert met(runs, visit("a")) == []

    def test_without_runs_or_visits_there_is_nothing(self, runs):
        for found in (
            gather([], visits(visit()), reviews(), AS_OF, 24),
            gather(runs, visits(), reviews(), AS_OF, 24),
        ):
            assert found.visited.empty
            assert found.reviewed.empty
        assert list(found.visited.columns) == ["rule", "version", "visited_on", "found"]

    def test_random_visits_count_wherever_they_went(self, runs):
        rows = [
            visit("b", at_random=True),
            visit("z", result="niets gevonden", at_random=True),
            visit("a", result="geen toegang", at_random=True),
            visit("a"),
        ]
        found = gather(runs, visits(*rows), reviews(), AS_OF, 24).random
        assert found["found"].tolist() == [True, False]


class TestReviews:
    def row(self, decision="bevestigd", rules="bewoning, inschrijving", **update):
        return {
            "occupancy_id": "a",
            "decision": decision,
            "reason": "Gezien.",
            "proposed_by": "An",
            "decided_by": "Bo",
            "decided_on": pd.Timestamp("2026-10-20"),
            "until": pd.Timestamp("2027-02-01"),
            "rules": rules,
            **update,
        }

    def told(self, runs, *rows):
        found = gather(runs, visits(), reviews(*rows), AS_OF, 24).reviewed
        return sorted(tuple(row) for row in found.to_numpy())

    def test_a_decision_counts_for_each_rule_behind_it(self, runs):
        assert self.told(runs, self.row(run=runs[0].run_id)) == [
            ("bewoning", 1, "bevestigd"),
            ("inschrijving", 1, "bevestigd"),
        ]

    def test_in_the_version_of_the_run_that_was_decided_about(self, runs):
        later = {"decided_on": pd.Timestamp("2026-11-09"), "rules": "bewoning"}
        assert self.told(runs, self.row(run=runs[0].run_id, **later)) == [("bewoning", 1, "bevestigd")]
        assert self.told(runs, self.row(run=runs[1].run_id, **later)) == [("bewoning", 2, "bevestigd")]
        assert self.told(runs, self.row(**later)) == [("bewoning", 2, "bevestigd")]

    def test_a_proposal_decides_nothing_and_an_old_decision_names_no_rules(self, runs):
        assert self.told(runs, self.row("voorgesteld"), self.row(rules=pd.NA)) == []

    def test_a_rule_that_the_run_did_not_have_is_left_aside(self, runs):
        assert self.told(runs, self.row(rules="bestaat_niet,bewoning")) == [("bewoning", 1, "bevestigd")]
