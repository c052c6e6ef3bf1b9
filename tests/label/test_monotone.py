"""The promise: taking any answer away only moves a label towards white."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from towards_white import ASKED, CARDS, FAMILY, OURS, PLACES, decided, labelled, only_towards_white, theorem

from theseus import tables
from theseus.contracts import FACT
from theseus.model import Policy
from theseus.rules import judge, lay_out
from theseus.rules.catalogue import parse

DOMAIN = {
    name: {"truth": ["ja", "nee"], "number": ["0", "1", "3", "12", "400"]}.get(card.type, list(card.choices))
    for name, card in CARDS.items()
}


def comparisons():
    """Every form of the language over the real questions."""

    def of(name):
        kind = ASKED[name].type
        if kind == "truth":
            return st.just(name)
        if kind == "number":
            other = st.sampled_from(["floor_area_m2", "users_on_unit", "3", "12"])
            compared = st.tuples(st.sampled_from(["<", "<=", ">", ">=", "=", "<>"]), other).map(
                lambda p: f"{name} * 2 - 1 {p[0]} {p[1]} / 2"
            )
            return compared | st.just(f"{name} between 1 and 12")
        chosen = st.lists(st.sampled_from(DOMAIN[name]), min_size=1, max_size=4, unique=True)
        listed = chosen.map(lambda values: f"{name} in ({', '.join(repr(value) for value in values)})")
        return listed | st.sampled_from(DOMAIN[name]).map(lambda value: f"{name} <> {value!r}")

    return st.sampled_from(sorted(ASKED)).flatmap(of) | st.just("activity_seen = activity_registered")


expressions = st.recursive(
    comparisons(),
    lambda part: (
        part.map(lambda p: f"not ({p})")
        | st.tuples(part, st.sampled_from(["and", "or"]), part).map(lambda p: f"({p[0]}) {p[1]} ({p[2]})")
    ),
    max_leaves=4,
)
CARD = """
id = "r{number}"
version = 1
statement = "x"
irregular = "{irregular}"
gate = {gate}
hard = {hard}
weight = {weight}
settled_by = "{settled_by}"
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
fine = "x"
irregular = "x"
unknown = "x"
[example_irregular]
{settled_by} = "x"
[example_fine]
{settled_by} = "x"
"""


@st.composite
def rule_sets(draw):
    """Random rules, written as cards and read as cards."""
    cards = {}
    for number in range(draw(st.integers(1, 6))):
        irregular = draw(expressions)
        asked = [name for name in ASKED if name in irregular]
        settled_by = next(n for n in asked if not any(n in other and n != other for other in asked))
        gate = number == 0 or draw(st.booleans())
        text = CARD.format(
            number=number,
            irregular=irregular,
            gate=str(gate).lower(),
            hard=str(gate and draw(st.booleans())).lower(),
            weight=draw(st.sampled_from([1, 2, 5])),
            settled_by=settled_by,
        )
        cards[f"r{number}"] = parse(text, f"r{number}.toml", ASKED)
    return cards


def drawn_facts(seed, density, places=PLACES):
    """Answers for many places, conflicting as chance has it; biased to the first of each list."""
    draw = np.random.default_rng(seed)
    ids = np.array([f"{place:04}" for place in range(places)])
    who, asked, said = [], [], []
    for name, domain in DOMAIN.items():
        value = np.where(draw.random(places) < 0.4, domain[0], draw.choice(domain, places))
        known = draw.random(places) < density
        who.append(ids[known])
        asked.append(np.full(known.sum(), name))
        said.append(value[known])
    columns = {"occupancy_id": who, "question": asked, "value": said}
    frame = pd.DataFrame({name: pd.array(np.concatenate(part), "string") for name, part in columns.items()})
    return tables.conform(
        frame.assign(source="kvk", observed_on=pd.Timestamp("2026-10-01"), expired=False), FACT
    )


policies = st.builds(Policy, known_share=st.sampled_from([0.0, 0.5, 0.6, 1.0]), red_rules=st.integers(1, 3))
densities = st.sampled_from([0.5, 0.8, 1.0])


@pytest.mark.parametrize("of", ["our rules", "any rules"])
@theorem
@given(
    data=st.data(),
    seed=st.integers(0, 2**32 - 1),
    density=densities,
    policy=policies,
    confirmed=st.booleans(),
)
def test_taking_answers_away_only_moves_towards_white(of, data, seed, density, policy, confirmed):
    cards = OURS if of == "our rules" else data.draw(rule_sets())
    facts = drawn_facts(seed, density)
    share = data.draw(st.sampled_from([0.0, 0.5, 0.9, 0.97]))
    kept = np.random.default_rng(seed + 1).random(len(facts)) < share
    variants = {"a": facts, "b": facts[kept], "c": facts.assign(expired=~kept)}
    before, fewer, expired = decided(cards, variants, policy, confirmed=confirmed)
    only_towards_white(before, fewer)
    pd.testing.assert_frame_equal(fewer[["label", "proposed_red"]], expired[["label", "proposed_red"]])


@theorem
@given(data=st.data(), seed=st.integers(0, 2**32 - 1), policy=policies)
def test_no_single_source_family_makes_red(data, seed, policy):
    cards = OURS if data.draw(st.booleans()) else data.draw(rule_sets())
    facts = drawn_facts(seed, 1.0)
    family = data.draw(st.sampled_from(sorted(set(FAMILY.values()))))
    families = {name: question.families for name, question in ASKED.items()}
    alone = facts[[families[name] == {family} for name in facts["question"]]]
    without = facts[[family not in families[name] for name in facts["question"]]]
    red, one = (found["proposed_red"] for found in decided(cards, {"a": facts, "b": alone}, policy))
    assert not one.any()
    # Where red is proposed, something irregular is left whichever family is taken away.
    left = judge(cards, ASKED, lay_out(without, pd.Series(red.index[red], dtype="string"), ASKED))
    gates = [left.rules.index(name) for name, card in cards.items() if card.gate]
    assert left.irregular[:, gates].any(axis=1).all()


@given(
    data=st.data(),
    seed=st.integers(0, 2**32 - 1),
    density=densities,
    policy=policies,
    confirmed=st.booleans(),
)
def test_labels_are_what_was_decided_and_every_white_asks_something(data, seed, density, policy, confirmed):
    cards = OURS if data.draw(st.booleans()) else data.draw(rule_sets())
    facts = drawn_facts(seed, density)
    (labels,) = labelled(cards, {"a": facts}, policy, confirmed=confirmed)
    (brief,) = decided(cards, {"a": facts}, policy, confirmed=confirmed)
    assert labels["label"].tolist() == brief["label"].tolist()
    assert labels["proposed_red"].tolist() == brief["proposed_red"].tolist()


def test_chance_does_not_keep_these_tests_away_from_green_and_red():
    (labels,) = labelled(OURS, {"a": drawn_facts(1, 1.0, 3000)}, Policy(), places=3000)
    assert set(labels["label"]) == {"groen", "wit"}
    assert labels["proposed_red"].sum() > 5
