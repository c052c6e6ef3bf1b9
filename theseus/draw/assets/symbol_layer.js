// The rows on one canvas: each symbol is drawn once and stamped where it is in view; where there are too
// many to tell apart, a circle per cell says how many. A grid finds what lies under the pointer.

const CELL = 32; // pixels; side of a cell of the grid under the pointer
const SMALLEST = 3; // pixels; radius of a symbol
const LARGEST = 8;
const METRES_PER_PIXEL = 96_100; // of Leaflet's plane at zoom 0, at 52 degrees north
const REACH = 4; // pixels around a symbol that still count as the symbol
const ROOM = 110; // square pixels of window per symbol; with less, circles take over
const DOT = 8; // pixels; side of a cell that one symbol fills
const PILED = 4; // symbols per filled cell; with more, circles take over

function symbolLayer(map) {
  const latLng = (row) => L.latLng(latOf(row), lonOf(row));
  // Leaflet's plane at zoom 0: multiplied by the scale it gives pixels at any zoom.
  const xs = new Float64Array(spotCount);
  const ys = new Float64Array(spotCount);
  for (let spot = 0; spot < spotCount; spot += 1) {
    const place = mercator(latOf(spotRows[spotStart[spot]]), lonOf(spotRows[spotStart[spot]]));
    [xs[spot], ys[spot]] = place;
  }
  L.canvas({ pane: "gebruiken", padding: 0.2 }).addTo(map);
  const sheet = map.getPane("gebruiken").querySelector("canvas");
  const context = sheet.getContext("2d");
  // Metres between neighbours if spread evenly. Symbols shrink before the urgent ones hide the others.
  const hectares = data.parks.reduce((sum, park) => sum + park.area, 0);
  const spacing = Math.sqrt((hectares * 10_000) / Math.max(1, spotCount));
  const inView = new Uint32Array(spotCount);
  const afterwards = []; // told when the sheet was drawn
  const over = []; // what else is drawn: before the symbols ("under") or after ("over"), see overlays.js
  let grid = new Map();
  let groups = [];
  let radius = 0;
  let stamps = [];
  let drawn = inView.subarray(0, 0); // the spots on the sheet
  let picked = -1; // the spot whose details are open

  function prepareStamps() {
    const apart = spacing * (map.getZoomScale(map.getZoom(), 0) / METRES_PER_PIXEL);
    const wanted = Math.min(LARGEST, Math.max(SMALLEST, Math.round(apart * 0.9) / 2));
    if (wanted === radius) return;
    radius = wanted;
    stamps = KINDS.map((_, kind) => bitmap(symbolCanvas(kind, radius, 2)));
  }

  // A bitmap is stamped many times faster than a canvas.
  function bitmap(canvas) {
    const sheet = new OffscreenCanvas(canvas.width, canvas.height);
    sheet.getContext("2d").drawImage(canvas, 0, 0);
    return sheet.transferToImageBitmap();
  }

  function draw() {
    prepareStamps();
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, sheet.width, sheet.height);
    context.restore();
    paint(context);
    afterwards.forEach((told) => told());
  }

  // Where the sheet lies: how a place on Leaflet's plane becomes a pixel of the map's layers.
  function frame() {
    const scale = map.getZoomScale(map.getZoom(), 0);
    const origin = map.getPixelOrigin();
    const corner = L.DomUtil.getPosition(sheet);
    const end = corner.add([sheet.clientWidth, sheet.clientHeight]);
    return { corner, end, x: (at) => at * scale - origin.x, y: (at) => at * scale - origin.y };
  }

  function paint(on) {
    grid = new Map();
    groups = [];
    const { corner, end, x, y } = frame();
    let count = 0;
    for (let spot = 0; spot < spotCount; spot += 1) {
      if (!view.spotShown[spot]) continue;
      const px = x(xs[spot]);
      const py = y(ys[spot]);
      if (px >= corner.x && py >= corner.y && px <= end.x && py <= end.y) inView[count++] = spot;
    }
    const found = drawn = inView.subarray(0, count);
    const at = (spot) => ({ x: x(xs[spot]), y: y(ys[spot]) });
    const atRow = (row) => at(items.spot[row]);
    const crowded = map.getZoom() < map.getMaxZoom() && tooMany(found, at, corner);
    for (const one of over) one.under?.({ on, found, at, atRow, crowded, radius });
    if (crowded) groups = drawGroups(on, found, at, frame());
    else stampAll(on, found, at);
    for (const one of over) one.over?.({ on, found, at, atRow, crowded, radius });
    if (picked >= 0) ring(on, at(picked), radius + 6);
  }

  function tooMany(found, at, corner) {
    const [wide, high] = [sheet.clientWidth, sheet.clientHeight];
    if (found.length > (wide * high) / ROOM) return true;
    const columns = Math.ceil(wide / DOT) + 1;
    const filled = new Uint8Array(columns * (Math.ceil(high / DOT) + 1));
    let cells = 0;
    for (const spot of found) {
      const { x, y } = at(spot);
      const cell = Math.floor((y - corner.y) / DOT) * columns + Math.floor((x - corner.x) / DOT);
      if (!filled[cell]) cells += 1;
      filled[cell] = 1;
    }
    return found.length > PILED * cells + 4;
  }

  // Per label, the most urgent last, so that it lies on top.
  function stampAll(on, found, at) {
    const side = stamps[0].width / 2;
    for (let kind = 0; kind < KINDS.length; kind += 1) {
      for (const spot of found) {
        if (view.spotKind[spot] !== kind) continue;
        const { x, y } = at(spot);
        on.drawImage(stamps[kind], x - side / 2, y - side / 2, side, side);
        if (view.spotShown[spot] > 1 && radius === LARGEST) badge(on, String(view.spotShown[spot]), x + 8, y - 8);
        const cell = key(Math.floor(x / CELL), Math.floor(y / CELL));
        const mates = grid.get(cell);
        if (mates) mates.push(spot);
        else grid.set(cell, [spot]);
      }
    }
  }

  const key = (column, row) => column * 1e6 + row;

  // Spots whose symbol lies under this point of the map's window; nearest first.
  function spotsUnder(containerPoint) {
    const { x, y } = map.containerPointToLayerPoint(containerPoint);
    const { x: px, y: py } = frame();
    const near = [];
    for (let dx = -1; dx <= 1; dx += 1) {
      for (let dy = -1; dy <= 1; dy += 1) {
        for (const spot of grid.get(key(Math.floor(x / CELL) + dx, Math.floor(y / CELL) + dy)) ?? []) {
          const distance = Math.hypot(px(xs[spot]) - x, py(ys[spot]) - y);
          if (distance <= radius + REACH) near.push({ spot, distance });
        }
      }
    }
    return near.sort((a, b) => a.distance - b.distance || a.spot - b.spot).map(({ spot }) => spot);
  }

  function groupUnder(containerPoint) {
    const { x, y } = map.containerPointToLayerPoint(containerPoint);
    return groups.find((one) => Math.hypot(one.x - x, one.y - y) <= one.radius) ?? null;
  }

  // What the reader sees now: circles, or symbols with the most urgent first; in pixels of the map's layers.
  function inSight() {
    const [low, high] = [map.containerPointToLayerPoint([0, 0]), map.containerPointToLayerPoint(map.getSize())];
    const seen = ({ x: px, y: py }) => px >= low.x && px <= high.x && py >= low.y && py <= high.y;
    const { x, y } = frame();
    const spots = groups.length ? groups : Array.from(drawn, (spot) => ({ spot, x: x(xs[spot]), y: y(ys[spot]) }));
    return spots.filter(seen);
  }

  // Chromium prints a canvas that was ever cleared as a white sheet: paper gets a fresh copy.
  let copy = null;
  function forPaper(printing) {
    copy?.remove();
    sheet.style.visibility = printing ? "hidden" : "";
    if (!printing) return;
    copy = sheet.cloneNode();
    copy.style.visibility = "";
    const fresh = copy.getContext("2d");
    fresh.setTransform(context.getTransform());
    paint(fresh);
    sheet.after(copy);
  }

  function pick(row) {
    picked = row === null ? -1 : items.spot[row];
    draw();
  }

  // Leaflet empties its canvas, once or twice, when the map moves; before the browser shows that, we have drawn.
  let waiting = 0;
  map.on("moveend viewreset", () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(draw);
  });
  return {
    draw, latLng, forPaper, groupUnder, inSight, pick,
    add: (one) => over.push(one),
    onDraw: (told) => afterwards.push(told),
    circles: () => groups,
    under: (point) => spotsUnder(point).flatMap(shownAt),
  };
}

// Web Mercator (EPSG:3857) on Leaflet's plane at zoom 0: 256 pixels square.
function mercator(lat, lon) {
  const sine = Math.sin((lat * Math.PI) / 180);
  return [(256 * (lon + 180)) / 360, 128 - (64 * Math.log((1 + sine) / (1 - sine))) / Math.PI];
}
