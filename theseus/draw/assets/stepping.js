// The keyboard on the map: N and P go along what is in view, the most urgent first; Enter opens it. What is pointed at
// has a ring, and is told in words.

function stepping(map, layer, open) {
  const box = map.getContainer();
  const told = byId("aangewezen");
  let pointed = null; // a symbol {spot, x, y} or a circle {x, y, radius, count}
  const same = (one) => (one.spot === undefined ? one.x === pointed.x && one.y === pointed.y : one.spot === pointed.spot);

  function point(one, text) {
    if (pointed === one) return;
    pointed = one;
    told.textContent = text;
    layer.draw();
  }
  const leave = () => point(null, "");

  function step(by) {
    const all = layer.inSight();
    if (!all.length) {
      told.textContent = "Er is niets in beeld.";
      return;
    }
    const now = pointed ? all.findIndex(same) : -1;
    const next = now < 0 ? (by > 0 ? 0 : all.length - 1) : (now + by + all.length) % all.length;
    point(all[next], `${words(all[next])} ${number(next + 1)} van ${number(all.length)} in beeld. Enter ${all[next].count ? "zoomt in" : "opent"}.`);
  }

  function words({ spot, count }) {
    if (count) return `${plural(count, "gebruik", "gebruiken")} bij elkaar.`;
    const rows = shownAt(spot);
    const [first] = rows;
    return rows.length > 1 ? `${number(rows.length)} gebruiken op ${addressOf(first)}, eerst: ${labelName(first)}.`
      : `${nameOf(first)}, ${addressOf(first)}: ${labelName(first)}.`;
  }

  function enter() {
    const { spot, x, y } = pointed;
    if (spot === undefined) map.setView(map.layerPointToLatLng([x, y]), Math.min(map.getMaxZoom(), map.getZoom() + 2), { animate: false });
    else open(shownAt(spot));
  }

  box.addEventListener("keydown", (event) => {
    if (event.target !== box || event.ctrlKey || event.altKey || event.metaKey || area.drawing()) return;
    const key = event.key.toLowerCase();
    if (key === "n" || key === "p") step(key === "n" ? 1 : -1);
    else if (key === "enter" && pointed) enter();
  });
  box.addEventListener("blur", leave);
  map.on("movestart", () => { if (pointed && pointed.spot === undefined) leave(); }); // circles are other circles then
  layer.add({ over: ({ on, at, radius }) => {
    if (!pointed) return;
    if (pointed.spot === undefined) ring(on, pointed, pointed.radius + 5);
    else if (view.spotShown[pointed.spot]) ring(on, at(pointed.spot), radius + 6);
  } });
}
