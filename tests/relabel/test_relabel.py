"""Labels made again: equal for the rules of the run, and told one by one where they are not."""

import dataclasses
import hashlib
import json
from pathlib import Path

import pandas as pd
import pytest
from kept_runs import ASKED, DECIDED, ODD, WORLD, card, kept, policy_of, publish

from theseus import ledger, policy, relabel, rulebook, tables
from theseus.errors import RuleError, TheseusError
from theseus.ledger import MANIFEST
from theseus.model import Freshness, SourceReport
from theseus.relabel import State
from theseus.workspace import Workspace


def rewritten(run, name, change):
    """Change one table of a run behind its back."""
    tables.write(change(run.table(name)), run.folder / f"{name}.parquet")


def test_the_small_world_has_every_kind_of_label(tmp_path):
    labels = publish(tmp_path).table("label").set_index("occupancy_id")
    assert labels["label"].to_dict() == {
        "groen": "groen",
        "wit": "wit",
        "voorstel": "wit",
        "rood": "rood",
        "afgewezen": "wit",
        "met_de_hand": "groen",
    }
    assert labels["proposed_red"].to_dict()["voorstel"]


class TestProof:
    def test_labels_made_again_from_what_was_kept_are_equal(self, tmp_path):
        proof = relabel.prove(publish(tmp_path))
        assert proof.holds
        assert proof.differences.empty
        assert (proof.labels, proof.findings) == (6, 18)
        assert proof.policy == policy_of().policy

    def test_a_suspended_rule_was_suspended_then(self, tmp_path):
        run = publish(tmp_path, policy_of(suspended={"bewoning"}))
        labels = run.table("label").set_index("occupancy_id")
        assert not labels["proposed_red"].any()
        assert relabel.prove(run).holds

    @pytest.mark.parametrize(
        ("table", "column", "value", "what"),
        [
            ("label", "label", "groen", "label"),
            ("label", "known_share", 0.1234, "bekend deel"),
            ("label", "proposed_red", False, "voorstel rood"),
            ("label", "review", "iets", "besluit"),
            ("finding", "outcome", "in orde", "regel bewoning"),
            ("finding", "sentence", "Iets anders.", "regel bewoning"),
        ],
    )
    def test_what_was_changed_afterwards_is_told(self, tmp_path, table, column, value, what):
        run = publish(tmp_path)

        def change(frame):
            here = frame["occupancy_id"] == "voorstel"
            if table == "finding":
                here &= frame["rule"] == "bewoning"
            frame.loc[here, column] = value
            return frame

        rewritten(run, table, change)
        proof = relabel.prove(run)
        assert not proof.holds
        (row,) = proof.differences.to_dict("records")
        assert (row["occupancy_id"], row["what"]) == ("voorstel", what)
        assert row["kept"] != row["again"]
        assert proof.touched == (f"{table}.parquet",)

    def test_a_fact_that_was_changed_shows_in_label_and_finding(self, tmp_path):
        run = publish(tmp_path)
        rewritten(run, "fact", lambda f: f[f["occupancy_id"] != "groen"])
        told = relabel.prove(run).differences
        assert set(told["occupancy_id"]) == {"groen"}
        assert {"label", "regel bewoning"} <= set(told["what"])

    def test_a_label_or_finding_that_is_gone_or_came_is_a_difference(self, tmp_path):
        run = publish(tmp_path)
        rewritten(run, "label", lambda f: f[f["occupancy_id"] != "groen"])
        rewritten(run, "finding", lambda f: f[f["occupancy_id"] != "wit"])
        told = relabel.prove(run).differences
        assert told[told["what"] == "label"].to_dict("records") == [
            {"occupancy_id": "groen", "what": "label", "kept": "", "again": "groen"}
        ]
        assert set(told[told["occupancy_id"] == "wit"]["what"]) >= {"regel bewoning", "regel inschrijving"}

    def test_rules_that_were_changed_are_not_used(self, tmp_path):
        run = publish(tmp_path)
        path = run.folder / policy.FILE_NAME
        path.write_text(path.read_text("utf-8").replace('"weight": 3.0', '"weight": 1.0'), "utf-8")
        with pytest.raises(RuleError, match="veranderd nadat de run is gemaakt"):
            relabel.prove(run)

    def test_a_whole_other_set_of_rules_does_not_pass_for_that_of_the_run(self, tmp_path):
        run = publish(tmp_path)
        other = policy_of(without={"erkenning"})
        (run.folder / policy.FILE_NAME).write_text(policy.to_json(other), "utf-8")
        proof = relabel.prove(run)
        assert proof.touched == (policy.FILE_NAME,)
        assert not proof.holds

    @pytest.mark.parametrize("gone", [policy.FILE_NAME, "review.parquet", "override.parquet"])
    def test_a_run_that_did_not_keep_enough_says_so(self, tmp_path, gone):
        run = publish(tmp_path)
        (run.folder / gone).unlink()
        with pytest.raises(TheseusError, match="oudere versie"):
            relabel.prove(run)

    def test_a_run_that_kept_only_irregular_findings_is_compared_on_those(self, tmp_path):
        run = publish(tmp_path)
        rewritten(run, "finding", lambda f: f[f["outcome"] == "aandachtspunt"])
        manifest = run.folder / MANIFEST
        content = json.loads(manifest.read_text("utf-8"))
        manifest.write_text(json.dumps(content | {"files": {}}), "utf-8")
        assert relabel.prove(run).holds


