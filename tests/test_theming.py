"""Who belongs to a theme: by facts, activities, purposes and parks, and never by what is not known."""

import datetime as dt

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

from theseus import theming
from theseus.config import Theme
from theseus.config.theming import built_in
from theseus.contracts import CHOSEN_TERREIN, FACT, LINK, OCCUPANCY, VERBLIJFSOBJECT, VESTIGING
from theseus.errors import PlanError, RuleError
from theseus.facts import catalogue
from theseus.tables import conform, empty

DAY = pd.Timestamp("2026-10-14")


def occupancies(*ids):
    rows = [
        {
            "occupancy_id": name,
            "terrein_id": f"t-{name}",
            "terrein_name": f"Park {name}",
            "vbo_id_bag": f"v-{name}",
            "address": f"Proefweg {name}",
            "users_on_unit": 1,
        }
        for name in ids
    ]
    return conform(gpd.GeoDataFrame(rows, geometry=[Point(1, 1)] * len(ids), crs="EPSG:28992"), OCCUPANCY)


def parks(*ids):
    rows = [
        {"terrein_id": f"t-{name}", "name": f"Park {name}", "source": "x", "area_m2": 1.0, "choice": "x"}
        for name in ids
    ]
    shapes = [Point(1, 1).buffer(1)] * len(ids)
    return conform(gpd.GeoDataFrame(rows, geometry=shapes, crs="EPSG:28992"), CHOSEN_TERREIN)


def facts(*rows):
    columns = ["occupancy_id", "question", "value", "expired"]
    told = pd.DataFrame([(*row, False)[:4] for row in rows], columns=columns)
    return conform(told.assign(source="kvk", observed_on=DAY), FACT)


def registered(*rows):
    """Vestigingen with their codes, each linked to the occupancy of its name."""
    found = pd.DataFrame(rows, columns=["record_id", "sbi_codes", "sbi_version"])
    whole = found.assign(
        source="kvk", observed_on=DAY, kvk_number="1", name="x", address_shielded=False, geometry=None
    )
    links = found[["record_id"]].assign(
        source="kvk", table="vestiging", occupancy_id=found["record_id"], outcome="gekoppeld"
    )
    return conform(whole, VESTIGING), conform(links.assign(matcher_version="1", reason="x"), LINK)


def units(**purposes):
    rows = [
        {
            "source": "bag",
            "record_id": name,
            "observed_on": DAY,
            "vbo_id_bag": f"v-{name}",
            "pand_ids_bag": "p",
            "status": "x",
            "gebruiksdoel": purpose,
            "geometry": None,
        }
        for name, purpose in purposes.items()
    ]
    return conform(pd.DataFrame(rows), VERBLIJFSOBJECT)


def known(ids, told=(), codes=(), **purposes):
    vestigingen, links = registered(*codes) if codes else (empty(VESTIGING), empty(LINK))
    bag = units(**purposes) if purposes else empty(VERBLIJFSOBJECT)
    return theming.Known(occupancies(*ids), parks(*ids), facts(*told), links, vestigingen, bag)


def theme(**how):
    return Theme(name="proef", description="x", **how)


def members(one, about):
    return sorted(theming.belonging([one], about))


def test_only_what_is_known_makes_a_member():
    about = known(
        "abcd",
        [
            *(("a", "needs_dor", "ja"), ("a", "dor_registration", "afwezig")),
            *(("b", "needs_dor", "ja"), ("b", "dor_registration", "geldig")),
            ("c", "needs_dor", "ja"),
            *(("d", "needs_dor", "ja"), ("d", "dor_registration", "afwezig", True)),
        ],
    )
    assert members(built_in()["DOR"], about) == ["a"]


def test_without_conditions_a_theme_is_about_all_and_parks_limit_it():
    assert members(theme(), known("ab")) == ["a", "b"]
    assert members(theme(parks=("PARK b",)), known("ab")) == ["b"]
    assert members(theme(parks=("t-a",)), known("ab")) == ["a"]
    with pytest.raises(PlanError, match="Thema 'proef': er is geen bedrijventerrein 'Polder'"):
        members(theme(parks=("Polder",)), known("ab"))


def test_one_of_facts_activities_and_purposes_is_enough():
    about = known(
        "abcd",
        [("a", "activity_seen", "horeca")],
        [("b", "9609,5610", "2008")],
        c="kantoorfunctie,logiesfunctie",
        d="kantoorfunctie",
    )
    wide = theme(facts="activity_seen = 'horeca'", sbi_2008=("56",), gebruiksdoel=("logiesfunctie",))
    assert members(wide, about) == ["a", "b", "c"]
    assert members(wide.model_copy(update={"parks": ("Park b", "Park d")}), about) == ["b"]


def test_a_code_counts_in_its_own_version_and_without_a_version_only_if_both_agree():
    codes = [("a", "4781", "2008"), ("b", "4781", "2025"), ("c", "4781", None), ("d", "10,5610", None)]
    cars = theme(sbi_2008=("45", "56"), sbi_2025=("478", "56"))
    assert members(cars, known("abcd", (), codes)) == ["b", "d"]


def test_a_code_is_not_found_in_the_middle_of_another():
    assert members(theme(sbi_2008=("45",)), known("a", (), [("a", "10451,11", "2008")])) == []


def test_an_occupancy_has_its_themes_in_the_order_of_the_themes():
    one, other = (Theme(name=name, description="x") for name in ("z", "a"))
    assert theming.belonging([one, other], known("p")) == {"p": ("z", "a")}


def test_facts_that_are_no_expression_are_named_with_the_theme():
    with pytest.raises(
        RuleError, match="Thema 'proef', facts regel 1, kolom 1: vraag 'neds_dor' bestaat niet"
    ):
        members(theme(facts="neds_dor"), known("a"))


def test_the_list_names_each_fact_with_its_source_and_day():
    told = [("a", "needs_dor", "ja"), ("a", "dor_registration", "vervallen"), ("b", "needs_dor", "ja")]
    listed = theming.listed(built_in()["DOR"], known("ab", told))
    assert tuple(listed.columns) == theming.LISTED
    text = catalogue.questions()["dor_registration"].text
    row = listed[listed["question"] == text].iloc[0]
    assert (row["occupancy_id"], row["value"], row["source"]) == ("a", "vervallen", "kvk")
    assert row["observed_on"].date() == dt.date(2026, 10, 14)
    assert set(listed["occupancy_id"]) == {"a"}


def test_a_theme_without_facts_lists_its_members_too():
    listed = theming.listed(theme(), known("ab"))
    assert list(listed["occupancy_id"]) == ["a", "b"]
    assert listed["value"].isna().all()


@pytest.mark.parametrize("name", built_in())
def test_every_theme_of_theseus_can_be_asked(name):
    assert theming.belonging([built_in()[name]], known("a")) in ({}, {"a": (name,)})
