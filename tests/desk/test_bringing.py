"""What comes back from an inspection is entered once, whatever is brought again."""

import datetime as dt

import pytest
from entries import QUESTIONS, TODAY, WHO, visit, withdrawal
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from theseus.contracts import VISIT_RESULTS
from theseus.contracts.returning import FINDING_KINDS
from theseus.desk.answers import answers
from theseus.desk.bringing import Entry, Fate, bring
from theseus.desk.visits import VisitWithdrawal, findings, visits, withdraw
from theseus.errors import DeskError


def entry(result: str = "niets gevonden", *kinds: str, answers: dict[str, str] | None = None, **changed):
    return Entry(visit(result, **changed), answers or {}, kinds)


def brought(url: str, *entries: Entry, **options):
    return bring(url, entries, QUESTIONS, TODAY, **options)


def fates(url: str, *entries: Entry, **options) -> list[Fate]:
    return [item.fate for item in brought(url, *entries, **options)]


def standing(url: str):
    return visits(url).query("withdrawn_by.isna()")


def test_all_visits_are_kept_with_findings_and_answers(desk_url: str):
    both = (
        entry("overtreding", "bouwen", "milieu", answers={"in_use": "Ja"}, note="Hek staat open."),
        entry("niemand aanwezig", "leegstand", occupancy_id="c@d", at_random=True),
    )
    first, second = brought(desk_url, *both)
    assert (first.fate, second.fate) == (Fate.ENTERED, Fate.ENTERED)
    assert visits(desk_url)["visit_id"].tolist() == [first.visit_id, second.visit_id]
    assert visits(desk_url)["at_random"].tolist() == [False, True]
    assert findings(desk_url)["kind"].tolist() == ["bouwen", "milieu", "leegstand"]
    assert answers(desk_url)["value"].tolist() == ["ja"]


def test_the_same_again_changes_nothing(desk_url: str):
    one = ("overtreding", "bouwen", "milieu")
    brought(desk_url, entry(*one, answers={"in_use": "ja"}, note="Hek."))
    again = entry(
        "overtreding", "milieu", "bouwen", answers={"in_use": " JA "}, note=" Hek. ", entered_by="Bram"
    )
    (fared,) = brought(desk_url, again, because="Voor de zekerheid.")
    assert fared.fate is Fate.UNCHANGED
    assert fared.visit_id == visits(desk_url)["visit_id"].item()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (entry("niemand aanwezig"), "resultaat was 'overtreding', nu 'niemand aanwezig'"),
        (entry("overtreding", "milieu"), "bevindingen waren 'bouwen', nu 'milieu'"),
        (entry("overtreding", "bouwen"), "antwoord op in_use was 'ja', nu er niet"),
        (entry("overtreding", "bouwen", answers={"in_use": "nee"}), "antwoord op in_use was 'ja', nu 'nee'"),
        (entry("overtreding", "bouwen", answers={"in_use": "ja"}, note="Geheim."), "opmerking is anders"),
    ],
)
def test_a_difference_is_told_and_only_a_reason_replaces(desk_url: str, changed: Entry, told: str):
    (first,) = brought(desk_url, entry("overtreding", "bouwen", answers={"in_use": "ja"}))
    (fared,) = brought(desk_url, changed)
    assert fared.fate is Fate.DIFFERENT
    assert told in fared.told
    assert "Geheim" not in fared.told
    assert visits(desk_url)["withdrawn_by"].isna().all()
    (replaced,) = brought(desk_url, copy(changed), because="Verschreven.")
    assert replaced.fate is Fate.REPLACED
    kept = visits(desk_url).set_index("visit_id")
    assert kept.loc[first.visit_id, "withdrawn_because"] == "Verschreven."
    assert standing(desk_url)["visit_id"].tolist() == [replaced.visit_id]
    assert fates(desk_url, copy(changed)) == [Fate.UNCHANGED]


