"""The language of rules: what is refused and where, and Kleene's truth tables against plain Python."""

import itertools
import operator
import re

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theseus.errors import RuleError
from theseus.facts.catalogue import questions
from theseus.model import Question
from theseus.rules.language import parse

ASKED = {name: card.noun() for name, card in questions().items()}
NOT_MONOTONE = [
    ("in_use is null", 1, 1),
    ("in_use is not null", 1, 1),
    ("registered and in_use isnull", 1, 16),
    ("in_use notnull", 1, 1),
    ("in_use is true", 1, 1),
    ("not in_use is not true", 1, 5),
    ("in_use is unknown", 1, 1),
    ("coalesce(in_use, registered)", 1, 1),
    ("registered or\n  coalesce(in_use, registered)", 2, 3),
    ("ifnull(in_use, registered)", 1, 1),
    ("nullif(floor_area_m2, 3) > 2", 1, 1),
    ("case when in_use then registered else in_use end", 1, 11),
    ("if(in_use, registered, in_use)", 1, None),
    ("in_use is distinct from registered", 1, 1),
    ("in_use is not distinct from registered", 1, 1),
    ("in_use <=> registered", 1, 1),
    ("greatest(floor_area_m2, users_on_unit) > 3", 1, 1),
    ("least(floor_area_m2, users_on_unit) > 3", 1, 1),
    ("concat(pand_status, vbo_status) = 'x'", 1, 1),
    ("count(in_use) = 0", 1, None),
    ("exists(select 1)", 1, None),
    ("pand_status = null", 1, 1),
    ("pand_status in ('pand gesloopt', null)", 1, None),
    ("pand_status not in (select 'x')", 1, None),
]
NOT_OURS = [
    ("pand_status like 'pand%'", 1, 1),
    ("pand_status ilike 'pand%'", 1, 1),
    ("pand_status similar to 'x'", 1, 1),
    ("pand_status ~ 'x'", 1, 13),
    ("pand_status || 'x' = 'y'", 1, 1),
    ("lower(pand_status) = 'pand gesloopt'", 1, 1),
    ("floor_area_m2 % 2 = 1", 1, 1),
    ("floor_area_m2 // 2 = 1", 1, 16),
    ("floor_area_m2 ** 2 = 1", 1, 18),
    ("floor_area_m2::int = 1", 1, 1),
    ("cast(floor_area_m2 as int) = 1", 1, 6),
    ("random() > 0.5", 1, None),
    ("in_use = true", 1, 1),
    ("true", 1, 1),
    ("t.in_use", 1, 1),
    ("floor_area_m2 = any([1])", 1, None),
    ("floor_area_m2 between symmetric 1 and 2", 1, 1),
    ("floor_area_m2 > ?", 1, 1),
    ("floor_area_m2 > $1", 1, 17),
    ("in_use and (registered, in_use)", 1, 13),
    ("*", 1, 1),
    ("columns(*)", 1, 1),
    ("drop table known", 1, None),
    ("in_use; drop table known", 1, 1),
    ("", 1, 1),
    ("-- niets", 1, 1),
    ("'open", 1, 1),
    ("in_use and", 1, None),
    ("(in_use", 1, None),
]
WRONG_TYPES = [
    ("floor_area_m2", 1, 1),
    ("1 = 1", 1, 1),
    ("in_use and floor_area_m2", 1, 12),
    ("not pand_status", 1, 5),
    ("in_use < registered", 1, 1),
    ("in_use = registered", 1, 1),
    ("pand_status < 'x'", 1, 1),
    ("floor_area_m2 = 'groot'", 1, 1),
    ("floor_area_m2 + in_use > 1", 1, 17),
    ("1 < floor_area_m2 < 3", 1, 1),
    ("in_use in ('ja')", 1, 1),
    ("floor_area_m2 in (1, 'x')", 1, 22),
    ("floor_area_m2 in (users_on_unit)", 1, 19),
    ("floor_area_m2 in ()", 1, 1),
    ("floor_area_m2 between 'a' and 2", 1, 23),
    ("-in_use", 1, 2),
    ("floor_area_m2 / 0 > 1", 1, 17),
    ("floor_area_m2 / -0.0 > 1", 1, None),
    ("floor_area_m2 / users_on_unit > 1", 1, 17),
    ("floor_area_m2 > 1e13", 1, 17),
    ("floor_area_m2 > 1e999", 1, 17),
]


