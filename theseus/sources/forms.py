"""What a list of registrations looks like: its columns with their explanation, and its closed lists.

A list is a file of our own form, for a register that offers no service. The form is written out once, per
source; the reader, the empty template and the documentation's test all go by it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SHEET = "registraties"
EXPLANATION = "uitleg"
# The first cell of the row with explanations in a CSV; that row is told, never read.
EXPLAINED = "#uitleg"

ADDRESS_COLUMNS = {
    "straat": "Straatnaam.",
    "huisnummer": "Getal; 12A-2 mag ook en wordt gesplitst.",
    "huisletter": "Eén letter.",
    "toevoeging": "Toevoeging bij het huisnummer.",
    "postcode": "1234AB; een spatie mag.",
    "plaats": "Woonplaats.",
}
KEY_COLUMNS = {
    "kvknummer": "8 cijfers.",
    "vestigingsnummer": "12 cijfers.",
    "bag_id": "16 cijfers: het verblijfsobject in de BAG, niet de nummeraanduiding.",
}
DATE_COLUMNS = {
    "geldig_van": "Eerste dag waarop de registratie geldt: JJJJ-MM-DD of DD-MM-JJJJ.",
    "geldig_tot_en_met": "Laatste dag waarop de registratie geldt; leeg als er geen einde is.",
    "status": "geldig of vervallen; leeg mag, dan beslissen de datums.",
}
STATUSES = ("geldig", "vervallen")
OPTIONAL = {"peildatum": "Dag waarvoor de regel klopt; leeg is de dag van levering."}


@dataclass(frozen=True)
class Form:
    """The form of one list.

    Attributes
    ----------
    key
        Column with the register's own number of a registration.
    key_says
        Explanation of that column.
    kinds
        Closed list of what can be registered, in lower case, with the activity that each means (None for
        none); empty if the list has no column ``soort``.
    constant_kind
        What is registered, where the list has no column for it.
    activity
        Activity of every registration in the list, where there is one.
    more
        Further required columns with their explanation.
    optional
        Columns that may be absent, with their explanation.
    """

    key: str
    key_says: str
    kinds: Mapping[str, str | None] = field(default_factory=dict)
    constant_kind: str | None = None
    activity: str | None = None
    more: Mapping[str, str] = field(default_factory=dict)
    optional: Mapping[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> dict[str, str]:
        """Required columns in the order of the template, with their explanation."""
        listed = f"Een van: {', '.join(self.kinds)}; meer dan een met | ertussen."
        kinds = {"soort": listed} if self.kinds else {}
        return {
            self.key: self.key_says,
            "handelsnaam": "Naam van het bedrijf; nooit de naam van een persoon die geen handelsnaam is.",
            **kinds,
            **self.more,
            **DATE_COLUMNS,
            **ADDRESS_COLUMNS,
        }

    @property
    def spare(self) -> dict[str, str]:
        """Optional columns in the order of the template, with their explanation."""
        keys = {name: says for name, says in KEY_COLUMNS.items() if name not in self.columns}
        return {**keys, **self.optional, **OPTIONAL}

    @property
    def closed(self) -> dict[str, tuple[str, ...]]:
        """The closed list of each column that has one."""
        found: dict[str, tuple[str, ...]] = {"status": STATUSES}
        return {**found, "soort": tuple(self.kinds)} if self.kinds else found
