"""Explain one label in Dutch: why, on which sources, what is open, the next step, what would change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from theseus.errors import TheseusError
from theseus.model import Label, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

    from theseus.report.explanation import Change, Explanation, Known, Open, Supposed, Told, Verdict, Versions

# What a user may type for ID, in the order in which they are tried.
KEYS = ("occupancy_id", "vestiging_id_kvk", "vbo_id_bag", "kvk_number", "pand_id_bag")
LENGTHS = {"vestiging_id_kvk": 12, "vbo_id_bag": 16, "kvk_number": 8, "pand_id_bag": 16}  # digits
SHORT = 8  # digits of a hash that tell sets of rules apart
_BECOMES = {
    "groen": "Wordt groen",
    "geen voorstel rood": "Is geen voorstel rood meer",
    "niet meer rood": "Is niet meer rood",
    "wit": "Wordt wit",
}
_HEADINGS = {
    Outcome.IRREGULAR: "Aandachtspunten",
    Outcome.UNKNOWN: "Nog niet bekend",
    Outcome.FINE: "In orde",
}


def find(occupancies: pd.DataFrame, wanted: str) -> list[str]:
    """Find the occupancies that an id means: its own id, or one of the register's keys.

    Raises
    ------
    TheseusError
        If nothing in the published run has this id.
    """
    for key in KEYS:
        found = occupancies.loc[occupancies[key] == wanted, "occupancy_id"]
        if len(found):
            return sorted(found)
    raise TheseusError(
        f"'{wanted}' komt niet voor in de gepubliceerde run. Gebruik het nummer van een gebruik, "
        "vestiging, verblijfsobject, pand of KVK-inschrijving (zie de kaart of het rooster)."
    )


def find_proposed(results: Mapping[str, pd.DataFrame], wanted: str) -> list[str]:
    """Find the occupancies of an id that wait for a decision.

    Raises
    ------
    TheseusError
        If none of them is a proposed or confirmed red.
    """
    found = find(results["occupancy"], wanted)
    label = results["label"]
    waiting = label[label["proposed_red"] | (label["label"] == Label.RED.value)]["occupancy_id"]
    decidable = sorted(set(found) & set(waiting))
    if not decidable:
        raise TheseusError(f"'{wanted}' is geen voorstel rood; er valt niets te besluiten.")
    return decidable


def as_text(told: Explanation) -> str:
    """Write an explanation as plain Dutch text."""
    use, label = told.occupancy, told.label
    lines = [
        f"{use.name or 'Gebruiker niet bekend'}, {use.address} ({use.terrein_name})",
        f"Gebruik {use.occupancy_id}, peildatum {told.as_of:%d-%m-%Y}",
        "",
        f"Label: {label.label}" + (" (voorstel rood)" if label.proposed_red else ""),
        label.because,
        *([f"Beoordeling van het voorstel rood: {label.review}."] if label.review else []),
        *([f"Geen verblijfsobject in de BAG: {use.no_match_reason}"] if use.no_match_reason else []),
        *_findings(told.findings),
        *_questions(told.open_questions),
        *_next_step(label),
        *changes_as_lines(told.changes),
        *_besides(told.other_answers),
        *_versions(told.versions),
    ]
    return "\n".join(map(_inert, lines))


def _inert(line: str) -> str:
    """Keep a text from outside on its line; nothing in it can steer the terminal."""
    return "".join(sign if sign.isprintable() else " " for sign in line)


def _findings(findings: Sequence[Told]) -> Iterator[str]:
    for outcome, heading in _HEADINGS.items():
        here = [found for found in findings if found.outcome is outcome]
        if here:
            yield ""
            yield f"{heading}:"
        for found in here:
            yield f"  - {found.sentence}" + (f" [{found.sources}]" if found.sources else "")
            if outcome is Outcome.IRREGULAR:
                yield f"    {_weighing(found)} {found.what_it_does_not_mean}"


def _weighing(found: Told) -> str:
    if found.suspended:
        return "Telt voorlopig niet mee voor rood: bezoeken gaven deze regel geen gelijk."
    if found.hard:
        return "Zwaarwegend."
    return "Houdt groen tegen." if found.gate else "Houdt groen niet tegen."


def _questions(questions: Sequence[Open]) -> Iterator[str]:
    if questions:
        yield ""
        yield "Open vragen:"
    for asked in questions:
        yield (
            f"  - {asked.text} ({asked.why}: {asked.sources}) "
            f"Antwoord door: {asked.step.value}, {euro(asked.cost_eur)}"
        )


def _next_step(label: Verdict) -> Iterator[str]:
    if label.proposed_red:
        yield ""
        yield "Volgende stap: een tweede medewerker beoordeelt het voorstel (theseus review)."
    elif label.next_step is not None:
        yield ""
        cost = euro(label.next_step_cost_eur or 0.0)
        yield f"Goedkoopste volgende stap: {label.next_step.value} ({cost})"


def changes_as_lines(changes: Sequence[Change]) -> Iterator[str]:
    """Write what would change a label as plain Dutch lines, each change after an empty one."""
    for change in changes:
        yield ""
        if change.why_not:
            yield f"{_BECOMES[change.becomes]}: op dit moment niet. {change.why_not}"
            continue
        yield _BECOMES[change.becomes] + _when(change)
        for supposed in change.answers:
            yield _supposed(change, supposed)
        if change.beyond_doubt:
            yield "  Daarvoor moet ook een antwoord veranderen dat nu vaststaat."


def _when(change: Change) -> str:
    """Say when: on a day, with one answer, with all of them."""
    if change.on and not change.answers:
        return f" op {change.on:%d-%m-%Y}: dan eindigt het besluit."
    if change.on:
        return f" op {change.on:%d-%m-%Y}, als deze antwoorden dan niet vernieuwd zijn:"
    if change.one_of:
        return " als één van deze antwoorden verandert:"
    if len(change.answers) == 1:
        return " als dit het antwoord is:"
    cost = sum(cost for _, cost in {(one.step, one.cost_eur) for one in change.answers})
    several = f" als dit de antwoorden zijn (vragen kost samen {euro(cost)}"
    return several + (", misschien kan het met minder):" if not change.smallest else "):")


def _supposed(change: Change, supposed: Supposed) -> str:
    if change.on:
        return f"  - {supposed.text} (nu: {supposed.value})"
    also = f" (of: {', '.join(supposed.also)})" if supposed.also else ""
    step = f"; {supposed.step.value}, {euro(supposed.cost_eur)}"
    return f"  - {supposed.text} → {supposed.value}{also}{step}"


def _besides(answers: Sequence[Known]) -> Iterator[str]:
    if answers:
        yield ""
        yield "Verder bekend; dit telt niet mee voor het label:"
    for known in answers:
        seen = f" ({known.observed_on:%d-%m-%Y})" if known.observed_on else ""
        yield f"  - {known.text} {known.value} [{known.source_title}{seen}]"


def _versions(versions: Versions) -> Iterator[str]:
    yield ""
    rules = f"regels {versions.policy[:SHORT]}" + (
        "" if versions.rules_kept else " (van nu; die van toen zijn niet bewaard)"
    )
    yield f"Gemaakt met {rules}, run {versions.run}, Theseus {versions.theseus}."
    if versions.deliveries:
        told = (
            f"{one.title} {one.delivered_on:%d-%m-%Y}" if one.delivered_on else one.title
            for one in versions.deliveries
        )
        yield f"Leveringen: {', '.join(told)}."


def euro(amount: float) -> str:
    """Write an amount the Dutch way: ``€ 2,85``."""
    return f"€ {amount:.2f}".replace(".", ",")
