"""Commands that try a plan out: what if, and what it costs to let visits stay where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from theseus import console
from theseus.cli.app import Command, planning_day, published
from theseus.cli.planning import plan
from theseus.errors import PlanError

if TYPE_CHECKING:
    from theseus.config import Region


@plan.command("what-if", cls=Command)
@click.option("--dot", is_flag=True, help="Het DOT loopt mee op elke integrale controle, als extra team.")
@click.option("--teams", type=int, default=0, metavar="GETAL", help="Zoveel eigen teams erbij (of eraf).")
@click.option("--minuten", "minutes", type=int, default=0, metavar="GETAL", help="Elke controle langer.")
@click.option(
    "--zonder",
    "without",
    multiple=True,
    metavar="PARTNER=DAG",
    help="De partner komt niet op die dag: politie=dinsdag. Mag vaker.",
)
@click.option(
    "--budget",
    multiple=True,
    metavar="POST=EURO",
    help="Een ander bedrag per gemeente per jaar: ODRA=1500 of totaal=6000. Mag vaker.",
)
@click.pass_context
def what_if(
    context: click.Context,
    *,
    dot: bool,
    teams: int,
    minutes: int,
    without: tuple[str, ...],
    budget: tuple[str, ...],
) -> None:
    """Laat zien wat een verandering brengt, naast het plan zonder; er wordt niets bewaard."""
    from theseus import artefacts, whatif
    from theseus.cli import plan_tables

    workspace = context.obj
    changed: Region = workspace.region
    if dot:
        changed = whatif.with_dot(changed)
    if teams:
        changed = whatif.with_teams(changed, teams)
    if minutes:
        changed = whatif.longer(changed, minutes)
    for partner, weekday in (_pair(text, "--zonder politie=dinsdag") for text in without):
        changed = whatif.without(changed, partner, weekday)
    for post, amount in (_pair(text, "--budget ODRA=1500") for text in budget):
        changed = whatif.with_budget(changed, post, _euros(amount))
    if changed is workspace.region:
        raise PlanError("Noem een verandering, zoals --dot of --minuten 30. Zie --help.")
    run = published(workspace)
    today = planning_day(run)
    before = artefacts.before(workspace, today)
    plan_tables.compared(whatif.compare(workspace.region, changed, run, before, today=today))


@plan.command(cls=Command)
@click.pass_context
def wissels(context: click.Context) -> None:
    """Zet de waarde van het plan tegenover het aantal wisselingen sinds het plan van de vorige run."""
    from theseus import artefacts, planning
    from theseus.cli import plan_tables
    from theseus.plan.frontier import frontier

    workspace, run = context.obj, published(context.obj)
    today = planning_day(run)
    before = artefacts.before(workspace, today, of_other_than=run)
    if before.last is None:
        raise PlanError("Er is maar één plan; na een volgende verversing is er iets te vergelijken.")
    asked = planning.ask(workspace.region, run, before, today=today)
    stood = len(asked.kept.problem.before)
    console.say(f"Het plan van {before.last.problem.as_of:%d-%m-%Y} heeft {stood} bezoeken die nog komen.")
    own = workspace.region.rhythm.stay
    plan_tables.frontier(frontier(asked.kept.problem, settled=asked.kept.settled), own)


def _pair(text: str, example: str) -> tuple[str, str]:
    name, found, value = text.partition("=")
    if not found:
        raise PlanError(f"'{text}' mist een =. Schrijf het als {example}.")
    return name.strip(), value.strip()


def _euros(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise PlanError(f"'{text}' is geen bedrag in euro. Schrijf het als 1500 of 1500.50.") from None
