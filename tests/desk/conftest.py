"""A desk with one row in every table, to try to change."""

import entries
import pytest

from theseus.desk import approvals, corrections, judgements, objections, overrides, pins, reviews, visits


@pytest.fixture(scope="module")
def one_of_each(new_desk) -> str:
    url = new_desk()
    reviews.decide(url, entries.review())
    judgements.undo(url, judgements.judge(url, entries.judgement()), "Bram", "Vergissing", entries.NOW)
    overrides.withdraw(
        url, entries.withdrawal(overrides.OverrideWithdrawal, overrides.decide(url, entries.override()))
    )
    visited = visits.enter(
        url, entries.visit("overtreding"), {"in_use": "ja"}, entries.QUESTIONS, entries.TODAY, ["bouwen"]
    )
    visits.withdraw(url, entries.withdrawal(visits.VisitWithdrawal, visited))
    objections.receive(url, entries.objection(), entries.TODAY)
    granted = corrections.grant(url, entries.correction(), entries.QUESTIONS, entries.TODAY)
    corrections.withdraw(url, entries.withdrawal(corrections.CorrectionWithdrawal, granted))
    approvals.approve_rule(url, entries.rule_approval())
    approvals.approve_policy(url, entries.policy_approval())
    pins.decide(url, entries.pin())
    return url
