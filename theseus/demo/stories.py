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
    pand
        Status of the building, if it is not simply in use.
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
    needs: str = ""


_OUT_OF_USE = "Pand buiten gebruik"

# Addresses with one or more registered businesses; the first takes what the others leave.
REGISTERED = (
    Story("decent", 0.0),
    Story("misspelt", 0.05, facade="misspelt"),
    Story("unseen", 0.07, seen="", in_use="", facade="", does="", dwelling=""),
    Story("stale note", 0.04, seen="old"),
    Story("closed door", 0.015, in_use="nee", facade="", does=""),
    Story("no name", 0.02, facade=""),
    Story("other name", 0.015, facade="other"),
    Story("other activity", 0.012, does="other"),
    Story("recognition lapsed", 0.06, rdw="vervallen", needs="automotive"),
    Story("recognition absent", 0.06, rdw="afwezig", needs="automotive"),
    Story("recognition of another", 0.04, rdw="andere naam", needs="automotive"),
    Story("ended but in use", 0.01, ended=True, facade=""),
    Story("dwelling in a hall", 0.01, dwelling="ja", needs="hal"),
    Story("out of use in the BAG", 0.006, pand=_OUT_OF_USE),
    Story("to be pulled down", 0.005, pand="Sloopvergunning verleend"),
    # Two or more independent sources find something odd: these come out as proposed red.
    Story("dwelling, recognition lapsed", 0.14, dwelling="ja", rdw="vervallen", needs="automotive hal"),
    Story(
        "closed door, recognition lapsed", 0.06, in_use="nee", facade="", rdw="vervallen", needs="automotive"
    ),
    Story("dwelling, other activity", 0.006, dwelling="ja", does="other", needs="hal"),
    Story("dwelling, ended", 0.006, dwelling="ja", ended=True, facade="", needs="hal"),
    Story("ended, out of use in the BAG", 0.008, ended=True, facade="", pand=_OUT_OF_USE),
)

# Addresses that no business is registered at.
UNREGISTERED = (
    Story("unseen", 0.0, seen="", in_use="", facade="", does="", dwelling=""),
    Story("empty", 0.32, in_use="nee", facade="", does=""),
    Story("old empty", 0.09, seen="old", in_use="nee", facade="", does=""),
    Story("unknown user", 0.12, facade="other", does="other"),
    Story("nameless user", 0.06, facade="", does="other"),
    Story("nameless user, dwelling", 0.05, facade="", does="", dwelling="ja", needs="hal"),
)
