// What is known of one occupancy, as a reader wants it: what matters first.

function details(row) {
  return node(
    "article", { class: "details" },
    node("p", { class: `label label-${items.kind[row]}` }, symbol(items.kind[row], 8), labelText(row)),
    outside(nameOf(row), "h2"),
    outside(addressOf(row), "p"),
    said(items.because, row) ? outside(said(items.because, row), "p") : null,
    said(items.review, row) ? node("p", {}, "Beoordeling: ", outside(said(items.review, row))) : null,
    nextStep(row),
    ...findings(row),
    questions(row),
    about(row)
  );
}

function labelText(row) {
  return items.kind[row] === PROPOSED ? "Wit. Voorstel rood: wacht op tweede beoordelaar" : KINDS[items.kind[row]].name;
}

function nextStep(row) {
  const step = said(items.step, row);
  if (!step) return null;
  return node("p", { class: "next" }, node("strong", {}, "Volgende stap: "), `${step} (${cost(value(items.cost, row))})`);
}

// Irregular findings and unknowns in full; what is fine folds away.
function findings(row) {
  const columns = data.findings;
  const parts = { aandachtspunt: [], onbekend: [], "in orde": [] };
  for (const at of findingsOf(row)) parts[said(columns.outcome, at)].push(finding(at));
  const fine = parts["in orde"];
  return [
    section("Aandachtspunten", parts.aandachtspunt, "irregular"),
    section("Nog onbekend", parts.onbekend, "unknown"),
    fine.length
      ? node("details", {}, node("summary", {}, `In orde (${fine.length})`), node("ul", { class: "fine" }, ...fine))
      : null,
  ];
}

function section(title, entries, style) {
  if (!entries.length) return null;
  return node("section", {}, node("h3", {}, `${title} (${entries.length})`), node("ul", { class: style }, ...entries));
}

function finding(at) {
  const sources = said(data.findings.sources, at);
  const date = said(data.findings.date, at);
  const origin = sources ? `Bron: ${sources}` : date ? `Gegeven van ${date}` : "";
  return node("li", {}, outside(said(data.findings.sentence, at)), origin ? outside(origin, "small") : null);
}

function questions(row) {
  const columns = data.questions;
  const entries = questionsOf(row).map((at) =>
    node(
      "li", {},
      outside(said(columns.text, at)),
      outside(`Waarom open: ${said(columns.why, at)} (${said(columns.sources, at)})`, "small"),
      outside(`Stap: ${said(columns.step, at)}, ${cost(value(columns.cost, at))}`, "small")
    )
  );
  return section("Open vragen", entries, "questions");
}

function about(row) {
  const entries = [
    ["Terrein", data.parks[items.park[row]].name],
    ["KVK-nummer", items.kvk[row]],
    ["Naam volgens", sourceTitle(said(items.nameSource, row))],
    ["Ingeschreven op dit adres", items.users[row] > 1 ? plural(items.users[row], "gebruiker", "gebruikers") : null],
    ["Bekend", items.known[row] === null ? null : `${items.known[row]} % (gewogen)`],
    ["BAG", said(items.noMatch, row)],
    ["Kenmerk", items.id[row]],
  ].filter(([, text]) => text);
  return node("dl", {}, ...entries.flatMap(([term, text]) => [node("dt", {}, term), outside(text, "dd")]));
}

const sourceTitle = (id) => data.sources.find((source) => source.id === id)?.title ?? id;

// What is known of one park.
function parkDetails(index, onOnly) {
  const park = data.parks[index];
  const count = parkKinds[index].reduce((sum, part) => sum + part, 0);
  return node(
    "article", { class: "details" },
    outside(park.name, "h2"),
    node("p", {}, `${plural(count, "gebruik", "gebruiken")} op ${number(park.area)} hectare`),
    node("ul", { class: "plain" }, ...URGENT_FIRST.filter((kind) => parkKinds[index][kind]).map((kind) =>
      node("li", {}, symbol(kind, 6), `${KINDS[kind].name}: ${number(parkKinds[index][kind])}`)
    )),
    node("button", { type: "button", class: "action", onclick: onOnly }, "Alleen dit terrein tonen")
  );
}
