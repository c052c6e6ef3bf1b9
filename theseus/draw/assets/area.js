// An area that the reader draws: corner after corner on the map, or what is in view. Only what lies in it is shown.

const area = (() => {
  let map = null;
  let corners = []; // [lat, lon]
  let busy = false;
  let shape = null;
  let told = () => {};

  function start() {
    clear();
    busy = true;
    map.doubleClickZoom.disable();
    map.getContainer().classList.add("drawing");
    say();
  }

  function finish() {
    if (!busy) return;
    busy = false;
    map.getContainer().classList.remove("drawing");
    setTimeout(() => map.doubleClickZoom.enable());
    if (corners.length < 3) clear();
    else chosen.inside = inside(corners);
    show();
    told();
  }

  function add(latlng) {
    const last = corners.at(-1);
    if (last && Math.abs(last[0] - latlng.lat) + Math.abs(last[1] - latlng.lng) < 1e-7) return; // a double click
    corners.push([latlng.lat, latlng.lng]);
    show();
  }

  function set(wanted) {
    clear();
    corners = wanted;
    if (corners.length > 2) chosen.inside = inside(corners);
    show();
  }

  function clear() {
    corners = [];
    chosen.inside = null;
    if (busy) {
      busy = false;
      map.getContainer().classList.remove("drawing");
      map.doubleClickZoom.enable();
    }
    show();
  }

  function show() {
    shape?.remove();
    shape = null;
    if (map && corners.length) {
      const style = { color: INK, weight: 3, dashArray: "6 5", fill: !busy, fillOpacity: 0.06, interactive: false };
      shape = (busy ? L.polyline : L.polygon)(corners, style).addTo(map);
    }
    say();
  }

  function say() {
    byId("gebied-klaar").hidden = !busy;
    byId("gebied-wis").hidden = !corners.length || busy;
    byId("gebied-uitleg").textContent = busy
      ? "Klik de hoeken van het gebied aan. Dubbelklik of Enter sluit het gebied, Escape breekt af."
      : chosen.inside ? "Alleen wat in het getekende gebied ligt, wordt getoond." : "";
  }

  function inView() {
    const bounds = map.getBounds();
    set([bounds.getNorthWest(), bounds.getNorthEast(), bounds.getSouthEast(), bounds.getSouthWest()].map((corner) => [corner.lat, corner.lng]));
    told();
  }

  function connect(leaflet, onChange) {
    map = leaflet;
    told = onChange;
    map.on("click", (event) => { if (busy) add(event.latlng); });
    map.on("dblclick", finish);
    document.addEventListener("keydown", (event) => {
      if (!busy) return;
      if (event.key === "Enter") finish();
      if (event.key === "Escape") { clear(); told(); }
    });
    byId("gebied-teken").addEventListener("click", start);
    byId("gebied-klaar").addEventListener("click", finish);
    byId("gebied-wis").addEventListener("click", () => { clear(); told(); });
    byId("gebied-beeld").addEventListener("click", inView);
  }

  return { connect, set, clear, corners: () => (busy ? [] : corners), drawing: () => busy };
})();

// Per row whether it lies in a polygon: a line to the east crosses its sides an odd number of times.
function inside(corners) {
  return Uint8Array.from(items.lat, (_, row) => {
    const [y, x] = [latOf(row), lonOf(row)];
    let odd = 0;
    corners.forEach(([y1, x1], at) => {
      const [y2, x2] = corners[(at + 1) % corners.length];
      if (y1 > y !== y2 > y && x < x1 + ((y - y1) * (x2 - x1)) / (y2 - y1)) odd ^= 1;
    });
    return odd;
  });
}
