"""The broken rows of the demo: twenty kinds, ten rows each, and what a reader should say of each kind.

They come extra to the good rows. A broken row is a good row with a few fields changed, as it goes wrong in
deliveries: an empty key, a date that does not exist, a point in another country.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from theseus.demo import bag_xml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from theseus.demo.places import Pand, Unit

ROWS_PER_KIND = 10


@dataclass(frozen=True)
class Kind:
    """One way in which a row can be broken.

    Attributes
    ----------
    code
        What the reader should call it (``theseus.sources.delivery.Defect``, lower case).
    changes
        Fields with their broken value; a field without a name makes a line one field too long.
    """

    code: str
    source: str
    file: str
    what: str
    changes: Mapping[str, Any]


_CSV, _PROFILES = "vestigingen.csv", "vestigingsprofielen.json"
_FIRMS, _GRANTS = "erkende_bedrijven.json", "erkenningen.json"
_NOTES, _OSM, _VBO, _PND = "straatbeeld.csv", "osm.json", "VBO", "PND"
_FAULT = {"fout": [{"code": "IPD1002", "omschrijving": "VOORBEELD: probeer het later opnieuw."}]}

KINDS = (
    Kind("missing_key", "kvk", _CSV, "geen KVK-nummer", {"kvknummer": ""}),
    Kind("bad_key", "kvk", _CSV, "vestigingsnummer met letters", {"vestigingsnummer": "0009X0000000"}),
    Kind("duplicate_key", "kvk", _CSV, "vestiging staat er twee keer in", {}),
    Kind("missing_value", "kvk", _CSV, "geen handelsnaam", {"handelsnaam": ""}),
    Kind("bad_postcode", "kvk", _CSV, "halve postcode", {"postcode": "6929"}),
    Kind("date_order", "kvk", _CSV, "beëindigd voor de aanvang", {"datum_einde": "19010101"}),
    Kind("bad_encoding", "kvk", _CSV, "verminkte letters", {"handelsnaam": "Caf\ufffd VOORBEELD"}),
    Kind("error_answer", "kvk", _PROFILES, "foutmelding van de dienst", _FAULT),
    Kind("bad_number", "rdw", _FIRMS, "huisnummer in woorden", {"huisnummer": "naast de brug"}),
    Kind("unknown_reference", "rdw", _GRANTS, "erkenning zonder bedrijf", {"volgnummer": "888888"}),
    Kind("future_date", "straatbeeld", _NOTES, "waarneming in de toekomst", {"datum": "2999-01-01"}),
    Kind("bad_date", "straatbeeld", _NOTES, "dag die niet bestaat", {"datum": "2026-02-31"}),
    Kind("bad_truth", "straatbeeld", _NOTES, "geen ja of nee", {"in_gebruik": "misschien"}),
    Kind("unknown_code", "straatbeeld", _NOTES, "onbekende activiteit", {"activiteit": "voorbeeldwerk"}),
    Kind("wrong_column_count", "straatbeeld", _NOTES, "een veld te veel", {"": "los veld"}),
    Kind("out_of_range", "bag_extract", _VBO, "oppervlakte van nul", {"floor_area_m2": 0}),
    Kind("outside_netherlands", "bag_extract", _VBO, "punt in zee", {"x": -90_000.0, "y": 900_000.0}),
    Kind("bad_geometry", "bag_extract", _PND, "pand van twee hoeken", {}),
    Kind("too_long", "osm", _OSM, "eindeloze naam", {"name": "VOORBEELD " * 1_200}),
    Kind("not_an_object", "osm", _OSM, "tekst in plaats van een object", {}),
)
# Broken rows get keys of their own (file: field, first key, digits), so that only one thing is wrong.
_KEYS = {
    _CSV: ("vestigingsnummer", 998_000_000, 12),
    _FIRMS: ("volgnummer", 980_000, 6),
}


def kinds(file: str) -> list[Kind]:
    """The kinds of broken rows in one file."""
    return [kind for kind in KINDS if kind.file == file]


def rows(file: str, good: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Broken rows of a file, each made of a good row."""
    made = []
    for serial, (kind, number) in enumerate((k, n) for k in kinds(file) for n in range(ROWS_PER_KIND)):
        row = dict(good[number if kind.code == "duplicate_key" else (serial * 7) % len(good)])
        if file in _KEYS and kind.code != "duplicate_key":
            field, first, width = _KEYS[file]
            row[field] = f"{first + serial:0{width}d}"
        made.append({**row, **kind.changes})
    return made


def spread(good: Sequence[Any], bad: Sequence[Any]) -> list[Any]:
    """Put broken rows at regular places between good ones, none among the first."""
    first = len(good) // 4
    step = (len(good) - first) / (len(bad) + 1)
    mixed = list(good)
    for index in range(len(bad), 0, -1):
        mixed.insert(first + round(index * step), bad[index - 1])
    return mixed


def answers() -> list[dict[str, Any]]:
    """Error answers between the KVK profiles."""
    return [dict(kind.changes) for kind in kinds(_PROFILES) for _ in range(ROWS_PER_KIND)]


def elements(good: Sequence[dict[str, Any]]) -> list[Any]:
    """Broken elements of an Overpass answer."""
    nodes = [item for item in good if item["type"] == "node"]
    endless = next(kind for kind in kinds(_OSM) if kind.changes)
    named: list[Any] = [
        {**nodes[number], "id": 9_700_000_000 + number, "tags": nodes[number]["tags"] | dict(endless.changes)}
        for number in range(ROWS_PER_KIND)
    ]
    return named + [f"VOORBEELD {number}" for number in range(ROWS_PER_KIND)]


def units(good: Sequence[Unit]) -> Iterator[str]:
    """Broken verblijfsobjecten; their nummeraanduidingen do not exist."""
    for serial, (kind, number) in enumerate((k, n) for k in kinds(_VBO) for n in range(ROWS_PER_KIND)):
        unit = good[number]
        code = unit.vbo_id[:4]
        keyed = replace(unit, vbo_id=f"{code}018{serial:09d}", num_id=f"{code}208{serial:09d}")
        yield bag_xml.verblijfsobject(replace(keyed, **kind.changes))


def panden(good: Sequence[Pand]) -> Iterator[str]:
    """Broken panden: two corners make no area."""
    for _ in kinds(_PND):
        for number in range(ROWS_PER_KIND):
            pand = good[number]
            corners = [(x, y) for x, y in pand.shape.exterior.coords][:2]
            yield bag_xml.pand(f"{pand.pand_id[:4]}108{number:09d}", corners, pand.bouwjaar)
