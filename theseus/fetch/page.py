"""One page of a delivery: what a service gave to one question, as a file to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Page:
    """One file of a delivery.

    Attributes
    ----------
    name
        File name, unique within the delivery.
    content
        The bytes as the service sent them, or a file that holds them and may be moved away.
    rows
        Records in it, as the service counts them.
    url
        What was asked, without any secret.
    """

    name: str
    content: bytes | Path
    rows: int
    url: str
