"""Team orienteering with time windows: the best routes for teams with little time, and a bound on any."""

from theseus.plan.orienteering.cache import forget_stale

forget_stale()

from theseus.plan.orienteering.knapsack import knapsack_bound  # noqa: E402 - nothing stale may be loaded
from theseus.plan.orienteering.search import Found, Limit, search  # noqa: E402
from theseus.plan.orienteering.task import FREE, Routes, Task, value_of  # noqa: E402

__all__ = ["FREE", "Found", "Limit", "Routes", "Task", "knapsack_bound", "search", "value_of"]
