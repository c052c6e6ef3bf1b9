"""Routes of public instances: python benchmarks/orienteering.py FILE... [--seconds S] [--teams N] [--seed N].

Reads the two public text formats: team orienteering as Chao wrote it (``n``, ``m``, ``tmax``, then x, y and
score), and team orienteering with time windows after Solomon and Cordeau, as Vansteenwegen publishes it. The
second does not say how many teams there are: ``--teams``, or the column ``teams`` of a ``reference.csv``
beside the file. Prints score, bound, seconds, and the gap to the best known if there is one. One thread.
"""

import argparse
import csv
import time
from pathlib import Path

import numpy as np

from theseus.plan.orienteering import FREE, Limit, Task, bound
from theseus.plan.orienteering.search import search

PLENTY = 10**9


def read(path, teams=None):
    """Read one instance; ``teams`` where the file does not say."""
    rows = [line.split() for line in path.read_text("utf-8").splitlines() if line.strip()]
    return chao(rows) if rows[0][0] == "n" else windows(rows, path.name, teams or 1)


def chao(rows):
    """Chao's format: the first point is the start, the last the end; no time at a stop."""
    teams, limit = int(rows[1][1]), float(rows[2][1])
    points = np.array(rows[3:], dtype=float)
    distance = np.hypot(*(points[:, None, :2] - points[None, :, :2]).transpose(2, 0, 1))
    inside = slice(1, -1)
    zero = np.zeros(len(points) - 2)
    return task(distance, (inside, 0, -1), points[inside, 2], (zero, zero, zero + limit), limit, teams)


def windows(rows, name, teams):
    """Vansteenwegen's format: x, y, service, score, …, opening, closing; the first point is start and end.

    Distances are rounded down to one decimal, those of Cordeau's instances (pr) to two.
    """
    points = np.array([[float(row[at]) for at in (1, 2, 3, 4, -2, -1)] for row in rows[2:]])
    decimals = 100 if name.startswith("pr") else 10
    exact = np.hypot(*(points[:, None, :2] - points[None, :, :2]).transpose(2, 0, 1))
    distance = np.floor(exact * decimals + 1e-9) / decimals
    inside = slice(1, None)
    service, score, opens, closes = points[inside, 2:].T
    return task(distance, (inside, 0, 0), score, (service, opens, closes), points[0, 5], teams)


def task(distance, points, score, times, limit, teams):
    """The same task for every team; ``points`` are those between, the first and the last."""
    (inside, first, last), (service, opens, closes) = points, times

    def each(row):
        return np.tile(np.asarray(row, dtype=float), (teams, 1))

    return Task(
        travel=np.ascontiguousarray(distance[inside, inside]),
        out=each(distance[first, inside]),
        back=each(distance[inside, last]),
        service=np.ascontiguousarray(service, dtype=float),
        opens=each(opens),
        closes=each(closes),
        value=each(score),
        begin=np.zeros(teams),
        end=np.full(teams, float(limit)),
        most=np.full(teams, PLENTY, dtype=np.int64),
        shared=np.arange(teams, dtype=np.int64),
        most_shared=np.full(teams, PLENTY, dtype=np.int64),
        tied=np.full(len(score), FREE, dtype=np.int64),
    )


def known(path):
    """The row about a file in a ``reference.csv`` beside it; empty if there is none."""
    table = path.with_name("reference.csv")
    if not table.exists():
        return {}
    rows = csv.DictReader(table.read_text("utf-8").splitlines())
    return next((row for row in rows if row["instance"] == path.stem), {})


def compile_first():
    """The first call compiles; that is no time of the search."""
    one_stop = [["n", "3"], ["m", "1"], ["tmax", "9"], ["0", "0", "0"], ["1", "1", "5"], ["0", "0", "0"]]
    search(chao(one_stop), Limit(2))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--teams", type=int)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    compile_first()
    gaps = {}
    print(f"{'instance':12} teams    score    bound best known   gap %  seconds steps")
    for path in asked.files:
        row = known(path)
        made = read(path, asked.teams or int(row.get("teams") or 1))
        begun = time.perf_counter()
        found = search(
            made, Limit(PLENTY, lambda end=begun + asked.seconds: time.perf_counter() > end), asked.seed
        )
        took = time.perf_counter() - begun
        best = float(row.get("reference") or "nan")
        gap = 100 * (best - found.value) / best
        gaps.setdefault(row.get("kind", "?"), []).append(gap)
        print(
            f"{path.stem:12} {len(made.end):5} {found.value:8.0f} {bound(made):8.0f} {best:10.0f} "
            f"{gap:7.2f} {took:8.1f} {found.steps}",
            flush=True,
        )
    for kind, all_ in gaps.items():
        print(f"{kind}: mean gap {np.mean(all_):.3f} %, worst {np.max(all_):.2f} %")


if __name__ == "__main__":
    main()
