"""The dossier of one occupancy: what is held, where that comes from, what was decided, and who received it.

Two versions: for the business itself, and ``internal`` with names, files and the day of a planned visit.
What is restricted enters neither.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from theseus.report.dossier import desk as desk_
from theseus.report.dossier import held, past
from theseus.report.dossier.desk import Staff, plain
from theseus.report.dossier.rights import texts
from theseus.report.dossier.shape import Dossier, PlannedVisit, Received, Recipient
from theseus.report.standing import MONTHS

if TYPE_CHECKING:
    from theseus.report.dossier.material import Material

NOBODY = "Dit label stond op geen enkele looplijst; niemand buiten het bureau kreeg het."


def compile_dossier(material: Material, *, internal: bool) -> Dossier:
    """Put the dossier of one occupancy together.

    Parameters
    ----------
    internal
        True: with the names of staff, file names and the day of planned visits, for use at the desk.
        False: the version for the business itself.
    """
    staff = Staff.of(material.desk, internal=internal)
    desk, name, asked, on = material.desk, material.occupancy_id, material.questions, material.as_of
    handed = material.received[material.received["day"] <= pd.Timestamp(on)]
    titles = {source: str(card["title"]) for source, card in material.cards.items()}
    labels = past.labels(material, staff)
    return Dossier(
        audience="intern" if internal else "bedrijf",
        made_on=material.as_of,
        region=material.region,
        run=material.run,
        held_on=material.held_on,
        who=held.who(material),
        label=held.label(material, staff),
        findings=held.findings(material),
        open_questions=held.open_questions(material),
        known=held.known(material, staff),
        records=held.records(material),
        sources=held.sources(material),
        periods=tuple(past.periods(labels)),
        labels=tuple(labels),
        changes=tuple(past.changes(material)),
        decisions=tuple(desk_.decisions(desk, name, material.of("link"), titles, staff, on)),
        objections=tuple(desk_.objections(desk, name, staff, on)),
        corrections=tuple(desk_.corrections(desk, name, asked, staff, on)),
        visits=tuple(desk_.visits(desk, name, asked, staff, on)),
        planned=_planned(material, internal=internal),
        received=_received(handed, internal=internal),
        recipients=recipients(handed),
        contact=material.contact,
        rights=texts().rights,
    )


def _planned(material: Material, *, internal: bool) -> tuple[PlannedVisit, ...]:
    """Visits to come. A day that is known makes a visit pointless, so a business reads the month."""
    return tuple(
        PlannedVisit(
            month=f"{MONTHS[item.session.date.month - 1]} {item.session.date.year}",
            partners=item.session.partners,
            theme=item.theme,
            day=item.session.date if internal else None,
            arrival=f"{visit.arrival:%H:%M}" if internal else None,
        )
        for item in sorted(material.planned, key=lambda item: item.session.date)
        for visit in item.visits
        if visit.occupancy_id == material.occupancy_id and item.session.date >= material.as_of
    )


def _received(rows: pd.DataFrame, *, internal: bool) -> tuple[Received, ...]:
    return tuple(
        Received(
            day=row["day"].date(),
            run=row["run"],
            recipient=row["recipient"],
            label=plain(row["label"]),
            file=row["file"] if internal else None,
        )
        for row in rows.to_dict("records")
    )


def recipients(rows: pd.DataFrame) -> tuple[Recipient, ...]:
    """Count the files on which each recipient got each label, by recipient.

    Parameters
    ----------
    rows
        Contract ``received``.
    """
    grouped = rows.groupby(["recipient", "label"], dropna=False)["day"].agg(["size", "min", "max"])
    return tuple(
        Recipient(
            recipient=row["recipient"],
            label=plain(row["label"]),
            rosters=row["size"],
            first=row["min"].date(),
            last=row["max"].date(),
        )
        for row in grouped.reset_index().to_dict("records")
    )


def received(rows: pd.DataFrame) -> list[str]:
    """Say in Dutch who received which label: one line per recipient and label.

    Parameters
    ----------
    rows
        Contract ``received``.
    """
    if rows.empty:
        return [NOBODY]
    return [
        f"{item.recipient}: label {item.label or 'niet vastgelegd'} op {item.rosters} "
        f"{'looplijst of kaart' if item.rosters == 1 else 'looplijsten of kaarten'}, "
        f"het laatst van {item.last:%d-%m-%Y}"
        for item in recipients(rows)
    ]
