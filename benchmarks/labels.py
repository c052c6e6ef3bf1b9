"""Time facts to labels at national scale: python benchmarks/labels.py [occupancies].

Made facts: four in five questions are answered, nine in ten answers are the usual one (as in the examples of
the rules that are in order). A register was delivered on one day; what was seen from the street has its own.

Facts (Parquet, in parts of 100,000 occupancies) to findings, labels with their reasons, open questions and
next steps (Parquet), on two processes. Beside it, in the same run: the same rules in the plainest vectorised
pandas, which gives outcomes only. Then ``theseus explain`` asks for one company of the run that was made.
"""

import collections
import concurrent.futures
import datetime as dt
import functools
import json
import multiprocessing
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import plain_rules
import pyarrow as pa
import pyarrow.parquet as pq

from theseus import demo, policy, rules, starter, tables
from theseus.contracts import FACT, OCCUPANCY, OVERRIDE, REVIEW
from theseus.facts.catalogue import questions as question_cards
from theseus.judging import Judge, judge
from theseus.label import Decisions
from theseus.model import Consulted, Freshness, Outcome, Policy
from theseus.rules.catalogue import rules as rule_cards
from theseus.sources.card import cards as source_cards
from theseus.workspace import Workspace

AS_OF = dt.date(2026, 11, 16)
PART = 100_000  # occupancies
SHARE_KNOWN, SHARE_USUAL = 0.8, 0.9
PROCESSES = 2
RUN = "2026-11-16-landelijk"


@functools.cache
def asked_by_rules():
    """The rules, and the questions that they ask."""
    every = {name: card.noun() for name, card in question_cards().items()}
    cards = rule_cards(every)
    return cards, {
        name: every[name] for name in sorted({q for card in cards.values() for q in card.questions})
    }


def made_part(number, size, questions):
    """Occupancies, and an answer to four in five questions about them from each question's own domain."""
    draw = np.random.default_rng(number)
    count = np.arange(size) + number * PART
    kvk = np.char.zfill(count.astype(str), 12)
    unit = np.char.zfill((count + 221_010_000_000_000).astype(str), 16)
    ids = pd.array(np.char.add(np.char.add(unit, "@"), kvk), dtype="string")
    uses = pd.DataFrame({"occupancy_id": ids, "vestiging_id_kvk": kvk, "vbo_id_bag": unit, "kvk_number": kvk})
    uses = uses.assign(
        terrein_id="1", terrein_name="Terrein", name="Bedrijf VOORBEELD", address="Weg 1, Stad"
    )
    uses = uses.assign(geometry=None, users_on_unit=1)
    frames = [answered(ids, question, draw) for question in questions.values()]
    facts = pd.concat(frames, ignore_index=True).sort_values(["occupancy_id", "question"], kind="stable")
    return tables.conform(uses, OCCUPANCY), tables.conform(facts, FACT)


@functools.cache
def usual():
    """The usual answer to each question: the most frequent one in the examples of rules that are in order."""
    cards, _ = asked_by_rules()
    told = [pair for card in cards.values() for pair in card.example_fine.items()]
    return {
        name: collections.Counter(v for q, v in told if q == name).most_common(1)[0][0] for name, _ in told
    }


def answered(ids, question, draw):
    """Answers to one question."""
    number = {"truth": ["ja", "nee"], "number": ["1", "2", "40", "250"]}
    domain = list(number.get(question.type) or question.choices)
    domain = [usual().get(question.id, domain[-1]), *domain]
    known = np.flatnonzero(draw.random(len(ids)) < SHARE_KNOWN)
    value = draw.integers(len(domain), size=len(known)) * (draw.random(len(known)) > SHARE_USUAL)
    day = np.full(len(known), pd.Timestamp("2026-11-01"), dtype="datetime64[us]")
    if "straatbeeld" in question.families:
        day -= draw.integers(0, 200, len(known)).astype("timedelta64[D]")
    facts = pd.DataFrame({"occupancy_id": ids[known], "observed_on": day})
    facts["value"] = pd.array(domain, dtype="string").take(value)
    return facts.assign(question=question.id, source=question.sources[0], expired=False)


def write_part(folder, number, size):
    """Write the input of one part."""
    _, questions = asked_by_rules()
    uses, facts = made_part(number, size, questions)
    tables.write(uses, part(folder, "occupancy", number))
    tables.write(facts, part(folder, "fact", number))


def part(folder, table, number):
    return folder / f"{table}.parquet" / f"{number:04}.parquet"


