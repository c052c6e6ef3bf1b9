// The popup: one occupancy, or the list of all that share a place, or a park.

// A list of rows as buttons, so many at a time; used in popups and in the side panel.
const PAGE = 50;
function rowList(rows, onOpen) {
  const list = node("ol", { class: "rows" });
  const more = node("button", { type: "button", class: "action", onclick: () => addPage(true) });
  let done = 0;
  function addPage(moveFocus) {
    const first = done;
    for (const row of rows.slice(done, done + PAGE)) list.append(rowButton(row, onOpen));
    done = Math.min(done + PAGE, rows.length);
    more.hidden = done === rows.length;
    more.textContent = `Toon meer (nog ${number(rows.length - done)})`;
    if (moveFocus) list.children[first].firstChild.focus();
  }
  addPage(false);
  return node("div", {}, list, more);
}

function rowButton(row, onOpen) {
  return node(
    "li", {},
    node(
      "button", { type: "button", class: "row", "data-row": row, onclick: (event) => onOpen(row, event.currentTarget) },
      symbol(items.kind[row], 6),
      node("span", {}, outside(nameOf(row), "strong"), outside(addressOf(row), "small"))
    )
  );
}

function popups(map, layer) {
  let returnTo = null; // where the keyboard was before the popup opened
  let current = null;

  function show(place, content, opener = null) {
    // A button that replaces itself is no longer in the popup when Leaflet looks where the click was.
    content.addEventListener("click", (event) => event.stopPropagation());
    const from = opener ?? returnTo;
    returnTo = null; // replacing a popup closes the old one, which is no reason to go back
    if (current?.isOpen() && current.getLatLng().equals(place)) current.setContent(content);
    else openAt(place, content);
    content.tabIndex = -1;
    content.focus({ preventScroll: true });
    returnTo = from;
  }

  function openAt(place, content) {
    const size = map.getSize();
    current = L.popup({
      maxWidth: Math.min(380, size.x - 110),
      minWidth: Math.min(300, size.x - 110),
      maxHeight: Math.max(160, Math.min(520, size.y - 90)),
      autoPanPaddingTopLeft: [10, 12],
      autoPanPaddingBottomRight: [56, 12], // clear of the zoom buttons
    });
    current.setLatLng(place).setContent(content).openOn(map);
    current.getElement().querySelector(".leaflet-popup-close-button").setAttribute("aria-label", "Sluiten");
  }

  // One occupancy, with the way back to the others at this place.
  function open(row, together, opener) {
    const mates = together ?? spots[spotOf[row]].filter(isShown);
    const content = details(row);
    if (mates.length > 1) content.prepend(pager(row, mates));
    show(layer.latLng(row), content, opener);
  }

  function pager(row, mates) {
    const at = mates.indexOf(row);
    const go = (step) => () => open(mates[(at + step + mates.length) % mates.length], mates);
    return node(
      "nav", { class: "pager", "aria-label": "Gebruiken op deze plek" },
      node("button", { type: "button", onclick: go(-1), "aria-label": "Vorige" }, "‹"),
      node("button", { type: "button", onclick: () => openList(mates) }, `${at + 1} van ${number(mates.length)} op deze plek`),
      node("button", { type: "button", onclick: go(1), "aria-label": "Volgende" }, "›")
    );
  }

  function openList(rows, opener) {
    const hidden = spots[spotOf[rows[0]]].filter((row) => !isShown(row)).length;
    const content = node(
      "article", { class: "details" },
      node("h2", {}, `${plural(rows.length, "gebruik", "gebruiken")} op deze plek`),
      hidden ? node("p", { class: "note" }, `Nog ${number(hidden)} op deze plek buiten uw selectie.`) : null,
      rowList(rows, (row) => open(row, rows))
    );
    show(layer.latLng(rows[0]), content, opener);
  }

  // The close button and Escape bring the keyboard back to where it came from.
  map.on("popupclose", () => {
    if (returnTo?.isConnected && !map.getContainer().contains(returnTo)) returnTo.focus();
    returnTo = null;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") map.closePopup();
  });
  return { show, open, openList };
}
