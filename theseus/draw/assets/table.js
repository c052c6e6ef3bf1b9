// The selection as a table: sortable, page by page, and whole in a file.

const plannedOn = new Map();
for (const one of data.inspections) for (const row of one.rows) if (!plannedOn.has(row)) plannedOn.set(row, one.date);

const questionCount = (row) => data.questions.codes.reduce((sum, codes) => sum + (codes[row] ? 1 : 0), 0);
const lastVisit = (field) => (row) => (data.visits.count[row] ? said(data.visits.fields[field], data.visits.start[row]) : "");

// "wide" columns only stand in the file; "by" gives what is sorted on where that is not the text.
const COLUMNS = [
  { id: "label", title: "Label", of: labelName, by: (row) => -kindNow[row] },
  { id: "naam", title: "Naam", of: (row) => nameOf(row) },
  { id: "adres", title: "Adres", of: addressOf },
  { id: "terrein", title: "Terrein", of: (row) => data.parks[items.park[row]].name },
  { id: "gemeente", title: "Gemeente", of: (row) => said(items.municipality, row) },
  { id: "kvk", title: "KVK-nummer", of: (row) => items.kvk[row] ?? "" },
  { id: "bekend", title: "Bekend (%)", of: (row) => items.known[row] },
  { id: "vragen", title: "Open vragen", of: questionCount },
  { id: "stap", title: "Volgende stap", of: (row) => said(items.step, row) },
  { id: "kosten", title: "Kosten (€)", of: (row) => value(items.cost, row) ?? "" },
  { id: "gepland", title: "Gepland", of: (row) => plannedOn.get(row) ?? "", by: (row) => plannedPlace(row) },
  { id: "bezocht", title: "Laatst bezocht", of: lastVisit("day") },
  { id: "resultaat", title: "Resultaat", of: lastVisit("result") },
  { id: "waarom", title: "Waarom", of: (row) => said(items.because, row), wide: true },
  { id: "kenmerk", title: "Kenmerk", of: (row) => items.id[row], wide: true },
];
const NARROW = COLUMNS.filter((column) => !column.wide);

function plannedPlace(row) {
  const place = data.inspections.findIndex((one) => one.rows.includes(row));
  return place < 0 ? Infinity : place;
}

const dutch = new Intl.Collator("nl", { numeric: true });

function sorted(column, down) {
  const rows = Array.from(view.rows.subarray(0, view.count));
  if (!column) return rows;
  const keys = new Map(rows.map((row) => [row, (column.by ?? column.of)(row)]));
  const sign = down ? -1 : 1;
  return rows.sort((a, b) => {
    const [x, y] = [keys.get(a), keys.get(b)];
    if (x === "" || y === "") return (x === "") - (y === "") || a - b; // what is empty stands last, either way
    return sign * (typeof x === "number" ? x - y : dutch.compare(x, y)) || a - b;
  });
}

function tableView(onOpen) {
  const body = node("tbody");
  const heads = NARROW.map((column) => node("th", { scope: "col" },
    node("button", { type: "button", onclick: () => sortBy(column) }, column.title)));
  const table = node("table", {}, node("caption", { id: "tabel-titel" }), node("thead", {}, node("tr", {}, ...heads)), body);
  const more = node("button", { type: "button", class: "action", onclick: () => addPage() });
  let rows = [];
  let order = { column: null, down: false };
  let done = 0;
  fill(byId("tabel"), table, more);
  exportButtons(() => sorted(order.column, order.down));

  function sortBy(column) {
    order = { column, down: order.column === column && !order.down };
    update();
  }

  function update() {
    if (document.body.dataset.weergave !== "tabel") return;
    heads.forEach((head, at) => {
      const mine = NARROW[at] === order.column;
      head.setAttribute("aria-sort", mine ? (order.down ? "descending" : "ascending") : "none");
    });
    byId("tabel-titel").textContent = `${plural(view.count, "gebruik", "gebruiken")} in deze selectie, peildatum ${data.asOf}`;
    rows = sorted(order.column, order.down);
    done = 0;
    body.replaceChildren();
    addPage();
  }

  function addPage() {
    body.append(...rows.slice(done, done + PAGE * 2).map((row) => tableRow(row, onOpen)));
    done = Math.min(done + PAGE * 2, rows.length);
    more.hidden = done === rows.length;
    more.textContent = `Toon meer (nog ${number(rows.length - done)})`;
  }

  return { update };
}

function tableRow(row, onOpen) {
  return node("tr", {}, ...NARROW.map((column) => {
    if (column.id === "label") return node("td", {}, symbol(kindNow[row], 6), ` ${column.of(row)}`);
    if (column.id !== "naam") return outside(column.of(row), "td");
    const open = outside(column.of(row), "button");
    open.type = "button";
    open.addEventListener("click", () => onOpen(row, open));
    return node("th", { scope: "row" }, open);
  }));
}
