"""Where every displayed value comes from: source, record, original, first and last seen; and how it changed.

Every answer of the facts table and every key, name and address of an occupancy gets one row that names the
record it rests on. An answer from silence and a count rest on a delivery as a whole: they name no record.
Delivery, licence and regime are the same for all values of a source, so they stand in a table of their own.
"""

# ruff: noqa: S608 - what is put together here are names of our own contracts, never data

from __future__ import annotations

import hashlib
from itertools import takewhile
from typing import TYPE_CHECKING, Any

import pandas as pd

from theseus import tables
from theseus.contracts import ADDRESS, DELIVERY, PROVENANCE, RECORDS, VALUE_CHANGE
from theseus.model import LinkOutcome

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from theseus.model import SourceReport

_LINKED = (LinkOutcome.LINKED.value, LinkOutcome.OWN_OCCUPANCY.value)
_ADDRESS = tuple(column.name for column in ADDRESS)
# Records that can give an occupancy its name, number or address, in the order in which link asks them.
_USERS = ("vestiging", "registration", "street_note", "poi")
_TOLD = ("name", "kvk_number", "vestiging_id_kvk", *_ADDRESS)
_CALLED = {("street_note", "name"): "facade_name"}
_HOST = 3  # parts of a url up to and with its host
_TABLES = ("terrein", "pand", "verblijfsobject", "adres", *_USERS)


def origins(
    results: Mapping[str, pd.DataFrame],
    records: Mapping[str, pd.DataFrame],
    reports: Sequence[SourceReport],
    cards: Mapping[str, Mapping[str, Any]],
    last: pd.DataFrame | None,
) -> dict[str, pd.DataFrame]:
    """Make the tables ``delivery`` and ``provenance`` of a run.

    Parameters
    ----------
    results
        Tables ``occupancy``, ``link`` and ``fact``.
    cards
        Per source the ``licence``, ``regime`` and ``history`` of its card.
    last
        Contract ``provenance`` of the published run; None if it has none.
    """
    delivered = deliveries(reports, cards)
    cumulative = [name for name, card in cards.items() if card["history"]]
    found = trace(
        results["occupancy"],
        results["link"],
        results["fact"],
        records,
        delivered,
        cumulative=cumulative,
        last=last,
    )
    return {"delivery": delivered, "provenance": found}


