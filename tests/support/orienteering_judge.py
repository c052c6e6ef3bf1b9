"""An independent judge of routes, in plain Python without code of the engine; and made tasks to try it."""

import math
import random

import numpy as np

from theseus.plan.orienteering import FREE, Task

LATE = 1e-6


def worth(task, routes):
    """What routes are worth; raises AssertionError if they break a rule."""
    met, held, total = set(), [0] * len(task.most_shared), 0.0
    for r, stops in enumerate(routes):
        now, travelled = float(task.begin[r]), 0.0
        assert len(stops) <= task.most[r]
        held[int(task.shared[r])] += len(stops)
        for place, stop in enumerate(stops):
            assert stop not in met, f"stop {stop} twice"
            met.add(stop)
            leg = task.out[r][stop] if place == 0 else task.travel[stops[place - 1]][stop]
            travelled += leg
            now = max(now + leg, task.opens[r][stop])
            assert now <= task.closes[r][stop] + LATE
            now += task.service[stop]
            assert task.value[r][stop] > 0
            assert task.tied[stop] in (FREE, task.shared[r])
            total += task.value[r][stop]
        if stops:
            travelled += task.back[r][stops[-1]]
            assert now + task.back[r][stops[-1]] <= task.end[r] + LATE
        total -= task.price * travelled
    assert all(count <= most for count, most in zip(held, task.most_shared, strict=True))
    return total


def made(seed, *, stops=25, routes=3, windows=True, price=0.0, tied=0):
    """A task as chance has it: stops on a plane, whole minutes, some routes that share their room."""
    dice = random.Random(seed)  # noqa: S311 - a made task, not a secret
    xy = np.array([(dice.uniform(0, 60), dice.uniform(0, 60)) for _ in range(stops)])
    homes = np.array([(dice.uniform(0, 60), dice.uniform(0, 60)) for _ in range(routes)])
    begin = np.array([float(dice.choice([0, 30])) for _ in range(routes)])
    end = begin + [dice.choice([90.0, 150.0, 240.0]) for _ in range(routes)]
    opens = np.array([dice.uniform(0, 200) if windows and dice.random() < 0.5 else 0.0 for _ in range(stops)])
    closes = opens + [dice.uniform(0, 120) if windows else 1e6 for _ in range(stops)]
    value = np.array([[float(dice.choice([0, 5, 10, 60])) for _ in range(stops)] for _ in range(routes)])
    shared = np.array([r // 2 for r in range(routes)], dtype=np.int64)
    ties = [dice.randrange(shared.max() + 1) if n < tied else FREE for n in range(stops)]
    return Task(
        travel=np.ceil(distance(xy, xy)),
        out=np.ceil(distance(homes, xy)),
        back=np.ceil(distance(homes, xy)),
        service=np.array([float(dice.choice([5, 12, 25])) for _ in range(stops)]),
        opens=np.tile(opens, (routes, 1)),
        closes=np.tile(closes, (routes, 1)),
        value=value,
        begin=begin,
        end=end,
        most=np.array([dice.choice([1, 4, 20]) for _ in range(routes)], dtype=np.int64),
        shared=shared,
        most_shared=np.array([dice.choice([2, 6, 40]) for _ in range(shared.max() + 1)], dtype=np.int64),
        tied=np.array(ties, dtype=np.int64),
        price=price,
    )


def distance(some, others):
    return np.array([[math.dist(one, other) for other in others] for one in some]).reshape(
        len(some), len(others)
    )


def best(task):
    """The most that any routes are worth, by trying all; for a handful of stops."""

    def tried(r, routes, left):
        found = 0.0
        try:
            found = max(found, worth(task, (*routes, *[()] * (len(task.end) - len(routes)))))
        except AssertionError:
            return -math.inf
        if r == len(task.end):
            return found
        found = max(found, tried(r + 1, (*routes, ()), left) if len(routes) == r else found)
        grown = routes if len(routes) > r else (*routes, ())
        for stop in sorted(left):
            longer = (*grown[:r], (*grown[r], stop))
            found = max(found, tried(r, longer, left - {stop}))
        if len(grown) > r and grown[r]:
            found = max(found, tried(r + 1, grown, left))
        return found

    return tried(0, (), frozenset(range(len(task.service))))
