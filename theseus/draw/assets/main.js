// Puts the parts together on the map that folium made.

const map = window.map_theseus;
const begun = performance.now();

L.control.zoom({ position: "topright", zoomInTitle: "Inzoomen", zoomOutTitle: "Uitzoomen" }).addTo(map);
L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
legend().addTo(map);
map.attributionControl.setPrefix("Leaflet");
map.getContainer().setAttribute("role", "application");
map.getContainer().setAttribute("aria-label", "Kaart; verschuif met de pijltjestoetsen, zoom met plus en min");

const layer = symbolLayer(map);
const popup = popups(map, layer);
const parks = parkLayer(map, (index, event) => {
  if (layer.under(event.containerPoint).length) return; // the click is for the symbols on top
  popup.show(event.latlng, parkDetails(index, () => { boxes.only(index); zoomTo(index); map.closePopup(); }));
});

function fit() {
  map.invalidateSize({ animate: false, pan: false });
  const bounds = parks.bounds();
  if (bounds.isValid()) map.fitBounds(bounds, { ...room(), animate: false });
}

// Space around the parks for their names, the buttons and the legend.
function room() {
  const side = Math.min(110, map.getSize().x * 0.17);
  const below = document.querySelector(".legend").offsetHeight + 20;
  return { paddingTopLeft: [side, 60], paddingBottomRight: [side, below] };
}

function zoomTo(index) {
  map.fitBounds(parks.boundsOf(index), { ...room(), maxZoom: 18 });
}

function openFromList(row, opener) {
  map.setView(layer.latLng(row), Math.max(map.getZoom(), 16), { animate: false });
  popup.open(row, null, opener);
}

const updateLabels = labelBoxes(refresh);
const boxes = parkBoxes(refresh, zoomTo);
const updateList = list(openFromList);

function refresh() {
  choose();
  layer.draw();
  parks.update();
  updateLabels();
  boxes.update();
  updateList();
}

map.on("click", (event) => {
  const rows = layer.under(event.containerPoint);
  if (rows.length === 1) popup.open(rows[0]);
  else if (rows.length) popup.openList(rows);
});

map.on("mousemove", (event) => {
  const rows = layer.under(event.containerPoint);
  map.getContainer().classList.toggle("on-symbol", rows.length > 0);
  map.getContainer().title = rows.length === 1 ? nameOf(rows[0]) : rows.length ? `${number(rows.length)} gebruiken` : "";
});

// On paper the map has its own size; Leaflet must know before and after.
let before = null;
function onPaper(printing) {
  if (printing) before = { bounds: map.getBounds(), center: map.getCenter(), zoom: map.getZoom() };
  document.body.classList.toggle("paper", printing);
  map.invalidateSize({ animate: false, pan: false });
  if (printing) map.fitBounds(before.bounds, { animate: false });
  else map.setView(before.center, before.zoom, { animate: false });
  layer.forPaper(printing);
}
window.addEventListener("beforeprint", () => onPaper(true));
window.addEventListener("afterprint", () => onPaper(false));

byId("alles-in-beeld").addEventListener("click", fit);
header();
sources();
search(refresh);
fit();
refresh();
document.body.dataset.drawn = Math.round(performance.now() - begun);
