// A list of rows as buttons, so many at a time.

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
  return node("li", {},
    node("button", { type: "button", class: "row", "data-row": row, onclick: (event) => onOpen(row, event.currentTarget) },
      symbol(kindNow[row], 6, labelName(row)),
      node("span", {}, outside(nameOf(row), "strong"), outside(addressOf(row), "small"))));
}

// The list in the side panel is only made when it is open.
function listPart(onOpen) {
  const part = byId("deel-lijst");
  function update() {
    if (!part.open) return;
    const rows = view.rows.subarray(0, view.count);
    fill(byId("lijst"), view.count ? rowList(rows, onOpen) : node("p", { class: "note" }, "Niets gevonden bij deze selectie."));
  }
  part.addEventListener("toggle", update);
  return update;
}
