// The parks: outlines coloured by share; their names stand in park_names.js.

const OUTLINE = { color: "#3f5871", weight: 2, fillColor: "#d3deea", fillOpacity: 0.55 };
const OFF = { color: "#9aa5b1", weight: 1, fillColor: "#e6e8ea", fillOpacity: 0.4 };

// Light to dark, so that a print in grey tells them apart too; symbols stand out on the darkest.
const SHADES = ["#f4f1ea", "#e3dccb", "#cfc3a6", "#b8a67f", "#9c8759"];
const SHARES = {
  geen: null,
  wit: { title: "Aandeel wit (met voorstel rood)", of: (counts) => counts[WHITE] + counts[PROPOSED] },
  rood: { title: "Aandeel rood (met voorstel rood)", of: (counts) => counts[RED] + counts[PROPOSED] },
};

const weight = (index) => parkKinds[index].reduce((sum, count) => sum + count, 0);

function parkLayer(map) {
  const outlines = data.parks.map((park) =>
    L.geoJSON({ type: "Feature", properties: {}, geometry: park.shape }, { style: OUTLINE }));
  const bounds = outlines.map((outline) => outline.getBounds());
  const names = parkNames(map, bounds);
  let share = "geen";

  function update() {
    outlines.forEach((outline, index) => outline.setStyle(parkOff(index) ? OFF : { ...OUTLINE, ...shade(index) }));
    names.tell();
  }

  // The share of a park counts all that is there, whatever is chosen.
  function shade(index) {
    const counted = SHARES[share];
    if (!counted) return {};
    const part = counted.of(parkKinds[index]) / Math.max(1, weight(index));
    return { fillColor: SHADES[classOf(part)], fillOpacity: 0.95 };
  }

  const steps = () => (share === "rood" ? [0.02, 0.05, 0.1, 0.2] : [0.2, 0.4, 0.6, 0.8]);
  const classOf = (part) => steps().filter((step) => part >= step).length;
  const classes = () => {
    const edges = [0, ...steps(), 1];
    return SHADES.map((colour, at) => ({ colour, text: `${Math.round(edges[at] * 100)}–${Math.round(edges[at + 1] * 100)} %` }));
  };

  return {
    update, names, classes,
    draw: () => outlines.forEach((outline) => outline.addTo(map)),
    by: (wanted) => {
      if (share === wanted) return;
      share = wanted;
      update();
    },
    title: () => SHARES[share]?.title ?? "",
    bounds: () => bounds.reduce((all, one) => all.extend(one), L.latLngBounds([])),
    boundsOf: (index) => bounds[index],
    onClick: (told) => outlines.forEach((outline, index) => outline.on("click", (event) => told(index, event))),
  };
}
