"""Setting a page as PDF: A4, tagged for screen readers (PDF/UA-1), inert whatever a name holds.

Typst sets it from a template beside this module, with fonts that it brings along. What is shown goes in as
JSON, never as markup. The same data give the same bytes.
"""

from __future__ import annotations

import datetime as dt
import importlib.resources
import json
import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Any

import typst

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

FONTS = "Libertinus Serif,DejaVu Sans Mono"  # Typst carries them; the second has signs that the first lacks
ACCESSIBLE: tuple[typst.PDFStandard, ...] = ("ua-1",)
UNKNOWN_SIGN = "\N{WHITE VERTICAL RECTANGLE}"
NOTHING_LEFT = "(alleen tekens die niet te drukken zijn)"
_PLAIN = 0x17F  # up to and with Latin Extended-A: the fonts have every sign
_SPACES = re.compile(" {2,}")
_PROBE = b'#set document(title: "x")\n#set text(font: sys.inputs.fonts.split(","))\n#sys.inputs.sign'


def typeset(
    template: str,
    shown: Mapping[str, Any],
    made_on: dt.date,
    *,
    paragraphs: Container[str] = (),
    standards: Sequence[typst.PDFStandard] = ACCESSIBLE,
) -> bytes:
    """Set a document.

    Parameters
    ----------
    template
        Name of a file beside this module; it reads ``sys.inputs.data``.
    shown
        What it shows, as plain data.
    made_on
        The day in the metadata of the file.
    paragraphs
        Keys whose texts keep their lines; every other text becomes one line.

    Returns
    -------
    bytes
        The PDF. Of signs that the fonts do not have, pictures are left out and letters become a rectangle.
    """
    text = json.dumps(_shown(dict(shown), paragraphs), ensure_ascii=False)
    made = dt.datetime.combine(made_on, dt.time(), tzinfo=dt.UTC)
    source = importlib.resources.files("theseus.export").joinpath(template).read_bytes()
    return _compile(source, {"data": text}, made, list(standards))


def _shown(value: Any, paragraphs: Container[str], key: str = "") -> Any:  # noqa: ANN401 - JSON holds anything
    """Make every text one line without signs that steer: control signs and turned reading directions."""
    if isinstance(value, dict):
        return {name: _shown(part, paragraphs, name) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_shown(part, paragraphs, key) for part in value]
    if not isinstance(value, str):
        return value
    lines = value.splitlines() if key in paragraphs else [value]
    return "\n".join(_line(line) for line in lines)


def _line(text: str) -> str:
    """Make a line of signs that can be printed; one of which nothing is left says so."""
    plain = "".join(sign if sign.isprintable() else " " for sign in text).strip()
    told = "".join(_printed(sign) for sign in unicodedata.normalize("NFC", plain))
    return (_SPACES.sub(" ", told).strip() or NOTHING_LEFT) if told != plain else plain


@cache
def _printed(sign: str) -> str:
    """Say what stands on paper for a sign: itself, the plain signs it is a form of, or nothing for a picture.

    A letter or figure that cannot be printed is told, for a name without it would be another name.
    """
    if ord(sign) <= _PLAIN or _displayable(sign):
        return sign
    plain = unicodedata.normalize("NFKD", sign)
    told = "".join(_printed(part) for part in plain) if plain != sign else ""
    if UNKNOWN_SIGN in told or (not told and unicodedata.category(sign)[0] in "LN"):
        return UNKNOWN_SIGN
    return told


@cache
def _displayable(sign: str) -> bool:
    """Ask the typesetter itself whether its fonts have a sign: a standard refuses what has no glyph."""
    try:
        _compile(_PROBE, {"sign": sign}, dt.datetime(2000, 1, 1, tzinfo=dt.UTC), ["a-2a", "ua-1"])
    except typst.TypstError:
        return False
    return True


def _compile(
    source: bytes, inputs: dict[str, str], made: dt.datetime, standards: list[typst.PDFStandard]
) -> bytes:
    found = typst.compile(
        source,
        ignore_system_fonts=True,
        sys_inputs=inputs | {"fonts": FONTS},
        pdf_standards=standards,
        timestamp=made,
    )
    if not isinstance(found, bytes):
        raise TypeError("Typst gave no single PDF.")
    return found
