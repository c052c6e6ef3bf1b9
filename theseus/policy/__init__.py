"""The rules as a run used them: kept with the run, compared with others, accepted by a person."""

from theseus.policy.accepting import choose
from theseus.policy.comparing import differences, unversioned
from theseus.policy.kept import FILE_NAME, PolicySet, from_json, of, read, to_json

__all__ = [
    "FILE_NAME",
    "PolicySet",
    "choose",
    "differences",
    "from_json",
    "of",
    "read",
    "to_json",
    "unversioned",
]
