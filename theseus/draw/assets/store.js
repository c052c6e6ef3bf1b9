// The data of the map, and what the reader has chosen to see of it.

const data = JSON.parse(byId("gegevens").textContent);
const items = data.items;
const total = items.id.length;

// The text of a dictionary column ({texts, codes}); "" for none.
const said = (column, row) => (column.codes[row] < 0 ? "" : column.texts[column.codes[row]]);
const value = (column, row) => (column.codes[row] < 0 ? null : column.texts[column.codes[row]]);

function nameOf(row) {
  const name = items.name[row];
  if (name === null) return "Gebruiker onbekend";
  return name.trim() ? name : "(naam zonder tekens)";
}
const addressOf = (row) => said(items.address, row);

// Findings and questions: the distinct combinations of one occupancy.
function starts(counts) {
  const start = new Uint32Array(counts.length + 1);
  counts.forEach((count, row) => { start[row + 1] = start[row] + count; });
  return start;
}
const findingStart = starts(data.findings.count);
const questionStart = starts(data.questions.count);
const findingsOf = (row) => data.findings.combo.slice(findingStart[row], findingStart[row + 1]);
const questionsOf = (row) => data.questions.combo.slice(questionStart[row], questionStart[row + 1]);

// Occupancies on exactly the same place are one spot. Rows come urgent first, so spots do too.
const spots = [];
const spotOf = new Uint32Array(total);
{
  const seen = new Map();
  for (let row = 0; row < total; row += 1) {
    const key = `${items.lat[row]},${items.lon[row]}`;
    if (!seen.has(key)) {
      seen.set(key, spots.length);
      spots.push([]);
    }
    spotOf[row] = seen.get(key);
    spots[spotOf[row]].push(row);
  }
}

// How often each label occurs, per park and in all; of everything, whatever is chosen.
const kindTotals = [0, 0, 0, 0];
const parkKinds = data.parks.map(() => [0, 0, 0, 0]);
const parkUnknown = data.parks.map(() => 0); // addresses where nobody knows the user
for (let row = 0; row < total; row += 1) {
  kindTotals[items.kind[row]] += 1;
  parkKinds[items.park[row]][items.kind[row]] += 1;
  if (items.name[row] === null) parkUnknown[items.park[row]] += 1;
}

const chosen = {
  kinds: KINDS.map(() => true),
  parks: data.parks.map(() => true),
  words: [],
};

// What the choice comes to. A list counts what it would show with its own boxes left out of account.
const view = {
  shown: new Uint8Array(total),
  count: 0,
  kinds: [0, 0, 0, 0],
  parks: new Uint32Array(data.parks.length),
};

let haystacks = null;
function haystack(row) {
  haystacks ??= items.id.map((id, i) =>
    plain([items.name[i] ?? "", addressOf(i), items.kvk[i] ?? "", id].join("\n"))
  );
  return haystacks[row];
}

function choose() {
  view.kinds.fill(0);
  view.parks.fill(0);
  view.count = 0;
  for (let row = 0; row < total; row += 1) {
    view.shown[row] = 0;
    if (chosen.words.length && !chosen.words.every((word) => haystack(row).includes(word))) continue;
    const kind = items.kind[row];
    const park = items.park[row];
    if (chosen.parks[park]) view.kinds[kind] += 1;
    if (chosen.kinds[kind]) view.parks[park] += 1;
    if (chosen.parks[park] && chosen.kinds[kind]) {
      view.shown[row] = 1;
      view.count += 1;
    }
  }
}

const isShown = (row) => view.shown[row] === 1;
