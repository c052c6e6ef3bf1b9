"""Plan a made region: python benchmarks/plan_region.py [municipalities candidates sessions].

Without numbers two tasks: a year of two municipalities (747 candidates, 36 sessions), and a region (15,
20,000, 135). Planned by ``theseus.plan.routes.solve`` as the product does it, and judged by the judge of
plans. Prints seconds, peak memory, what the plan is worth, what none can exceed, and the gap between them.

Made as places are: most candidates lie close together on parks, few have a place of their own; kinds, values
and minutes are those of the value table; reds need all partners, which are not in every session; some rest
for a while, some are open on some days only. One visit in ten is for those that were drawn at random.
"""

import datetime as dt
import resource
import sys
import time

import numpy as np

from theseus.model import Candidate, Kind, PlanProblem, Session
from theseus.plan.candidates import BASE, CHEAPER_STEP_WILL_DO
from theseus.plan.judge import violations
from theseus.plan.orienteering import usable
from theseus.plan.routes import solve

AS_OF = dt.date(2026, 11, 16)
TASKS = ((2, 747, 36), (15, 20_000, 135))
SIDE, SPREAD, PARKS = 9000.0, 250.0, 9  # metres, metres, per municipality
ON_PARK = 0.85
SHARES = {Kind.RED: 0.02, Kind.RECHECK: 0.03, Kind.PROPOSED: 0.02}  # the rest is white, or was drawn
DRAWN = 0.1  # of the visits
CHEAPER = 0.5  # of the white ones
RESTING, CHOOSY = 0.1, 0.1
VISITS = 20  # per team and session
MINUTES = {Kind.RED: 25.0}
MINUTES_ELSE = 12.0
MOST_POINTS = 30
PARTNERS = ("omgevingsdienst", "politie", "brandweer")
OPEN = ((1, dt.time(8), dt.time(12, 30)), (2, dt.time(8), dt.time(17)), (4, dt.time(12), dt.time(17)))


def region(municipalities, candidates, sessions, seed=1):
    """A planning problem."""
    dice = np.random.default_rng(seed)
    shares = {Kind.RANDOM: DRAWN * VISITS * sessions / candidates, **SHARES}
    shares[Kind.WHITE] = 1 - sum(shares.values())
    held, many = [], []
    for number in range(municipalities):
        code = f"GM{1000 + number}"
        first = AS_OF + dt.timedelta(weeks=3 + number // 4, days=number % 4)
        held += dated(code, first, range(number, sessions, municipalities))
        many += placed(dice, code, range(number, candidates, municipalities), shares)
    return PlanProblem(AS_OF, tuple(held), tuple(many))


def dated(code, first, numbers):
    """Sessions of one municipality, spread evenly over a year; a second team comes along to one in nine."""
    apart = dt.timedelta(weeks=52 // len(numbers))
    for turn, name in enumerate(numbers):
        teams = 2 if turn % 9 == 0 else 1
        yield Session(
            f"{name:03d}",
            code,
            first + turn * apart,
            dt.time(9, 30),
            dt.time(15, 30),
            PARTNERS[: 3 - turn % 2],
            VISITS * teams,
            depot=(SIDE / 2, SIDE / 2),
            teams=teams,
            pause=(dt.time(12), 30),
        )


def placed(dice, code, numbers, shares):
    """Candidates of one municipality."""
    parks = dice.uniform(0, SIDE, (PARKS, 2))
    kinds = dice.choice(list(shares), len(numbers), p=list(shares.values()))
    for name, kind in zip(numbers, kinds, strict=True):
        park = int(dice.integers(PARKS)) if dice.random() < ON_PARK else None
        x, y = dice.uniform(0, SIDE, 2) if park is None else dice.normal(parks[park], SPREAD)
        value = BASE[kind] + float(dice.integers(MOST_POINTS + 1))
        cheaper = kind == Kind.WHITE and dice.random() < CHEAPER
        yield Candidate(
            f"{name:05d}",
            code,
            float(x),
            float(y),
            value * (CHEAPER_STEP_WILL_DO if cheaper else 1.0),
            MINUTES.get(kind, MINUTES_ELSE),
            ("gemaakt",),
            None if park is None else f"{code}-{park}",
            kind=str(kind),
            needs=PARTNERS if kind == Kind.RED else (),
            not_before=AS_OF + dt.timedelta(days=int(dice.integers(180)))
            if dice.random() < RESTING
            else None,
            due=AS_OF + dt.timedelta(weeks=12) if kind in (Kind.RED, Kind.RECHECK) else None,
            opens=OPEN if dice.random() < CHOOSY else (),
        )


def main():
    sizes = [int(size) for size in sys.argv[1:]]
    usable()  # the first call compiles; that is no time of a plan
    for task in [tuple(sizes)] if sizes else TASKS:
        problem = region(*task)
        begun, used = time.perf_counter(), time.process_time()
        plan = solve(problem)
        took, used = time.perf_counter() - begun, time.process_time() - used
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        visits = sum(len(item.visits) for item in plan.inspections)
        print("{} municipalities, {} candidates, {} sessions: {} visits".format(*task, visits))
        print(f"  {took:.1f} s ({used:.1f} s of processor), peak {peak:.0f} MB; {plan.method}")
        gap = 100 * (plan.bound - plan.worth) / plan.worth
        print(f"  worth {plan.worth:.0f}, at most {plan.bound:.0f}: gap {gap:.2f} %")
        print(f"  rules broken: {len(violations(plan))}", flush=True)


if __name__ == "__main__":
    main()
