"""From a published run to what its map is drawn from: tables, rules, plan, visits, and the runs before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from theseus import draw, ledger, policy, rosters
from theseus.explain import explaining
from theseus.model import Label
from theseus.report.explain import changes_as_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from theseus.ledger import Run
    from theseus.model import Inspection, Plan
    from theseus.policy import PolicySet
    from theseus.workspace import Workspace

SUPPOSED = 30  # labels of which is worked out what would change them: a fiftieth of a second each
RUNS = 53  # runs that the map can go back to: a year of weeks
SHORT = 8  # digits of a hash that tell sets of rules apart, as in an explanation
ACTIVITY = "activity_registered"
_SBI = "SBI "  # what the question about the activity writes before the codes


def map_data(
    workspace: Workspace, run: Run, plan: Plan | None = None, *, supposed: int | None = SUPPOSED
) -> draw.MapData:
    """Collect all that the map of a run shows.

    Parameters
    ----------
    plan
        Without one it is the plan that rosters were made of; if there is none, the map has no planned visits.
    supposed
        Of how many labels is worked out what would change them: the red ones first, then the proposals,
        then what is visited first; None for all, which takes a fiftieth of a second each.

    Raises
    ------
    PlanError
        If that plan is damaged.
    """
    region = workspace.region
    kept = run.tables("chosen_terrein", "occupancy", "label", "finding", "open_question", "link", "near_miss")
    used = policy.read(run.folder)
    facts = run.table("fact")
    past = _past(workspace, run)
    planned = plan.inspections if plan else rosters.planned(workspace, run)
    return draw.MapData(
        region_name=region.name,
        as_of=run.as_of,
        terreinen=kept["chosen_terrein"],
        occupancies=kept["occupancy"],
        labels=kept["label"],
        findings=kept["finding"],
        open_questions=kept["open_question"],
        sources=rosters.sources(run),
        background=region.map.background == "brt",
        municipalities=rosters.names(region),
        rules=_rules(used),
        activities=_activities(facts),
        besides=_besides(run, facts, used),
        would_change=_would_change(run, used, _urgent(kept["label"], planned)[:supposed]),
        links=kept["link"],
        near_misses=kept["near_miss"],
        visits=run.find("visit"),
        changes=_changes(past),
        history=tuple(draw.PastLabels(one.as_of, one.table("label")) for one in past),
        inspections=planned,
        made_with=_made_with(run),
        alarm=tuple(run.manifest.get("alarm", ())),
    )


def _past(workspace: Workspace, run: Run) -> list[Run]:
    """Return the kept runs up to this one, the newest of each day, oldest first."""
    made = ledger.runs(workspace.runs)
    place = next((at for at, one in enumerate(made) if one.run_id == run.run_id), len(made) - 1)
    of_day = {one.as_of: one for one in made[: place + 1]}
    return list(of_day.values())[-RUNS:]


def _changes(past: Sequence[Run]) -> pd.DataFrame:
    return pd.concat([one.table("label_change").assign(as_of=pd.Timestamp(one.as_of)) for one in past])


def _rules(used: PolicySet | None) -> tuple[draw.RuleNote, ...]:
    if used is None:
        return ()
    return tuple(
        draw.RuleNote(
            card.id, card.statement, card.gate, card.hard, card.weight,
            card.what_it_does_not_mean, card.id in used.suspended,
        )
        for card in used.rules.values()
    )  # fmt: skip


def _activities(facts: pd.DataFrame) -> pd.DataFrame:
    """The main activity in the register, where the answer still counts, with its SBI codes."""
    mine = facts[(facts["question"] == ACTIVITY) & ~facts["expired"].astype(bool)]
    codes = mine["original"].where(mine["original"].str.startswith(_SBI, na=False))
    return pd.DataFrame(
        {"occupancy_id": mine["occupancy_id"], "activity": mine["value"], "sbi": codes.str.removeprefix(_SBI)}
    )


def _besides(run: Run, facts: pd.DataFrame, used: PolicySet | None) -> pd.DataFrame | None:
    """What is known and counts for no label: valid answers to questions that no rule asks."""
    if used is None:
        return None
    asked = {name for card in used.rules.values() for name in card.questions}
    mine = facts[~facts["question"].isin(asked) & ~facts["expired"].astype(bool)]
    titles = {item.source: item.title for item in run.sources.values()}
    texts = {name: card.text for name, card in used.questions.items()}
    return pd.DataFrame(
        {
            "occupancy_id": mine["occupancy_id"],
            "question": mine["question"],
            "text": mine["question"].map(texts).fillna(mine["question"]),
            "value": mine["value"],
            "source": mine["source"].map(titles).fillna(mine["source"]),
            "observed_on": mine["observed_on"],
        }
    )


def _urgent(labels: pd.DataFrame, planned: Sequence[Inspection]) -> list[str]:
    """Order occupancies by who asks about them first: red, proposed, on the next visits, the rest."""
    red = labels["label"] == Label.RED
    proposed = labels["proposed_red"].astype(bool)
    dated = sorted(planned, key=lambda one: (one.session.date, one.session.session_id))
    visited = [visit.occupancy_id for one in dated for visit in one.visits]
    ids = labels["occupancy_id"]
    every = [
        *sorted(ids[red]),
        *sorted(ids[proposed]),
        *visited,
        *sorted(ids),
    ]
    here = set(ids)
    return [one for one in dict.fromkeys(every) if one in here]


def _would_change(run: Run, used: PolicySet | None, wanted: Sequence[str]) -> pd.DataFrame | None:
    if used is None:
        return None
    told = [
        (one, line)
        for one, found in explaining.changes(run, wanted, lambda: used)
        for line in changes_as_lines(found)
        if line
    ]
    return pd.DataFrame(told, columns=["occupancy_id", "line"], dtype="string")


def _made_with(run: Run) -> str:
    told = run.manifest
    return f"Gemaakt met regels {told['policy'][:SHORT]}, run {run.run_id}, Theseus {told['theseus']}."