def deliveries(reports: Iterable[SourceReport], cards: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """Describe the delivery of each source whose records are used.

    Parameters
    ----------
    reports
        What each source brought; those without a day of delivery brought nothing to use.
    cards
        Per source the ``licence`` and the ``regime`` of its card.

    Returns
    -------
    pandas.DataFrame
        Contract ``delivery``, by source.
    """
    rows = [
        {
            "source": report.source,
            "delivered_on": report.delivered_on,
            **_files(report.files),
            **{name: cards[report.source][name] for name in ("licence", "regime")},
        }
        for report in sorted(reports, key=lambda item: item.source)
        if report.delivered_on is not None
    ]
    return tables.conform(pd.DataFrame(rows, columns=DELIVERY.names), DELIVERY)


def _files(files: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Name, hash, url and moment of fetching of one file, or of all files of a delivery together."""
    if not files:
        return {}
    first = files[0]["file"]
    more = len(files) - 1
    digests = "\n".join(sorted(f"{item['file']} {item['sha256']}" for item in files))
    return {
        "file": f"{first} en {more} andere" if more else first,
        "files": len(files),
        "sha256": hashlib.sha256(digests.encode()).hexdigest() if more else files[0]["sha256"],
        "url": _shared([str(item["url"]) for item in files if item.get("url")]),
        "retrieved_at": max(
            (str(item["retrieved_at"]) for item in files if item.get("retrieved_at")), default=None
        ),
    }


def _shared(urls: Sequence[str]) -> str | None:
    """The url of all files; where they differ, what they begin with."""
    if len(set(urls)) <= 1:
        return next(iter(urls), None)
    parts = zip(*(url.split("?")[0].split("/") for url in urls), strict=False)
    same = [names[0] for names in takewhile(lambda names: len(set(names)) == 1, parts)]
    return "/".join(same) if len(same) > _HOST else None


def trace(
    occupancies: pd.DataFrame,
    links: pd.DataFrame,
    facts: pd.DataFrame,
    records: Mapping[str, pd.DataFrame],
    delivered: pd.DataFrame,
    *,
    cumulative: Iterable[str] = (),
    last: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Find the record behind every displayed value.

    Parameters
    ----------
    occupancies, links, facts
        Contracts ``occupancy``, ``link`` and ``fact``.
    records
        Record tables by name, of all sources together.
    delivered
        Contract ``delivery``.
    cumulative
        Sources whose old deliveries count too: a record of theirs was last seen on its own day, of other
        sources on the day of the delivery.
    last
        The table of the published run; None before the first. A value that it has from the same source
        keeps the day on which it was first seen.

    Returns
    -------
    pandas.DataFrame
        Contract ``provenance``, by occupancy and field. Given its own result as ``last`` it returns the same.
    """
    registered = {
        "occupancies": _plain(occupancies),
        "links": _plain(links),
        "facts": _plain(facts),
        "delivered": delivered.assign(cumulative=delivered["source"].isin(list(cumulative))),
        "before": tables.empty(PROVENANCE) if last is None else last,
        **{f"record_{name}": _plain(records.get(name, tables.empty(RECORDS[name]))) for name in _TABLES},
    }
    with tables.connect(registered) as connection:
        connection.execute(f"CREATE TEMP TABLE held AS {_held()}")
        return tables.query(connection, _dated(" UNION ALL ".join(_origins())), PROVENANCE)


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Leave out the geometry: no field is read from it."""
    return pd.DataFrame(frame.drop(columns="geometry", errors="ignore"))


def _held() -> str:
    """Select the records of users with the occupancy each of them is linked to, in one form."""
    parts = []
    for trust, table in enumerate(_USERS):
        known = RECORDS[table].names
        told = [
            f"r.{column} AS {name}"
            if (column := _CALLED.get((table, name), name)) in known
            else f"NULL AS {name}"
            for name in _TOLD
        ]
        parts.append(
            f"""SELECT l.occupancy_id, {trust} AS trust, r.source, r.record_id, r.observed_on,
                       {", ".join(told)}
                FROM links l JOIN record_{table} r USING (source, record_id)
                WHERE l."table" = '{table}' AND l.outcome IN {_LINKED} AND l.occupancy_id IS NOT NULL"""
        )
    return " UNION ALL BY NAME ".join(parts)


def _origins() -> Iterator[str]:
    """Write one query per kind of field; each gives at most one record per occupancy and field."""
    # A question whose card names no other original shows what the source wrote.
    original = "CASE WHEN record_id IS NOT NULL THEN coalesce(original, value) END AS original"
    yield f"""SELECT occupancy_id, question AS field, value, {original}, source, record_id, observed_on
              FROM facts"""
    by_id = "JOIN held r ON r.occupancy_id = o.occupancy_id"
    yield _first("name", "o.name", "r.name", f"{by_id} AND r.name = o.name AND r.source = o.name_source")
    for key in ("kvk_number", "vestiging_id_kvk"):
        yield _first(key, f"o.{key}", f"r.{key}", f"{by_id} AND r.{key} = o.{key}")
    objects = "(SELECT *, 0 AS trust FROM record_verblijfsobject)"
    yield _first("vbo_id_bag", "o.vbo_id_bag", "r.vbo_id_bag", f"JOIN {objects} r USING (vbo_id_bag)")
    yield _first("pand_id_bag", "o.pand_id_bag", "r.pand_id_bag", f"JOIN ({_panden()}) r USING (pand_id_bag)")
    drawn = f"""JOIN (SELECT t.*, 0 AS trust FROM record_terrein t JOIN links l USING (source, record_id)
                      WHERE l."table" = 'terrein' AND l.outcome IN {_LINKED}) r USING (terrein_id)"""
    yield _first("terrein", "o.terrein_name", "r.name", drawn)
    yield _first("address", "o.address", "r.original", f"JOIN ({_addresses()}) r USING (occupancy_id)")


def _first(field: str, value: str, original: str, joined: str) -> str:
    return f"""SELECT o.occupancy_id, '{field}' AS field, {value} AS value, {original} AS original,
                      r.source, r.record_id, r.observed_on
               FROM occupancies o {joined} WHERE {value} IS NOT NULL
               QUALIFY row_number() OVER (
                   PARTITION BY o.occupancy_id ORDER BY r.trust, r.observed_on DESC, r.source, r.record_id
               ) = 1"""


def _panden() -> str:
    """The pand itself, else the verblijfsobject that names it."""
    columns = "source, record_id, observed_on"
    return f"""SELECT {columns}, pand_id_bag, 0 AS trust FROM record_pand
               UNION ALL
               SELECT {columns}, unnest(string_split(replace(pand_ids_bag, ' ', ''), ',')), 1
               FROM record_verblijfsobject"""


def _addresses() -> str:
    """The address in the BAG as it is displayed, else another one of the object, else that of a record.

    Where all there is to show is the pand: the pand.
    """
    same = " AND ".join(f"o.{name} IS NOT DISTINCT FROM r.{name}" for name in _ADDRESS)
    number = "concat(r.huisnummer, r.huisletter, '-' || r.toevoeging)"
    written = f"concat_ws(' ', r.straat, {number}, r.postcode, r.woonplaats)"
    columns = "o.occupancy_id, r.source, r.record_id, r.observed_on"
    return f"""SELECT {columns}, {written} AS original,
                      CASE WHEN {same} THEN 0 WHEN r.is_main THEN 1 ELSE 2 END AS trust
               FROM occupancies o JOIN record_adres r USING (vbo_id_bag)
               UNION ALL
               SELECT {columns}, {written}, 3 + r.trust
               FROM occupancies o JOIN held r USING (occupancy_id)
               WHERE {same} AND (r.straat IS NOT NULL OR r.postcode IS NOT NULL)
               UNION ALL
               SELECT {columns}, r.pand_id_bag, 9
               FROM occupancies o JOIN record_pand r USING (pand_id_bag) WHERE o.huisnummer IS NULL"""


def _dated(found: str) -> str:
    """Add when each value was first and last seen."""
    first = "coalesce(b.first_seen, f.observed_on)"
    newest = "CASE WHEN d.cumulative THEN f.observed_on ELSE coalesce(d.delivered_on, f.observed_on) END"
    return f"""SELECT f.*, {first} AS first_seen, greatest({newest}, {first}) AS last_seen
               FROM ({found}) f
               LEFT JOIN delivered d USING (source)
               LEFT JOIN before b USING (occupancy_id, field, value, source)
               ORDER BY occupancy_id, field"""


def changes(before: pd.DataFrame | None, now: pd.DataFrame, as_of: dt.date, run: str) -> pd.DataFrame:
    """Compare the values of two runs.

    Parameters
    ----------
    before, now
        Contract ``provenance``; ``before`` is None for the first run, which changes nothing.
    as_of, run
        Day and id of the run ``now``.

    Returns
    -------
    pandas.DataFrame
        Contract ``value_change``: one row per value that is new, different or gone, by occupancy and field.
        A value that stays and only comes from another source is no change.
    """
    if before is None:
        return tables.empty(VALUE_CHANGE)
    with tables.connect({"earlier": before, "later": now}) as connection:
        found = """SELECT occupancy_id, field, e.value AS old, l.value AS new,
                          coalesce(l.source, e.source) AS source,
                          $1::TIMESTAMP AS changed_on, $2::VARCHAR AS run
                   FROM later l FULL JOIN earlier e USING (occupancy_id, field)
                   WHERE l.value IS DISTINCT FROM e.value ORDER BY occupancy_id, field"""
        return tables.query(connection, found, VALUE_CHANGE, [as_of, run])
