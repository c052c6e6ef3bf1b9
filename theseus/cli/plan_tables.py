"""How a plan looks on a screen: inspections, visits, budget, what changed, what if."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from theseus import console
from theseus.report.planned import gap_percent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from theseus.model import BudgetLine, Change, Plan
    from theseus.plan.figures import Figures
    from theseus.plan.frontier import Point
    from theseus.report.planned import Held, Shown
    from theseus.whatif import Compared

CHANGES_SHOWN = 25  # the rest is in the CSV
NO_VISITS = "geen"


def plan(made: Plan, names: Mapping[str, str], year: int | None = None) -> None:
    """Print the inspections of a plan with their fill, and what could not be planned.

    Parameters
    ----------
    year
        Print only the inspections of this calendar year.
    """
    held = [item for item in made.inspections if year in (None, item.session.date.year)]
    console.table(
        ("datum", "gemeente", "soort", "tijd", "partners", "bezoeken"),
        [
            [
                f"{item.session.date:%d-%m-%Y}",
                names[item.session.municipality_code],
                item.session.rhythm + (f": {item.theme}" if item.theme else ""),
                f"{item.session.start:%H:%M}-{item.session.end:%H:%M}",
                ", ".join(item.session.partners),
                len(item.visits) or NO_VISITS,
            ]
            for item in held
        ],
        numbers_from=5,
    )
    if year is not None:
        console.say(
            f"Dit zijn de controles van {year}: {len(held)} van de {len(made.inspections)} in het plan. "
            "De regels hieronder gaan over het hele plan."
        )
    for note in made.notes:
        console.say(note)
    console.say(f"Niet ingepland: {len(made.unplanned)}. Methode: {made.method}")
    _gap(made.brings, made.staying, made.bound, gap_percent(made))


def shown(told: Shown, budget_names: Mapping[str, str]) -> None:
    """Print the plan as it stands: one line per inspection, and the visits if there is only one."""
    console.table(
        ("controle", "datum", "gemeente", "soort", "partners", "bezoeken", "vast", "waarde", "kosten"),
        [
            [
                one.session,
                f"{one.date:%d-%m-%Y}",
                one.municipality,
                one.rhythm + (f": {one.theme}" if one.theme else ""),
                ", ".join(one.partners),
                f"{len(one.visits)}/{one.most_visits}" if one.visits else NO_VISITS,
                sum(stop.tied for stop in one.visits) or "",
                f"{one.worth:.0f}",
                ", ".join(f"{post} € {euros:.2f}" for post, euros in one.costs_eur),
            ]
            for one in told.inspections
        ],
        numbers_from=5,
    )
    if len(told.inspections) == 1:
        _stops(told.inspections[0])
        return
    for note in told.notes:
        console.say(note)
    console.say(f"Plan van {told.as_of:%d-%m-%Y}. Niet ingepland: {told.left_out}.")
    _gap(told.worth, told.staying, told.bound, told.gap_percent)
    budget(told.budget, budget_names)


def _stops(one: Held) -> None:
    console.table(
        ("nr", "team", "tijd", "gebruik", "naam", "adres", "waarom", "vast", "waarde"),
        [
            [
                stop.number,
                stop.team,
                f"{stop.arrival:%H:%M}-{stop.departure:%H:%M}",
                stop.occupancy_id,
                stop.name or "gebruiker niet bekend",
                stop.address or "",
                stop.kind,
                "ja" if stop.tied else "",
                f"{stop.worth:.0f}",
            ]
            for stop in one.visits
        ],
        numbers_from=8,
    )


def _gap(worth: float | None, staying: float, bound: float | None, percent: float | None) -> None:
    if worth is not None and bound and percent is not None:
        more = f" En {staying:.0f} punten voor bezoeken die blijven waar ze stonden." if staying else ""
        together = ", die punten meegeteld," if staying else ""
        console.say(
            f"Waarde van het plan: {worth:.0f}.{more} Geen plan is{together} meer waard dan {bound:.0f}, "
            f"dat is bewezen; er kan dus hoogstens {percent:.1f} % bij."
        )


def changes(found: Sequence[Change]) -> None:
    """Print what differs from the plan before: how often each cause, and the first ones in full."""
    if not found:
        console.say("Niets veranderd sinds het vorige plan.")
        return
    counts = Counter(one.why.value for one in found)
    causes = ", ".join(f"{why}: {count}" for why, count in counts.most_common())
    console.say(f"Veranderd sinds het vorige plan: {len(found)} ({causes}).")
    console.table(
        ("gebruik", "eerst", "nu", "oorzaak"),
        [
            [one.occupancy_id or "(controle)", one.before or "", one.after or "", one.told]
            for one in found[:CHANGES_SHOWN]
        ],
        numbers_from=4,
    )
    if len(found) > CHANGES_SHOWN:
        console.say(f"De eerste {CHANGES_SHOWN}; theseus roster schrijft ze allemaal in wijzigingen.csv.")


def budget(lines: Iterable[BudgetLine], names: Mapping[str, str], year: int | None = None) -> None:
    """Print per municipality, year and post what there is, is planned, is spent and is left."""
    console.table(
        ("gemeente", "jaar", "post", "budget", "gepland", "uitgegeven", "over"),
        [
            [
                names[line.municipality_code],
                str(line.year),
                line.post,
                *(
                    "" if amount is None else f"€ {amount:.2f}"
                    for amount in (line.cap_eur, line.planned_eur, line.spent_eur, line.left_eur)
                ),
            ]
            for line in lines
            if year in (None, line.year)
        ],
        numbers_from=3,
    )


def frontier(points: Iterable[Point], own: float) -> None:
    """Print what every bonus costs in value and saves in changes; the region's own is marked."""
    points = tuple(points)
    best = max(point.worth for point in points)
    console.table(
        ("punten om te blijven", "wisselingen", "waarde", "minder dan het meeste", ""),
        [
            [
                f"{point.stay:g}",
                point.changed,
                f"{point.worth:.0f}",
                f"{100 * (best - point.worth) / best:.2f} %" if best else "",
                "staat zo in theseus.toml" if point.stay == own else "",
            ]
            for point in points
        ],
        numbers_from=0,
    )


def compared(told: Compared) -> None:
    """Print two plans in figures, side by side."""
    rows: list[tuple[str, Callable[[Figures], float], str]] = [
        ("controles met bezoeken", lambda one: one.inspections, ".0f"),
        ("bezoeken", lambda one: one.visits, ".0f"),
    ]
    rows += [
        (f"  {kind}", lambda one, kind=kind: one.kinds.get(kind, 0), ".0f")  # type: ignore[misc]
        for kind in sorted({*told.now.kinds, *told.then.kinds})
    ]
    rows += [
        ("waarde", lambda one: one.worth, ".0f"),
        ("reistijd (minuten)", lambda one: one.travel_minutes, ".0f"),
    ]
    rows += [
        (f"kosten {post} (euro)", lambda one, post=post: one.costs_eur.get(post, 0.0), ".2f")  # type: ignore[misc]
        for post in sorted({*told.now.costs_eur, *told.then.costs_eur})
    ]
    rows.append(("niet ingepland", lambda one: one.left_out, ".0f"))
    console.table(
        ("", "nu", "dan", "verschil"),
        [
            [
                name,
                format(of(told.now), shape),
                format(of(told.then), shape),
                format(of(told.then) - of(told.now), f"+{shape}"),
            ]
            for name, of, shape in rows
        ],
        numbers_from=1,
    )
