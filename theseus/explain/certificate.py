"""A label certificate: all that one label rests on, with hashes, so that it can be checked years later.

Its hash is the SHA-256 of the certificate without that field, in the canonical form of RFC 8785 (JSON
Canonicalization Scheme). It holds no more about people than ``theseus explain`` shows.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import TYPE_CHECKING, Annotated, Any, Literal

import pandas as pd
import rfc8785
from pydantic import BaseModel, ConfigDict, Field

from theseus import policy
from theseus.explain.explaining import plain
from theseus.explain.setting import Setting, of_run
from theseus.model import Outcome
from theseus.report.explanation import Use, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from theseus.ledger import Run
    from theseus.policy import PolicySet

SOMEBODY_ELSE = "iemand anders"  # stands for who proposed a red: that somebody else did is all that counts

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FactUsed(_Part):
    """One answer, as the run has it (contract ``fact``)."""

    question: Id
    value: str
    original: str | None
    source: str
    record_id: str | None
    observed_on: dt.date
    expires_on: dt.date | None
    expired: bool


class FindingMade(_Part):
    """What one rule said (contract ``finding``)."""

    rule: Id
    outcome: Outcome
    sentence: str
    sources: str | None


class ReviewUsed(_Part):
    """A decision about a proposed red, without its reason, and without who proposed it."""

    decision: str
    proposed_by: str
    decided_by: str
    decided_on: dt.date
    until: dt.date


class OverrideUsed(_Part):
    """A label that a person set."""

    override_id: int
    label: Literal["groen", "wit"]
    reason: str
    decided_by: str
    decided_on: dt.date
    until: dt.date
    withdrawn_on: dt.date | None


class RawFile(_Part):
    """One raw file that the run was made from."""

    source: str
    delivered_on: dt.date | None
    file: str
    sha256: Digest


class Certificate(_Part):
    """All that one label rests on.

    Attributes
    ----------
    rules
        What ``policy.json`` of the run holds: rules, questions, thresholds, suspended rules, their hash.
    files
        SHA-256 of every file that the run keeps, by its path in the run.
    deliveries
        The raw files that the run was made from.
    sha256
        Of all this but this.
    """

    form: Literal["theseus.certificaat/1"] = "theseus.certificaat/1"
    region: str
    run: str
    as_of: dt.date
    theseus: str
    occupancy: Use
    label: Verdict
    findings: tuple[FindingMade, ...]
    facts: tuple[FactUsed, ...]
    reviews: tuple[ReviewUsed, ...]
    overrides: tuple[OverrideUsed, ...]
    rules: dict[str, Any]
    files: dict[str, Digest]
    deliveries: tuple[RawFile, ...]
    sha256: str = ""

    def sealed(self) -> Certificate:
        """Return the certificate with its hash."""
        return self.model_copy(update={"sha256": self.digest()})

    def digest(self) -> str:
        """Hash the certificate: 64 hexadecimal digits."""
        content = self.model_dump(mode="json", exclude={"sha256"})
        return hashlib.sha256(rfc8785.dumps(content)).hexdigest()

    def as_json(self) -> str:
        """Write the certificate as JSON that people can read too."""
        return json.dumps(self.model_dump(mode="json"), indent=1, ensure_ascii=False) + "\n"


def certify(run: Run, occupancy_id: str, today: Callable[[], PolicySet]) -> Certificate:
    """Make the certificate of one label of a run.

    Parameters
    ----------
    occupancy_id
        One that the run has.
    today
        Gives the rules as they are now, for a run that did not keep its own.
    """
    setting, manifest = of_run(run, occupancy_id, today), run.manifest
    facts = used_facts(run.of("fact", occupancy_id), setting.policy)
    answers = setting.answers(facts, pd.Series([occupancy_id], dtype="string"))
    findings = setting.findings(answers, setting.verdicts(answers))
    return Certificate(
        region=manifest.get("region", ""),
        run=run.run_id,
        as_of=run.as_of,
        theseus=manifest.get("theseus", ""),
        occupancy=Use(**plain(run.of("occupancy", occupancy_id), Use)[0]),
        label=Verdict(**plain(run.of("label", occupancy_id), Verdict)[0]),
        findings=tuple(FindingMade(**row) for row in plain(findings.sort_values("rule"), FindingMade)),
        facts=tuple(FactUsed(**days_of(row)) for row in plain(facts, FactUsed)),
        reviews=_reviews(setting),
        overrides=_overrides(setting),
        rules=json.loads(policy.to_json(setting.policy)),
        files=manifest.get("files") or run.hashes(),
        deliveries=_deliveries(run),
    ).sealed()


def used_facts(facts: pd.DataFrame, used: PolicySet) -> pd.DataFrame:
    """Leave the answers to questions that a rule asks, by question."""
    asked = {name for card in used.rules.values() for name in card.questions}
    return facts[facts["question"].isin(asked)].sort_values("question", ignore_index=True)


def days_of(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with days in place of moments."""
    return {name: value.date() if isinstance(value, pd.Timestamp) else value for name, value in row.items()}


def _reviews(setting: Setting) -> tuple[ReviewUsed, ...]:
    """The decisions that could count on the day of the label; of a proposer only that it was another."""
    table = setting.decisions.reviews
    taken = table[table["decided_on"] <= pd.Timestamp(setting.as_of)]
    same = taken["proposed_by"].str.strip().str.casefold() == taken["decided_by"].str.strip().str.casefold()
    proposed = taken["decided_by"].where(same.fillna(value=True), SOMEBODY_ELSE)
    rows = plain(taken.assign(proposed_by=proposed), ReviewUsed)
    return tuple(ReviewUsed(**days_of(row)) for row in rows)


def _overrides(setting: Setting) -> tuple[OverrideUsed, ...]:
    table = setting.decisions.overrides
    taken = table[table["decided_on"] <= pd.Timestamp(setting.as_of)]
    return tuple(OverrideUsed(**days_of(row)) for row in plain(taken, OverrideUsed))


def _deliveries(run: Run) -> tuple[RawFile, ...]:
    return tuple(
        RawFile(
            source=name,
            delivered_on=item.get("delivered_on", report.delivered_on),
            file=item["file"],
            sha256=item["sha256"],
        )
        for name, report in sorted(run.sources.items())
        for item in report.files
    )
