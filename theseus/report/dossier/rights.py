"""What a label means and what a business may ask, in clear Dutch, from ``rights.toml`` beside this module."""

from __future__ import annotations

import importlib.resources
import tomllib
from functools import cache

from pydantic import BaseModel, ConfigDict

from theseus.report.dossier.shape import Right


class Meanings(BaseModel):
    """What each label means, and a red that was only proposed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    groen: str
    wit: str
    rood: str
    voorstel: str

    def of(self, label: str, *, proposed: bool) -> str:
        """Say what a label means."""
        told = self.model_dump()
        return str(told["voorstel" if proposed and label != "rood" else label])


class Texts(BaseModel):
    """All texts of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    waiting: str
    meanings: Meanings
    rights: tuple[Right, ...]


@cache
def texts() -> Texts:
    """Read the texts."""
    written = importlib.resources.files("theseus.report.dossier").joinpath("rights.toml").read_text("utf-8")
    return Texts.model_validate(tomllib.loads(written))
