"""How the labels of a run came about: its rules, thresholds and decisions, to judge one occupancy again.

What the rules and the label room are asked stands here and nowhere else in this folder.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from theseus import policy, rules, tables
from theseus.contracts import CORRECTION_SOURCE, OVERRIDE, REVIEW, VISIT_SOURCE
from theseus.label import Decisions, settle

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from theseus.ledger import Run
    from theseus.model import Answers, Verdicts
    from theseus.policy import PolicySet

# What people answer has no delivery, so no run names it.
_TITLES = {VISIT_SOURCE: "Bezoek", CORRECTION_SOURCE: "Correctie"}


@dataclass(frozen=True)
class Setting:
    """All that a label rests on besides the facts.

    Attributes
    ----------
    titles
        What a reader calls each source, by card id.
    decisions
        What people decided about the occupancy, as the run knew it.
    kept
        False if the run is from before runs kept their rules, so that these are today's.
    """

    policy: PolicySet
    titles: Mapping[str, str]
    decisions: Decisions
    as_of: dt.date
    kept: bool = True

    def findings(self, answers: Answers, verdicts: Verdicts) -> pd.DataFrame:
        """Tell what every rule says (contract ``finding``)."""
        return rules.tell(self.policy.rules, answers, verdicts)

    def labels(self, answers: Answers) -> pd.DataFrame:
        """Label occupancies by their answers, without words; see :func:`theseus.label.settle`."""
        rules_ = self.policy.nouns()
        return settle(self.verdicts(answers), rules_, self.policy.limits, self.as_of, self.decisions)

    def verdicts(self, answers: Answers) -> Verdicts:
        """Return what every rule says, and nothing more; quick for thousands of suppositions."""
        return rules.judge(self.policy.rules, self.policy.questions, answers)

    def answers(self, facts: pd.DataFrame, occupancy_id: str) -> Answers:
        """Lay out the answers about one occupancy."""
        one = pd.Series([occupancy_id], dtype="string")
        return rules.lay_out(facts, one, self.policy.questions, self.titles)

    def on(self, day: dt.date) -> Setting:
        """Return the same setting on another day."""
        return dataclasses.replace(self, as_of=day)

    def about(self, run: Run, occupancy_id: str) -> Setting:
        """Return the same setting with what people decided about another occupancy of the run."""
        return dataclasses.replace(self, decisions=_decided(run, occupancy_id, self.policy))

    def undecided(self) -> Setting:
        """Return the same setting as if nobody had decided about the occupancy; suspended rules stay so."""
        nothing = Decisions(tables.empty(REVIEW), tables.empty(OVERRIDE), self.decisions.suspended)
        return dataclasses.replace(self, decisions=nothing)


def of_run(run: Run, occupancy_id: str, today: Callable[[], PolicySet]) -> Setting:
    """Read how the label of one occupancy in a run came about.

    Parameters
    ----------
    today
        Gives the rules as they are now, for a run that did not keep its own.
    """
    kept = policy.read(run.folder)
    used = kept or today()
    titles = {item["source"]: item["title"] for item in run.manifest.get("sources", ())}
    return Setting(used, _TITLES | titles, _decided(run, occupancy_id, used), run.as_of, kept is not None)


def _decided(run: Run, occupancy_id: str, used: PolicySet) -> Decisions:
    return Decisions(run.of("review", occupancy_id), run.of("override", occupancy_id), used.suspended)
