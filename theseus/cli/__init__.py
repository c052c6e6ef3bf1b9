"""The command line: one command per task, no logic. Help is Dutch; an error is one line.

Exit codes: 0 done, 1 a fault of ours, 2 something the user can mend, 3 done, but with a source that was
kept out, not renewed, or too old, 4 done, but the share of a label jumped.
"""

from __future__ import annotations

import io
import sys

from theseus import console
from theseus.cli import (  # noqa: F401 - each adds its commands
    deciding,
    fetching,
    filing,
    making,
    objecting,
    pinning,
    planning,
    reading,
    returning,
    ruling,
    running,
    theming,
    trying,
    visiting,
)
from theseus.cli.app import DEBUG, HALTED, app
from theseus.errors import mend_of

__all__ = ["HALTED", "OURS", "THEIRS", "app", "main"]

OURS, THEIRS = 1, 2


def main() -> None:
    """Run the command line; turn errors into one Dutch line and an exit code."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a name that the terminal cannot show stops no work
    try:
        app(prog_name="theseus")
    except Exception as error:  # the last stop before the user: any fault of ours ends here
        if DEBUG in sys.argv:
            raise
        mend = mend_of(error)
        if mend is not None:
            console.complain(mend)
            sys.exit(THEIRS)
        console.complain(f"Er ging iets mis in Theseus zelf ({type(error).__name__}: {error}).")
        console.complain("Draai dezelfde opdracht met --debug en meld wat er dan staat.")
        sys.exit(OURS)
