"""The municipality's own export of the trade register as CSV; documented in docs/formats/kvk_csv.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

from theseus.sources.address import text
from theseus.sources.delimited import Rows, read_delimited

if TYPE_CHECKING:
    from theseus.sources.delivery import Quarantine, RawFile

REQUIRED = (
    "kvknummer",
    "vestigingsnummer",
    "handelsnaam",
    "rechtsvorm",
    "sbi_code",
    "datum_aanvang",
    "datum_einde",
    "straatnaam",
    "huisnummer",
    "huisletter",
    "toevoeging",
    "postcode",
    "plaats",
    "werkzame_personen",
    "indicatie_afgeschermd",
)
OPTIONAL = ("handelsnamen", "sbi_codes", "sbi_versie", "land", "bag_id", "rd_x", "rd_y")


def read_csv(file: RawFile, quarantine: Quarantine) -> Rows:
    """Read the export; the main SBI code comes first in ``sbi_codes``, as in the API's answers.

    Raises
    ------
    SourceError
        See :func:`theseus.sources.delimited.read_delimited`.
    """
    found = read_delimited(file, quarantine, kind="csv", required=REQUIRED, optional=OPTIONAL)
    frame = found.frame
    main = text(frame["sbi_code"]).fillna("")
    others = "," + text(frame["sbi_codes"]).str.replace("|", ",", regex=False)
    frame["sbi_codes"] = text(main + others.fillna(""))
    frame["kind"] = "csv"
    return Rows(frame.drop(columns="sbi_code"), found.rows_read, found.columns)
