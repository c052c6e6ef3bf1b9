"""Time the map: python benchmarks/map.py [occupancies ...], by default 1,500 10,000 50,000 250,000.

Of each: seconds to write the file, its size, seconds until the symbols are visible and until all of the
page is there, milliseconds until a filter and a zoom have redrawn, and the page's memory, in headless
Chromium without a network. Beside it an empty page, opened in the same way: what the browser itself
takes. Where others use the machine, look at the seconds of the processor; each page is opened ``TIMES``
times, the quickest counts.

In the same run folium's own ways: Marker with Popup and MarkerCluster with Marker, which have only a
name in their popups, no reasons, no filters. A way that is not done within ``PATIENCE`` is not tried
with more markers.
"""

import multiprocessing
import resource
import sys
import tempfile
import time
from pathlib import Path

import folium
from browsing import ARGS, DESKTOP, program
from folium.plugins import MarkerCluster
from made.for_map import region
from offline_folium import answer
from playwright.sync_api import Error, sync_playwright

from theseus import draw

SIZES = (1_500, 10_000, 50_000, 250_000)
PATIENCE = 90  # seconds, for folium: to write, and to show
TIMES = 3
FRAMES = "new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
# A page that has no parts of its own is all there when it is visible.
VISIBLE = "body[data-visible], body[data-leeg], .leaflet-marker-icon"
# The page notes when it showed its first frame with symbols: who asks for it waits for what follows.
NOTE = f"""(() => {{
    const note = () => {{ window.seen = performance.timeOrigin + performance.now(); }};
    const look = () => (document.querySelector("{VISIBLE}") ? setTimeout(note) : requestAnimationFrame(look));
    requestAnimationFrame(look);
}})()"""
READY = "body[data-drawn], body[data-leeg], .leaflet-marker-icon"
EMPTY = "<!DOCTYPE html><title>Leeg</title><body data-leeg>"
OPENED = "  zichtbaar {:.2f} s, klaar {:.2f} s (cpu {:.2f})"
WORKED = "  filter {:.0f} ms (cpu {:.0f})  zoom {:.0f} ms (cpu {:.0f})  geheugen {:.0f} MB"
ASKED = {50_000: "gevraagd: 2 s, 10 MB, 1 s, 100 ms", 250_000: "gevraagd: 40 MB, 2 s, 200 ms"}


def ours(data, path):
    draw.write(data, path)


def markers(data, path, clustered):
    """Folium as its documentation shows it; our names are harmless, so nothing is escaped."""
    page = folium.Map(location=(51.95, 6.0), zoom_start=10, tiles=None, maxZoom=18)
    target = MarkerCluster().add_to(page) if clustered else page
    places = data.occupancies.geometry.to_crs(4326)
    for name, place in zip(data.occupancies["name"].fillna("Onbekend"), places, strict=True):
        folium.Marker((place.y, place.x), popup=folium.Popup(name)).add_to(target)
    page.save(path)


def timed(function, *args):
    start, used = time.perf_counter(), time.process_time()
    function(*args)
    return time.perf_counter() - start, time.process_time() - used


def opened(browser, path):
    """A page; seconds until symbols are visible, and until all is there by the clock and the processor."""
    context = browser.new_context(viewport=DESKTOP, offline=True)
    context.route("https://**/*", answer)
    context.add_init_script(NOTE)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    start = time.time()
    page.goto(path.as_uri(), wait_until="commit", timeout=PATIENCE * 1000)
    page.wait_for_selector(READY, state="attached", timeout=PATIENCE * 1000)
    page.evaluate(FRAMES)
    ready = time.time() - start
    seen = page.evaluate("window.seen") / 1000 - start
    return page, session, (seen, ready, metric(session, "ThreadTime"))


def worked(browser, path):
    """What ``opened`` measures; milliseconds per filter and zoom; memory."""
    page, session, times = opened(browser, path)
    filters = [took(page, session, "document.querySelector('#keuze-label input').click()") for _ in range(6)]
    steps = ("+ 2", "- 2") * 3
    zooms = [
        took(page, session, f"map_theseus.setZoom(map_theseus.getZoom() {step}, {{ animate: false }})")
        for step in steps
    ]
    memory = metric(session, "JSHeapUsedSize") / 1e6
    page.context.close()
    return *times, *slowest(filters), *slowest(zooms), memory


def shown(browser, path):
    page, _, times = opened(browser, path)
    page.context.close()
    return times


def best(measure, browser, path):
    """The least of each figure over several times; filters and zooms have their slowest in each."""
    return tuple(min(part) for part in zip(*(measure(browser, path) for _ in range(TIMES)), strict=True))


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


def line(way, count, seconds, path, told):
    size = path.stat().st_size / 1e6
    start = f"{way:<22}{count:>9,}  schrijven {seconds[0]:6.1f} s (cpu {seconds[1]:.1f} s)  {size:6.1f} MB"
    print(start + told, flush=True)


def by_folium(browser, data, path, clustered):
    """Write and open folium's page, with a limit to both; False if it did not get there."""
    name, count = "folium MarkerCluster" if clustered else "folium Marker+Popup", len(data.occupancies)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    writer = multiprocessing.get_context("fork").Process(target=markers, args=(data, path, clustered))
    writer.start()
    writer.join(PATIENCE)
    if writer.exitcode is None:
        writer.kill()
        writer.join()
        print(f"{name:<22}{count:>9,}  niet geschreven binnen {PATIENCE} s", flush=True)
        return False
    seconds = time.perf_counter() - start
    cpu = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - used.ru_utime
    try:
        told = OPENED.format(*shown(browser, path))
    except Error:
        told = f"  niet zichtbaar binnen {PATIENCE} s"
    line(name, count, (seconds, cpu), path, told)
    return "niet" not in told


def main():
    sizes = [int(part.replace(",", "")) for part in sys.argv[1:]] or SIZES
    ways = [False, True]  # clustered or not
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        start = {"executable_path": program(), "args": ARGS}
        browser = playwright.chromium.launch(**start)
        path = Path(folder) / "kaart.html"
        path.write_text(EMPTY)
        print(f"een lege pagina{OPENED.format(*best(shown, browser, path))}", flush=True)
        ours(region(100), path)  # what is imported and read once is not the map's time
        for count in sizes:
            data = region(count)
            seconds = timed(ours, data, path)
            told = (OPENED + WORKED).format(*best(worked, browser, path))
            line("theseus.draw", count, seconds, path, f"{told}  {ASKED.get(count, '')}".rstrip())
            others = playwright.chromium.launch(**start)  # of their own: they may stop a browser
            ways = [clustered for clustered in ways if by_folium(others, data, path, clustered)]
            others.close()
        browser.close()
    print(f"meeste geheugen van Python: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:,.0f} MB")


if __name__ == "__main__":
    main()
