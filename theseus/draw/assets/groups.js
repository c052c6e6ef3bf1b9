// Circles that stand for many symbols at a far zoom: how many there are, and the share of each label.

const GROUP = 56; // pixels; side of a cell whose symbols become one circle

// Cells hang on the world, not on the window, so that circles stay where they are when the map moves.
function drawGroups(on, found, at, { x, y }) {
  const cells = new Map();
  const [left, top] = [x(0), y(0)];
  for (const spot of found) {
    const place = at(spot);
    const key = Math.floor((place.x - left) / GROUP) * 1e7 + Math.floor((place.y - top) / GROUP);
    let cell = cells.get(key);
    if (!cell) cells.set(key, cell = { x: 0, y: 0, spots: 0, count: 0, kinds: [0, 0, 0, 0] });
    cell.x += place.x;
    cell.y += place.y;
    cell.spots += 1;
    cell.count += view.spotShown[spot];
    cell.kinds[view.spotKind[spot]] += view.spotShown[spot];
  }
  return apart(Array.from(cells.values())).map((cell) => drawGroup(on, cell));
}

const radiusOf = (count) => Math.min(25, 11 + 2.2 * Math.log2(count + 1));
const middleOf = (cell) => ({ x: cell.x / cell.spots, y: cell.y / cell.spots });

// A circle that would lie over a larger one becomes part of it.
function apart(cells) {
  const kept = [];
  for (const cell of cells.sort((a, b) => b.count - a.count)) {
    const { x, y } = middleOf(cell);
    const over = kept.find((one) => {
      const middle = middleOf(one);
      return Math.hypot(middle.x - x, middle.y - y) < radiusOf(one.count) + radiusOf(cell.count);
    });
    if (!over) {
      kept.push(cell);
      continue;
    }
    for (const name of ["x", "y", "spots", "count"]) over[name] += cell[name];
    cell.kinds.forEach((count, kind) => { over.kinds[kind] += count; });
  }
  return kept;
}

function drawGroup(on, cell) {
  const place = middleOf(cell);
  const radius = radiusOf(cell.count);
  shares(on, place, radius, cell);
  on.beginPath();
  on.arc(place.x, place.y, radius - 5, 0, 2 * Math.PI);
  on.fillStyle = "#ffffff";
  on.strokeStyle = INK;
  on.lineWidth = 1;
  on.fill();
  on.stroke();
  const count = cell.count < 1000 ? String(cell.count) : `${Math.round(cell.count / 100) / 10}k`.replace(".", ",");
  writeAt(on, count, place.x, place.y, radius > 18 ? 12 : 11, INK);
  const urgent = [RED, PROPOSED].find((kind) => cell.kinds[kind]);
  if (urgent) symbolAt(on, urgent, place.x + radius * 0.75, place.y - radius * 0.75, 6);
  return { ...place, radius, count: cell.count };
}

function shares(on, place, radius, cell) {
  let from = -Math.PI / 2;
  for (const kind of URGENT_FIRST) {
    if (!cell.kinds[kind]) continue;
    const to = from + (2 * Math.PI * cell.kinds[kind]) / cell.count;
    on.beginPath();
    on.moveTo(place.x, place.y);
    on.arc(place.x, place.y, radius, from, to);
    on.closePath();
    on.fillStyle = kind === PROPOSED ? KINDS[RED].soft : KINDS[kind].face;
    on.strokeStyle = INK;
    on.lineWidth = 1;
    on.fill();
    on.stroke();
    from = to;
  }
}

// How many rows share this place.
function badge(on, text, x, y) {
  const width = 8 + 6 * text.length;
  on.fillStyle = INK;
  on.beginPath();
  on.roundRect(x - width / 2, y - 7, width, 14, 7);
  on.fill();
  writeAt(on, text, x, y + 0.5, 10, "#ffffff");
}

// Around the spot whose details are open.
function ring(on, { x, y }, radius) {
  for (const [colour, width] of [["#ffffff", 5], [INK, 2.5]]) {
    on.beginPath();
    on.arc(x, y, radius, 0, 2 * Math.PI);
    on.strokeStyle = colour;
    on.lineWidth = width;
    on.stroke();
  }
}
