"""Plain data with arrays to one short text, and how the browser can read it back.

The text is base64 of deflated bytes: the length of a JSON text (4 bytes, little-endian), that text (ASCII),
then the arrays one after the other, each starting at a multiple of 8 bytes. Where the data had an array, the
JSON has ``{"$": [type, first byte, length]}``, counted from the first array; a type is that of a JavaScript
typed array.
"""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any

import numpy as np

TYPES = {
    "u1": "Uint8Array",
    "u2": "Uint16Array",
    "u4": "Uint32Array",
    "i4": "Int32Array",
    "f8": "Float64Array",
}
_ALIGN = 8  # bytes; typed arrays must start at a multiple of their size
_LEVEL = 4  # of zlib: 6 takes twice as long for five percent


def pack(value: Any) -> str:  # noqa: ANN401  # whatever JSON holds, and arrays
    """Pack plain data with numpy arrays in it.

    Parameters
    ----------
    value
        Dictionaries, lists, texts, numbers, truths, None and arrays of integers or floats.

    Returns
    -------
    str
        ASCII: letters, digits, ``+``, ``/`` and ``=``.
    """
    arrays: list[bytes] = []
    text = json.dumps(_placed(value, arrays, [0]), allow_nan=False, separators=(",", ":")).encode("ascii")
    start = len(text).to_bytes(4, "little") + text
    whole = b"".join([start, b"\0" * (-len(start) % _ALIGN), *arrays])
    return base64.b64encode(zlib.compress(whole, _LEVEL)).decode("ascii")


def small(numbers: Any) -> np.ndarray:  # noqa: ANN401  # anything that numpy takes
    """Return whole numbers from 0 as an array of the smallest type that holds them."""
    array = np.asarray(numbers)
    top = int(array.max(initial=0))
    return array.astype(np.uint8 if top < 1 << 8 else np.uint16 if top < 1 << 16 else np.uint32)


def _placed(value: Any, arrays: list[bytes], used: list[int]) -> Any:  # noqa: ANN401  # as pack
    if isinstance(value, dict):
        return {name: _placed(part, arrays, used) for name, part in value.items()}
    if isinstance(value, np.ndarray):
        raw = value.astype(value.dtype.newbyteorder("<"), copy=False).tobytes()
        place = {"$": [TYPES[value.dtype.str[1:]], used[0], len(value)]}
        raw += b"\0" * (-len(raw) % _ALIGN)
        arrays.append(raw)
        used[0] += len(raw)
        return place
    # A column of texts is long and holds nothing else: its first value tells.
    if isinstance(value, list) and value and isinstance(value[0], dict | list | np.ndarray):
        return [_placed(part, arrays, used) for part in value]
    return value
