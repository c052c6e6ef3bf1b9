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
from theseus.plan.dates.choice import ELSEWHERE, Limit

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from theseus.model import MunicipalityRhythm, Spent
    from theseus.plan.dates.choice import Option
    from theseus.plan.dates.rounds import Round


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
    cents: dict[tuple[str, int, str | None], dict[int, int]] = defaultdict(dict)
    for number, option in enumerate(options):
        rhythm = turns[option.turn].rhythm
        for day in option.days:
            for post, amount in rhythm.cents.items():
                for row in (post, None):  # None: all posts together
                    uses = cents[rhythm.code, day.year, row]
                    uses[number] = uses.get(number, 0) + amount
    towns = {turn.rhythm.code: turn.rhythm for turn in turns}
    for (code, year, row), uses in cents.items():
        cap, taken = _cap(towns[code], year, row, spent)
        if cap is not None:
            what = f"voor {row}" if row else "voor alles samen"
            left = max(0, round((cap - taken) * CENTS))
            yield Limit(f"het budget van {year} {what} (€ {cap:.2f}) is op", left, uses)


def _cap(
    rhythm: MunicipalityRhythm, year: int, post: str | None, spent: Sequence[Spent]
) -> tuple[float | None, float]:
    """The cap of a post, or of all together, and what is spent or kept for something else."""
    own = [item for item in rhythm.budget if post in {None, item.name}]
    here = [item for item in spent if (item.municipality_code, item.year) == (rhythm.code, year)]
    paid = sum(item.eur for item in here if post in {None, item.post})
    kept = (
        item.reserved_eur - sum(one.eur for one in here if one.besides and one.post == item.name)
        for item in own
    )
    cap = rhythm.budget_total_eur if post is None else next((item.cap_eur for item in own), None)
    return cap, paid + sum(max(amount, 0.0) for amount in kept)


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
