"""What a dossier tells of the occupancy as it is now: who, label, findings, values, records and sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from theseus.contracts import CORRECTION_SOURCE, VISIT_SOURCE
from theseus.model import LinkOutcome, Outcome
from theseus.report.dossier.desk import Staff, day, outside, plain
from theseus.report.dossier.rights import texts
from theseus.report.dossier.shape import Finding, LabelNow, Linked, OpenQuestion, SourceUsed, Value, Who
from theseus.report.provenance import field_name, in_order

if TYPE_CHECKING:
    from collections.abc import Mapping

    from theseus.report.dossier.material import Material

# What a dossier tells of a card.
CARD = ("title", "publisher", "purpose", "legal_basis", "licence", "regime", "personal_data")
_LINKED = (LinkOutcome.LINKED.value, LinkOutcome.OWN_OCCUPANCY.value)
_OUTCOMES = [Outcome.IRREGULAR.value, Outcome.UNKNOWN.value, Outcome.FINE.value]


def who(material: Material) -> Who:
    """Tell who and where the dossier is about."""
    row = material.occupancy
    keys = ("occupancy_id", "name", "address", "kvk_number", "vestiging_id_kvk", "vbo_id_bag", "pand_id_bag")
    told: dict[str, Any] = {key: plain(row[key]) for key in (*keys, "no_match_reason")}
    return Who(
        **told, terrein=str(row["terrein_name"]), municipality=material.municipality, gone=material.gone
    )


def label(material: Material, staff: Staff) -> LabelNow:
    """Tell the label that holds, and what it means."""
    row = outside(material.of("label"), staff).iloc[0]
    proposed = bool(row["proposed_red"])
    return LabelNow(
        label=row["label"],
        proposed_red=proposed,
        because=staff.told(row["because"]) or "",
        meaning=texts().meanings.of(row["label"], proposed=proposed),
        known_share=float(row["known_share"]),
        next_step=plain(row["next_step"]),
    )


def findings(material: Material) -> tuple[Finding, ...]:
    """Tell what each rule says, what asks for attention first."""
    rows = material.of("finding")
    ordered = rows.assign(place=rows["outcome"].map(_OUTCOMES.index)).sort_values(["place", "rule"])
    return tuple(
        Finding(
            rule=row["rule"], outcome=row["outcome"], sentence=row["sentence"], sources=plain(row["sources"])
        )
        for row in ordered.to_dict("records")
    )


def open_questions(material: Material) -> tuple[OpenQuestion, ...]:
    """Tell what is not known, what is cheapest to find out first."""
    rows = material.of("open_question").sort_values(["cost_eur", "question"])
    columns = ("question", "text", "why", "sources", "step")
    return tuple(OpenQuestion(**row) for row in rows[list(columns)].to_dict("records"))


def known(material: Material, staff: Staff) -> tuple[Value, ...]:
    """Tell every displayed value with its source; the original only where it differs."""
    return tuple(
        Value(
            field=row["field"],
            name=field_name(row["field"], material.questions),
            value=row["value"],
            original=_original(row, staff),
            source=row["source"],
            source_title=material.title(row["source"]),
            record=plain(row["record_id"]),
            first_seen=row["first_seen"].date(),
            last_seen=row["last_seen"].date(),
        )
        for row in in_order(material.of("provenance")).to_dict("records")
    )


def _original(row: Mapping[Any, Any], staff: Staff) -> str | None:
    """What the source wrote, if that differs; no staff in what was said at a visit or for a correction."""
    by_hand = row["source"] in {VISIT_SOURCE, CORRECTION_SOURCE}
    written = staff.told(row["original"]) if by_hand else plain(row["original"])
    return None if written == row["value"] else written


def records(material: Material) -> tuple[Linked, ...]:
    """Tell which records of sources were put with this occupancy."""
    rows = material.of("link")
    linked = rows[rows["outcome"].isin(_LINKED)].sort_values(["source", "table", "record_id"])
    return tuple(
        Linked(
            source=row["source"],
            source_title=material.title(row["source"]),
            record=row["record_id"],
            kind=row["table"],
            score=None if pd.isna(row["score"]) else float(row["score"]),
            reason=row["reason"],
        )
        for row in linked.to_dict("records")
    )


def sources(material: Material) -> tuple[SourceUsed, ...]:
    """Tell of every source behind a value or a record what its card registers, in the order of the values."""
    named = [*in_order(material.of("provenance"))["source"], *(item.source for item in records(material))]
    delivered = material.results["delivery"].set_index("source").to_dict("index")
    return tuple(
        _source(source, material.cards[source], delivered.get(source, {}))
        for source in dict.fromkeys(named)
        if source in material.cards
    )


def _source(source: str, card: Mapping[str, Any], delivery: Mapping[Any, Any]) -> SourceUsed:
    told: dict[str, Any] = {name: card[name] for name in CARD}
    file: dict[str, Any] = {name: plain(delivery.get(name)) for name in ("file", "sha256", "url")}
    return SourceUsed(source=source, delivered_on=day(delivery.get("delivered_on")), **told, **file)
