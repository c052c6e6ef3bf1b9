"""The BAG 2.0 extract as a stream: XML files, zips and zips in zips, one object at a time.

Nothing is unpacked to disk and never more than one object is in memory. Entities are not resolved, a
DOCTYPE is refused, and libxml2's limits stay on.
"""

from __future__ import annotations

import datetime as dt
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from lxml import etree

from theseus.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from theseus.sources.delivery import RawFile

VERSION = "v20200601"
OBJECTS = f"{{www.kadaster.nl/schemas/lvbag/imbag/objecten/{VERSION}}}"
_EXTRACT = "http://www.kadaster.nl/schemas/lvbag/extract-deelbestand-lvc/"
_MUTATIONS = "http://www.kadaster.nl/schemas/lvbag/extract-deelbestand-mutaties-lvc/"
_COVER = "http://www.kadaster.nl/schemas/lvbag/extract-levering/"
_MUNICIPALITIES = "www.kadaster.nl/schemas/lvbag/gem-wpl-rel/"
_OBJECT = f"{{{_EXTRACT}{VERSION}}}bagObject"
_RELATION = f"{{{_MUNICIPALITIES}gwr-producten-lvc/{VERSION}}}GemeenteWoonplaatsRelatie"
_DAY = f"{{http://www.kadaster.nl/schemas/lvbag/extract-selecties/{VERSION}}}StandTechnischeDatum"
_ROOTS = (f"{{{_EXTRACT}{VERSION}}}bagStand", f"{{{_MUNICIPALITIES}gwr-deelbestand-lvc/{VERSION}}}")

_DEEPEST = 3  # the national delivery has a zip in a zip in a zip
_CHUNK = 1 << 16
_LARGEST_OBJECT = 1 << 26  # bytes; the largest real object, a woonplaats, is a few hundred kB
_AGAIN = "Vraag de levering opnieuw op bij het Kadaster."
_ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError)
_ENCODING_ERRORS = (etree.ErrorTypes.ERR_INVALID_CHAR, etree.ErrorTypes.ERR_INVALID_ENCODING)


@dataclass(frozen=True)
class BagObject:
    """One object of an extract. ``element`` lives until the next object is asked for.

    Attributes
    ----------
    row
        1-based number of the object in its file.
    stand
        The day of the extract (StandTechnischeDatum), else the day of delivery.
    """

    file: str
    row: int
    stand: dt.date
    element: etree._Element


def objects(files: Sequence[RawFile]) -> Iterator[BagObject]:
    """Walk over all objects of an extract.

    Parameters
    ----------
    files
        Files ending in ``.xml`` or ``.zip``; a zip may hold zips, three deep.

    Raises
    ------
    SourceError
        If a file is truncated, not XML, in another schema, wrongly encoded, or larger than real.
    """
    for raw in files:
        name = raw.path.name
        try:
            with raw.path.open("rb") as stream:
                documents = _in_zip(stream, name, 1) if _is_zip(name) else iter(((name, stream),))
                for file, document in documents:
                    yield from _in_document(document, file, raw.delivered_on)
        except _ZIP_ERRORS as error:
            raise SourceError(f"Bestand {name} is beschadigd of niet compleet ({error}). {_AGAIN}") from error


def _is_zip(name: str) -> bool:
    return name.lower().endswith(".zip")


def _in_zip(stream: IO[bytes], name: str, depth: int) -> Iterator[tuple[str, IO[bytes]]]:
    """Open the XML files of a zip one after the other, and those of the zips in it."""
    if depth > _DEEPEST:
        raise SourceError(f"Bestand {name} zit te diep in andere zips. Pak de buitenste zip uit.")
    with zipfile.ZipFile(stream) as archive:
        wanted = [item for item in archive.infolist() if _is_wanted(item.filename)]
        if not wanted:
            raise SourceError(f"Bestand {name} bevat geen XML-bestand. Kies de zip van het BAG 2.0 Extract.")
        for item in wanted:
            inner = f"{name}/{item.filename}"
            if item.flag_bits & 1:
                raise SourceError(f"Bestand {inner} heeft een wachtwoord. Pak het eerst uit.")
            with archive.open(item) as member:
                if _is_zip(inner):
                    yield from _in_zip(member, inner, depth + 1)
                else:
                    yield inner, member


def _is_wanted(name: str) -> bool:
    own_file = name.rpartition("/")[2]
    # "._" files are what macOS adds beside each file of a zip.
    return own_file.lower().endswith((".xml", ".zip")) and not own_file.startswith("._")


