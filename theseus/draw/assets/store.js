// The data of the map, by row: one row is one use of one address.

const begun = performance.now();
const data = await unpack(byId("gegevens").textContent);
byId("gegevens").remove(); // the text of the block is not needed twice
const items = data.items;
const total = items.id.length;
const PER_DEGREE = 1e6;

const latOf = (row) => items.corner[0] + items.lat[row] / PER_DEGREE;
const lonOf = (row) => items.corner[1] + items.lon[row] / PER_DEGREE;

// A dictionary column is {texts, codes}; code 0 is none. "" or null for none.
const value = (column, at) => (column.codes[at] === 0 ? null : column.texts[column.codes[at] - 1]);
const said = (column, at) => value(column, at) ?? "";

function nameOf(row) {
  const name = items.name[row];
  if (name === null) return "Gebruiker onbekend";
  return name.trim() ? name : "(naam zonder tekens)";
}
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

// Rows on exactly the same place are one spot.
const spotCount = items.spot.reduce((top, spot) => Math.max(top, spot + 1), 0);
const spotStart = new Uint32Array(spotCount + 1);
for (const spot of items.spot) spotStart[spot + 1] += 1;
for (let spot = 0; spot < spotCount; spot += 1) spotStart[spot + 1] += spotStart[spot];
const spotRows = new Uint32Array(total);
{
  const next = spotStart.slice();
  for (let row = 0; row < total; row += 1) spotRows[next[items.spot[row]]++] = row;
}
const rowsAt = (spot) => Array.from(spotRows.subarray(spotStart[spot], spotStart[spot + 1]));

// The label of each row on the day that is shown; of today unless the reader goes back in time.
let kindNow = items.kind;
const NEVER_THERE = 4;

// How often each label occurs, per park and in all; of everything, whatever is chosen.
const kindTotals = [0, 0, 0, 0];
const parkKinds = data.parks.map(() => [0, 0, 0, 0]);
const parkUnknown = data.parks.map(() => 0); // addresses where nobody knows the user
function tallyAll() {
  kindTotals.fill(0);
  parkKinds.forEach((counts) => counts.fill(0));
  for (let row = 0; row < total; row += 1) {
    if (kindNow[row] === NEVER_THERE) continue;
    kindTotals[kindNow[row]] += 1;
    parkKinds[items.park[row]][kindNow[row]] += 1;
  }
}
tallyAll();
for (let row = 0; row < total; row += 1) if (items.name[row] === null) parkUnknown[items.park[row]] += 1;

const OUR_REASONS = new Set(["bron niet geraadpleegd", "bron niet volledig geraadpleegd"]); // WhyOpen: about us
const TOO_OLD = "antwoord te oud";
