"""Team orienteering with time windows: the best routes for teams with little time, and a bound on any."""

from theseus.plan.orienteering.knapsack import knapsack_bound
from theseus.plan.orienteering.search import Found, Limit, search
from theseus.plan.orienteering.task import FREE, Routes, Task, value_of

__all__ = ["FREE", "Found", "Limit", "Routes", "Task", "knapsack_bound", "search", "value_of"]
