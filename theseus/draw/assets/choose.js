// What the reader has chosen to see, and what that comes to. Facets combine: a row must pass all of them.

const chosen = { words: [], inside: null }; // inside: per row whether it lies in the drawn area; null for no area

const view = {
  shown: new Uint8Array(total),
  rows: new Uint32Array(total), // the rows that are shown, as many as count
  count: 0,
  spotShown: new Uint32Array(spotCount), // per spot how many rows are shown
  spotKind: new Uint8Array(spotCount), // and the most urgent label among them
};
const fails = new Uint8Array(total);
const failed = new Uint8Array(total); // the facet that failed, where exactly one did
const HIDDEN = 255;

let haystacks = null;
function haystack(row) {
  haystacks ??= new Array(total);
  haystacks[row] ??= plain([items.name[row] ?? "", addressOf(row), items.kvk[row] ?? "", items.id[row]].join("\n"));
  return haystacks[row];
}

// Whether a row passes a facet, given the options that are on.
function passing(facet) {
  if (facet.tests) {
    const asked = facet.tests().filter((_, code) => facet.on[code]).flat();
    return (row) => meets(asked, row);
  }
  const codes = facet.codes();
  return (row) => facet.on[codes[row]] === 1;
}

function choose() {
  const { words, inside } = chosen;
  for (let row = 0; row < total; row += 1) {
    const out = kindNow[row] === NEVER_THERE || (inside && !inside[row])
      || (words.length > 0 && !words.every((word) => haystack(row).includes(word)));
    fails[row] = out ? HIDDEN : 0;
  }
  facets.forEach((facet, place) => {
    facet.active = facet.on.includes(1);
    if (!facet.active) return;
    const passes = passing(facet);
    for (let row = 0; row < total; row += 1) {
      if (fails[row] === HIDDEN || passes(row)) continue;
      fails[row] += 1;
      failed[row] = place;
    }
  });
  gather();
}

function gather() {
  view.count = 0;
  view.spotShown.fill(0);
  view.spotKind.fill(0);
  for (let row = 0; row < total; row += 1) {
    view.shown[row] = fails[row] === 0 ? 1 : 0;
    if (fails[row]) continue;
    view.rows[view.count++] = row;
    const spot = items.spot[row];
    view.spotShown[spot] += 1;
    if (kindNow[row] > view.spotKind[spot]) view.spotKind[spot] = kindNow[row];
  }
}

// An option counts what it would show, with the other options of its own facet left out of account. Only what is
// looked at is counted.
function countOptions(facet) {
  const rows = passOthers(facet);
  facet.counts.fill(0);
  if (facet.tests) {
    facet.tests().forEach((tests, code) => { for (const row of rows) if (meets(tests, row)) facet.counts[code] += 1; });
    return;
  }
  const codes = facet.codes();
  for (const row of rows) facet.counts[codes[row]] += 1;
}

// The rows that pass every other facet.
function passOthers(facet) {
  const rows = view.rows.subarray(0, view.count);
  if (!facet.active) return rows;
  const place = facets.indexOf(facet);
  const found = new Uint32Array(total);
  let count = 0;
  for (let row = 0; row < total; row += 1) if (fails[row] === 0 || (fails[row] === 1 && failed[row] === place)) found[count++] = row;
  return found.subarray(0, count);
}

const isShown = (row) => view.shown[row] === 1;
const shownAt = (spot) => rowsAt(spot).filter(isShown).sort((a, b) => kindNow[b] - kindNow[a]);
const parkOff = (index) => {
  const facet = facetOf("terrein");
  return facet !== undefined && facet.active && !facet.on[index];
};
