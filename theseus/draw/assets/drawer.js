// The panel beside the map: the explanation of one row, the list of all that share a place, or a park.

function drawer(map, layer) {
  const panel = byId("dossier");
  const body = byId("dossier-inhoud");
  let returnTo = null; // where the keyboard was before the panel opened
  let openRow = null;
  const changed = [];

  function show(content, row, opener) {
    if (panel.hidden) returnTo = opener ?? document.activeElement;
    openRow = row;
    panel.hidden = false;
    fill(body, content);
    body.scrollTop = 0;
    body.focus({ preventScroll: true });
    layer.pick(row);
    changed.forEach((told) => told());
  }

  function close() {
    if (panel.hidden) return;
    panel.hidden = true;
    openRow = null;
    layer.pick(null);
    if (returnTo?.isConnected) returnTo.focus();
    returnTo = null;
    changed.forEach((told) => told());
  }

  // One row, with the way back to the others at this place.
  function open(row, opener) {
    const mates = shownAt(items.spot[row]);
    const content = details(row);
    if (mates.length > 1 && mates.includes(row)) content.prepend(pager(row, mates));
    show(content, row, opener);
    reveal(row);
  }

  function pager(row, mates) {
    const at = mates.indexOf(row);
    const go = (step) => () => open(mates[(at + step + mates.length) % mates.length]);
    return node("nav", { class: "pager", "aria-label": "Gebruiken op deze plek" },
      node("button", { type: "button", onclick: go(-1), "aria-label": "Vorige" }, "‹"),
      node("button", { type: "button", onclick: () => openList(mates) }, `${at + 1} van ${number(mates.length)} op deze plek`),
      node("button", { type: "button", onclick: go(1), "aria-label": "Volgende" }, "›"));
  }

  function openList(rows, opener) {
    const hidden = rowsAt(items.spot[rows[0]]).length - shownAt(items.spot[rows[0]]).length;
    show(node("article", { class: "details" },
      node("h2", {}, `${plural(rows.length, "gebruik", "gebruiken")} op deze plek`),
      hidden ? node("p", { class: "note" }, `Nog ${number(hidden)} op deze plek buiten uw selectie.`) : null,
      rowList(rows, (row) => open(row))), rows[0], opener);
  }

  // The place must not lie under the panel.
  function reveal(row) {
    if (document.body.dataset.weergave === "tabel" || !map.getSize().x) return;
    const place = map.latLngToContainerPoint(layer.latLng(row));
    const side = panel.offsetWidth < map.getSize().x ? panel.offsetWidth : 0;
    const free = { x: map.getSize().x - side, y: side ? map.getSize().y : map.getSize().y * 0.45 };
    const near = Math.min(60, free.x / 6, free.y / 6);
    if (place.x > near && place.x < free.x - near && place.y > near && place.y < free.y - near) return;
    map.panBy([place.x - free.x / 2, place.y - free.y / 2], { animate: false });
  }

  byId("dossier-sluiten").addEventListener("click", close);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && !area.drawing()) close(); });
  return {
    open, openList, close,
    showPark: (index, onOnly) => show(parkDetails(index, onOnly), null),
    row: () => openRow,
    onChange: (told) => changed.push(told),
  };
}
