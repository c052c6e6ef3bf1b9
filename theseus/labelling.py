"""A region from raw files to labels: take in, link, collect facts, judge. Nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from theseus import facts, ledger, provenance, rulebook, scorecard, tables
from theseus import policy as policies
from theseus.contracts import ANSWER, QUARANTINE, VISIT
from theseus.desk.said import Said
from theseus.explain.replay import label_changes
from theseus.facts.catalogue import questions as question_cards
from theseus.intake import Intake, gather, take_in, without_unasked
from theseus.judging import Judge, judge
from theseus.label import Decisions
from theseus.link import Linked, LinkSettings, link
from theseus.model import Consulted, Freshness, Outcome
from theseus.sources.card import cards

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import pandas as pd

    from theseus.config import Region
    from theseus.policy import PolicySet
    from theseus.workspace import Workspace

# Longer ago than this the desk is asked anew, though it says the same: its silence must not grow too old.
_SAME_FOR = 90  # days


class Progress(Protocol):
    """Told which stage a run is in; what it shows is its own affair."""

    def __call__(self, stage: str, detail: str = "") -> None:
        """Report that ``stage`` has begun, or what in it is at hand."""


def silent(stage: str, detail: str = "") -> None:
    """Show nothing."""


@dataclass(frozen=True)
class Labelled:
    """A region brought as far as labels, not yet published.

    Attributes
    ----------
    used
        The rules, questions and thresholds by which was judged.
    desk_since
        Since which day the desk says what it says now.
    notes
        What else the user should know, in Dutch.
    """

    taken: tuple[Intake, ...]
    results: dict[str, pd.DataFrame]
    used: PolicySet
    desk_since: dt.date
    changes: pd.DataFrame
    notes: tuple[str, ...]


def label_region(
    workspace: Workspace,
    as_of: dt.date,
    *,
    accept: Mapping[str, str] | None = None,
    progress: Progress = silent,
) -> Labelled:
    """Run every stage up to the labels.

    Parameters
    ----------
    as_of
        The day for which the labels hold.
    accept
        Per source whose failed checks a person accepts, the reason.
    """
    region, last, said = workspace.region, ledger.published(workspace.runs), Said.at(workspace.desk_url)
    progress("bronnen")
    taken = take_in(
        workspace, as_of, last=last, accept=accept, progress=lambda title: progress("bronnen", title)
    )
    book = rulebook.current(workspace)
    before = policies.read(last.folder) if last else None
    used, note = policies.choose(book.policy, before, said.policy_approvals)
    taken = without_unasked(taken, used.sources)
    records = gather(taken)
    progress("koppelen")
    linked = link(
        records, _link_settings(region), unit_sources_complete=_has_units(taken), judgements=said.judgements
    )
    progress("gegevens")
    since = desk_since(last, said, as_of)
    consulted = {item.card.id: item.consulted for item in taken} | at_the_desk(since)
    known = _facts(linked, records, consulted, said, as_of)
    progress("labels")
    stood = scorecard.Standing.of(before, last.as_of if last else None)
    # How often each fires is known after judging.
    scores = rulebook.scored(workspace, said, stood, used, {}, as_of).table
    used = used.suspending(scorecard.suspended(scores))
    results = _tables(linked, taken, said) | {"fact": known}
    results |= _judged(used, consulted, known, linked, said, as_of)
    results["score"] = _with_fired(scores, results["finding"])
    results |= _origins(results, records, taken, last)
    notes = (
        note,
        *rulebook.notes(book.rules, used),
        *facts.unused_answers(question_cards(), linked.occupancies, said.answers),
    )
    changes = _changes(last, before, results, taken, used, as_of)
    return Labelled(taken, results, used, since, changes, tuple(text for text in notes if text))


def desk_since(last: ledger.Run | None, said: Said, as_of: dt.date) -> dt.date:
    """Since which day the desk says the same of visits: a run in which nothing changed stays the same run."""
    told = last.manifest.get("desk_since") if last else None
    if last is None or told is None:
        return as_of
    day = as_of.fromisoformat(told)
    kept = {"answer": tables.conform(said.answers, ANSWER), "visit": tables.conform(said.visits, VISIT)}
    before = {name: last.find(name) for name in kept}
    same = all(
        found is not None and ledger.fingerprint({name: found}) == ledger.fingerprint({name: kept[name]})
        for name, found in before.items()
    )
    return day if same and 0 <= (as_of - day).days <= _SAME_FOR else as_of


def at_the_desk(since: dt.date) -> dict[str, Consulted]:
    """Give the sources that people answer: our own register, complete and always at hand."""
    return {
        name: Consulted(name, card.family, Freshness.FRESH, complete=True, delivered_on=since)
        for name, card in cards().items()
        if card.by_people
    }


def _facts(
    linked: Linked,
    records: Mapping[str, pd.DataFrame],
    consulted: Mapping[str, Consulted],
    said: Said,
    as_of: dt.date,
) -> pd.DataFrame:
    return facts.collect(
        question_cards(),
        linked.occupancies,
        linked.links,
        records,
        consulted,
        {name: card.half_life_days for name, card in cards().items()},
        as_of,
        linked.near_misses,
        answers=said.answers,
        visits=said.visits,
    )


def _with_fired(scores: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    fired = findings.loc[findings["outcome"] == Outcome.IRREGULAR.value, "rule"].value_counts()
    return scores.assign(fired=scores["rule"].map(fired).fillna(0).astype("Int64"))


def _judged(
    used: PolicySet,
    consulted: Mapping[str, Consulted],
    known: pd.DataFrame,
    linked: Linked,
    said: Said,
    as_of: dt.date,
) -> dict[str, pd.DataFrame]:
    titles = {name: card.title for name, card in cards().items()}
    by = Judge(used.rules, used.questions, used.limits, consulted, titles)
    decisions = Decisions(said.reviews, said.overrides, used.suspended)
    return judge(by, known, linked.occupancies["occupancy_id"], decisions, as_of)


def _tables(linked: Linked, taken: tuple[Intake, ...], said: Said) -> dict[str, pd.DataFrame]:
    return {
        "chosen_terrein": linked.terreinen,
        "terrein_overlap": linked.overlaps,
        "occupancy": linked.occupancies,
        "link": linked.links,
        "near_miss": linked.near_misses,
        "judgement_use": linked.judgements,
        "review": said.reviews,
        "override": said.overrides,
        "answer": said.answers,
        "visit": said.visits,
        "visit_finding": said.findings,
        "quarantine": tables.stack((item.quarantine for item in taken), QUARANTINE),
    }


def _origins(
    results: Mapping[str, pd.DataFrame],
    records: Mapping[str, pd.DataFrame],
    taken: tuple[Intake, ...],
    last: ledger.Run | None,
) -> dict[str, pd.DataFrame]:
    return provenance.origins(
        results,
        records,
        [item.report for item in taken],
        {name: card.model_dump(include={"licence", "regime", "history"}) for name, card in cards().items()},
        last.find("provenance") if last else None,
    )


def _changes(
    last: ledger.Run | None,
    before: PolicySet | None,
    results: Mapping[str, pd.DataFrame],
    taken: tuple[Intake, ...],
    used: PolicySet,
    as_of: dt.date,
) -> pd.DataFrame:
    titles = {name: asked.text for name, asked in used.questions.items()}
    titles |= {name: card.title for name, card in cards().items()}
    reports = {item.card.id: item.report for item in taken}
    return label_changes(last, before, results, used, as_of, reports, titles)


def _link_settings(region: Region) -> LinkSettings:
    return LinkSettings(
        municipality_codes=tuple(item.code for item in region.municipalities),
        prefer=region.terreinen.prefer,
        choice=region.terreinen.choice,
        accept=region.thresholds.link_accept,
        grey=region.thresholds.link_grey,
    )


def _has_units(taken: tuple[Intake, ...]) -> bool:
    """Tell whether a fresh, complete delivery described verblijfsobjecten at all."""
    return any(item.consulted.complete and len(item.records.get("verblijfsobject", ())) for item in taken)
