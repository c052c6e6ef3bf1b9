"""School holidays per region: open data of the Rijksoverheid (JSON), or the list of OpenHolidays (CSV).

A record is one holiday in one region; "heel Nederland" is three of them. The Rijksoverheid writes days as
moments in UTC, so a holiday that begins on Saturday is written as Friday 22:00 or 23:00.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from theseus.contracts import SCHOOL_HOLIDAY, SCHOOL_REGIONS
from theseus.errors import SourceError
from theseus.sources import address, jsontext
from theseus.sources.delimited import read_delimited
from theseus.sources.delivery import Defect, Delivery, OutOfScope, Quarantine
from theseus.sources.sieve import Sieve
from theseus.tables import conform

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from theseus.sources.card import Card
    from theseus.sources.delivery import RawFile

_EVERYWHERE = ("heel nederland", "nederland")
_LIST = ("Id", "Country", "StartDate", "EndDate", "Type", "RegionalScope", "Name", "Groups")
_GROUPS = {"NO": "noord", "MI": "midden", "ZU": "zuid"}
_TEXTS = ("record_id", "name", "region", "first", "last", "sort")
_CLOCK = "Europe/Amsterdam"
# The longest that is no summer holiday has two weeks and their weekends; a slip in a year or month is longer.
_LONGEST_DAYS, _LONGEST_SUMMER_DAYS = 23, 65
_SUMMER = "zomer"


def read(files: Sequence[RawFile], card: Card, as_of: dt.date) -> Delivery:  # noqa: ARG001 - a reader's form
    """Read the school holidays of every file to ``school_holiday``.

    Raises
    ------
    SourceError
        If a file is neither of both forms.
    """
    quarantine = Quarantine(card.id)
    parts = [_rows(file, quarantine) for file in files]
    frames = [
        frame.assign(day=pd.Timestamp(file.delivered_on))
        for file, (frame, _) in zip(files, parts, strict=True)
    ]
    rows = pd.concat(frames, ignore_index=True) if frames else _frame([]).assign(day=pd.NaT)
    sieve = Sieve(rows, quarantine, "record_id")
    _judge(sieve)
    kept = sieve.rows.drop_duplicates([*_TEXTS, "first_on", "last_on"])
    merged = len(sieve.rows) - len(kept)
    sieve.rows = kept
    sieve.check_first()
    table = sieve.rows.assign(source=card.id, observed_on=sieve.rows["day"])
    return Delivery(
        tables={"school_holiday": conform(table, SCHOOL_HOLIDAY)},
        quarantine=quarantine.table(),
        rows_read=sum(met for _, met in parts),
        rows_merged=merged,
    )


def _rows(file: RawFile, quarantine: Quarantine) -> tuple[pd.DataFrame, int]:
    """The holidays of a file as texts, and how many records were met (broken lines included)."""
    if file.path.suffix.lower() == ".csv":
        return _rows_of_list(file, quarantine)
    documents = jsontext.load(file.path)
    years = [year for document in documents for year in _years(document, file.path.name)]
    frame = _frame([row for year in years for row in _holidays(year)])
    frame["file"] = pd.Series(file.path.name, index=frame.index, dtype="string")
    frame["row"] = pd.Series(range(1, len(frame) + 1), dtype="Int64")
    return frame, len(frame)


def _years(document: Any, name: str) -> list[dict[str, Any]]:  # noqa: ANN401 - JSON holds anything
    content = document.get("content") if isinstance(document, dict) else None
    if not isinstance(content, list):
        raise SourceError(
            f"Bestand {name} is geen lijst van schoolvakanties van de Rijksoverheid: 'content' ontbreekt. "
            "Haal het bestand opnieuw op."
        )
    return [year for year in content if isinstance(year, dict)]


def _holidays(year: dict[str, Any]) -> Iterator[dict[str, str | None]]:
    """Each holiday of a school year in each region, as texts."""
    told = jsontext.text_of(year.get("schoolyear")) or ""
    for vacation in _dicts(year.get("vacations")):
        name = jsontext.text_of(vacation.get("type"))
        for part in _dicts(vacation.get("regions")):
            region = (jsontext.text_of(part.get("region")) or "").strip().casefold()
            for own in SCHOOL_REGIONS if region in _EVERYWHERE else (region,):
                yield {
                    "record_id": re.sub(r"[^a-z0-9]+", "-", f"{told} {name} {own}".casefold()).strip("-"),
                    "name": name,
                    "region": own,
                    "first": jsontext.text_of(part.get("startdate")),
                    "last": jsontext.text_of(part.get("enddate")),
                    "sort": "School",
                }


def _dicts(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _rows_of_list(file: RawFile, quarantine: Quarantine) -> tuple[pd.DataFrame, int]:
    """The list of OpenHolidays: one line per holiday, with the groups of regions that have it."""
    found = read_delimited(
        file, quarantine, kind="openholidays", required=[name.casefold() for name in _LIST]
    )
    lines = found.frame
    lines["groups"] = lines["groups"].fillna("").str.split(",")
    parts = lines.explode("groups", ignore_index=True)
    group = parts["groups"].astype("string").str.strip()
    dutch = parts["name"].str.extract(r"(?:^|,)\s*NL ([^,]+)")[0].astype("string")
    frame = pd.DataFrame(
        {
            "record_id": parts["id"] + "-" + group,
            "name": dutch,
            "region": group.map(_GROUPS).astype("string").fillna(group),
            "first": parts["startdate"],
            "last": parts["enddate"],
            "sort": parts["type"],
            "file": parts["file"],
            "row": parts["row"],
        }
    )
    return frame, found.rows_read + len(parts) - len(lines)


def _frame(rows: list[dict[str, str | None]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=[*_TEXTS, "file", "row"])
    return frame.astype(dict.fromkeys(_TEXTS, "string"))


def _judge(sieve: Sieve) -> None:
    for column in _TEXTS:
        sieve.rows[column] = address.text(sieve.rows[column])
    sieve.check_text(_TEXTS)
    sieve.set_aside(sieve.rows["sort"].str.casefold() != "school", OutOfScope.OTHER_OBJECT, "sort")
    sieve.check_present("record_id")
    sieve.check_present("name")
    sieve.check_code("region", SCHOOL_REGIONS)
    for column in ("first", "last"):
        sieve.check_present(column)
        sieve.rows[f"{column}_on"] = _day(sieve.rows[column])
        sieve.set_aside(sieve.rows[f"{column}_on"].isna(), Defect.BAD_DATE, column)
    sieve.set_aside(sieve.rows["last_on"] < sieve.rows["first_on"], Defect.DATE_ORDER, "last")
    length = (sieve.rows["last_on"] - sieve.rows["first_on"]).dt.days + 1
    summer = sieve.rows["name"].str.contains(_SUMMER, case=False, regex=False)
    longest = summer.map({True: _LONGEST_SUMMER_DAYS, False: _LONGEST_DAYS}).astype("Int64")
    sieve.set_aside(length > longest, Defect.OUT_OF_RANGE, "last")


def _day(values: pd.Series) -> pd.Series:
    """The Dutch calendar day of a date, or of a moment with its zone; NaT for anything else."""
    whole = values.str.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T00:00:00(?:\.0+)?)?").fillna(value=False)
    dates = pd.to_datetime(values.where(whole).str.slice(0, 10), format="%Y-%m-%d", errors="coerce")
    zoned = values.str.fullmatch(r"[0-9-]{10}T[0-9:.]{8,15}(?:Z|[+-][0-9]{2}:?[0-9]{2})").fillna(value=False)
    moments = pd.to_datetime(values.where(zoned), format="ISO8601", errors="coerce", utc=True)
    local = moments.dt.tz_convert(_CLOCK).dt.normalize().dt.tz_localize(None)
    return dates.astype("datetime64[us]").fillna(local.astype("datetime64[us]"))
