"""Words and trades of the fictional businesses. No name is a person's, every name holds VOORBEELD."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

MARK = "VOORBEELD"


@dataclass(frozen=True)
class Trade:
    """A line of business.

    Attributes
    ----------
    activity
        One of ``contracts.ACTIVITIES``.
    words
        What such a business calls itself.
    sbi_2008, sbi_2025
        Main codes of both versions, and side codes behind them.
    uses
        Uses of buildings (``places.USES``) in which it is found.
    persons
        Range of the number of persons working.
    osm
        Its OpenStreetMap tag.
    """

    activity: str
    words: tuple[str, ...]
    sbi_2008: tuple[str, ...]
    sbi_2025: tuple[str, ...]
    uses: tuple[str, ...]
    persons: tuple[int, int]
    osm: tuple[str, str]
    weight: float = 1.0


# SBI 2008: CBS, Standaard Bedrijfsindeling 2008. SBI 2025 follows NACE Rev. 2.1, in which division 45
# is gone: cars went to 46.71, 47.81 and 95.31. KVK writes a class without a national subdivision as five
# digits with a closing 0 ("10110" in its test answers).
TRADES = (
    Trade(
        "automotive",
        ("Automotive", "Autotechniek", "Banden", "Carrosserie", "Bedrijfswagens", "Motoren"),
        ("45204", "45112"),
        ("95311", "47810"),
        ("hal", "winkel"),
        (1, 14),
        ("shop", "car_repair"),
        1.7,
    ),
    Trade(
        "bouw",
        ("Bouw", "Installatie", "Dakwerken", "Grondwerk", "Afbouw", "Elektro"),
        ("4120", "4321"),
        ("41000", "43211"),
        ("hal",),
        (1, 40),
        ("craft", "electrician"),
        1.5,
    ),
    Trade(
        "groothandel",
        ("Groothandel", "Import", "Verpakkingen", "Bouwstoffen", "Versgroothandel", "Techniekhandel"),
        ("4669", "4673"),
        ("46649", "46839"),
        ("hal",),
        (2, 60),
        ("shop", "wholesale"),
        1.5,
    ),
    Trade(
        "horeca",
        ("Lunchhuis", "Wegrestaurant", "Catering", "Koffiebar"),
        ("56101", "5621"),
        ("56111", "56210"),
        ("horeca",),
        (2, 25),
        ("amenity", "restaurant"),
    ),
    Trade(
        "industrie",
        ("Metaal", "Kunststoffen", "Interieurbouw", "Drukwerk", "Machinebouw", "Lastechniek"),
        ("2562", "2511"),
        ("25530", "25110"),
        ("hal",),
        (2, 80),
        ("craft", "metal_construction"),
        1.6,
    ),
    Trade(
        "kantoor",
        ("Advies", "Administraties", "Software", "Ingenieurs", "Media", "Makelaardij"),
        ("6201", "7022"),
        ("62100", "70201"),
        ("kantoor",),
        (1, 45),
        ("office", "company"),
        1.0,
    ),
    Trade(
        "opslag en vervoer",
        ("Transport", "Opslag", "Logistiek", "Koeriers", "Verhuizingen"),
        ("4941", "52109"),
        ("49410", "52109"),
        ("hal",),
        (1, 70),
        ("office", "logistics"),
        1.3,
    ),
    Trade(
        "persoonlijk en vrije tijd",
        ("Sportschool", "Klimhal", "Padel", "Dansstudio"),
        ("9313", "93119"),
        ("93130", "93119"),
        ("sport",),
        (1, 12),
        ("leisure", "fitness_centre"),
    ),
    Trade(
        "winkel",
        ("Keukens", "Vloeren", "Meubelen", "Tuinwinkel", "Tegels", "Dierenwinkel"),
        ("47591", "47528"),
        ("47551", "47527"),
        ("winkel",),
        (2, 30),
        ("shop", "furniture"),
    ),
    Trade(
        "zorg en onderwijs",
        ("Fysiopraktijk", "Kinderopvang", "Tandtechniek", "Opleidingen"),
        ("86912", "8891"),
        ("86950", "88910"),
        ("zorg",),
        (2, 25),
        ("office", "therapist"),
    ),
)
HOLDING = Trade(
    "kantoor", ("Holding", "Beheer"), ("6420",), ("64210",), ("hal", "kantoor"), (0, 1), ("office", "company")
)
VVE = Trade(
    "overig",
    ("Vereniging van Eigenaars",),
    ("94997",),
    ("94997",),
    ("hal", "kantoor"),
    (0, 0),
    ("office", "association"),
)
AT_HOME = Trade(  # what is registered in the dwellings outside the parks
    "kantoor",
    ("Tekstwerk", "Webwerk", "Advies"),
    ("6201",),
    ("62100",),
    ("woning",),
    (1, 2),
    ("office", "it"),
)

LEGAL_FORMS = (  # register's name, what stands behind the trade name, share
    ("Besloten Vennootschap", " B.V.", 0.62),
    ("Eenmanszaak", "", 0.22),
    ("Vennootschap onder firma", " V.O.F.", 0.12),
    ("Naamloze Vennootschap", " N.V.", 0.02),
    ("Coöperatie", " Coöp. U.A.", 0.02),
)

# Names that try to be code: they must come out of every map, sheet and calendar as plain text.
HOSTILE = (
    "<script>alert(1)</script> VOORBEELD",
    '=HYPERLINK("http://voorbeeld","x") VOORBEELD',
    "{{7*7}} VOORBEELD",
    "${alert(1)} VOORBEELD",
    "'; DROP TABLE vestiging; -- VOORBEELD",
)

_FIRST = (
    "Bri", "Dro", "Fla", "Gru", "Hul", "Jom", "Kre", "Lub", "Mor", "Nuf", "Pli", "Quo", "Rib", "Snu", "Tro",
    "Umb", "Vlo", "Wim", "Xer", "Zwe", "Blo", "Dwi", "Fro", "Gla", "Kno", "Pru", "Sli", "Tja", "Vra", "Zor",
)  # fmt: skip
_MIDDLE = ("ba", "do", "fi", "ga", "ku", "la", "mo", "ni", "po", "ru", "so", "ti", "vu", "ze")
_LAST = ("dax", "fon", "gim", "kor", "lux", "mip", "nex", "pol", "rix", "stum", "tor", "vip", "wek", "zal")


def fantasy(rng: np.random.Generator, count: int) -> list[str]:
    """So many different invented words."""
    words = [a + b + c for a in _FIRST for b in _MIDDLE for c in _LAST]
    return [words[index] for index in rng.permutation(len(words))[:count].tolist()]
