"""A workspace with one source, the KVK, and deliveries of it that are good or bad in one way."""

import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from theseus import ledger, starter
from theseus.config import Municipality, Region, Source
from theseus.intake import Intake, take_in
from theseus.workspace import Workspace

HEADER = (
    "kvknummer;vestigingsnummer;handelsnaam;rechtsvorm;sbi_code;sbi_versie;datum_aanvang;datum_einde;"
    "straatnaam;huisnummer;huisletter;toevoeging;postcode;plaats;werkzame_personen;indicatie_afgeschermd"
)
FIRST, NEXT, AS_OF = dt.date(2026, 11, 2), dt.date(2026, 11, 9), dt.date(2026, 11, 16)


class Office:
    """A municipality that gets deliveries of the KVK, and runs."""

    def __init__(self, root: Path) -> None:
        self.workspace = Workspace(root)
        region = Region(
            name="Proef",
            municipalities=(Municipality(code="GM0226", name="Duiven"),),
            sources={"kvk": Source(complete=True)},
        )
        starter.make(self.workspace, region)

    @property
    def raw(self) -> Path:
        return self.workspace.raw / "kvk"

    def deliver(
        self, day: dt.date | str, rows: int = 40, header: str = HEADER, name: str = "kvk.csv"
    ) -> Path:
        path = self.raw / str(day) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = [
            f"{90000000 + n};{n:012d};Bedrijf {n} VOORBEELD;Eenmanszaak;16231;2008;20150301;;Proefweg;{n};;;"
            "6921ZZ;Duiven;3;nee"
            for n in range(1, rows + 1)
        ]
        path.write_text("\n".join([header, *lines]) + "\n", "utf-8")
        return path

    def land(self, path: Path, retrieved_at: str, **changes: str) -> None:
        """Write the manifest that fetch leaves beside a file."""
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        file = {"name": path.name, "url": "https://api.example/kvk", "sha256": digest} | changes
        told = {"source": "kvk", "retrieved_at": retrieved_at, "files": [file]}
        (path.parent / "manifest.json").write_text(json.dumps(told), "utf-8")

    def take_in(self, as_of: dt.date = AS_OF, accept: Mapping[str, str] | None = None) -> Intake:
        workspace = Workspace(self.workspace.root)
        taken = take_in(workspace, as_of, last=ledger.published(workspace.runs), accept=accept)
        return next(item for item in taken if item.card.id == "kvk")

    def run(self, as_of: dt.date = AS_OF, accept: Mapping[str, str] | None = None) -> Intake:
        """Take in, and publish what a run keeps of it."""
        item = self.take_in(as_of, accept)
        plain = json.loads(json.dumps(dataclasses.asdict(item.report), default=str))
        number = len(list(self.workspace.runs.glob("*-*")))
        ledger.publish(
            self.workspace.runs,
            f"{as_of}-{number}",
            {},
            {"kvk": item.records},
            {"as_of": as_of.isoformat(), "sources": [plain]},
            {},
        )
        return item


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)
