"""Commands that run stages: check, label, refresh and the weekly schedule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from theseus import console
from theseus.cli.app import ALARM, HALTED, accept_option, accepting, app, as_of_option, day, reason_option

if TYPE_CHECKING:
    import datetime as dt

    from theseus.report.run import RunReport
    from theseus.workspace import Workspace


@app.command()
@as_of_option
@accept_option
@reason_option
@click.pass_context
def check(context: click.Context, as_of: dt.datetime | None, accept: tuple[str, ...], reason: str) -> None:
    """Lees en controleer alle bronnen, zonder iets te publiceren."""
    from theseus import bars, ledger
    from theseus.intake import take_in

    workspace: Workspace = context.obj
    with bars.progress(("bronnen",)) as show:
        taken = take_in(
            workspace,
            day(as_of),
            last=ledger.published(workspace.runs),
            accept=accepting(accept, reason),
            progress=lambda title: show("bronnen", title),
        )
    console.sources((item.report for item in taken), day(as_of))
    if any(item.report.troubled for item in taken):
        context.exit(HALTED)


@app.command()
@as_of_option
@accept_option
@reason_option
@click.pass_context
def label(context: click.Context, as_of: dt.datetime | None, accept: tuple[str, ...], reason: str) -> None:
    """Bepaal de labels op proef: toon de verdeling en wat er zou veranderen, zonder te publiceren."""
    from theseus import bars
    from theseus import refresh as stages

    with bars.progress(stages.STAGES) as show:
        report = stages.rehearse(context.obj, day(as_of), accept=accepting(accept, reason), progress=show)
    console.alarm(report)
    console.shares(report)
    console.changes(report)
    _end(context, report)


@app.command()
@as_of_option
@accept_option
@reason_option
@click.pass_context
def refresh(context: click.Context, as_of: dt.datetime | None, accept: tuple[str, ...], reason: str) -> None:
    """Ververs alles: bronnen, labels, kaart, plan en roosters. Publiceert alleen wat veranderd is."""
    workspace: Workspace = context.obj
    _ = workspace.region  # a folder without a theseus.toml is refused at once
    from theseus import artefacts, bars
    from theseus import refresh as stages

    with bars.progress(stages.STAGES) as show:
        report = stages.refresh(workspace, day(as_of), accept=accepting(accept, reason), progress=show)
    console.attention(report)
    console.shares(report)
    console.changes(report)
    console.published(workspace, report, artefacts.map_of(workspace))
    _end(context, report)


def _end(context: click.Context, report: RunReport) -> None:
    """End with the code of the gravest thing that somebody has to look at."""
    if report.alarm:
        context.exit(ALARM)
    if report.troubled:
        context.exit(HALTED)


@app.command()
@click.pass_context
def schedule(context: click.Context) -> None:
    """Ververs elke week op de ingestelde dag en tijd, tot u het programma stopt."""
    from theseus import schedule as weekly

    wanted = context.obj.region.schedule
    console.say(f"Verversing elke week op {wanted.weekday} om {wanted.time:%H:%M}. Stoppen met Ctrl+C.")
    weekly.run_forever(context.obj)
