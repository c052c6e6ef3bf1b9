"""The configuration of the demo region: its municipalities, partners, money and rhythms.

Amounts, the six weeks, the action week, the DOR inspections and the help of the DOT as the municipal plan of
2024 for Duiven and Westervoort has them; green nights as the safety plans of Tweestromenland 2023-2026 do.
"""

from __future__ import annotations

import datetime as dt

from theseus.config import ExtraRhythm, Fetching, Municipality, Region, Source
from theseus.config.examples import DOT_INSPECTORS, ENVIRONMENT, FIRE_SERVICE, POLICE

TOGETHER = ("politie", "ODRA", "brandweer")
RHYTHMS = (
    ExtraRhythm(
        name="actieweek",
        days=5,
        months=(9, 10, 11),
        partners=("brandweer",),
        dot=True,
        themes=("automotive", "garageboxen", "horeca", "buitengebied", "bedrijventerrein"),
    ),
    ExtraRhythm(name="DOR-ronde", times_per_year=2, partners=("politie",), themes=("DOR",), max_visits=8),
    ExtraRhythm(
        name="groene nacht",
        times_per_year=2,
        months=(3, 4, 5, 6, 9, 10, 11),
        partners=("politie",),
        themes=("buitengebied",),
        weekdays=(3, 4),
        start=dt.time(19, 30),
        end=dt.time(23, 0),
        max_visits=10,
    ),
)


def region(contact: str, complete: tuple[str, ...]) -> Region:
    """Make the configuration.

    Parameters
    ----------
    contact
        Where a business can ask, correct and object.
    complete
        Sources that hold all that their register has of the region.
    """
    return Region(
        name="Duiven en Westervoort (VOORBEELD)",
        municipalities=(
            Municipality(
                code="GM0226",
                name="Duiven",
                partners=TOGETHER,
                contact=contact,
                start_point=(199_900.0, 441_300.0),
                school_region="zuid",
            ),
            Municipality(
                code="GM0293",
                name="Westervoort",
                partners=TOGETHER,
                contact=contact,
                start_point=(197_000.0, 441_900.0),
                school_region="zuid",
            ),
        ),
        partners=(
            POLICE.model_copy(update={"weekdays": (2, 3, 4)}),
            ENVIRONMENT.model_copy(update={"name": "ODRA", "weekdays": (2, 4)}),
            FIRE_SERVICE,
            DOT_INSPECTORS,
        ),
        rhythms=RHYTHMS,
        fetch=Fetching(dpia_reference="DPIA VOORBEELD"),
        sources={name: Source(complete=True) for name in complete},
    )
