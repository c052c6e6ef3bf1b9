"""An effect and a proof in words: Dutch for the desk, Markdown for a change request, JSON for machines.

The text for a change request holds numbers only: which business has which label stays in the workspace.
"""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from theseus.relabel.deliveries import RawFile
    from theseus.relabel.effect import Effect
    from theseus.relabel.proof import Proof

SHOWN = 50  # rows of a list in text; all of them are in the JSON


def summary(found: Effect) -> list[str]:
    """Say in Dutch what a set of rules would change, without naming any occupancy."""
    return list(_summary(found))


def _summary(found: Effect) -> Iterator[str]:
    if not found.differences:
        yield "De regels in de bestanden zijn die van de gepubliceerde run; er verandert niets."
        return
    yield "Wat er anders is:"
    yield from (f"  {line}" for line in found.differences)
    yield from (f"Let op: {line}" for line in found.unversioned)
    if found.unanswered:
        yield (
            f"Let op: op {_listed(found.unanswered)} heeft deze run nog niet alle antwoorden zoals de nieuwe "
            "regels ze vragen. Wat dat doet, is pas na een verversing te zien."
        )
    count = len(found.changed)
    verb = "verandert" if count == 1 else "veranderen"
    yield f"Van {found.labels} labels van {found.as_of:%d-%m-%Y} {verb} er {count}."
    pairs = found.changed.groupby(["old", "new"]).size()
    yield from (f"  {old} wordt {new}: {number}" for (old, new), number in pairs.items())


def as_markdown(found: Effect) -> str:
    """Write the backtest of a change of rules, to put beside the change; it names no occupancy."""
    lines = [
        "## Gevolg van deze regelwijziging",
        "",
        f"Nagerekend op de gegevens en besluiten van de run van {found.as_of:%d-%m-%Y}.",
        "Welke gebruiken het zijn, toont `theseus rules diff`; die lijst blijft in de werkmap.",
        "",
        *(f"- {line.strip()}" for line in _summary(found)),
    ]
    if len(found.counts):
        lines += ["", "| regel of drempel | was | wordt | labels |", "|---|---|---|---:|"]
        lines += [
            f"| {row.rule} | {row.old} | {row.new} | {row.labels} |" for row in found.counts.itertuples()
        ]
    lines += ["", f"Regels: `{found.old_policy[:12]}` wordt `{found.new_policy[:12]}`."]
    return "\n".join(lines)


def effect_as_json(found: Effect) -> str:
    """Write an effect as JSON, with every label that changes."""
    plain = {field.name: getattr(found, field.name) for field in dataclasses.fields(found)}
    plain |= {name: _records(plain[name]) for name in ("changed", "counts")}
    return json.dumps(plain, indent=1, ensure_ascii=False, default=str)


def proof_lines(proof: Proof, raw: Sequence[RawFile]) -> list[str]:
    """Say in Dutch whether labels could be made again, and whether the raw files are still there."""
    return [*_proof(proof), *_raw(raw)]


def _proof(proof: Proof) -> Iterator[str]:
    yield f"Run {proof.run_id}, labels van {proof.as_of:%d-%m-%Y}, regels {proof.policy[:12]}."
    yield from (f"Let op: {name} is niet meer zoals de run het schreef." for name in proof.touched)
    if proof.differences.empty:
        yield f"Nagerekend: alle {proof.labels} labels en {proof.findings} bevindingen komen precies zo uit."
        return
    who = proof.differences["occupancy_id"].nunique()
    yield f"Nagerekend: bij {who} van {proof.labels} gebruiken komt er iets anders uit."
    for row in proof.differences.head(SHOWN).itertuples(index=False):
        yield f"  {row.occupancy_id}, {row.what}: bewaard '{row.kept}', nagerekend '{row.again}'"
    if len(proof.differences) > SHOWN:
        yield f"  … en nog {len(proof.differences) - SHOWN} verschillen."


def _raw(raw: Sequence[RawFile]) -> Iterator[str]:
    there = sum(item.state == "aanwezig" for item in raw)
    yield f"Ruwe leveringen: {there} van {len(raw)} bestanden zijn er nog, met dezelfde inhoud."
    for item in raw:
        if item.state != "aanwezig":
            yield f"  {item.title}: {item.file} is {item.state}."


def _listed(names: Sequence[str]) -> str:
    quoted = [f"'{name}'" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} en {quoted[-1]}"


def _records(table: pd.DataFrame) -> list[dict[str, object]]:
    return list(table.astype(object).where(table.notna(), None).to_dict("records"))
