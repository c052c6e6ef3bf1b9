"""Pinned visits: tied to an inspection with who and why, until the last word about them is another."""

import pytest
from entries import LATER, NOW, TODAY, WHO, pin

from theseus.contracts import PINNED, RELEASED, VISIT_PIN
from theseus.desk.pins import decide, pins, standing
from theseus.errors import DeskError
from theseus.model import Pin, Pinned


def test_a_pin_is_kept_with_who_when_and_why(desk_url: str):
    assert list(pins(desk_url).columns) == VISIT_PIN.names
    assert standing(pins(desk_url)) == Pinned()
    number = decide(desk_url, pin(reason=" Afspraak. "))
    (row,) = pins(desk_url).to_dict("records")
    assert (row["pin_id"], row["decision"], row["decided_by"]) == (number, PINNED, "Anna")
    assert row["reason"] == "Afspraak."
    assert (row["decided_on"].date(), row["session_on"].date()) == (TODAY, LATER)
    assert standing(pins(desk_url)) == Pinned((Pin(WHO, "GM0226-2026W53", day=LATER),))


def test_of_every_occupancy_the_last_word_stands(desk_url: str):
    decide(desk_url, pin())
    decide(desk_url, pin(session_id="GM0226-2027W06"))
    decide(desk_url, pin(occupancy_id="c@d"))
    decide(desk_url, pin(RELEASED, occupancy_id="c@d", decided_by="Bram"))
    decide(desk_url, pin(RELEASED, occupancy_id="e@f"))  # was announced, and nobody pinned it
    assert standing(pins(desk_url)) == Pinned(
        (Pin(WHO, "GM0226-2027W06", day=LATER),),
        (Pin("c@d", "GM0226-2026W53", day=LATER), Pin("e@f", "GM0226-2026W53", day=LATER)),
    )
    decide(desk_url, pin(occupancy_id="c@d"))
    assert Pin("c@d", "GM0226-2026W53", day=LATER) in standing(pins(desk_url)).pins
    assert len(pins(desk_url)) == 6


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"decision": "misschien"}, "kies vastgezet of losgelaten"),
        ({"reason": " "}, "vastzetten vraagt om een reden"),
        ({"decision": RELEASED, "reason": ""}, "loslaten vraagt om een reden"),
        ({"reason": "Dit is een malafide zaak."}, "beschuldigt"),
        ({"decided_by": ""}, "naam"),
        ({"occupancy_id": " "}, "gebruik"),
        ({"session_id": ""}, "controle"),
        ({"session_on": TODAY.replace(day=1)}, r"Controle GM0226-2026W53 van 01-11-2026 is al geweest"),
    ],
)
def test_a_pin_that_breaks_a_rule_is_refused(desk_url: str, changed: dict[str, object], told: str):
    with pytest.raises(DeskError, match=told) as refused:
        decide(desk_url, pin(**changed))
    assert "\n" not in str(refused.value)
    assert pins(desk_url).empty


def test_the_same_word_twice_is_refused(desk_url: str):
    decide(desk_url, pin())
    with pytest.raises(DeskError, match="is op 16-11-2026 al vastgezet door Anna"):
        decide(desk_url, pin(decided_by="Bram", entered_at=NOW))
    decide(desk_url, pin(RELEASED))
    with pytest.raises(DeskError, match="al losgelaten door Anna"):
        decide(desk_url, pin(RELEASED))
