"""Commands with which people decide."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from theseus import console
from theseus.cli.app import app, day, now, published
from theseus.cli.entering import alone, given, one, only, until_option, user_option, who, withdraw_option
from theseus.contracts import CONFIRMED, PROPOSED, REFUSED
from theseus.errors import DeskError

if TYPE_CHECKING:
    import datetime as dt

    from theseus.desk.basis import Basis
    from theseus.ledger import Run

PAIR = 4  # source, record, occupancy and verdict


@app.command()
@click.argument("wanted", metavar="ID")
@click.argument("decision", metavar="BESLUIT", type=click.Choice([PROPOSED, CONFIRMED, REFUSED]))
@click.option("--reden", "reason", required=True, metavar="TEKST", help="Waarom u dit besluit.")
@until_option("Einddatum; verplicht bij bevestigd. Anders 6 weken (voorgesteld) of een jaar (afgewezen).")
@user_option
@click.pass_context
def review(
    context: click.Context,
    wanted: str,
    decision: str,
    *,
    reason: str,
    until: dt.datetime | None,
    user: str | None,
) -> None:
    """Stel een voorstel rood voor, of bevestig het of wijs het af als tweede persoon."""
    from theseus.desk import reviews
    from theseus.desk.answers import entered_by

    url, run, today = context.obj.desk_url, published(context.obj), day(None)
    if decision == CONFIRMED and until is None:
        raise DeskError("Een bevestiging vraagt om een einddatum (--tot DATUM).")
    holds = reviews.PROPOSAL_HOLDS if decision == PROPOSED else reviews.REFUSAL_HOLDS
    ends = until.date() if until else today + holds
    occupancy_id = _decidable(run, wanted, reviews.standing(reviews.reviews(url), today))
    rests_on = _basis(run, occupancy_id)
    taken = reviews.Review(
        occupancy_id=occupancy_id,
        decision=decision,
        reason=reason,
        decided_by=who(user),
        decided_on=today,
        until=ends,
        entered_at=now(),
        rules=",".join(rests_on.rules) or None,
        run=run.run_id,
    )
    reviews.decide(url, taken, entered_by(url, rests_on.records))
    console.say(f"Besluit vastgelegd: {occupancy_id} {decision}, tot {ends:%d-%m-%Y}. {_THEN[decision]}")


_THEN = {
    PROPOSED: "Een tweede persoon bevestigt of wijst af.",
    CONFIRMED: "Draai theseus refresh.",
    REFUSED: "Draai theseus refresh.",
}


def _decidable(run: Run, wanted: str, standing: frozenset[str]) -> str:
    """Find the proposed or confirmed red that an id means, or one that the desk has decided about."""
    from theseus.report import explain as explanation

    results = run.tables("occupancy", "label")
    label = results["label"]
    waits = label["proposed_red"] | label["occupancy_id"].isin(standing)
    results["label"] = label.assign(proposed_red=waits)
    return only(explanation.find_proposed(results, wanted), wanted)


def _basis(run: Run, occupancy_id: str) -> Basis:
    """Find the rules and the answers of people that a label rests on, by the rules of its own run."""
    from theseus import policy
    from theseus.desk.basis import basis

    kept = policy.read(run.folder)
    rules = {rule.id: rule for rule in kept.nouns()} if kept else {}
    return basis(occupancy_id, run.of("finding", occupancy_id), run.of("fact", occupancy_id), rules)


@app.command()
@click.argument("wanted", metavar="[ID]", required=False)
@click.argument("label", metavar="[LABEL]", required=False, type=click.Choice(["groen", "wit"]))
@click.option("--reden", "reason", required=True, metavar="TEKST", help="Waarom u dit doet.")
@until_option("Einddatum van het label; verplicht.")
@withdraw_option("Trek het afwijkende label met dit nummer in.")
@user_option
@click.pass_context
def override(
    context: click.Context,
    wanted: str | None,
    label: str | None,
    *,
    reason: str,
    until: dt.datetime | None,
    withdraw: int | None,
    user: str | None,
) -> None:
    """Geef een ander label, groen of wit, met een reden en een einddatum."""
    from theseus.desk import overrides

    url, today = context.obj.desk_url, day(None)
    if (number := alone(withdraw, wanted, label, until)) is not None:
        taken = overrides.OverrideWithdrawal(
            of=number,
            withdrawn_by=who(user),
            withdrawn_on=today,
            withdrawn_because=reason,
            entered_at=now(),
        )
        overrides.withdraw(url, taken)
        console.say(f"Afwijkend label {number} is ingetrokken. Draai theseus refresh.")
        return
    if until is None:
        raise DeskError("Een ander label vraagt om een einddatum (--tot DATUM).")
    decided = overrides.Override(
        occupancy_id=one(published(context.obj), given(wanted, "Het ID")),
        label=given(label, "Het label"),
        reason=reason,
        decided_by=who(user),
        decided_on=today,
        until=until.date(),
        entered_at=now(),
    )
    named = f"{decided.occupancy_id} {decided.label}, tot {decided.until:%d-%m-%Y}"
    number = overrides.decide(url, decided)
    console.say(f"Afwijkend label {number} vastgelegd: {named}. Draai theseus refresh.")


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
@user_option
@click.pass_context
def judge(
    context: click.Context, pair: tuple[str, ...], *, reason: str, undo: int | None, user: str | None
) -> None:
    """Zeg of een record bij een gebruik hoort: zelfde, verschillend of onzeker. Uw oordeel gaat voor."""
    from theseus.desk import judgements

    if undo is not None and not pair:
        judgements.undo(context.obj.desk_url, undo, who(user), reason, now())
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
        judged_by=who(user),
        judged_at=now(),
    )
    number = judgements.judge(context.obj.desk_url, given)
    console.say(f"Oordeel {number} vastgelegd: {source} {record_id} is {verdict}. Draai theseus refresh.")
