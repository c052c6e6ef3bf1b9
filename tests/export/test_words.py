"""Words that rosters share: what stands on a door, of an address as Theseus writes it."""

import pytest

from theseus.export.words import house_number


@pytest.mark.parametrize(
    ("address", "house"),
    [
        ("Smalle Voorbeeldweg 13E, 6939 UW Westervoort", "13E"),
        ("Ratio 24-17, 6921 RW Duiven", "24-17"),
        ("Plein 1945 8, 6921 RW Duiven", "8"),
        ("Ratio 1 t/m 5", "1 t/m 5"),
        ("Ratio, 6921 RW Duiven", ""),
        ("6921 RW Duiven", ""),
        ("Pand 0221100000311545 (geen adres bekend)", ""),
        ("Pand 0221100000311545 (geen adres bekend; bij Ratio 12, 6921 RW Duiven)", ""),
        ("Geen adres bekend", ""),
    ],
)
def test_the_house_number_is_read_from_an_address_and_never_from_another(address: str, house: str):
    assert house_number(address) == house
