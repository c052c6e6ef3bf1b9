"""The ledger: whole runs or none, a content hash that ignores order, one cause per change."""

import datetime as dt
import json
from pathlib import Path

import pandas as pd
import pytest
from shapely import box
from surroundings import buildings

from theseus import ledger, tables
from theseus.contracts import FACT, LABEL, REVIEW
from theseus.errors import TheseusError
from theseus.model import Cause, Freshness, SourceReport


def labels(**label_of: str) -> pd.DataFrame:
    rows = [
        {
            "occupancy_id": key,
            "label": value.removesuffix("!"),
            "proposed_red": value.endswith("!"),
            "known_share": 1.0,
            "because": "Omdat.",
        }
        for key, value in label_of.items()
    ]
    return tables.conform(pd.DataFrame(rows, columns=LABEL.names), LABEL)


def facts(*rows: tuple[str, str, str, bool]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["occupancy_id", "question", "value", "expired"])
    frame["source"] = "straatbeeld"
    frame["observed_on"] = pd.Timestamp("2026-01-01")
    frame["expires_on"] = pd.Timestamp("2027-01-01")
    return tables.conform(frame, FACT)


def changes(before: tuple, now: tuple, *, same_rules: bool = True) -> dict[str, str]:
    rules = {} if same_rules else {"r": "regel r is aangepast (versie 1 → 2)"}
    found = ledger.changes(
        {"label": before[0], "fact": before[1]},
        {"label": now[0], "fact": now[1]},
        LATER,
        ledger.Between(rules=rules),
    )
    return dict(zip(found["occupancy_id"], found["cause"], strict=True))


LATER = dt.date(2027, 3, 1)
KNOWN = facts(("a", "in_use", "ja", False))


def test_the_same_labels_are_no_change():
    assert changes((labels(a="groen"), KNOWN), (labels(a="groen"), KNOWN)) == {}


@pytest.mark.parametrize(
    ("before", "now", "same_rules", "cause"),
    [
        ((labels(), facts()), (labels(a="wit"), KNOWN), True, Cause.NEW),
        ((labels(a="wit"), KNOWN), (labels(), facts()), True, Cause.GONE),
        (
            (labels(a="groen"), KNOWN),
            (labels(a="wit"), facts(("a", "in_use", "nee", False))),
            True,
            Cause.DATA,
        ),
        ((labels(a="groen"), KNOWN), (labels(a="wit"), facts(("a", "in_use", "ja", True))), True, Cause.TIME),
        ((labels(a="groen"), KNOWN), (labels(a="wit"), facts()), True, Cause.TIME),
        ((labels(a="groen"), KNOWN), (labels(a="wit"), KNOWN), False, Cause.RULE),
        ((labels(a="wit"), KNOWN), (labels(a="wit!"), KNOWN), False, Cause.RULE),
    ],
)
def test_a_change_has_one_cause(before: tuple, now: tuple, same_rules: bool, cause: Cause):  # noqa: FBT001 - a table
    assert changes(before, now, same_rules=same_rules) == {"a": cause.value}


def test_a_decision_goes_before_all_else():
    decided = labels(a="rood")
    decided["review"] = "bevestigd door B op 1-11-2026"
    now = (tables.conform(decided, LABEL), facts(("a", "in_use", "nee", False)))
    assert changes((labels(a="wit!"), KNOWN), now) == {"a": Cause.PERSON.value}


WENT = {"straatbeeld": "Straatbeeld is niet meer geraadpleegd"}
CHANGED = facts(("a", "in_use", "nee", False))


@pytest.mark.parametrize(
    ("before", "now", "shifted", "cause"),
    [
        (KNOWN, facts(), WENT, Cause.SOURCE),
        (facts(), KNOWN, WENT, Cause.SOURCE),
        (KNOWN, CHANGED, WENT, Cause.SOURCE),
        (KNOWN, facts(("a", "in_use", "ja", True)), WENT, Cause.SOURCE),
        (KNOWN, CHANGED, {"kvk": "KVK is niet meer geraadpleegd"}, Cause.DATA),
        # Lost with the register that the answer rests on as well, though it is not from there itself.
        (KNOWN, facts(), {"kvk": "KVK is niet meer geraadpleegd"}, Cause.SOURCE),
        (KNOWN, facts(), {"osm": "OSM is niet meer geraadpleegd"}, Cause.TIME),
    ],
)
def test_a_source_that_came_or_went_is_the_cause(
    before: pd.DataFrame, now: pd.DataFrame, shifted: dict[str, str], cause: Cause
):
    found = ledger.changes(
        {"label": labels(a="groen"), "fact": before},
        {"label": labels(a="wit"), "fact": now},
        LATER,
        ledger.Between(shifted=shifted, asked={"in_use": ("straatbeeld", "kvk"), "registered": ("osm",)}),
    )
    assert found["cause"].tolist() == [cause.value]
    if cause is Cause.SOURCE:
        (told,) = shifted.values()
        assert found["detail"].tolist() == [f"bron wel of niet geraadpleegd: {told}."]


