"""Approvals of rules and of sets of rules: who, when, why, and exactly which."""

import pytest
from entries import NOW, TODAY, policy_approval, rule_approval

from theseus.contracts import POLICY_APPROVAL, RULE_APPROVAL
from theseus.desk.approvals import approve_policy, approve_rule, policy_approvals, rule_approvals
from theseus.errors import DeskError


def test_approvals_are_kept_in_order(desk_url: str):
    assert list(rule_approvals(desk_url).columns) == RULE_APPROVAL.names
    assert list(policy_approvals(desk_url).columns) == POLICY_APPROVAL.names
    approve_rule(desk_url, rule_approval())
    approve_rule(desk_url, rule_approval(version=3, approved_by="Bram"))
    approve_policy(desk_url, policy_approval(reason=" Twee labels anders. "))
    rules, policies = rule_approvals(desk_url), policy_approvals(desk_url)
    assert rules[["rule", "version", "approved_by"]].to_numpy().tolist() == [
        ["in_gebruik", 2, "Anna"],
        ["in_gebruik", 3, "Bram"],
    ]
    assert rules["approved_on"].dt.date.tolist() == [TODAY, TODAY]
    assert policies["reason"].tolist() == ["Twee labels anders."]
    assert policies["approved_at"].tolist() == [NOW]


@pytest.mark.parametrize(
    ("changed", "told"), [({"reason": ""}, "reden"), ({"approved_by": " "}, "naam"), ({"rule": " "}, "regel")]
)
def test_an_approval_of_a_rule_that_lacks_something_is_refused(desk_url: str, changed, told: str):
    with pytest.raises(DeskError, match=told):
        approve_rule(desk_url, rule_approval(**changed))
    assert rule_approvals(desk_url).empty


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"reason": ""}, "reden"),
        ({"policy": "0a"}, "64 hexadecimale"),
        ({"policy": "g" * 64}, "64 hexadecimale"),
    ],
)
def test_an_approval_of_a_set_that_lacks_something_is_refused(desk_url: str, changed, told: str):
    with pytest.raises(DeskError, match=told):
        approve_policy(desk_url, policy_approval(**changed))
    assert policy_approvals(desk_url).empty
