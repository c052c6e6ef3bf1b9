"""What a person takes in although it failed at the door: now, with a reason, or by an earlier note."""

from __future__ import annotations

import getpass
from dataclasses import replace
from typing import TYPE_CHECKING

from theseus.check import accepted as marked
from theseus.model import Acceptance, Check, Severity
from theseus.sources import deliveries
from theseus.sources.accepted import Entry

if TYPE_CHECKING:
    from theseus.intake.door import Case, Tried
    from theseus.model import SourceReport


def accept(case: Case, tried: Tried, reason: str | None) -> Tried:
    """Take a failed delivery in if a person says so.

    Parameters
    ----------
    reason
        Why a person accepts this delivery now; None if nobody does, so that only the notes count.

    Returns
    -------
    Tried
        Its accepted checks marked with who and why. Some checks nobody can accept.
    """
    day = tried.files[-1].delivered_on
    by = next((entry.acceptance for entry in case.notes if entry.fits(day, tried.digests)), None)
    if reason is not None:
        by = Acceptance(reason, _user())
    if by is None or tried.good:
        return replace(tried, report=_needless(tried, reason))
    checks = marked(tried.report.checks, by)
    names = tuple(sorted({item.name for item in checks if item.severity is Severity.ACCEPTED}))
    done = replace(by, checks=names)
    report = replace(tried.report, checks=checks, accepted=done if names else None)
    entry = Entry(delivered_on=day, sha256=tried.digest, reason=done.reason, by=done.by, checks=names)
    return replace(tried, report=report, entry=entry if reason is not None and names else None)


def _needless(tried: Tried, reason: str | None) -> SourceReport:
    if reason is None:
        return tried.report
    told = "Er was niets om toe te laten: de levering is in orde."
    spare = Check(tried.report.source, "toelating", Severity.WARN, told)
    return replace(tried.report, checks=(*tried.report.checks, spare))


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # an account without a name
        return "onbekende gebruiker"


def stray(case: Case, tried: Tried) -> list[Check]:
    """Report the notes that are about no delivery any more.

    A note about an earlier delivery that is still there is not stray: the source may fall back on it.
    """
    newest = tried.files[-1].delivered_on
    folders = deliveries.dated(case.workspace.raw / case.card.id, case.as_of)
    others = {folder.name[:10] for folder in folders} - {newest.isoformat()}
    source = case.card.id
    return [
        Check(
            source,
            "toelating",
            Severity.WARN,
            f"De toelating van {entry.name} in {case.workspace.accepted / source}.toml past bij geen enkele "
            "levering. Haal haar weg.",
        )
        for entry in case.notes
        if not entry.fits(newest, tried.digests) and str(entry.delivered_on) not in others
    ]
