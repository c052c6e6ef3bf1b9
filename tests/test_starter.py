"""A new workspace: its file can be read back, explains everything, and is never overwritten."""

import datetime as dt
import tomllib
from pathlib import Path

import pytest

from theseus import demo, starter
from theseus.config import ExtraRhythm, Municipality, Partner, Post, Region, Source, Terreinen
from theseus.config.examples import DOT_INSPECTORS
from theseus.errors import ConfigError
from theseus.workspace import Workspace

FULL = Region(
    name='Regio "met" tekens\\',
    municipalities=(
        Municipality(code="GM0001", name="Een", partners=("politie",), start_point=(206_000.5, 442_000.0)),
        Municipality(code="GM0002", name="Twee"),
    ),
    partners=(Partner(name="politie", absent=("2027-01-01/2027-01-03",)), DOT_INSPECTORS),
    rhythms=(
        ExtraRhythm(name="actieweek", days=5, themes=("horeca", "DOR"), months=(9, 10), dot=True),
        ExtraRhythm(name="groene nacht", times_per_year=2, start=dt.time(20), end=dt.time(23), partners=()),
    ),
    budget=(Post(name="ODRA", cap_eur=900.0), Post(name="Bibob", each_eur=700.0, times=2)),
    terreinen=Terreinen(choice={"Het Ambacht": "osm"}),
    sources={"kvk": Source(path="x/*.csv", complete=True), "bag_extract": Source(enabled=False)},
)


@pytest.mark.parametrize("region", [starter.example_region(), FULL, demo.region()])
def test_what_is_written_reads_back_the_same(region: Region):
    assert Region.model_validate(tomllib.loads(starter.commented(region))) == region


def test_each_value_stands_under_its_explanation():
    lines = starter.commented(starter.example_region()).splitlines()
    values = [index for index, line in enumerate(lines) if " = " in line and not line.startswith("#")]
    assert len(values) > 20
    assert all(lines[index - 1].startswith("# ") for index in values)


def test_a_table_that_nobody_filled_in_is_explained_and_can_be_added():
    text = starter.commented(starter.example_region())
    assert "# [[rhythms]]" in text
    assert "#   times_per_year: Zo vaak per kalenderjaar" in text
    more = text + '\n[[rhythms]]\nname = "actieweek"\ndays = 5\n'
    assert Region.model_validate(tomllib.loads(more)).rhythms[0].days == 5


def test_a_configuration_is_never_overwritten(tmp_path: Path):
    workspace = Workspace(tmp_path / "regio")
    starter.make(workspace, starter.example_region())
    before = workspace.config.read_bytes()
    with pytest.raises(ConfigError, match="bestaat al"):
        starter.make(workspace, FULL)
    assert workspace.config.read_bytes() == before
