// The names of the parks with their counts, where there is room.

const MOST_NAMES = 40;

// Where a name can stand: the side of the park, and the point on that side that it hangs on.
const SIDES = {
  top: (box) => [(box.left + box.right) / 2, box.top],
  bottom: (box) => [(box.left + box.right) / 2, box.bottom],
  right: (box) => [box.right, (box.top + box.bottom) / 2],
  left: (box) => [box.left, (box.top + box.bottom) / 2],
};

const within = (a, b) => a.left >= b.left && a.right <= b.right && a.top >= b.top && a.bottom <= b.bottom;
const joined = (a, b) => ({
  left: Math.min(a.left, b.left), right: Math.max(a.right, b.right), top: Math.min(a.top, b.top), bottom: Math.max(a.bottom, b.bottom),
});
const overlap = (a, b) => a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;

// A name stands beside its park where it covers no other park, no name of a busier one, no circle, and nothing that
// lies over the map; where there is no such side it waits until the reader zooms in. Sizes of names are measured once:
// a measure makes the browser lay out.
function parkNames(map, bounds) {
  const tips = data.parks.map(() => null);
  const busiest = data.parks.map((_, index) => index).sort((a, b) => weight(b) - weight(a));
  let on = true;
  let layer = null; // of the symbols; until it is drawn there are no names

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
    const round = circles();
    const outlines = data.parks.map((_, index) => boxOf(index));
    // A name stands beside the circles on its park too.
    const boxes = data.parks.map((_, index) => round.filter((box) => overlap(box, outlines[index])).reduce(joined, outlines[index]));
    const seen = busiest.filter((index) => overlap(outlines[index], frame)).slice(0, MOST_NAMES);
    const taken = on ? [...over(), ...round] : [];
    const shown = new Set();
    for (const index of on ? seen : []) {
      if (parkOff(index)) continue;
      const mine = tip(index);
      const side = Object.keys(SIDES).find((candidate) => {
        const name = boxAt(mine, candidate, boxes[index]);
        return within(name, frame) && !taken.some((box) => overlap(name, box))
          && !seen.some((other) => other !== index && overlap(name, outlines[other]));
      });
      if (!side) continue;
      taken.push(boxAt(mine, side, boxes[index]));
      mine.made.options.direction = side;
      mine.made.setLatLng(map.containerPointToLatLng(SIDES[side](boxes[index])));
      shown.add(index);
    }
    tips.forEach((one, index) => { if (one) one.made.getElement().style.visibility = shown.has(index) ? "" : "hidden"; });
  }

  // What lies over the map: legend, slider, the open explanation.
  function over() {
    const corner = map.getContainer().getBoundingClientRect();
    const boxes = Array.from(document.querySelectorAll(".legend, #tijd, #dossier"), (one) => one.getBoundingClientRect());
    return boxes.filter((box) => box.width).map((box) => ({
      left: box.left - corner.left, right: box.right - corner.left, top: box.top - corner.top, bottom: box.bottom - corner.top,
    }));
  }

  function circles() {
    return layer.circles().map((one) => {
      const { x, y } = map.layerPointToContainerPoint([one.x, one.y]);
      return { left: x - one.radius, right: x + one.radius, top: y - one.radius, bottom: y + one.radius };
    });
  }

  // What the names say, after other counts.
  function tell() {
    tips.forEach((one, index) => {
      if (!one || one.counts === parkKinds[index].join()) return;
      one.counts = parkKinds[index].join();
      one.made.setContent(content(index));
    });
  }

  function begin(symbols) {
    layer = symbols;
    layer.onDraw(place);
    place();
  }

  return { begin, tell, place, show: (wanted) => { on = wanted; place(); } };
}
