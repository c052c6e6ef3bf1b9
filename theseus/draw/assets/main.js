// Puts the parts together around the map.

const panel = drawer(map, layer);
parks.onClick((index, event) => {
  if (area.drawing() || layer.under(event.containerPoint).length || layer.groupUnder(event.containerPoint)) return; // the click is for what lies on top
  panel.showPark(index, () => { onlyPark(index); refresh(); zoomTo(index); });
});

const zoomTo = (index) => fit(parks.boundsOf(index));
const fitRows = (rows) => fit(L.latLngBounds(rows.map(layer.latLng)));

function openFromList(row, opener) {
  map.setView(layer.latLng(row), Math.max(map.getZoom(), 16), { animate: false });
  panel.open(row, opener);
}

const updateFilters = filterParts(refresh, zoomTo);
const updateList = listPart(openFromList);
const table = tableView((row, opener) => panel.open(row, opener));

// Everything that shows the choice; the rest of the page follows from it.
function refresh() {
  choose();
  parks.update();
  layer.draw();
  updateFilters();
  updateList();
  table.update();
  told.later();
}

map.on("click", (event) => {
  if (area.drawing()) return;
  const group = layer.groupUnder(event.containerPoint);
  if (group) {
    map.setView(event.latlng, Math.min(map.getMaxZoom(), map.getZoom() + 2));
    return;
  }
  openRows(layer.under(event.containerPoint));
});

function openRows(rows) {
  if (rows.length === 1) panel.open(rows[0]);
  else if (rows.length) panel.openList(rows);
}
stepping(map, layer, openRows);

map.on("mousemove", (event) => {
  const group = layer.groupUnder(event.containerPoint);
  const rows = group ? [] : layer.under(event.containerPoint);
  map.getContainer().classList.toggle("on-symbol", rows.length > 0 || group !== null);
  map.getContainer().title = group ? `${number(group.count)} gebruiken; klik om in te zoomen`
    : rows.length === 1 ? nameOf(rows[0]) : rows.length ? `${number(rows.length)} gebruiken` : "";
});

const layers = layerPart(layer, parks, () => told.later(), fitRows);
const look = looks(map, () => { table.update(); told.later(); });
const told = state(map, { layers, time: slider(refresh), panel, look, refresh });
area.connect(map, refresh);
panel.onChange(() => told.later());
printing(map, layer, parks);
byId("alles-in-beeld").addEventListener("click", () => fit());
await breath();
told.read();
hold.release();
document.body.dataset.visible ??= Math.round(performance.now() - begun);
document.body.dataset.drawn = Math.round(performance.now() - begun);
