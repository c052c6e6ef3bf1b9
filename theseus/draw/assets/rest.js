// What else is known of each row, from the second block.

if (document.readyState === "loading") await new Promise((done) => document.addEventListener("DOMContentLoaded", done, { once: true }));
{
  const { items: more, ...others } = await unpack("gegevens-rest");
  Object.assign(items, more);
  Object.assign(data, others);
}
await breath();

// A dictionary column is {texts, codes}; code 0 is none. "" or null for none.
const value = (column, at) => (column.codes[at] === 0 ? null : column.texts[column.codes[at] - 1]);
const said = (column, at) => value(column, at) ?? "";

function nameOf(row) {
  const name = items.name[row];
  if (name === null) return "Gebruiker onbekend";
  return name.trim() ? name : "(naam zonder tekens)";
}
const labelName = (row) => (kindNow[row] === NEVER_THERE ? "" : KINDS[kindNow[row]].name);
const addressOf = (row) => said(items.address, row);

// Details of which a row has at most one per key: [{key, at}], where fields are read with said(fields.x, at).
function keyedOf(part, row) {
  const found = [];
  part.keys.forEach((key, column) => {
    const code = part.codes[column][row];
    if (code) found.push({ key, at: part.base[column] + code - 1 });
  });
  return found;
}

// Details of which a row has any number: the places of its own, in order.
function starts(counts) {
  const start = new Uint32Array(counts.length + 1);
  for (let row = 0; row < counts.length; row += 1) start[row + 1] = start[row] + counts[row];
  return start;
}
for (const name of ["wouldChange", "links", "nearMisses", "visits", "changes"]) data[name].start = starts(data[name].count);
function listedOf(part, row) {
  return Array.from({ length: part.count[row] }, (_, at) => part.start[row] + at);
}

const ruleById = new Map(data.rules.map((rule) => [rule.id, rule]));
const sourceTitle = (id) => data.sources.find((source) => source.id === id)?.title ?? id;

const parkUnknown = data.parks.map(() => 0); // addresses where nobody knows the user
for (let row = 0; row < total; row += 1) if (items.name[row] === null) parkUnknown[items.park[row]] += 1;

const OUR_REASONS = new Set(["bron niet geraadpleegd", "bron niet volledig geraadpleegd"]); // WhyOpen: about us
const TOO_OLD = "antwoord te oud";