def test_a_decision_goes_before_a_source():
    decided = labels(a="rood").assign(review="bevestigd door B")
    found = ledger.changes(
        {"label": labels(a="wit!"), "fact": KNOWN},
        {"label": tables.conform(decided, LABEL), "fact": facts()},
        LATER,
        ledger.Between(shifted=WENT),
    )
    assert found["cause"].tolist() == [Cause.PERSON.value]


def report(freshness: Freshness, *, day: bool = True, complete: bool = True) -> SourceReport:
    return SourceReport("kvk", "KVK", freshness, LATER if day else None, complete=complete)


FRESH, OVERDUE, STALE = report(Freshness.FRESH), report(Freshness.OVERDUE), report(Freshness.STALE)
HALTED, NOTHING = report(Freshness.HALTED), report(Freshness.HALTED, day=False)
ABSENT, PARTLY = report(Freshness.ABSENT, day=False), report(Freshness.FRESH, complete=False)


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        (FRESH, ABSENT, "KVK is niet meer geraadpleegd"),
        (FRESH, NOTHING, "KVK is niet meer geraadpleegd"),
        (STALE, ABSENT, "KVK is niet meer geraadpleegd"),
        (ABSENT, FRESH, "KVK is nu geraadpleegd"),
        (None, PARTLY, "KVK is nu geraadpleegd"),
        (NOTHING, STALE, "KVK is nu geraadpleegd, maar te oud"),
        (OVERDUE, STALE, "KVK is te oud geworden"),
        (STALE, FRESH, "KVK is nu niet meer te oud"),
        (FRESH, PARTLY, "KVK is niet meer volledig geraadpleegd"),
        (PARTLY, HALTED, "KVK is nu volledig geraadpleegd"),
        (FRESH, OVERDUE, None),
        (FRESH, HALTED, None),
        (HALTED, OVERDUE, None),
        (ABSENT, report(Freshness.NOT_NEEDED, day=False), None),
        (None, ABSENT, None),
    ],
)
def test_what_happened_to_a_source(before: SourceReport | None, now: SourceReport, told: str | None):
    found = ledger.shifts({"kvk": before} if before else {}, {"kvk": now})
    assert found == ({"kvk": told} if told else {})


def test_the_detail_names_question_and_source():
    titles = {"in_use": "Is het in gebruik?", "straatbeeld": "Straatbeeld"}
    found = ledger.changes(
        {"label": labels(a="groen"), "fact": KNOWN},
        {"label": labels(a="wit"), "fact": facts(("a", "in_use", "nee", False))},
        LATER,
        ledger.Between(titles=titles),
    )
    assert found["detail"].iloc[0].endswith(": Is het in gebruik? (Straatbeeld).")


def test_of_many_answers_a_few_are_named_and_who_is_new_needs_none():
    many = facts(*(("a", f"vraag {n}", "ja", False) for n in range(5)))
    empty = facts()
    found = ledger.changes(
        {"label": labels(a="wit"), "fact": empty},
        {"label": labels(a="groen"), "fact": many},
        LATER,
    )
    assert found["detail"].iloc[0].count("vraag") == 3
    assert found["detail"].iloc[0].endswith("; en nog 2.")
    new = ledger.changes(
        {"label": labels(), "fact": empty}, {"label": labels(a="groen"), "fact": many}, LATER
    )
    assert new["detail"].tolist() == ["nieuw in beeld."]


def test_the_fingerprint_ignores_row_order_and_sees_content():
    one = facts(("a", "in_use", "ja", False), ("b", "in_use", "nee", False))
    other = one.iloc[::-1].reset_index(drop=True)
    assert ledger.fingerprint({"fact": one}) == ledger.fingerprint({"fact": other})
    changed = facts(("a", "in_use", "ja", False), ("b", "in_use", "ja", False))
    assert ledger.fingerprint({"fact": one}) != ledger.fingerprint({"fact": changed})


def publish(runs: Path, run_id: str, **label_of: str) -> ledger.Run:
    return ledger.publish(
        runs,
        run_id,
        {"label": labels(**label_of), "fact": KNOWN},
        {"straatbeeld": {}},
        {"as_of": "2026-11-16"},
        {"verslag.md": "# Verslag"},
    )


def test_a_run_reads_back(tmp_path: Path):
    publish(tmp_path, "r1", a="groen")
    run = ledger.published(tmp_path)
    assert run is not None
    assert run.as_of == dt.date(2026, 11, 16)
    pd.testing.assert_frame_equal(run.table("label"), labels(a="groen"))


