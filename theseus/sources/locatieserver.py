"""PDOK Locatieserver: which object of the BAG is at an address, as it was asked.

Each line holds a question and its answer. The service always answers with what looks most like the
question, so an answer counts only if it is the address that was asked: the same number, letter and
addition, and the same postcode or the same street and town.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

import pandas as pd

from theseus.contracts import ADDRESS, GEOCODE
from theseus.sources import address, fields, jsontext
from theseus.sources.delivery import Defect, Delivery, OutOfScope, Quarantine
from theseus.sources.sieve import Sieve
from theseus.tables import conform

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from theseus.sources.card import Card
    from theseus.sources.delivery import RawFile

_DOOR = [column.name for column in ADDRESS]
_TOLD = {
    "weergavenaam": "answer",
    "straatnaam": "straat",
    "straatnaam_verkort": "straat_kort",
    "huisnummer": "huisnummer",
    "huisletter": "huisletter",
    "huisnummertoevoeging": "toevoeging",
    "postcode": "postcode",
    "woonplaatsnaam": "woonplaats",
    "adresseerbaarobject_id": "vbo_id_bag",
    "centroide_rd": "centroide_rd",
}
_OBJECT = r"[0-9]{4}(?:01|02|03)[0-9]{10}"  # verblijfsobject, ligplaats or standplaats
_POINT = r"^POINT\s?\((?P<x>-?[0-9.]{1,20}) (?P<y>-?[0-9.]{1,20})\)$"


def read(files: Sequence[RawFile], card: Card, as_of: dt.date) -> Delivery:  # noqa: ARG001 - a reader's form
    """Read questions with their answers (JSON Lines) to the table ``geocode``.

    A question that was asked more often keeps its newest answer; the others count as merged.

    Raises
    ------
    SourceError
        If a file is no JSON.
    """
    quarantine = Quarantine(card.id)
    asked: list[dict[str, object]] = []
    told: list[dict[str, object]] = []
    met: set[str] = set()
    read_ = 0
    for file in files:
        for number, record in enumerate(jsontext.load(file.path), start=1):
            read_ += 1
            question, docs = _parts(record)
            if question is None:
                why = Defect.ERROR_ANSWER if docs is None else Defect.NOT_AN_OBJECT
                quarantine.add(why, file=file.path.name, row=number)
                continue
            place = {"file": file.path.name, "row": number, "observed_on": file.delivered_on}
            asked.append({**question, **place, "question": len(asked)})
            told += [{**_flat(doc), "question": len(asked) - 1} for doc in docs or []]
            met.update(key for doc in docs or [] for key in doc)
    sieve = Sieve(_questions(asked), quarantine, "record_id")
    _judge_questions(sieve)
    _choose(sieve, _answers(told))
    table = _table(sieve.rows, card.id)
    return Delivery(
        tables={"geocode": table},
        quarantine=quarantine.table(),
        rows_read=read_,
        rows_merged=len(sieve.rows) - len(table),
        columns={"adres": tuple(sorted(met))} if met else {},
    )


def _parts(record: object) -> tuple[dict[str, str | None] | None, list[dict[str, Any]] | None]:
    """Question and answered addresses of a line; no question if it is no such line, and then no
    addresses if the service answered with an error.
    """
    if not isinstance(record, dict):
        return None, []
    question, answer = record.get("vraag"), record.get("antwoord")
    response = answer.get("response") if isinstance(answer, dict) else None
    docs = response.get("docs") if isinstance(response, dict) else None
    if not isinstance(question, dict) or not isinstance(docs, list):
        return None, (None if isinstance(answer, dict) and jsontext.is_error(answer) else [])
    written = {name: jsontext.text_of(question.get(name)) for name in _DOOR}
    return written, [doc for doc in docs if isinstance(doc, dict) and doc.get("type") == "adres"]


def _flat(doc: dict[str, Any]) -> dict[str, str | None]:
    return {name: jsontext.text_of(doc.get(key)) for key, name in _TOLD.items()}


def _questions(asked: list[dict[str, object]]) -> pd.DataFrame:
    frame = pd.DataFrame(asked, columns=[*_DOOR, "file", "row", "observed_on", "question"])
    frame = frame.astype(dict.fromkeys(_DOOR, "string"))
    frame["record_id"] = _joined(frame[_DOOR])
    return frame


def _joined(door: pd.DataFrame) -> pd.Series:
    """The address as it was asked, as one text: the key of the question."""
    rows = door.fillna("").itertuples(index=False)
    return pd.Series(["|".join(row) for row in rows], index=door.index, dtype="string")


def _judge_questions(sieve: Sieve) -> None:
    sieve.check_text(_DOOR)
    sieve.set_aside(address.text(sieve.rows["huisnummer"]).isna(), Defect.MISSING_VALUE, "huisnummer")
    sieve.set_aside(address.bad_house_number(sieve.rows["huisnummer"]), Defect.BAD_NUMBER, "huisnummer")
    sieve.set_aside(address.bad_postcode(sieve.rows["postcode"]), Defect.BAD_POSTCODE, "postcode")


def _answers(told: list[dict[str, object]]) -> pd.DataFrame:
    """Answered addresses, with the keys on which they are compared."""
    frame = pd.DataFrame(told, columns=[*_TOLD.values(), "question"])
    return _keyed(frame.astype(dict.fromkeys(_TOLD.values(), "string")))


def _keyed(frame: pd.DataFrame) -> pd.DataFrame:
    """Add the spelling in which two addresses are compared.

    Letter and addition are one text here: what one register calls letter A, another calls addition A.
    """
    split = address.assemble(frame)
    return frame.assign(
        key_number=split["huisnummer"],
        key_suffix=_plain(split["huisletter"].fillna("") + split["toevoeging"].fillna("")).fillna(""),
        key_postcode=split["postcode"],
        key_town=_plain(frame["woonplaats"]),
        key_street=_plain(frame["straat"]),
        key_short=_plain(frame.get("straat_kort", pd.Series(pd.NA, index=frame.index, dtype="string"))),
    )


def _plain(values: pd.Series) -> pd.Series:
    """Letters and digits only, without accents and capitals."""
    bare = values.map(lambda text: unicodedata.normalize("NFKD", text), na_action="ignore").astype("string")
    bare = bare.str.casefold().str.replace(r"[\W_]+", "", regex=True)
    return bare.mask(bare == "", pd.NA)


def _choose(sieve: Sieve, answers: pd.DataFrame) -> None:
    """Keep the questions that one answer is about, and put that answer beside them."""
    asked = _keyed(sieve.rows)[["question", *_keys()]]
    pairs = answers.merge(asked, on="question", suffixes=("", "_asked"))
    pairs = pairs[_is_same(pairs)]
    # Where one of the answers has the postcode that was asked, another street of that name is out.
    pairs["near"] = (pairs["key_postcode"] == pairs["key_postcode_asked"]).fillna(value=False)
    pairs = pairs[pairs["near"] | ~pairs.groupby("question")["near"].transform("any")]
    objects = pairs.groupby("question")["vbo_id_bag"].nunique(dropna=False)
    number = sieve.rows["question"]
    sieve.set_aside(~number.isin(answers["question"]), OutOfScope.NOT_FOUND)
    sieve.set_aside(~sieve.rows["question"].isin(objects.index), OutOfScope.OTHER_ADDRESS)
    several = objects[objects > 1].index
    sieve.set_aside(sieve.rows["question"].isin(several), OutOfScope.SEVERAL_OBJECTS)
    first = pairs.drop_duplicates("question").set_index("question")
    for column in ("answer", "vbo_id_bag", "centroide_rd"):
        sieve.rows[column] = sieve.rows["question"].map(first[column]).astype("string")
    _judge_answers(sieve)


def _keys() -> list[str]:
    return ["key_number", "key_suffix", "key_postcode", "key_town", "key_street"]


def _is_same(pairs: pd.DataFrame) -> pd.Series:
    """Truth per pair of question and answer: the answer is the address that was asked."""
    door = pairs["key_number"].eq(pairs["key_number_asked"]) & pairs["key_suffix"].eq(
        pairs["key_suffix_asked"]
    )
    street = pairs["key_street"].eq(pairs["key_street_asked"]).fillna(value=False)
    street |= pairs["key_short"].eq(pairs["key_street_asked"]).fillna(value=False)
    there = street & pairs["key_town"].eq(pairs["key_town_asked"]).fillna(value=False)
    postcode = pairs["key_postcode"].eq(pairs["key_postcode_asked"]).fillna(value=False)
    return (door.fillna(value=False) & (there | postcode)).astype(bool)


def _judge_answers(sieve: Sieve) -> None:
    """Set aside answers without a usable key or with a place outside the country."""
    sieve.check_text(["answer"])
    sieve.set_aside(sieve.rows["answer"].isna(), Defect.MISSING_VALUE, "answer")
    sieve.set_aside(sieve.rows["vbo_id_bag"].isna(), Defect.MISSING_KEY, "vbo_id_bag")
    sieve.set_aside(~sieve.rows["vbo_id_bag"].str.fullmatch(_OBJECT), Defect.BAD_KEY, "vbo_id_bag")
    written, place = sieve.rows["centroide_rd"], _place(sieve.rows)
    sieve.set_aside(written.notna() & place["x"].isna(), Defect.BAD_GEOMETRY, "centroide_rd")
    place = _place(sieve.rows)
    outside = fields.outside_netherlands(place["x"], place["y"])
    sieve.set_aside(outside, Defect.OUTSIDE_NETHERLANDS, "centroide_rd")


def _place(frame: pd.DataFrame) -> pd.DataFrame:
    """RD coordinates in metres, from the text of a point."""
    found = frame["centroide_rd"].astype("string").str.extract(_POINT)
    return found.apply(pd.to_numeric, errors="coerce").astype("Float64")


def _table(frame: pd.DataFrame, source: str) -> pd.DataFrame:
    """Typed records, the newest answer to each question."""
    newest = frame.sort_values("observed_on", kind="stable").drop_duplicates("record_id", keep="last")
    place = _place(newest)
    made = address.assemble(newest).assign(
        source=source,
        record_id=newest["record_id"],
        observed_on=pd.to_datetime(newest["observed_on"]),
        vbo_id_bag=newest["vbo_id_bag"],
        answer=newest["answer"],
        geometry=fields.points(place["x"], place["y"]),
    )
    return conform(made.sort_values("record_id"), GEOCODE)
