"""The commands about rules: what they print, what they refuse, and what they keep at the desk."""

import datetime as dt
import importlib.resources
import json
import re

import pytest
from click.testing import CliRunner
from kept_runs import kept, publish

from theseus import cli, policy, rulebook, tables
from theseus.desk.approvals import policy_approvals, rule_approvals
from theseus.desk.said import Said
from theseus.desk.visits import Visit, enter
from theseus.errors import RuleError, TheseusError
from theseus.facts.catalogue import questions
from theseus.rules.catalogue import rules
from theseus.scorecard import Standing
from theseus.workspace import Workspace

DAY = dt.date(2026, 11, 16)
ASKED = {name: card.noun() for name, card in questions().items()}
USED = {"adres_in_bag", "bewoning_zonder_woonfunctie"}  # so that what is tested does not turn on other rules
GREEN = {"bag_address_known": "ja", "in_use": "nee"}
OFF = """\
[[uit]]
rule = "adres_in_bag"
reason = "De BAG van onze gemeente loopt achter."
owner = "Teamleider toezicht"
since = 2026-09-01
"""
ONLY = "".join(OFF.replace("adres_in_bag", name) for name in rules(ASKED) if name not in USED)
CARDS = importlib.resources.files("theseus.rules") / "cards"
ENGLISH = re.compile(r"\b(Usage|Options|Commands|Error|Show|the|exit|Missing|Invalid)\b")


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    (tmp_path / "theseus.toml").write_text(
        'name = "Voorbeeld"\n[[municipalities]]\ncode = "GM0001"\nname = "Een"\n', "utf-8"
    )
    for folder in ("regels", "data"):
        (tmp_path / folder).mkdir()
    (tmp_path / "regels" / "aanpassingen.toml").write_text(ONLY, "utf-8")
    return Workspace(tmp_path)


@pytest.fixture
def run(workspace):
    """A published run of two occupancies, made by the rules of Theseus."""
    world = kept(a=GREEN | {"bag_address_known": "nee"}, b={"in_use": "ja"})
    return publish(workspace.runs, rulebook.current(workspace).policy, world)


@pytest.fixture
def theseus(workspace, capsys):
    """Run a command; return its exit code and what it printed."""

    def told(*args):
        capsys.readouterr()
        code = cli.app.main(["-w", str(workspace.root), *args], standalone_mode=False)
        return code or 0, capsys.readouterr().out

    return told


def adjust(workspace):
    (workspace.rules / "aanpassingen.toml").write_text(ONLY + OFF, "utf-8")


def own_rule(workspace, **change):
    card = (CARDS / "adres_in_bag.toml").read_text("utf-8").replace("adres_in_bag", "eigen_regel")
    for old, new in change.items():
        assert old in card
        card = re.sub(rf"^{old} = .*$", f"{old} = {new}", card, flags=re.MULTILINE)
    (workspace.rules / "eigen_regel.toml").write_text(card, "utf-8")


@pytest.mark.parametrize("name", sorted(cli.app.commands["rules"].commands))
def test_help_is_dutch_and_explains_every_option(name):
    told = CliRunner().invoke(cli.app, ["rules", name, "--help"])
    assert told.exit_code == 0
    assert told.output.startswith("Gebruik:")
    assert not ENGLISH.search(told.output)
    assert cli.app.commands["rules"].commands[name].help


class TestReading:
    def test_list_shows_every_rule_and_how_it_stands(self, workspace, theseus):
        adjust(workspace)
        own_rule(workspace)
        code, out = theseus("rules", "list")
        lines = {line.split()[0]: line for line in out.splitlines() if line.strip()}
        assert code == 0
        assert {*rules(ASKED)} <= set(lines)
        assert "staat uit" in lines["adres_in_bag"]
        assert "regio" in lines["eigen_regel"]
        assert "telt mee" in lines["eigen_regel"]
        assert "Poortregel 'adres_in_bag' staat uit sinds 01-09-2026: De BAG van onze gemeente" in out

    @pytest.mark.usefixtures("run")
    def test_list_says_that_changed_rules_wait_for_a_person(self, workspace, theseus):
        assert "nog niet aanvaard" not in theseus("rules", "list")[1]
        adjust(workspace)
        assert "nog niet aanvaard" in theseus("rules", "list")[1]

    def test_show_gives_the_whole_card_in_dutch(self, workspace, theseus):
        adjust(workspace)
        code, out = theseus("rules", "show", "adres_in_bag")
        card = rules(ASKED)["adres_in_bag"]
        assert code == 0
        for text in (card.what_it_does_not_mean, card.owner, card.legal_basis, card.indicator.not_a_proxy):
            assert text in out
        assert "Wat het niet betekent" in out
        assert "staat uit sinds 01-09-2026" in out

    def test_show_suggests_a_rule_that_looks_like_it(self, theseus):
        with pytest.raises(RuleError, match=r"bedoelde u 'adres_in_bag'\?"):
            theseus("rules", "show", "adres_in_bg")


