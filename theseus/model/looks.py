"""How a label looks on every map: colour and shape from one place, so that no two maps differ.

Shape tells labels apart where colour does not, so each has its own. ``draw/assets/symbols.js`` draws the same
in the browser; a test keeps both alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from theseus.model.judging import Label

PROPOSED = "voorstel rood"  # a white that waits for a second person


@dataclass(frozen=True)
class Look:
    """How one label is drawn.

    Attributes
    ----------
    name
        As a legend says it.
    face, edge, mark
        Colours as ``#rrggbb``: of the inside, of the line around it, and of the dot in its middle, if any.
    """

    name: str
    shape: Literal["circle", "square", "diamond", "triangle"]
    face: str
    edge: str
    mark: str | None = None


# The green is the bluish green of Okabe and Ito; colour-blind readers tell it from this red.
LOOKS: dict[str, Look] = {
    Label.GREEN.value: Look("Groen", "circle", "#009e73", "#004d3a"),
    Label.WHITE.value: Look("Wit", "square", "#ffffff", "#1d2733"),
    PROPOSED: Look("Wit, voorstel rood", "diamond", "#ffffff", "#b3200c", mark="#b3200c"),
    Label.RED.value: Look("Rood", "triangle", "#d5311a", "#5f0f04"),
}