def copy(of: Entry) -> Entry:
    """A row that was kept belongs to its session; what is brought again is a new one."""
    names = ("occupancy_id", "visited_on", "result", "step", "note", "entered_by", "entered_at")
    return Entry(type(of.visit)(**{name: getattr(of.visit, name) for name in names}), of.answers, of.findings)


def test_what_a_person_took_back_does_not_return_by_itself(desk_url: str):
    (first,) = brought(desk_url, entry("overtreding", "bouwen"))
    withdraw(desk_url, withdrawal(VisitWithdrawal, first.visit_id))
    (again,) = brought(desk_url, entry("overtreding", "bouwen"))
    assert again.fate is Fate.DIFFERENT
    assert "ingetrokken" in again.told
    assert fates(desk_url, entry("niets gevonden")) == [Fate.ENTERED]


def test_one_that_is_refused_leaves_the_others(desk_url: str):
    tomorrow = TODAY + dt.timedelta(days=1)
    three = (
        entry(),
        entry(occupancy_id="c@d", visited_on=tomorrow),
        entry(occupancy_id="e@f", answers={"in_use": "ja"}, entered_by="x" * 121),
        entry(occupancy_id="g@h"),
    )
    fared = brought(desk_url, *three)
    assert [item.fate for item in fared] == [Fate.ENTERED, Fate.REFUSED, Fate.REFUSED, Fate.ENTERED]
    assert "toekomst" in fared[1].told
    assert visits(desk_url)["occupancy_id"].tolist() == [WHO, "g@h"]


def test_a_rehearsal_tells_the_same_and_keeps_nothing(desk_url: str):
    assert fates(desk_url, entry(), rehearse=True) == [Fate.ENTERED]
    assert visits(desk_url).empty
    brought(desk_url, entry())
    changed = entry("overtreding")
    assert fates(desk_url, changed, rehearse=True, because="Verschreven.") == [Fate.REPLACED]
    assert len(standing(desk_url)) == 1
    assert standing(desk_url)["result"].item() == "niets gevonden"


def test_a_reason_that_judges_is_refused(desk_url: str):
    with pytest.raises(DeskError, match="De reden: 'fraud"):
        brought(desk_url, entry(), because="fraude")


@st.composite
def of_one_day(draw: st.DrawFn) -> list[tuple]:
    """Visits of different occupancies, as plain values."""
    rows = []
    for number in range(draw(st.integers(1, 4))):
        result = draw(st.sampled_from(VISIT_RESULTS))
        kinds = draw(st.lists(st.sampled_from(FINDING_KINDS), max_size=3, unique=True))
        said = draw(
            st.dictionaries(st.sampled_from(["in_use", "dwelling_seen"]), st.sampled_from(["ja", "nee"]))
        )
        note = draw(st.sampled_from([None, "Hek.", " Hek. ", ""]))
        kinds = [] if result == "niets gevonden" else kinds
        rows.append((f"{number}@x", result, kinds, said, note))
    return rows


def made(rows: list[tuple]) -> list[Entry]:
    return [
        entry(result, *kinds, answers=said, occupancy_id=who, note=note)
        for who, result, kinds, said, note in rows
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(first=of_one_day(), second=of_one_day())
def test_bringing_twice_is_bringing_once(all_desks, first: list[tuple], second: list[tuple]):
    with all_desks.lent() as url:
        bring_twice(url, first, second)


def bring_twice(url: str, first: list[tuple], second: list[tuple]) -> None:
    brought(url, *made(first))
    for rows in (first, first[::-1]):
        assert set(fates(url, *made(rows))) == {Fate.UNCHANGED}
    assert len(visits(url)) == len(first)
    brought(url, *made(second), because="Verbeterd.")
    assert set(fates(url, *made(second))) == {Fate.UNCHANGED}
    both = {row[0] for row in first} | {row[0] for row in second}
    assert sorted(standing(url)["occupancy_id"]) == sorted(both)