class TestDeliveries:
    def report(self, *files):
        return SourceReport("bron", "Een bron", Freshness.FRESH, files=tuple(files))

    @pytest.fixture
    def workspace(self, tmp_path: Path) -> Workspace:
        (tmp_path / "theseus.toml").write_text(
            'name = "x"\n[[municipalities]]\ncode = "GM0001"\nname = "Een"\n'
            '[sources.elders]\npath = "elders/*.csv"\n',
            "utf-8",
        )
        for place in ("data/raw/bron/2026-11-01", "data/raw/bron/2026-11-08", "elders"):
            (tmp_path / place).mkdir(parents=True)
        return Workspace(tmp_path)

    @pytest.mark.parametrize(
        ("place", "text", "state"),
        [
            ("data/raw/bron/2026-11-01/a.csv", "een", State.THERE),
            ("data/raw/bron/2026-11-08/a.csv", "twee", State.CHANGED),
            ("data/raw/bron/2026-11-01/b.csv", "een", State.GONE),
            ("elders/a.csv", "een", State.GONE),
        ],
    )
    def test_a_raw_file_is_sought_by_name_and_hash(self, workspace, place, text, state):
        (workspace.root / place).write_text(text, "utf-8")
        noted = {"file": "a.csv", "sha256": hashlib.sha256(b"een").hexdigest()}
        (found,) = relabel.deliveries(workspace, {"bron": self.report(noted)})
        assert found.state is state
        assert found.title == "Een bron"

    def test_a_configured_path_is_looked_at_too(self, workspace):
        (workspace.root / "elders" / "a.csv").write_text("een", "utf-8")
        wrong = {"file": "a.csv", "sha256": "0" * 64}
        (found,) = relabel.deliveries(workspace, {"elders": self.report(wrong)})
        assert found.state is State.CHANGED


