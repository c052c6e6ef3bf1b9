"""A certificate proves a label by itself, and by the run if that is kept; whatever is changed is told."""

import datetime as dt
import hashlib
import json
from pathlib import Path

import pytest
import rfc8785
from click.testing import CliRunner
from kept_runs import WORLD, publish
from kept_runs import policy_of as rules_of

from theseus import ledger, policy, tables
from theseus.cli import app
from theseus.errors import TheseusError
from theseus.explain.certificate import SOMEBODY_ELSE, Certificate, certify
from theseus.explain.verifying import Answer, read, verify
from theseus.workspace import Workspace

RAW = {"source": "bron", "title": "Bron", "freshness": "geraadpleegd", "delivered_on": "2026-11-01"}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace with one run, and the one file that it was made from."""
    made = Workspace(tmp_path)
    raw = made.raw / "bron" / "2026-11-01" / "bron.csv"
    raw.parent.mkdir(parents=True)
    raw.write_text("x", "utf-8")
    told = {"file": raw.name, "delivered_on": "2026-11-01", "sha256": hashlib.sha256(b"x").hexdigest()}
    publish(made.runs, region="VOORBEELD", sources=[RAW | {"files": [told]}])
    return made


def run_of(workspace: Workspace):
    return ledger.runs(workspace.runs)[0]


def made(workspace: Workspace, who: str) -> Certificate:
    return certify(run_of(workspace), who, rules_of)


def answers(found: Certificate, workspace: Workspace) -> list[Answer]:
    return [check.answer for check in verify(found, workspace)]


@pytest.mark.parametrize("who", sorted(WORLD))
def test_a_certificate_of_any_label_holds(workspace: Workspace, tmp_path: Path, who: str):
    path = tmp_path / "certificaat.json"
    path.write_text(made(workspace, who).as_json(), "utf-8")
    assert set(answers(read(path), workspace)) == {Answer.YES}
    assert len(answers(read(path), workspace)) == 7


@pytest.mark.parametrize("who", sorted(WORLD))
def test_years_later_it_still_proves_the_label_without_the_run(
    workspace: Workspace, tmp_path: Path, who: str
):
    elsewhere = Workspace(tmp_path / "elders")
    found = answers(made(workspace, who), elsewhere)
    assert found == [Answer.YES] * 3 + [Answer.NOT_CHECKED] * 4


def test_its_hash_is_that_of_the_canonical_form(workspace: Workspace):
    plain = json.loads(made(workspace, "rood").as_json())
    told = plain.pop("sha256")
    assert hashlib.sha256(rfc8785.dumps(plain)).hexdigest() == told


def changed(found: Certificate, **update: object) -> Certificate:
    return Certificate.model_validate(found.model_dump() | update)


def forgeries(found: Certificate):
    """Every part of a certificate, changed; sealed again as a forger would."""
    white = found.label.model_copy(update={"label": "wit", "review": None})
    yield "label", white.model_dump()
    yield "facts", [item.model_dump() | {"value": "nee"} for item in found.facts]
    yield "reviews", []
    yield "findings", [item.model_dump() | {"outcome": "in orde"} for item in found.findings]
    yield "as_of", found.as_of + dt.timedelta(days=400)


@pytest.mark.parametrize("place", range(5))
def test_a_part_that_was_changed_is_told_even_if_sealed_again(
    workspace: Workspace, tmp_path: Path, place: int
):
    found = made(workspace, "rood")
    name, value = list(forgeries(found))[place]
    forged = changed(found, **{name: value})
    elsewhere = Workspace(tmp_path / "elders")
    assert answers(forged, elsewhere)[0] is Answer.NO
    assert Answer.NO in answers(forged.sealed(), elsewhere)


def test_rules_that_were_changed_are_told(workspace: Workspace, tmp_path: Path):
    found = made(workspace, "rood")
    rules = json.loads(json.dumps(found.rules))
    rules["thresholds"]["red_rules"] = 1.0
    forged = changed(found, rules=rules).sealed()
    # The hash of the rules does not fit any more, wherever it is checked.
    assert Answer.NO in answers(forged, Workspace(tmp_path / "elders"))
    # Rules of one's own with a hash that fits are not those of the run.
    own = changed(
        found, rules=json.loads(policy.to_json(rules_of(limits={"known_share": 0.1, "red_rules": 1})))
    )
    assert answers(own.sealed(), workspace)[5] is Answer.NO


@pytest.mark.parametrize("name", ['x"; SELECT 1; --', "X", "a b"])
def test_a_question_of_another_name_reaches_no_query(workspace: Workspace, tmp_path: Path, name: str):
    found = made(workspace, "groen")
    rules = json.loads(json.dumps(found.rules).replace('"erkend"', json.dumps(name)))
    forged = changed(found, rules=rules).sealed()
    assert Answer.NO in answers(forged, Workspace(tmp_path / "elders"))


def test_a_run_that_was_touched_is_told(workspace: Workspace):
    found = made(workspace, "wit")
    run = run_of(workspace)
    facts = run.table("fact")
    facts.loc[facts["occupancy_id"] == "wit", "value"] = "nee"
    tables.write(facts, run.folder / "fact.parquet")
    assert answers(found, workspace)[3:5] == [Answer.NO, Answer.NO]


def test_a_file_of_the_run_that_is_gone_cannot_be_checked(workspace: Workspace):
    found = made(workspace, "wit")
    (run_of(workspace).folder / "finding.parquet").unlink()
    assert answers(found, workspace)[3] is Answer.NOT_CHECKED


def test_a_delivery_that_was_changed_is_told_and_one_that_is_gone_too(workspace: Workspace):
    found = made(workspace, "wit")
    raw = workspace.raw / "bron" / "2026-11-01" / "bron.csv"
    raw.write_text("y", "utf-8")
    assert answers(found, workspace)[6] is Answer.NO
    raw.unlink()
    assert answers(found, workspace)[6] is Answer.NOT_CHECKED


@pytest.mark.parametrize("run", ["..", "../../etc", "", "/etc"])
def test_the_name_of_a_run_leads_nowhere_else(workspace: Workspace, run: str):
    forged = changed(made(workspace, "wit"), run=run).sealed()
    assert answers(forged, workspace)[3:6] == [Answer.NOT_CHECKED] * 3


def test_the_name_of_a_delivery_leads_nowhere_else(workspace: Workspace):
    found = made(workspace, "wit")
    (workspace.root / "geheim").write_text("x", "utf-8")
    raw = found.deliveries[0].model_dump() | {"file": "../../../../geheim"}
    forged = changed(found, deliveries=[raw]).sealed()
    assert answers(forged, workspace)[6] is Answer.NOT_CHECKED


def test_it_names_no_proposer_and_no_reason_of_a_review(workspace: Workspace):
    text = made(workspace, "rood").as_json()
    assert "Gezien." not in text
    assert '"An"' not in text
    assert SOMEBODY_ELSE in text


@pytest.mark.parametrize("written", ["", "{}", "[]", '{"form": "theseus.certificaat/2"}', "\xff"])
def test_what_is_no_certificate_is_told_in_one_line(tmp_path: Path, written: str):
    path = tmp_path / "x.json"
    path.write_bytes(written.encode("latin-1"))
    with pytest.raises(TheseusError, match="geen certificaat van Theseus") as told:
        read(path)
    assert "\n" not in str(told.value)


def test_the_commands_make_and_verify_one(workspace: Workspace, tmp_path: Path):
    path = tmp_path / "certificaat.json"
    call = ["-w", str(workspace.root)]
    told = CliRunner().invoke(app, [*call, "certificate", "rood", "-o", str(path)])
    assert told.exit_code == 0
    shown = CliRunner().invoke(app, [*call, "certificate", "rood"])
    assert shown.output == path.read_text("utf-8")
    checked = CliRunner().invoke(app, [*call, "verify", str(path)])
    assert checked.exit_code == 0
    assert checked.output.count("klopt: ") == 7
    path.write_text(path.read_text("utf-8").replace('"label": "rood"', '"label": "groen"'), "utf-8")
    assert CliRunner().invoke(app, [*call, "verify", str(path)]).exit_code == 2
