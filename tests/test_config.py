"""The region's configuration: strict, with a suggestion for every slip."""

import datetime as dt
import importlib.resources
import tomllib
from pathlib import Path
from typing import get_args

import pytest

from theseus import starter
from theseus.config import ExtraRhythm, Region, Rhythm, load
from theseus.config.examples import DOT_INSPECTORS, ENVIRONMENT, FIRE_SERVICE, POLICE, TO_SETTLE
from theseus.config.taking_part import Column
from theseus.config.theming import built_in, parse
from theseus.contracts.returning import COLUMNS
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


def test_an_absence_is_a_day_or_a_period_with_quotes_or_without(tmp_path: Path):
    listed = '["2027-02-01/2027-02-05", 2026-12-08, "2026-12-10"]'
    region = load(write(tmp_path, GOOD.replace('["2027-02-01/2027-02-05"]', listed)))
    days = [f"{first} {last}" for first, last in region.partners[0].absences]
    assert days == ["2027-02-01 2027-02-05", "2026-12-08 2026-12-08", "2026-12-10 2026-12-10"]
    assert tomllib.loads(starter.commented(region))["partners"][0]["absent"][1] == "2026-12-08"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("[[partners]]", "[rythm]\n[[partners]]"), "bedoelde u 'rhythm'?"),
        (('name = "Duiven"', 'naam = "Duiven"'), "bedoelde u 'name'?"),
        (('code = "GM0226"', 'code = "226"'), "heeft niet de vorm"),
        (('partners = ["politie"]', 'partners = ["polite"]'), "bedoelde u 'politie'?"),
        (("2027-02-01/2027-02-05", "2027-02-05/2027-02-01"), "of periode"),
        (('name = "Proefregio"', ""), "'name': ontbreekt"),
        (("[[partners]]", "[thresholds]\nred_rules = 1\n[[partners]]"), "minstens 2"),
        (("[[partners]]", "[schedule]\ntime = 02:30:00\n[[partners]]"), "springt de klok"),
        (("[[partners]]", "[thresholds]\nlink_grey = 0.9\n[[partners]]"), "niet hoger"),
        (("[[partners]]", '[map]\nbackground = "osm"\n[[partners]]'), "'geen' or 'brt'"),
        (("[[partners]]", "[[partners]"), "geen geldige TOML"),
        (('partners = ["politie"]', 'partners = ["{x}"]'), "'{x}'"),
        (("2027-02-01/2027-02-05", "augustus"), "'augustus' is geen dag"),
        (('"2027-02-01/2027-02-05"', "2027-02-01T09:00:00"), "is geen dag"),
        (('"2027-02-01/2027-02-05"', "20270201"), "moet tekst zijn"),
        (("2027-02-01/2027-02-05", "2027-02-01/2027-02-05/2027-02-09"), "of periode"),
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
        *(
            (("[[partners]]", f'[[rhythms]]\nname = "thema"\n{more}\n[[partners]]'), told)
            for more, told in (
                ("", "precies één van cycle_weeks, times_per_year en days"),
                ("days = 5\ncycle_weeks = 6", "precies één van"),
                ("days = 5\nweekdays = [2, 3, 4]", "passen niet in weekdays"),
                ("days = 8", "mag hoogstens 7 zijn"),
                ("times_per_year = 12\nmonths = [5, 6]", "12 keer past niet in 2 maanden"),
                ("times_per_year = 2\nmonths = [13]", "mag hoogstens 12 zijn"),
                ("days = 5\nweekdays = []", "mag niet leeg zijn"),
                ("days = 5\nstart = 16:00:00", "Ritme 'thema': end moet later zijn dan start"),
                ("days = 5\npause_from = 08:00:00", "pause_from moet tussen start en end"),
                ('days = 5\npartners = ["polite"]', "noemt ketenpartner 'polite'"),
                ('days = 5\nmunicipalities = ["Duven"]', "bedoelde u 'Duiven'?"),
                ("days = 5\ndot = true", "Ritme 'thema' noemt ketenpartner 'DOT'"),
                ("day = 5", "bedoelde u 'days'?"),
                ('days = 5\nthemes = ["automotif"]', "noemt thema 'automotif', maar"),
                ('days = 5\nthemes = ["automotif"]', "bedoelde u 'automotive'?"),
                ('days = 5\nthemes = ["xyz"]', "Bekend zijn: DOR, automotive, bedrijventerrein"),
            )
        ),
        *(
            (("[[partners]]", f'[[themes]]\nname = "eigen"\ndescription = "x"\n{more}\n[[partners]]'), told)
            for more, told in (
                ('gebruiksdoel = ["logies"]', "bedoelde u 'logiesfunctie'?"),
                ('ask = ["Heeft de eigenaar een strafblad?"]', "mag niet"),
                ('ask = ["Wie woont hier"]', "heeft niet de vorm"),
                ('sbi_2008 = ["4x"]', "heeft niet de vorm"),
                ('[[themes]]\nname = "eigen"\ndescription = "y"', "Thema 'eigen' staat er 2 keer in"),
            )
        ),
        (
            ("[[partners]]", '[[rhythms]]\nname = "integrale controle"\ndays = 1\n[[partners]]'),
            "Ritme 'integrale controle' staat er 2 keer in",
        ),
        (('name = "politie"', 'name = "politie"\npost = "Reis"'), "politie noemt post 'Reis'"),
        (('name = "politie"', 'name = "politie"\ncolumns = ["bsn"]'), "moet een van deze zijn"),
        (("[[partners]]", '[[budget]]\nname = "Totaal"\n[[partners]]'), "zet die in budget_total_eur"),
        (("[[partners]]", '[[budget]]\nname = "A"\ncap_eur = -1\n[[partners]]'), "minstens 0"),
        (("[[partners]]", "[rhythm]\npause_from = 16:00:00\n[[partners]]"), "tussen start en end"),
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


