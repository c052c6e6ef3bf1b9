// What can be chosen from: each facet gives every row one value, or any number of them.

// A row has one value: codes per row, texts per code.
const single = (id, title, texts, codes) => ({ id, title, texts, codes });

// A row has any number of values: those of row r are values[start[r]] up to values[start[r + 1]].
function several(id, title, texts, valuesOf) {
  const start = new Uint32Array(total + 1);
  const values = [];
  for (let row = 0; row < total; row += 1) {
    valuesOf(row, (code) => values.push(code));
    start[row + 1] = values.length;
  }
  return { id, title, texts, start, values: Uint16Array.from(values) };
}

// A dictionary column as a facet; code 0, where there is any, stands for what is not known.
function fromColumn(id, title, column, unknown) {
  const none = column.codes.some((code) => code === 0);
  const texts = none ? [unknown, ...column.texts] : column.texts;
  return single(id, title, texts.map(String), none ? column.codes : column.codes.map((code) => code - 1));
}

function byKey(id, title, part, texts, holds) {
  const found = part.keys.map((_, column) => new Uint8Array(part.codes[column].reduce((a, b) => Math.max(a, b), 0) + 1)
    .map((_, code) => (code && holds(part.base[column] + code - 1) ? 1 : 0)));
  return several(id, title, texts, (row, add) => {
    for (let column = 0; column < part.keys.length; column += 1) {
      if (found[column][part.codes[column][row]]) add(column);
    }
  });
}

function ruleFacet() {
  const { fields, keys } = data.findings;
  const texts = keys.map((id) => ruleById.get(id)?.statement ?? id);
  const irregular = fields.outcome.texts.indexOf("aandachtspunt") + 1;
  return byKey("regel", "Aandachtspunt bij regel", data.findings, texts, (at) => irregular > 0 && fields.outcome.codes[at] === irregular);
}

function questionFacet() {
  const { fields, keys, base } = data.questions;
  return byKey("vraag", "Open vraag", data.questions, keys.map((_, column) => said(fields.text, base[column])), () => true);
}

// Which sources were not, or not wholly, consulted for a question that is open.
function missingFacet() {
  const { fields, keys, codes, base } = data.questions;
  const texts = [...new Set(fields.sources.texts)];
  const place = (at) => (OUR_REASONS.has(said(fields.why, at)) ? texts.indexOf(said(fields.sources, at)) : -1);
  const places = Int32Array.from(fields.why.codes, (_, at) => place(at));
  return several("bron", "Bron ontbreekt", texts, (row, add) => {
    const met = new Set();
    for (let column = 0; column < keys.length; column += 1) {
      const code = codes[column][row];
      if (code && places[base[column] + code - 1] >= 0) met.add(places[base[column] + code - 1]);
    }
    met.forEach(add);
  });
}

function decisionFacet() {
  const texts = ["Geen voorstel", "Wacht op tweede beoordelaar", "Bevestigd", "Afgewezen", "Door medewerker gezet"];
  const reviews = items.review.texts.map((text) => (text.startsWith("afgewezen") ? 3 : 0));
  return single("beoordeling", "Beoordeling", texts, Uint8Array.from(items.kind, (kind, row) => {
    if (items.overridden.codes[row]) return 4;
    if (kind === PROPOSED) return 1;
    return kind === RED ? 2 : reviews[items.review.codes[row] - 1] ?? 0;
  }));
}

function changeFacet() {
  if (!data.since.date) return null;
  const texts = ["Niet veranderd", "Label veranderd", "Nieuw in beeld"];
  return single("veranderd", `Veranderd sinds ${data.since.date}`, texts, data.since.changed);
}

const inspectionTitle = (one) => [`${one.date}, ${one.municipality}`, one.theme || one.rhythm].filter(Boolean).join(": ");

function plannedFacet() {
  if (!data.inspections.length) return null;
  const codes = new Uint16Array(total);
  data.inspections.forEach((one, at) => { for (const row of one.rows) codes[row] = at + 1; });
  return single("gepland", "Gepland bezoek", ["Niet gepland", ...data.inspections.map(inspectionTitle)], codes);
}

const A_DAY = 24 * 60 * 60 * 1000;
const HALF_A_YEAR = 182, A_YEAR = 365; // days

function visitedFacet() {
  const texts = ["Nog niet bezocht", "Korter dan een half jaar geleden", "Een half tot een heel jaar geleden", "Langer dan een jaar geleden"];
  const today = Date.parse(data.day);
  return single("bezocht", "Laatst bezocht", texts, Uint8Array.from(items.kind, (_, row) => {
    if (!data.visits.count[row]) return 0;
    const days = (today - Date.parse(said(data.visits.fields.day, data.visits.start[row]))) / A_DAY;
    return days < HALF_A_YEAR ? 1 : days < A_YEAR ? 2 : 3;
  }));
}

const facets = [
  single("label", "Label", KINDS.map((kind) => kind.name), items.kind),
  single("terrein", "Terrein", data.parks.map((park) => park.name), items.park),
  fromColumn("gemeente", "Gemeente", items.municipality, "Onbekend"),
  decisionFacet(),
  changeFacet(),
  plannedFacet(),
  visitedFacet(),
  ruleFacet(),
  questionFacet(),
  missingFacet(),
  fromColumn("activiteit", "Thema (activiteit volgens het handelsregister)", items.activity, "Onbekend"),
  fromColumn("sbi", "SBI-sectie", items.sbi, "Onbekend"),
].filter((facet) => facet !== null && facet.texts.length > 0);
const facetById = new Map(facets.map((facet) => [facet.id, facet]));
