"""At the door: each way a delivery can fail, and that a good one passes."""

from dataclasses import replace

import pandas as pd
import pytest

from theseus import tables
from theseus.check import check
from theseus.contracts import REGISTRATION
from theseus.model import Check, Door, Severity

DOOR = Door("rdw", columns={"bedrijven": ("volgnummer", "naam_bedrijf")}, ignored=("webadres",))
FIELDS = {"bedrijven": ("volgnummer", "naam_bedrijf", "webadres")}


def records(count: int, **columns: object) -> dict[str, pd.DataFrame]:
    frame = pd.DataFrame(
        {
            "source": "rdw",
            "record_id": [str(number) for number in range(count)],
            "observed_on": pd.Timestamp("2026-11-01"),
            "name": "Garage Voorbeeld",
            "facade_name": "Gevel",
            "status": "geldig",
            **columns,
        },
        index=range(count),
    )
    return {"registration": tables.conform(frame, REGISTRATION)}


def judge(now: dict[str, pd.DataFrame], door: Door = DOOR, **more: object) -> list[Check]:
    facts = {"columns": FIELDS, "rows_read": 100, "defects": {}, **more}
    return check(door, now, **facts)


def worst(found: list[Check]) -> Severity:
    order = [Severity.OK, Severity.WARN, Severity.FAIL]
    return max((item.severity for item in found), key=order.index)


def test_a_good_delivery_passes():
    assert worst(judge(records(100), previous=records(100))) is Severity.OK


@pytest.mark.parametrize(
    ("found", "name"),
    [
        (judge(records(100, status="misschien")), "contract"),
        (judge(records(100, record_id="zelfde")), "contract"),
        (judge(records(3), replace(DOOR, min_rows=10)), "aantal"),
        (judge(records(100), columns={"bedrijven": ("volgnummer", "bedrijfsnaam")}), "velden"),
        (judge(records(79), previous=records(100)), "daling"),
        (judge({}, previous=records(100)), "daling"),
        (judge(records(100, facade_name=None), previous=records(100)), "vulling"),
    ],
)
def test_a_bad_delivery_is_kept_out(found: list[Check], name: str):
    assert name in {item.name for item in found if item.severity is Severity.FAIL}


def test_a_fifth_less_may_just_pass():
    assert worst(judge(records(80), previous=records(100))) is Severity.OK


@pytest.mark.parametrize(
    "found",
    [
        judge(records(100), replace(DOOR, max_rows=50)),
        judge(records(100), columns={"bedrijven": ("volgnummer", "naam_bedrijf", "nieuw_veld")}),
        judge(records(100), defects={"bad_date": 6}),
    ],
)
def test_a_doubtful_delivery_warns(found: list[Check]):
    assert worst(found) is Severity.WARN
