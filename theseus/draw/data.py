"""What a map is drawn from: the tables of one run, with rules, plan, visits, links and past beside them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd

    from theseus.model import Inspection, SourceReport


@dataclass(frozen=True)
class RuleNote:
    """What a reader needs to know of one rule to weigh what it found.

    Attributes
    ----------
    means_not
        Dutch: what an irregularity of this rule does not mean.
    suspended
        True if visits did not bear the rule out, so that it counts for no red.
    """

    id: str
    statement: str
    gate: bool
    hard: bool
    weight: float
    means_not: str
    suspended: bool = False


@dataclass(frozen=True)
class PastLabels:
    """The labels of one kept run; ``labels`` needs columns ``occupancy_id``, ``label``, ``proposed_red``."""

    as_of: dt.date
    labels: pd.DataFrame


@dataclass(frozen=True)
class MapData:
    """The tables of one run, RD New (EPSG:28992), as their contracts say; what is optional may be left out.

    Attributes
    ----------
    terreinen, occupancies, labels, findings, open_questions
        Tables of contracts ``chosen_terrein``, ``occupancy``, ``label``, ``finding`` and
        ``open_question``. Every occupancy has a point, a label and a park; findings and questions
        about other occupancies are left out.
    sources
        What each source brought; sources that were not consulted are named on the map.
    background
        Show the Kadaster's background map. It is fetched from PDOK by the reader's browser, so the
        file then needs a network for it. Off by default.
    municipalities
        Names by code (``GM0226``).
    rules
        What to say with a finding; a rule that is not here is shown by its id.
    activities
        Columns ``occupancy_id``, ``activity`` and ``sbi`` (codes, comma-joined, the main one first).
    besides
        What is known and counts for no label: columns ``occupancy_id``, ``question``, ``text``, ``value``,
        ``source`` (a title) and ``observed_on``.
    would_change
        What would change a label, as Dutch lines in order: columns ``occupancy_id`` and ``line``.
    links, near_misses
        Contract ``link``: which records lie behind an occupancy, and which may belong to it.
    visits
        Contract ``visit``; visits that were taken back are left out.
    changes
        Contract ``label_change`` with a column ``as_of``: every change of a label in kept runs.
    history
        Labels of the kept runs, oldest first; the last one is of this run.
    inspections
        The plan.
    made_with
        Dutch line: which rules, run and version made the labels.
    alarm
        Dutch sentences: which shares of labels jumped since the run before; they stand on top of the page.
    """

    region_name: str
    as_of: dt.date
    terreinen: gpd.GeoDataFrame
    occupancies: gpd.GeoDataFrame
    labels: pd.DataFrame
    findings: pd.DataFrame
    open_questions: pd.DataFrame
    sources: tuple[SourceReport, ...]
    background: bool = False
    municipalities: Mapping[str, str] = field(default_factory=dict)
    rules: tuple[RuleNote, ...] = ()
    activities: pd.DataFrame | None = None
    besides: pd.DataFrame | None = None
    would_change: pd.DataFrame | None = None
    links: pd.DataFrame | None = None
    near_misses: pd.DataFrame | None = None
    visits: pd.DataFrame | None = None
    changes: pd.DataFrame | None = None
    history: tuple[PastLabels, ...] = ()
    inspections: tuple[Inspection, ...] = ()
    made_with: str = ""
    alarm: tuple[str, ...] = ()
