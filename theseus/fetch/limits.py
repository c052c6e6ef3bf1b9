"""How long we wait and how much we take, and the clock that keeps to it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Limits:
    """Limits of one question.

    Attributes
    ----------
    connect, read, write, pool
        Seconds without a sign of life: for a connection, the next bytes, sending, a free connection.
    total
        Seconds for a whole answer that is held in memory, and for the headers of a download. Against
        a service that sends a byte now and then.
    memory
        Bytes of an answer that is held in memory, unpacked.
    disk
        Bytes of a download, unpacked.
    window, least
        A download must bring ``least`` bytes in each ``window`` of seconds.
    attempts
        Tries of one question.
    longest_wait
        Seconds that we wait because a service asks for it; if it wants more, we come back another day.
    """

    connect: float = 10.0
    read: float = 60.0
    write: float = 60.0
    pool: float = 60.0
    total: float = 300.0
    memory: int = 256 * 2**20
    disk: int = 64 * 2**30
    window: float = 120.0
    least: int = 2**16
    attempts: int = 5
    longest_wait: float = 180.0


@dataclass
class Deadline:
    """The moment at which patience with one answer ends; without one patience is endless."""

    clock: Callable[[], float] = time.monotonic
    at: float | None = field(default=None)

    def start(self, seconds: float) -> None:
        """Be patient for so many seconds from now."""
        self.at = self.clock() + seconds

    def lift(self) -> None:
        """Be patient without end."""
        self.at = None

    def left(self) -> float | None:
        """Seconds left, below 0 when it has passed; None if there is no end."""
        return None if self.at is None else self.at - self.clock()

    @property
    def passed(self) -> bool:
        """Whether the moment has passed."""
        left = self.left()
        return left is not None and left <= 0
