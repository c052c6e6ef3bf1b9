"""Leaflet's script and style sheet, read from the installed package ``folium-offline``.

That package holds the files as string literals in a module that takes seconds to import, and pulls in
a second copy of folium. So its source text is read, and only the two literals are evaluated.
"""

from __future__ import annotations

import ast
import importlib.metadata
from functools import cache
from pathlib import Path

import folium

from theseus.errors import ConfigError

PACKAGE = "folium-offline"
MODULE = "offlinefolium/elements.py"
SOURCE_MAP = "//# sourceMappingURL="


@cache
def leaflet() -> tuple[str, str]:
    """Return Leaflet's script and style sheet, of the version that folium asks for.

    Raises
    ------
    ConfigError
        If ``folium-offline`` is missing or does not carry that version.
    """
    try:
        module = importlib.metadata.distribution(PACKAGE).locate_file(MODULE)
        text = Path(str(module)).read_text("utf-8")
    except (importlib.metadata.PackageNotFoundError, OSError) as error:
        raise ConfigError(f"Het pakket {PACKAGE} ontbreekt; installeer het met 'uv sync'.") from error
    script = _literal(text, dict(folium.Map.default_js)["leaflet"])
    style = _literal(text, dict(folium.Map.default_css)["leaflet_css"])
    # A source map is a file beside the script: a browser's developer tools would look for it.
    return script.split(SOURCE_MAP)[0].strip(), style.strip()


def _literal(text: str, url: str) -> str:
    """Evaluate the one literal that the module files under this address."""
    start = text.find(f"_res['{url}'] = '''")
    end = text.find(f"''' #{url}", start)
    if start < 0 or end < 0:
        raise ConfigError(f"Het pakket {PACKAGE} past niet bij deze folium: {url} zit er niet in.")
    return str(ast.literal_eval(text[start:end].split(" = ", 1)[1] + "'''"))
