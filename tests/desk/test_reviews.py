"""Four eyes: a proposed red is decided by another person, with a reason and an end date."""

import datetime as dt
from pathlib import Path

import pytest

from theseus.desk.reviews import CONFIRMED, Review, decide, reviews
from theseus.errors import DeskError

TODAY = dt.date(2026, 11, 16)


def review(**changed: object) -> Review:
    values = {
        "occupancy_id": "a@b",
        "decision": CONFIRMED,
        "reason": "Gezien op 3 november.",
        "proposed_by": "Anna",
        "decided_by": "Bram",
        "decided_on": TODAY,
        "until": TODAY + dt.timedelta(days=90),
        "entered_at": dt.datetime(2026, 11, 16, 9, 0),  # noqa: DTZ001 - stored as given
    }
    return Review(**{**values, **changed})


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'desk.sqlite'}"


def test_decisions_are_kept_in_order(url: str):
    decide(url, review())
    decide(url, review(decision="afgewezen", reason="Toch in orde."))
    kept = reviews(url)
    assert kept["decision"].tolist() == ["bevestigd", "afgewezen"]
    assert kept["decided_on"].dt.date.tolist() == [TODAY, TODAY]


def test_without_decisions_the_table_is_empty(url: str):
    assert reviews(url).empty


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"decided_by": " anna "}, "tweede persoon"),
        ({"reason": "  "}, "reden"),
        ({"decision": "misschien"}, "bestaat niet"),
        ({"until": TODAY}, "einddatum"),
    ],
)
def test_a_decision_that_breaks_a_rule_is_refused(url: str, changed: dict[str, object], told: str):
    with pytest.raises(DeskError, match=told):
        decide(url, review(**changed))
    assert reviews(url).empty


def test_a_damaged_desk_is_told_in_one_line(tmp_path: Path):
    (tmp_path / "desk.sqlite").write_bytes(b"geen database" * 100)
    with pytest.raises(DeskError, match="besluiten zijn niet te lezen") as refused:
        reviews(f"sqlite:///{tmp_path / 'desk.sqlite'}")
    assert "\n" not in str(refused.value)