@pytest.mark.parametrize(("text", "line", "column"), NOT_MONOTONE + NOT_OURS + WRONG_TYPES)
def test_anything_else_is_refused_with_card_line_and_column(text, line, column):
    with pytest.raises(RuleError) as refused:
        parse(text, ASKED, "kaart.toml")
    message = str(refused.value)
    assert message.startswith(f"Regelkaart kaart.toml, irregular regel {line}, kolom ")
    assert "\n" not in message
    if column is not None:
        assert f"kolom {column}:" in message


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("in_uze", "bedoelde u 'in_use'?"),
        ("pand_status = 'pand geslopt'", "bedoelde u 'pand gesloopt'?"),
        ("'pand geslopt' = pand_status", "bedoelde u 'pand gesloopt'?"),
        ("pand_status in ('pand gesloopt', 'x')", "kies uit"),
        ("in_use = registered", "schrijf de vraag zelf"),
        ("floor_area_m2 / 0 > 1", "niet nul"),
        ("in_use is null", "laat onbekend onbekend"),
    ],
)
def test_a_refusal_says_how_to_mend_it(text, mend):
    with pytest.raises(RuleError, match=mend.replace("?", r"\?")):
        parse(text, ASKED, "kaart.toml")


def test_questions_come_in_order_of_appearance_once():
    checked = parse("registered and (in_use or not registered) and floor_area_m2 > 2", ASKED, "k")
    assert checked.questions == ("registered", "in_use", "floor_area_m2")


def test_a_text_with_a_quote_stays_a_text():
    free = {"naam": Question("naam", "Wat?", "text", (), frozenset({"x"}), ())}
    checked = parse("naam = 'o''; drop table known; --'", free, "k")
    sql = f"SELECT {checked.sql} FROM (SELECT 'o''; drop table known; --' AS naam)"  # noqa: S608 - that is the test
    assert duckdb.sql(sql).fetchone() == (True,)


# The same logic, written again from Kleene's definition: None is unknown.


def kleene_not(a):
    return None if a is None else not a


def kleene_and(a, b):
    if a is False or b is False:
        return False
    return None if a is None or b is None else True


def kleene_or(a, b):
    return kleene_not(kleene_and(kleene_not(a), kleene_not(b)))


def strict(function):
    return lambda *parts: None if None in parts else function(*parts)


A = {name: Question(name, "?", "truth", (), frozenset({"x"}), ()) for name in ("a", "b")}
A |= {name: Question(name, "?", "number", (), frozenset({"x"}), ()) for name in ("m", "n")}
A |= {name: Question(name, "?", "text", (), frozenset({"x"}), (), ("p", "q", "r")) for name in ("s", "t")}
DOMAIN = {"truth": (None, True, False), "number": (None, -1.0, 0.0, 2.0), "text": (None, "p", "q")}


def by_sql(text, answers):
    sql = parse(text, A, "k").sql
    kinds = {"truth": "BOOLEAN", "number": "DOUBLE", "text": "VARCHAR"}
    columns = ", ".join(f'CAST(? AS {kinds[A[name].type]}) AS "{name}"' for name in answers)
    query = f"SELECT {sql} FROM (SELECT {columns})"  # noqa: S608 - that is the test
    with duckdb.connect() as connection:
        return connection.execute(query, list(answers.values())).fetchone()[0]


