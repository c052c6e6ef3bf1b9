"""An explanation tells all that the run knows of one label; by day, as text, as JSON of a kept shape."""

import dataclasses
import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pandas as pd
import pytest
from click.testing import CliRunner
from kept_runs import AS_OF, DECIDED, ODD, WORLD, kept, occupancies_of, publish
from kept_runs import policy_of as rules_of

from theseus import ledger, tables
from theseus.cli import app
from theseus.contracts import OCCUPANCY
from theseus.errors import TheseusError
from theseus.explain.certificate import Certificate
from theseus.explain.explaining import explain
from theseus.explain.explaining import occupancies_of as found_in
from theseus.report.explain import as_text
from theseus.report.explanation import Explanation
from theseus.workspace import Workspace

FORMATS = Path(__file__).parents[2] / "docs" / "formats"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> ledger.Run:
    return publish(tmp_path_factory.mktemp("runs"), theseus="0.1.0")


@pytest.mark.parametrize(("kind", "name"), [(Explanation, "uitleg"), (Certificate, "certificaat")])
def test_the_documented_shape_is_the_shape(kind, name: str):
    told = json.loads((FORMATS / f"{name}.schema.json").read_text("utf-8"))
    assert told == kind.model_json_schema(mode="serialization")


@pytest.mark.parametrize("who", sorted(WORLD))
def test_an_explanation_fits_its_shape_and_tells_every_finding(run: ledger.Run, who: str):
    told = explain(run, who, rules_of)
    schema = json.loads((FORMATS / "uitleg.schema.json").read_text("utf-8"))
    jsonschema.validate(told.model_dump(mode="json"), schema)
    stored = run.of("finding", who).set_index("rule")
    assert {item.rule: item.sentence for item in told.findings} == stored["sentence"].to_dict()
    assert told.label.label == run.of("label", who)["label"].iloc[0]
    assert told.changes
    text = as_text(told)
    assert told.label.because in text
    assert all(item.sentence in text for item in told.findings)


def test_findings_stand_hard_and_heavy_first(run: ledger.Run):
    told = explain(run, "voorstel", rules_of)
    assert [item.rule for item in told.findings] == ["bewoning", "inschrijving", "erkenning"]
    assert [item.outcome.value for item in told.findings] == ["aandachtspunt", "aandachtspunt", "in orde"]


def test_a_finding_names_its_answers_with_source_and_days(run: ledger.Run):
    answer = explain(run, "wit", rules_of).findings[-1].answers[0]
    assert (answer.question, answer.value, answer.source, answer.observed_on) == (
        "ingeschreven",
        "ja",
        "bron",
        dt.date(2026, 11, 1),
    )
    unknown = explain(run, "wit", rules_of).findings[0].answers[0]
    assert (unknown.value, unknown.source, unknown.observed_on) == (None, None, None)


def test_what_no_rule_asks_is_told_besides(tmp_path: Path):
    run = publish(tmp_path, world=kept(a={"vergund": "ja", "bewoond": "nee"}))
    told = explain(run, "a", rules_of)
    assert [(item.question, item.value) for item in told.other_answers] == [("vergund", "ja")]
    assert "  - Klopt vergund? ja [bron (01-11-2026)]" in as_text(told).splitlines()


