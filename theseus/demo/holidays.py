"""School holidays: true days (Rijksoverheid, 2026 to 2029), so that the plan of the demo keeps them free."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from theseus.demo.deliveries import json_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

EVERYWHERE = "heel Nederland"
_CLOCK = ZoneInfo("Europe/Amsterdam")
# Per school year: the holiday, its region, the first and the last day.
DAYS = {
    "2026-2027": (
        ("Herfstvakantie", "noord", "2026-10-10", "2026-10-18"),
        ("Herfstvakantie", "midden", "2026-10-17", "2026-10-25"),
        ("Herfstvakantie", "zuid", "2026-10-17", "2026-10-25"),
        ("Kerstvakantie", EVERYWHERE, "2026-12-19", "2027-01-03"),
        ("Voorjaarsvakantie", "noord", "2027-02-20", "2027-02-28"),
        ("Voorjaarsvakantie", "midden", "2027-02-20", "2027-02-28"),
        ("Voorjaarsvakantie", "zuid", "2027-02-13", "2027-02-21"),
        ("Meivakantie", EVERYWHERE, "2027-04-24", "2027-05-02"),
        ("Zomervakantie", "noord", "2027-07-10", "2027-08-22"),
        ("Zomervakantie", "midden", "2027-07-17", "2027-08-29"),
        ("Zomervakantie", "zuid", "2027-07-24", "2027-09-05"),
    ),
    "2027-2028": (
        ("Herfstvakantie", "noord", "2027-10-16", "2027-10-24"),
        ("Herfstvakantie", "midden", "2027-10-16", "2027-10-24"),
        ("Herfstvakantie", "zuid", "2027-10-23", "2027-10-31"),
        ("Kerstvakantie", EVERYWHERE, "2027-12-25", "2028-01-09"),
        ("Voorjaarsvakantie", "noord", "2028-02-19", "2028-02-27"),
        ("Voorjaarsvakantie", "midden", "2028-02-26", "2028-03-05"),
        ("Voorjaarsvakantie", "zuid", "2028-02-26", "2028-03-05"),
        ("Meivakantie", EVERYWHERE, "2028-04-29", "2028-05-07"),
        ("Zomervakantie", "noord", "2028-07-15", "2028-08-27"),
        ("Zomervakantie", "midden", "2028-07-08", "2028-08-20"),
        ("Zomervakantie", "zuid", "2028-07-22", "2028-09-03"),
    ),
    "2028-2029": (
        ("Herfstvakantie", "noord", "2028-10-14", "2028-10-22"),
        ("Herfstvakantie", "midden", "2028-10-21", "2028-10-29"),
        ("Herfstvakantie", "zuid", "2028-10-21", "2028-10-29"),
        ("Kerstvakantie", EVERYWHERE, "2028-12-23", "2029-01-07"),
        ("Voorjaarsvakantie", "noord", "2029-02-17", "2029-02-25"),
        ("Voorjaarsvakantie", "midden", "2029-02-17", "2029-02-25"),
        ("Voorjaarsvakantie", "zuid", "2029-02-10", "2029-02-18"),
        ("Meivakantie", EVERYWHERE, "2029-04-28", "2029-05-06"),
        ("Zomervakantie", "noord", "2029-07-21", "2029-09-02"),
        ("Zomervakantie", "midden", "2029-07-07", "2029-08-19"),
        ("Zomervakantie", "zuid", "2029-07-14", "2029-08-26"),
    ),
}


def files() -> dict[str, bytes]:
    """A file per school year, as the service of the Rijksoverheid answers."""
    return {
        f"schoolvakanties-{year}.json": json_bytes(
            {
                "type": "schoolvakanties",
                "content": [{"schoolyear": year, "vacations": list(_vacations(year))}],
            }
        )
        for year in DAYS
    }


def _vacations(year: str) -> Iterator[dict[str, object]]:
    for name in dict.fromkeys(name for name, *_ in DAYS[year]):
        regions = [
            {"region": region, "startdate": _moment(first), "enddate": _moment(last)}
            for told, region, first, last in DAYS[year]
            if told == name
        ]
        yield {"type": name, "compulsorydates": "true", "regions": regions}


def _moment(day: str) -> str:
    """The moment in UTC at which a Dutch day begins, as the service writes days."""
    begins = dt.datetime.fromisoformat(day).replace(tzinfo=_CLOCK).astimezone(dt.UTC)
    return f"{begins:%Y-%m-%dT%H:%M:%S}.000Z"
