// The side panel: counts, search, the boxes per label and per park, the list, the sources.

function header() {
  byId("kop-regio").append(outside(data.region));
  byId("kop-datum").textContent = `Peildatum ${data.asOf}`;
  const white = kindTotals[WHITE] + kindTotals[PROPOSED];
  const proposed = kindTotals[PROPOSED];
  const tile = (kind, count, note) =>
    node(
      "li", {},
      symbol(kind, 7),
      node("strong", {}, number(count)),
      node("span", {}, KINDS[kind].name.toLowerCase(), note ? node("small", {}, node("i", {}, "waarvan "), note) : null)
    );
  fill(
    byId("kop-cijfers"),
    tile(GREEN, kindTotals[GREEN]),
    tile(WHITE, white, proposed ? `${number(proposed)} voorstel rood` : ""),
    tile(RED, kindTotals[RED])
  );
}

function box(checked, onToggle, ...content) {
  const input = node("input", { type: "checkbox", onchange: (event) => onToggle(event.target.checked) });
  input.checked = checked;
  return node("label", { class: "box" }, input, ...content);
}

function labelBoxes(onChange) {
  const counts = KINDS.map(() => node("span", { class: "count" }));
  fill(byId("labels"), ...URGENT_FIRST.map((kind) =>
    node("li", { "data-kind": kind }, box(
      true,
      (on) => { chosen.kinds[kind] = on; onChange(); },
      symbol(kind, 7),
      node("span", { class: "grow" }, KINDS[kind].name, node("small", {}, KINDS[kind].meaning)),
      counts[kind]
    ))
  ));
  return () => counts.forEach((count, kind) => { count.textContent = number(view.kinds[kind]); });
}

function parkBoxes(onChange, onZoom) {
  const counts = data.parks.map(() => node("span", { class: "count" }));
  const boxes = data.parks.map((park, index) => box(
    true,
    (on) => { chosen.parks[index] = on; onChange(); },
    node("span", { class: "grow" }, outside(park.name), tally(parkKinds[index]),
      node("small", {}, `${number(parkUnknown[index])} zonder bekende gebruiker`)),
    counts[index]
  ));
  fill(byId("terreinen"), ...data.parks.map((park, index) =>
    node(
      "li", { "data-park": index },
      boxes[index],
      node("button", { type: "button", class: "zoom", title: "Zoom naar dit terrein", "aria-label": `Zoom naar ${park.name}`,
        onclick: () => onZoom(index) }, "zoom")
    )
  ));
  function set(which) {
    data.parks.forEach((_, index) => { chosen.parks[index] = which(index); });
    onChange();
  }
  byId("alle-terreinen").addEventListener("click", () => set(() => true));
  byId("geen-terreinen").addEventListener("click", () => set(() => false));
  function update() {
    counts.forEach((count, index) => { count.textContent = number(view.parks[index]); });
    boxes.forEach((label, index) => { label.firstChild.checked = chosen.parks[index]; });
  }
  return { update, only: (index) => set((other) => other === index) };
}

function legend() {
  const control = L.control({ position: "bottomleft" });
  control.onAdd = () => {
    const box = node(
      "details", { class: "legend", open: window.innerWidth > 1000 },
      node("summary", {}, "Legenda"),
      node(
        "ul", {},
        ...URGENT_FIRST.map((kind) => node("li", {}, symbol(kind, 7), KINDS[kind].name)),
        node("li", {}, node("span", { class: "badge" }, "3"), "Aantal op één plek"),
        node("li", {}, node("span", { class: "outline" }), "Bedrijventerrein")
      )
    );
    L.DomEvent.disableClickPropagation(box);
    return box;
  };
  return control;
}

function search(onChange) {
  const input = byId("zoek");
  let waiting = 0;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      chosen.words = plain(input.value).split(/\s+/).filter(Boolean);
      onChange();
    }, 120);
  });
}

function list(onOpen) {
  return () => {
    byId("getoond").textContent = `${number(view.count)} van ${plural(total, "gebruik", "gebruiken")} getoond`;
    const rows = [];
    for (let row = 0; row < total; row += 1) if (isShown(row)) rows.push(row);
    fill(byId("lijst"), rows.length ? rowList(rows, onOpen) : node("p", { class: "note" }, "Niets gevonden bij deze selectie."));
  };
}

const ABSENT = "Wat alleen deze bron weet, blijft onbekend. Dat maakt een label wit. Het zegt niets over het bedrijf.";
const KEPT = "De laatste goede levering blijft in gebruik tot zij te oud is.";
// Per state of a source what it means: with a good delivery to go on with, and without one.
const MISSING = {
  "niet vernieuwd": [`Een nieuwe levering kwam niet binnen. ${KEPT}`, ABSENT],
  tegengehouden: [`De nieuwe levering klopte niet en is niet gebruikt. ${KEPT}`, `De levering klopte niet en is niet gebruikt. ${ABSENT}`],
  verouderd: ["De gegevens zijn ouder dan wij willen. Een antwoord dat te oud is, telt niet mee; het label wordt dan wit.", ABSENT],
  "niet geraadpleegd": [ABSENT, ABSENT],
};
const A_DAY = 24 * 60 * 60 * 1000;

// The age on the day of reading: the map may be opened long after its reference date.
function age(source) {
  const days = Math.max(source.age, Math.floor((Date.now() - Date.parse(source.day)) / A_DAY));
  return plural(days, "dag oud", "dagen oud");
}

function sources() {
  const notes = Object.entries(MISSING).flatMap(([freshness, meanings]) => meanings.map((meaning, without) => {
    const titles = data.sources.filter((source) => source.freshness === freshness && !source.day === Boolean(without)).map(dated);
    if (!titles.length) return null;
    const start = freshness.charAt(0).toUpperCase() + freshness.slice(1);
    return node("p", {}, node("strong", {}, `${start}: `), outside(`${titles.join(", ")}.`), ` ${meaning}`);
  }));
  byId("melding").hidden = notes.every((note) => note === null);
  fill(byId("melding"), ...notes);
  fill(byId("bronnen"), ...data.sources.map(sourceLine));
}

function sourceLine(source) {
  const rows = source.rows ? `, ${plural(source.rows, "regel", "regels")}` : "";
  return node("li", {},
    outside(source.title, "strong"),
    source.troubled && source.day ? node("span", { class: "stale" }, age(source)) : null,
    node("small", {}, `${source.freshness}${source.date ? `, ${source.date}` : ""}${rows}`),
    source.reason ? outside(source.reason, "small") : null);
}

const dated = (source) => {
  const old = source.troubled && source.day ? `, ${age(source)}` : "";
  return source.date ? `${source.title} (${source.date}${old})` : source.title;
};
