(() => {
"use strict";
// The map of a partner. All text goes through text nodes: nothing from the data is ever read as HTML.

const data = JSON.parse(document.getElementById("gegevens").textContent);
const byId = (id) => document.getElementById(id);
const SVG = "http://www.w3.org/2000/svg";
const NO_LABEL = { shape: "circle", face: "#ffffff", edge: "#17395c" }; // for who may not know the label

function node(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}
const outside = (text, tag = "bdi") => node(tag, { class: "outside", dir: "auto" }, String(text));
const plural = (count, one, more) => `${count} ${count === 1 ? one : more}`;

// A symbol in the shape and colours of its label, with the number of the stop in it.
const SHAPES = {
  circle: ["circle", { cx: 14, cy: 14, r: 12 }],
  square: ["rect", { x: 3, y: 3, width: 22, height: 22 }],
  diamond: ["path", { d: "M14 0L28 14L14 28L0 14Z" }],
  triangle: ["path", { d: "M14 -3L31 27H-3Z" }],
};
function symbol(stop) {
  const look = data.looks[stop.label] ?? NO_LABEL;
  const [tag, place] = SHAPES[look.shape];
  const made = draw("svg", { viewBox: "0 0 28 28", width: 28, height: 28, class: "symbol", "aria-hidden": "true" });
  made.append(draw(tag, { ...place, fill: look.face, stroke: look.edge, "stroke-width": 2 }));
  const text = draw("text", { x: 14, y: look.shape === "triangle" ? 18 : 14.5, fill: stop.label === "rood" ? "#ffffff" : "#1d2733" });
  text.textContent = stop.text ?? "";
  made.append(text);
  return made;
}
function draw(tag, attributes) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function about(round, stop) {
  const lines = [
    stop.name ? ["Naam", stop.name] : null,
    stop.park ? ["Terrein", stop.park] : null,
    stop.label ? ["Label", stop.label] : null,
    ["Controle", [round.when, stop.time].filter(Boolean).join(", ")],
    stop.reason ? ["Waarom", stop.reason] : null,
  ].filter(Boolean);
  const questions = stop.questions ?? [];
  return node(
    "article", { class: "about", tabindex: "-1" },
    outside(stop.address, "h2"),
    ...lines.map(([term, text]) => node("p", {}, node("strong", {}, `${term}: `), outside(text))),
    questions.length ? node("p", {}, node("strong", {}, "Vragen")) : null,
    questions.length ? node("ul", {}, ...questions.map((text) => outside(text, "li"))) : null
  );
}

const map = L.map("kaart", { zoomControl: false, minZoom: 8, maxZoom: 20, zoomSnap: 0.25 });
L.control.zoom({ position: "topright", zoomInTitle: "Inzoomen", zoomOutTitle: "Uitzoomen" }).addTo(map);
L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
map.attributionControl.setPrefix("Leaflet");
map.getContainer().setAttribute("role", "application");
map.getContainer().setAttribute("aria-label", "Kaart; verschuif met de pijltjestoetsen, zoom met plus en min");
for (const park of data.parks) {
  const outline = L.geoJSON(park.shape, { interactive: false, style: { color: "#3f5871", weight: 2, fillColor: "#d3deea", fillOpacity: 0.55 } }).addTo(map);
  if (park.name) {
    L.tooltip({ permanent: true, direction: "top", className: "park-name" })
      .setLatLng([outline.getBounds().getNorth(), outline.getBounds().getCenter().lng])
      .setContent(outside(park.name)).addTo(map);
  }
}

// A name that would lie over another one, or half outside the map, waits until the reader zooms in.
function placeNames() {
  const frame = map.getContainer().getBoundingClientRect();
  const within = (box) => box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom;
  const shown = [];
  for (const name of map.getPane("tooltipPane").children) {
    const box = name.getBoundingClientRect();
    const free = within(box) && !shown.some((one) => box.left < one.right && box.right > one.left && box.top < one.bottom && box.bottom > one.top);
    name.style.visibility = free ? "" : "hidden";
    if (free) shown.push(box);
  }
}
map.on("moveend", placeNames);
const layer = L.layerGroup().addTo(map);
let opener = null; // where the keyboard was before the popup opened

function open(round, stop, from) {
  const content = about(round, stop);
  map.setView(stop.at, Math.max(map.getZoom(), 16), { animate: false });
  const width = Math.min(340, map.getSize().x - 80);
  const besideButtons = { autoPanPaddingTopLeft: [10, 12], autoPanPaddingBottomRight: [56, 12] };
  L.popup({ maxWidth: width, maxHeight: map.getSize().y - 80, ...besideButtons }).setLatLng(stop.at).setContent(content).openOn(map);
  content.closest(".leaflet-popup").querySelector(".leaflet-popup-close-button").setAttribute("aria-label", "Sluiten");
  content.addEventListener("keydown", (event) => { if (event.key === "Escape") map.closePopup(); });
  content.focus({ preventScroll: true });
  opener = from;
}
map.on("popupclose", () => { opener?.focus(); opener = null; });

function row(round, stop) {
  const tell = [
    node("strong", {}, outside(stop.address)),
    stop.name ? outside(stop.name, "small") : null,
    stop.time || stop.label ? node("small", {}, [stop.time, stop.label].filter(Boolean).join(", ")) : null,
    stop.at ? null : node("small", {}, "plaats niet bekend"),
  ];
  const attributes = { type: "button", class: "row" };
  if (stop.at) attributes.onclick = (event) => open(round, stop, event.currentTarget);
  else attributes.disabled = ""; // there is no place to go to
  return node("li", {}, node("button", attributes, symbol(stop), node("span", {}, ...tell.filter(Boolean))));
}

// A line per team in the order of its numbers; without numbers there is no order to show.
function routes(round) {
  const teams = new Map();
  for (const stop of round.stops) {
    if (!stop.text || !stop.at) continue;
    const team = stop.text.includes(".") ? stop.text.split(".")[0] : "1";
    teams.set(team, [...(teams.get(team) ?? []), stop.at]);
  }
  return Array.from(teams.values(), (places) => L.polyline(places, { color: "#17395c", weight: 2, dashArray: "6 5", interactive: false }));
}

function show(which) {
  const rounds = which === "" ? data.rounds : [data.rounds[Number(which)]];
  const stops = rounds.flatMap((round) => round.stops.map((stop) => [round, stop]));
  map.closePopup();
  layer.clearLayers();
  for (const round of rounds) for (const route of routes(round)) layer.addLayer(route);
  for (const [round, stop] of stops.filter(([, one]) => one.at)) {
    const icon = L.divIcon({ html: symbol(stop), className: "stop", iconSize: [28, 28] });
    L.marker(stop.at, { icon, title: stop.address, alt: stop.address }).on("click", () => open(round, stop, null)).addTo(layer);
  }
  byId("getoond").textContent = `${plural(stops.length, "bezoek", "bezoeken")} in ${plural(rounds.length, "controle", "controles")}`;
  byId("lijst").replaceChildren(...rounds.map((round) => node(
    "section", { class: "round" },
    outside(`${round.title}, ${round.when}`, "h2"), outside(`Met ${round.with_whom}`, "p"),
    node("ol", {}, ...round.stops.map((stop) => row(round, stop)))
  )));
  const places = stops.map(([, stop]) => stop.at).filter(Boolean);
  if (places.length) map.fitBounds(L.latLngBounds(places).pad(0.15), { maxZoom: 17, animate: false });
  else map.setView([52.2, 5.5], 8);
}

byId("welke").append(node("option", { value: "" }, "Alle controles"), ...data.rounds.map((round, at) =>
  node("option", { value: at }, `${round.title}, ${round.when}`)));
byId("welke").addEventListener("change", (event) => show(event.target.value));
show("");
document.body.dataset.drawn = "1";
})();
