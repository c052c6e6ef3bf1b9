"""Cards: every source is registered with its purpose and legal basis, or it is refused."""

import importlib
import importlib.resources

import pytest

from theseus.contracts import RECORDS
from theseus.errors import ConfigError
from theseus.sources.card import cards, parse

GOOD = importlib.resources.files("theseus.sources").joinpath("ibis.toml").read_text("utf-8")


def without(field):
    return "\n".join(line for line in GOOD.splitlines() if not line.startswith(f"{field} ="))


def test_every_card_loads_under_its_own_name():
    folder = importlib.resources.files("theseus.sources")
    names = {item.name.removesuffix(".toml") for item in folder.iterdir() if item.name.endswith(".toml")}
    assert set(cards()) == names
    assert {"ibis", "terrein_eigen", "osm", "cbs_gemeenten", "omgevingsdiensten"} <= names


@pytest.mark.parametrize("source", sorted(cards()))
def test_every_card_has_a_reader_and_known_tables(source):
    card = cards()[source]
    assert callable(importlib.import_module(f"theseus.sources.{source}").read)
    assert set(card.tables) <= set(RECORDS)
    assert all(ending.startswith(".") and ending == ending.lower() for ending in card.formats)


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
