"""A workspace: where the files of one region live."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from theseus.errors import ConfigError, RuleError

if TYPE_CHECKING:
    from theseus.config import Region

FILE_NAME = "theseus.toml"
_VARIABLE = re.compile(r"\$\{(\w+)\}")


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
    def dossiers(self) -> Path:
        """Files of single businesses, made when somebody asks for one."""
        return self.root / "data" / "dossiers"

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
        """SQLAlchemy URL of the desk's database; it may hold a password, so it is never shown."""
        configured = self.region.desk if self.config.exists() else None
        return f"sqlite:///{self.desk}" if configured is None else expand_url(configured, self.root)

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
        """The region's configuration, read once.

        Raises
        ------
        ConfigError
            If it cannot be used; see ``config.load``, and ``theming.usable`` for the facts of its themes.
        """
        from theseus.config import load  # noqa: PLC0415 - many commands ask a run, and never its region

        found = load(self.config)
        if any(theme.facts for theme in found.themes):
            _refuse_broken_facts(self.config, found)
        return found


def _refuse_broken_facts(path: Path, region: Region) -> None:
    """Refuse themes that ask for facts which there are not, before anything is made with them."""
    from theseus import theming  # noqa: PLC0415 - few regions have such themes, and the questions take time

    try:
        theming.usable(region.themes)
    except RuleError as error:
        raise ConfigError(f"{path}: {error}") from error


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


def expand_url(url: str, root: Path) -> str:
    """Fill ``${VARIABLE}`` in the URL of a database; the path of an SQLite file starts at the workspace.

    Whatever stands in the place of user and password is quoted, so that any sign may occur in it.

    Raises
    ------
    ConfigError
        If the environment does not have the variable. The message does not hold a value.
    """
    before, at, after = url.rpartition("@")
    filled = _VARIABLE.sub(lambda met: quote(_value(met[1]), safe=""), before) + at
    filled += _VARIABLE.sub(lambda met: _value(met[1]), after)
    scheme, found, path = filled.partition("sqlite:///")
    return f"sqlite:///{root / path}" if found and not scheme else filled


def _value(variable: str) -> str:
    try:
        return os.environ[variable]
    except KeyError:
        raise ConfigError(
            f"De database van het bureau (desk in {FILE_NAME}) vraagt om de omgevingsvariabele {variable}, "
            "maar die is niet gezet."
        ) from None
