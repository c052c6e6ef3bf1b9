"""Where the values of one occupancy come from, in Dutch: the text of ``theseus explain ID --bron``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from theseus.contracts import CORRECTION_SOURCE, FIELDS, VISIT_SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FIELD_NAMES = {
    "name": "Naam",
    "address": "Adres",
    "vbo_id_bag": "Verblijfsobject",
    "pand_id_bag": "Pand",
    "vestiging_id_kvk": "Vestigingsnummer",
    "kvk_number": "KVK-nummer",
    "terrein": "Bedrijventerrein",
}
_REGIMES = {
    "open": "open gegevens",
    "municipal": "niet openbaar: alleen voor de gemeente",
    "restricted": "niet openbaar: beperkt toegankelijk",
}
_DESK = {VISIT_SOURCE, CORRECTION_SOURCE}  # people entered it: there is no delivery, but a number and a day
_SHORT = 12  # digits of a hash that tell files apart


def as_text(
    occupancy: pd.Series,
    results: Mapping[str, pd.DataFrame],
    questions: Mapping[str, str],
    titles: Mapping[str, str],
) -> str:
    """Write where every displayed value of one occupancy comes from.

    Parameters
    ----------
    occupancy
        One row of contract ``occupancy``.
    results
        Tables ``provenance`` and ``delivery`` of the same run.
    questions
        Text of each question by id.
    titles
        Title of each source by id.
    """
    origins = results["provenance"]
    mine = in_order(origins[origins["occupancy_id"] == occupancy["occupancy_id"]])
    number = {source: place for place, source in enumerate(dict.fromkeys(mine["source"]), start=1)}
    lines = [
        heading(occupancy),
        "",
        "Waar elk gegeven vandaan komt:",
        *(line for row in mine.to_dict("records") for line in _value(row, questions, titles, number)),
        "",
        "Leveringen:",
        *_deliveries(results["delivery"], number, titles),
    ]
    return "\n".join(lines)


def heading(occupancy: pd.Series) -> str:
    """Say in two lines which occupancy this is about."""
    name = shown(occupancy["name"]) or "Gebruiker niet bekend"
    place = f"{shown(occupancy['address'])} ({shown(occupancy['terrein_name'])})"
    return f"{name}, {place}\nGebruik {occupancy['occupancy_id']}"


def in_order(origins: pd.DataFrame) -> pd.DataFrame:
    """Sort the fields of one occupancy: who and where first, then the questions."""
    place = origins["field"].map({name: at for at, name in enumerate(FIELDS)}).fillna(len(FIELDS))
    return origins.assign(place=place).sort_values(["place", "field"])


def field_name(field: str, questions: Mapping[str, str]) -> str:
    """Name a field as a person reads it."""
    return FIELD_NAMES.get(field) or questions.get(field, field)


def shown(value: object) -> str:
    """Write a text from outside on one line; nothing in it can steer the terminal."""
    if value is None or value is pd.NA:
        return ""
    return "".join(sign if sign.isprintable() else " " for sign in str(value)).strip()


def day(moment: pd.Timestamp) -> str:
    """Write a day the Dutch way: ``16-11-2026``."""
    return f"{moment:%d-%m-%Y}"


def _value(
    row: Mapping[str, Any],
    questions: Mapping[str, str],
    titles: Mapping[str, str],
    number: Mapping[str, int],
) -> Iterator[str]:
    source, value, original = row["source"], shown(row["value"]), shown(row["original"])
    yield ""
    yield f"  {field_name(row['field'], questions)}  {value}"
    if original and original != value:
        yield f"    in de bron   {original}"
    yield f"    bron         {titles.get(source, source)} [{number[source]}], {_record(row)}"
    first, last = day(row["first_seen"]), day(row["last_seen"])
    yield f"    gezien       op {first}" if first == last else f"    gezien       {first} tot en met {last}"


def _record(row: Mapping[str, Any]) -> str:
    """Name the record of a value; a visit or correction by its number and its day."""
    named = shown(row["record_id"])
    if row["source"] in _DESK:
        return f"{named} van {day(row['last_seen'])}" if named else "alle bezoeken: deze staat er niet bij"
    return f"record {named}" if named else "de levering als geheel"


def _deliveries(
    delivered: pd.DataFrame, number: Mapping[str, int], titles: Mapping[str, str]
) -> Iterator[str]:
    known = delivered.set_index("source")
    for source, place in number.items():
        title = titles.get(source, source)
        if source in _DESK:
            yield f"  [{place}] {title}: door een medewerker ingevoerd; alleen voor de gemeente."
            continue
        if source not in known.index:
            yield f"  [{place}] {title}: de levering is niet vastgelegd."
            continue
        row = known.loc[source]
        yield f"  [{place}] {title}, geleverd op {day(row['delivered_on'])}; {_REGIMES[row['regime']]}"
        yield f"      licentie     {shown(row['licence'])}"
        if shown(row["file"]):
            yield f"      bestand      {shown(row['file'])} (sha256 {shown(row['sha256'])[:_SHORT]}…)"
        if shown(row["url"]):
            yield f"      opgehaald    {shown(row['url'])}" + _when(row["retrieved_at"])


def _when(retrieved_at: object) -> str:
    written = shown(retrieved_at)
    return f" op {pd.Timestamp(written):%d-%m-%Y om %H:%M} (UTC)" if written else ""
