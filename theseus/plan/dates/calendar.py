"""From rhythms to dated sessions: the best days for all rounds of all municipalities at once.

Every round gets the days that it could take (``days``); what rounds share becomes limits (``limits``); the
choice that plans most rounds, nearest to their ideal dates, is found by an integer program (``program``). A
round is left out only when it must be, and is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from theseus.model import Session
from theseus.model.dating import CENTS
from theseus.plan.dates import budget, dealing, program
from theseus.plan.dates.choice import Choice, Option
from theseus.plan.dates.days import obstacle, unknown_holidays
from theseus.plan.dates.leftout import why_not
from theseus.plan.dates.limits import limits
from theseus.plan.dates.refusing import refuse_impossible
from theseus.plan.dates.rounds import rounds

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from theseus.model import BudgetLine, MunicipalityRhythm, Spent
    from theseus.plan.dates.rounds import Round

# Costs of a day, in half days from the ideal date: of two days as near, the earlier is cheaper.
PER_DAY, LATER = 2, 1
MOVED = 30  # an announced date is kept unless another is 15 days nearer, or somebody else needs it
NO_SOLVER = (
    "De datums zijn op volgorde verdeeld, want de oplosser (HiGHS) is hier niet bruikbaar; misschien "
    "passen er meer controles. Installeer highspy opnieuw."
)
NOT_PROVED = "De datums zijn niet bewezen de beste, want het zoeken is bij de grens gestopt; mogelijk zijn "


@dataclass(frozen=True)
class Calendar:
    """The dated sessions, with what must be told about them.

    Attributes
    ----------
    notes
        Dutch: a line for each round that is not planned, and for what is not known.
    budget
        The ledger with these sessions in it.
    method
        How the days were chosen, in Dutch.
    """

    sessions: tuple[Session, ...]
    notes: tuple[str, ...]
    budget: tuple[BudgetLine, ...]
    method: str


def calendar(
    rhythms: Sequence[MunicipalityRhythm],
    start: dt.date,
    until: dt.date,
    *,
    before: Mapping[str, dt.date] | None = None,
    spent: Iterable[Spent] = (),
) -> Calendar:
    """Give every round of a period its days.

    Parameters
    ----------
    rhythms
        In any order.
    start
        The first day on which a session may fall.
    until
        The last ideal date that is planned.
    before
        Dates that were announced, by session id: moved only for a reason, and not at all if they lie before
        ``start``.
    spent
        What municipalities spent already this year.

    Returns
    -------
    Sessions by date, the same for the same question.

    Raises
    ------
    PlanError
        If a rhythm cannot be used as it is put, a partner has no competence, or more is planned
        than the budget allows.
    """
    refuse_impossible(rhythms)
    earlier, paid = before or {}, tuple(spent)
    found = (turn for rhythm in rhythms for turn in rounds(rhythm, start, until, earlier))
    turns = sorted(found, key=lambda turn: turn.key)
    choice = _choice(turns, earlier, paid)
    taken, method, notes = _choose(choice, turns)
    sessions = _sessions(choice, turns, taken)
    years = range(start.year, max([until.year, *(session.date.year for session in sessions)]) + 1)
    lines = budget.ledger(rhythms, sessions, years, paid)
    budget.refuse_overspent(lines, {item.code: item.name for item in rhythms})
    notes += [*why_not(choice, turns, taken), *_silent(rhythms, turns, until)]
    return Calendar(sessions, tuple(notes), lines, method)


def _choice(turns: Sequence[Round], before: Mapping[str, dt.date], spent: tuple[Spent, ...]) -> Choice:
    options = tuple(
        Option(number, days, _cost(turn, days, before))
        for number, turn in enumerate(turns)
        for days in turn.blocks()
        if turn.agreed or not any(obstacle(turn.rhythm, day) for day in days)
    )
    dearest = [0] * len(turns)
    for option in options:
        dearest[option.turn] = max(dearest[option.turn], option.cost)
    # Leaving out one day costs more than all dates together can save; a later round a little less.
    day = sum(dearest) + 1 + len(turns)
    drop = tuple((day + len(turns) - number) * (turn.rhythm.days or 1) for number, turn in enumerate(turns))
    return Choice(options, drop, limits(turns, options, spent))


def _cost(turn: Round, days: tuple[dt.date, ...], before: Mapping[str, dt.date]) -> int:
    away = PER_DAY * abs((days[0] - turn.ideal).days) + LATER * (days[0] > turn.ideal)
    return away + MOVED * (turn.stood(before) not in (None, days[0]))


def _choose(choice: Choice, turns: Sequence[Round]) -> tuple[frozenset[int], str, list[str]]:
    """The options taken, by which method, and what must be told about it."""
    order = sorted(range(len(turns)), key=lambda n: (turns[n].ideal, len(choice.options_of[n]), turns[n].key))
    dealt = dealing.deal(choice, order)
    answer = program.best(choice, dealt)
    if answer is None:
        return dealt, dealing.METHOD, [NO_SOLVER]
    return answer.taken, program.METHOD, _not_proved(choice, answer)


def _not_proved(choice: Choice, answer: program.Best) -> list[str]:
    """Say what a search that was cut short leaves open."""
    open_cost = choice.cost(answer.taken) - answer.bound
    if open_cost <= 0:
        return []
    more = open_cost // min(choice.drop)
    what = f"hoogstens {more} controles meer" if more > 1 else "hoogstens 1 controle meer"
    return [NOT_PROVED + (what if more else "evenveel controles, op iets betere datums") + "."]


def _sessions(choice: Choice, turns: Sequence[Round], taken: frozenset[int]) -> tuple[Session, ...]:
    made = [
        _session(turns[option.turn], number, day)
        for option in (choice.options[taken_one] for taken_one in taken)
        for number, day in enumerate(option.days)
    ]
    return tuple(sorted(made, key=lambda item: (item.date, item.session_id)))


def _session(turn: Round, number: int, day: dt.date) -> Session:
    rhythm = turn.rhythm
    return Session(
        session_id=turn.session_ids[number],
        municipality_code=rhythm.code,
        date=day,
        start=rhythm.start,
        end=rhythm.end,
        partners=tuple(partner.name for partner in rhythm.partners),
        max_visits=rhythm.max_visits,
        cost_eur=sum(rhythm.cents.values()) / CENTS,
        theme=turn.theme(number),
        depot=rhythm.depot,
        teams=rhythm.teams,
        pause=rhythm.pause,
        rhythm=rhythm.rhythm,
        area=rhythm.area,
        costs=tuple((post, cents / CENTS) for post, cents in rhythm.cents.items()),
    )


def _silent(rhythms: Sequence[MunicipalityRhythm], turns: Sequence[Round], until: dt.date) -> list[str]:
    """Name rhythms without a round in the period, and school holidays that are not known."""
    met = {(turn.rhythm.code, turn.rhythm.rhythm) for turn in turns}
    told = [
        f"{item.name}: geen rondes van '{item.rhythm}', want er valt er geen voor {until:%d-%m-%Y}."
        for item in rhythms
        if (item.code, item.rhythm) not in met
    ]
    for rhythm in {item.code: item for item in rhythms}.values():
        note = unknown_holidays(rhythm, until)
        told += [note] if note else []
    return told
