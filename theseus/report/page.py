"""The report of one run as a Dutch page in Markdown; what needs attention comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from theseus.model import Freshness, Severity
from theseus.report.standing import standing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from theseus.report.run import RunReport


def as_markdown(report: RunReport) -> str:
    """Write the report as Markdown. Text from outside stays inert in its cell."""
    lines = [
        f"# Verslag van de run voor {report.region}",
        "",
        f"Peildatum {report.as_of:%d-%m-%Y}, run `{report.run_id}`. "
        + ("Gepubliceerd." if report.published else "Niets veranderd, dus niets gepubliceerd."),
        "",
        *_attention(report),
        *_change_lines(report),
        *_share_table(report),
        *_cost_lines(report),
        *_source_table(report),
        *_quarantine_lines(report),
        *_overlap_lines(report),
        *_link_lines(report),
    ]
    return "\n".join(lines) + "\n"


def _attention(report: RunReport) -> Iterator[str]:
    never = [item for item in report.sources if item.freshness is Freshness.ABSENT and not item.troubled]
    if not (report.alarm or report.troubled or never or report.notes):
        return
    yield "## Let op"
    yield ""
    for line in report.alarm:
        yield f"- **Alarm**: {_cell(line)} Zoek de oorzaak voordat u kaart en roosters gebruikt."
    for source in report.troubled:
        yield f"- **{source.title}**: {_cell(standing(source, report.as_of))}"
    if never:
        titles = ", ".join(item.title for item in never)
        yield f"- Niet geraadpleegd: {titles}. Dat zegt niets over de bedrijven."
    for note in report.notes:
        yield f"- {_cell(note)}"
    yield ""


def _share_table(report: RunReport) -> Iterator[str]:
    yield "## Labels per terrein"
    yield ""
    yield "| terrein | gebruiken | groen | wit | rood | voorstel rood | zonder bekende gebruiker |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    columns = ("occupancies", "groen", "wit", "rood", "proposed_red", "without_user")
    for row in report.shares:
        yield f"| {_cell(row['name'])} | " + " | ".join(str(row[column]) for column in columns) + " |"
    totals = [sum(row[column] for row in report.shares) for column in columns]
    yield "| **totaal** | " + " | ".join(f"**{total}**" for total in totals) + " |"
    yield ""


def _cost_lines(report: RunReport) -> Iterator[str]:
    """Say what missing sources cost in white."""
    for heading, counts in (
        ("Wat niet-geraadpleegde bronnen kosten", report.not_consulted),
        ("Wat onvolledige bronnen kosten", report.incomplete),
    ):
        if counts:
            yield f"## {heading}"
            yield ""
            yield "Zoveel witte gebruiken hebben een open vraag die de bron zou kunnen beantwoorden:"
            yield ""
            for source, count in sorted(counts.items(), key=lambda item: -item[1]):
                yield f"- {source}: {count}"
            yield ""


def _change_lines(report: RunReport) -> Iterator[str]:
    if report.weekly.paragraph:
        yield "## Veranderingen sinds de vorige run"
        yield ""
        yield _cell(report.weekly.paragraph)
        yield ""
    if report.weekly.transitions:
        yield "| was | is | oorzaak | adressen |"
        yield "|---|---|---|---:|"
        for row in report.weekly.transitions:
            yield f"| {row['old']} | {row['new']} | {row['cause']} | {row['count']} |"
        yield ""
    if report.changed:
        yield "| adres | was | is | waarom |"
        yield "|---|---|---|---|"
        for row in report.changed:
            yield f"| {_cell(row['address'])} | {row['old']} | {row['new']} | {_cell(row['detail'])} |"
        yield ""


def _source_table(report: RunReport) -> Iterator[str]:
    yield "## Bronnen"
    yield ""
    yield "Gelezen = in resultaat + samengevoegd + onbruikbaar + niet van toepassing."
    yield ""
    yield "| bron | stand | geleverd | gelezen | in resultaat | samengevoegd | onbruikbaar | n.v.t. |"
    yield "|---|---|---|---:|---:|---:|---:|---:|"
    for source in report.sources:
        day = f"{source.delivered_on:%d-%m-%Y}" if source.delivered_on else ""
        counts = (
            source.rows_read,
            source.rows_kept,
            source.rows_merged,
            source.rows_defect,
            source.rows_out_of_scope,
        )
        yield f"| {source.title} | {source.freshness.value} | {day} | " + " | ".join(map(str, counts)) + " |"
    yield ""


def _quarantine_lines(report: RunReport) -> Iterator[str]:
    yield "## Apart gezette rijen"
    yield ""
    for source in report.sources:
        for reason, count in source.reasons.items():
            yield f"- {source.title}: {count} × {reason}"
        for check in source.checks:
            if check.severity in {Severity.WARN, Severity.ACCEPTED}:
                yield f"- {source.title}, {check.severity.value}: {_cell(check.message)}"
    yield ""


def _overlap_lines(report: RunReport) -> Iterator[str]:
    if not report.overlaps:
        return
    yield "## Terreinen in meer bronnen"
    yield ""
    yield "| terrein | gekozen bron | andere bron | naam daar | overlap (IoU) | adressen in beide |"
    yield "|---|---|---|---|---:|---:|"
    names = {row["terrein_id"]: row["name"] for row in report.shares}
    for row in report.overlaps:
        name = _cell(names.get(row["terrein_id"], row["terrein_id"]))
        yield (
            f"| {name} | {row['source']} | {row['other_source']} | {_cell(row['other_name'])} "
            f"| {row['iou']:.2f} | {row['units_in_both']} |"
        )
    yield ""


def _link_lines(report: RunReport) -> Iterator[str]:
    yield "## Koppelingen"
    yield ""
    for row in report.outcomes:
        yield f"- {row['source']}, {row['table']}: {row['records']} {row['outcome']}"
    yield ""
    yield f"Op de lijst van mogelijke koppelingen staan {report.near_misses} paren."
    yield f"Van {report.without_user} gebruiken is de gebruiker niet bekend."


def _cell(text: str) -> str:
    """Keep text from outside inside its table cell, and Markdown or HTML in it inert."""
    escaped = "".join(f"\\{sign}" if sign in r"\`*_[]|!#" else sign for sign in " ".join(str(text).split()))
    return escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
