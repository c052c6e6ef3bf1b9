"""Time the map: python benchmarks/map.py [occupancies ...], by default 1,500 10,000 50,000 250,000.

Of each: seconds to write the file, its size, seconds until the symbols are visible, milliseconds until a
filter and a zoom have redrawn, and the page's memory, in headless Chromium without a network. In the same run
folium's own ways: Marker with Popup and MarkerCluster with Marker, as far as they get (``FOLIUM_MOST``); they
have only a name in their popups, no reasons, no filters. Where others use the machine, look at the seconds of
the processor.
"""

import resource
import sys
import tempfile
import time
from pathlib import Path

import folium
from browsing import ARGS, DESKTOP, program
from folium.plugins import MarkerCluster
from made.for_map import region
from playwright.sync_api import sync_playwright

from theseus import draw

SIZES = (1_500, 10_000, 50_000, 250_000)
FOLIUM_MOST = 10_000  # markers; 50,000 take most of a minute to write and stop the browser
FRAMES = "new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
MARKS = "body[data-drawn]"
TOLD = (
    "  zichtbaar {:.2f} s (cpu {:.2f})  filter {:.0f} ms (cpu {:.0f})  zoom {:.0f} ms (cpu {:.0f})"
    "  geheugen {:.0f} MB"
)
ASKED = {50_000: "gevraagd: 2 s, 10 MB, 1 s, 100 ms", 250_000: "gevraagd: 40 MB, 2 s, 200 ms"}


def ours(data, path):
    draw.write(data, path)


def markers(data, path, clustered):
    """Folium as its documentation shows it; our names are harmless, so nothing is escaped."""
    page = folium.Map(location=(51.95, 6.0), zoom_start=10, tiles=None)
    target = MarkerCluster().add_to(page) if clustered else page
    places = data.occupancies.geometry.to_crs(4326)
    for name, place in zip(data.occupancies["name"].fillna("Onbekend"), places, strict=True):
        folium.Marker((place.y, place.x), popup=folium.Popup(name)).add_to(target)
    page.save(path)


def timed(function, *args):
    start, used = time.perf_counter(), time.process_time()
    function(*args)
    return time.perf_counter() - start, time.process_time() - used


def measured(browser, path):
    """Seconds until visible, milliseconds per filter and zoom, each with what the processor took; memory."""
    page = browser.new_context(viewport=DESKTOP, offline=True).new_page()
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    start = time.perf_counter()
    page.goto(path.as_uri())
    page.wait_for_selector(MARKS, timeout=120_000)
    page.evaluate(FRAMES)
    visible = time.perf_counter() - start, metric(session, "ThreadTime")
    filters = [took(page, session, "document.querySelector('#keuze-label input').click()") for _ in range(6)]
    steps = ("+ 2", "- 2") * 3
    zooms = [
        took(page, session, f"map_theseus.setZoom(map_theseus.getZoom() {step}, {{ animate: false }})")
        for step in steps
    ]
    memory = metric(session, "JSHeapUsedSize") / 1e6
    page.context.close()
    return *visible, *slowest(filters), *slowest(zooms), memory


def metric(session, name):
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(one["value"] for one in metrics if one["name"] == name)


def took(page, session, action):
    """Milliseconds until what an action changes is drawn, and those of the page's own thread in it."""
    before = metric(session, "TaskDuration")
    timing = f"const start = performance.now(); {action}; await {FRAMES}; return performance.now() - start;"
    passed = page.evaluate(f"async () => {{ {timing} }}")
    return passed, (metric(session, "TaskDuration") - before) * 1000


def slowest(measured_):
    return tuple(max(part) for part in zip(*measured_, strict=True))


def line(way, count, seconds, path, seen=None):
    size = path.stat().st_size / 1e6
    told = f"{way:<22}{count:>9,}  schrijven {seconds[0]:6.1f} s (cpu {seconds[1]:.1f} s)  {size:6.1f} MB"
    if seen:
        told += TOLD.format(*seen)
    return f"{told}  {ASKED.get(count, '') if seen else ''}".rstrip()


def main():
    sizes = [int(part.replace(",", "")) for part in sys.argv[1:]] or SIZES
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=ARGS)
        ours(region(100), Path(folder) / "warm.html")  # what is imported and read once is not the map's time
        for count in sizes:
            data = region(count)
            path = Path(folder) / f"{count}.html"
            seconds = timed(ours, data, path)
            print(line("theseus.draw", count, seconds, path, measured(browser, path)), flush=True)
            if count > FOLIUM_MOST:
                continue
            for name, clustered in (("folium Marker+Popup", False), ("folium MarkerCluster", True)):
                seconds = timed(markers, data, path, clustered)
                print(line(name, count, seconds, path), flush=True)
        browser.close()
    print(f"meeste geheugen van Python: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:,.0f} MB")


if __name__ == "__main__":
    main()
