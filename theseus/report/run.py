"""The report of one run, as plain data: every number from the run's own tables."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from theseus.model import Label, SourceReport, WhyOpen
from theseus.report.weekly import Weekly, weekly
from theseus.tables import is_in

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence


SHOWN_CHANGES = 50


@dataclass(frozen=True)
class RunReport:
    """What a run did.

    Attributes
    ----------
    shares
        One row per park: name, number of occupancies, and of each label and of proposed reds.
    outcomes
        Per source and link outcome the number of records.
    not_consulted, incomplete
        Per source that was not consulted, or not completely, the number of white occupancies with
        a question that it could answer.
    changes
        Number of changed labels per cause.
    weekly
        What changed since the run before, as a table and a paragraph.
    changed
        The first ``SHOWN_CHANGES`` labels that changed of occupancies that were known before: address,
        old and new label, and why. All of them stand in the run's table ``label_change``.
    published
        False if nothing changed, so that nothing was published.
    notes
        What else the user should know, in Dutch.
    since
        The day of the run before; None for the first run.
    alarm
        Shares of labels that jumped since the run before, in Dutch; see ``theseus.report.alarm``.
    """

    region: str
    as_of: dt.date
    run_id: str
    published: bool
    sources: tuple[SourceReport, ...]
    shares: tuple[dict[str, Any], ...]
    outcomes: tuple[dict[str, Any], ...]
    overlaps: tuple[dict[str, Any], ...]
    not_consulted: dict[str, int]
    incomplete: dict[str, int]
    without_user: int
    near_misses: int
    changes: dict[str, int]
    changed: tuple[dict[str, Any], ...] = ()
    notes: tuple[str, ...] = ()
    weekly: Weekly = field(default_factory=Weekly)
    alarm: tuple[str, ...] = ()

    @property
    def troubled(self) -> tuple[SourceReport, ...]:
        """Sources that are not as fresh as they should be, for the first lines and exit code 3."""
        return tuple(source for source in self.sources if source.troubled)

    def as_json(self) -> str:
        """Return the report as JSON text."""
        return json.dumps(dataclasses.asdict(self), indent=1, ensure_ascii=False, default=str)


def summarise(  # noqa: PLR0913 - all of a run goes in; bundling it would only hide it
    *,
    region: str,
    as_of: dt.date,
    run_id: str,
    published: bool,
    sources: Sequence[SourceReport],
    results: Mapping[str, pd.DataFrame],
    changes: pd.DataFrame,
    notes: Sequence[str] = (),
    since: dt.date | None = None,
) -> RunReport:
    """Make the report of a run from its tables.

    Parameters
    ----------
    results
        Result tables by contract name, ``near_miss`` included.
    changes
        Contract ``label_change``.
    notes
        What else the user should know, in Dutch.
    since
        The day of the run before; None for the first run.
    """
    labels = results["label"].merge(results["occupancy"], on="occupancy_id")
    outcomes = results["link"].drop_duplicates(["source", "record_id", "outcome"])
    return RunReport(
        region=region,
        as_of=as_of,
        run_id=run_id,
        published=published,
        sources=tuple(sources),
        shares=tuple(_shares(labels, results["chosen_terrein"])),
        outcomes=tuple(
            outcomes.groupby(["source", "table", "outcome"])
            .size()
            .rename("records")
            .reset_index()
            .to_dict("records")
        ),
        overlaps=tuple(results["terrein_overlap"].to_dict("records")),
        not_consulted=_white_cost(results, WhyOpen.NOT_CONSULTED),
        incomplete=_white_cost(results, WhyOpen.INCOMPLETE),
        without_user=int(labels["name"].isna().sum()),
        near_misses=len(results["near_miss"]),
        notes=tuple(notes),
        weekly=weekly(changes, results["label"], {item.source: item.title for item in sources}, since, as_of),
        changed=tuple(_changed(changes, results["occupancy"])),
        changes={str(cause): int(count) for cause, count in changes["cause"].value_counts().items()},
    )


def _shares(labels: pd.DataFrame, terreinen: pd.DataFrame) -> Iterator[dict[str, Any]]:
    counts = pd.crosstab(labels["terrein_id"], labels["label"])
    for terrein_id, name in terreinen[["terrein_id", "name"]].sort_values("name").itertuples(index=False):
        here = labels[labels["terrein_id"] == terrein_id]
        row = counts.loc[terrein_id] if terrein_id in counts.index else {}
        yield {
            "terrein_id": terrein_id,
            "name": name,
            "occupancies": len(here),
            **{label.value: int(row.get(label.value, 0)) for label in Label},
            "proposed_red": int(here["proposed_red"].sum()),
            "without_user": int(here["name"].isna().sum()),
        }


def _changed(changes: pd.DataFrame, occupancies: pd.DataFrame) -> list[dict[str, Any]]:
    known = changes[changes["old"].notna()].head(SHOWN_CHANGES)
    named = known.merge(occupancies[["occupancy_id", "address"]], on="occupancy_id", how="left")
    named["address"] = named["address"].fillna(named["occupancy_id"])
    named[["old", "new"]] = named[["old", "new"]].fillna("geen")
    return list(named[["occupancy_id", "address", "old", "new", "detail"]].to_dict("records"))


def _white_cost(results: Mapping[str, pd.DataFrame], why: WhyOpen) -> dict[str, int]:
    """Count the white occupancies that wait for each source, for one reason."""
    white = results["label"].query("label == 'wit'")["occupancy_id"]
    waiting = results["open_question"]
    waiting = waiting[(waiting["why"] == why.value) & is_in(waiting["occupancy_id"], white)]
    counts = waiting.groupby("sources")["occupancy_id"].nunique()
    return {str(source): int(count) for source, count in counts.items()}
