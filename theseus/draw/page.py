"""folium's map to one file: the shell is folium's, Leaflet and our page are put in after the render.

folium evaluates text as Jinja templates and pastes it into JavaScript. So no text from outside passes
through it: the data goes into the finished page packed (``packing``), and the browser shows it as text.
"""

from __future__ import annotations

import html
import importlib.resources
import re
from typing import TYPE_CHECKING, Any

import folium
from branca.element import Figure

from theseus.atomic import write_bytes
from theseus.draw.leaflet import leaflet
from theseus.draw.packing import pack
from theseus.draw.payload import parted, payload

if TYPE_CHECKING:
    from pathlib import Path

    from theseus.draw.data import MapData

TILE_HOST = "https://service.pdok.nl"
# PDOK, BRT Achtergrondkaart (WMTS), CC BY 4.0; names the Kadaster as its maker.
TILES = TILE_HOST + "/brt/achtergrondkaart/wmts/v2_0/grijs/EPSG:3857/{z}/{x}/{y}.png"
ATTRIBUTION = "Kaartgegevens © Kadaster"
NETHERLANDS = (52.2, 5.5)  # latitude, longitude; the page fits the parks when it opens

# In this order they make one script: each may use what stands before it. Up to ``picture`` they need only the
# first block; ``rest`` waits until that picture is shown, and for the other block.
SCRIPTS = (
    "dom", "hold", "unpack", "store", "symbols", "facets", "choose", "groups", "symbol_layer",
    "park_names", "parks", "legend", "header", "picture",
    "rest", "more_facets", "overlays", "routes", "beyond", "details", "list", "drawer", "area", "filters",
    "layers", "zip", "xlsx", "export", "table", "slider", "state", "print",
    "stepping", "main",
)  # fmt: skip

# What goes wrong while the page is made is told to the reader, and to the developer.
FAILED = """(problem) => {
  const told = document.getElementById("storing");
  told.textContent = `De kaart kan niet worden getoond. ${problem.message}`;
  told.hidden = false;
  throw problem;
}"""


class _Page(Figure):
    """folium's page, completed after its render."""

    def __init__(self, data: MapData) -> None:
        super().__init__(height="720px")
        self.data = data

    def render(self, **kwargs: Any) -> str:  # noqa: ANN401  # branca passes on whatever it likes
        return _complete(super().render(**kwargs), self.data)


class _RegionMap(folium.Map):
    """A folium map without folium's links to the network."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012  # the name and type are folium's
    default_css: list[tuple[str, str]] = []  # noqa: RUF012


def map(data: MapData) -> folium.Map:  # noqa: A001  # read as theseus.draw.map
    """Draw the map of a region.

    Parameters
    ----------
    data
        The tables of one run.

    Returns
    -------
    folium.Map
        Shows itself in a notebook and takes more folium layers, as long as those need no files from
        the network: the page's security policy refuses them.
    """
    region = _RegionMap(
        location=NETHERLANDS,
        zoom_start=8,
        tiles=None,
        zoom_control=False,  # ours has Dutch titles
        min_zoom=7,
        max_zoom=20,
        zoom_snap=1 if data.background else 0.25,
    )
    region._id = "theseus"  # noqa: SLF001  # random otherwise; the same data must give the same bytes
    pane = folium.map.CustomPane("gebruiken", z_index=450)
    pane._id = "gebruiken"  # noqa: SLF001  # as above
    region.add_child(pane)
    if data.background:
        tiles = folium.TileLayer(TILES, attr=ATTRIBUTION, max_zoom=20, max_native_zoom=19)
        tiles._id = "achtergrond"  # noqa: SLF001  # as above
        region.add_child(tiles)
    _Page(data).add_child(region)
    return region


def write(data: MapData, path: Path) -> None:
    """Write the map as one self-contained HTML file; a reader sees the old file or the new one.

    Parameters
    ----------
    path
        The file; its folder is made if needed.
    """
    page = map(data).get_root().render().encode("utf-8")
    write_bytes(path, page)


def _complete(shell: str, data: MapData) -> str:
    """Put policy, Leaflet, our page and the data into folium's page."""
    script, style = leaflet()
    ours = "\n".join(_asset(f"{name}.js") for name in SCRIPTS)
    shell = re.sub(r'<meta name="viewport"[^>]*>', "", shell, count=1)  # folium's forbids zooming
    head = (
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(data.background)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(data.region_name)} – bedrijventerreinen</title>\n"
        f"<style>{style}</style>\n<script>{script}</script>\n"
    )
    first, rest = parted(payload(data))
    # The browser runs a script before it reads on, so the map is drawn before the second block comes in.
    tail = (
        f"{_block('gegevens', first)}"
        f'<script>(async () => {{\n"use strict";\n{ours}\n}})().catch({FAILED});</script>\n'
        f"{_block('gegevens-rest', rest)}"
    )
    parts = {
        "<html>": '<html lang="nl">',
        "<head>": f"<head>\n{head}",
        "</head>": f"<style>{_asset('page.css')}</style>\n</head>",
        "<body>": f'<body data-weergave="kaart">\n{_asset("page.html")}',
        "</body>": "</main>",  # opened in page.html
        "</html>": f"{tail}</body>\n</html>",
    }
    # One pass over folium's own page, so that nothing put in is searched again.
    return re.sub("|".join(re.escape(tag) for tag in parts), lambda tag: parts[tag.group()], shell)


def _block(name: str, value: dict[str, Any]) -> str:
    return f'<script type="application/octet-stream" id="{name}">{pack(value)}</script>\n'


def _policy(background: bool) -> str:  # noqa: FBT001  # a fact about the page, not a switch
    images = f"data: {TILE_HOST}" if background else "data:"
    return (
        f"default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src {images}; "
        "base-uri 'none'; form-action 'none'"
    )


def _asset(name: str) -> str:
    return (importlib.resources.files("theseus.draw") / "assets" / name).read_text("utf-8")
