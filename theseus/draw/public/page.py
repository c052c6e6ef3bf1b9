"""The public map as one page: a drawing and a table, without a script, that asks nobody for anything.

What goes in is counted already (:class:`PublicMap`), so no byte of the page can tell of a single company.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from theseus.atomic import write_bytes
from theseus.draw.columns import dutch_date
from theseus.draw.public.figure import BADGE, RING, WIDTH, Area, figure
from theseus.draw.template import asset, template
from theseus.model.looks import LOOKS

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    import geopandas as gpd

    from theseus.draw.public.counts import Published, Row

# Shares of green on the map: from which on, and what the legend calls it.
STEPS = (
    (0.75, "groen", "driekwart of meer groen"),
    (0.5, "meest", "de helft tot driekwart groen"),
    (0.25, "deels", "een kwart tot de helft groen"),
    (0.0, "weinig", "minder dan een kwart groen"),
)
HIDDEN = ("verborgen", "verdeling niet getoond")


@dataclass(frozen=True)
class PublicMap:
    """All that the public map is drawn from.

    Attributes
    ----------
    parks
        Columns ``terrein_id``, ``name`` and ``geometry`` of contract ``chosen_terrein``, RD New.
    places
        Name of the municipality by ``terrein_id``.
    municipalities
        Borders with a column ``name``, RD New; None if they are not known.
    sources
        Titles of the registers that were used, with their day, as a reader sees them.
    contacts
        Per municipality where a business can ask about itself.
    """

    region_name: str
    as_of: dt.date
    parks: gpd.GeoDataFrame
    published: Published
    places: dict[str, str] = field(default_factory=dict)
    municipalities: gpd.GeoDataFrame | None = None
    sources: tuple[str, ...] = ()
    contacts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class _Line:
    """One line of the table, with its park in the drawing if it is one park."""

    name: str
    place: str
    row: Row
    number: int | None = None
    area: Area | None = None

    @property
    def step(self) -> tuple[str, str]:
        """Name and meaning of the colour on the map."""
        if self.row.green is None:
            return HIDDEN
        share = self.row.green / self.row.uses
        return next((name, meaning) for least, name, meaning in STEPS if share >= least)

    @property
    def parts(self) -> list[tuple[str, int, float]]:
        """The parts of its bar: which, how many, and the share in percent."""
        row = self.row
        if row.green is None:
            return [("onbekend", row.uses, 100.0)]
        rest = [("samen", row.not_green)] if row.red is None else [("wit", row.white), ("rood", row.red)]
        return [
            (name, int(n or 0), 100 * int(n or 0) / row.uses) for name, n in [("groen", row.green), *rest]
        ]


def write(path: Path, data: PublicMap) -> None:
    """Write the public map as one file; a reader sees the old file or the new one."""
    write_bytes(path, html(data).encode("utf-8"))


def html(data: PublicMap) -> str:
    """Return the page; the same data give the same bytes."""
    parks = data.parks.sort_values(["name", "terrein_id"], kind="stable").reset_index(drop=True)
    drawn = figure(parks, data.municipalities) if len(parks) else None
    areas = dict(zip(parks["terrein_id"], drawn.areas if drawn else (), strict=True))
    names = dict(zip(parks["terrein_id"], parks["name"], strict=True))
    rows = {row.terrein_ids[0]: row for row in data.published.rows}
    own = [name for name in parks["terrein_id"] if name in rows]
    lines = [
        _Line(names[name], data.places.get(name, ""), rows[name], number, areas[name])
        for number, name in enumerate(own, start=1)
    ]
    small = [areas[name] for name in parks["terrein_id"] if name not in rows]
    hides = small or any(line.row.green is None for line in lines)
    return template("public.html").render(
        data=data,
        k=data.published.k,
        date=dutch_date(data.as_of),
        figure=drawn,
        width=WIDTH,
        badge=BADGE,
        ring=BADGE + RING,
        lines=lines,
        small=small,
        together=data.published.together and _Line("Kleine terreinen samen", "", data.published.together),
        total=data.published.total and _Line("Hele regio", "", data.published.total),
        left_out=len(data.published.left_out),
        looks=LOOKS,
        steps=[*((name, meaning) for _, name, meaning in STEPS), *([HIDDEN] if hides else [])],
        hidden=HIDDEN,
        style=asset("public.css"),
    )
