// What more can be chosen from: of some facets a row has any number of values.

// A row has the options of which it meets a test; a test is {codes, holds}: per row a code, per code whether it does.
// An option with several tests asks for one of them.
const several = (id, title, texts, tests) => ({ id, title, texts, tests: lazily(tests) });
function meets(tests, row) {
  for (const { codes, holds } of tests) if (holds[codes[row]]) return true;
  return false;
}

// A dictionary column as a facet; code 0, where there is any, stands for what is not known.
function fromColumn(id, title, column, unknown) {
  const none = column.codes.includes(0);
  const texts = none ? [unknown, ...column.texts] : column.texts;
  return single(id, title, texts.map(String), lazily(() => (none ? column.codes : column.codes.map((code) => code - 1))));
}

// The test of one key of details: which of its combinations hold; a row without the key has code 0.
function testOf(part, column, holds) {
  const codes = part.codes[column];
  const last = column + 1 < part.base.length ? part.base[column + 1] : combinations(part);
  return { codes, holds: Uint8Array.from({ length: last - part.base[column] + 1 }, (_, code) => (code && holds(part.base[column] + code - 1) ? 1 : 0)) };
}
const combinations = (part) => Object.values(part.fields)[0].codes.length;

function ruleFacet() {
  const { fields, keys } = data.findings;
  const texts = keys.map((id) => ruleById.get(id)?.statement ?? id);
  const irregular = fields.outcome.texts.indexOf("aandachtspunt") + 1;
  const holds = (at) => irregular > 0 && fields.outcome.codes[at] === irregular;
  return several("regel", "Aandachtspunt bij regel", texts, () => keys.map((_, column) => [testOf(data.findings, column, holds)]));
}

function questionFacet() {
  const { fields, keys, base } = data.questions;
  const texts = keys.map((_, column) => said(fields.text, base[column]));
  return several("vraag", "Open vraag", texts, () => keys.map((_, column) => [testOf(data.questions, column, () => true)]));
}

// Which sources were not, or not wholly, consulted for a question that is open.
function missingFacet() {
  const { fields, keys } = data.questions;
  const texts = [...new Set(fields.sources.texts)];
  const lacks = (text) => (at) => said(fields.sources, at) === text && OUR_REASONS.has(said(fields.why, at));
  return several("bron", "Bron ontbreekt", texts, () => texts.map((text) =>
    keys.map((_, column) => testOf(data.questions, column, lacks(text))).filter(({ holds }) => holds.includes(1))));
}

function decisionFacet() {
  const texts = ["Geen voorstel", "Wacht op tweede beoordelaar", "Bevestigd", "Afgewezen", "Door medewerker gezet"];
  const reviews = items.review.texts.map((text) => (text.startsWith("afgewezen") ? 3 : 0));
  return single("beoordeling", "Beoordeling", texts, lazily(() => Uint8Array.from(items.kind, (kind, row) => {
    if (items.overridden.codes[row]) return 4;
    if (kind === PROPOSED) return 1;
    return kind === RED ? 2 : reviews[items.review.codes[row] - 1] ?? 0;
  })));
}

function changeFacet() {
  if (!data.since.date) return null;
  const texts = ["Niet veranderd", "Label veranderd", "Nieuw in beeld"];
  return single("veranderd", `Veranderd sinds ${data.since.date}`, texts, () => data.since.changed);
}

const inspectionTitle = (one) => [`${one.date}, ${one.municipality}`, one.theme || one.rhythm].filter(Boolean).join(": ");

function plannedFacet() {
  if (!data.inspections.length) return null;
  return single("gepland", "Gepland bezoek", ["Niet gepland", ...data.inspections.map(inspectionTitle)], lazily(() => {
    const codes = new Uint16Array(total);
    data.inspections.forEach((one, at) => { for (const row of one.rows) codes[row] = at + 1; });
    return codes;
  }));
}

const HALF_A_YEAR = 182, A_YEAR = 365; // days

function visitedFacet() {
  const texts = ["Nog niet bezocht", "Korter dan een half jaar geleden", "Een half tot een heel jaar geleden", "Langer dan een jaar geleden"];
  const today = Date.parse(data.day);
  return single("bezocht", "Laatst bezocht", texts, lazily(() => Uint8Array.from(items.kind, (_, row) => {
    if (!data.visits.count[row]) return 0;
    const days = (today - Date.parse(said(data.visits.fields.day, data.visits.start[row]))) / A_DAY;
    return days < HALF_A_YEAR ? 1 : days < A_YEAR ? 2 : 3;
  })));
}

for (const facet of [
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
]) if (facet) offer(facet);
