"""Which engine answers: our own where it can be compiled, else PyVRP, else the simple method."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, cast

import numpy as np

from theseus.plan.orienteering.engine import Limit
from theseus.plan.orienteering.task import FREE, Task

if TYPE_CHECKING:
    from theseus.plan.orienteering.engine import Engine


@dataclass(frozen=True)
class Method:
    """A way to search.

    Attributes
    ----------
    module, function
        Where the engine stands, in this folder.
    told
        What a plan says of it, in Dutch, with places for ``steps`` and ``seed``.
    """

    module: str
    function: str
    told: str

    def engine(self) -> Engine:
        """Load the engine.

        Raises
        ------
        Exception
            Whatever its library raises where it cannot be loaded.
        """
        module = importlib.import_module(f"{__package__}.{self.module}")
        return cast("Engine", getattr(module, self.function))


SEARCH = Method("search", "search", "zoeken in grote omgevingen, {steps} stappen per gemeente, zaad {seed}")
PYVRP = Method(
    "prize_collecting",
    "collect",
    "PyVRP in plaats van het eigen zoeken, {steps} stappen per gemeente, zaad {seed}",
)
SIMPLE = Method(
    "greedy",
    "insert",
    "eenvoudige methode in plaats van zoeken: steeds het bezoek dat per minuut het meest oplevert",
)
METHODS = (SEARCH, PYVRP, SIMPLE)


@cache
def usable() -> Method:
    """Return the first method that answers here: some machines cannot compile, or lack a library."""
    for method in METHODS[:-1]:
        try:
            method.engine()(_trial(), Limit(1))
        except Exception:  # noqa: BLE001, S112 - whatever a compiler stumbles over, the next may answer
            continue
        return method
    return METHODS[-1]


def _trial() -> Task:
    """One stop, one route."""
    one, room = np.ones((1, 1)), np.ones(1, dtype=np.int64)
    return Task(
        travel=np.zeros((1, 1)),
        out=one,
        back=one,
        service=np.ones(1),
        opens=np.zeros((1, 1)),
        closes=np.full((1, 1), 9.0),
        value=one,
        begin=np.zeros(1),
        end=np.full(1, 9.0),
        most=room,
        shared=np.zeros(1, dtype=np.int64),
        most_shared=room,
        tied=np.full(1, FREE, dtype=np.int64),
    )