def test_an_explanation_starts_no_library_that_it_does_not_need(run: ledger.Run, tmp_path: Path):
    """It answers within a second, of which each of these would take a quarter."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "runs").symlink_to(run.folder.parent, target_is_directory=True)
    code = (
        "import sys; from theseus.cli import app;"
        f"app(['-w', {str(tmp_path)!r}, 'explain', 'wit'], standalone_mode=False);"
        "print(sorted({'geopandas', 'sqlalchemy', 'folium', 'httpx', 'theseus.config'} & set(sys.modules)))"
    )
    told = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert told.stdout.splitlines()[-1] == "[]"
    assert "Label: wit" in told.stdout


def test_a_run_without_its_rules_is_explained_by_those_of_now_and_says_so(tmp_path: Path):
    run = publish(tmp_path)
    (run.folder / ledger.POLICY).unlink()
    told = explain(run, "groen", rules_of)
    assert not told.versions.rules_kept
    assert "die van toen zijn niet bewaard" in as_text(told)


def test_a_run_that_told_only_what_is_irregular_is_explained_in_full(tmp_path: Path):
    run = publish(tmp_path)
    whole = explain(run, "groen", rules_of)
    few = run.table("finding").query("outcome == 'aandachtspunt'")
    tables.write(few, run.folder / "finding.parquet")
    assert explain(run, "groen", rules_of) == whole


def test_a_text_from_outside_stays_on_its_line(tmp_path: Path):
    world = kept(**WORLD, **DECIDED)
    named = world.occupancies.assign(name="Firma\n\x1b[31mLabel: groen")
    run = publish(tmp_path, world=dataclasses.replace(world, occupancies=tables.conform(named, OCCUPANCY)))
    text = as_text(explain(run, "voorstel", rules_of))
    assert "\x1b" not in text
    assert "Label: groen" not in text.splitlines()
    assert text.splitlines()[0].startswith("Firma  [31mLabel: groen, ")


class TestFinding:
    def table(self) -> pd.DataFrame:
        keys = {
            "vbo_id_bag": "0226010000000001",
            "pand_id_bag": "0226100000000001",
            "vestiging_id_kvk": "000000000001",
            "kvk_number": "00000001",
        }
        return tables.conform(occupancies_of("a", "b").assign(**keys), OCCUPANCY)

    def run(self, folder: Path) -> ledger.Run:
        world = kept(a={}, b={})
        return publish(folder, world=dataclasses.replace(world, occupancies=self.table()))

    @pytest.mark.parametrize(
        ("wanted", "found"),
        [
            ("a", ["a"]),
            ("0226010000000001", ["a", "b"]),
            ("0226100000000001", ["a", "b"]),
            ("000000000001", ["a", "b"]),
            ("00000001", ["a", "b"]),
        ],
    )
    def test_every_key_finds_its_occupancies(self, tmp_path: Path, wanted: str, found: list[str]):
        assert found_in(self.run(tmp_path), wanted) == found

    @pytest.mark.parametrize("wanted", ["", "c", "x' OR 1=1 --", "000000000002", "99999999"])
    def test_what_is_not_there_is_told(self, tmp_path: Path, wanted: str):
        with pytest.raises(TheseusError, match="komt niet voor"):
            found_in(self.run(tmp_path), wanted)


class TestCommand:
    @pytest.fixture
    def workspace(self, tmp_path: Path) -> Workspace:
        """One occupancy: a white spot in October, a proposed red in November."""
        made = Workspace(tmp_path)
        publish(made.runs, world=kept(a={}), as_of=dt.date(2026, 10, 1))
        publish(made.runs, world=kept(a=ODD), as_of=AS_OF)
        return made

    def told(self, workspace: Workspace, *call: str) -> str:
        found = CliRunner().invoke(app, ["-w", str(workspace.root), "explain", *call])
        assert found.exit_code == 0, found.output
        return found.output

    @pytest.mark.parametrize(
        ("day", "label"),
        [
            (None, "wit (voorstel rood)"),
            ("2026-11-16", "wit (voorstel rood)"),
            ("2026-11-15", "wit"),
            ("2026-10-01", "wit"),
        ],
    )
    def test_a_day_has_the_label_of_then(self, workspace: Workspace, day: str | None, label: str):
        call = ["a"] if day is None else ["a", "--as-of", day]
        assert f"Label: {label}" in self.told(workspace, *call).splitlines()

    def test_before_the_first_run_there_is_nothing(self, workspace: Workspace):
        call = ["-w", str(workspace.root), "explain", "a", "--as-of", "2026-09-30"]
        found = CliRunner().invoke(app, call)
        assert isinstance(found.exception, TheseusError)
        assert "01-10-2026" in str(found.exception)

    def test_json_is_a_list_of_explanations(self, workspace: Workspace):
        told = json.loads(self.told(workspace, "a", "--json"))
        (one,) = [Explanation.model_validate(item) for item in told]
        assert one.label.proposed_red
        assert one.as_of == AS_OF
