"""What folium's own pages ask of the network, answered from the installed package ``folium-offline``."""

import ast
import importlib.metadata
import re
from functools import cache
from pathlib import Path

LITERAL = re.compile(r"^_res\['([^']+)'\] = ('{3}.*?'{3}) #", re.DOTALL | re.MULTILINE)


@cache
def files():
    """The source text of each file by its address; not imported, for that takes seconds."""
    module = importlib.metadata.distribution("folium-offline").locate_file("offlinefolium/elements.py")
    return dict(LITERAL.findall(Path(str(module)).read_text("utf-8")))


def answer(route):
    """Answer one request of a page; what the package does not have (fonts, tiles) is not there."""
    address = route.request.url
    if address not in files():
        route.abort()
        return
    kind = "text/css" if address.endswith(".css") else "text/javascript"
    route.fulfill(body=ast.literal_eval(files()[address]), content_type=kind)
