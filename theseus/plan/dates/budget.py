"""The budget ledger: what a municipality may spend, plans and spent, per calendar year and post (F75)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from theseus.errors import PlanError
from theseus.model import TOTAL, BudgetLine
from theseus.model.dating import CENTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from theseus.model import MunicipalityRhythm, Session, Spent

_Key = tuple[str, int, str]


def ledger(
    rhythms: Sequence[MunicipalityRhythm],
    sessions: Iterable[Session],
    years: Iterable[int],
    spent: Iterable[Spent] = (),
) -> tuple[BudgetLine, ...]:
    """Add up what sessions cost, by the posts that their partners are booked on.

    Parameters
    ----------
    rhythms
        Of every municipality; they say which posts there are and what a session costs.
    years
        The calendar years that get lines.
    spent
        What is spent already.

    Returns
    -------
    The lines by municipality, year and post in the order of the budget; the total comes last.

    Raises
    ------
    PlanError
        If something was spent on a post that the municipality does not have.
    """
    spent = tuple(spent)
    planned, paid = _planned(rhythms, sessions), _paid(rhythms, spent)
    besides = _paid(rhythms, (item for item in spent if item.besides))
    lines: list[BudgetLine] = []
    for rhythm in {item.code: item for item in rhythms}.values():
        for year in sorted(set(years)):
            lines += _lines(rhythm, year, (planned, paid, besides))
    return tuple(sorted(lines, key=lambda line: (line.municipality_code, line.year)))


def refuse_overspent(lines: Iterable[BudgetLine], names: dict[str, str]) -> None:
    """Refuse a plan that plans more than there is.

    Parameters
    ----------
    names
        Of the municipalities, by code.

    Raises
    ------
    PlanError
        Naming municipality, year, post and amounts.
    """
    for line in lines:
        if line.left_eur is not None and line.left_eur < 0 < line.planned_eur:
            where = names.get(line.municipality_code, line.municipality_code)
            raise PlanError(
                f"{where}: op post {line.post} staat in {line.year} € {line.planned_eur:.2f} gepland en "
                f"€ {line.spent_eur:.2f} uitgegeven, meer dan de € {line.cap_eur:.2f} die er is. Plan "
                "minder, of verhoog het bedrag in theseus.toml."
            )


def _planned(rhythms: Sequence[MunicipalityRhythm], sessions: Iterable[Session]) -> Counter[_Key]:
    """Cents by municipality, year and post."""
    cents = {(item.code, item.rhythm): item.cents for item in rhythms}
    found: Counter[_Key] = Counter()
    for session in sessions:
        for post, amount in cents[session.municipality_code, session.rhythm].items():
            found[session.municipality_code, session.date.year, post] += amount
    return found


def _paid(rhythms: Sequence[MunicipalityRhythm], spent: Iterable[Spent]) -> Counter[_Key]:
    posts = {(item.code, post.name) for item in rhythms for post in item.budget}
    found: Counter[_Key] = Counter()
    for item in spent:
        if (item.municipality_code, item.post) not in posts:
            raise PlanError(
                f"Uitgave van € {item.eur:.2f} in {item.year}: gemeente {item.municipality_code} heeft geen "
                f"post '{item.post}'. Zet de post in theseus.toml onder [[budget]]."
            )
        found[item.municipality_code, item.year, item.post] += round(item.eur * CENTS)
    return found


def _lines(
    rhythm: MunicipalityRhythm, year: int, amounts: tuple[Counter[_Key], Counter[_Key], Counter[_Key]]
) -> list[BudgetLine]:
    """Lines of one municipality and year: what sessions cost, what is paid, what of that was kept."""
    planned, paid, besides = amounts
    lines = []
    for post in rhythm.budget:
        key = rhythm.code, year, post.name
        cents = planned[key] + max(0, round(post.reserved_eur * CENTS) - besides[key])
        lines.append(BudgetLine(*key, post.cap_eur, cents / CENTS, paid[key] / CENTS))
    totals = (
        round(sum(line.planned_eur for line in lines), 2),
        round(sum(line.spent_eur for line in lines), 2),
    )
    lines.append(BudgetLine(rhythm.code, year, TOTAL, rhythm.budget_total_eur, *totals))
    return lines
