// The explanation of one row, in the words and the order of "theseus explain".

const HEADINGS = { aandachtspunt: "Aandachtspunten", onbekend: "Nog niet bekend", "in orde": "In orde" };
const STYLES = { aandachtspunt: "irregular", onbekend: "unknown", "in orde": "fine" };

function details(row) {
  return node("article", { class: "details" },
    node("p", { class: `label label-${items.kind[row]}` }, symbol(items.kind[row], 8), labelText(row)),
    outside(nameOf(row), "h2"),
    outside(`${addressOf(row)} (${data.parks[items.park[row]].name})`, "p"),
    actions(row),
    kindNow === items.kind ? null : node("p", { class: "notice" }, `Deze uitleg is van ${data.asOf}.`),
    outside(said(items.because, row), "p"),
    said(items.review, row) ? outside(`Beoordeling van het voorstel rood: ${said(items.review, row)}.`, "p") : null,
    said(items.overridden, row) ? outside(`Door een medewerker gezet: ${said(items.overridden, row)}`, "p") : null,
    said(items.noMatch, row) ? outside(`Geen verblijfsobject in de BAG: ${said(items.noMatch, row)}`, "p") : null,
    nextStep(row),
    planned(row),
    ...findings(row),
    questions(row),
    wouldChange(row),
    besides(row),
    ...beyond(row),
    about(row),
  );
}

function labelText(row) {
  return items.kind[row] === PROPOSED ? "Label: wit (voorstel rood)" : `Label: ${KINDS[items.kind[row]].name.toLowerCase()}`;
}

function nextStep(row) {
  const step = said(items.step, row);
  if (items.kind[row] === PROPOSED) {
    return node("p", { class: "next" }, node("strong", {}, "Volgende stap: "), "een tweede medewerker beoordeelt het voorstel (theseus review).");
  }
  if (!step) return null;
  return node("p", { class: "next" }, node("strong", {}, "Goedkoopste volgende stap: "), `${step} (${cost(value(items.cost, row))})`);
}

function planned(row) {
  const mine = data.inspections.filter((one) => one.rows.includes(row));
  return mine.length ? section("Gepland", mine.map((one) => node("li", {}, outside(inspectionTitle(one)),
    node("small", {}, `Aankomst ${one.arrivals[one.rows.indexOf(row)]}; met ${one.partners || "niemand anders"}`))), "plain-list") : null;
}

// What is irregular or unknown in full; what is fine folds away.
function findings(row) {
  const { fields } = data.findings;
  const parts = { aandachtspunt: [], onbekend: [], "in orde": [] };
  for (const { key, at } of keyedOf(data.findings, row)) parts[said(fields.outcome, at)].push(finding(key, at));
  return Object.entries(parts).map(([outcome, entries]) =>
    outcome === "in orde" ? folded(HEADINGS[outcome], entries, STYLES[outcome]) : section(HEADINGS[outcome], entries, STYLES[outcome]));
}

function finding(key, at) {
  const { fields } = data.findings;
  const sources = said(fields.sources, at);
  const irregular = said(fields.outcome, at) === "aandachtspunt";
  const rule = ruleById.get(key);
  return node("li", { "data-rule": key },
    outside(said(fields.sentence, at)),
    sources ? outside(`Bron: ${sources}`, "small") : null,
    irregular && rule ? outside(`${weighing(rule)} ${rule.meansNot}`, "small") : null);
}

function weighing(rule) {
  if (rule.suspended) return "Telt voorlopig niet mee voor rood: bezoeken gaven deze regel geen gelijk.";
  if (rule.hard) return "Zwaarwegend.";
  return rule.gate ? "Houdt groen tegen." : "Houdt groen niet tegen.";
}

function section(title, entries, style) {
  if (!entries.length) return null;
  return node("section", {}, node("h3", {}, `${title} (${entries.length})`), node("ul", { class: style }, ...entries));
}

function folded(title, entries, style) {
  if (!entries.length) return null;
  return node("details", {}, node("summary", {}, `${title} (${entries.length})`), node("ul", { class: style }, ...entries));
}

// Those that the next step answers come first, then the cheapest.
function questions(row) {
  const { fields } = data.questions;
  const step = said(items.step, row);
  const rank = ({ at }) => [said(fields.step, at) === step ? 0 : 1, value(fields.cost_eur, at) ?? 0];
  const found = keyedOf(data.questions, row).sort((a, b) => rank(a)[0] - rank(b)[0] || rank(a)[1] - rank(b)[1]);
  return section("Open vragen", found.map(({ at }) => node("li", {},
    outside(said(fields.text, at)),
    outside(`${capital(said(fields.why, at))}: ${said(fields.sources, at)}`, "small"),
    outside(`Antwoord door: ${said(fields.step, at)}, ${cost(value(fields.cost_eur, at))}`, "small"))), "questions");
}

function wouldChange(row) {
  const lines = listedOf(data.wouldChange, row).map((at) => said(data.wouldChange.fields.line, at));
  if (!lines.length) {
    if (!data.madeWith) return null;
    return node("p", { class: "note" }, "Wat dit label zou veranderen, rekent Theseus uit met: ", outside(`theseus explain ${items.id[row]}`, "code"));
  }
  return node("section", {}, node("h3", {}, "Wat dit label zou veranderen"),
    ...lines.map((line) => outside(line, "p")).map((made) => { made.classList.add("line"); return made; }));
}

function besides(row) {
  const { fields } = data.besides;
  return folded("Verder bekend; dit telt niet mee voor het label", keyedOf(data.besides, row).map(({ at }) => node("li", {},
    outside(`${said(fields.text, at)} ${said(fields.value, at)}`),
    outside(`Bron: ${said(fields.source, at)}${said(fields.observed_on, at) ? `, ${said(fields.observed_on, at)}` : ""}`, "small"))), "fine");
}

function about(row) {
  const entries = [
    ["Gemeente", said(items.municipality, row)],
    ["KVK-nummer", items.kvk[row]],
    ["Naam volgens", sourceTitle(said(items.nameSource, row))],
    ["Op dit adres", items.users[row] > 1 ? plural(items.users[row], "gebruiker", "gebruikers") : null],
    ["Bekend", `${items.known[row]} % (gewogen)`],
    ["Kenmerk", items.id[row]],
  ].filter(([, text]) => text);
  return node("div", {},
    node("dl", {}, ...entries.flatMap(([term, text]) => [node("dt", {}, term), outside(text, "dd")])),
    data.madeWith ? node("small", {}, data.madeWith) : null);
}
