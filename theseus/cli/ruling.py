"""Commands about rules: read them, try them, see the effect of a change, accept it, and prove old labels."""

from __future__ import annotations

import datetime as dt
import getpass
from typing import TYPE_CHECKING

import click

from theseus import console
from theseus.cli.app import Command, Commands, app, as_of_option, day, published
from theseus.errors import RuleError, TheseusError

if TYPE_CHECKING:
    from theseus.relabel import Effect
    from theseus.rulebook import Book
    from theseus.workspace import Workspace

DIFFERENT = 1  # exit code of relabel: something comes out otherwise

_reason = click.option("--reden", "reason", required=True, metavar="TEKST", help="Waarom u dit besluit.")
_user = click.option(
    "--user", "user", default=None, metavar="NAAM", help="Wie besluit; standaard de aangemelde gebruiker."
)
_json = click.option("--json", "as_json", is_flag=True, help="Schrijf alles als JSON.")


@app.group("rules", cls=Commands, options_metavar="[OPTIES]", subcommand_metavar="OPDRACHT …")
def rules() -> None:
    """Bekijk, beproef en aanvaard de regels achter de labels."""


@rules.command("list", cls=Command)
@click.pass_context
def list_(context: click.Context) -> None:
    """Toon alle regels: of ze meetellen, hoe zwaar, waarop ze rusten en waar ze vandaan komen."""
    from theseus import rulebook

    book = rulebook.current(context.obj)
    used = rulebook.published(context.obj)
    stopped = used.suspended if used else frozenset()
    rows = []
    for name, card in sorted((book.rules.cards | book.rules.left_out).items()):
        state = "staat uit" if name in book.rules.left_out else "geen rood" if name in stopped else "telt mee"
        rows.append(
            (
                name,
                card.version,
                "ja" if card.gate else "",
                "ja" if card.hard else "",
                ", ".join(card.families),
                "regio" if name in book.rules.own else "Theseus",
                state,
                f"{card.weight:g}",
            )
        )
    console.table(
        ("regel", "versie", "poort", "zwaar", "rust op", "komt van", "stand", "gewicht"), rows, numbers_from=7
    )
    _tell_notes(context.obj, book)


@rules.command(cls=Command)
@click.argument("rule", metavar="REGEL")
@click.pass_context
def show(context: click.Context, rule: str) -> None:
    """Toon de hele kaart van een regel, ook wat hij niet betekent."""
    from theseus import rulebook
    from theseus.rules.card_text import as_text

    book = rulebook.current(context.obj)
    card = (book.rules.cards | book.rules.left_out).get(rule)
    if card is None:
        raise _unknown(rule, book)
    console.say(as_text(card, book.policy.questions, _origin(rule, book)))


@rules.command(cls=Command)
@click.pass_context
def test(context: click.Context) -> None:
    """Probeer de voorbeelden op alle kaarten, die van Theseus en die van de regio."""
    from theseus import rulebook
    from theseus.rules.examples import tried

    book = rulebook.current(context.obj)
    failed = 0
    for item in tried(dict(sorted((book.rules.cards | book.rules.left_out).items())), book.policy.questions):
        console.say(f"{'fout' if item.failures else 'goed'}  {item.rule} (versie {item.version})")
        for failure in item.failures:
            console.say(f"      {failure}")
        failed += bool(item.failures)
    if failed:
        raise RuleError(f"Van {failed} regel(s) klopt een voorbeeld niet. Herstel de kaart of het voorbeeld.")


