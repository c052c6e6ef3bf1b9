// On paper the map has a size of its own; Leaflet must know before and after.

function printing(map, layer, parks) {
  let before = null;
  function onPaper(on) {
    if (on) before = { bounds: map.getBounds(), center: map.getCenter(), zoom: map.getZoom() };
    document.body.classList.toggle("paper", on);
    map.invalidateSize({ animate: false, pan: false });
    // The whole region fills the sheet; of a part of it what was in view.
    const whole = on && before.bounds.contains(parks.bounds());
    if (on) map.fitBounds(whole ? parks.bounds() : before.bounds, { animate: false, ...(whole ? room() : {}) });
    else map.setView(before.center, before.zoom, { animate: false });
    layer.forPaper(on);
    parks.names.place(); // there is no next frame before the print
  }
  const legend = document.querySelector(".legend");
  let open = false;
  window.addEventListener("beforeprint", () => {
    open = legend.open;
    legend.open = true;
    onPaper(true);
  });
  window.addEventListener("afterprint", () => {
    legend.open = open;
    onPaper(false);
  });
  byId("afdrukken").addEventListener("click", () => window.print());
}

// Map or table: one of both at a time.
function looks(map, onChange) {
  const buttons = { kaart: byId("toon-kaart"), tabel: byId("toon-tabel") };
  function show(which) {
    document.body.dataset.weergave = which;
    for (const [name, button] of Object.entries(buttons)) button.setAttribute("aria-pressed", String(name === which));
    if (which === "kaart") map.invalidateSize({ animate: false, pan: false });
    onChange();
  }
  for (const name of Object.keys(buttons)) buttons[name].addEventListener("click", () => show(name));
  document.body.dataset.weergave = "kaart";
  return { show, now: () => document.body.dataset.weergave };
}
