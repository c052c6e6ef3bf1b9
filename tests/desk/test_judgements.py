"""Judgements on links: kept for ever, the last of a pair stands, an undo brings the one before it back."""

import datetime as dt
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theseus.contracts import LINK_JUDGEMENT, VERDICTS
from theseus.desk.judgements import Judgement, judge, judgements, undo
from theseus.desk.reviews import reviews
from theseus.errors import DeskError

NOW = dt.datetime(2026, 11, 16, 9, 30)  # noqa: DTZ001 - stored as given


def judgement(**changed: object) -> Judgement:
    values = {
        "source": "osm",
        "record_id": "node/1",
        "occupancy_id": "0226010000000001@onbekend",
        "verdict": "zelfde",
        "reason": "Zo staat het op de gevel.",
        "judged_by": "Anna",
        "judged_at": NOW,
    }
    return Judgement(**{**values, **changed})


@pytest.fixture
def url(desk_url: str) -> str:
    return desk_url


def test_without_judgements_the_table_is_empty_and_of_its_contract(url: str):
    table = judgements(url)
    assert table.empty
    assert list(table.columns) == LINK_JUDGEMENT.names


def test_the_last_judgement_of_a_pair_stands_and_all_are_kept(url: str):
    first = judge(url, judgement())
    second = judge(url, judgement(verdict="verschillend", judged_by="Bram"))
    other = judge(url, judgement(record_id="node/2"))
    table = judgements(url).set_index("judgement_id")
    assert table["standing"].to_dict() == {first: False, second: True, other: True}
    assert table.loc[first, ["verdict", "judged_by"]].to_list() == ["zelfde", "Anna"]
    assert table.loc[second, "judged_at"] == NOW


def test_an_undo_brings_back_the_judgement_before_it(url: str):
    first, second = judge(url, judgement()), judge(url, judgement(verdict="onzeker"))
    undo(url, second, "Bram", "Vergissing", NOW)
    table = judgements(url).set_index("judgement_id")
    assert table["standing"].to_dict() == {first: True, second: False}
    assert table.loc[second, ["undone_by", "undo_reason", "undone_at"]].to_list() == [
        "Bram",
        "Vergissing",
        NOW,
    ]
    undo(url, first, "Bram", "Ook", NOW)
    assert not judgements(url)["standing"].any()
    assert len(judgements(url)) == 2


def test_judgements_and_reviews_share_one_database(url: str):
    judge(url, judgement())
    assert reviews(url).empty
    assert len(judgements(url)) == 1


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"verdict": "misschien"}, "kies zelfde, verschillend of onzeker"),
        ({"reason": " "}, "reden"),
        ({"judged_by": ""}, "naam"),
        ({"occupancy_id": " "}, "gebruik"),
    ],
)
def test_a_judgement_that_lacks_something_is_refused(url: str, changed: dict[str, object], told: str):
    with pytest.raises(DeskError, match=told):
        judge(url, judgement(**changed))
    assert judgements(url).empty


def test_what_is_not_there_or_undone_cannot_be_undone(url: str):
    with pytest.raises(DeskError, match="Oordeel 7 bestaat niet"):
        undo(url, 7, "Anna", "Vergissing", NOW)
    number = judge(url, judgement())
    undo(url, number, "Anna", "Vergissing", NOW)
    with pytest.raises(DeskError, match="al teruggedraaid door Anna"):
        undo(url, number, "Bram", "Nog eens", NOW)
    with pytest.raises(DeskError, match="reden"):
        undo(url, number, "Bram", "", NOW)


def test_a_damaged_desk_is_told_in_one_line(tmp_path: Path):
    (tmp_path / "desk.sqlite").write_bytes(b"geen database" * 100)
    with pytest.raises(DeskError, match="oordelen over koppelingen zijn niet te lezen") as refused:
        judgements(f"sqlite:///{tmp_path / 'desk.sqlite'}")
    assert "\n" not in str(refused.value)


@pytest.fixture(scope="module")
def one_desk(new_desk) -> str:
    return new_desk()


@given(
    steps=st.lists(st.tuples(st.sampled_from(["a", "b"]), st.sampled_from([*VERDICTS, "undo"])), max_size=8)
)
def test_standing_is_the_last_of_each_pair_that_nobody_undid(one_desk, steps):
    """A model of the desk: a list per pair, from which an undo takes the last."""
    source, stacks = uuid4().hex, {"a": [], "b": []}
    given_ = 0
    for record, verdict in steps:
        if verdict != "undo":
            said = judgement(source=source, record_id=record, verdict=verdict)
            stacks[record].append(judge(one_desk, said))
            given_ += 1
        elif stacks[record]:
            undo(one_desk, stacks[record].pop(), "Bram", "Vergissing", NOW)
    table = judgements(one_desk)
    table = table[table["source"] == source]
    assert len(table) == given_
    standing = table[table["standing"]].set_index("record_id")["judgement_id"].to_dict()
    assert standing == {record: stack[-1] for record, stack in stacks.items() if stack}
