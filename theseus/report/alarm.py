"""The alarm: between two runs the share of a label moved so far that something else may be the matter.

Labels of a region move slowly. If many change in one week a source may have come in differently, or a rule
does more than was meant; so people have to look before they use the map and the rosters. A proposed red is
counted apart from the other whites: a rule that proposes too much shows there first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from theseus.model import Label

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

SMALLEST = 50  # uses in both runs; where there are fewer a few visits are a jump
_REGION = "de hele regio"
_PROPOSED = "voorstel rood"


def jumps(
    before: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]], limit: float
) -> tuple[str, ...]:
    """Tell which shares moved further than a limit, in the region and in every park, if of some size.

    Parameters
    ----------
    before, now
        ``RunReport.shares`` of the earlier and the new run.
    limit
        The largest move that is usual, as a part of 1.

    Returns
    -------
    tuple of str
        One Dutch sentence per place, the region first; empty if there is nothing to tell.
    """
    earlier = {row["terrein_id"]: row for row in before}
    parks = [(row["name"], earlier[row["terrein_id"]], row) for row in now if row["terrein_id"] in earlier]
    told = []
    for place, old, new in [(_REGION, _total(before), _total(now)), *parks]:
        if min(old["occupancies"], new["occupancies"]) >= SMALLEST:
            moved = list(_moved(_shares(old), _shares(new), limit))
            told += [f"In {place} verschoof {'; '.join(moved)}."] if moved else []
    return tuple(told)


def _total(shares: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    columns = ("occupancies", *(label.value for label in Label), "proposed_red")
    return {name: sum(int(row[name]) for row in shares) for name in columns}


def _shares(row: Mapping[str, Any]) -> dict[str, float]:
    proposed = row["proposed_red"]
    counts = {label.value: row[label.value] for label in Label} | {_PROPOSED: proposed}
    counts[Label.WHITE.value] -= proposed
    return {name: count / row["occupancies"] for name, count in counts.items()}


def _moved(old: Mapping[str, float], new: Mapping[str, float], limit: float) -> Iterator[str]:
    for name, share in new.items():
        if abs(share - old[name]) > limit:
            yield f"het aandeel {name} van {100 * old[name]:.0f} naar {100 * share:.0f} procent"
