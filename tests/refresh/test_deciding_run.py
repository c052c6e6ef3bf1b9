"""The commands with which people decide, on a published run; the desk in both database systems."""

import datetime as dt
import importlib

import desks
import pytest
from click.testing import CliRunner, Result

from theseus import ledger
from theseus.cli import app, entering
from theseus.desk.answers import answers
from theseus.desk.corrections import corrections
from theseus.desk.objections import objections
from theseus.desk.overrides import overrides
from theseus.desk.reviews import reviews
from theseus.desk.visits import findings, visits
from theseus.errors import DeskError, TheseusError
from theseus.refresh import refresh
from theseus.workspace import Workspace

AS_OF = dt.date(2026, 11, 16)
GARAGE, TIMBER = "000090000002", "000090000001"  # vestiging numbers
FOREVER = "2099-01-01"
pytestmark = pytest.mark.usefixtures("runs_only")


@pytest.fixture
def desk(six_published: Workspace, desk_url: str) -> Workspace:
    return desks.use(six_published, desk_url)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = dt.datetime(2026, 11, 16, 9, tzinfo=dt.UTC)
    monkeypatch.setattr(importlib.import_module("theseus.cli.app"), "now", lambda: moment)


def theseus(desk: Workspace, *args: str, user: str = "Anna") -> str:
    """Run a command that succeeds; return what it says."""
    told = run(desk, *args, user=user)
    assert told.exit_code == 0, told.output
    assert told.exception is None
    return told.output


def refused(desk: Workspace, *args: str, user: str = "Anna") -> str:
    """Run a command that is refused; return why, in one line."""
    told = run(desk, *args, user=user)
    assert isinstance(told.exception, TheseusError | SystemExit), told.exception
    assert told.exit_code != 0
    text = str(told.exception) if isinstance(told.exception, TheseusError) else told.output
    assert isinstance(told.exception, SystemExit) or "\n" not in text
    return text


def run(desk: Workspace, *args: str, user: str) -> Result:
    by = ("--user", user) if user else ()
    return CliRunner().invoke(app, ["-w", str(desk.root), *args, *by])


def occupancy(desk: Workspace, vestiging: str) -> str:
    found = ledger.published(desk.runs).table("occupancy")
    (only,) = found.loc[found["vestiging_id_kvk"] == vestiging, "occupancy_id"]
    return only


