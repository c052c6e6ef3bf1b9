"""How the labels of a run came about: its rules, thresholds and decisions, to judge occupancies again.

What the rules and the label room are asked stands here and nowhere else in this folder.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from theseus import policy, rules
from theseus.contracts import CORRECTION_SOURCE, VISIT_SOURCE
from theseus.label import Decisions, settle

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    import pandas as pd

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
        What people decided about the occupancies, as the run knew it.
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

    def labels(self, verdicts: Verdicts) -> pd.DataFrame:
        """Label occupancies by what every rule says, without words; see :func:`theseus.label.settle`."""
        return settle(verdicts, self.policy.nouns(), self.policy.limits, self.as_of, self.decisions)

    def verdicts(self, answers: Answers) -> Verdicts:
        """Return what every rule says, and nothing more; quick for thousands of suppositions."""
        return rules.judge(self.policy.rules, self.policy.questions, answers)

    def answers(self, facts: pd.DataFrame, occupancy_ids: pd.Series) -> Answers:
        """Lay out the answers about occupancies."""
        return rules.lay_out(facts, occupancy_ids, self.policy.questions, self.titles)

    def on(self, day: dt.date) -> Setting:
        """Return the same setting on another day."""
        return dataclasses.replace(self, as_of=day)

    def about(self, run: Run, wanted: pd.Series) -> Setting:
        """Return the same setting with what people decided about other occupancies of the run."""
        return dataclasses.replace(self, decisions=_decided(run, wanted, self.policy))


def of_run(run: Run, wanted: str | pd.Series, today: Callable[[], PolicySet]) -> Setting:
    """Read how labels in a run came about.

    Parameters
    ----------
    wanted
        Id of the occupancy that a label is of, or several.
    today
        Gives the rules as they are now, for a run that did not keep its own.
    """
    kept = policy.read(run.folder)
    used = kept or today()
    titles = {item["source"]: item["title"] for item in run.manifest.get("sources", ())}
    return Setting(used, _TITLES | titles, _decided(run, wanted, used), run.as_of, kept is not None)


def _decided(run: Run, wanted: str | pd.Series, used: PolicySet) -> Decisions:
    return Decisions(run.of("review", wanted), run.of("override", wanted), used.suspended)
