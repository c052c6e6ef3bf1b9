"""The weekly difference: the table counts every change once, and the paragraph says the same in Dutch."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theseus import tables
from theseus.contracts import LABEL, LABEL_CHANGE
from theseus.model import Cause
from theseus.report.weekly import PROPOSED, weekly

AS_OF = dt.date(2026, 11, 16)
LAST_WEEK = AS_OF - dt.timedelta(days=7)
TITLES = {"kvk": "KVK Handelsregister", "straatbeeld": "Straatbeeld"}


def changed(*rows: tuple[str | None, str | None, Cause, str | None]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["old", "new", "cause", "behind"])
    frame["cause"] = [str(cause) for cause in frame["cause"]]
    frame["occupancy_id"] = [f"{number:03}" for number in range(len(frame))]
    return tables.conform(frame.assign(detail="x"), LABEL_CHANGE)


def labels(changes: pd.DataFrame, *proposed: int) -> pd.DataFrame:
    stayed = changes[changes["new"].notna()]
    frame = stayed[["occupancy_id"]].assign(
        label=stayed["new"],
        proposed_red=stayed["occupancy_id"].isin([f"{number:03}" for number in proposed]),
        known_share=1.0,
        because="x",
    )
    return tables.conform(frame, LABEL)


def summed(changes: pd.DataFrame, *proposed: int, since: dt.date | None = LAST_WEEK):
    return weekly(changes, labels(changes, *proposed), TITLES, since, AS_OF)


def test_nothing_changed_is_said():
    assert summed(changed()).paragraph == "Sinds vorige week (09-11-2026) is geen enkel label veranderd."
    longer = summed(changed(), since=dt.date(2026, 11, 2))
    assert longer.paragraph == "Sinds de vorige run (02-11-2026) is geen enkel label veranderd."


def test_the_first_run_has_nothing_to_compare_with():
    first = summed(changed((None, "wit", Cause.NEW, None)), since=None)
    assert first.transitions == ()
    assert first.paragraph.startswith("Dit is de eerste run")


def test_the_paragraph_tells_what_became_what_and_why():
    found = summed(
        changed(
            *[("wit", "groen", Cause.DATA, "kvk,straatbeeld")] * 12,
            ("groen", "wit", Cause.TIME, "straatbeeld"),
            ("wit", "wit", Cause.DATA, "kvk"),
            ("groen", "wit", Cause.RULE, "adres_in_bag"),
            (None, "wit", Cause.NEW, None),
            ("wit", None, Cause.GONE, None),
        ),
        13,
    )
    assert found.paragraph == (
        "Sinds vorige week (09-11-2026): 12 adressen werden groen, 2 adressen werden wit en 1 adres werd een "
        "voorstel rood. Dat kwam 13 keer door een gewijzigd gegeven, 1 keer door een gewijzigde regel en 1 "
        "keer door een antwoord dat te oud werd. Het vaakst lag het aan KVK Handelsregister (13), "
        "Straatbeeld (13) en adres_in_bag (1). Verder: 1 nieuw in beeld en 1 niet meer in beeld."
    )
    assert found.transitions[0] == {"old": "wit", "new": "groen", "cause": "gewijzigd gegeven", "count": 12}
    assert {"old": "wit", "new": PROPOSED, "cause": "gewijzigd gegeven", "count": 1} in found.transitions


def test_a_proposal_that_went_is_told():
    found = summed(changed(("wit", "wit", Cause.PERSON, None)))
    assert found.transitions[0]["old"] == PROPOSED
    assert "1 adres werd wit" in found.paragraph
    assert "Het vaakst" not in found.paragraph


@pytest.mark.parametrize(("cause", "old", "new"), [(Cause.NEW, None, "wit"), (Cause.GONE, "wit", None)])
def test_what_only_came_or_went_changed_no_label_that_was_there(
    cause: Cause, old: str | None, new: str | None
):
    assert "geen enkel adres dat al in beeld was" in summed(changed((old, new, cause, None))).paragraph


rows = st.tuples(
    st.sampled_from(["groen", "wit", "rood"]),
    st.sampled_from(["groen", "wit", "rood"]),
    st.sampled_from([Cause.DATA, Cause.TIME, Cause.RULE, Cause.PERSON, Cause.SOURCE]),
    st.sampled_from(["kvk", "straatbeeld", "kvk,straatbeeld", None]),
)


@given(found=st.lists(rows, max_size=20))
def test_every_change_is_counted_once(found: list[tuple]):
    told = summed(changed(*found))
    assert sum(row["count"] for row in told.transitions) == len(found)
    assert sum(row["count"] for row in told.behind) == sum(len(row[3].split(",")) for row in found if row[3])
