"""Commands with which people decide."""

from __future__ import annotations

import datetime as dt
import getpass
from pathlib import Path

import click

from theseus import console
from theseus.cli.app import app, day, published
from theseus.errors import DeskError

PAIR = 4  # source, record, occupancy and verdict


@app.command()
@click.argument("wanted", metavar="ID")
@click.argument("decision", metavar="BESLUIT", type=click.Choice(["bevestigd", "afgewezen"]))
@click.option("--reden", "reason", required=True, metavar="TEKST", help="Waarom u dit besluit.")
@click.option(
    "--voorgesteld-door", "proposed_by", required=True, metavar="NAAM", help="Wie het voorstel deed."
)
@click.option(
    "--tot", "until", required=True, type=click.DateTime(["%Y-%m-%d"]), metavar="DATUM", help="Einddatum."
)
@click.option(
    "--user", "user", default=None, metavar="NAAM", help="Wie besluit; standaard de aangemelde gebruiker."
)
@click.pass_context
def review(
    context: click.Context,
    wanted: str,
    decision: str,
    *,
    reason: str,
    proposed_by: str,
    until: dt.datetime,
    user: str | None,
) -> None:
    """Bevestig of wijs een voorstel rood af, als tweede persoon en met een reden."""
    from theseus.desk.reviews import Review, decide
    from theseus.report import explain as explanation

    proposed = published(context.obj).tables("occupancy", "label")
    for occupancy_id in explanation.find_proposed(proposed, wanted):
        taken = Review(
            occupancy_id=occupancy_id,
            decision=decision,
            reason=reason,
            proposed_by=proposed_by,
            decided_by=user or getpass.getuser(),
            decided_on=day(None),
            until=until.date(),
            entered_at=dt.datetime.now(dt.UTC),
        )
        decide(context.obj.desk_url, taken)
        console.say(f"Besluit vastgelegd: {occupancy_id} {decision}. Draai theseus refresh.")


@app.command()
@click.option(
    "--csv",
    "path",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="BESTAND",
    help="Schrijf de lijst als CSV.",
)
@click.pass_context
def queue(context: click.Context, path: Path | None) -> None:
    """Toon de mogelijke koppelingen waarover een mens kan oordelen, de waarschijnlijkste eerst."""
    from theseus.desk.judgements import judgements
    from theseus.export import lists
    from theseus.report import queue as waiting

    run = published(context.obj)
    records = {name: run.all_records(name) for name in waiting.NAMED}
    listed = waiting.queue(
        run.table("near_miss"), run.table("occupancy"), records, judgements(context.obj.desk_url)
    )
    if path is None:
        console.queue(listed)
        return
    lists.queue(path, listed)
    console.say(f"{len(listed)} mogelijke koppelingen geschreven: {path}")


@app.command()
@click.argument("pair", metavar="[BRON RECORD GEBRUIK OORDEEL]", nargs=-1)
@click.option("--reden", "reason", required=True, metavar="TEKST", help="Waarom u dit vindt.")
@click.option("--undo", type=int, metavar="NUMMER", help="Draai oordeel NUMMER terug.")
@click.option(
    "--user", "user", default=None, metavar="NAAM", help="Wie oordeelt; standaard de aangemelde gebruiker."
)
@click.pass_context
def judge(
    context: click.Context, pair: tuple[str, ...], *, reason: str, undo: int | None, user: str | None
) -> None:
    """Zeg of een record bij een gebruik hoort: zelfde, verschillend of onzeker. Uw oordeel gaat voor."""
    from theseus.desk import judgements

    who, moment = user or getpass.getuser(), dt.datetime.now(dt.UTC)
    if undo is not None and not pair:
        judgements.undo(context.obj.desk_url, undo, who, reason, moment)
        console.say(f"Oordeel {undo} is teruggedraaid. Draai theseus refresh.")
        return
    if undo is not None or len(pair) != PAIR:
        raise DeskError("Noem bron, record, gebruik en oordeel, of alleen --undo NUMMER (zie theseus queue).")
    source, record_id, occupancy_id, verdict = pair
    given = judgements.Judgement(
        source=source,
        record_id=record_id,
        occupancy_id=occupancy_id,
        verdict=verdict,
        reason=reason,
        judged_by=who,
        judged_at=moment,
    )
    number = judgements.judge(context.obj.desk_url, given)
    console.say(f"Oordeel {number} vastgelegd: {source} {record_id} is {verdict}. Draai theseus refresh.")