@rules.command(cls=Command)
@_json
@click.option("--markdown", is_flag=True, help="Schrijf een tekst voor bij de wijziging, zonder adressen.")
@click.pass_context
def diff(context: click.Context, *, as_json: bool, markdown: bool) -> None:
    """Toon welke labels zouden veranderen met de regels zoals ze nu in de bestanden staan."""
    from theseus import rulebook
    from theseus.relabel import telling
    from theseus.report.provenance import shown

    found = _effect(context.obj, rulebook.current(context.obj))
    if as_json:
        console.say(telling.effect_as_json(found))
        return
    if markdown:
        console.say(telling.as_markdown(found))
        return
    for line in telling.summary(found):
        console.say(line)
    if len(found.counts):
        rows = found.counts[["rule", "old", "new", "labels"]].itertuples(index=False)
        console.table(("regel of drempel", "was", "wordt", "labels"), rows, numbers_from=3)
        listed = found.changed.head(telling.SHOWN)
        columns = ["address", "old", "new", "rules", "occupancy_id"]
        cells = [[shown(cell) for cell in row] for row in listed[columns].itertuples(index=False)]
        console.table(("adres", "was", "wordt", "door", "gebruik"), cells, numbers_from=5)
        if len(found.changed) > len(listed):
            console.say(f"{len(listed)} van {len(found.changed)} getoond. Alle: theseus rules diff --json")


@rules.command(cls=Command)
@_json
@click.pass_context
def scorecard(context: click.Context, *, as_json: bool) -> None:
    """Toon per regel wat besluiten en bezoeken ervan zeggen, naast willekeurige bezoeken."""
    from theseus import rulebook
    from theseus.desk.said import Said
    from theseus.scorecard import Standing
    from theseus.scorecard.telling import found, percent

    run, before = published(context.obj), rulebook.published(context.obj)
    used = before or rulebook.current(context.obj).policy
    said, stood = Said.at(context.obj.desk_url), Standing.of(before, run.as_of)
    finding = run.table("finding")
    fired = finding.loc[finding["outcome"] == "aandachtspunt", "rule"].value_counts().to_dict()
    scores = rulebook.scored(context.obj, said, stood, used, fired, day(None))
    if as_json:
        console.say(scores.table.to_json(orient="records", indent=1, force_ascii=False))
        return
    console.table(
        (
            "regel",
            "versie",
            "aandachtspunten",
            "bevestigd",
            "afgewezen",
            "bezocht",
            "gevonden",
            "deel",
            "tussen",
        ),
        [
            (
                *(row.rule, row.version, row.fired, row.confirmed, row.refused, row.visited, row.found),
                percent(row.share) if row.visited else "",
                f"{percent(row.low)} en {percent(row.high)}" if row.visited else "",
            )
            for row in scores.table.itertuples(index=False)
        ],
        numbers_from=1,
    )
    chance = scores.at_random
    console.say(
        f"Willekeurige bezoeken: {found(chance)}" if chance.visited else "Nog geen willekeurige bezoeken."
    )
    for row in scores.table[scores.table["suspended"]].itertuples(index=False):
        console.say(f"Let op: {row.rule}: {row.told}")


@rules.command(cls=Command)
@click.argument("rule", metavar="REGEL")
@_reason
@_user
@click.pass_context
def approve(context: click.Context, rule: str, *, reason: str, user: str | None) -> None:
    """Laat een regel weer meetellen voor rood, nadat de bezoeken hem hadden stilgezet."""
    from theseus import rulebook
    from theseus.desk.approvals import RuleApproval, approve_rule

    published(context.obj)
    used = rulebook.published(context.obj)
    if used is None or rule not in used.rules:
        raise _unknown(rule, rulebook.current(context.obj))
    if rule not in used.suspended:
        raise RuleError(f"Regel '{rule}' staat niet stil; er is niets goed te keuren (theseus rules list).")
    version = used.rules[rule].version
    given = RuleApproval(
        rule=rule,
        version=version,
        reason=reason,
        approved_by=user or getpass.getuser(),
        approved_on=day(None),
        entered_at=dt.datetime.now(dt.UTC),
    )
    approve_rule(context.obj.desk_url, given)
    console.say(
        f"Goedgekeurd: regel '{rule}', versie {version}, telt weer mee voor rood. Draai theseus refresh."
    )


