"""No output of the demo region holds a word that accuses, except in names that come from outside (F23)."""

import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pandas as pd
import pyogrio
import pytest
from click.testing import CliRunner
from map_block import readable
from pypdf import PdfReader

from theseus import artefacts, ledger
from theseus.cli import app
from theseus.decency import NEVER_AN_INPUT, NEVER_SAID, refusal
from theseus.workspace import Workspace

# Only what accuses: an output may well say in which postcode a door is.
ONLY_ACCUSING = frozenset(NEVER_AN_INPUT)
# Columns of records that hold a text as somebody outside wrote it.
FROM_OUTSIDE = ("name", "trade_names", "facade_name", "title", "original")
PLAIN = {".md", ".json", ".ics", ".csv", ".html", ".txt", ".toml", ".gpx", ".qgs"}


def accusing(text: str, outside: re.Pattern[str]) -> str | None:
    return refusal(outside.sub(" ", text), ONLY_ACCUSING)


def names_from_outside(tables: list[pd.DataFrame]) -> re.Pattern[str]:
    """One pattern for the names that would be refused; there are few, if any."""
    found = {
        text
        for table in tables
        for column in FROM_OUTSIDE
        if column in table
        for text in table[column].dropna().unique()
        if refusal(text, ONLY_ACCUSING)
    }
    longest_first = sorted(found, key=len, reverse=True)
    return re.compile("|".join(re.escape(name) for name in longest_first) or r"(?!)")


def texts_of(path: Path) -> Iterator[str]:
    if path.suffix == ".xlsx":
        for sheet in openpyxl.load_workbook(path).worksheets:
            yield sheet.title
            yield from (
                str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None
            )
    elif path.suffix == ".pdf":
        yield from (page.extract_text() for page in PdfReader(path).pages)
    elif path.suffix == ".gpkg":
        for layer in pyogrio.list_layers(path)[:, 0]:
            texts = pyogrio.read_dataframe(path, layer=layer, read_geometry=False)
            yield from (str(text) for name in texts for text in texts[name].dropna().unique())
    elif path.suffix == ".parquet":
        texts = pd.read_parquet(path).select_dtypes("string")
        kept = [name for name in texts if name not in FROM_OUTSIDE]
        yield from (text for name in kept for text in texts[name].dropna().unique())
    else:
        assert path.suffix in PLAIN, f"{path.name}: say how its texts are read"
        # What a calendar folds over two lines is one word.
        yield readable(path.read_bytes().decode("utf-8")).replace("\r\n ", "")


@pytest.fixture(scope="module")
def run(demo_region: Workspace) -> ledger.Run:
    return ledger.published(demo_region.runs)


@pytest.fixture(scope="module")
def outside(run: ledger.Run) -> re.Pattern[str]:
    return names_from_outside([pd.read_parquet(path) for path in run.folder.rglob("*.parquet")])


def outputs(demo_region: Workspace, run: ledger.Run) -> dict[str, list[Path]]:
    return {
        "map": [p for p in demo_region.maps.iterdir() if not p.name.startswith(".")],
        "rosters": [p for p in artefacts.rosters_of(demo_region, run).rglob("*") if p.is_file()],
        "run": [p for p in run.folder.rglob("*") if p.is_file()],
    }


@pytest.mark.parametrize("kind", ["map", "rosters", "run"])
def test_no_file_that_is_made_accuses(demo_region, run, outside, kind):
    files = outputs(demo_region, run)[kind]
    assert files
    found = {p.name: told for p in files for text in texts_of(p) if (told := accusing(text, outside))}
    assert not found


def test_the_rosters_hold_what_they_are_read_for(demo_region, run):
    kinds = {path.suffix for path in outputs(demo_region, run)["rosters"]}
    assert {".xlsx", ".ics", ".csv", ".json"} <= kinds


@pytest.mark.parametrize("label", ["groen", "wit"])
def test_no_explanation_accuses(demo_region, run, outside, label):
    labels = run.table("label")
    some = labels.loc[labels["label"] == label, "occupancy_id"].iloc[::100]
    some = [*some, *labels.loc[labels["proposed_red"], "occupancy_id"].head(2)]
    for item in some:
        told = CliRunner().invoke(app, ["-w", str(demo_region.root), "explain", item, "--bron"])
        assert told.exit_code == 0, told.output
        assert accusing(told.output, outside) is None
    assert some


def test_a_name_from_outside_is_no_word_of_ours():
    company = pd.DataFrame({"name": ["Fraudehelpdesk VOORBEELD", "Garage Linde"]}, dtype="string")
    outside = names_from_outside([company])
    assert accusing("Bezoek aan Fraudehelpdesk VOORBEELD om 10 uur.", outside) is None
    assert accusing("Bezoek aan Garage Linde wegens fraude.", outside)
    assert accusing("Bezoek aan Garage Linde.", names_from_outside([])) is None


@pytest.mark.parametrize("stem", NEVER_SAID)
def test_every_such_word_would_be_found_in_a_workbook_and_in_a_folded_calendar(stem, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["adres", f"een {stem}e zaak"])
    book.save(tmp_path / "a.xlsx")
    (tmp_path / "a.ics").write_text(
        f"DESCRIPTION:een {stem[:3]}\r\n {stem[3:]}e zaak\r\n", "utf-8", newline=""
    )
    nobody = names_from_outside([])
    for path in tmp_path.iterdir():
        assert [text for text in texts_of(path) if accusing(text, nobody)], path
