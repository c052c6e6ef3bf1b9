"""Explain one label of a run: the findings are told again from the facts and rules that the run kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from theseus import tables
from theseus.contracts import OCCUPANCY
from theseus.explain.bench import Bench
from theseus.explain.case import Case
from theseus.explain.counterfactual import counterfactuals
from theseus.explain.setting import Setting, of_run
from theseus.model import Outcome, Step
from theseus.report.explain import KEYS, LENGTHS, find
from theseus.report.explanation import (
    Change,
    Delivered,
    Explanation,
    Known,
    Open,
    Supposed,
    Told,
    Use,
    Verdict,
    Versions,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from theseus.explain.outcome import Counterfactual
    from theseus.ledger import Run
    from theseus.policy import PolicySet
    from theseus.rules.catalogue import RuleCard

TOGETHER = 50  # occupancies whose changes are sought side by side; more takes memory and saves little
_ORDER = {Outcome.IRREGULAR.value: 0, Outcome.UNKNOWN.value: 1, Outcome.FINE.value: 2}


def explain(run: Run, occupancy_id: str, today: Callable[[], PolicySet]) -> Explanation:
    """Explain the label of one occupancy in a run.

    Parameters
    ----------
    occupancy_id
        One that the run has.
    today
        Gives the rules as they are now, for a run that did not keep its own.
    """
    setting = of_run(run, occupancy_id, today)
    facts = run.of("fact", occupancy_id)
    label = run.of("label", occupancy_id).iloc[0]
    bench = Bench(setting, facts, _ids([occupancy_id]))
    (found,) = counterfactuals(bench, [Case(bench, facts, label)])
    findings = setting.findings(bench.answers, bench.verdicts)
    answers = _answers(setting, facts)
    return Explanation(
        as_of=run.as_of,
        occupancy=Use(**plain(run.of("occupancy", occupancy_id), Use)[0]),
        label=Verdict(**plain(label.to_frame().T, Verdict)[0]),
        findings=_findings(setting, findings, answers),
        open_questions=_open(run.of("open_question", occupancy_id), label["next_step"]),
        changes=_told(setting, found),
        other_answers=_others(setting, answers),
        versions=_versions(run, setting, set(facts["source"])),
    )


def changes(
    run: Run, occupancy_ids: Sequence[str], today: Callable[[], PolicySet]
) -> Iterator[tuple[str, tuple[Change, ...]]]:
    """Say of several occupancies what would change their labels, as their explanations do.

    Takes a fiftieth of a second each.

    Parameters
    ----------
    today
        Gives the rules as they are now, for a run that did not keep its own.
    """
    setting = None
    for first in range(0, len(occupancy_ids), TOGETHER):
        ids = _ids(occupancy_ids[first : first + TOGETHER])
        setting = of_run(run, ids, today) if setting is None else setting.about(run, ids)
        facts = run.of("fact", ids)
        bench = Bench(setting, facts, ids)
        cases = _cases(bench, facts, run.of("label", ids))
        for one, found in zip(ids, counterfactuals(bench, [cases[one] for one in ids]), strict=True):
            yield one, _told(setting, found)


def _ids(occupancy_ids: Sequence[str]) -> pd.Series:
    return pd.Series(occupancy_ids, dtype="string")


def _cases(bench: Bench, facts: pd.DataFrame, labels: pd.DataFrame) -> dict[str, Case]:
    known = dict(iter(facts.groupby("occupancy_id")))
    nothing = facts.iloc[:0]
    ids = labels["occupancy_id"]
    return {
        one: Case(bench, known.get(one, nothing), label)
        for one, (_, label) in zip(ids, labels.iterrows(), strict=True)
    }


def occupancies_of(run: Run, wanted: str) -> list[str]:
    """Find the occupancies of a run that an id means, without reading all of them.

    Raises
    ------
    TheseusError
        If nothing in the run has this id.
    """
    for key in KEYS:
        if len(wanted) == LENGTHS.get(key, len(wanted)):
            found = run.of("occupancy", wanted, column=key)
            if len(found):
                return sorted(found["occupancy_id"])
    return find(tables.empty(OCCUPANCY), wanted)


def plain(table: pd.DataFrame, kind: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - the class of a part
    """Return the rows of a table as plain values, only the columns that a part has; empty ones are None."""
    here = table[[name for name in table.columns if name in kind.model_fields]].astype(object)
    return list(here.where(here.notna(), None).to_dict("records"))


def _answers(setting: Setting, facts: pd.DataFrame) -> dict[str, Known]:
    known = {}
    for row in plain(facts, Known):
        day = {name: row[name] and row[name].date() for name in ("observed_on", "expires_on")}
        title = setting.titles.get(row["source"], row["source"])
        question = setting.policy.questions.get(row["question"])
        text = question.text if question else row["question"]
        known[row["question"]] = Known(**row | day, text=text, source_title=title)
    return known


def _others(setting: Setting, known: Mapping[str, Known]) -> tuple[Known, ...]:
    """What is known besides: valid answers to questions that no rule asks."""
    asked = {name for card in setting.policy.rules.values() for name in card.questions}
    return tuple(known[name] for name in sorted(known) if name not in asked and not known[name].expired)


def _unanswered(setting: Setting, question: str) -> Known:
    nothing: dict[str, Any] = dict.fromkeys(Known.model_fields)
    text = setting.policy.questions[question].text
    return Known(**nothing | {"question": question, "text": text, "expired": False})


def _findings(setting: Setting, findings: pd.DataFrame, known: Mapping[str, Known]) -> tuple[Told, ...]:
    """Tell every finding: irregular, unknown, fine; of each kind the hard ones first, then the heavy."""

    def order(row: Mapping[str, Any]) -> tuple[object, ...]:
        card = setting.policy.rules[row["rule"]]
        return _ORDER[row["outcome"]], not card.hard, not card.gate, -card.weight, card.id

    return tuple(
        Told(**row, **_of_card(setting, setting.policy.rules[row["rule"]], known))
        for row in sorted(plain(findings, Told), key=order)
    )


def _of_card(setting: Setting, card: RuleCard, known: Mapping[str, Known]) -> dict[str, Any]:
    told = {"version", "statement", "gate", "hard", "weight", "what_it_does_not_mean"}
    answers = tuple(known.get(name) or _unanswered(setting, name) for name in card.questions)
    suspended = card.id in setting.policy.suspended
    return {**card.model_dump(include=told), "suspended": suspended, "answers": answers}


def _open(asked: pd.DataFrame, next_step: str | None) -> tuple[Open, ...]:
    """List the open questions, those that the next step answers first."""
    later = asked["step"].ne(next_step).fillna(value=True)
    ordered = asked.assign(later=later).sort_values(["later", "cost_eur", "question"])
    return tuple(Open(**row) for row in plain(ordered, Open))


def _told(setting: Setting, found: Iterable[Counterfactual]) -> tuple[Change, ...]:
    return tuple(_change(setting, one) for one in found)


def _change(setting: Setting, found: Counterfactual) -> Change:
    questions = setting.policy.questions
    answers = tuple(
        Supposed(
            question=item.question,
            text=questions[item.question].text,
            value=item.value,
            also=item.also,
            step=Step(item.step),
            cost_eur=item.cost_eur,
        )
        for item in found.answers
    )
    return Change(
        becomes=found.aim,
        answers=answers,
        on=found.on,
        one_of=found.one_of,
        smallest=found.smallest,
        beyond_doubt=found.beyond_doubt,
        why_not=found.why_not,
    )


def _versions(run: Run, setting: Setting, used: set[str]) -> Versions:
    manifest = run.manifest
    delivered = tuple(
        Delivered(source=item["source"], title=item["title"], delivered_on=item["delivered_on"])
        for item in manifest.get("sources", ())
        if item["source"] in used
    )
    return Versions(
        theseus=manifest.get("theseus", ""),
        run=run.run_id,
        policy=setting.policy.policy,
        rules_kept=setting.kept,
        deliveries=delivered,
    )
