"""Labels made again from what a run kept: with its own rules as a proof, with others to see their effect."""

from theseus.relabel.again import Kept, again, kept_of, policy_of
from theseus.relabel.deliveries import RawFile, State, deliveries
from theseus.relabel.effect import Effect, effect
from theseus.relabel.proof import Proof, prove
from theseus.relabel.telling import proof_lines

__all__ = [
    "Effect",
    "Kept",
    "Proof",
    "RawFile",
    "State",
    "again",
    "deliveries",
    "effect",
    "kept_of",
    "policy_of",
    "proof_lines",
    "prove",
]