def _in_document(stream: IO[bytes], file: str, delivered_on: dt.date) -> Iterator[BagObject]:
    """Parse one XML file in chunks; give each object and forget it."""
    head = stream.read(_CHUNK)
    if not _is_stand(head, file):
        return
    parser = _parser(("end",), (_OBJECT, _RELATION, _DAY))
    stand, row = delivered_on, 0
    for events in _events(parser, stream, head, file):
        for element in events:
            if element.tag == _DAY:
                stand = _day(element.text, file)
                continue
            row += 1
            yield BagObject(file, row, stand, element if element.tag == _RELATION else _inside(element, file))
            _forget(element)


def _events(
    parser: etree.XMLPullParser, stream: IO[bytes], head: bytes, file: str
) -> Iterator[list[etree._Element]]:
    """Feed a document to its parser; give what each chunk completed."""
    chunk, silent = head, 0
    while chunk:
        try:
            parser.feed(chunk)
        except etree.XMLSyntaxError as error:
            raise _broken(error, file) from error
        found = [element for _, element in parser.read_events()]
        silent = 0 if found else silent + len(chunk)
        if silent > _LARGEST_OBJECT:
            raise SourceError(f"Bestand {file}: een object is groter dan in de BAG kan. {_AGAIN}")
        yield found
        chunk = stream.read(_CHUNK)
    try:
        parser.close()
    except etree.XMLSyntaxError as error:
        raise SourceError(f"Bestand {file} is halverwege afgebroken. {_AGAIN}") from error


def _parser(events: tuple[str, ...], tags: tuple[str, ...] | None = None) -> etree.XMLPullParser:
    return etree.XMLPullParser(
        events,
        tag=tags,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _is_stand(head: bytes, file: str) -> bool:
    """Judge a file by its root element: objects to read (True) or the delivery's cover sheet (False)."""
    if not head:
        raise SourceError(f"Bestand {file} is leeg. {_AGAIN}")
    if b"<!DOCTYPE" in head:
        raise SourceError(f"Bestand {file} heeft een DOCTYPE; een BAG-extract heeft die nooit. {_AGAIN}")
    parser = _parser(("start",))
    try:
        parser.feed(head)
    except etree.XMLSyntaxError as error:
        raise _broken(error, file) from error
    root = next((element for _, element in parser.read_events()), None)
    tag = "" if root is None else str(root.tag)
    if tag.startswith(_ROOTS):
        return True
    if tag.startswith(f"{{{_COVER}"):
        return False
    if tag.startswith(f"{{{_MUTATIONS}"):
        raise SourceError(f"Bestand {file} bevat mutaties. Kies het volledige BAG 2.0 Extract (de stand).")
    raise SourceError(
        f"Bestand {file} is geen BAG 2.0 Extract, schema {VERSION} (wel: {tag[:120] or 'niets'}). "
        "Kies het bestand zoals het Kadaster het levert."
    )


def _broken(error: etree.XMLSyntaxError, file: str) -> SourceError:
    """Say in Dutch what libxml2 stumbled over."""
    line = error.lineno
    if error.code in _ENCODING_ERRORS:
        return SourceError(f"Bestand {file}, regel {line}: tekens die geen UTF-8 zijn. {_AGAIN}")
    if error.code == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
        return SourceError(
            f"Bestand {file}, regel {line}: een veld is langer dan 10 miljoen tekens. {_AGAIN}"
        )
    return SourceError(f"Bestand {file}, regel {line}: geen geldige XML ({error.msg}). {_AGAIN}")


def _day(text: str | None, file: str) -> dt.date:
    try:
        return dt.date.fromisoformat((text or "").strip())
    except ValueError as error:
        raise SourceError(f"Bestand {file}: StandTechnischeDatum '{text}' is geen datum. {_AGAIN}") from error


def _inside(element: etree._Element, file: str) -> etree._Element:
    """Return the one object in a bagObject."""
    if len(element) != 1:
        raise SourceError(f"Bestand {file}: {len(element)} objecten in een bagObject; verwacht 1. {_AGAIN}")
    return element[0]


def _forget(element: etree._Element) -> None:
    """Free an object that has been read, and all that stood before it."""
    element.clear()
    for node in (element, element.getparent()):
        while node is not None and node.getprevious() is not None:
            del node.getparent()[0]
