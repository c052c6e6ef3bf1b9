"""One engine on one task, in a process of its own: python benchmarks/rivals.py ENGINE SECONDS < TASK.

The task is a pickled mapping of the arrays of ``theseus.plan.orienteering.Task``; its routes are all alike,
as those of public instances are. The answer is JSON: routes as lists of stops, and the seconds it took.
Nothing is imported before the engine is known, for OR-Tools and HiGHS cannot be in one process.
"""

import datetime as dt
import json
import pickle
import sys
import time

import numpy as np

SCALE = 100  # parts of a unit of time, for those who count in whole numbers
WORTH = 1000  # of a point of score, beside the cost of a unit of travel
PLENTY = 10**9


def theseus(task, seconds):
    """Our own engine."""
    from theseus.plan.orienteering.search import search

    return answered(search, task, seconds)


def pyvrp(task, seconds):
    """PyVRP, behind our interface."""
    from theseus.plan.orienteering.prize_collecting import collect

    return answered(collect, task, seconds)


def answered(engine, task, seconds):
    from theseus.plan.orienteering import Limit, Task

    made = Task(**task)
    engine(made, Limit(2))  # what the first call compiles or loads is no time of the search
    begun = time.perf_counter()
    found = engine(made, Limit(PLENTY, lambda: time.perf_counter() - begun > seconds))
    return found.routes, time.perf_counter() - begun


def vroom(task, seconds):
    """VROOM: scores are priorities, of which it plans the most."""
    import vroom

    n, m = len(task["service"]), len(task["end"])
    whole = matrices(task)
    made = vroom.Input()
    made.set_durations_matrix(profile="car", matrix_input=(whole["travel"]).astype(np.uint32))
    made.add_vehicle([vroom.Vehicle(r, start=n, end=n + 1, time_window=[0, whole["end"]]) for r in range(m)])
    made.add_job(
        [
            vroom.Job(
                stop,
                location=stop,
                default_service=int(whole["service"][stop]),
                priority=round(float(task["value"][0][stop])),
                time_windows=[[int(whole["opens"][stop]), int(whole["closes"][stop])]],
            )
            for stop in range(n)
            if whole["opens"][stop] <= whole["closes"][stop]
        ]
    )
    begun = time.perf_counter()
    found = made.solve(exploration_level=5, nb_threads=1, timeout=dt.timedelta(seconds=seconds))
    took = time.perf_counter() - begun
    jobs = found.routes[found.routes["type"] == "job"]
    return [[int(stop) for stop in jobs.loc[jobs["vehicle_id"] == r, "id"]] for r in range(m)], took


def ortools(task, seconds):
    """OR-Tools' routing library: guided local search, a penalty for each stop that is left out."""
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    n, m = len(task["service"]), len(task["end"])
    whole = matrices(task)
    nodes = pywrapcp.RoutingIndexManager(n + 2, m, [n] * m, [n + 1] * m)
    model = pywrapcp.RoutingModel(nodes)
    model.SetArcCostEvaluatorOfAllVehicles(model.RegisterTransitMatrix(whole["travel"].tolist()))
    spent = whole["travel"] + np.append(whole["service"], [0, 0])[:, None]
    passing = model.RegisterTransitMatrix(spent.tolist())
    model.AddDimension(passing, whole["end"], whole["end"], True, "time")  # noqa: FBT003 - its signature
    clock = model.GetDimensionOrDie("time")
    for stop in range(n):
        index = nodes.NodeToIndex(stop)
        model.AddDisjunction([index], round(float(task["value"][0][stop]) * WORTH * SCALE))
        early, late = int(whole["opens"][stop]), int(whole["closes"][stop])
        if early <= late:
            clock.CumulVar(index).SetRange(early, late)
        else:
            model.VehicleVar(index).SetValue(-1)
    asked = pywrapcp.DefaultRoutingSearchParameters()
    asked.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    asked.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    asked.time_limit.FromMilliseconds(round(1000 * seconds))
    begun = time.perf_counter()
    found = model.SolveWithParameters(asked)
    return [stops(model, nodes, found, r) for r in range(m)], time.perf_counter() - begun


def stops(model, nodes, found, r):
    """The stops of one route of OR-Tools."""
    route, at = [], found.Value(model.NextVar(model.Start(r)))
    while not model.IsEnd(at):
        route.append(nodes.IndexToNode(at))
        at = found.Value(model.NextVar(at))
    return route


def matrices(task):
    """Times in whole numbers, rounded to the safe side: travel among stops, the start and the end."""
    n, end = len(task["service"]), float(task["end"][0])
    travel = np.zeros((n + 2, n + 2))
    travel[:n, :n], travel[n, :n], travel[:n, n + 1] = task["travel"], task["out"][0], task["back"][0]
    tiny = 1e-6
    return {
        "travel": np.ceil(travel * SCALE - tiny).astype(np.int64),
        "service": np.ceil(task["service"] * SCALE - tiny).astype(np.int64),
        "opens": np.ceil(task["opens"][0] * SCALE - tiny).astype(np.int64),
        "closes": np.floor(np.minimum(task["closes"][0], end) * SCALE + tiny).astype(np.int64),
        "end": int(np.floor(end * SCALE + tiny)),
    }


ENGINES = {"theseus": theseus, "pyvrp": pyvrp, "vroom": vroom, "ortools": ortools}

if __name__ == "__main__":
    routes, took = ENGINES[sys.argv[1]](pickle.load(sys.stdin.buffer), float(sys.argv[2]))  # noqa: S301 - our own
    json.dump({"routes": [[int(stop) for stop in route] for route in routes], "seconds": took}, sys.stdout)
