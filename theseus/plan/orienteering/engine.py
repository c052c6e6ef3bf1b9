"""What every engine answers: the best routes it found for a task, within a limit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from theseus.plan.orienteering.task import Routes, Task

STEPS = 20_000


@dataclass(frozen=True)
class Limit:
    """How long is searched.

    Attributes
    ----------
    steps
        Routes taken apart and filled again.
    expired
        Asked now and then; True ends the search. The result then depends on the machine, and says so.
    """

    steps: int = STEPS
    expired: Callable[[], bool] = lambda: False


@dataclass(frozen=True)
class Found:
    """The best routes that were found.

    Attributes
    ----------
    steps
        How many were taken.
    cut_short
        True if time ran out before.
    """

    routes: Routes
    value: float
    steps: int
    cut_short: bool


class Engine(Protocol):
    """Searches for routes that collect as much as possible."""

    def __call__(self, task: Task, limit: Limit, seed: int = 1, begin: Routes | None = None) -> Found:
        """Search for the best routes.

        Parameters
        ----------
        seed
            The same seed and number of steps give the same routes.
        begin
            Routes to begin with; they have to be in time.

        Returns
        -------
        Found
            Never worth less than what it began with. A stop that is tied is left out only where it does not
            fit with the others that are.
        """
