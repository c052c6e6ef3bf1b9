"""What was asked of the KVK and paid for, as the files of its deliveries tell it.

Fetching leaves one file per paid question, named ``vestigingsprofiel-<number>.json`` or
``basisprofiel-<number>.json``, and one file per page of a free search, with its question. So what a delivery
cost, and which addresses need not be asked again, can be read from the delivery itself.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

from theseus.contracts import DATE, INTEGER, TEXT, TRUTH, Column, Contract
from theseus.sources import jsontext
from theseus.sources.kvk_json import answer_of, code_of
from theseus.tables import conform

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from theseus.sources.delivery import RawFile

_PAID = re.compile(r"^(?P<kind>vestigingsprofiel|basisprofiel)-(?P<number>[0-9]+)\.json$")
_NOT_YET = ("IPD1002", "IPD1003", "HTTP 5")  # not delivered, though it may be another day
_QUESTION = ("postcode", "huisnummer", "huisletter")

ASKED = Contract(
    "kvk_asked",
    (
        Column("postcode", TEXT, nullable=False),
        Column("huisnummer", INTEGER, nullable=False),
        Column("huisletter", TEXT),
        Column("asked_on", DATE, nullable=False),
        Column("found", INTEGER, nullable=False, note="vestigingen registered there on that day"),
        Column("settled", TRUTH, nullable=False, note="the profile of each of them was bought since"),
    ),
    _QUESTION,
)


def is_bought(name: str) -> bool:
    """Tell by its name whether a file came by asking about one address or company."""
    return bool(_PAID.match(name)) or name.startswith("zoeken-") or name == "ophalen-gestopt.json"


def spent_eur(names: Iterable[str], price_eur: Mapping[str, float]) -> float:
    """Add up what the files of one or more deliveries cost.

    Parameters
    ----------
    names
        File names.
    price_eur
        Euro per kind of profile, as on the card.
    """
    return float(sum(amount for name in names for _, amount in paid(name, price_eur)))


def paid(name: str, price_eur: Mapping[str, float]) -> Iterator[tuple[str, Decimal]]:
    """Yield the number that a file was bought for and its price in euro; nothing if it cost nothing."""
    if found := _PAID.match(name):
        yield found["number"], Decimal(str(price_eur[found["kind"]]))


def asked(files: Iterable[RawFile]) -> pd.DataFrame:
    """List the addresses that were asked about, each as it was asked last.

    Returns
    -------
    pandas.DataFrame
        Contract ``ASKED``. An address with ``found`` 0 had nobody registered on that day; one that is not
        ``settled`` has vestigingen whose profile did not fit the budget or did not come.

    Raises
    ------
    SourceError
        If a file is no JSON.
    """
    answers = [file for file in files if file.path.suffix.lower() == ".json"]
    bought = pd.DataFrame(_bought(answers), columns=["number", "bought_on"])
    last = bought.groupby("number")["bought_on"].max()
    rows = pd.DataFrame(_searches(answers), columns=[*_QUESTION, "asked_on", "total", "others", "numbers"])
    if rows.empty:
        return conform(rows.assign(found=[], settled=[]), ASKED)
    by_day = rows.groupby([*_QUESTION, "asked_on"], as_index=False).agg(
        total=("total", "max"), others=("others", "sum"), numbers=("numbers", "sum")
    )
    by_day["found"] = by_day["total"] - by_day["others"]
    triples = zip(by_day["numbers"], by_day["asked_on"], by_day["found"], strict=True)
    by_day["settled"] = [
        len(numbers) >= found and all(number in last.index and last[number] >= day for number in numbers)
        for numbers, day, found in triples
    ]
    newest = by_day.sort_values("asked_on").drop_duplicates(list(_QUESTION), keep="last")
    newest["huisletter"] = newest["huisletter"].mask(newest["huisletter"] == "", pd.NA)
    return conform(newest.sort_values(list(_QUESTION)), ASKED)


def _bought(files: Iterable[RawFile]) -> Iterator[tuple[str, pd.Timestamp]]:
    """Numbers that were paid for and answered, with a profile or for good without one."""
    for file in files:
        found = _PAID.match(file.path.name)
        if not found:
            continue
        codes = [code_of(record) or "" for record in jsontext.load(file.path)]
        if not any(code.startswith(_NOT_YET) for code in codes):
            yield found["number"], pd.Timestamp(file.delivered_on)


def _searches(files: Iterable[RawFile]) -> Iterator[tuple[object, ...]]:
    """Pages of searches by address: the question, its day, how many there are, and their numbers."""
    for file in files:
        if _PAID.match(file.path.name):
            continue
        for record in jsontext.load(file.path):
            answer = answer_of(record)
            question = record["vraag"] if answer is not record else None
            if isinstance(question, dict) and {"postcode", "huisnummer"} <= question.keys():
                door = [str(question.get(name, "")) for name in _QUESTION]
                yield (*door, pd.Timestamp(file.delivered_on), *_counted(answer))


def _counted(answer: Any) -> tuple[int, int, list[str]]:  # noqa: ANN401 - JSON holds anything
    """Promised number of results; how many here are legal persons, which are no vestiging; the numbers."""
    if not isinstance(answer, dict) or not isinstance(answer.get("resultaten"), list):
        return 0, 0, []
    results = [item for item in answer["resultaten"] if isinstance(item, dict)]
    numbers = [str(item["vestigingsnummer"]) for item in results if item.get("vestigingsnummer")]
    total = answer.get("totaal")
    return (total if isinstance(total, int) else len(results)), len(results) - len(numbers), numbers
