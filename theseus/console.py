"""What the command line shows: texts, tables, the log as text or JSON."""

from __future__ import annotations

import json
import logging
import os
import sys
from typing import TYPE_CHECKING

from rich.console import Console
from rich.filesize import decimal
from rich.markup import escape
from rich.table import Table

from theseus.model import Fetched, FetchState, Freshness, Severity
from theseus.report.standing import standing

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    import pandas as pd

    from theseus.model import Order, SourceReport
    from theseus.report.run import RunReport
    from theseus.supply import Wanted
    from theseus.workspace import Workspace

QUEUE_SHOWN = 20  # the rest is in the CSV
PIPE_WIDTH = 160  # columns; a pipe has no width of its own, and a table must not break there


class Paper(Console):
    """Where results are printed. If nobody reads on (``| head``), the command still does its work."""

    def on_broken_pipe(self) -> None:
        """Print the rest to nowhere; rich would end the command as if it had failed."""
        self.quiet = True
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


out = Paper(highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)
err = Console(stderr=True, highlight=False)


def table(headings: Sequence[str], rows: Iterable[Sequence[object]], *, numbers_from: int) -> None:
    """Print a table; columns from ``numbers_from`` on are right-aligned."""
    shown = Table(box=None, pad_edge=False)
    for index, heading in enumerate(headings):
        shown.add_column(heading, justify="right" if index >= numbers_from else "left")
    for row in rows:
        shown.add_row(*(escape(str(cell)) for cell in row))
    out.print(shown)


def say(text: str) -> None:
    """Print text as it is, without wrapping or markup."""
    out.print(text, markup=False, soft_wrap=True)


def complain(text: str) -> None:
    """Print one line of error to stderr."""
    err.print(f"theseus: {text}", markup=False, soft_wrap=True)


def fetched(items: Iterable[Fetched | Wanted]) -> None:
    """Print how fetching each source went, those that failed first."""
    rows = [
        (
            item.state.value,
            item.source,
            item.message,
            item.rows or "",
            decimal(item.bytes) if item.bytes else "",
        )
        if isinstance(item, Fetched)
        else (FetchState.SKIPPED.value, item.card.id, item.skipped, "", "")
        for item in items
    ]
    order = [FetchState.FAILED, FetchState.NEW, FetchState.UNCHANGED, FetchState.SKIPPED]
    rows.sort(key=lambda row: [state.value for state in order].index(row[0]))
    table(("stand", "bron", "toelichting", "rijen", "grootte"), rows, numbers_from=3)


def orders(items: Iterable[Wanted], preview: Callable[[Order], tuple[str, int]]) -> None:
    """Print what would be asked, and of whom; nothing is asked."""
    rows: list[tuple[object, ...]] = []
    for item in items:
        if not item.orders:
            rows.append((item.card.id, f"niet: {item.skipped}", ""))
        for number, order in enumerate(item.orders):
            url, count = preview(order)
            way = "" if number == 0 else "anders: "
            rows.append((item.card.id if number == 0 else "", way + url, f"minstens {count}"))
    table(("bron", "vraag", "aantal vragen"), rows, numbers_from=2)


def queue(listed: pd.DataFrame) -> None:
    """Print the first links that wait for a judgement, in a form that ``theseus judge`` takes."""
    shown = (
        listed.head(QUEUE_SHOWN)
        .astype("string")
        .fillna("")
        .assign(score=listed["score"].map("{:.2f}".format).str.replace(".", ","))
    )
    for row in shown.itertuples(index=False):
        say(f"{row.source} {row.record_id} {row.occupancy_id}  ({row.score})")
        say(f"    {row.name or 'zonder naam'}, {row.address or 'zonder adres'}")
        say(f"    lijkt op: {row.occupancy_name or 'gebruiker niet bekend'}, {row.occupancy_address}")
        say(f"    {row.reason}")
        if row.verdict:
            say(f"    oordeel {row.judgement_id}: {row.verdict}, door {row.judged_by}")
    say(f"{len(listed)} mogelijke koppelingen, {len(shown)} getoond. Alle: theseus queue --csv BESTAND")


