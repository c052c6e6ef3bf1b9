// The occupancies on one canvas: each symbol is drawn once and stamped where it is in view.

const CELL = 32; // pixels; side of a cell of the grid that finds what lies under the pointer
const SMALLEST = 3; // pixels; radius of a symbol
const LARGEST = 8;
const METRES_PER_PIXEL = 96_100; // of Leaflet's plane at zoom 0, at 52 degrees north
const REACH = 4; // pixels around a symbol that still count as the symbol

function symbolLayer(map) {
  const latLng = (row) => L.latLng(items.lat[row], items.lon[row]);
  // Leaflet's plane at zoom 0: multiplied by the scale it gives pixels at any zoom.
  const places = spots.map((rows) => map.options.crs.latLngToPoint(latLng(rows[0]), 0));
  const canvas = L.canvas({ pane: "gebruiken", padding: 0.3 }).addTo(map);
  const sheet = map.getPane("gebruiken").querySelector("canvas");
  const context = sheet.getContext("2d");
  // Metres between neighbours if spread evenly. Symbols shrink before the urgent ones hide the others.
  const hectares = data.parks.reduce((sum, park) => sum + park.area, 0);
  const spacing = Math.sqrt((hectares * 10_000) / Math.max(1, spots.length));
  let grid = new Map();
  let radius = 0;
  let stamps = [];

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
    clear();
    paint(context);
  }

  function paint(on) {
    grid = new Map();
    const scale = map.getZoomScale(map.getZoom(), 0);
    const origin = map.getPixelOrigin();
    const corner = L.DomUtil.getPosition(sheet);
    const limit = corner.add([sheet.clientWidth, sheet.clientHeight]);
    for (let spot = spots.length - 1; spot >= 0; spot -= 1) { // the most urgent comes last, on top
      const x = places[spot].x * scale - origin.x;
      const y = places[spot].y * scale - origin.y;
      if (x < corner.x || y < corner.y || x > limit.x || y > limit.y) continue;
      const rows = spots[spot].filter(isShown);
      if (rows.length) stamp(on, spot, rows, x, y);
    }
  }

  function clear() {
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, sheet.width, sheet.height);
    context.restore();
  }

  function stamp(on, spot, rows, x, y) {
    const image = stamps[items.kind[rows[0]]];
    const side = image.width / 2;
    on.drawImage(image, x - side / 2, y - side / 2, side, side);
    if (rows.length > 1 && radius === LARGEST) badge(on, String(rows.length), x + 8, y - 8);
    const cell = key(Math.floor(x / CELL), Math.floor(y / CELL));
    if (!grid.has(cell)) grid.set(cell, []);
    grid.get(cell).push({ spot, x, y });
  }

  // How many occupancies share this place.
  function badge(on, text, x, y) {
    const width = 8 + 6 * text.length;
    on.fillStyle = INK;
    on.beginPath();
    on.roundRect(x - width / 2, y - 7, width, 14, 7);
    on.fill();
    on.fillStyle = "#ffffff";
    on.font = "bold 10px system-ui, sans-serif";
    on.textAlign = "center";
    on.textBaseline = "middle";
    on.fillText(text, x, y + 0.5);
  }

  const key = (column, row) => column * 1e6 + row;

  // Rows whose symbol lies under this point of the map's window; nearest spot first.
  function under(containerPoint) {
    const { x, y } = map.containerPointToLayerPoint(containerPoint);
    const near = [];
    const column = Math.floor(x / CELL);
    const line = Math.floor(y / CELL);
    for (let dx = -1; dx <= 1; dx += 1) {
      for (let dy = -1; dy <= 1; dy += 1) {
        for (const place of grid.get(key(column + dx, line + dy)) ?? []) {
          const distance = Math.hypot(place.x - x, place.y - y);
          if (distance <= radius + REACH) near.push({ ...place, distance });
        }
      }
    }
    near.sort((a, b) => a.distance - b.distance || a.spot - b.spot);
    return near.flatMap(({ spot }) => spots[spot].filter(isShown));
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

  canvas.on("update", draw);
  return { draw, under, latLng, forPaper };
}
