"""Cards: every source is registered with its purpose and legal basis, or it is refused."""

import importlib
import importlib.resources
import tomllib

import pytest
import tomli_w

from theseus.contracts import ANSWER, CORRECTION_SOURCE, RECORDS, VISIT, VISIT_SOURCE
from theseus.errors import ConfigError
from theseus.sources.card import cards, delivered, parse

GOOD = importlib.resources.files("theseus.sources").joinpath("ibis.toml").read_text("utf-8")


def without(field):
    return "\n".join(line for line in GOOD.splitlines() if not line.startswith(f"{field} ="))


def test_every_card_loads_under_its_own_name():
    folder = importlib.resources.files("theseus.sources")
    names = {item.name.removesuffix(".toml") for item in folder.iterdir() if item.name.endswith(".toml")}
    assert set(cards()) == names
    assert {"ibis", "terrein_eigen", "osm", "cbs_gemeenten", "omgevingsdiensten"} <= names


@pytest.mark.parametrize("source", sorted(delivered()))
def test_every_card_has_a_reader_and_known_tables(source):
    card = cards()[source]
    assert card.formats
    assert callable(importlib.import_module(f"theseus.sources.{source}").read)
    assert set(card.tables) <= set(RECORDS)
    assert all(ending.startswith(".") and ending == ending.lower() for ending in card.formats)


def test_what_people_answer_at_the_desk_has_a_card_and_nothing_to_read_or_fetch():
    assert set(cards()) - set(delivered()) == {VISIT_SOURCE, CORRECTION_SOURCE}
    assert set(cards()[VISIT_SOURCE].tables) == {VISIT.name, ANSWER.name}
    assert cards()[CORRECTION_SOURCE].tables == (ANSWER.name,)
    # What our own people saw is one family, from the pavement or inside.
    assert cards()[VISIT_SOURCE].family == cards()["straatbeeld"].family
    assert [card.id for card in cards().values() if card.family == CORRECTION_SOURCE] == [CORRECTION_SOURCE]


def changed(**fields):
    return tomli_w.dumps(tomllib.loads(GOOD) | fields)


@pytest.mark.parametrize("fields", [{"by_people": True}, {"by_people": True, "formats": []}, {"formats": []}])
def test_a_source_comes_as_files_or_from_people(fields):
    with pytest.raises(ConfigError, match=r"een bron (heeft 'formats', of mensen|die mensen geven)"):
        parse(changed(**fields), "x.toml")


@pytest.mark.parametrize("field", ["columns", "purpose", "title", "tables"])
def test_a_card_that_relies_on_what_may_never_be_an_input_is_refused(field):
    value = {"columns": {"x": ["nationaliteit_houder"]}, "tables": ["nationaliteit"]}.get(
        field, "Nationaliteit"
    )
    with pytest.raises(ConfigError, match=rf"Bronkaart x\.toml: veld '{field}': 'nationalit' mag niet"):
        parse(changed(**{field: value}).replace("Nationalit", "nationalit"), "x.toml")


def test_a_card_may_say_what_it_leaves_unread_and_name_a_part_of_an_address():
    assert parse(changed(ignored=["nationaliteit", "website"]), "x.toml").ignored
    assert "postcode" in cards()["straatbeeld"].columns["straatbeeld"]


@pytest.mark.parametrize("field", ["purpose", "legal_basis", "licence", "regime", "half_life_days"])
def test_a_card_without_a_required_field_is_refused(field):
    with pytest.raises(ConfigError, match=f"Bronkaart x.toml: veld '{field}'"):
        parse(without(field), "x.toml")


@pytest.mark.parametrize("purpose", ["", "   "])
def test_an_empty_purpose_is_no_purpose(purpose):
    with pytest.raises(ConfigError, match="purpose"):
        parse(f'purpose = "{purpose}"\n' + without("purpose"), "x.toml")


def test_an_unknown_field_is_refused():
    with pytest.raises(ConfigError, match="veld 'haalbaar'"):
        parse('haalbaar = "ja"\n' + GOOD, "x.toml")


def test_broken_toml_is_refused():
    with pytest.raises(ConfigError, match="geen geldige TOML"):
        parse('id = "x', "x.toml")


def test_what_openstreetmap_and_ibis_promise():
    assert cards()["ibis"].complete
    assert not cards()["osm"].complete
    assert "ODbL" in cards()["osm"].licence
    assert "CC BY 4.0" in cards()["cbs_gemeenten"].licence
    assert {cards()[name].family for name in ("cbs_gemeenten", "omgevingsdiensten")} == {"grenzen"}
