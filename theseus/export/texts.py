"""Text from outside, made fit for a file: one line of signs that can be seen, and no formula."""

from __future__ import annotations

import re

# What a spreadsheet may take for the start of a formula (OWASP, CSV injection), as wide signs too.
FORMULA = r"^(\s*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20])"


def one_line(text: str) -> str:
    """Put a text on one line, without signs that steer: control signs, turned directions, half signs."""
    if not text.isprintable():  # nearly all texts are, and of a run there are many
        text = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(text.split())


def no_formula(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would run."""
    return re.sub(FORMULA, r"'\1", text)
