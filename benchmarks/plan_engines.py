"""Engines side by side on public instances: python benchmarks/plan_engines.py [FILE...] [--seconds S].

Without files those of ../shared/instances are used. Ours, PyVRP, VROOM and OR-Tools' routing library each get
the same seconds and one thread, in a process of their own. Every answer is judged from the text of its file;
a gap is to the best known of ``reference.csv`` beside the files. Ends with an error if an answer breaks a
rule, or collects more than a bound says there is.
"""

import argparse
import json
import os
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import orienteering
import public_judge
import rivals

from theseus.plan.orienteering import bound

INSTANCES = Path(__file__).parents[2] / "shared" / "instances"
ALONE = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "NUMBA", "OPENBLAS")}
HEAD = f"{'instance':10} {'kind':6} teams    best   bound"


def answer(engine, task, seconds):
    """Routes and seconds of one engine, in a fresh process."""
    command = [sys.executable, str(Path(rivals.__file__)), engine, str(seconds)]
    told = subprocess.run(  # noqa: S603 - our own command
        command, input=pickle.dumps(task._asdict()), capture_output=True, env=os.environ | ALONE, check=False
    )
    if told.returncode:
        raise SystemExit(f"{engine}: {told.stderr.decode().strip()}")
    return json.loads(told.stdout)


def compared(path, engines, seconds):
    """One line of the table; returns kind and gap per engine."""
    row = orienteering.known(path)
    best = float(row["reference"])
    task = orienteering.read(path, int(row["teams"]))
    most = min(bound(task), float(row["proven_upper_bound"] or "inf"))
    gaps, cells = {}, []
    for engine in engines:
        told = answer(engine, task, seconds)
        score = public_judge.score(path, int(row["teams"]), told["routes"])
        if score > most:
            raise SystemExit(f"{path.stem}: {engine} collects {score}, more than the bound {most}")
        gaps[engine] = 100 * (best - score) / best
        cells.append(f"{score:8.0f} {gaps[engine]:6.2f} {told['seconds']:5.1f}")
    head = f"{path.stem:10} {row['kind']:6} {row['teams']:>5} {best:7.0f} {most:7.0f}"
    print(head, *cells, sep=" | ", flush=True)
    return row["kind"], gaps


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--engines", nargs="+", choices=rivals.ENGINES, default=list(rivals.ENGINES))
    asked = parser.parse_args()
    files = asked.files or sorted(INSTANCES.glob("*.txt"))
    files = [path for path in files if orienteering.known(path)]
    if not files:
        print(f"No public instances with a best known value in {INSTANCES}: nothing is compared.")
        return
    print(f"{asked.seconds:g} seconds, one thread; per engine: score, gap to the best known in %, seconds")
    print(HEAD, *(f"{engine:>21}" for engine in asked.engines), sep=" | ", flush=True)
    found = [compared(path, asked.engines, asked.seconds) for path in files]
    for kind in sorted({kind for kind, _ in found}):
        for engine in asked.engines:
            gaps = [gaps[engine] for own, gaps in found if own == kind]
            print(f"{kind:6} {engine:8} mean gap {np.mean(gaps):6.3f} %, worst {np.max(gaps):5.2f} %")


if __name__ == "__main__":
    main()
