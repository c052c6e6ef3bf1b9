"""What changed since the run before: a table of transitions with their causes, and one Dutch paragraph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from theseus.model import Cause, Label

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

PROPOSED = "voorstel rood"  # a white label that waits for a second person
_ORDER = (Label.GREEN.value, Label.WHITE.value, PROPOSED, Label.RED.value)
_BECAME = {
    Label.GREEN.value: ("werd groen", "werden groen"),
    Label.WHITE.value: ("werd wit", "werden wit"),
    PROPOSED: ("werd een voorstel rood", "werden een voorstel rood"),
    Label.RED.value: ("werd rood", "werden rood"),
}
_THROUGH = {
    Cause.PERSON: "een besluit van een medewerker",
    Cause.SOURCE: "een bron die wel of niet geraadpleegd is",
    Cause.DATA: "een gewijzigd gegeven",
    Cause.TIME: "een antwoord dat te oud werd",
    Cause.RULE: "een gewijzigde regel",
    Cause.NEW: "een nieuw gebruik",
    Cause.GONE: "een gebruik dat er niet meer is",
}
_WEEK = 7  # days
_NAMED = 3  # sources or rules


@dataclass(frozen=True)
class Weekly:
    """What changed since the run before.

    Attributes
    ----------
    since
        The day of the run before; None for the first run.
    transitions
        Per old label, new label and cause the number of occupancies (``old``, ``new``, ``cause``, ``count``),
        the most frequent first. Old is ``geen`` for what is new, new is ``geen`` for what is gone.
    behind
        The sources and rules behind most changes (``name``, ``count``).
    paragraph
        All this in Dutch.
    """

    since: dt.date | None = None
    transitions: tuple[dict[str, Any], ...] = ()
    behind: tuple[dict[str, Any], ...] = ()
    paragraph: str = ""


def weekly(
    changes: pd.DataFrame,
    labels: pd.DataFrame,
    titles: Mapping[str, str],
    since: dt.date | None,
    as_of: dt.date,
) -> Weekly:
    """Sum up the changes of labels between two runs.

    Parameters
    ----------
    changes
        Contract ``label_change``.
    labels
        Contract ``label``, of the new run.
    titles
        What people call each source, by card id.
    since
        The day of the run before; None for the first run.
    """
    if since is None:
        return Weekly(paragraph="Dit is de eerste run; er is nog niets om mee te vergelijken.")
    transitions = _transitions(changes, labels)
    behind = _behind(changes, titles)
    return Weekly(since, tuple(transitions), tuple(behind), _paragraph(transitions, behind, since, as_of))


def _transitions(changes: pd.DataFrame, labels: pd.DataFrame) -> list[dict[str, Any]]:
    proposed = labels.loc[labels["proposed_red"].astype(bool), "occupancy_id"]
    now = changes["occupancy_id"].isin(proposed)
    # The label of both is white: then it is the proposal that came or went.
    same = (changes["old"] == changes["new"]).fillna(value=False)
    table = pd.DataFrame(
        {
            "old": changes["old"].mask(same & ~now, PROPOSED).fillna("geen"),
            "new": changes["new"].mask(now, PROPOSED).fillna("geen"),
            "cause": changes["cause"],
        }
    )
    counts = table.groupby(["old", "new", "cause"]).size().rename("count").reset_index()
    counts = counts.sort_values(["count", "old", "new", "cause"], ascending=[False, True, True, True])
    return [{**row, "count": int(row["count"])} for row in counts.to_dict("records")]


def _behind(changes: pd.DataFrame, titles: Mapping[str, str]) -> list[dict[str, Any]]:
    """Count the sources and rules behind changes of labels that were there before."""
    known = changes.loc[changes["old"].notna() & changes["new"].notna(), "behind"].dropna()
    counts = known.str.split(",").explode().value_counts()
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [{"name": titles.get(str(name), str(name)), "count": int(count)} for name, count in ordered]


def _paragraph(
    transitions: Sequence[Mapping[str, Any]],
    behind: Sequence[Mapping[str, Any]],
    since: dt.date,
    as_of: dt.date,
) -> str:
    when = "vorige week" if (as_of - since).days == _WEEK else "de vorige run"
    start = f"Sinds {when} ({since:%d-%m-%Y})"
    if not transitions:
        return f"{start} is geen enkel label veranderd."
    stayed = [row for row in transitions if "geen" not in (row["old"], row["new"])]
    return " ".join([*_stayed(stayed, start), *_named(behind), *_came_and_went(transitions)])


def _stayed(stayed: Sequence[Mapping[str, Any]], start: str) -> list[str]:
    if not stayed:
        return [f"{start} is van geen enkel adres dat al in beeld was het label veranderd."]
    became = [
        f"{_addresses(count)} {_BECAME[label][count > 1]}"
        for label in _ORDER
        if (count := sum(row["count"] for row in stayed if row["new"] == label))
    ]
    causes = {cause: sum(row["count"] for row in stayed if row["cause"] == cause) for cause in Cause}
    often = sorted(((count, cause) for cause, count in causes.items() if count), key=lambda found: -found[0])
    through = [f"{count} keer door {_THROUGH[cause]}" for count, cause in often]
    return [f"{start}: {_listed(became)}.", f"Dat kwam {_listed(through)}."]


def _named(behind: Sequence[Mapping[str, Any]]) -> list[str]:
    if not behind:
        return []
    most = [f"{row['name']} ({row['count']})" for row in behind[:_NAMED]]
    return [f"Het vaakst lag het aan {_listed(most)}."]


def _came_and_went(transitions: Sequence[Mapping[str, Any]]) -> list[str]:
    came = sum(row["count"] for row in transitions if row["old"] == "geen")
    went = sum(row["count"] for row in transitions if row["new"] == "geen")
    told = [f"{came} nieuw in beeld"] if came else []
    told += [f"{went} niet meer in beeld"] if went else []
    return [f"Verder: {_listed(told)}."] if told else []


def _addresses(count: int) -> str:
    return "1 adres" if count == 1 else f"{count} adressen"


def _listed(parts: Sequence[str]) -> str:
    return " en ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]
