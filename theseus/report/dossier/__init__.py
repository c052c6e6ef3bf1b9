"""The dossier of one business: what is held of it, what was decided and why, and who received its label."""

from theseus.report.dossier.compiling import NOBODY, compile_dossier, received
from theseus.report.dossier.held import CARD
from theseus.report.dossier.material import Material, Then
from theseus.report.dossier.shape import Dossier

__all__ = ["CARD", "NOBODY", "Dossier", "Material", "Then", "compile_dossier", "received"]
