"""Random planning problems that several test files share."""

import datetime as dt
import itertools
import math

import pytest
from hypothesis import strategies as st

from theseus.model import Candidate, Ketenpartner, Kind, PlanProblem, Roads, Session

AS_OF = dt.date(2026, 11, 16)
CODES = ("GM0226", "GM0293")
MORNINGS = tuple((weekday, dt.time(8, 45), dt.time(12, 15)) for weekday in (1, 2, 3, 5))
days = st.integers(-30, 500).map(lambda n: AS_OF + dt.timedelta(days=n))
metres = st.floats(0, 8000).map(lambda m: round(m, 2))


@st.composite
def _sessions(draw):
    start = draw(st.integers(8 * 60, 12 * 60))
    length = draw(st.integers(1, 300))
    end = start + length
    return Session(
        session_id="",
        municipality_code=draw(st.sampled_from(CODES)),
        date=AS_OF + dt.timedelta(days=draw(st.integers(-3, 400))),
        start=dt.time(start // 60, start % 60),
        end=dt.time(end // 60, end % 60),
        partners=draw(st.sampled_from([(), ("ODRA",), ("politie", "ODRA"), ("Douane",)])),
        max_visits=draw(st.integers(0, 8)),
        cost_eur=110.0,
        theme=draw(st.none() | st.just("garageboxen")),
        depot=draw(st.none() | st.tuples(metres, metres)),
        finish=draw(st.none() | st.tuples(metres, metres)),
        teams=draw(st.sampled_from([1, 1, 2, 3])),
        pause=draw(
            st.none() | st.tuples(st.sampled_from([dt.time(10, 30), dt.time(12)]), st.integers(1, 45))
        ),
        area=draw(st.sampled_from([(), (), ("ambacht",)])),
    )


@st.composite
def _candidates(draw):
    nowhere = draw(st.integers(0, 9)) == 0
    return Candidate(
        occupancy_id="",
        municipality_code=draw(st.sampled_from([*CODES, *CODES, "GM0001", ""])),
        x=math.nan if nowhere else draw(metres),
        y=math.nan if nowhere else draw(metres),
        value=draw(st.sampled_from([0.0, 4.4, 10.0, 22.0, 60.0, 110.0])),
        minutes=draw(st.sampled_from([0.0, 7.5, 12.0, 25.0, 400.0])),
        reasons=draw(st.sampled_from([(), ("wit label", "2 open vragen")])),
        terrein_id=draw(st.sampled_from(["nieuwgraaf", "ambacht", None])),
        needs=draw(st.sampled_from([(), (), ("ODRA",), ("politie", "ODRA")])),
        themes=draw(st.sampled_from([(), (), ("garageboxen",), ("horeca", "garageboxen"), ("DOR",)])),
        not_before=draw(st.none() | days),
        due=draw(st.none() | days),
        turn=draw(st.none() | st.none() | days),
        opens=draw(st.sampled_from([(), (), MORNINGS])),
        kind=draw(st.sampled_from([Kind.WHITE, Kind.THEME])),
    )


@st.composite
def _roads(draw, code, candidates):
    """Minutes between some of the places of a municipality, not all of them known."""
    here = {(round(c.x), round(c.y)) for c in candidates if c.municipality_code == code and c.x == c.x}
    places = sorted(here)[:: draw(st.integers(1, 3))]
    dice = draw(st.randoms(use_true_random=False))
    table = [[0.0] * len(places) for _ in places]
    for one, other in itertools.combinations(range(len(places)), 2):
        table[one][other] = table[other][one] = dice.choice([None, 0.5, 3.0, 12.3, 90.0])
    return Roads(code, tuple(places), tuple(map(tuple, table)), "over de weg")


@st.composite
def _problems(draw):
    sessions = draw(st.lists(_sessions(), max_size=5))
    candidates = draw(st.lists(_candidates(), max_size=40))
    named = tuple(_replaced(s, session_id=f"s{n}") for n, s in enumerate(sessions))
    known = tuple(_replaced(c, occupancy_id=f"o{n}") for n, c in enumerate(candidates))
    return PlanProblem(
        AS_OF,
        named,
        known,
        speed_kmh=draw(st.sampled_from([4.0, 15.0, 50.0])),
        partners=(Ketenpartner("ODRA", teams=draw(st.integers(1, 2))),),
        roads=(draw(_roads(CODES[0], known)),) if draw(st.booleans()) else (),
    )


def _replaced(thing, **changes):
    return type(thing)(**{**vars(thing), **changes})


@pytest.fixture(scope="session")
def problems():
    """Strategy for planning problems, some of whose sessions and candidates cannot be used."""
    return _problems()


@pytest.fixture
def full_problem():
    """Two sessions in two municipalities with more candidates than fit."""
    depot = (2000.0, 2000.0)
    sessions = tuple(
        Session(
            f"s{n}", code, dt.date(2026, 12, 1 + n), dt.time(9), dt.time(12), ("ODRA",), 5, 110.0, None, depot
        )
        for n, code in enumerate(CODES)
    )
    candidates = tuple(
        Candidate(f"o{n:02d}", CODES[n % 2], 2000.0 + 37 * n, 2500.0 + 53 * (n % 7), 10.0 + n, 12.0)
        for n in range(24)
    )
    return PlanProblem(AS_OF, sessions, candidates)
