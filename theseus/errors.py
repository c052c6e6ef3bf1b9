"""The errors Theseus raises: one class per room that can refuse, one line of Dutch for the user."""


class TheseusError(Exception):
    """Something the user can mend.

    The message is one Dutch line: what is wrong, where, and the mend. The command line prints it
    and ends with exit code 2.
    """


class ConfigError(TheseusError):
    """A value in ``theseus.toml`` or in a card that cannot be used."""


class SourceError(TheseusError):
    """A raw file that cannot be read as what its card says it is."""


class ContractError(TheseusError):
    """A table that breaks the contract of the stage that made it."""


class RuleError(TheseusError):
    """A rule or question card that cannot be evaluated."""


class PlanError(TheseusError):
    """A planning problem that cannot be solved as it is put."""


class DeskError(TheseusError):
    """A decision that the desk refuses."""
