"""What a roster asks and how it is written, so that a filled-in one can be read back.

A reader finds sheets, layers and columns by these names, never by their place.
"""

from __future__ import annotations

import re

from theseus.contracts.desk import FOUND_NOTHING, FOUND_VIOLATION, HANDED_OVER, NO_ACCESS, NOBODY_THERE

# Sheets of the workbook. In both the heading row is the first row that begins with OCCUPANCY.
VISITS_SHEET, QUESTIONS_SHEET = "Looplijst", "Vragen"
# Layers of the GeoPackage; their fields are the column names in lower case with _ for a space.
VISITS_LAYER, QUESTIONS_LAYER = "bezoeken", "vragen"

# Columns for the way back, hidden in a workbook. A row of QUESTIONS_SHEET whose QUESTION is empty asks what
# no fact is made of: whatever stands there as an answer is a remark about the visit.
OCCUPANCY, QUESTION = "occupancy_id", "question"
# Columns that an inspector fills in: of a visit, and of a question.
OUTCOME, NOTE, ANSWER = "Uitkomst", "Opmerking", "Antwoord"
FINDINGS = ("Bevinding 1", "Bevinding 2", "Bevinding 3")
# What a roster tells and nobody fills in, as headings of a workbook and as fields: all of a list to read.
TOLD = ("Nr.", "volgnummer", "Van", "aankomst", "Adres", "Naam", "Terrein", "Label", "Reden")
# Properties of the workbook, and fields of the layer of visits, that say which roster it is.
SESSION, RUN, EDITION = "session_id", "run", "editie"
EDITION_NOW = "2"

# Fields of the form for ODK besides those above in lower case: the group of questions, the kinds of
# findings in one field, and how a field begins that is answered in words.
FORM_QUESTIONS, FORM_FINDINGS, FORM_TEXT = "vragen", "bevindingen", "tekst"

ENTERED, NOT_NEEDED = "toegang gekregen", "niet meer nodig"
# What can be chosen as the outcome, and the result that it is: of ENTERED the findings decide, and what was
# not needed any more was no visit.
OUTCOMES: dict[str, str | None] = {
    ENTERED: None,
    "niemand aanwezig": NOBODY_THERE,
    "geen medewerking": NO_ACCESS,
    "overgedragen aan een ander team": HANDED_OVER,
    NOT_NEEDED: None,
}
RESULT_OF_ENTERING = {True: FOUND_VIOLATION, False: FOUND_NOTHING}
# What can be chosen as a finding, after what the field says it finds (vacancy, building, registration, fire).
FINDING_KINDS = (
    "leegstand",
    "bouwen",
    "milieu",
    "bestemming of bewoning",
    "inschrijving KVK",
    "brandveiligheid",
    "arbeid",
    "belasting of douane",
    "opkopersregister (DOR)",
    "ander aandachtspunt",
)

# What the agreement with a partner can allow on its roster, as ``[[partners]] columns`` names it, and what a
# partner gets of whom nothing was agreed. "uitkomst" is the right to fill in, and so the hidden ids too.
COLUMNS = ("volgnummer", "tijden", "adres", "naam", "terrein", "label", "reden", "vragen", "uitkomst")
SPARE = ("volgnummer", "tijden", "adres", "terrein")


def form_name(text: str) -> str:
    """Write a text as a form for ODK names things: letters, digits and underscores (xlsform.org)."""
    return re.sub(r"[^A-Za-z0-9]+", "_", text).strip("_")
