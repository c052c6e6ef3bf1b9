"""Team orienteering with time windows: the best routes for teams with little time, and a bound on any.

The engines are chosen in ``methods``; none is loaded before it is used, for each needs a library of its own.
"""

from theseus.plan.orienteering.cache import forget_stale

forget_stale()

from theseus.plan.orienteering.bound import Relaxed, bound, relaxed  # noqa: E402 - nothing stale may be loaded
from theseus.plan.orienteering.engine import Engine, Found, Limit  # noqa: E402
from theseus.plan.orienteering.knapsack import knapsack_bound  # noqa: E402
from theseus.plan.orienteering.methods import METHODS, Method, usable  # noqa: E402
from theseus.plan.orienteering.rounding import rounded  # noqa: E402
from theseus.plan.orienteering.task import FREE, Routes, Task, part, route_value, value_of  # noqa: E402

__all__ = [
    "FREE",
    "METHODS",
    "Engine",
    "Found",
    "Limit",
    "Method",
    "Relaxed",
    "Routes",
    "Task",
    "bound",
    "knapsack_bound",
    "part",
    "relaxed",
    "rounded",
    "route_value",
    "usable",
    "value_of",
]
