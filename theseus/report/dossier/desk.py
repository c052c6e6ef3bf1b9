"""What people decided, saw and granted about one occupancy, as it stood on a day.

A business reads what was decided, when and why; it does not need to know who of the staff did so, and reads
"een medewerker". The reasons for that are in docs/dossier.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from theseus.contracts import CONFIRMED, PROPOSED, REFUSED, VERDICTS, VISIT_SOURCE
from theseus.report.dossier.rights import texts
from theseus.report.dossier.shape import Answer, Correction, Decision, Objection, PastVisit, Withdrawn

if TYPE_CHECKING:
    import datetime as dt

Desk = Mapping[str, pd.DataFrame]
"""Rows by contract: review, override, visit, visit_finding, answer, objection, correction, link_judgement."""

SOMEBODY, SOMEBODY_ELSE = "een medewerker", "een andere medewerker"
PROGRAM = "Theseus"  # proposes by itself; it is nobody's name
_PEOPLE = (
    "proposed_by",
    "decided_by",
    "withdrawn_by",
    "entered_by",
    "state_by",
    "granted_by",
    "judged_by",
    "undone_by",
)
_KINDS = {
    PROPOSED: "voorstel voor rood voorgelegd",
    CONFIRMED: "voorstel voor rood beoordeeld",
    REFUSED: "voorstel voor rood beoordeeld",
}

_BELONGS = ("hoort bij dit gebruik", "hoort niet bij dit gebruik", "hoort misschien bij dit gebruik")
_VERDICTS = dict(zip(VERDICTS, _BELONGS, strict=True))


@dataclass(frozen=True)
class Staff:
    """Who may be named. For a business nobody is: names are left out, also where somebody wrote them down."""

    names: frozenset[str]
    internal: bool

    @classmethod
    def of(cls, desk: Desk, *, internal: bool) -> Staff:
        """Collect everybody who ever wrote something at the desk."""
        met = (table[name] for table in desk.values() for name in _PEOPLE if name in table)
        names = {str(who).strip() for column in met for who in column.dropna().unique()}
        return cls(frozenset(names - {"", PROGRAM}), internal)

    def name(self, who: object) -> str:
        """Name a person, or only say that it was one."""
        named = plain(who) or SOMEBODY
        return named if self.internal or named == PROGRAM else SOMEBODY

    def second(self, who: object, first: object) -> str:
        """Name a person who decided about what another proposed; say at least that it was another."""
        other = plain(first) not in {None, PROGRAM, plain(who)}
        return SOMEBODY_ELSE if other and not self.internal else self.name(who)

    def told(self, text: object) -> str | None:
        """Leave the names of staff out of a text that we or they wrote; None for an empty one."""
        written = plain(text)
        if written is None or self.internal or not self.names:
            return written
        longest = sorted(self.names, key=lambda name: (-len(name), name))
        found = "|".join(re.escape(name) for name in longest)
        return re.sub(rf"(?<!\w)(?:{found})(?!\w)", SOMEBODY, written)


def outside(labels: pd.DataFrame, staff: Staff) -> pd.DataFrame:
    """Write labels as they leave the desk: a red that nobody confirmed is white, for the business too.

    What the rules found stands in the findings; that two of them together may become red is for two people.
    """
    if staff.internal:
        return labels
    waiting = labels["proposed_red"].fillna(value=False).to_numpy(bool)
    return labels.assign(proposed_red=False, because=labels["because"].mask(waiting, texts().waiting))


def plain(value: object) -> str | None:
    """Return a text as it is; None for an empty one."""
    return None if value is None or value is pd.NA or pd.isna(value) or str(value) == "" else str(value)


def day(moment: object) -> dt.date | None:
    """Return the day of a moment; None for an empty one."""
    return None if moment is None or pd.isna(moment) else pd.Timestamp(moment).date()


def about(table: pd.DataFrame, occupancy_id: str, dated: str, as_of: dt.date) -> list[dict[str, Any]]:
    """Return the rows about one occupancy that were there on a day, oldest first."""
    known = table[dated].dt.normalize() <= pd.Timestamp(as_of)
    mine = table[(table["occupancy_id"] == occupancy_id).fillna(value=False) & known.fillna(value=False)]
    rows: list[dict[str, Any]] = mine.sort_values(dated, kind="stable").to_dict("records")
    return rows


def decisions(
    desk: Desk,
    occupancy_id: str,
    linked: pd.DataFrame,
    titles: Mapping[str, str],
    staff: Staff,
    as_of: dt.date,
) -> list[Decision]:
    """List what people decided about label and links, oldest first.

    Parameters
    ----------
    linked
        Contract ``link``, the rows of this occupancy: a judgement about its whole unit is told only if
        it is about one of these records.
    titles
        Title of each source by id.
    """
    found = [
        *_reviews(desk, occupancy_id, staff, as_of),
        *_overrides(desk, occupancy_id, staff, as_of),
        *_judgements(desk, occupancy_id, linked, titles, staff, as_of),
    ]
    return sorted(found, key=lambda item: item.day)


def _reviews(desk: Desk, occupancy_id: str, staff: Staff, as_of: dt.date) -> list[Decision]:
    return [
        Decision(
            day=row["decided_on"].date(),
            kind=_KINDS[row["decision"]],
            number=None if pd.isna(row.get("review_id")) else int(row["review_id"]),
            decision=row["decision"],
            reason=staff.told(row["reason"]) or "",
            by=staff.second(row["decided_by"], row["proposed_by"]),
            proposed_by=None if row["decision"] == PROPOSED else staff.name(row["proposed_by"]),
            until=day(row["until"]),
            withdrawn=None,
        )
        for row in about(desk["review"], occupancy_id, "decided_on", as_of)
        if staff.internal or row["decision"] != PROPOSED
    ]


def _overrides(desk: Desk, occupancy_id: str, staff: Staff, as_of: dt.date) -> list[Decision]:
    return [
        Decision(
            day=row["decided_on"].date(),
            kind="label door een medewerker bepaald",
            number=int(row["override_id"]),
            decision=row["label"],
            reason=staff.told(row["reason"]) or "",
            by=staff.name(row["decided_by"]),
            proposed_by=None,
            until=day(row["until"]),
            withdrawn=_withdrawn(row, staff, as_of),
        )
        for row in about(desk["override"], occupancy_id, "decided_on", as_of)
    ]


def _judgements(
    desk: Desk,
    occupancy_id: str,
    linked: pd.DataFrame,
    titles: Mapping[str, str],
    staff: Staff,
    as_of: dt.date,
) -> list[Decision]:
    """Judgements on links. A record that is *not* of this business may be another's, so that is not named."""
    unit = occupancy_id.partition("@")[0]
    own = set(zip(linked["source"], linked["record_id"], strict=True))
    of_unit = [
        row
        for row in about(desk["link_judgement"], unit, "judged_at", as_of)
        if (row["source"], row["record_id"]) in own
    ]
    rows = [*about(desk["link_judgement"], occupancy_id, "judged_at", as_of), *of_unit]
    return [
        Decision(
            day=row["judged_at"].date(),
            kind="koppeling beoordeeld",
            number=int(row["judgement_id"]),
            decision=_verdict(row, titles, named=staff.internal or (row["source"], row["record_id"]) in own),
            reason=staff.told(row["reason"]) or "",
            by=staff.name(row["judged_by"]),
            proposed_by=None,
            until=None,
            withdrawn=_withdrawn(row, staff, as_of, ("undone_at", "undone_by", "undo_reason")),
        )
        for row in rows
    ]


