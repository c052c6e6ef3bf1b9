"""Official publications out of searchRetrieve answers (SRU 2.0): what each says of itself, and its places.

Read by local names: the prefixes of the namespaces differ per copy. No entity is resolved and nothing is
fetched. Of a record only the fields below are read, so never its abstract, its parties or its text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree

from theseus.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_ADDRESS = {
    "straat": "straatnaam",
    "huisnummer": "huisnummer",
    "huisletter": "huisletter",
    "toevoeging": "huisnummertoevoeging",
    "postcode": "postcode",
    "woonplaats": "woonplaats",
}
# What is one place. A gemeente, woonplaats, wijk, buurt or weg is no single place.
PLACES = frozenset({"Adres", "Punt", "Vlak", "Lijn", "Perceel", "GeometrieRef"})


@dataclass(frozen=True)
class Marker:
    """One ``gebiedsmarkering``: shapes as written (RD and lon/lat, most exact first), and an address."""

    shapes: tuple[str, ...] = ()
    label: str | None = None
    address: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Publication:
    """One record; a text that is missing is None."""

    identifier: str | None
    title: str | None
    rubrieken: tuple[str, ...]
    available: str | None
    modified: str | None
    open_until: str | None
    url: str | None
    markers: tuple[Marker, ...]


def read_publications(path: Path) -> list[Publication]:
    """Read the records of one answer.

    Raises
    ------
    SourceError
        If the file is no XML, is cut off, or is no searchRetrieve answer.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        tree = etree.parse(path, parser)
    except etree.XMLSyntaxError as error:
        raise SourceError(
            f"Bestand {path.name} is geen volledige XML (regel {error.lineno}). Haal het bestand opnieuw op."
        ) from error
    root = tree.getroot()
    # No entity is resolved, so a document that brings its own would lose text in silence.
    if etree.QName(root).localname != "searchRetrieveResponse" or tree.docinfo.doctype:
        raise SourceError(
            f"Bestand {path.name} is geen antwoord van de SRU-dienst (searchRetrieveResponse). "
            "Haal het bestand opnieuw op."
        )
    told = next(root.iter("{*}diagnostic"), None)
    if told is not None:
        message = (_text(told, "message") or "")[:160]
        raise SourceError(
            f"Bestand {path.name} is een foutmelding van de SRU-dienst ({message!r}). "
            "Haal het bestand opnieuw op."
        )
    return [_publication(record) for record in root.iter("{*}record")]


def _publication(record: etree._Element) -> Publication:
    return Publication(
        identifier=_text(record, "identifier"),
        title=_text(record, "title"),
        rubrieken=tuple(_texts(record, "type")),
        available=_text(record, "available"),
        modified=_text(record, "modified"),
        open_until=_text(record, "datumEindeReactietermijn"),
        url=_text(record, "preferredUrl"),
        markers=tuple(_markers(record)),
    )


def _markers(record: etree._Element) -> Iterator[Marker]:
    for marking in record.iter("{*}gebiedsmarkering"):
        for place in marking:
            if isinstance(place.tag, str) and etree.QName(place).localname in PLACES:
                named = {ours: _text(place, theirs) for ours, theirs in _ADDRESS.items()}
                yield Marker(
                    shapes=tuple(
                        text
                        for name in ("geometrie", "locatiepunt", "locatiegebied")
                        for text in _texts(place, name)
                    ),
                    label=_text(place, "geometrielabel"),
                    address={name: text for name, text in named.items() if text},
                )


def _texts(element: etree._Element, name: str) -> Iterator[str]:
    for found in element.iter(f"{{*}}{name}"):
        text = " ".join("".join(found.itertext()).split())
        if text:
            yield text


def _text(element: etree._Element, name: str) -> str | None:
    return next(_texts(element, name), None)
