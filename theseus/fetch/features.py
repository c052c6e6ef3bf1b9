"""Features as a service answers them (GeoJSON): whole or not, met before or not, in the system asked for."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from theseus.errors import FetchError

if TYPE_CHECKING:
    from theseus.fetch.web import Answer

RD = "EPSG:28992"
# West, south, east, north of the area for which RD New is defined (EPSG:28992), in metres.
_RD_BOX = (-7_000.0, 289_000.0, 300_000.0, 629_000.0)
_CODE = re.compile(r"(CRS84|\d{4,5})\W*$")
_MADE_UP = ".fid-"  # GeoServer names features without a key anew for each answer
_LATER = "Probeer het later opnieuw."

Feature = dict[str, Any]


class Tally:
    """What one question brings, page by page; refuses a page met before, and less than was promised.

    Parameters
    ----------
    what
        The question in words, for messages.

    Attributes
    ----------
    met
        Features met so far. A feature that comes twice counts once, if the service has a name for it:
        pages that shift while they are read would else hide what fell between them.
    promised
        How many features the service says there are; None if it does not say.
    """

    def __init__(self, what: str, promised: int | None = None) -> None:
        self.what = what
        self.promised = promised
        self._ids: set[str] = set()
        self._nameless = 0
        self._starts: set[str] = set()

    @property
    def met(self) -> int:
        """Number of features met, each once."""
        return len(self._ids) + self._nameless

    @property
    def complete(self) -> bool:
        """Whether all that was promised came; False if nothing was promised."""
        return self.promised is not None and self.met >= self.promised

    def take(self, document: Any) -> list[Feature]:  # noqa: ANN401 - JSON holds anything
        """Take the features of one page.

        Raises
        ------
        FetchError
            If it is no collection of features, holds less than it says, or was met before.
        """
        features = document.get("features") if isinstance(document, dict) else None
        if not isinstance(features, list) or not all(isinstance(item, dict) for item in features):
            raise FetchError(f"{self.what}: het antwoord bevat geen kaartobjecten. {_LATER}")
        returned, matched = _number(document, "numberReturned"), _number(document, "numberMatched")
        if returned is not None and returned > len(features):
            raise FetchError(
                f"{self.what}: een bladzijde noemt {returned} objecten en bevat er {len(features)}. {_LATER}"
            )
        self.promised = self.promised if matched is None else matched
        self._require_new(features)
        ids = [str(item["id"]) for item in features if item.get("id") is not None]
        ids = [name for name in ids if _MADE_UP not in name]
        self._ids.update(ids)
        self._nameless += len(features) - len(ids)
        return features

    def close(self) -> None:
        """Check at the end that nothing is missing.

        Raises
        ------
        FetchError
            If the service promised more than it gave.
        """
        if self.promised is not None and self.met < self.promised:
            raise FetchError(
                f"{self.what}: de dienst noemt {self.promised} objecten en gaf er {self.met}. {_LATER}"
            )

    def _require_new(self, features: list[Feature]) -> None:
        if not features:
            return
        first = [features[0].get("properties"), features[0].get("geometry")]
        start = json.dumps(first, sort_keys=True)
        if start in self._starts:
            raise FetchError(
                f"{self.what}: de dienst geeft steeds dezelfde bladzijde. Het ophalen is gestopt; "
                "controleer het adres van de bron."
            )
        self._starts.add(start)


def require_system(answer: Answer, features: list[Feature], crs: str, what: str) -> None:
    """Refuse features in another coordinate system than was asked for.

    Parameters
    ----------
    answer
        Its header ``Content-Crs`` tells the system, where a service gives one (OGC API - Features, part 2).
    crs
        What was asked: a name that ends with the code of a system. Where that is RD New (28992) the
        coordinates themselves are looked at too.

    Raises
    ------
    FetchError
        If the header names another system, or most features do not begin in the area of RD New.
    """
    asked = _code(crs)
    told = _code(answer.headers.get("content-crs", ""))
    starts = [start for item in features if (start := _start(item)) is not None] if asked == "28992" else []
    inside = sum(_in_rd(x, y) for x, y in starts)
    if (told and told != asked) or 2 * inside < len(starts):
        raise FetchError(
            f"{what}: de coördinaten zijn niet in het gevraagde stelsel ({asked}). "
            "Probeer het later opnieuw, of lever het bestand met de hand."
        )


def _number(document: dict[str, Any], name: str) -> int | None:
    """A count that the service gives; GeoServer may write "unknown"."""
    found = document.get(name)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def _code(crs: str) -> str:
    found = _CODE.search(crs.upper())
    return found[1] if found else ""


def _start(feature: Feature) -> tuple[float, float] | None:
    """The first position of a feature; None if it has no place."""
    shape = feature.get("geometry")
    place: Any = shape.get("coordinates") if isinstance(shape, dict) else None
    while isinstance(place, list) and place and isinstance(place[0], list):
        place = place[0]
    try:
        return float(place[0]), float(place[1])
    except (TypeError, ValueError, LookupError):
        return None


def _in_rd(x: float, y: float) -> bool:
    west, south, east, north = _RD_BOX
    return west <= x <= east and south <= y <= north
