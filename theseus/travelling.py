"""Travel times by road, as a router told them: the newest delivery, for the planner.

A leg counts the longer of there and back: a plan then is in time whichever way it goes.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from theseus.errors import PlanError
from theseus.model import Roads

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from theseus.workspace import Workspace

    Table = tuple[tuple[float | None, ...], ...]

SOURCE = "reistijden"
GOING = {"foot": "te voet", "walking": "te voet", "bike": "met de fiets", "cycling": "met de fiets"}
BY_CAR = "met de auto"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def told(workspace: Workspace) -> tuple[Roads, ...]:
    """Read the newest delivery; nothing if there is none, or if no router is configured.

    Raises
    ------
    PlanError
        If a file of it is damaged.
    """
    folder = workspace.raw / SOURCE
    if workspace.region.router is None or not folder.is_dir():
        return ()
    days = sorted(one for one in folder.iterdir() if _DAY.match(one.name) and one.is_dir())
    return tuple(_roads(path) for path in sorted(days[-1].glob("GM*.json"))) if days else ()


def _roads(path: Path) -> Roads:
    try:
        found = json.loads(path.read_text("utf-8"))
        places = tuple((round(x), round(y)) for x, y in found["plaatsen"])
        minutes = _longer(found["seconden"], len(places)) / 60
        going = GOING.get(found["profiel"], BY_CAR)
        day = "-".join(reversed(path.parent.name[:10].split("-")))
        return Roads(found["gemeente"], places, _plain(minutes), f"over de weg, {going}, opgehaald op {day}")
    except (ValueError, KeyError, TypeError) as error:
        raise PlanError(
            f"{path}: dit zijn geen reistijden ({type(error).__name__}). Haal ze opnieuw op met "
            f"theseus fetch {SOURCE}, of verwijder de map."
        ) from error


def _longer(seconds: Any, count: int) -> NDArray[np.float64]:  # noqa: ANN401 - JSON holds anything
    table = np.array(seconds, dtype=float).reshape(count, count)
    return np.asarray(np.maximum(table, table.T), dtype=float)


def _plain(minutes: NDArray[np.float64]) -> Table:
    """To a tenth, up; None where there is no way."""
    tenths = np.ceil(minutes * 10 - 1e-6) / 10
    return tuple(tuple(None if np.isnan(one) else float(one) for one in row) for row in tenths)
