"""Verify a certificate: its own hash, its label from its own facts and rules, and the run if that is kept."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import pandas as pd
from pydantic import ValidationError

from theseus import policy, tables
from theseus.contracts import FACT, OVERRIDE, REVIEW
from theseus.errors import TheseusError
from theseus.explain.certificate import Certificate, FactUsed, days_of, used_facts
from theseus.explain.explaining import plain
from theseus.judging import Judge, judge
from theseus.label import Decisions
from theseus.ledger import MANIFEST, Run
from theseus.report.explanation import Verdict
from theseus.report.provenance import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from theseus.policy import PolicySet
    from theseus.workspace import Workspace

_QUESTION = re.compile(r"[a-z][a-z0-9_]*")
# What decides a label; the words around it depend on how sources stood, and stay as told.
_DECIDED = ("label", "proposed_red", "known_share", "review", "overridden")
_CLOSE = 1e-9  # of the known share: sums of weights in another order differ beyond that


class Answer(StrEnum):
    """How one check ended."""

    YES = "klopt"
    NO = "klopt niet"
    NOT_CHECKED = "niet na te gaan"


@dataclass(frozen=True)
class Check:
    """One check of a certificate, with how it ended in Dutch."""

    what: str
    answer: Answer
    told: str = ""


def read(path: Path) -> Certificate:
    """Read a certificate.

    Raises
    ------
    TheseusError
        If the file is no certificate of a form that we know.
    """
    try:
        return Certificate.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "het bestand"
        raise TheseusError(
            f"{path} is geen certificaat van Theseus ({where}: {first['msg']}). Vraag het opnieuw aan."
        ) from error


def verify(found: Certificate, workspace: Workspace) -> list[Check]:
    """Check a certificate as far as what is kept allows.

    Parameters
    ----------
    workspace
        Where the run and the deliveries may still be.
    """
    run = Run(workspace.runs / found.run)
    # The name of a run comes from the file: it must not lead out of the folder of runs.
    kept = run.folder.parent == workspace.runs and (run.folder / MANIFEST).exists()
    checks = [_seal(found), *_label(found)]
    if not kept:
        told = f"Run {found.run} is in deze werkmap niet bewaard."
        checks += [Check(what, Answer.NOT_CHECKED, told) for what in (_FILES, _FACTS, _RULES)]
    else:
        checks += [_files(found, run), _facts(found, run), _rules(found, run)]
    return [*checks, *_deliveries(found, workspace)]


def as_lines(found: Certificate, checks: Sequence[Check]) -> list[str]:
    """Tell in Dutch what was checked and how it ended; nothing in the file can steer the terminal."""
    label = f"{found.label.label} op {found.as_of:%d-%m-%Y}"
    lines = [f"Certificaat van gebruik {found.occupancy.occupancy_id}: {label}."]
    lines += [f"{item.answer.value}: {item.what}. {item.told}".rstrip() for item in checks]
    return [shown(line) for line in lines]


_SEAL = "De inhoud van het certificaat is die waarvoor het is afgegeven"
_LABEL = "Het label volgt uit de gegevens, regels en besluiten in het certificaat"
_FINDINGS = "De bevindingen volgen uit de gegevens en regels in het certificaat"
_FILES = "De bestanden van de run zijn die van toen"
_FACTS = "De gegevens en het label zijn die van de run"
_RULES = "De regels zijn die van de run"
_RAW = "De leveringen zijn die waarvan de run is gemaakt"


def _seal(found: Certificate) -> Check:
    same = found.digest() == found.sha256
    return Check(_SEAL, Answer.YES if same else Answer.NO, "" if same else "De hash past niet bij de inhoud.")


def _label(found: Certificate) -> Iterator[Check]:
    """Judge again, with nothing but what the certificate holds."""
    try:
        used = _policy(found)
        made = _judged(found, used)
    except TheseusError as error:
        yield Check(_LABEL, Answer.NO, str(error))
        return
    verdict = plain(made["label"], Verdict)[0]
    other = [name for name in _DECIDED if not _same(verdict[name], getattr(found.label, name))]
    told = "" if not other else f"Nagerekend: {', '.join(f'{name} is {verdict[name]}' for name in other)}."
    yield Check(_LABEL, Answer.NO if other else Answer.YES, told)
    again = {row.rule: (row.outcome, row.sentence) for row in made["finding"].itertuples()}
    differ = sorted({name for name, said in again.items() if said not in _said(found, name)})
    differ += sorted({item.rule for item in found.findings} - set(again))
    told = f"Anders: {', '.join(differ)}." if differ else ""
    yield Check(_FINDINGS, Answer.NO if differ else Answer.YES, told)


def _said(found: Certificate, rule: str) -> list[tuple[str, str]]:
    return [(item.outcome.value, item.sentence) for item in found.findings if item.rule == rule]


def _same(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) < _CLOSE
    return one == other


def _policy(found: Certificate) -> PolicySet:
    """Take the rules out of the certificate; what decides is what they ask, never what they say of it.

    Raises
    ------
    TheseusError
        If they are no rules, or not those of their hash.
    """
    used = policy.from_json(json.dumps(found.rules), "De regels in het certificaat")
    # Ids become names of columns, and this file comes from outside.
    if not all(_QUESTION.fullmatch(name) for name in used.questions):
        raise TheseusError("Een vraag in het certificaat heeft een naam die niet kan.")
    for card in used.rules.values():
        asked = [used.questions.get(name) for name in card.questions]
        families = {family for question in asked if question for family in question.families}
        if None in asked or sorted(families) != sorted(card.families):
            raise TheseusError(f"Regel '{card.id}' in het certificaat past niet bij zijn vragen.")
    return used


def _judged(found: Certificate, used: PolicySet) -> dict[str, pd.DataFrame]:
    who = found.occupancy.occupancy_id
    facts = tables.conform(_table(found.facts, FACT.names, who), FACT)
    reviews = _table(found.reviews, REVIEW.names, who).assign(reason="")
    overrides = tables.conform(_table(found.overrides, OVERRIDE.names, who), OVERRIDE)
    decisions = Decisions(tables.conform(reviews, REVIEW), overrides, used.suspended)
    by = Judge(used.rules, used.questions, used.limits)
    return judge(by, facts, pd.Series([who], dtype="string"), decisions, found.as_of)


def _table(parts: Sequence[Any], columns: list[str], who: str) -> pd.DataFrame:
    return pd.DataFrame([part.model_dump() for part in parts], columns=columns).assign(occupancy_id=who)


def _files(found: Certificate, run: Run) -> Check:
    now = run.hashes()
    gone = sorted(name for name in found.files if name not in now)
    changed = sorted(name for name, digest in found.files.items() if now.get(name, digest) != digest)
    if changed:
        return Check(_FILES, Answer.NO, f"Gewijzigd: {', '.join(changed)}.")
    if gone:
        return Check(_FILES, Answer.NOT_CHECKED, f"Niet meer bewaard: {', '.join(gone)}.")
    return Check(_FILES, Answer.YES, f"{len(found.files)} bestanden.")


def _facts(found: Certificate, run: Run) -> Check:
    who = found.occupancy.occupancy_id
    used = policy.read(run.folder)
    facts, labels = run.of("fact", who), run.of("label", who)
    if used is None or labels.empty:
        return Check(_FACTS, Answer.NO if used else Answer.NOT_CHECKED, f"De run heeft {who} niet.")
    known = tuple(FactUsed(**days_of(row)) for row in plain(used_facts(facts, used), FactUsed))
    if known != found.facts:
        differ = sorted({item.question for item in {*known} ^ {*found.facts}})
        return Check(_FACTS, Answer.NO, f"Anders: {', '.join(differ)}.")
    same = Verdict(**plain(labels, Verdict)[0]) == found.label
    return Check(_FACTS, Answer.YES if same else Answer.NO, "" if same else "De run heeft een ander label.")


def _rules(found: Certificate, run: Run) -> Check:
    used = policy.read(run.folder)
    if used is None:
        return Check(_RULES, Answer.NOT_CHECKED, "De run is van voor de tijd dat runs hun regels bewaarden.")
    same = json.loads(policy.to_json(used)) == found.rules
    return Check(_RULES, Answer.YES if same else Answer.NO)


def _deliveries(found: Certificate, workspace: Workspace) -> Iterator[Check]:
    """Compare the raw files that are still there; files that a region keeps elsewhere are not looked for."""
    there, changed = 0, []
    for item in found.deliveries:
        path = workspace.raw / item.source / str(item.delivered_on) / item.file
        if path.is_relative_to(workspace.raw) and ".." not in path.parts and path.is_file():
            there += 1
            with path.open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != item.sha256:
                    changed.append(f"{item.source}/{item.file}")
    total = len(found.deliveries)
    if changed:
        yield Check(_RAW, Answer.NO, f"Gewijzigd: {', '.join(changed)}.")
    elif there:
        yield Check(_RAW, Answer.YES, f"{there} van {total} bestanden staan er nog.")
    elif total:
        yield Check(_RAW, Answer.NOT_CHECKED, f"Geen van de {total} bestanden staat hier nog.")