def purchase(chosen: pd.DataFrame, budget_eur: float) -> None:
    """Print the look-ups that a budget would buy, and what they are expected to cost."""
    if chosen.empty:
        say("Er is niets te kopen: geen wit gebruik wacht op de KVK, of het budget is te klein.")
        return
    table(
        ("adres", "terrein", "waarom", "profielen", "euro"),
        [
            [row.address, row.terrein_name, row.reason, row.profiles, f"{row.cost_eur:.2f}"]
            for row in chosen.itertuples(index=False)
        ],
        numbers_from=3,
    )
    say(
        f"{len(chosen)} opzoekingen, naar verwachting € {chosen['cost_eur'].sum():.2f}; nooit meer dan "
        f"€ {budget_eur:.2f}. Daarmee worden er naar verwachting {chosen['value'].sum():.0f} witte gebruiken"
        " beslisbaar."
    )


def attention(report: RunReport) -> None:
    """Print first which shares of labels jumped, and which sources are halted, stale or absent."""
    alarm(report)
    for source in report.troubled:
        say(f"Let op: {source.title}: {standing(source, report.as_of)}")
    never = [i.title for i in report.sources if i.freshness is Freshness.ABSENT and not i.troubled]
    if never:
        say(f"Niet geraadpleegd: {', '.join(never)}.")
    for note in report.notes:
        say(f"Let op: {note}")


def alarm(report: RunReport) -> None:
    """Print which shares of labels jumped since the run before."""
    for line in report.alarm:
        say(f"Alarm: {line} Zoek de oorzaak voordat u kaart en roosters gebruikt.")


def changes(report: RunReport) -> None:
    """Print how many labels changed, per cause."""
    if not report.changes:
        say("Geen enkel label is veranderd.")
    for cause, count in report.changes.items():
        say(f"Veranderd: {count} ({cause})")


def published(workspace: Workspace, report: RunReport, drawn: Path) -> None:
    """Print whether a run was published, and where to look."""
    if not report.published:
        say(f"Niets veranderd sinds run {report.run_id}; er is niets gepubliceerd.")
    say(f"Verslag:  {workspace.runs / report.run_id / 'verslag.md'}")
    say(f"Kaart:    {drawn}")
    say(f"Roosters: {workspace.rosters / report.run_id}")


def shares(report: RunReport) -> None:
    """Print the label shares per park."""
    columns = ("occupancies", "groen", "wit", "rood", "proposed_red", "without_user")
    table(
        ("terrein", "gebruiken", "groen", "wit", "rood", "voorstel rood", "zonder gebruiker"),
        [[row["name"], *(row[column] for column in columns)] for row in report.shares],
        numbers_from=1,
    )


def sources(reports: Iterable[SourceReport], as_of: dt.date) -> None:
    """Print how each source entered, and what was wrong at the door."""
    reports = tuple(reports)
    table(
        ("bron", "stand", "geleverd", "gelezen", "in resultaat", "samengevoegd", "onbruikbaar", "n.v.t."),
        [
            [
                item.source,
                item.freshness.value,
                f"{item.delivered_on:%d-%m-%Y}" if item.delivered_on else "",
                item.rows_read,
                item.rows_kept,
                item.rows_merged,
                item.rows_defect,
                item.rows_out_of_scope,
            ]
            for item in reports
        ],
        numbers_from=3,
    )
    for item in reports:
        if item.troubled:
            say(f"Let op: {item.title}: {standing(item, as_of)}")
        for check in item.checks:
            if check.severity is not Severity.OK and check.message not in item.problems:
                say(f"{check.severity.value}: {item.title}: {check.message}")


class JsonFormatter(logging.Formatter):
    """One JSON object per log line."""

    def format(self, record: logging.LogRecord) -> str:
        """Write time, level, logger and message."""
        line = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        return json.dumps(line, ensure_ascii=False)


def start_log(*, as_json: bool, verbose: bool) -> None:
    """Send the log to stderr: warnings by default, every stage if ``verbose``."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter() if as_json else logging.Formatter("%(message)s"))
    root = logging.getLogger("theseus")
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO if verbose else logging.WARNING)
