// The parks: outlines, and their names with counts where there is room.

const PARK_STYLE = { color: "#3f5871", weight: 2, fillColor: "#d3deea", fillOpacity: 0.55 };
const PARK_OFF_STYLE = { color: "#9aa5b1", weight: 1, fillColor: "#e6e8ea", fillOpacity: 0.4 };

function parkLayer(map, onClick) {
  const outlines = data.parks.map((park, index) =>
    L.geoJSON({ type: "Feature", properties: {}, geometry: park.shape }, { style: PARK_STYLE })
      .on("click", (event) => onClick(index, event))
      .addTo(map)
  );
  const names = data.parks.map((park, index) => {
    const bounds = outlines[index].getBounds();
    return L.tooltip({ permanent: true, direction: "top", className: "park-name", offset: [0, 4] })
      .setLatLng([bounds.getNorth(), bounds.getCenter().lng])
      .setContent(node("div", {}, outside(park.name, "strong"), tally(parkKinds[index], 4)))
      .addTo(map);
  });
  const busiest = data.parks.map((_, index) => index).sort((a, b) => weight(b) - weight(a));

  function weight(index) {
    return parkKinds[index].reduce((sum, count) => sum + count, 0);
  }

  // A name that would cover the name of a busier park waits until the reader zooms in.
  function placeNames() {
    const taken = [];
    for (const index of busiest) {
      const box = names[index].getElement();
      box.style.visibility = "";
      const { left, right, top, bottom } = box.getBoundingClientRect();
      const covers = taken.some((t) => left < t.right && right > t.left && top < t.bottom && bottom > t.top);
      const off = !chosen.parks[index];
      if (covers || off) box.style.visibility = "hidden";
      else taken.push({ left, right, top, bottom });
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
