"""What rounds share, as limits on their days: people, money and time between them.

A partner's team serves one municipality on a day (F77), the municipality's own team too; a partner may
limit its days per week; a post of the budget and the budget as a whole have a cap per calendar year; and two
rounds of a rhythm keep apart.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from theseus.model.dating import CENTS
from theseus.plan.choice import ELSEWHERE, Limit

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from theseus.model import MunicipalityRhythm, Spent
    from theseus.plan.choice import Option
    from theseus.plan.rounds import Round


def limits(
    turns: Sequence[Round], options: Sequence[Option], spent: Iterable[Spent] = ()
) -> tuple[Limit, ...]:
    """Make every limit that options could break.

    Parameters
    ----------
    spent
        What is spent already; it counts against the caps.
    """
    found = [*_people(turns, options), *_money(turns, options, tuple(spent)), *_spacing(turns, options)]
    return tuple(limit for limit in found if _could_break(limit, options))


def _could_break(limit: Limit, options: Sequence[Option]) -> bool:
    """Tell whether all turns together, each at its most, would pass the cap."""
    most: dict[int, int] = defaultdict(int)
    for number, amount in limit.uses.items():
        turn = options[number].turn
        most[turn] = max(most[turn], amount)
    return sum(most.values()) > limit.cap


def _people(turns: Sequence[Round], options: Sequence[Option]) -> Iterator[Limit]:
    """One row per day and team, and per partner and week."""
    daily: dict[tuple[str, dt.date], dict[int, int]] = defaultdict(dict)
    weekly: dict[tuple[str, tuple[int, int]], dict[int, int]] = defaultdict(dict)
    caps, weeks = _caps(turns), _weekly_caps(turns)
    for number, option in enumerate(options):
        rhythm = turns[option.turn].rhythm
        team = f"het team van {rhythm.name}"
        for day in option.days:
            for who in (*(partner.name for partner in rhythm.partners), team):
                daily[who, day][number] = 1
            for who in (partner.name for partner in rhythm.partners if partner.name in weeks):
                use = weekly[who, day.isocalendar()[:2]]
                use[number] = use.get(number, 0) + 1
    for (who, _), uses in daily.items():
        yield Limit(f"{who} is die dag al in {ELSEWHERE}", caps.get(who, 1), uses)
    for (who, _), uses in weekly.items():
        cap = weeks[who]
        yield Limit(f"{who} kan hoogstens {cap} {'dag' if cap == 1 else 'dagen'} per week", cap, uses)


def _caps(turns: Sequence[Round]) -> dict[str, int]:
    return {partner.name: partner.teams for turn in turns for partner in turn.rhythm.partners}


def _weekly_caps(turns: Sequence[Round]) -> dict[str, int]:
    return {
        partner.name: partner.max_per_week
        for turn in turns
        for partner in turn.rhythm.partners
        if partner.max_per_week is not None
    }


def _money(turns: Sequence[Round], options: Sequence[Option], spent: Sequence[Spent]) -> Iterator[Limit]:
    """One row per municipality, calendar year and post with a cap, and one for the total."""
    for rhythm in {turn.rhythm.code: turn.rhythm for turn in turns}.values():
        years = sorted({day.year for option in options for day in option.days})
        for year in years:
            paid = [item for item in spent if (item.municipality_code, item.year) == (rhythm.code, year)]
            for post in rhythm.budget:
                own = [item for item in paid if item.post == post.name]
                used = sum(item.eur for item in own) + post.reserved_eur
                told = f"het budget van {year} voor {post.name}"
                row = _uses(turns, options, rhythm.code, year, _of_post(post.name))
                yield from _budget(told, post.cap_eur, used, row)
            used = sum(item.eur for item in paid) + sum(post.reserved_eur for post in rhythm.budget)
            row = _uses(turns, options, rhythm.code, year, _of_all)
            yield from _budget(f"het budget van {year} voor alles samen", rhythm.budget_total_eur, used, row)


def _of_post(post: str) -> Callable[[MunicipalityRhythm], int]:
    return lambda rhythm: rhythm.cents.get(post, 0)


def _of_all(rhythm: MunicipalityRhythm) -> int:
    return sum(rhythm.cents.values())


def _uses(
    turns: Sequence[Round],
    options: Sequence[Option],
    code: str,
    year: int,
    cents: Callable[[MunicipalityRhythm], int],
) -> dict[int, int]:
    """Cents that each option takes of a municipality's money in a year."""
    found: dict[int, int] = {}
    for number, option in enumerate(options):
        rhythm = turns[option.turn].rhythm
        amount = cents(rhythm) * sum(day.year == year for day in option.days) if rhythm.code == code else 0
        if amount:
            found[number] = amount
    return found


def _budget(told: str, cap_eur: float | None, used_eur: float, uses: dict[int, int]) -> Iterator[Limit]:
    if cap_eur is not None and uses:
        left = round((cap_eur - used_eur) * CENTS)
        yield Limit(f"{told} (€ {cap_eur:.2f}) is op", max(left, 0), uses)


def _spacing(turns: Sequence[Round], options: Sequence[Option]) -> Iterator[Limit]:
    """Rows that keep a round from following the one before too soon: late days of one, early of the other."""
    of: dict[int, list[int]] = defaultdict(list)
    for number, option in enumerate(options):
        of[option.turn].append(number)
    by_rhythm: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, turn in enumerate(turns):
        by_rhythm[turn.rhythm.code, turn.rhythm.rhythm].append(number)
    for numbers in by_rhythm.values():
        for one, other in pairwise(sorted(numbers, key=lambda n: turns[n].ideal)):
            gap = turns[one].rhythm.spacing_days
            for day in sorted({options[n].days[0] for n in of[one]}):
                late = [n for n in of[one] if options[n].days[0] >= day]
                early = [n for n in of[other] if (options[n].days[0] - day).days < gap]
                if early:
                    told = f"te kort na of voor een andere ronde (minstens {gap} dagen ertussen)"
                    yield Limit(told, 1, dict.fromkeys([*late, *early], 1))
