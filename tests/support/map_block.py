"""The data blocks of a map, read back as plain Python: what the browser does in unpack.js."""

import base64
import json
import re
import zlib

import numpy as np

TYPES = {
    "Uint8Array": "<u1",
    "Uint16Array": "<u2",
    "Uint32Array": "<u4",
    "Int32Array": "<i4",
    "Float64Array": "<f8",
}


BLOCK = re.compile(
    r'<script type="application/octet-stream" id="gegevens(?:-rest)?">(.*?)</script>', re.DOTALL
)


def packed(page):
    """The texts of the two blocks, as they stand in the page."""
    first, rest = BLOCK.findall(page)
    return first, rest


def readable(page):
    """The page with every block in it unpacked, for who seeks words in it."""
    return BLOCK.sub(lambda found: json.dumps(unpack(found[1]), ensure_ascii=False), page)


def unpack(text):
    whole = zlib.decompress(base64.b64decode(text, validate=True))
    length = int.from_bytes(whole[:4], "little")
    first = -(-(4 + length) // 8) * 8
    return revived(json.loads(whole[4 : 4 + length]), whole, first)


def revived(value, whole, first):
    if isinstance(value, list):
        return [revived(part, whole, first) for part in value]
    if not isinstance(value, dict):
        return value
    if "$" in value:
        kind, start, length = value["$"]
        return np.frombuffer(whole, TYPES[kind], length, first + start).tolist()
    return {name: revived(part, whole, first) for name, part in value.items()}


def block(page):
    """All data of a page, as one."""
    first, rest = (unpack(text) for text in packed(page))
    return {**first, **rest, "items": {**first["items"], **rest["items"]}}


def said(column, place):
    """The text of a dictionary column; None for none."""
    code = column["codes"][place]
    return column["texts"][code - 1] if code else None


def keyed(part, row):
    """Per key of details, the place in its fields."""
    found = {}
    for key, base, codes in zip(part["keys"], part["base"], part["codes"], strict=True):
        if codes[row]:
            found[key] = base + codes[row] - 1
    return found


def listed(part, row):
    """The places of the details of a row, of which it may have any number."""
    start = sum(part["count"][:row])
    return range(start, start + part["count"][row])


def place_of(items, row):
    """Latitude and longitude in degrees."""
    return items["corner"][0] + items["lat"][row] / 1e6, items["corner"][1] + items["lon"][row] / 1e6