def test_before_the_first_run_nothing_is_published(tmp_path: Path):
    assert ledger.published(tmp_path) is None


def test_a_failed_publication_leaves_the_old_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    publish(tmp_path, "r1", a="groen")

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(tables, "write", fail)
    with pytest.raises(OSError, match="disk full"):
        publish(tmp_path, "r2", a="wit")
    run = ledger.published(tmp_path)
    assert run is not None
    assert run.run_id == "r1"
    assert not (tmp_path / "r2").exists()


def test_a_pointer_without_its_run_is_told(tmp_path: Path):
    (tmp_path / ledger.POINTER).write_text(json.dumps({"run": "weg"}))
    with pytest.raises(TheseusError, match="weg"):
        ledger.published(tmp_path)


@pytest.mark.parametrize("written", ["{", "[]", '{"run": 3}', ""])
def test_a_damaged_pointer_is_told_with_its_mend(tmp_path: Path, written: str):
    (tmp_path / ledger.POINTER).write_text(written)
    with pytest.raises(TheseusError, match=r"published\.json is beschadigd\. .*haal .*published\.json weg"):
        ledger.published(tmp_path)


def test_a_damaged_table_is_told_with_its_mend(tmp_path: Path):
    run = publish(tmp_path, "r1", a="wit")
    (run.folder / "label.parquet").write_bytes(b"x")
    with pytest.raises(TheseusError, match=r"label\.parquet is beschadigd\. .*haal \S*r1 weg"):
        run.table("label")


def test_what_a_run_has_of_one_occupancy_is_what_the_table_has(tmp_path: Path):
    run = publish(tmp_path, "r1", c="wit", a="groen", b="rood")
    assert run.table("label")["occupancy_id"].tolist() == ["a", "b", "c"]
    whole = run.table("label")
    pd.testing.assert_frame_equal(run.of("label", "b"), whole[1:2].reset_index(drop=True))
    some = run.of("label", pd.Series(["c", "x", "a"], dtype="string"))
    assert sorted(some["occupancy_id"]) == ["a", "c"]
    assert run.of("label", "red", column="label").empty
    assert run.of("label", "rood", column="label")["occupancy_id"].tolist() == ["b"]
    assert list(run.of("review", "a").columns) == REVIEW.names  # a run that kept no reviews


def test_a_damaged_table_is_told_of_one_occupancy_too(tmp_path: Path):
    run = publish(tmp_path, "r1", a="wit")
    (run.folder / "label.parquet").write_bytes(b"x")
    with pytest.raises(TheseusError, match=r"label\.parquet is beschadigd\. .*haal \S*r1 weg"):
        run.of("label", "a")


def test_records_are_read_by_place_from_every_source(tmp_path: Path):
    here, there, away = box(0, 0, 10, 10), box(100, 100, 110, 110), box(500, 500, 510, 510)
    known = {"bag_extract": {"pand": buildings(here, there, away)}, "bag_gpkg": {"pand": buildings(here)}}
    run = ledger.publish(tmp_path, "r1", {}, known, {"as_of": "2026-11-16"}, {})
    found = run.all_records("pand", [(5, 5, 20, 20), (0, 0, 6, 6), (105, 90, 106, 120)])
    assert sorted(found["pand_id_bag"].str[-1]) == ["0", "0", "1"]
    assert found.geometry.iloc[0].equals(here)
    assert list(found.columns) == list(run.all_records("pand").columns)
    assert run.all_records("pand", []).empty
    (run.folder / "records" / "bag_gpkg" / "pand.parquet").write_bytes(b"x")
    with pytest.raises(TheseusError, match=r"pand\.parquet is niet te lezen"):
        run.all_records("pand", [(0, 0, 1, 1)])


def test_the_manifest_holds_the_hash_of_every_file(tmp_path: Path):
    run = publish(tmp_path, "r1", a="wit")
    assert sorted(run.manifest["files"]) == ["fact.parquet", "label.parquet", "verslag.md"]
    assert run.hashes() == run.manifest["files"]
    (run.folder / "verslag.md").write_text("# Anders", "utf-8")
    assert {name for name, found in run.hashes().items() if found != run.manifest["files"][name]} == {
        "verslag.md"
    }


def test_a_day_knows_the_newest_run_of_then(tmp_path: Path):
    for day in ("2026-11-02", "2026-11-16"):
        kept = {"label": labels(a="wit"), "fact": KNOWN}
        ledger.publish(tmp_path, f"{day}-x", kept, {}, {"as_of": day}, {})
    known = {day: ledger.known_on(tmp_path, dt.date(2026, 11, day)) for day in (1, 2, 15, 16, 30)}
    assert {day: run.run_id if run else None for day, run in known.items()} == {
        1: None,
        2: "2026-11-02-x",
        15: "2026-11-02-x",
        16: "2026-11-16-x",
        30: "2026-11-16-x",
    }