def label_part(folder, number):
    """Take one part from facts to labels; every table is written."""
    cards, questions = asked_by_rules()
    heard = {
        name: Consulted(name, card.family, Freshness.FRESH, complete=True, delivered_on=AS_OF)
        for name, card in source_cards().items()
    }
    titles = {name: card.title for name, card in source_cards().items()}
    texts = ["occupancy_id", "question", "value", "source"]
    read = pq.read_table(part(folder, "fact", number), columns=list(rules.NEEDED), read_dictionary=texts)
    facts = read.to_pandas()
    ids = pd.read_parquet(part(folder, "occupancy", number), columns=["occupancy_id"])["occupancy_id"]
    decided = Decisions(tables.empty(REVIEW), tables.empty(OVERRIDE))
    by = Judge(cards, questions, Policy(), heard, titles)
    made = judge(by, facts, ids, decided, AS_OF, [Outcome.IRREGULAR])
    for name, table in made.items():
        tables.write(table, part(folder, name, number))
    labels = made["label"]
    counts = labels["label"].value_counts().to_dict() | {"voorstel rood": int(labels["proposed_red"].sum())}
    irregular = made["finding"].groupby("rule").size().reindex(sorted(cards)).fillna(0).to_numpy(int)
    return {name: len(table) for name, table in made.items()}, counts, irregular


def plain_part(folder, number):
    """Judge one part in plain pandas; nothing is written."""
    cards, questions = asked_by_rules()
    facts = pd.read_parquet(part(folder, "fact", number), columns=["occupancy_id", "question", "value"])
    said = plain_rules.outcomes(facts, dict(sorted(cards.items())), questions)
    return said.fillna(value=False).sum().to_numpy(int)


def alone():
    """One process keeps to one core."""
    pa.set_cpu_count(1)


def spread(work, *arguments):
    """Do work on all parts, on two fresh processes; returns results, seconds and peak memory in MB."""
    start = time.perf_counter()
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(PROCESSES, mp_context=context, initializer=alone) as pool:
        found = list(pool.map(work, *arguments))
        peaks = [item.result() for item in [pool.submit(peak) for _ in range(4 * PROCESSES)]]
    seconds = time.perf_counter() - start
    return found, seconds, sum(dict(peaks).values()) + peak()[1]


def peak():
    """Process number and its peak memory in MB; told slowly, so that each process tells it."""
    time.sleep(0.05)
    return os.getpid(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def explained(workspace, occupancy_id):
    """Seconds of the whole command ``theseus explain``, median of five."""
    command = [sys.executable, "-m", "theseus", "-w", str(workspace.root), "explain", occupancy_id]
    took = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own command
        took.append(time.perf_counter() - start)
    return statistics.median(took)


def published(workspace, folder):
    """Make the tables a published run."""
    manifest = {"run": RUN, "as_of": AS_OF.isoformat(), "sources": [], "content": "", "previous": None}
    used = policy.of(*asked_by_rules(), workspace.region.thresholds.model_dump())
    (folder / policy.FILE_NAME).write_text(policy.to_json(used), "utf-8")
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    (workspace.runs / "published.json").write_text(json.dumps({"run": RUN}), "utf-8")


def main():
    occupancies = int(sys.argv[1]) if len(sys.argv) > 1 else 2_500_000
    workspace = Workspace(Path(tempfile.mkdtemp(prefix="labels-")))
    starter.make(workspace, demo.region())
    folder = workspace.runs / RUN
    sizes = [min(PART, occupancies - start) for start in range(0, occupancies, PART)]
    numbers, folders = range(len(sizes)), [folder] * len(sizes)
    spread(write_part, folders, numbers, sizes)
    cards, questions = asked_by_rules()
    print(f"{occupancies:,} occupancies x {len(questions)} questions x {len(cards)} rules")
    found, own, memory = spread(label_part, folders, numbers)
    total = pd.DataFrame([rows for rows, _, _ in found]).sum().to_dict()
    print(f"facts to labels          {own:7.1f} s   peak {memory:6.0f} MB   {total}")
    print("   ", pd.DataFrame([counts for _, counts, _ in found]).fillna(0).sum().astype(int).to_dict())
    plain, seconds, memory = spread(plain_part, folders, numbers)
    print(f"plain pandas, no reasons {seconds:7.1f} s   peak {memory:6.0f} MB   ratio {own / seconds:.2f}")
    agree = (np.sum(plain, axis=0) == np.sum([irregular for _, _, irregular in found], axis=0)).all()
    print("both find the same irregularities" if agree else "THE IRREGULARITIES DIFFER")
    published(workspace, folder)
    middle = f"{occupancies // 2:012}"
    print(
        f"theseus explain          {explained(workspace, middle):7.2f} s   (vestiging {middle})", flush=True
    )
    shutil.rmtree(workspace.root)


if __name__ == "__main__":
    main()
