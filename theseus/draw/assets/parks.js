// The parks: outlines coloured by share, and their names with counts where there is room.

const OUTLINE = { color: "#3f5871", weight: 2, fillColor: "#d3deea", fillOpacity: 0.55 };
const OFF = { color: "#9aa5b1", weight: 1, fillColor: "#e6e8ea", fillOpacity: 0.4 };

// Light to dark, so that a print in grey tells them apart too; symbols stand out on the darkest.
const SHADES = ["#f4f1ea", "#e3dccb", "#cfc3a6", "#b8a67f", "#9c8759"];
const SHARES = {
  geen: null,
  wit: { title: "Aandeel wit (met voorstel rood)", of: (counts) => counts[WHITE] + counts[PROPOSED] },
  rood: { title: "Aandeel rood (met voorstel rood)", of: (counts) => counts[RED] + counts[PROPOSED] },
};

// Where a name can stand: the side of the park, and the point on that side that it hangs on.
const SIDES = {
  top: (bounds, middle) => [bounds.getNorth(), middle.lng],
  bottom: (bounds, middle) => [bounds.getSouth(), middle.lng],
  right: (bounds, middle) => [middle.lat, bounds.getEast()],
  left: (bounds, middle) => [middle.lat, bounds.getWest()],
};

const within = (a, b) => a.left >= b.left && a.right <= b.right && a.top >= b.top && a.bottom <= b.bottom;
const overlap = (a, b) => a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;
const weight = (index) => parkKinds[index].reduce((sum, count) => sum + count, 0);

function parkLayer(map) {
  const outlines = data.parks.map((park) =>
    L.geoJSON({ type: "Feature", properties: {}, geometry: park.shape }, { style: OUTLINE }));
  const bounds = outlines.map((outline) => outline.getBounds());
  const names = parkNames(map, bounds);
  let share = "geen";

  function update() {
    outlines.forEach((outline, index) => outline.setStyle(parkOff(index) ? OFF : { ...OUTLINE, ...shade(index) }));
    names.update();
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

// A name stands beside its park where it covers no other park and no name of a busier one; where there is
// no such side it waits until the reader zooms in. Sizes are measured once: a measure makes the browser lay out.
function parkNames(map, bounds) {
  const tips = data.parks.map(() => null);
  const busiest = data.parks.map((_, index) => index).sort((a, b) => weight(b) - weight(a));
  let on = true;

  function boxOf(index) {
    const [low, high] = [bounds[index].getSouthWest(), bounds[index].getNorthEast()].map((corner) => map.latLngToContainerPoint(corner));
    return { left: low.x, right: high.x, top: high.y, bottom: low.y };
  }

  function content(index) {
    return node("div", {}, outside(data.parks[index].name, "strong"), tally(parkKinds[index], 4));
  }

  function tip(index) {
    if (!tips[index]) {
      const made = L.tooltip({ permanent: true, direction: "top", className: "park-name" });
      made.setLatLng(bounds[index].getCenter()).setContent(content(index)).addTo(map);
      const { offsetWidth: width, offsetHeight: height } = made.getElement();
      tips[index] = { made, width, height, counts: parkKinds[index].join() };
    }
    return tips[index];
  }

  function boxAt({ width, height }, side, box) {
    const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
    const left = { top: x - width / 2, bottom: x - width / 2, left: box.left - width - 6, right: box.right + 6 }[side];
    const top = { top: box.top - height - 6, bottom: box.bottom + 6, left: y - height / 2, right: y - height / 2 }[side];
    return { left, top, right: left + width, bottom: top + height };
  }

  function place() {
    const size = map.getSize();
    const frame = { left: 0, top: 0, right: size.x, bottom: size.y };
    const boxes = data.parks.map((_, index) => boxOf(index));
    const seen = busiest.filter((index) => overlap(boxes[index], frame)).slice(0, MOST_NAMES);
    const taken = [];
    const shown = new Set();
    for (const index of on ? seen : []) {
      if (parkOff(index)) continue;
      const mine = tip(index);
      const side = Object.keys(SIDES).find((candidate) => {
        const name = boxAt(mine, candidate, boxes[index]);
        return within(name, frame) && !taken.some((box) => overlap(name, box))
          && !seen.some((other) => other !== index && overlap(name, boxes[other]));
      });
      if (!side) continue;
      taken.push(boxAt(mine, side, boxes[index]));
      mine.made.options.direction = side;
      mine.made.setLatLng(SIDES[side](bounds[index], bounds[index].getCenter()));
      shown.add(index);
    }
    tips.forEach((one, index) => { if (one) one.made.getElement().style.visibility = shown.has(index) ? "" : "hidden"; });
  }

  function update() {
    tips.forEach((one, index) => {
      if (!one || one.counts === parkKinds[index].join()) return;
      one.counts = parkKinds[index].join();
      one.made.setContent(content(index));
    });
    place();
  }

  function begin() {
    map.on("moveend", place);
    place();
  }

  return { begin, update, show: (wanted) => { on = wanted; place(); } };
}
const MOST_NAMES = 40;