@pytest.mark.parametrize(("a", "b"), list(itertools.product((None, True, False), repeat=2)))
def test_truth_tables_are_those_of_kleene(a, b):
    both = {"a": a, "b": b}
    assert by_sql("a and b", both) is kleene_and(a, b)
    assert by_sql("a or b", both) is kleene_or(a, b)
    assert by_sql("not a or (a and b)", both) is kleene_or(kleene_not(a), kleene_and(a, b))
    assert by_sql("not a", {"a": a}) is kleene_not(a)


_COMPARE = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_COUNT = {"+": operator.add, "-": operator.sub, "*": operator.mul}


def numbers():
    names = st.sampled_from(["m", "n"]).map(lambda name: (name, lambda given: given[name]))
    fixed = st.sampled_from([-2, 0, 1, 3]).map(lambda value: (f"({value})", lambda _: float(value)))

    def sums(parts):
        joined = st.tuples(parts, st.sampled_from(sorted(_COUNT)), parts).map(
            lambda p: (
                f"({p[0][0]} {p[1]} {p[2][0]})",
                lambda given: strict(_COUNT[p[1]])(p[0][1](given), p[2][1](given)),
            )
        )
        halves = parts.map(
            lambda p: (f"({p[0]} / 2)", lambda given: strict(lambda value: value / 2)(p[1](given)))
        )
        return joined | halves

    return st.recursive(names | fixed, sums, max_leaves=3)


def comparisons():
    def compare(p):
        return f"{p[0][0]} {p[1]} {p[2][0]}", lambda given: strict(_COMPARE[p[1]])(
            p[0][1](given), p[2][1](given)
        )

    def between(p):
        return (
            f"{p[0][0]} between {p[1][0]} and {p[2][0]}",
            lambda given: kleene_and(
                strict(operator.ge)(p[0][1](given), p[1][1](given)),
                strict(operator.le)(p[0][1](given), p[2][1](given)),
            ),
        )

    def among(p):
        listed = ", ".join(f"'{value}'" for value in p[1])
        return f"{p[0]} in ({listed})", lambda given: strict(lambda value: value in p[1])(given[p[0]])

    def same(p):
        return f"s {p} t", lambda given: strict(_COMPARE[p])(given["s"], given["t"])

    return (
        st.tuples(numbers(), st.sampled_from(sorted(_COMPARE)), numbers()).map(compare)
        | st.tuples(numbers(), numbers(), numbers()).map(between)
        | st.tuples(st.sampled_from("st"), st.lists(st.sampled_from("pqr"), min_size=1)).map(among)
        | st.sampled_from(["=", "<>"]).map(same)
        | st.sampled_from("ab").map(lambda name: (name, lambda given: given[name]))
    )


def expressions():
    def grow(parts):
        two = st.tuples(parts, parts)
        return (
            parts.map(lambda p: (f"not ({p[0]})", lambda given: kleene_not(p[1](given))))
            | two.map(
                lambda p: (f"({p[0][0]}) and ({p[1][0]})", lambda g: kleene_and(p[0][1](g), p[1][1](g)))
            )
            | two.map(lambda p: (f"({p[0][0]}) or ({p[1][0]})", lambda g: kleene_or(p[0][1](g), p[1][1](g))))
        )

    return st.recursive(comparisons(), grow, max_leaves=5)


answers = st.fixed_dictionaries({name: st.sampled_from(DOMAIN[A[name].type]) for name in A})


judgements = expressions().filter(lambda found: re.search(r"\b[abmnst]\b", found[0]))


@given(judgements, answers)
def test_sql_and_a_plain_evaluator_agree(expression, given_answers):
    text, evaluate = expression
    assert by_sql(text, given_answers) is evaluate(given_answers)


@given(judgements, answers, st.sets(st.sampled_from(sorted(A))))
def test_taking_answers_away_can_only_make_an_outcome_unknown(expression, given_answers, gone):
    text, _ = expression
    less = {name: None if name in gone else value for name, value in given_answers.items()}
    assert by_sql(text, less) in {None, by_sql(text, given_answers)}
