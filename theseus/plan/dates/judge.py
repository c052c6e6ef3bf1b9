"""An independent check of a calendar: every hard rule, read from the sessions and the rhythms alone.

Shares no code with what made the calendar, so that one mistake cannot hide in both.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

import holidays

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from theseus.model import Ketenpartner, MunicipalityRhythm, Session, Spent

HALF_CENT = 0.005
_ByRhythm = dict[tuple[str, str], "MunicipalityRhythm"]


def violations(
    sessions: Sequence[Session],
    rhythms: Sequence[MunicipalityRhythm],
    *,
    spent: Sequence[Spent] = (),
    agreed_before: dt.date = dt.date.min,
) -> list[str]:
    """List every hard rule that a calendar breaks, as Dutch sentences; an empty list for a sound one.

    Rules: a session belongs to a rhythm, has its partners and no other; each of them has a competence and is
    there; it falls on a day and in a month of its rhythm, on no holiday; no partner has more municipalities
    on a day than teams, or more days in a week than it allows; no municipality has two sessions on a day;
    rounds keep apart, an action week has its days in a row; no post and no total passes its cap.

    Parameters
    ----------
    agreed_before
        Sessions before this day were agreed earlier: holidays and absences since then are for people.
    """
    known: _ByRhythm = {(item.code, item.rhythm): item for item in rhythms}
    strays = [one for one in sessions if (one.municipality_code, one.rhythm) not in known]
    kept = [one for one in sessions if (one.municipality_code, one.rhythm) in known]
    free = [one for one in kept if one.date >= agreed_before]
    found = [f"{one.session_id}: hoort bij geen ritme" for one in strays]
    counts = Counter(one.session_id for one in sessions)
    found += [f"{name}: staat er {number} keer in" for name, number in counts.items() if number > 1]
    for one in kept:
        found += _people(one, known[one.municipality_code, one.rhythm])
    for one in free:
        found += _day(one, known[one.municipality_code, one.rhythm])
    return [*found, *_crowded(kept, known), *_apart(kept, known), *_overspent(kept, known, spent)]


def _people(one: Session, rhythm: MunicipalityRhythm) -> Iterator[str]:
    if set(one.partners) != {partner.name for partner in rhythm.partners}:
        yield f"{one.session_id}: niet met de partners van het ritme"
    for partner in rhythm.partners:
        if not partner.competences:
            yield f"{one.session_id}: {partner.name} heeft geen bevoegdheid"


def _day(one: Session, rhythm: MunicipalityRhythm) -> Iterator[str]:
    where = f"{one.session_id} op {one.date}"
    if one.date.isoweekday() not in rhythm.weekdays:
        yield f"{where}: geen dag van dit ritme"
    if rhythm.months and one.date.month not in rhythm.months:
        yield f"{where}: geen maand van dit ritme"
    if one.date in holidays.country_holidays("NL", years=one.date.year) or (
        one.date.month,
        one.date.day,
    ) in {(12, 24), (12, 31)}:
        yield f"{where}: feestdag of dag ervoor"
    for first, last, name in rhythm.school_holidays if rhythm.school_region else ():
        if first <= one.date <= last:
            yield f"{where}: {name}"
    for partner in rhythm.partners:
        if one.date.isoweekday() not in partner.weekdays:
            yield f"{where}: geen dag van {partner.name}"
        if any(first <= one.date <= last for first, last in partner.absent):
            yield f"{where}: {partner.name} is er niet"


def _crowded(sessions: Sequence[Session], known: _ByRhythm) -> Iterator[str]:
    at: dict[tuple[str, dt.date], list[str]] = defaultdict(list)
    weeks: Counter[tuple[str, int, int]] = Counter()
    who: dict[str, Ketenpartner] = {}
    own = Counter((one.municipality_code, one.date) for one in sessions)
    yield from (f"{code}: {number} controles op {day}" for (code, day), number in own.items() if number > 1)
    for one in sessions:
        for partner in known[one.municipality_code, one.rhythm].partners:
            who[partner.name] = partner
            at[partner.name, one.date].append(one.municipality_code)
            weeks[partner.name, *one.date.isocalendar()[:2]] += 1
    for (name, day), codes in at.items():
        if len(codes) > who[name].teams:
            yield f"{name}: op {day} in {', '.join(sorted(codes))}, met {who[name].teams} teams"
    for (name, year, week), number in weeks.items():
        most = who[name].max_per_week
        if most is not None and number > most:
            yield f"{name}: {number} dagen in week {week} van {year}, hoogstens {most}"


def _apart(sessions: Sequence[Session], known: _ByRhythm) -> Iterator[str]:
    days: dict[tuple[str, str], list[dt.date]] = defaultdict(list)
    for one in sessions:
        days[one.municipality_code, one.rhythm].append(one.date)
    for key, found in days.items():
        rhythm, dates = known[key], sorted(found)
        size = rhythm.days or 1
        starts = dates[::size]
        for first, block in zip(
            starts, (dates[n : n + size] for n in range(0, len(dates), size)), strict=True
        ):
            if [(day - first).days for day in block] != list(range(size)):
                yield f"{rhythm.name}: de dagen van '{rhythm.rhythm}' vanaf {first} zijn niet aaneengesloten"
        for sooner, later in pairwise(starts):
            if (later - sooner).days < rhythm.spacing_days:
                yield f"{rhythm.name}: '{rhythm.rhythm}' op {sooner} en al weer op {later}"


def _overspent(sessions: Sequence[Session], known: _ByRhythm, spent: Sequence[Spent]) -> Iterator[str]:
    """Add up in euros what each municipality plans, per year; what is only spent already breaks nothing."""
    planned: dict[tuple[str, int, str], float] = defaultdict(float)
    caps: dict[tuple[str, str], float | None] = {}
    for one in sessions:
        rhythm = known[one.municipality_code, one.rhythm]
        caps |= {(rhythm.code, post.name): post.cap_eur for post in rhythm.budget}
        caps[rhythm.code, ""] = rhythm.budget_total_eur
        for partner in rhythm.partners:
            post = partner.post or (rhythm.budget[0].name if rhythm.budget else "")
            for name in {post, ""}:
                planned[rhythm.code, one.date.year, name] += partner.cost_eur
    posts = {item.code: item.budget for item in known.values()}
    for (code, year, post), euros in planned.items():
        cap = caps.get((code, post))
        paid = sum(
            item.eur
            for item in spent
            if (item.municipality_code, item.year) == (code, year) and post in {"", item.post}
        )
        whole = (
            euros
            + paid
            + sum(
                max(0.0, own.reserved_eur - _besides(spent, code, year, own.name))
                for own in posts[code]
                if post in {"", own.name}
            )
        )
        if cap is not None and euros > HALF_CENT and whole > cap + HALF_CENT:
            yield f"{code}: {post or 'alles samen'} in {year}: € {whole:.2f}, hoogstens € {cap:.2f}"


def _besides(spent: Sequence[Spent], code: str, year: int, post: str) -> float:
    """Add up what was paid from what a post had planned besides inspections."""
    there = (code, year, post)
    return sum(
        one.eur for one in spent if one.besides and (one.municipality_code, one.year, one.post) == there
    )