class TestExamples:
    def test_every_card_has_a_line(self, workspace, theseus):
        own_rule(workspace)
        code, out = theseus("rules", "test")
        assert code == 0
        assert "goed  eigen_regel (versie 1)" in out
        assert "fout" not in out

    def test_an_example_that_is_wrong_ends_with_the_difference(self, workspace, theseus, capsys):
        own_rule(workspace, irregular='"bag_address_known"')
        with pytest.raises(RuleError, match=r"1 regel\(s\)"):
            theseus("rules", "test")
        out = capsys.readouterr().out
        assert "fout  eigen_regel" in out
        assert "example_irregular: 'in orde' in plaats van 'aandachtspunt'" in out
        assert "example_fine: 'aandachtspunt' in plaats van 'in orde'" in out

    def test_a_value_that_is_no_answer_is_told_with_its_rule(self, workspace, theseus, capsys):
        own_rule(workspace, bag_address_known='"misschien"')
        with pytest.raises(RuleError):
            theseus("rules", "test")
        assert "'misschien'" in capsys.readouterr().out


class TestDiff:
    @pytest.mark.usefixtures("run")
    def test_nothing_changed(self, theseus):
        assert "er verandert niets" in theseus("rules", "diff")[1]

    @pytest.mark.usefixtures("run")
    def test_labels_that_would_change_with_their_rules_and_addresses(self, workspace, theseus):
        adjust(workspace)
        code, out = theseus("rules", "diff")
        assert code == 0
        assert "Regel 'adres_in_bag' doet niet meer mee." in out
        assert "Van 2 labels van 16-11-2026 verandert er 1." in out
        assert "Voorbeeldweg 1, Duiven" in out
        assert "wit wordt groen: 1" in out

    @pytest.mark.usefixtures("run")
    def test_json_has_all_and_markdown_names_nobody(self, workspace, theseus):
        adjust(workspace)
        content = json.loads(theseus("rules", "diff", "--json")[1])
        assert content["changed"] == [
            {
                "occupancy_id": "a",
                "address": "Voorbeeldweg 1, Duiven",
                "old": "wit",
                "new": "groen",
                "rules": "adres_in_bag",
            }
        ]
        assert content["counts"] == [{"rule": "adres_in_bag", "old": "wit", "new": "groen", "labels": 1}]
        markdown = theseus("rules", "diff", "--markdown")[1]
        assert "| adres_in_bag | wit | groen | 1 |" in markdown
        assert "Voorbeeldweg" not in markdown

    def test_an_address_cannot_steer_the_terminal(self, workspace, theseus):
        world = kept(a=GREEN | {"bag_address_known": "nee"})
        world.occupancies["address"] = "Weg\x1b[2J [red]1[/red]"
        publish(workspace.runs, rulebook.current(workspace).policy, world)
        adjust(workspace)
        out = theseus("rules", "diff")[1]
        assert "\x1b" not in out
        assert "[red]1[/red]" in out

    def test_it_takes_a_run_that_kept_its_rules(self, run, theseus):
        (run.folder / policy.FILE_NAME).unlink()
        with pytest.raises(TheseusError, match="oudere versie"):
            theseus("rules", "diff")

    def test_it_takes_a_run(self, theseus):
        with pytest.raises(TheseusError, match="theseus refresh"):
            theseus("rules", "diff")


class TestAccepting:
    @pytest.mark.usefixtures("run")
    def test_the_effect_is_shown_and_the_acceptance_kept(self, workspace, theseus):
        adjust(workspace)
        new = rulebook.current(workspace).policy
        old = rulebook.published(workspace)
        assert policy.choose(new, old, policy_approvals(workspace.desk_url))[0] == old
        code, out = theseus("rules", "accept", "--reden", "Gezien in het overleg.", "--user", "An")
        assert code == 0
        assert "wit wordt groen: 1" in out
        given = policy_approvals(workspace.desk_url)
        assert given[["policy", "reason", "approved_by"]].to_numpy().tolist() == [
            [new.policy, "Gezien in het overleg.", "An"]
        ]
        assert policy.choose(new, old, given)[0] == new

    @pytest.mark.usefixtures("run")
    def test_nothing_to_accept_keeps_nothing(self, workspace, theseus):
        assert "er verandert niets" in theseus("rules", "accept", "--reden", "Daarom.")[1]
        assert policy_approvals(workspace.desk_url).empty

    @pytest.mark.usefixtures("run")
    def test_a_rule_that_means_something_else_needs_a_version_first(self, workspace, theseus):
        own_rule(workspace)
        world = kept(a=GREEN)
        publish(workspace.runs, rulebook.current(workspace).policy, world)
        # The other way round, and its examples too: the card is right, but it is another rule.
        own_rule(workspace, irregular='"bag_address_known"')
        path = workspace.rules / "eigen_regel.toml"
        head, irregular, fine = re.split(r"\[example_\w+\]", path.read_text("utf-8"))
        path.write_text(f"{head}[example_irregular]{fine}\n[example_fine]{irregular}", "utf-8")
        with pytest.raises(RuleError, match="heet nog versie 1"):
            theseus("rules", "accept", "--reden", "Daarom.")
        path.write_text(path.read_text("utf-8").replace("version = 1", "version = 2"), "utf-8")
        assert "Aanvaard" in theseus("rules", "accept", "--reden", "Daarom.")[1]

    @pytest.mark.usefixtures("run")
    def test_a_card_whose_example_is_wrong_cannot_be_accepted(self, workspace, theseus):
        own_rule(workspace, irregular='"bag_address_known"')
        with pytest.raises(RuleError, match="'eigen_regel' klopt een voorbeeld niet"):
            theseus("rules", "accept", "--reden", "Daarom.")
        assert policy_approvals(workspace.desk_url).empty


