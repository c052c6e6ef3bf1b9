// The parks: outlines, and their names with counts where there is room.

const PARK_STYLE = { color: "#3f5871", weight: 2, fillColor: "#d3deea", fillOpacity: 0.55 };
const PARK_OFF_STYLE = { color: "#9aa5b1", weight: 1, fillColor: "#e6e8ea", fillOpacity: 0.4 };

// Where a name can stand: the side of the park, and the point on that side that it hangs on.
const SIDES = {
  top: (bounds, middle) => [bounds.getNorth(), middle.lng],
  bottom: (bounds, middle) => [bounds.getSouth(), middle.lng],
  right: (bounds, middle) => [middle.lat, bounds.getEast()],
  left: (bounds, middle) => [middle.lat, bounds.getWest()],
};

const within = (a, b) => a.left >= b.left && a.right <= b.right && a.top >= b.top && a.bottom <= b.bottom;
const overlap = (a, b) => a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;

function parkLayer(map, onClick) {
  const outlines = data.parks.map((park, index) =>
    L.geoJSON({ type: "Feature", properties: {}, geometry: park.shape }, { style: PARK_STYLE })
      .on("click", (event) => onClick(index, event))
      .addTo(map)
  );
  const names = data.parks.map((park, index) =>
    L.tooltip({ permanent: true, direction: "top", className: "park-name" })
      .setLatLng(outlines[index].getBounds().getCenter())
      .setContent(node("div", {}, outside(park.name, "strong"), tally(parkKinds[index], 4)))
      .addTo(map)
  );
  const busiest = data.parks.map((_, index) => index).sort((a, b) => weight(b) - weight(a));

  function weight(index) {
    return parkKinds[index].reduce((sum, count) => sum + count, 0);
  }

  function boxOfPark(index) {
    const frame = map.getContainer().getBoundingClientRect();
    const bounds = outlines[index].getBounds();
    const [low, high] = [bounds.getSouthWest(), bounds.getNorthEast()].map((corner) => map.latLngToContainerPoint(corner));
    return { left: frame.left + low.x, right: frame.left + high.x, top: frame.top + high.y, bottom: frame.top + low.y };
  }

  function moveName(index, side) {
    const bounds = outlines[index].getBounds();
    names[index].options.direction = side;
    names[index].setLatLng(SIDES[side](bounds, bounds.getCenter()));
    return names[index].getElement().getBoundingClientRect();
  }

  // A name stands beside its park, on the map, where it covers no other park and no name of a busier one;
  // where there is no such side it waits until the reader zooms in.
  function placeNames() {
    const parks = data.parks.map((_, index) => boxOfPark(index));
    const frame = map.getContainer().getBoundingClientRect();
    const taken = [];
    for (const index of busiest) {
      const inTheWay = [...parks.filter((_, other) => other !== index), ...taken];
      const side = Object.keys(SIDES).find((candidate) => {
        const name = moveName(index, candidate);
        return within(name, frame) && !inTheWay.some((box) => overlap(name, box));
      });
      const shown = chosen.parks[index] && side !== undefined;
      names[index].getElement().style.visibility = shown ? "" : "hidden";
      if (shown) taken.push(moveName(index, side));
    }
  }

  function update() {
    outlines.forEach((outline, index) => outline.setStyle(chosen.parks[index] ? PARK_STYLE : PARK_OFF_STYLE));
    placeNames();
  }

  const bounds = () =>
    outlines.reduce((all, outline) => all.extend(outline.getBounds()), L.latLngBounds([]));

  map.on("zoomend moveend", placeNames);
  return { update, bounds, boundsOf: (index) => outlines[index].getBounds() };
}
