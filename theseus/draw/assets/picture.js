// The first picture: parks and symbols on the map that folium made. The rest of the page follows from main.js.

const map = window.map_theseus;

L.control.zoom({ position: "topright", zoomInTitle: "Inzoomen", zoomOutTitle: "Uitzoomen" }).addTo(map);
L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
legend().addTo(map);
map.attributionControl.setPrefix("Leaflet");
map.getContainer().setAttribute("role", "application");
map.getContainer().setAttribute("aria-label", "Kaart; verschuif met de pijltjestoetsen, zoom met plus en min. N en P gaan langs de symbolen in beeld, Enter opent er een. Dezelfde gegevens staan onder Tabel.");

const parks = parkLayer(map);

// Space around the parks for their names, the buttons and the legend.
function room() {
  const side = Math.min(110, map.getSize().x * 0.17);
  const below = document.querySelector(".legend").offsetHeight + 20;
  return { paddingTopLeft: [side, 60], paddingBottomRight: [side, below] };
}

function fit(bounds = parks.bounds()) {
  map.invalidateSize({ animate: false, pan: false });
  if (bounds.isValid()) map.fitBounds(bounds, { ...room(), maxZoom: 18, animate: false });
}

// "zoom latitude longitude", as the address of the page has it.
function lookAt(place) {
  const [zoom, lat, lon] = (place ?? "").split(" ").map(Number);
  if (zoom && lat && lon) map.setView([lat, lon], zoom, { animate: false });
}

// The head first, for it decides how much room is left; then where to look; then what is seen there, once.
const asked = new URLSearchParams(location.hash.slice(1));
header();
sources();
fit();
lookAt(asked.get("plek"));
parks.draw();
const layer = symbolLayer(map);

// With a choice in the address there is no first picture: nobody sees more than was chosen, not for a moment.
asked.delete("plek");
if (!asked.toString()) {
  choose();
  layer.draw();
  document.body.dataset.visible = Math.round(performance.now() - begun);
  await nextFrame();
}
parks.names.begin(layer);
