"""The errors Theseus raises: one class per room that can refuse, one line of Dutch for the user."""

import errno

_REASONS = {
    errno.EACCES: "u hebt geen toegang",
    errno.EPERM: "u hebt geen toegang",
    errno.EROFS: "hier mag niet geschreven worden",
    errno.ENOSPC: "de schijf is vol",
    errno.ENOENT: "dit bestaat niet",
    errno.EEXIST: "dit bestaat al",
    errno.EISDIR: "dit is een map, er hoort een bestand te staan",
    errno.ENOTDIR: "er hoort een map te staan",
    errno.ENAMETOOLONG: "de naam is te lang",
}


class TheseusError(Exception):
    """Something the user can mend.

    The message is one Dutch line: what is wrong, where, and the mend. The command line prints it
    and ends with exit code 2.
    """


class ConfigError(TheseusError):
    """A value in ``theseus.toml`` or in a card that cannot be used."""


class SourceError(TheseusError):
    """A raw file that cannot be read as what its card says it is."""


class FetchError(TheseusError):
    """A service that cannot be reached, or answers something else than its documentation says."""


class ContractError(TheseusError):
    """A table that breaks the contract of the stage that made it."""


class RuleError(TheseusError):
    """A rule or question card that cannot be evaluated."""


class PlanError(TheseusError):
    """A planning problem that cannot be solved as it is put."""


class ReturnError(TheseusError):
    """A filled-in roster that cannot be read back."""


class DeskError(TheseusError):
    """A decision that the desk refuses."""


def mend_of(error: Exception) -> str | None:
    """Say in one Dutch line what the user can mend; None for a fault of ours.

    Besides our own errors that is a file or folder that cannot be used, and a name in letters that the
    environment does not have.
    """
    if isinstance(error, TheseusError):
        return str(error)
    if isinstance(error, OSError) and error.errno in _REASONS:
        where = error.filename or "Een bestand van de werkmap"
        return f"{where}: {_REASONS[error.errno]}. Herstel dat en draai de opdracht opnieuw."
    # Python keeps bytes of a name that it cannot read as half surrogate pairs (PEP 383).
    if isinstance(error, UnicodeEncodeError) and error.object[error.start] in map(chr, range(0xDC80, 0xDD00)):
        return "Een pad bevat letters die deze omgeving niet kent. Zet de taal op UTF-8, zoals LANG=C.UTF-8."
    return None
