"""What a region changes in the rules: its own cards, what it leaves out, what weighs otherwise."""

import importlib.resources
from pathlib import Path

import pytest

from theseus.errors import RuleError
from theseus.facts.catalogue import questions
from theseus.rules import catalogue, places
from theseus.rules.adjusting import FILE_NAME

ASKED = {name: card.noun() for name, card in questions().items()}
BUILT_IN = catalogue.rules(ASKED)
CARDS = importlib.resources.files("theseus.rules") / "cards"
OWN = (CARDS / "adres_in_bag.toml").read_text("utf-8").replace("adres_in_bag", "eigen_regel")

OFF = """\
[[uit]]
rule = "vbo_status_past"
reason = "De BAG van onze gemeente loopt achter."
owner = "Teamleider toezicht"
since = 2026-09-01
"""
WEIGHT = """\
[[gewicht]]
rule = "adres_in_bag"
weight = 5
reason = "Bij ons is dit het zwaarst."
owner = "Teamleider toezicht"
since = 2026-09-01
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "regels"
    made.mkdir()
    return made


def adjusted(folder: Path, text: str) -> catalogue.RuleSet:
    (folder / FILE_NAME).write_text(text, "utf-8")
    return catalogue.rule_set(ASKED, folder)


def test_a_region_without_files_has_the_rules_of_theseus(tmp_path: Path):
    assert catalogue.effective(ASKED, tmp_path / "regels") == BUILT_IN


def test_an_own_rule_joins_the_others_in_alphabetical_order(folder: Path):
    (folder / "eigen_regel.toml").write_text(OWN, "utf-8")
    found = catalogue.rule_set(ASKED, folder)
    assert list(found.cards) == sorted([*BUILT_IN, "eigen_regel"])
    assert found.own == {"eigen_regel"}
    assert found.cards["eigen_regel"].questions == ("bag_address_known",)


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(folder: Path):
    (folder / "eigen_regel.toml").write_bytes(OWN.replace("\n", "\r\n").encode("utf-8-sig"))
    assert "eigen_regel" in catalogue.effective(ASKED, folder)


def test_a_note_in_the_folder_is_no_rule(folder: Path):
    (folder / "leesmij.md").write_text("Onze regels", "utf-8")
    (folder / ".eigen_regel.toml.swp").write_bytes(b"\xff")
    assert catalogue.effective(ASKED, folder) == BUILT_IN


def test_a_rule_can_be_left_out_and_stays_readable(folder: Path):
    found = adjusted(folder, OFF)
    assert set(BUILT_IN) - set(found.cards) == {"vbo_status_past"}
    assert found.left_out == {"vbo_status_past": BUILT_IN["vbo_status_past"]}
    assert found.adjustments.uit[0].reason == "De BAG van onze gemeente loopt achter."


def test_a_rule_can_weigh_otherwise_and_is_the_same_for_the_rest(folder: Path):
    card = adjusted(folder, WEIGHT).cards["adres_in_bag"]
    assert card.weight == 5
    assert card.model_copy(update={"weight": 2.0}) == BUILT_IN["adres_in_bag"]


def test_an_own_rule_never_takes_the_place_of_another(folder: Path):
    (folder / "adres_in_bag.toml").write_text(OWN.replace("eigen_regel", "adres_in_bag"), "utf-8")
    with pytest.raises(RuleError, match=r"adres_in_bag\.toml: regel 'adres_in_bag' hoort al bij Theseus"):
        catalogue.effective(ASKED, folder)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('owner = "', 'eigenaar = "', r"onbekende sleutel '(eigenaar|owner)'|onbekende sleutel"),
        ("gate = true", "gate = 3", r"eigen_regel\.toml, regel 5: 'gate'"),
        ("irregular = ", "irregular ", r"eigen_regel\.toml, regel 4, kolom 11: geen geldige TOML"),
        (
            "not bag_address_known",
            "not bag_address_knwn",
            r"regels/eigen_regel\.toml, irregular regel 1, kolom 5",
        ),
        ('owner = "Gemeente', 'owner = "Gemeente volgens de camera', "'camera' mag niet"),
        ('id = "eigen_regel"', 'id = "andere_regel"', r"andere_regel\.toml heten"),
        ('settled_by = "bag_address_known"', 'settled_by = "in_use"', r"toml, regel 8: veld 'settled_by'"),
    ],
)
def test_an_own_rule_is_held_to_what_every_rule_is_held_to(folder: Path, old, new, message):
    assert old in OWN
    (folder / "eigen_regel.toml").write_text(OWN.replace(old, new), "utf-8")
    with pytest.raises(RuleError, match=message) as refused:
        catalogue.effective(ASKED, folder)
    assert "\n" not in str(refused.value)
    assert "eigen_regel.toml" in str(refused.value)


NO_REASON = OFF.replace('reason = "De BAG van onze gemeente loopt achter."\n', "")
EMPTY_REASON = OFF.replace('"De BAG van onze gemeente loopt achter."', '" "')
MISSPELT = OFF + OFF.replace("reason", "reden").replace("vbo_", "pand_")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (NO_REASON, r"regel 1: 'uit\.0\.reason': ontbreekt"),
        (EMPTY_REASON, r"regel 3: 'uit\.0\.reason': mag niet leeg"),
        (MISSPELT, r"regel 8: onbekende sleutel 'uit\.1\.reden'"),
        (OFF.replace("2026-09-01", '"gisteren"'), r"regel 5: 'uit\.0\.since': moet een datum zijn"),
        (OFF.replace("2026-09-01", "2026-13-01"), r"toml, regel 5, kolom \d+: geen geldige TOML"),
        (OFF.replace("[[uit]]", "[[aan]]"), r"regel 1: onbekende sleutel 'aan'"),
        (OFF.replace("[[uit]]", "[uit]"), r"regel 1: 'uit': moet een lijst zijn"),
        (OFF.replace("vbo_status_past", "vbo_status_klopt"), "bedoelde u 'vbo_status_past'"),
        (WEIGHT.replace("= 5", "= 0"), r"regel 3: 'gewicht\.0\.weight': moet groter zijn dan 0"),
        (WEIGHT.replace("= 5", "= inf"), r"regel 3: 'gewicht\.0\.weight': moet een gewoon getal zijn"),
        (WEIGHT.replace('owner = "Teamleider toezicht"\n', ""), r"'gewicht\.0\.owner': ontbreekt"),
        (OFF + OFF, "'vbo_status_past' staat er meer dan één keer in"),
        (OFF + WEIGHT.replace("adres_in_bag", "vbo_status_past"), "meer dan één keer"),
        (OFF.replace("loopt achter", "kent hun nationaliteit niet"), "'nationalit' mag niet"),
    ],
)
def test_an_adjustment_that_cannot_be_used_is_refused_in_one_line(folder: Path, text, message):
    with pytest.raises(RuleError, match=message) as refused:
        adjusted(folder, text)
    assert "\n" not in str(refused.value)
    assert FILE_NAME in str(refused.value)


def test_a_file_in_another_coding_is_refused(folder: Path):
    (folder / FILE_NAME).write_bytes(OFF.replace("loopt", "lóópt").encode("latin-1"))
    with pytest.raises(RuleError, match="UTF-8"):
        catalogue.effective(ASKED, folder)


@pytest.mark.parametrize("kind", ["gate", "hard"])
def test_a_set_without_any_gate_or_any_hard_rule_is_refused(folder: Path, kind):
    left_out = [name for name, card in BUILT_IN.items() if getattr(card, kind)]
    text = "".join(OFF.replace("vbo_status_past", name) for name in left_out)
    with pytest.raises(RuleError, match=f"geen enkele .*{kind}.* over"):
        adjusted(folder, text)
    hard = next(name for name in left_out if BUILT_IN[name].hard)
    kept = "".join(OFF.replace("vbo_status_past", name) for name in left_out if name != hard)
    assert hard in adjusted(folder, kept).cards


def test_a_line_of_an_expression_is_not_taken_for_a_key():
    text = 'irregular = """\n[x]\nweight = 3\n"""\nweight = 4\n'
    assert places.of_field(text, ("weight",)) == ", regel 5"
    assert places.of_field(text, ("x",)) == ""