class TestReview:
    """Two people, each with a reason."""

    def test_red_leaves_the_desk_after_two_people(self, desk: Workspace):
        told = theseus(desk, "review", GARAGE, "voorgesteld", "--reden", "Niet meer erkend.", user="Anna")
        assert "Een tweede persoon bevestigt of wijst af." in told
        told = theseus(
            desk, "review", GARAGE, "bevestigd", "--reden", "Gezien.", "--tot", FOREVER, user="Bram"
        )
        assert "tot 01-01-2099. Draai theseus refresh." in told
        kept = reviews(desk.desk_url)
        assert kept["proposed_by"].tolist() == ["Anna", "Anna"]
        assert kept["decided_by"].tolist() == ["Anna", "Bram"]
        published = ledger.published(desk.runs)
        assert set(kept["run"]) == {published.run_id}
        findings = published.of("finding", occupancy(desk, GARAGE))
        irregular = set(findings.loc[findings["outcome"] == "aandachtspunt", "rule"])
        assert {"bewoning_zonder_woonfunctie"} <= set(kept["rules"].iloc[1].split(",")) <= irregular
        refresh(desk, AS_OF)
        labels = ledger.published(desk.runs).table("label").set_index("occupancy_id")["label"]
        assert labels[occupancy(desk, GARAGE)] == "rood"

    def test_the_second_person_is_another_one(self, desk: Workspace):
        theseus(desk, "review", GARAGE, "voorgesteld", "--reden", "x", user="Anna")
        told = refused(desk, "review", GARAGE, "bevestigd", "--reden", "x", "--tot", FOREVER, user="anna ")
        assert "tweede persoon" in told

    def test_a_confirmation_needs_an_end_and_a_proposal(self, desk: Workspace):
        assert "--tot DATUM" in refused(desk, "review", GARAGE, "bevestigd", "--reden", "x")
        told = refused(desk, "review", GARAGE, "bevestigd", "--reden", "x", "--tot", FOREVER)
        assert "Wel: voorgesteld of afgewezen." in told

    def test_what_was_refused_can_be_taken_up_again(self, desk: Workspace):
        theseus(desk, "review", GARAGE, "afgewezen", "--reden", "Toch in orde.", user="Bram")
        assert "voorgesteld" in theseus(desk, "review", GARAGE, "voorgesteld", "--reden", "Toch niet.")
        (first, _) = reviews(desk.desk_url).to_dict("records")
        assert first["proposed_by"] == "Theseus"
        assert first["until"] - first["decided_on"] == dt.timedelta(days=365)

    def test_there_is_nothing_to_decide_about_what_is_no_proposal(self, desk: Workspace):
        assert "geen voorstel rood" in refused(desk, "review", TIMBER, "voorgesteld", "--reden", "x")

    def test_without_a_name_it_is_the_account_of_the_system(
        self, desk: Workspace, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(entering.getpass, "getuser", lambda: "dirk")
        theseus(desk, "review", GARAGE, "voorgesteld", "--reden", "x", user="")
        assert reviews(desk.desk_url)["decided_by"].tolist() == ["dirk"]


class TestVisit:
    """What became of a visit, and what was answered."""

    ARGS = ("visit", GARAGE, "niets-gevonden", "--stap", "integrale-controle", "--op", "2026-11-02")

    def test_it_is_kept_with_its_answers(self, desk: Workspace):
        said = ("--antwoord", "in_use=nee", "--antwoord", "dwelling_seen=", "--aselect", "--thema", "auto")
        assert "Bezoek 1 vastgelegd" in theseus(desk, *self.ARGS, *said, "--notitie", "De hal is leeg.")
        (row,) = visits(desk.desk_url).to_dict("records")
        assert row["occupancy_id"] == occupancy(desk, GARAGE)
        assert (row["result"], row["step"], row["at_random"]) == (
            "niets gevonden",
            "integrale controle",
            True,
        )
        assert (row["theme"], row["note"], row["entered_by"]) == ("auto", "De hal is leeg.", "Anna")
        assert row["visited_on"].date() == dt.date(2026, 11, 2)
        said = answers(desk.desk_url).set_index("question")["value"].fillna("").to_dict()
        assert said == {"in_use": "nee", "dwelling_seen": ""}

    def test_result_and_step_may_be_written_with_spaces(self, desk: Workspace):
        theseus(
            desk, "visit", GARAGE, "niemand aanwezig", "--stap", "integrale controle", "--op", "2026-11-02"
        )
        (row,) = visits(desk.desk_url).to_dict("records")
        assert (row["result"], row["step"]) == ("niemand aanwezig", "integrale controle")

    def test_what_was_found_is_kept_by_kind(self, desk: Workspace):
        found = ("--bevinding", "bouwen", "--bevinding", "inschrijving KVK")
        theseus(desk, "visit", GARAGE, "overtreding", *self.ARGS[3:], *found)
        assert findings(desk.desk_url)["kind"].tolist() == ["bouwen", "inschrijving KVK"]

    def test_it_is_taken_back(self, desk: Workspace):
        theseus(desk, *self.ARGS, "--antwoord", "in_use=nee")
        assert "ingetrokken" in theseus(desk, "visit", "--withdraw", "1", "--reden", "Verkeerd adres.")
        assert answers(desk.desk_url).empty
        assert visits(desk.desk_url)["withdrawn_because"].tolist() == ["Verkeerd adres."]

    @pytest.mark.parametrize(
        ("said", "told"),
        [
            (("--antwoord", "registered=ja"), "kan vraag 'registered' niet beantwoorden"),
            (("--antwoord", "violation_found=ja"), "kan vraag 'violation_found' niet beantwoorden"),
            (("--antwoord", "in_use"), "heeft geen ="),
            (("--bevinding", "bouwen"), "hoort geen bevinding"),
            (("--antwoord", "in_use=ja", "--antwoord", "in_use=nee"), "twee keer"),
            (("--op", "2026-11-17"), "toekomst"),
            (("--reden", "x"), "--notitie"),
            (("--withdraw", "1"), "alleen --reden"),
        ],
    )
    def test_what_does_not_fit_is_refused(self, desk: Workspace, said: tuple[str, ...], told: str):
        assert told in refused(desk, *self.ARGS, *said)
        assert visits(desk.desk_url).empty

    def test_what_is_left_out_is_named(self, desk: Workspace):
        assert "Het ID ontbreekt" in refused(desk, "visit")
        assert "--stap" in refused(desk, "visit", GARAGE, "overtreding")

    def test_who_entered_the_deciding_answer_does_not_confirm(self, desk: Workspace):
        """The answer of a visit that the label rests on came from Bram, so Bram is no second person."""
        theseus(desk, *self.ARGS[:3], "--stap", "gevelcheck", "--antwoord", "dwelling_seen=ja", user="Bram")
        refresh(desk, AS_OF)
        theseus(desk, "review", GARAGE, "voorgesteld", "--reden", "x", user="Anna")
        decided = ("review", GARAGE, "bevestigd", "--reden", "x", "--tot", FOREVER)
        assert "zelf een antwoord ingevoerd" in refused(desk, *decided, user="Bram")
        theseus(desk, *decided, user="Carla")


class TestOverride:
    """Green or white for a while."""

    def test_it_is_given_and_taken_back(self, desk: Workspace):
        told = theseus(desk, "override", TIMBER, "wit", "--reden", "Verbouwing.", "--tot", FOREVER)
        assert "Afwijkend label 1 vastgelegd" in told
        theseus(desk, "override", "--withdraw", "1", "--reden", "Klaar.", user="Bram")
        (row,) = overrides(desk.desk_url).to_dict("records")
        assert (row["label"], row["decided_by"], row["withdrawn_by"]) == ("wit", "Anna", "Bram")

    def test_red_is_not_given_this_way(self, desk: Workspace):
        refused(desk, "override", TIMBER, "rood", "--reden", "x", "--tot", FOREVER)
        assert "--tot DATUM" in refused(desk, "override", TIMBER, "wit", "--reden", "x")
        assert overrides(desk.desk_url).empty

    def test_an_id_of_several_uses_is_refused(self, desk: Workspace):
        with pytest.raises(DeskError, match="hoort bij 2 gebruiken; noem er een: a, b"):
            entering.only(["a", "b"], "x")
        assert "komt niet voor" in refused(desk, "override", "99", "wit", "--reden", "x", "--tot", FOREVER)


class TestObjection:
    """From the letter of a company to a correction."""

    def test_a_granted_objection_becomes_a_correction(self, desk: Workspace):
        theseus(desk, "objection", "nieuw", GARAGE, "--tekst", "Hier woont niemand.", "--op", "2026-11-02")
        theseus(desk, "objection", "in-behandeling", "1", "--reden", "Gelezen.")
        corrected = ("correction", GARAGE, "dwelling_seen", "nee", "--vanaf", "2026-11-02", "--tot", FOREVER)
        corrected += ("--reden", "Zelf bekeken.", "--bezwaar", "1")
        assert "ken het eerst toe" in refused(desk, *corrected)
        theseus(desk, "objection", "toekennen", "1", "--reden", "Klopt.", user="Bram")
        assert "Correctie 1 vastgelegd" in theseus(desk, *corrected)
        assert objections(desk.desk_url)["state"].tolist() == ["toegekend"]
        (row,) = corrections(desk.desk_url).to_dict("records")
        assert (row["question"], row["value"], row["objection_id"]) == ("dwelling_seen", "nee", 1)
        theseus(desk, "correction", "--withdraw", "1", "--reden", "Vergissing.")
        assert answers(desk.desk_url).empty

    def test_the_list_shows_what_is_still_open(self, desk: Workspace):
        for text in ("Een.", "Twee."):
            theseus(desk, "objection", "nieuw", GARAGE, "--tekst", text)
        theseus(desk, "objection", "intrekken", "1", "--reden", "Op verzoek.")
        told = CliRunner().invoke(app, ["-w", str(desk.root), "objection", "lijst"]).output
        assert "Twee." in told
        assert "Een." not in told
        assert (
            "Een." in CliRunner().invoke(app, ["-w", str(desk.root), "objection", "lijst", "--alle"]).output
        )

    def test_an_illegal_step_names_the_legal_ones(self, desk: Workspace):
        theseus(desk, "objection", "nieuw", GARAGE, "--tekst", "x")
        told = refused(desk, "objection", "afwijzen", "1", "--reden", "x")
        assert "Wel: in behandeling of ingetrokken." in told

    def test_a_correction_needs_its_days(self, desk: Workspace):
        told = refused(desk, "correction", GARAGE, "in_use", "ja", "--reden", "x", "--tot", FOREVER)
        assert "--vanaf DATUM" in told


@pytest.mark.parametrize("step", ["nieuw", "in-behandeling", "toekennen", "afwijzen", "intrekken", "lijst"])
def test_help_of_every_step_is_dutch(step: str):
    told = CliRunner().invoke(app, ["objection", step, "--help"])
    assert told.exit_code == 0
    assert told.output.startswith("Gebruik:")
    assert "Usage" not in told.output


def test_the_steps_of_an_objection_are_listed_in_dutch():
    told = CliRunner().invoke(app, ["objection", "--help"]).output
    assert "Commands" not in told
    assert "in-behandeling" in told
