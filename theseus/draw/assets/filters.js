// The filters: per facet a list of options with how many each would show, and what is chosen in one line.

const LONG = 9; // options; longer lists scroll

function option(facet, code, onChange, extra) {
  const input = node("input", { type: "checkbox", onchange: () => { facet.on[code] = input.checked ? 1 : 0; onChange(); } });
  const count = node("span", { class: "count" });
  const shape = facet.id === "label" ? symbol(code, 7) : null;
  const note = facet.id === "label" ? node("small", {}, KINDS[code].meaning) : null;
  const label = node("label", { class: "box" }, input, shape, node("span", { class: "grow" }, outside(facet.texts[code]), note), count);
  const item = node("li", { "data-code": code }, label, extra?.(code) ?? null);
  return { code, item, input, count };
}

// Labels come most urgent first, other lists as they are; long lists by how often an option occurs.
function ordered(facet) {
  const codes = facet.texts.map((_, code) => code);
  if (facet.id === "label") return URGENT_FIRST;
  const often = facet.tests && facet.texts.length > LONG;
  return often ? codes.sort((a, b) => facet.counts[b] - facet.counts[a] || a - b) : codes;
}

function facetPart(facet, onChange, extra) {
  const list = node("ul", { class: facet.texts.length > LONG ? "boxes scroll" : "boxes", id: `keuze-${facet.id}` });
  const told = node("span", { class: "told" });
  const part = node("details", { class: "part", open: facet.id === "label" },
    node("summary", {}, node("span", { class: "grow" }, facet.title), told), list);
  let options = null;
  function update() {
    const picked = facet.on.reduce((sum, on) => sum + on, 0);
    told.textContent = picked ? `${picked} gekozen` : "";
    if (!part.open) return;
    countOptions(facet);
    if (!options) {
      options = ordered(facet).map((code) => option(facet, code, onChange, extra));
      fill(list, ...options.map((one) => one.item));
    }
    for (const { code, item, input, count } of options) {
      input.checked = facet.on[code] === 1;
      count.textContent = number(facet.counts[code]);
      item.classList.toggle("none", facet.counts[code] === 0 && !input.checked);
    }
  }
  part.addEventListener("toggle", update);
  return { part, update };
}

// For a park: what it holds, and a button that goes there.
function parkExtra(onZoom) {
  return (index) => node("button", {
    type: "button", class: "zoom", "aria-label": `Zoom naar ${data.parks[index].name}`, onclick: () => onZoom(index),
  }, "zoom");
}

function filterParts(onChange, onZoom) {
  const parts = facets.map((facet) => facetPart(facet, onChange, facet.id === "terrein" ? parkExtra(onZoom) : null));
  fill(byId("filters"), ...parts.map(({ part }) => part));
  const input = byId("zoek");
  let waiting = 0;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { search(input.value); onChange(); }, 120);
  });
  byId("wis").addEventListener("click", () => { clearChoice(); onChange(); input.focus(); });
  function update() {
    parts.forEach((part) => part.update());
    byId("getoond").textContent = `${number(view.count)} van ${plural(total, "gebruik", "gebruiken")} getoond`;
    byId("wis").hidden = !chosen.words.length && !chosen.inside && !facets.some((facet) => facet.active);
  }
  return update;
}

const search = (text) => { chosen.words = plain(text).split(/\s+/).filter(Boolean); };

function clearChoice() {
  byId("zoek").value = "";
  chosen.words = [];
  facets.forEach((facet) => facet.on.fill(0));
  area.clear();
}

function onlyPark(index) {
  const facet = facetOf("terrein");
  facet.on.fill(0);
  facet.on[index] = 1;
}
