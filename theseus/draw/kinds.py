"""Which symbol a label has on the map: a proposal for red is no red, and is drawn as what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from theseus.model import Label

if TYPE_CHECKING:
    import pandas as pd

# The position is the code of the symbol in the browser (symbols.js); more urgent is higher.
KINDS = (Label.GREEN.value, Label.WHITE.value, "voorstel rood", Label.RED.value)
PROPOSED_RED = 2


def kinds(labels: pd.DataFrame) -> pd.Series:
    """Return the symbol of each label; a proposal is never shown as a confirmed red.

    Parameters
    ----------
    labels
        Columns ``label`` and ``proposed_red``, of contract ``label``.
    """
    proposed = labels["proposed_red"].fillna(value=False).astype(bool)
    codes = {label: code for code, label in enumerate(KINDS)}
    return labels["label"].map(codes).astype("int64").mask(proposed, PROPOSED_RED)
