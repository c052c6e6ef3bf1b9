"""What the demo tells of each address: one literal list of stories, and how often each happens.

A story says what the street note shows, what RDW and KVK know, and what is odd about the building. The
shares are ours, tuned until the labels came out as ``calibration.py`` says.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Story:
    """One story.

    Attributes
    ----------
    share
        How often, among the addresses it fits.
    seen
        Age of the street note: ``recent``, ``old`` (past its half-life) or empty for none.
    in_use, dwelling
        ``ja``, ``nee`` or empty, as in the note.
    facade
        Name on the façade: ``own``, ``misspelt``, ``other`` (a name nobody knows) or empty.
    does
        Activity noted: ``own``, ``other`` or empty.
    rdw
        For an automotive business: ``geldig``, ``vervallen``, ``afwezig`` or ``andere naam``.
    ended
        KVK has closed the registration, nobody followed.
    pand, unit
        Status of the building and of the verblijfsobject, if it is not simply in use.
    needs
        ``automotive`` (the trade) and ``hal`` (a hall without woonfunctie); empty fits all.
    """

    name: str
    share: float
    seen: str = "recent"
    in_use: str = "ja"
    facade: str = "own"
    does: str = "own"
    dwelling: str = "nee"
    rdw: str = "geldig"
    ended: bool = False
    pand: str = ""
    unit: str = ""
    needs: str = ""


_PAND_CLOSED = "Pand buiten gebruik"
_UNIT_CLOSED = "Verblijfsobject buiten gebruik"

# In each list the first story takes what the others leave.

# What no single source carries alone comes out as proposed red: several look odd, independently.
SEVERAL = (
    Story("dwelling, recognition lapsed", 0.15, dwelling="ja", rdw="vervallen", needs="automotive hal"),
    Story("out of use, recognition lapsed", 0.05, pand=_PAND_CLOSED, rdw="vervallen", needs="automotive"),
    Story(
        "dwelling, other activity, unit out of use",
        0.035,
        dwelling="ja",
        does="other",
        unit=_UNIT_CLOSED,
        needs="hal",
    ),
    Story("out of use twice, other activity", 0.035, does="other", pand=_PAND_CLOSED, unit=_UNIT_CLOSED),
)

# Units with one or more registered businesses.
REGISTERED = (
    Story("decent", 0.0),
    Story("misspelt", 0.05, facade="misspelt"),
    Story("unseen", 0.06, seen="", in_use="", facade="", does="", dwelling=""),
    Story("stale note", 0.04, seen="old"),
    Story("closed door", 0.015, in_use="nee", facade="", does=""),
    Story("no name", 0.02, facade=""),
    Story("other name", 0.015, facade="other"),
    Story("other activity", 0.01, does="other"),
    Story("ended but in use", 0.01, ended=True, facade=""),
    Story("dwelling in a hall", 0.01, dwelling="ja", needs="hal"),
    Story("out of use in the BAG", 0.006, pand=_PAND_CLOSED),
    Story("to be pulled down", 0.006, pand="Sloopvergunning verleend"),
    Story("unit out of use in the BAG", 0.006, unit=_UNIT_CLOSED),
    Story("recognition lapsed", 0.05, rdw="vervallen", needs="automotive"),
    Story("recognition absent", 0.06, rdw="afwezig", needs="automotive"),
    Story("recognition of another", 0.04, rdw="andere naam", needs="automotive"),
    Story(
        "closed door, recognition lapsed", 0.03, in_use="nee", facade="", rdw="vervallen", needs="automotive"
    ),
    *SEVERAL,
)

# Units that no business is registered at.
UNREGISTERED = (
    Story("unseen", 0.0, seen="", in_use="", facade="", does="", dwelling=""),
    Story("empty", 0.32, in_use="nee", facade="", does=""),
    Story("old empty", 0.09, seen="old", in_use="nee", facade="", does=""),
    Story("unknown user", 0.12, facade="other", does="other"),
    Story("nameless user", 0.06, facade="", does="other"),
    Story("nameless user, dwelling", 0.05, facade="", does="", dwelling="ja", needs="hal"),
)

# Businesses at an address that the BAG does not know.
BEYOND = (
    Story("unseen", 0.0, seen="", in_use="", facade="", does="", dwelling=""),
    Story("seen", 0.3),
    Story("ended but in use", 0.16, ended=True),  # BAG, KVK and street: proposed red
    Story("recognition lapsed", 0.3, rdw="vervallen", needs="automotive"),  # BAG and RDW: proposed red
)
