"""Asking the router of a region how long it takes between all places of a municipality."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from theseus import ledger
from theseus.errors import ConfigError
from theseus.fetch import fetch
from theseus.model import Order
from theseus.travelling import SOURCE

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping

    from theseus.ledger import Run
    from theseus.model import Fetched
    from theseus.workspace import Workspace

TITLE, LICENCE = "Reistijden van de router", "ODbL (OpenStreetMap), als de router daarop draait"
PER_SECOND = 50.0  # it is a server of one's own


def possible(workspace: Workspace) -> bool:
    """Tell whether there is a router, and a published run whose places it can be asked about."""
    return workspace.region.router is not None and ledger.published(workspace.runs) is not None


def order(workspace: Workspace) -> Order:
    """Say what is asked of the router: the places of the published run, and where inspections start.

    Raises
    ------
    ConfigError
        If no router is configured, or nothing was published yet.
    """
    router, run = workspace.region.router, ledger.published(workspace.runs)
    if router is None:
        raise ConfigError(
            "Er is geen router: zet onder [router] in theseus.toml de url van een eigen OSRM-server."
        )
    if run is None:
        raise ConfigError(
            "Er is nog niets gepubliceerd, dus de adressen zijn niet bekend. Draai theseus refresh."
        )
    return Order(
        source=SOURCE,
        title=TITLE,
        licence=LICENCE,
        protocol="osrm",
        url=router.url,
        options={"profile": router.profile, "at_once": router.at_once},
        per_second=PER_SECOND,
        items=tuple(_places(workspace, run)),
    )


def ask(
    workspace: Workspace,
    now: dt.datetime,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Fetched:
    """Ask the router; its table lands as a delivery, whole or not at all.

    Raises
    ------
    ConfigError
        If there is nothing to ask, or nobody.
    """
    contact = workspace.region.fetch.contact
    return fetch([order(workspace)], workspace.raw, now, contact=contact, progress=progress)


def _places(workspace: Workspace, run: Run) -> Iterator[Mapping[str, str]]:
    """Every place once, in whole metres, by municipality."""
    uses = run.table("occupancy")
    points = np.array(uses["geometry"], dtype=object)
    known = ~(shapely.is_missing(points) | shapely.is_empty(points))
    starts = {one.code: one.start_point for one in workspace.region.municipalities}
    for code in sorted(starts):
        here = known & (uses["municipality_code"] == code).to_numpy(dtype=bool, na_value=False)
        found = {(round(x), round(y)) for x, y in shapely.get_coordinates(points[here])}
        start = starts[code]
        if start is not None:
            found.add((round(start[0]), round(start[1])))
        yield from ({"gemeente": code, "x": str(x), "y": str(y)} for x, y in sorted(found))
