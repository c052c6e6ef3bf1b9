// What the reader has chosen to see, and what that comes to. Facets combine: a row must pass all of them.

const chosen = { words: [], inside: null }; // inside: per row whether it lies in the drawn area; null for no area
for (const facet of facets) {
  facet.on = new Uint8Array(facet.texts.length); // none on: no restriction
  facet.active = false;
  facet.counts = new Uint32Array(facet.texts.length);
}

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

function passes(facet, row) {
  if (facet.codes) return facet.on[facet.codes[row]];
  for (let at = facet.start[row]; at < facet.start[row + 1]; at += 1) if (facet.on[facet.values[at]]) return 1;
  return 0;
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
    for (let row = 0; row < total; row += 1) {
      if (fails[row] === HIDDEN || passes(facet, row)) continue;
      fails[row] += 1;
      failed[row] = place;
    }
  });
  gather();
  facets.forEach(countOptions);
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

// An option counts what it would show, with the other options of its own facet left out of account.
function countOptions(facet, place) {
  facet.counts.fill(0);
  const add = (row) => {
    if (facet.codes) facet.counts[facet.codes[row]] += 1;
    else for (let at = facet.start[row]; at < facet.start[row + 1]; at += 1) facet.counts[facet.values[at]] += 1;
  };
  for (let at = 0; at < view.count; at += 1) add(view.rows[at]);
  if (!facet.active) return;
  for (let row = 0; row < total; row += 1) if (fails[row] === 1 && failed[row] === place) add(row);
}

const isShown = (row) => view.shown[row] === 1;
const shownAt = (spot) => rowsAt(spot).filter(isShown).sort((a, b) => kindNow[b] - kindNow[a]);
const parkOff = (index) => facetById.get("terrein").active && !facetById.get("terrein").on[index];
