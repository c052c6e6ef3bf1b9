"""A workspace: where the files of one region live."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from theseus.config import Region, load
from theseus.errors import ConfigError

FILE_NAME = "theseus.toml"


@dataclass(frozen=True)
class Workspace:
    """Where the files of one region live."""

    root: Path

    @property
    def config(self) -> Path:
        """The region's ``theseus.toml``."""
        return self.root / FILE_NAME

    @property
    def raw(self) -> Path:
        """Raw deliveries: ``<source>/<date>/``."""
        return self.root / "data" / "raw"

    @property
    def rules(self) -> Path:
        """Rules of the region itself, and what it changes in those of Theseus."""
        return self.root / "regels"

    @property
    def accepted(self) -> Path:
        """Notes on deliveries that a person took in, one file per source."""
        return self.root / "data" / "accepted"

    @property
    def runs(self) -> Path:
        """Published runs, one immutable folder each, and the pointer to the newest."""
        return self.root / "data" / "runs"

    @property
    def rosters(self) -> Path:
        """Plan, rosters and calendars."""
        return self.root / "data" / "rosters"

    @property
    def maps(self) -> Path:
        """The maps."""
        return self.root / "maps"

    @property
    def desk(self) -> Path:
        """The desk's database, where no other is configured."""
        return self.root / "data" / "desk.sqlite"

    @property
    def desk_url(self) -> str:
        """SQLAlchemy URL of the desk's database."""
        return f"sqlite:///{self.desk}"

    @property
    def lock(self) -> Path:
        """Held while a refresh runs."""
        return self.root / "data" / "refresh.lock"

    @property
    def jobs(self) -> Path:
        """The scheduler's job store."""
        return self.root / "data" / "schedule.sqlite"

    @cached_property
    def region(self) -> Region:
        """The region's configuration, read once."""
        return load(self.config)


def expand(path: str, root: Path) -> Path:
    """Fill ``${VARIABLE}`` in a configured path and make it absolute from the workspace.

    Raises
    ------
    ConfigError
        If the environment does not have the variable, or there is no such home folder.
    """
    filled = os.path.expandvars(path)
    missing = re.search(r"\$\{?(\w+)", filled)
    if missing:
        raise ConfigError(
            f"Het pad '{path}' vraagt om de omgevingsvariabele {missing[1]}, maar die is niet gezet."
        )
    try:
        return root / Path(filled).expanduser()
    except RuntimeError as error:
        raise ConfigError(
            f"Het pad '{path}' begint met een thuismap die er niet is. Schrijf hem uit."
        ) from error
