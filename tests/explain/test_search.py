"""The smallest set of answers: as good as trying all sets, for rules of any kind."""

from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theseus.explain import search
from theseus.explain.search import Problem, Sayings
from theseus.model import Outcome, Step

FINE, IRREGULAR, UNKNOWN = Outcome.FINE, Outcome.IRREGULAR, Outcome.UNKNOWN
QUESTIONS = ("p", "q", "r", "s")
VALUES = ("1", "2")


@st.composite
def problems(draw):
    """Rules that say anything at all to combinations of answers."""
    rules = {}
    for number in range(draw(st.integers(1, 4))):
        asks = tuple(draw(st.lists(st.sampled_from(QUESTIONS), max_size=3, unique=True)))
        keys = list(product((None, *VALUES), repeat=len(asks)))
        says = {key: draw(st.sampled_from([FINE, FINE, IRREGULAR, UNKNOWN])) for key in keys}
        rules[f"r{number}"] = Sayings(asks, says, draw(st.sampled_from([1.0, 2.0])))
    gates = frozenset(name for name in rules if draw(st.booleans()))
    prices = {name: (Step.DESK, draw(st.sampled_from([0.0, 1.0, 8.0]))) for name in QUESTIONS}
    return Problem(rules, gates, draw(st.sampled_from([0.0, 0.5, 1.0])), prices)


def does_it(problem, state):
    said = {name: rule.says[rule.key(dict(state))] for name, rule in problem.rules.items()}
    known = sum(problem.rules[name].weight for name, outcome in said.items() if outcome is not UNKNOWN)
    enough = known / sum(rule.weight for rule in problem.rules.values()) >= problem.known_share
    return enough and all(said[name] is FINE for name in problem.gates)


def all_states():
    for size in range(len(QUESTIONS) + 1):
        for named in combinations(QUESTIONS, size):
            for values in product(VALUES, repeat=size):
                yield frozenset(zip(named, values, strict=True))


@given(problem=problems())
def test_nothing_smaller_or_cheaper_does_it(problem):
    best = min(
        ((len(state), problem.euro(state)) for state in all_states() if does_it(problem, state)), default=None
    )
    found = search.smallest(problem)
    if best is None:
        assert found is None
        return
    assert found is not None
    assert does_it(problem, found.state)
    assert found.smallest
    assert (len(found.state), problem.euro(found.state)) == best


@given(problem=problems())
def test_the_same_problem_has_the_same_answer(problem):
    again = Problem(dict(reversed(problem.rules.items())), problem.gates, problem.known_share, problem.prices)
    first, second = search.smallest(problem), search.smallest(again)
    assert (first and first.state) == (second and second.state)


def test_one_visit_that_answers_two_questions_is_paid_once():
    rule = {key: FINE if key in {("1", "1", None), ("1", None, "1")} else UNKNOWN for key in keys(3)}
    visit, look_up = (Step.STREET, 8.0), (Step.DESK, 2.0)
    prices = {"p": visit, "q": visit, "r": look_up}
    problem = Problem({"a": Sayings(("p", "q", "r"), rule, 1.0)}, frozenset({"a"}), 0.0, prices)
    assert search.smallest(problem).state == {("p", "1"), ("q", "1")}


def test_a_gate_that_no_answer_mends_is_named():
    stuck = Sayings(("p",), dict.fromkeys(keys(1), IRREGULAR), 1.0)
    problem = Problem({"a": stuck}, frozenset({"a"}), 0.0, {"p": (Step.DESK, 0.0)})
    assert search.smallest(problem) is None
    assert search.stuck(problem) == ["a"]


def test_too_many_states_end_in_a_set_that_is_not_called_the_smallest(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(search, "NODES", 2)
    names = [f"q{number}" for number in range(6)]
    rules = {name: Sayings((name,), {(None,): UNKNOWN, ("1",): FINE, ("2",): FINE}, 1.0) for name in names}
    prices = dict.fromkeys(names, (Step.DESK, 1.0))
    found = search.smallest(Problem(rules, frozenset(rules), 1.0, prices))
    assert len(found.state) == 6
    assert not found.smallest


def keys(length):
    return list(product((None, *VALUES), repeat=length))