def _verdict(row: Mapping[str, Any], titles: Mapping[str, str], *, named: bool) -> str:
    record = f" {row['record_id']}" if named else ""
    return f"{titles.get(row['source'], row['source'])}{record} {_VERDICTS[row['verdict']]}"


def _withdrawn(
    row: Mapping[str, Any],
    staff: Staff,
    as_of: dt.date,
    names: tuple[str, str, str] = ("withdrawn_on", "withdrawn_by", "withdrawn_because"),
) -> Withdrawn | None:
    """That something was taken back, if that was so on the day."""
    on, by, because = (row[name] for name in names)
    when = day(on)
    if plain(by) is None or (when is not None and when > as_of):
        return None
    return Withdrawn(on=when, by=staff.name(by), because=staff.told(because))


def objections(desk: Desk, occupancy_id: str, staff: Staff, as_of: dt.date) -> list[Objection]:
    """List what the business said is wrong, with the state of each; a later state is not told."""
    return [
        Objection(
            number=int(row["objection_id"]),
            received_on=row["received_on"].date(),
            text=str(row["text"]),
            state=row["state"] if then else None,
            since=day(row["state_since"]) if then else None,
            because=staff.told(row["state_because"]) if then else None,
            by=staff.name(row["state_by"]) if then else None,
        )
        for row in about(desk["objection"], occupancy_id, "received_on", as_of)
        for then in [row["state_since"].date() <= as_of]
    ]


def corrections(
    desk: Desk, occupancy_id: str, questions: Mapping[str, str], staff: Staff, as_of: dt.date
) -> list[Correction]:
    """List the answers that were put right."""
    return [
        Correction(
            number=int(row["correction_id"]),
            objection=None if pd.isna(row["objection_id"]) else int(row["objection_id"]),
            question=row["question"],
            text=questions.get(row["question"], row["question"]),
            value=str(row["value"]),
            valid_from=row["valid_from"].date(),
            until=row["until"].date(),
            reason=staff.told(row["reason"]) or "",
            granted_on=row["granted_at"].date(),
            granted_by=staff.name(row["granted_by"]),
            withdrawn=_withdrawn(row, staff, as_of),
        )
        for row in about(desk["correction"], occupancy_id, "granted_at", as_of)
    ]


def visits(
    desk: Desk, occupancy_id: str, questions: Mapping[str, str], staff: Staff, as_of: dt.date
) -> list[PastVisit]:
    """List the visits that were made and entered, with the findings and answers that they brought."""
    given, found = desk["answer"], desk["visit_finding"]
    mine = given[(given["occupancy_id"] == occupancy_id) & (given["source"] == VISIT_SOURCE)]
    return [
        PastVisit(
            number=int(row["visit_id"]),
            day=row["visited_on"].date(),
            result=row["result"],
            step=row["step"],
            theme=plain(row["theme"]),
            at_random=bool(row["at_random"]),
            note=staff.told(row["note"]),
            by=staff.name(row["entered_by"]),
            answers=_answers(
                mine[mine["record_id"] == f"{VISIT_SOURCE} {row['visit_id']}"], questions, staff
            ),
            findings=tuple(found.loc[found["visit_id"] == row["visit_id"], "kind"]),
            withdrawn=_withdrawn(row, staff, as_of),
        )
        for row in about(desk["visit"], occupancy_id, "entered_at", as_of)
    ]


def _answers(rows: pd.DataFrame, questions: Mapping[str, str], staff: Staff) -> tuple[Answer, ...]:
    return tuple(
        Answer(
            question=row["question"],
            text=questions.get(row["question"], row["question"]),
            value=plain(row["value"]),
            original=staff.told(row["original"]),
        )
        for row in rows.sort_values("question").to_dict("records")
    )
