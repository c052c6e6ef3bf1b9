"""Findings in words: written once per different answer, the same as if each were written by itself."""

import datetime as dt

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from theseus import tables
from theseus.contracts import FACT
from theseus.model import Outcome, Question, Step
from theseus.rules import judge, lay_out, tell
from theseus.rules.catalogue import parse

ASKED = {
    name: Question(name, f"{name}?", kind, ((Step.DESK, 0.0),), frozenset([name]), (f"bron_{name}",), choices)
    for name, kind, choices in (
        ("open", "truth", ()),
        ("size", "number", ()),
        ("kind", "text", ("winkel", "hal", "{size}")),
    )
}
CARD = """
id = "test"
version = 1
statement = "x"
irregular = "open and (size > 10 or kind = 'hal')"
gate = true
hard = false
weight = 1
settled_by = "open"
owner = "x"
legal_basis = "x"
rationale = "x"
what_it_does_not_mean = "x"
[indicator]
relevant = "x"
verifiable_by_the_business = "x"
not_a_proxy = "x"
proportionate = "x"
tested = "x"
[sentences]
fine = "Goed."
irregular = "Een {kind} van {size}, {kind}."
unknown = "Onbekend: {open}"
[example_irregular]
open = "ja"
[example_fine]
open = "nee"
"""
RULES = {"test": parse(CARD, "test.toml", ASKED)}
DAYS = [pd.Timestamp("2026-10-01"), pd.Timestamp("2026-10-02"), pd.Timestamp("2026-11-01")]
VALUES = {"open": ["ja", "nee"], "size": ["3", "40", "12.5"], "kind": ["winkel", "hal", "{size}"]}
answers = st.fixed_dictionaries(
    {
        name: st.none() | st.tuples(st.sampled_from(values), st.sampled_from(DAYS), st.booleans())
        for name, values in VALUES.items()
    }
)


def facts_of(world):
    rows = [
        {
            "occupancy_id": f"u{number}",
            "question": name,
            "value": answer[0],
            "source": f"bron_{name}",
            "observed_on": answer[1],
            "expired": answer[2],
        }
        for number, place in enumerate(world)
        for name, answer in place.items()
        if answer
    ]
    return tables.conform(pd.DataFrame(rows, columns=FACT.names), FACT)


def by_hand(place):
    """Outcome, sentence, sources and oldest day of one place, written out as a person would."""
    known = {name: answer for name, answer in place.items() if answer and not answer[2]}
    text = {name: known[name][0] if name in known else "onbekend" for name in VALUES}
    opened = {"ja": True, "nee": False}.get(text["open"])
    big = float(text["size"]) > 10 if "size" in known else None
    hall = text["kind"] == "hal" if "kind" in known else None
    either = True if True in (big, hall) else None if None in (big, hall) else False
    wrong = False if False in (opened, either) else None if None in (opened, either) else True
    outcome = {True: Outcome.IRREGULAR, False: Outcome.FINE, None: Outcome.UNKNOWN}[wrong]
    sentence = {
        Outcome.FINE: "Goed.",
        Outcome.IRREGULAR: f"Een {text['kind']} van {text['size']}, {text['kind']}.",
        Outcome.UNKNOWN: f"Onbekend: {text['open']}",
    }[outcome]
    used = [known[name] + (name,) for name in RULES["test"].questions if name in known]
    sources = "; ".join(f"Bron {name} ({day:%d-%m-%Y})" for _, day, _, name in used) or None
    return outcome.value, sentence, sources, min((day for _, day, _, _ in used), default=None)


def told(world, outcomes=tuple(Outcome)):
    ids = pd.Series([f"u{number}" for number in range(len(world))], dtype="string")
    titles = {f"bron_{name}": f"Bron {name}" for name in VALUES}
    laid = lay_out(facts_of(world), ids, ASKED, titles)
    return tell(RULES, laid, judge(RULES, ASKED, laid), outcomes)


@given(st.lists(answers, min_size=1, max_size=9))
def test_every_finding_is_as_written_by_hand(world):
    found = told(world)
    assert found["occupancy_id"].tolist() == [f"u{number}" for number in range(len(world))]
    for place, row in zip(world, found.itertuples(), strict=True):
        outcome, sentence, sources, day = by_hand(place)
        assert (row.outcome, row.sentence) == (outcome, sentence)
        assert (None if pd.isna(row.sources) else row.sources) == sources
        assert (None if pd.isna(row.observed_on) else row.observed_on) == day


def test_only_what_is_asked_for_is_told():
    world = [
        {"open": ("ja", DAYS[0], False), "size": ("40", DAYS[1], False), "kind": None},
        dict.fromkeys(VALUES),
    ]
    found = told(world, [Outcome.IRREGULAR])
    assert found[["occupancy_id", "outcome"]].to_numpy().tolist() == [["u0", "aandachtspunt"]]
    assert found["observed_on"].dt.date.tolist() == [dt.date(2026, 10, 1)]
