"""What a dossier tells of the past: the label in every kept run, the periods between changes, and values."""

from __future__ import annotations

from itertools import accumulate, groupby
from typing import TYPE_CHECKING, Any

from theseus.report.dossier.desk import Staff, outside, plain
from theseus.report.dossier.shape import Change, LabelThen, Period
from theseus.report.provenance import field_name, in_order

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

    from theseus.report.dossier.material import Material, Then


def labels(material: Material, staff: Staff) -> list[LabelThen]:
    """Tell the label in every kept run that has the occupancy, and in the one that lost it."""
    told = []
    for then in material.runs:
        now, moved = _row(outside(then.label, staff), material), _row(then.change, material)
        if not staff.internal and moved and plain(moved.get("old")) == plain(moved.get("new")):
            moved = {}  # only the proposal came or went
        if now or moved:
            told.append(_then(then, now, moved, staff))
    return told


def _row(table: pd.DataFrame, material: Material) -> Mapping[Any, Any]:
    return next(iter(table[table["occupancy_id"] == material.occupancy_id].to_dict("records")), {})


def _then(then: Then, now: Mapping[Any, Any], moved: Mapping[Any, Any], staff: Staff) -> LabelThen:
    return LabelThen(
        run=then.run,
        as_of=then.as_of,
        label=plain(now.get("label")),
        proposed_red=bool(now.get("proposed_red", False)),
        because=staff.told(now.get("because")),
        old=plain(moved.get("old")),
        cause=plain(moved.get("cause")),
        detail=staff.told(moved.get("detail")),
    )


def periods(labels: Sequence[LabelThen]) -> Iterator[Period]:
    """Put runs after each other together as long as nothing is said to have changed the label."""
    numbers = accumulate(item.cause is not None for item in labels)
    for _, group in groupby(zip(numbers, labels, strict=True), key=lambda pair: pair[0]):
        same = [item for _, item in group]
        yield Period(
            first=same[0].as_of,
            last=same[-1].as_of,
            runs=len(same),
            label=same[-1].label,
            proposed_red=same[-1].proposed_red,
            because=same[-1].because,
            detail=same[0].detail,
        )


def changes(material: Material) -> Iterator[Change]:
    """Tell every value that was new, different or gone, oldest first; nothing from a restricted source."""
    for then in material.runs:
        mine = then.moved[then.moved["occupancy_id"] == material.occupancy_id]
        for row in in_order(mine[~mine["source"].isin(material.restricted)]).to_dict("records"):
            yield Change(
                changed_on=row["changed_on"].date(),
                run=row["run"],
                field=row["field"],
                name=field_name(row["field"], material.questions),
                old=plain(row["old"]),
                new=plain(row["new"]),
                source=row["source"],
                source_title=material.title(row["source"]),
            )