class TestEffect:
    def changed(self, old, new, world=None):
        found = relabel.effect(world or kept(**WORLD, **DECIDED), old, new)
        rows = found.changed.set_index("occupancy_id")
        return found, {who: (row["old"], row["new"], row["rules"]) for who, row in rows.iterrows()}

    def test_the_same_rules_change_nothing(self):
        found, rows = self.changed(policy_of(), policy_of())
        assert not rows
        assert found.counts.empty
        assert found.differences == ()
        assert found.labels == 6

    def test_a_new_gate_without_answers_takes_green_away_and_says_that_nothing_is_known(self, new_gate):
        found, rows = self.changed(policy_of(), policy_of(new_gate))
        assert rows == {"groen": ("groen", "wit", "vergunning")}
        assert found.unanswered == ("vergund",)
        assert found.counts.to_dict("records") == [
            {"rule": "vergunning", "old": "groen", "new": "wit", "labels": 1}
        ]
        assert found.differences == ("Regel 'vergunning' komt erbij: Zo hoort het.",)

    def test_a_rule_that_goes_lets_a_proposal_fall(self):
        found, rows = self.changed(policy_of(), policy_of(without={"inschrijving"}))
        assert rows["voorstel"] == ("voorstel rood", "wit", "inschrijving")
        assert rows["rood"] == ("rood", "wit", "inschrijving")
        assert "afgewezen" not in rows
        assert set(found.changed["address"]) == {"Voorbeeldweg 3, Duiven", "Voorbeeldweg 4, Duiven"}

    def test_another_expression_is_behind_the_labels_that_it_changes(self, other_dwelling):
        found, rows = self.changed(policy_of(), policy_of(other_dwelling))
        assert rows == {"groen": ("groen", "wit", "bewoning")}
        assert found.unversioned == (
            "Regel 'bewoning' is veranderd en heet nog versie 1. Verhoog 'version' op de kaart.",
        )

    def test_a_weight_or_a_threshold_can_be_behind_it(self):
        heavy = policy_of().rules["erkenning"].model_copy(update={"weight": 9.0})
        world = kept(a={"ingeschreven": "ja", "bewoond": "nee"})
        _, rows = self.changed(policy_of(), policy_of(heavy), world)
        assert rows == {"a": ("groen", "wit", "erkenning")}
        stricter = policy_of(limits={"known_share": 0.9, "red_rules": 2})
        _, rows = self.changed(policy_of(), stricter, world)
        assert rows == {"a": ("groen", "wit", "known_share")}

    def test_a_suspended_rule_can_be_behind_it(self):
        _, rows = self.changed(policy_of(), policy_of(suspended={"bewoning"}), kept(a=ODD))
        assert rows == {"a": ("voorstel rood", "wit", "bewoning")}

    def test_several_rules_count_each(self, new_gate, other_dwelling):
        found, rows = self.changed(policy_of(), policy_of(new_gate, other_dwelling))
        assert rows["groen"][2] == "bewoning, vergunning"
        assert found.counts["labels"].tolist() == [1, 1]

    @pytest.mark.parametrize(
        ("now", "misread"), [({"type": "number"}, True), ({"type": "text", "choices": ("ja", "nee")}, False)]
    )
    def test_an_answer_that_the_new_set_does_not_know_is_unknown_and_said_to_be(self, now, misread):
        asked = ASKED | {"erkend": dataclasses.replace(ASKED["erkend"], **now)}
        rules = {name: one for name, one in policy_of().rules.items() if name != "erkenning"}
        new = policy.of(rules, asked, {"known_share": 0.6, "red_rules": 2})
        found, rows = self.changed(policy_of(), new)
        assert found.unanswered == (("erkend",) if misread else ())
        assert not rows

    def test_a_question_that_is_asked_otherwise_takes_green_away(self):
        asked = ASKED | {"bewoond": dataclasses.replace(ASKED["bewoond"], type="number")}
        dwelling = policy_of().rules["bewoning"].model_copy(update={"irregular": "bewoond > 0"})
        new = policy.of(policy_of(dwelling).rules, asked, {"known_share": 0.6, "red_rules": 2})
        found, rows = self.changed(policy_of(), new)
        assert found.unanswered == ("bewoond",)
        assert rows["groen"] == ("groen", "wit", "bewoning")

    def test_decisions_of_people_are_those_of_the_run(self):
        world = kept(**WORLD, **DECIDED)
        undecided = dataclasses.replace(world, overrides=world.overrides.iloc[:0])
        _, rows = self.changed(policy_of(), policy_of(limits={"known_share": 0.0, "red_rules": 3}), undecided)
        assert "met_de_hand" not in rows
        assert rows["rood"][:2] == ("rood", "wit")

    @pytest.fixture
    def new_gate(self):
        return card("vergunning", "not vergund")

    @pytest.fixture
    def other_dwelling(self):
        return card("bewoning", "bewoond or in_gebruik", hard=True, weight=3)


def test_made_again_by_anybody_in_any_order():
    world = kept(**WORLD, **DECIDED)
    shuffled = dataclasses.replace(
        world, facts=world.facts.sample(frac=1, random_state=1), occupancies=world.occupancies[::-1]
    )
    one, other = (relabel.again(item, policy_of())["label"] for item in (world, shuffled))
    pd.testing.assert_frame_equal(one, other)


def test_the_labels_of_the_demo_region_follow_from_what_its_run_kept(demo_region):
    run = ledger.published(demo_region.runs)
    proof = relabel.prove(run)
    assert proof.holds
    assert proof.labels == len(run.table("occupancy"))
    raw = relabel.deliveries(demo_region, run.sources)
    assert raw
    assert {item.state for item in raw} == {State.THERE}


def test_the_rules_of_the_demo_region_have_not_changed(demo_region):
    run = ledger.published(demo_region.runs)
    used = relabel.policy_of(run)
    assert rulebook.current(demo_region).policy.policy == used.policy == run.manifest["policy"]
    assert relabel.effect(relabel.kept_of(run), used, used).changed.empty
