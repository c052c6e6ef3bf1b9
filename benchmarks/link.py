"""Match two made registers, and let others do the same: ``python benchmarks/link.py [rows] [seed]``.

Each runs in a process of its own, so that its seconds and its peak of memory are its own. Precision: which
share of the links is right. Recall: which share of the records that have their partner at their own or a
neighbouring address is linked to it. What is hard in the registers is told by ``made.registers``.
"""

import multiprocessing
import os
import pathlib
import pickle
import resource
import sys
import tempfile
import time

import numpy as np
import pandas as pd

ROWS = 2_500_000
SEED = 3  # weights and thresholds were chosen on seeds 1 and 2
AIM = 0.999  # precision


def ours(left, right):
    """Match as the product does."""
    from theseus.link.matching import match
    from theseus.link.settings import LinkSettings

    found = match(left, right, LinkSettings(municipality_codes=()))
    remark = f"{found.compared:,} pairs compared, {len(found.near):,} near misses"
    return found.linked[["row", "use", "score"]], remark


def lower(left, right):
    """Match with thresholds as low as they go, to show what stricter ones cost."""
    from theseus.link.matching import match
    from theseus.link.settings import LinkSettings

    found = match(left, right, LinkSettings(municipality_codes=(), accept=0.75, grey=0.6))
    return found.linked[["row", "use", "score"]], ""


def plain_join(left, right):
    from references import joined

    return joined(left, right), "exact postcode, number and cleaned name"


def splink(left, right):
    from references import splinked

    return splinked(left, right).rename(columns={"match_weight": "score"}), "best match of each record"


def alone(work, made):
    """Run in a process of its own; return the links, a remark, seconds and peak memory in MB."""
    with tempfile.NamedTemporaryFile() as file:
        process = multiprocessing.get_context("spawn").Process(target=_run, args=(work, made, file.name))
        process.start()
        process.join()
        if process.exitcode:
            raise SystemExit(f"{work.__name__} ended with {process.exitcode}")
        return pickle.loads(pathlib.Path(file.name).read_bytes())  # noqa: S301 - our own file


def _run(work, made, name):
    os.chdir(made)  # where DuckDB puts what does not fit in memory
    left, right = (pd.read_parquet(pathlib.Path(made) / f"{side}.parquet") for side in ("left", "right"))
    start = time.perf_counter()
    links, remark = work(left, right)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    pathlib.Path(name).write_bytes(pickle.dumps((links, remark, seconds, peak)))


def quality(links, truth):
    """Precision and recall of links."""
    right = truth["partner"].to_numpy()[links["row"]] == links["use"].to_numpy()
    reachable = truth["reachable"].to_numpy()
    return right.mean(), (right & reachable[links["row"]]).sum() / reachable.sum()


def line(name, links, truth, seconds="", peak="", remark=""):
    precision, recall = quality(links, truth)
    figures = f"{len(links):>11,}{precision:>11.5f}{recall:>9.4f}{seconds:>9}{peak:>9}"
    print(f"{name:<34}{figures}  {remark}".rstrip(), flush=True)


def timed(name, work, folder, truth):
    links, remark, seconds, peak = alone(work, folder)
    line(name, links, truth, f"{seconds:.1f}", f"{peak:,.0f}", remark)
    return links


def best_threshold(links, truth):
    """Return the links from the lowest score on from which the aim is met, with the truth in hand."""
    ordered = links.sort_values("score", ascending=False, ignore_index=True)
    right = truth["partner"].to_numpy()[ordered["row"]] == ordered["use"].to_numpy()
    enough = np.flatnonzero(np.cumsum(right) / np.arange(1, len(right) + 1) >= AIM)
    return ordered.iloc[: enough[-1] + 1 if len(enough) else 0]


def main():
    given = [int(word) for word in sys.argv[1:]]
    rows, seed = given + [ROWS, SEED][len(given) :]
    from made.registers import make

    with tempfile.TemporaryDirectory() as folder:
        made = make(rows, rows, seed)
        made.records.to_parquet(f"{folder}/left.parquet")
        made.establishments.to_parquet(f"{folder}/right.parquet")
        truth = pd.DataFrame({"partner": made.partner, "reachable": made.reachable})
        print(f"{rows:,} establishments, {rows:,} records, seed {seed}")
        print(f"{made.reachable.sum():,} records have their partner at or next to their address")
        del made
        print(f"{'':<34}{'links':>11}{'precision':>11}{'recall':>9}{'seconds':>9}{'MB':>9}")
        timed("theseus", ours, folder, truth)
        timed("pandas, plain join", plain_join, folder, truth)
        found = timed("splink, every best match", splink, folder, truth)
        line(f"splink, precision from {AIM}", best_threshold(found, truth), truth)
        wide = timed("theseus, accept 0.75", lower, folder, truth)
        for accept in (0.80, 0.83, 0.85, 0.87, 0.90, 0.95):
            line(f"of these, score from {accept:.2f}", wide[wide["score"] >= accept], truth)


if __name__ == "__main__":
    main()
