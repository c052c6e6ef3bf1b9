// The data of the map, by row: one row is one use of one address. This is what the first picture needs; what else
// is known of a row follows in rest.js.

const begun = performance.now();
const data = await unpack("gegevens");
const items = data.items;
const total = items.kind.length;
const PER_DEGREE = 1e6;

const latOf = (row) => items.corner[0] + items.lat[row] / PER_DEGREE;
const lonOf = (row) => items.corner[1] + items.lon[row] / PER_DEGREE;

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
