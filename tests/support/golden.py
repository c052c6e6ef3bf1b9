"""Pictures of pages beside the ones that were kept: made small, so that the edges of letters do not count.

``UPDATE_GOLDEN=1`` keeps what a page looks like now; look at the pictures before they are committed.
"""

import base64
import datetime as dt
import io
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from PIL import Image

SMALLER = 4  # times; a pixel of a kept picture is the mean of so many by so many
TILE = 8  # pixels of a kept picture: 32 of the page, four symbols wide
ASIDE = 2  # pixels of a kept picture that something may lie elsewhere
MOST = 8.0  # of 255: the mean difference within any tile
NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)  # four days after the reference date of the made regions

# The same letters on every machine: those of matplotlib.
FONT = base64.b64encode((Path(mpl.get_data_path()) / "fonts/ttf/DejaVuSans.ttf").read_bytes()).decode()
LETTERS = """font => {
    const bytes = Uint8Array.from(atob(font), (letter) => letter.charCodeAt(0));
    document.fonts.add(new FontFace("vast", bytes.buffer));
    const style = document.createElement("style");
    style.textContent = "* { font-family: vast !important; transition: none !important; }";
    const put = () => (document.head ? document.head.append(style) : setTimeout(put));
    put();
}"""


@contextmanager
def still(browser, path, size):
    """Open a page on a fixed day, with fixed letters."""
    context = browser.new_context(viewport=size, offline=True, locale="nl-NL", reduced_motion="reduce")
    context.clock.set_fixed_time(NOW)
    context.add_init_script(f"({LETTERS})('{FONT}')")
    page = context.new_page()
    page.goto(path.as_uri())
    page.wait_for_function("document.fonts.status === 'loaded'")
    yield page
    context.close()


def small(page):
    """What a page shows, made small."""
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    return picture.reduce(SMALLER)


def difference(one, other):
    """The largest mean difference of any tile; infinite for pictures of another size."""
    if one.size != other.size:
        return float("inf")
    a, b = (np.asarray(picture, dtype=float) for picture in (one, other))
    apart = np.maximum(unmatched(a, b), unmatched(b, a))
    room = [(0, -side % TILE) for side in apart.shape]
    padded = np.pad(apart, room)
    high, wide = (side // TILE for side in padded.shape)
    return float(padded.reshape(high, TILE, wide, TILE).mean(axis=(1, 3)).max())


def unmatched(one, other):
    """Per pixel of one, how far it is from the nearest of the same place in the other and those around it.

    So what lies a few pixels aside is the same: machines set letters a little closer or wider.
    """
    around = np.pad(other, ((ASIDE, ASIDE), (ASIDE, ASIDE), (0, 0)), mode="edge")
    high, wide = one.shape[:2]
    steps = range(2 * ASIDE + 1)
    moved = [around[y : y + high, x : x + wide] for y in steps for x in steps]
    return np.min([np.abs(one - there).max(axis=2) for there in moved], axis=0)


def looks_the_same(page, kept):
    """Hold a page against the picture that was kept of it."""
    now = small(page)
    if os.environ.get("UPDATE_GOLDEN"):
        kept.parent.mkdir(exist_ok=True)
        now.save(kept, optimize=True)
        return
    apart = difference(now, Image.open(kept).convert("RGB"))
    if apart > MOST:
        told = Path(tempfile.gettempdir()) / f"nu-{kept.name}"  # to look at
        now.save(told)
        pytest.fail(f"{kept.name} differs by {apart:.1f} of 255 somewhere (allowed {MOST}); now: {told}")
