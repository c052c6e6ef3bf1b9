"""Overrides: green or white for a while, with a reason; taken back by a row of its own."""

import datetime as dt

import pytest
from entries import LATER, TODAY, override, withdrawal

from theseus.contracts import OVERRIDE
from theseus.desk.overrides import OverrideWithdrawal, decide, overrides, withdraw
from theseus.errors import DeskError


def test_an_override_is_kept_with_who_why_and_until_when(desk_url: str):
    assert list(overrides(desk_url).columns) == OVERRIDE.names
    number = decide(desk_url, override("wit", reason=" Verbouwing. "))
    (row,) = overrides(desk_url).to_dict("records")
    assert (row["override_id"], row["label"], row["decided_by"]) == (number, "wit", "Anna")
    assert row["reason"] == "Verbouwing."
    assert (row["decided_on"].date(), row["until"].date()) == (TODAY, LATER)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"label": "rood"}, "theseus review"),
        ({"label": "paars"}, "groen of wit"),
        ({"reason": " "}, "reden"),
        ({"reason": "Dit is een malafide zaak."}, "beschuldigt"),
        ({"decided_by": ""}, "naam"),
        ({"occupancy_id": " "}, "gebruik"),
        ({"until": TODAY}, r"einddatum .* \(16-11-2026\) moet na 16-11-2026"),
    ],
)
def test_an_override_that_breaks_a_rule_is_refused(desk_url: str, changed: dict[str, object], told: str):
    with pytest.raises(DeskError, match=told) as refused:
        decide(desk_url, override(**changed))
    assert "\n" not in str(refused.value)
    assert overrides(desk_url).empty


def test_an_override_is_taken_back_once_and_stays_readable(desk_url: str):
    first, second = decide(desk_url, override()), decide(desk_url, override("wit"))
    withdraw(desk_url, withdrawal(OverrideWithdrawal, first))
    table = overrides(desk_url).set_index("override_id")
    assert table["withdrawn_by"].isna().to_dict() == {first: False, second: True}
    assert table.loc[first, "withdrawn_because"] == "Vergissing."
    assert table.loc[first, "withdrawn_on"].date() == TODAY
    with pytest.raises(DeskError, match="is op 16-11-2026 al ingetrokken door Bram"):
        withdraw(desk_url, withdrawal(OverrideWithdrawal, first, withdrawn_by="Carla"))


def test_what_is_not_there_or_has_no_reason_is_not_taken_back(desk_url: str):
    with pytest.raises(DeskError, match="Afwijkend label 5 bestaat niet"):
        withdraw(desk_url, withdrawal(OverrideWithdrawal, 5))
    number = decide(desk_url, override())
    with pytest.raises(DeskError, match="reden"):
        withdraw(desk_url, withdrawal(OverrideWithdrawal, number, withdrawn_because=""))
    assert overrides(desk_url)["withdrawn_on"].isna().all()


def test_the_end_may_be_any_later_day(desk_url: str):
    decide(desk_url, override(until=TODAY + dt.timedelta(days=1)))