class TestApproving:
    def test_a_rule_that_was_stopped_may_make_red_again(self, workspace, theseus):
        used = rulebook.current(workspace).policy.suspending({"adres_in_bag"})
        publish(workspace.runs, used, kept(a=GREEN))
        assert "geen rood" in theseus("rules", "list")[1]
        out = theseus("rules", "approve", "adres_in_bag", "--reden", "De bezoeken waren te vroeg.")[1]
        assert "telt weer mee voor rood" in out
        (row,) = rule_approvals(workspace.desk_url).to_dict("records")
        assert (row["rule"], row["version"], row["reason"]) == (
            "adres_in_bag",
            1,
            "De bezoeken waren te vroeg.",
        )

    @pytest.mark.usefixtures("run")
    def test_only_one_that_was_stopped(self, theseus):
        with pytest.raises(RuleError, match="staat niet stil"):
            theseus("rules", "approve", "adres_in_bag", "--reden", "Daarom.")
        with pytest.raises(RuleError, match="bestaat niet"):
            theseus("rules", "approve", "adres_in_bg", "--reden", "Daarom.")


class TestScorecard:
    def test_every_rule_has_a_row_and_random_visits_a_line(self, workspace, theseus):
        world = kept(a=GREEN | {"bag_address_known": "nee"})
        publish(workspace.runs, rulebook.current(workspace).policy, world, as_of=dt.date(2026, 1, 5))
        for at_random in (False, True):
            visit = Visit(
                occupancy_id="a",
                visited_on=dt.date(2026, 2, 2 + at_random),
                result="overtreding",
                step="themacontrole",
                at_random=at_random,
                entered_by="An",
                entered_at=dt.datetime(2026, 2, 3, tzinfo=dt.UTC),
            )
            enter(workspace.desk_url, visit, {}, {}, dt.date(2026, 2, 3))
        scores = rulebook.scored(
            workspace,
            Said.at(workspace.desk_url),
            Standing(),
            rulebook.current(workspace).policy,
            {"adres_in_bag": 1},
            dt.date(2026, 3, 1),
        )
        row = scores.table.set_index("rule").loc["adres_in_bag"]
        assert (row["fired"], row["visited"], row["found"]) == (1, 2, 2)
        assert scores.at_random.visited == 1
        code, out = theseus("rules", "scorecard")
        assert code == 0
        assert re.search(r"^adres_in_bag", out, re.MULTILINE)
        assert len(json.loads(theseus("rules", "scorecard", "--json")[1])) == len(scores.table)


class TestRelabel:
    @pytest.mark.usefixtures("run")
    def test_equal_labels_end_with_0(self, theseus):
        code, out = theseus("relabel", "--as-of", "2026-11-20")
        assert code == 0
        assert "alle 2 labels" in out
        assert "Ruwe leveringen: 0 van 0" in out

    def test_other_labels_end_with_1_and_are_listed(self, run, theseus):
        labels = run.table("label").assign(label="groen")
        tables.write(labels, run.folder / "label.parquet")
        code, out = theseus("relabel", "--as-of", "2026-11-16")
        assert code == 1
        assert "label: bewaard 'groen', nagerekend 'wit'" in out
        assert "label.parquet is niet meer zoals de run het schreef" in out

    def test_the_run_of_the_day_is_taken(self, workspace, theseus):
        used = rulebook.current(workspace).policy
        for on, answers in ((dt.date(2026, 10, 5), {}), (dt.date(2026, 11, 2), GREEN)):
            publish(workspace.runs, used, kept(a=answers), on)
        assert "Run 2026-10-05" in theseus("relabel", "--as-of", "2026-11-01")[1]
        assert "Run 2026-11-02" in theseus("relabel", "--as-of", "2026-11-02")[1]
        with pytest.raises(TheseusError, match="de eerste is van 05-10-2026"):
            theseus("relabel", "--as-of", "2026-10-04")
