"""The region's configuration: strict, with a suggestion for every slip."""

from pathlib import Path

import pytest

from theseus.config import Region, load
from theseus.errors import ConfigError
from theseus.slips import inner_section

GOOD = """
name = "Proefregio"

[[municipalities]]
code = "GM0226"
name = "Duiven"
partners = ["politie"]

[[partners]]
name = "politie"
absent = ["2027-02-01/2027-02-05"]
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "theseus.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_small_file_gets_every_default(tmp_path: Path):
    region = load(write(tmp_path, GOOD))
    assert region.rhythm.cycle_weeks == 6
    assert region.thresholds.red_rules == 2
    assert region.partners[0].absences[0][1].isoformat() == "2027-02-05"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("[[partners]]", "[rythm]\n[[partners]]"), "bedoelde u 'rhythm'?"),
        (('name = "Duiven"', 'naam = "Duiven"'), "bedoelde u 'name'?"),
        (('code = "GM0226"', 'code = "226"'), "heeft niet de vorm"),
        (('partners = ["politie"]', 'partners = ["polite"]'), "bedoelde u 'politie'?"),
        (("2027-02-01/2027-02-05", "2027-02-05/2027-02-01"), "geen periode"),
        (('name = "Proefregio"', ""), "'name': ontbreekt"),
        (("[[partners]]", "[thresholds]\nred_rules = 1\n[[partners]]"), "minstens 2"),
        (("[[partners]]", "[schedule]\ntime = 02:30:00\n[[partners]]"), "springt de klok"),
        (("[[partners]]", "[thresholds]\nlink_grey = 0.9\n[[partners]]"), "niet hoger"),
        (("[[partners]]", '[map]\nbackground = "osm"\n[[partners]]'), "'geen' or 'brt'"),
        (("[[partners]]", "[[partners]"), "geen geldige TOML"),
        (('partners = ["politie"]', 'partners = ["{x}"]'), "'{x}'"),
        (("2027-02-01/2027-02-05", "augustus"), "'augustus' is geen periode"),
        (("2027-02-01/2027-02-05", "2027-02-01/2027-02-05/2027-02-09"), "geen periode"),
        (
            ("[[partners]]", '[[municipalities]]\ncode = "GM0226"\nname = "Weer Duiven"\n[[partners]]'),
            "Gemeente 'GM0226' staat er 2 keer in",
        ),
        (("[[partners]]", '[[partners]]\nname = "politie"\n[[partners]]'), "Ketenpartner 'politie' staat"),
        (
            ("[[partners]]", "[rhythm]\nstart = 15:00:00\nend = 09:00:00\n[[partners]]"),
            "later zijn dan start",
        ),
        (("[[partners]]", '[rhythm]\nstart = "09:00+02:00"\n[[partners]]'), "tijdzone"),
        (("[[partners]]", "[rhythm]\nspeed_kmh = inf\n[[partners]]"), "gewoon getal"),
        (("[[partners]]", '[schedule]\ntime = "half zes"\n[[partners]]'), "moet een tijd zijn"),
        (('name = "Duiven"', 'name = "Duiven"\nstart_point = [6.0, 51.9]'), "minstens 289000"),
        (("[[partners]]", '[sources.ibis]\ndelivered_on = "1 mei"\n[[partners]]'), "moet een datum zijn"),
        (
            ("[[partners]]", "[sources.ibis]\ndelivered_on = 2026-05-01T10:00:00\n[[partners]]"),
            "zonder tijd",
        ),
    ],
)
def test_a_slip_is_named_in_one_line(tmp_path: Path, change: tuple[str, str], told: str):
    path = write(tmp_path, GOOD.replace(*change))
    with pytest.raises(ConfigError) as refused:
        load(path)
    assert told in str(refused.value)
    assert str(path) in str(refused.value)
    assert "\n" not in str(refused.value)
    assert not str(refused.value).endswith(("..", "?."))


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path):
    path = tmp_path / "theseus.toml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert load(path).name == "Proefregio"


def test_a_missing_file_says_how_to_make_one(tmp_path: Path):
    with pytest.raises(ConfigError, match="theseus init"):
        load(tmp_path / "theseus.toml")


def sections(model: type, path: str = "") -> list[tuple[str, str | None]]:
    found = []
    for name, field in model.model_fields.items():
        found.append((f"{path}{name}", field.description))
        if inner := inner_section(field.annotation):
            found += sections(inner, f"{path}{name}.")
    return found


def test_every_value_is_explained():
    assert not [name for name, explanation in sections(Region) if not explanation]
