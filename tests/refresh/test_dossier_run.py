"""The dossier of a business in a real workspace: from its runs, its rosters and its desk."""

import datetime as dt
import json

import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from theseus import artefacts, dossiers, ledger
from theseus.cli import app
from theseus.errors import TheseusError
from theseus.export import recipients
from theseus.refresh import refresh
from theseus.report.dossier import Dossier

AS_OF = dt.date(2026, 11, 16)
TIMBER = "000090000001"


def one(workspace, wanted=TIMBER, as_of=AS_OF, *, internal=False):
    (found,) = dossiers.dossiers(workspace, wanted, as_of, internal=internal)
    return found


def run(workspace, *args):
    return CliRunner().invoke(app, ["--workspace", str(workspace.root), "dossier", *args])


def test_it_agrees_with_the_published_run(first_refresh):
    workspace, _ = first_refresh
    published = ledger.published(workspace.runs)
    found = one(workspace)
    label = published.of("label", found.who.occupancy_id).iloc[0]
    assert (found.label.label, found.label.because) == (label["label"], label["because"])
    assert found.run == published.run_id
    rows = published.of("provenance", found.who.occupancy_id)
    assert {(item.field, item.value) for item in found.known} == set(
        zip(rows["field"], rows["value"], strict=True)
    )
    assert len(found.findings) == len(published.of("finding", found.who.occupancy_id))
    assert {item.source for item in found.known} <= {item.source for item in found.sources}


def test_every_occupancy_of_the_demo_region_has_a_dossier_that_can_be_read_back(demo_region):
    """A sample over all labels, because each kind tells other things."""
    labels = ledger.published(demo_region.runs).table("label")
    for wanted in labels.groupby(["label", "proposed_red"])["occupancy_id"].first():
        found = one(demo_region, wanted)
        assert found.who.occupancy_id == wanted
        assert found.label.because
        assert Dossier.model_validate_json(found.as_json()) == found


def test_planned_visits_and_recipients_are_those_of_the_rosters(demo_region):
    published = ledger.published(demo_region.runs)
    labels = published.table("label")
    handed = recipients.read(artefacts.rosters_of(demo_region, published) / recipients.FILE)
    on_paper = {name for item in handed for name in item.labels}
    proposed = labels.loc[labels["proposed_red"] & labels["occupancy_id"].isin(on_paper), "occupancy_id"]
    assert len(proposed)
    for wanted in proposed.head(2):
        found = one(demo_region, wanted, internal=True)
        assert found.planned
        partners = {name for visit in found.planned for name in visit.partners}
        assert partners < {got.recipient for got in found.received}
        assert {got.label for got in found.received} == {"wit", recipients.NOT_SHOWN}


def test_a_second_run_adds_to_the_story(six_published):
    before = one(six_published)
    later = AS_OF + dt.timedelta(days=180)
    refresh(six_published, later)
    after = one(six_published, as_of=later)
    assert after.labels[: len(before.labels)] == before.labels
    assert len(after.labels) == len(before.labels) + 1
    assert one(six_published, as_of=AS_OF) == before


def test_what_is_no_longer_in_view_still_has_a_file(six_published):
    for path in (six_published.raw / "kvk").rglob("*.csv"):
        kept = [line for line in path.read_text("utf-8").splitlines() if TIMBER not in line]
        newer = path.parents[1] / "2026-11-20" / path.name
        newer.parent.mkdir()
        newer.write_text("\n".join(kept) + "\n", "utf-8")
        break
    later = AS_OF + dt.timedelta(days=7)
    refresh(six_published, later, accept={"kvk": "proef"})
    found = one(six_published, as_of=later)
    assert found.who.gone
    assert found.held_on == AS_OF
    assert found.labels[-1].label is None


def test_nothing_before_the_first_run(first_refresh):
    with pytest.raises(TheseusError, match="nog geen run"):
        dossiers.dossiers(first_refresh[0], TIMBER, dt.date(2020, 1, 1), internal=False)


def test_an_unknown_number_is_one_line(first_refresh):
    with pytest.raises(TheseusError, match="komt in geen enkele run voor"):
        dossiers.dossiers(first_refresh[0], "12", AS_OF, internal=False)


def test_the_command_writes_pdf_and_json_in_the_workspace(six_published):
    told = run(six_published, TIMBER, "--as-of", str(AS_OF))
    assert told.exit_code == 0, told.output
    (pdf,), (text,) = (list(six_published.dossiers.glob(f"*.{kind}")) for kind in ("pdf", "json"))
    assert pdf.stem == text.stem
    assert "Timmerfabriek Esdoorn VOORBEELD" in PdfReader(pdf).metadata.title
    assert json.loads(text.read_text("utf-8"))["audience"] == "bedrijf"
    assert "geen contact" in told.output


def test_the_internal_one_has_a_name_of_its_own(six_published):
    run(six_published, TIMBER, "--as-of", str(AS_OF))
    run(six_published, TIMBER, "--as-of", str(AS_OF), "--intern")
    stems = {path.stem for path in six_published.dossiers.iterdir()}
    assert len(stems) == 2
    assert any(stem.endswith("-intern") for stem in stems)


def test_a_file_that_is_named_is_the_only_one(six_published, tmp_path):
    path = tmp_path / "x" / "esdoorn.json"
    assert run(six_published, TIMBER, "--as-of", str(AS_OF), "--json", str(path)).exit_code == 0
    assert Dossier.model_validate_json(path.read_text("utf-8")).audience == "bedrijf"
    assert not six_published.dossiers.exists()


def test_several_businesses_never_share_a_file(demo_region, tmp_path):
    uses = ledger.published(demo_region.runs).table("occupancy")
    shared = uses.loc[uses["pand_id_bag"].duplicated(), "pand_id_bag"].dropna().iloc[0]
    expected = set(uses.loc[uses["pand_id_bag"] == shared, "occupancy_id"])
    told = run(demo_region, shared, "--as-of", str(AS_OF), "--pdf", str(tmp_path / "x.pdf"))
    assert isinstance(told.exception, TheseusError)
    assert "elk een eigen dossier" in str(told.exception)
    assert not (tmp_path / "x.pdf").exists()
    found = dossiers.dossiers(demo_region, shared, AS_OF, internal=False)
    assert {item.who.occupancy_id for item in found} == expected
    for item in found:
        others = expected - {item.who.occupancy_id}
        assert not [other for other in others if other in item.as_json()]


def test_a_granted_correction_lists_who_received_the_old_label(six_published):
    folder = artefacts.rosters_of(six_published, ledger.published(six_published.runs))
    visited = next(iter(recipients.read(folder / recipients.FILE)[0].labels))
    told = CliRunner().invoke(
        app,
        [
            *("--workspace", str(six_published.root), "correction", visited, "in_use", "ja"),
            *("--vanaf", "2026-11-16", "--tot", "2027-11-16", "--reden", "Huurcontract gezien."),
        ],
    )
    assert told.exit_code == 0, told.output
    assert "Wie het label tot nu toe kreeg:" in told.output
    assert "gemeente Duiven: label wit op 1 looplijst of kaart, het laatst van 16-11-2026" in told.output
    assert "politie: label niet vermeld op 2 looplijsten of kaarten, het laatst van 16-11-2026" in told.output
    assert one(six_published, visited, dt.date(2030, 1, 1), internal=True).corrections[0].value == "ja"
