"""The ledger: immutable runs, the pointer to the published one, and the cause of every changed label.

The causes stand in ``theseus.ledger.causes``.

A run is a folder of GeoParquet tables with a manifest. It is written beside the others under a
temporary name, renamed when whole, and published by one rename of the pointer file: a reader sees
the old run or the new one, never half of either. Tables about occupancies are sorted by them, so that
what is known of one is read without the rest. The manifest holds the hash of every other file.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

from theseus import tables
from theseus.atomic import write_bytes
from theseus.contracts import (
    ANSWER,
    OVERRIDE,
    QUARANTINE,
    RECORDS,
    RESULTS,
    REVIEW,
    SCORE,
    VISIT,
    VISIT_FINDING,
    Contract,
)
from theseus.errors import ContractError, TheseusError
from theseus.ledger.causes import Between, changed_labels, changes
from theseus.ledger.shifting import shifts
from theseus.model import SourceReport

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

__all__ = [
    "KEPT",
    "MANIFEST",
    "POINTER",
    "POLICY",
    "REPORT",
    "Between",
    "Run",
    "changed_labels",
    "changes",
    "fingerprint",
    "known_on",
    "publish",
    "published",
    "runs",
    "shifts",
]

POINTER = "published.json"
MANIFEST = "manifest.json"
REPORT = "verslag.json"  # what the run did, see theseus.report.run
POLICY = "policy.json"  # all rules, questions and thresholds as they were used
# near_misses has the columns of link, so it is kept under a name of its own. What people decided is kept
# as the run knew it: the desk goes on, and a label of then rests on what was decided then.
KEPT: dict[str, Contract] = {
    **RESULTS,
    "near_miss": RESULTS["link"],
    "quarantine": QUARANTINE,
    "review": REVIEW,
    "override": OVERRIDE,
    "answer": ANSWER,
    "visit": VISIT,
    "visit_finding": VISIT_FINDING,
    "score": SCORE,
}
_WHO = "occupancy_id"


@dataclass(frozen=True)
class Run:
    """One published run on disk."""

    folder: Path

    @property
    def run_id(self) -> str:
        """Day and fingerprint, e.g. ``2026-11-16-1f2e3d4c``."""
        return self.folder.name

    @property
    def manifest(self) -> dict[str, Any]:
        """What the run was made from: versions, sources, files with their hashes, the report."""
        found: dict[str, Any] = _json(self.folder / MANIFEST, self.folder)
        return found

    @property
    def sources(self) -> dict[str, SourceReport]:
        """What each source brought to the run, by card id."""
        return {item["source"]: SourceReport.of(item) for item in self.manifest.get("sources", ())}

    @property
    def report(self) -> dict[str, Any]:
        """What the run did, as its report says it."""
        found: dict[str, Any] = _json(self.folder / REPORT, self.folder)
        return found

    @property
    def as_of(self) -> dt.date:
        """The day for which the labels hold."""
        return dt.date.fromisoformat(self.manifest["as_of"])

    def tables(self, *names: str) -> dict[str, pd.DataFrame]:
        """Read several result tables."""
        return {name: self.table(name) for name in names}

    def table(self, name: str) -> pd.DataFrame:
        """Read one result table by its contract name."""
        return self._read(self.folder / f"{name}.parquet", KEPT[name])

    def find(self, name: str) -> pd.DataFrame | None:
        """Read one result table; None if the run was made before there was such a table."""
        return self.table(name) if (self.folder / f"{name}.parquet").exists() else None

    def of(self, name: str, wanted: str | pd.Series, column: str = _WHO) -> pd.DataFrame:
        """Read the rows of one result table about one occupancy, or several, without reading all of it.

        Parameters
        ----------
        name
            Name of a table of contracts; one that the run does not have gives no rows.
        column
            Another key to look under, e.g. ``vestiging_id_kvk``; that takes a scan of the column.

        Returns
        -------
        pandas.DataFrame
            The contract of the table, without geometry.
        """
        path = self.folder / f"{name}.parquet"
        flat = replace(KEPT[name], geometry=())
        if not path.exists():
            return tables.empty(flat)
        try:
            return tables.pick(path, flat, column, wanted)
        except ContractError as error:
            raise _damaged(path, self.folder) from error

    def hashes(self) -> dict[str, str]:
        """Hash every file that the run keeps, as it is on disk now; compare with the manifest's ``files``.

        Returns
        -------
        dict
            SHA-256 by path within the run; the manifest is not among them.
        """
        return _hashes(self.folder)

    def records(self, source: str) -> dict[str, pd.DataFrame]:
        """Read the accepted records of one source; empty if it brought none."""
        folder = self.folder / "records" / source
        return {path.stem: self._read(path, RECORDS[path.stem]) for path in sorted(folder.glob("*.parquet"))}

    def all_records(
        self, name: str, boxes: Sequence[tuple[float, float, float, float]] | None = None
    ) -> pd.DataFrame:
        """Read the accepted records of one kind, of all sources; with boxes (RD) only what may lie in one."""
        found = sorted((self.folder / "records").glob(f"*/{name}.parquet"))
        contract = RECORDS[name]
        if boxes is None:
            return tables.stack((self._read(path, contract) for path in found), contract)
        return tables.stack((tables.within(path, contract, boxes) for path in found), contract)

    def _read(self, path: Path, contract: Contract) -> pd.DataFrame:
        try:
            return tables.read(path, contract)
        except (pa.ArrowInvalid, FileNotFoundError) as error:
            raise _damaged(path, self.folder) from error


def published(runs: Path) -> Run | None:
    """Return the published run, or None before the first.

    Raises
    ------
    TheseusError
        If the pointer names a run that is not there, or cannot be read.
    """
    pointer = runs / POINTER
    if not pointer.exists():
        return None
    named = _json(pointer, pointer)
    if not isinstance(named, dict) or not isinstance(named.get("run"), str):
        raise _damaged(pointer, pointer)
    run = Run(runs / named["run"])
    if not (run.folder / MANIFEST).exists():
        raise TheseusError(f"{pointer} wijst naar {run.run_id}, maar die map ontbreekt. {_without(pointer)}")
    return run


def runs(folder: Path) -> list[Run]:
    """Return all whole runs, in the order in which they were made.

    A run names the one that was published before it: runs of one day are told apart by that.

    Parameters
    ----------
    folder
        Folder of all runs; it may be absent.
    """
    found = {path.parent.name: Run(path.parent) for path in folder.glob(f"[!.]*/{MANIFEST}")}
    told = {name: run.manifest for name, run in found.items()}

    def steps(name: str) -> int:
        seen: list[str] = []
        while name in told and name not in seen:
            seen.append(name)
            name = told[name].get("previous") or ""
        return len(seen)

    order = sorted(told, key=lambda name: (told[name]["as_of"], steps(name), name))
    return [found[name] for name in order]


def known_on(folder: Path, day: dt.date) -> Run | None:
    """Return the newest run whose labels hold on or before a day; None if there is none."""
    return next((run for run in reversed(runs(folder)) if run.as_of <= day), None)


def _json(path: Path, remove: Path) -> Any:  # noqa: ANN401 - JSON holds anything
    try:
        return json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise _damaged(path, remove) from error


def _damaged(path: Path, remove: Path) -> TheseusError:
    return TheseusError(f"{path} is beschadigd. {_without(remove)}")


def _without(remove: Path) -> str:
    # A run that is damaged has to go as a whole: a folder that is there is never written again.
    return f"Zet een back-up terug, of haal {remove} weg en draai theseus refresh."


def fingerprint(results: Mapping[str, pd.DataFrame]) -> str:
    """Hash the content of result tables, whatever their row order; the same content gives the same hash.

    Returns
    -------
    str
        64 hexadecimal digits (SHA-256).
    """
    digest = hashlib.sha256()
    for name in sorted(results):
        digest.update(name.encode())
        digest.update(_row_hashes(results[name]).sort_values().to_numpy().tobytes())
    return digest.hexdigest()


def _row_hashes(table: pd.DataFrame) -> pd.Series:
    plain = pd.DataFrame(table.to_wkb()) if hasattr(table, "to_wkb") else table
    return pd.util.hash_pandas_object(plain, index=False)


def publish(
    runs: Path,
    run_id: str,
    results: Mapping[str, pd.DataFrame],
    records: Mapping[str, Mapping[str, pd.DataFrame]],
    manifest: Mapping[str, Any],
    reports: Mapping[str, str],
) -> Run:
    """Write a run and make it the published one, atomically.

    Parameters
    ----------
    runs
        Folder of all runs.
    results
        Result tables by name (see ``KEPT``).
    records
        Accepted records by source and table name.
    reports
        Texts to keep with the run, by file name.

    Returns
    -------
    Run
        Its manifest is ``manifest`` with ``files``: the SHA-256 of every other file of the run.
    """
    folder = runs / run_id
    if not folder.exists():
        draft = runs / f".{run_id}.{os.getpid()}"
        shutil.rmtree(draft, ignore_errors=True)
        for name, table in results.items():
            tables.write(_by_occupancy(table), draft / f"{name}.parquet")
        for source, found in records.items():
            for name, table in found.items():
                tables.write(table, draft / "records" / source / f"{name}.parquet")
        for name, text in reports.items():
            (draft / name).write_text(text, "utf-8")
        whole = {**manifest, "files": _hashes(draft)}
        (draft / MANIFEST).write_text(json.dumps(whole, indent=1, ensure_ascii=False), "utf-8")
        draft.replace(folder)
    _point(runs / POINTER, run_id)
    return Run(folder)


def _by_occupancy(table: pd.DataFrame) -> pd.DataFrame:
    if _WHO not in table.columns or table[_WHO].is_monotonic_increasing:
        return table
    return table.sort_values(_WHO, kind="stable")


def _hashes(folder: Path) -> dict[str, str]:
    found = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST):
        with path.open("rb") as file:
            found[path.relative_to(folder).as_posix()] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def _point(pointer: Path, run_id: str) -> None:
    write_bytes(pointer, json.dumps({"run": run_id}).encode())
