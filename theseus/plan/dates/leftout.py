"""Why a round has no day: what each day of its window ran into, in Dutch."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from theseus.model import SIX_WEEKLY
from theseus.plan.dates.choice import ELSEWHERE
from theseus.plan.dates.days import NO_INSPECTION_DAY, OTHER_MONTH, obstacle

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from theseus.plan.dates.choice import Choice, Limit
    from theseus.plan.dates.rounds import Round

OTHERS_FIRST = "een andere ronde ging voor"
NEVER_POSSIBLE = (NO_INSPECTION_DAY, OTHER_MONTH)  # a weekend binds only where nothing else does


def why_not(choice: Choice, turns: Sequence[Round], taken: frozenset[int]) -> Iterator[str]:
    """Give one line for each round that was not planned: its window and what stood in the way."""
    kept = {choice.options[number].turn for number in taken}
    for number, turn in enumerate(turns):
        if number not in kept:
            yield _line(turn, _reasons(choice, turns, taken, number))


def _reasons(choice: Choice, turns: Sequence[Round], taken: frozenset[int], number: int) -> Counter[str]:
    """Obstacles of the days of a round, with on how many days each binds."""
    turn = turns[number]
    possible = {choice.options[option].days: option for option in choice.options_of[number]}
    found: Counter[str] = Counter()
    elsewhere: dict[str, set[str]] = defaultdict(set)
    for days in turn.blocks():
        if days not in possible:
            reason = next(told for day in days if (told := obstacle(turn.rhythm, day)))
        else:
            limit = choice.blocked(possible[days], taken)
            reason = limit.reason if limit else OTHERS_FIRST
            elsewhere[reason] |= _holders(limit, choice, turns, taken) if limit else set()
        found[reason] += 1
    return Counter({_where(reason, elsewhere[reason]): days for reason, days in found.items()})


def _holders(limit: Limit, choice: Choice, turns: Sequence[Round], taken: frozenset[int]) -> set[str]:
    """The municipalities that have what a limit limits."""
    return {turns[choice.options[number].turn].rhythm.name for number in taken if number in limit.uses}


def _where(reason: str, names: set[str]) -> str:
    *most, last = sorted(names) or [""]
    return reason.replace(ELSEWHERE, f"{', '.join(most)} en {last}" if most else last)


def _line(turn: Round, found: Counter[str]) -> str:
    binding = {reason: days for reason, days in found.items() if reason not in NEVER_POSSIBLE}
    reasons = sorted((binding or found).items(), key=lambda item: (-item[1], item[0]))
    told = "; ".join(f"{reason} ({days} {'dag' if days == 1 else 'dagen'})" for reason, days in reasons)
    what = "de ronde" if turn.rhythm.rhythm == SIX_WEEKLY else f"'{turn.rhythm.rhythm}'"
    return (
        f"{turn.rhythm.name}: {what} van {_nl(turn.ideal)} kon niet tussen {_nl(turn.ready)} "
        f"en {_nl(turn.due)} worden gepland: {told}."
    )


def _nl(day: dt.date) -> str:
    return f"{day:%d-%m-%Y}"