@rules.command(cls=Command)
@_reason
@_user
@click.pass_context
def accept(context: click.Context, *, reason: str, user: str | None) -> None:
    """Aanvaard de regels zoals ze nu in de bestanden staan; vanaf de volgende verversing tellen ze."""
    from theseus import rulebook
    from theseus.desk.approvals import PolicyApproval, approve_policy
    from theseus.relabel import telling
    from theseus.rules.examples import tried

    book = rulebook.current(context.obj)
    if wrong := [item.rule for item in tried(book.rules.cards, book.policy.questions) if item.failures]:
        raise RuleError(f"Van regel '{wrong[0]}' klopt een voorbeeld niet; kijk met theseus rules test.")
    found = _effect(context.obj, book)
    if found.unversioned:
        raise RuleError(found.unversioned[0])
    for line in telling.summary(found):
        console.say(line)
    if not found.differences:
        return
    given = PolicyApproval(
        policy=book.policy.policy,
        reason=reason,
        approved_by=user or getpass.getuser(),
        approved_at=dt.datetime.now(dt.UTC),
    )
    approve_policy(context.obj.desk_url, given)
    console.say(f"Aanvaard: regels {book.policy.policy[:12]}. Draai theseus refresh.")


@app.command()
@as_of_option
@click.pass_context
def relabel(context: click.Context, as_of: dt.datetime | None) -> None:
    """Reken de labels van een dag na uit wat de run van toen bewaarde, en vergelijk."""
    from theseus import ledger
    from theseus import relabel as again

    workspace: Workspace = context.obj
    published(workspace)
    run = ledger.known_on(workspace.runs, day(as_of))
    if run is None:
        first = ledger.runs(workspace.runs)[0].as_of
        raise TheseusError(
            f"Van {day(as_of):%d-%m-%Y} of eerder is er geen run; de eerste is van {first:%d-%m-%Y}."
        )
    proof = again.prove(run)
    for line in again.proof_lines(proof, again.deliveries(workspace, run.sources)):
        console.say(line)
    if not proof.holds:
        context.exit(DIFFERENT)


def _effect(workspace: Workspace, book: Book) -> Effect:
    """Lay the rules of the files beside those of the published run, on what that run knew."""
    from theseus import relabel as again

    run = published(workspace)
    old = again.policy_of(run)
    same = (name for name in old.suspended if name in book.policy.rules)
    still = {name for name in same if book.policy.rules[name].version == old.rules[name].version}
    return again.effect(again.kept_of(run), old, book.policy.suspending(still))


def _tell_notes(workspace: Workspace, book: Book) -> None:
    """Tell what waits for a person, and which gates are left out."""
    from theseus import policy, rulebook
    from theseus.desk.approvals import policy_approvals

    used, note = policy.choose(
        book.policy, rulebook.published(workspace), policy_approvals(workspace.desk_url)
    )
    for line in filter(None, (note, *rulebook.notes(book.rules, used))):
        console.say(f"Let op: {line}")


def _origin(rule: str, book: Book) -> str:
    """Say where a rule comes from, and what the region changed in it."""
    told = ["van deze regio (regels/)" if rule in book.rules.own else "van Theseus"]
    changes = book.rules.adjustments
    told += [
        f"staat uit sinds {i.since:%d-%m-%Y}: {i.reason} ({i.owner})" for i in changes.uit if i.rule == rule
    ]
    told += [
        f"gewicht aangepast op {i.since:%d-%m-%Y}: {i.reason} ({i.owner})"
        for i in changes.gewicht
        if i.rule == rule
    ]
    return "; ".join(told)


def _unknown(rule: str, book: Book) -> RuleError:
    from theseus.slips import suggestion

    known = {*book.rules.cards, *book.rules.left_out}
    return RuleError(f"Regel '{rule}' bestaat niet{suggestion(rule, known)}")
