"""The notebooks run from top to bottom on a published run, and none was committed with what it showed."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from theseus.report.run import RunReport
from theseus.workspace import Workspace

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
SHOWS = {
    "drempels_wat_als": ("image/png", "known_share"),
    "kaart_in_vijf_regels": ("text/html", "<iframe"),
    "labels_per_terrein": ("image/png", "terrein_name"),
    "regels_scorekaart": ("image/png", "aandachtspunten nu"),
}


@pytest.fixture(scope="module")
def ran(first_refresh: tuple[Workspace, RunReport]) -> dict[str, list[NotebookNode]]:
    """The cells of every notebook after running; all in one kernel that forgets every name in between."""
    cells: dict[str, list[NotebookNode]] = {}
    for path in NOTEBOOKS:
        cells[path.stem] = [new_code_cell("%reset -f"), *nbformat.read(path, as_version=4).cells]
    book = new_notebook(cells=[cell for own in cells.values() for cell in own])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("THESEUS_WORKSPACE", str(first_refresh[0].root))
        NotebookClient(book, timeout=120, resources={"metadata": {"path": FOLDER}}).execute()
    return cells


def test_there_is_one_for_shares_scorecard_thresholds_and_map():
    assert {path.stem for path in NOTEBOOKS} == set(SHOWS)


@pytest.mark.parametrize("name", SHOWS)
def test_a_notebook_runs_and_shows_something(name: str, ran: dict[str, list[NotebookNode]]):
    kind, text = SHOWS[name]
    shown = [output.get("data", {}) for cell in ran[name] for output in cell.get("outputs", [])]
    assert any(kind in data for data in shown)
    assert any(text in str(data.get("text/html", "")) + str(data.get("text/plain", "")) for data in shown)


def test_the_map_takes_five_lines():
    book = nbformat.read(FOLDER / "kaart_in_vijf_regels.ipynb", as_version=4)
    (drawing,) = [
        cell for cell in book.cells if cell.cell_type == "code" and "region = draw.map" in cell.source
    ]
    assert len(drawing.source.splitlines()) == 5


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_nothing_that_was_shown_is_committed(path: Path):
    cells = nbformat.read(path, as_version=4).cells
    assert not [cell for cell in cells if cell.get("outputs") or cell.get("execution_count")]
