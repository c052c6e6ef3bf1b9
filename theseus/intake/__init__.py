"""From raw files to accepted records: find, read and check every source, and say how it went.

A delivery that cannot be read or fails its checks does not enter. Then the last good one stays in use, with
all that it means, until it is older than the source's half-life: the records of the published run, or an
earlier delivery in ``data/raw`` that passes the door. Without one the source counts as not consulted.
"""

from theseus.intake.files import files_of
from theseus.intake.taking import Intake, gather, remember, take_in, without_unasked

__all__ = ["Intake", "files_of", "gather", "remember", "take_in", "without_unasked"]
