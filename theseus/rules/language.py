"""The language of a rule: parsed by sqlglot, checked node by node, written out as DuckDB SQL.

Allowed are names of questions, ``and``, ``or``, ``not``, comparison, ``in``, ``between``, arithmetic
and literals. All of these keep Kleene's order: giving an unknown question an answer can turn *unknown*
into an outcome, never one outcome into another. What looks at *unknown* itself (``is null``,
``coalesce``, ``case`` …) breaks that order and is refused. This module lists what is allowed; whatever
is not on the list is refused, so a new sqlglot can add nothing to the language.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError, SqlglotError

from theseus.errors import RuleError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from theseus.model import Question

TRUTH, NUMBER, TEXT = "truth", "number", "text"
_DUTCH = {TRUTH: "ja of nee", NUMBER: "een getal", TEXT: "een tekst"}
_EQUALITY: dict[type[exp.Expr], str] = {exp.EQ: "=", exp.NEQ: "<>"}
_ORDER: dict[type[exp.Expr], str] = {exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">="}
_ARITHMETIC: dict[type[exp.Expr], str] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/"}
_ALLOWED = "toegestaan zijn vragen, and, or, not, = <> < <= > >=, in, between, + - * / en vaste waarden"
LARGEST = 1e12  # no floor, count or amount is larger, and products stay far from overflow
_MEND: dict[type[exp.Expr], str] = {
    exp.Is: "'is' kijkt of iets onbekend is; laat onbekend onbekend en haal dit weg",
    exp.Null: "'null' is geen antwoord; laat onbekend onbekend en haal dit weg",
    exp.Boolean: "schrijf de vraag zelf, of 'not' met de vraag",
    exp.Coalesce: "een vervangende waarde verzint een antwoord; haal dit weg",
    exp.Case: "schrijf de voorwaarde met and, or en not",
    exp.Like: "kies uit de vaste antwoorden met '=' of 'in'",
    exp.Subquery: "een regel gaat over één gebruik; kies uit vaste antwoorden",
    exp.Select: "een regel gaat over één gebruik; kies uit vaste antwoorden",
    exp.Func: "een functie kan verbergen dat iets onbekend is; " + _ALLOWED,
}


@dataclass(frozen=True)
class Checked:
    """A part of a rule that passed: its SQL, its type, its questions in order of appearance.

    ``choices`` is the closed list of a text question; ``literal`` the value of a fixed number or text.
    """

    sql: str
    type: str
    questions: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    literal: float | str | None = None


def parse(text: str, questions: Mapping[str, Question], card: str, *, where: str | None = None) -> Checked:
    """Check a rule's expression and write it as SQL with three-valued logic.

    Parameters
    ----------
    text
        The expression as it stands on the card.
    questions
        The questions that a rule may ask, by id.
    card
        Name of the card, for messages.
    where
        What messages open with if the expression is not that of a rule.

    Returns
    -------
    Checked
        Of type truth. Its SQL names each question as a quoted column of that question's type.

    Raises
    ------
    RuleError
        Names the card, the line and column within the expression, and the mend.
    """
    return _Checker(text, questions, where or f"Regelkaart {card}, irregular").whole()


class _Checker:
    """Walks one expression; holds what messages need."""

    def __init__(self, text: str, questions: Mapping[str, Question], where: str) -> None:
        self.text = text
        self.questions = questions
        self.where = where

    def whole(self) -> Checked:
        root = self._root()
        checked = self._check(root)
        if checked.type != TRUTH:
            raise self._error(root, f"de regel moet ja of nee opleveren, niet {_DUTCH[checked.type]}")
        if not checked.questions:
            raise self._error(root, "de regel stelt geen enkele vraag; noem er minstens één")
        return checked

    def _root(self) -> exp.Expr:
        try:
            # In no dialect: the language has only what all share, and a dialect takes time to load.
            found = sqlglot.parse(self.text)
        except ParseError as error:
            first = error.errors[0]
            where = (int(first.get("line") or 1), int(first.get("col") or 1))
            raise self._refused(
                *where, "dit is geen leesbare uitdrukking; kijk haakjes en woorden na"
            ) from error
        except SqlglotError as error:
            raise self._refused(
                1, 1, "dit is geen leesbare uitdrukking; kijk de aanhalingstekens na"
            ) from error
        roots = [item for item in found if item is not None]
        if len(roots) != 1:
            raise self._refused(1, 1, "schrijf precies één uitdrukking, zonder ';'")
        return roots[0]

    def _check(self, node: exp.Expr) -> Checked:
        check = self.checks.get(type(node))
        if check is None:
            raise self._not_allowed(node)
        return check(self, node)

    def _paren(self, node: exp.Expr) -> Checked:
        return self._check(node.this)

    def _name(self, node: exp.Expr) -> Checked:
        name = node.name
        if _arguments(node) != {"this"} or not isinstance(node.this, exp.Identifier):
            raise self._error(node, f"schrijf alleen de naam van de vraag, '{name}'")
        question = self.questions.get(name)
        if question is None:
            close = difflib.get_close_matches(name, self.questions, n=1)
            mend = f"bedoelde u '{close[0]}'?" if close else f"bekend zijn: {', '.join(self.questions)}"
            raise self._error(node, f"vraag '{name}' bestaat niet; {mend}")
        return Checked(f'"{name}"', question.type, (name,), question.choices)

    def _literal(self, node: exp.Expr) -> Checked:
        if node.args.get("is_string"):
            quoted = node.name.replace("'", "''")
            return Checked(f"'{quoted}'", TEXT, literal=node.name)
        number = float(node.name)
        if not number <= LARGEST:
            raise self._error(node, "dit getal is te groot")
        return Checked(f"({number!r})::DOUBLE", NUMBER, literal=number)

    def _connective(self, node: exp.Expr) -> Checked:
        left, right = self._both(node, TRUTH)
        word = "AND" if type(node) is exp.And else "OR"
        return self._joined(f"({left.sql} {word} {right.sql})", TRUTH, left, right)

    def _not(self, node: exp.Expr) -> Checked:
        inner = self._expect(node.this, TRUTH)
        return self._joined(f"(NOT {inner.sql})", TRUTH, inner)

    def _equality(self, node: exp.Expr) -> Checked:
        left, right = self._check(node.this), self._check(node.expression)
        if TRUTH in {left.type, right.type}:
            raise self._error(
                node, "vergelijk geen ja/nee-vragen; schrijf de vraag zelf, of 'not' met de vraag"
            )
        if left.type != right.type:
            raise self._error(node, f"{_DUTCH[left.type]} en {_DUTCH[right.type]} zijn niet te vergelijken")
        self._in_choices(node.expression, left, right)
        self._in_choices(node.this, right, left)
        return self._joined(f"({left.sql} {_EQUALITY[type(node)]} {right.sql})", TRUTH, left, right)

    def _comparison(self, node: exp.Expr) -> Checked:
        left, right = self._both(node, NUMBER)
        return self._joined(f"({left.sql} {_ORDER[type(node)]} {right.sql})", TRUTH, left, right)

    def _in(self, node: exp.Expr) -> Checked:
        if _arguments(node) != {"this", "expressions"}:
            raise self._error(node, _MEND[exp.Subquery])
        asked = self._check(node.this)
        if asked.type == TRUTH:
            raise self._error(node, "'in' past niet bij een ja/nee-vraag; schrijf de vraag zelf")
        listed = [self._expect(item, asked.type) for item in node.expressions]
        for item, checked in zip(node.expressions, listed, strict=True):
            if checked.literal is None:
                raise self._error(item, "in de lijst van 'in' staan alleen vaste waarden")
            self._in_choices(item, asked, checked)
        values = ", ".join(checked.sql for checked in listed)
        return self._joined(f"({asked.sql} IN ({values}))", TRUTH, asked)

    def _between(self, node: exp.Expr) -> Checked:
        if _arguments(node) != {"this", "low", "high"}:
            raise self._error(node, "schrijf 'between' met een onder- en een bovengrens")
        parts = [self._expect(node.args[part], NUMBER) for part in ("this", "low", "high")]
        asked, low, high = parts
        return self._joined(f"({asked.sql} BETWEEN {low.sql} AND {high.sql})", TRUTH, *parts)

    def _arithmetic(self, node: exp.Expr) -> Checked:
        left, right = self._both(node, NUMBER)
        if type(node) is exp.Div and not right.literal:
            raise self._error(node.expression, "deel alleen door een vast getal dat niet nul is")
        return self._joined(f"({left.sql} {_ARITHMETIC[type(node)]} {right.sql})", NUMBER, left, right)

    def _negative(self, node: exp.Expr) -> Checked:
        inner = self._expect(node.this, NUMBER)
        number = -inner.literal if isinstance(inner.literal, float) else None
        return Checked(f"(-{inner.sql})", NUMBER, inner.questions, literal=number)

    def _both(self, node: exp.Expr, wanted: str) -> tuple[Checked, Checked]:
        return self._expect(node.this, wanted), self._expect(node.expression, wanted)

    def _expect(self, node: exp.Expr, wanted: str) -> Checked:
        checked = self._check(node)
        if checked.type != wanted:
            raise self._error(node, f"hier hoort {_DUTCH[wanted]}, niet {_DUTCH[checked.type]}")
        return checked

    def _in_choices(self, node: exp.Expr, asked: Checked, fixed: Checked) -> None:
        """A fixed text must be one of the answers, or a misspelt rule would find all in order."""
        if not asked.choices or fixed.literal is None or fixed.literal in asked.choices:
            return
        close = difflib.get_close_matches(str(fixed.literal), asked.choices, n=1)
        mend = f"bedoelde u '{close[0]}'?" if close else f"kies uit: {', '.join(asked.choices)}"
        raise self._error(node, f"'{fixed.literal}' is geen antwoord op {asked.sql}; {mend}")

    def _joined(self, sql: str, kind: str, *parts: Checked) -> Checked:
        return Checked(sql, kind, tuple(dict.fromkeys(name for part in parts for name in part.questions)))

    def _not_allowed(self, node: exp.Expr) -> RuleError:
        for kind, mend in _MEND.items():
            if isinstance(node, kind):
                return self._error(node, f"dit kan niet in een regel: {mend}")
        return self._error(node, f"'{node.key}' kan niet in een regel; {_ALLOWED}")

    def _error(self, node: exp.Expr, message: str) -> RuleError:
        start = _start(node)
        before = self.text[:start]
        return self._refused(before.count("\n") + 1, start - before.rfind("\n"), message)

    def _refused(self, line: int, column: int, message: str) -> RuleError:
        end = "" if message.endswith("?") else "."
        return RuleError(f"{self.where} regel {line}, kolom {column}: {message}{end}")

    checks: ClassVar[dict[type[exp.Expr], Callable[[_Checker, exp.Expr], Checked]]] = {
        exp.Paren: _paren,
        exp.Column: _name,
        exp.Literal: _literal,
        exp.And: _connective,
        exp.Or: _connective,
        exp.Not: _not,
        exp.In: _in,
        exp.Between: _between,
        exp.Neg: _negative,
        **dict.fromkeys(_EQUALITY, _equality),
        **dict.fromkeys(_ORDER, _comparison),
        **dict.fromkeys(_ARITHMETIC, _arithmetic),
    }


def _arguments(node: exp.Expr) -> set[str]:
    """Name the arguments that a node really carries; sqlglot leaves the others empty."""
    return {name for name, value in node.args.items() if value}


def _start(node: exp.Expr | None) -> int:
    """Where a node begins in the text: its own place, else of its first part, else of its parent."""
    while node is not None:
        own = node.meta.get("start")
        starts = [own] if own is not None else [n.meta["start"] for n in node.walk() if "start" in n.meta]
        if starts:
            return int(min(starts))
        node = node.parent
    return 0