def test_a_file_from_before_the_rhythms_means_the_same(tmp_path: Path):
    region = load(write(tmp_path, GOOD.replace('name = "Duiven"', 'name = "Duiven"\nbudget_eur = 2000.0')))
    assert region.rhythms == ()
    assert region.municipalities[0].budget_eur == 2000.0
    assert [(post.name, post.cap_eur, post.each_eur) for post in region.budget] == [
        ("ODRA", 1000.0, 0.0),
        ("KVK", 500.0, 0.0),
        ("Bibob", None, 700.0),
    ]
    assert region.budget_total_eur == 5000.0


def test_a_rhythm_takes_from_the_six_weeks_what_it_leaves_out():
    base = Rhythm(weekdays=(2, 4), teams=2)
    week = ExtraRhythm(name="actieweek", days=5, end=dt.time(17)).hours(base)
    assert (week.weekdays, week.start, week.end) == ((1, 2, 3, 4, 5), base.start, dt.time(17))
    night = ExtraRhythm(name="nacht", times_per_year=2, max_visits=8).hours(base)
    assert (night.weekdays, night.teams, night.max_visits) == ((2, 4), 2, 8)


def test_an_own_theme_stands_beside_those_of_theseus_or_in_their_place(tmp_path: Path):
    own = '[[themes]]\nname = "{}"\ndescription = "eigen"\nparks = ["Polder"]\n'
    text = GOOD + own.format("polder") + own.format("horeca")
    rhythm = '[[rhythms]]\nname = "avond"\ntimes_per_year = 2\nthemes = ["polder", "DOR"]\n'
    themes = load(write(tmp_path, text + rhythm)).every_theme
    assert set(themes) == set(built_in()) | {"polder"}
    assert themes["horeca"].parks == ("Polder",)
    assert themes["DOR"] == built_in()["DOR"]


@pytest.mark.parametrize("name", built_in())
def test_every_theme_of_theseus_stands_in_a_card_of_its_name(name: str):
    text = importlib.resources.files("theseus.config").joinpath(f"themes/{name.lower()}.toml").read_text()
    assert parse(text, name) == built_in()[name]


@pytest.mark.parametrize(
    ("text", "told"), [("name =", "geen geldige TOML"), ('nam = "x"', "bedoelde u 'name'?")]
)
def test_a_slip_in_a_card_is_named_in_one_line(text: str, told: str):
    with pytest.raises(ConfigError, match=r"Themakaart x\.toml") as refused:
        parse(text, "x.toml")
    assert told in str(refused.value)


def test_what_an_agreement_can_allow_is_what_a_roster_has():
    assert get_args(Column) == COLUMNS


def test_every_example_partner_has_a_competence_for_a_lawyer_to_go_over():
    for partner in (POLICE, ENVIRONMENT, FIRE_SERVICE, DOT_INSPECTORS):
        assert partner.competences
        assert all(TO_SETTLE in own.legal_basis for own in partner.competences)
        assert set(partner.columns) <= set(COLUMNS)


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
