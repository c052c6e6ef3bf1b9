"""The command line speaks Dutch: click's own words through gettext, from ``locale/nl``.

The compiled file is made with ``make locale``; a test keeps it equal to its source.
"""

from __future__ import annotations

import gettext
import os
from pathlib import Path

LOCALE = Path(__file__).parent / "locale"


def speak_dutch() -> None:
    """Let gettext find our Dutch texts in its default domain, whatever the machine's language."""
    os.environ["LANGUAGE"] = "nl"
    gettext.bindtextdomain("messages", LOCALE)
