// What can be drawn besides the symbols, each on a switch: marks on symbols, possible links, planned routes.

const MARK = "#6a2c70"; // of marks; with ink around it stands out on every symbol

const RESULT_LETTERS = { "niets gevonden": "N", overtreding: "O", "niemand aanwezig": "A", "geen toegang": "T", overgedragen: "D" };

// Marks need room: with circles instead of symbols they wait until the reader zooms in.
function marks(holds, mark) {
  const layer = { on: false };
  layer.over = ({ on, found, at, crowded, radius }) => {
    if (!layer.on || crowded) return;
    for (const spot of found) {
      const row = shownAt(spot).find(holds);
      if (row !== undefined) mark(on, at(spot), Math.max(radius, 4), row);
    }
  };
  return layer;
}

const unknownUser = marks((row) => items.name[row] === null, (on, place, radius) => dashed(on, place, radius + 3));

const tooOld = (() => {
  const { fields, keys, codes, base } = data.questions;
  const old = keys.map((_, column) => codes[column].length && new Set(
    Array.from({ length: 1 + codes[column].reduce((a, b) => Math.max(a, b), 0) }, (_, code) => code)
      .filter((code) => code && said(fields.why, base[column] + code - 1) === TOO_OLD)));
  const holds = (row) => keys.some((_, column) => old[column] && old[column].has(codes[column][row]));
  return marks(holds, (on, place, radius) => clock(on, place.x - radius - 2, place.y + radius + 1));
})();

const lastResult = marks((row) => data.visits.count[row] > 0, (on, place, radius, row) => {
  const result = said(data.visits.fields.result, data.visits.start[row]);
  letter(on, RESULT_LETTERS[result] ?? "B", place.x + radius + 3, place.y + radius + 2);
});

function dashed(on, { x, y }, radius) {
  on.beginPath();
  on.setLineDash([3, 3]);
  on.arc(x, y, radius, 0, 2 * Math.PI);
  on.strokeStyle = MARK;
  on.lineWidth = 1.8;
  on.stroke();
  on.setLineDash([]);
}

function clock(on, x, y) {
  on.beginPath();
  on.arc(x, y, 5, 0, 2 * Math.PI);
  on.fillStyle = "#ffffff";
  on.strokeStyle = MARK;
  on.lineWidth = 1.6;
  on.fill();
  on.stroke();
  on.beginPath();
  on.moveTo(x, y - 3);
  on.lineTo(x, y);
  on.lineTo(x + 2.4, y + 1);
  on.stroke();
}

function letter(on, text, x, y) {
  on.beginPath();
  on.roundRect(x - 6, y - 6, 12, 12, 3);
  on.fillStyle = MARK;
  on.strokeStyle = "#ffffff";
  on.lineWidth = 1;
  on.fill();
  on.stroke();
  writeAt(on, text, x, y + 0.5, 9, "#ffffff");
}

// A dashed line from an occupancy to where a record that may belong to it is counted now.
const nearMissLines = { on: false };
nearMissLines.under = ({ on, atRow, crowded }) => {
  if (!nearMissLines.on || crowded) return;
  on.save();
  on.strokeStyle = MARK;
  on.lineWidth = 1.5;
  on.setLineDash([5, 4]);
  for (let row = 0; row < total; row += 1) {
    if (!data.nearMisses.count[row] || !isShown(row)) continue;
    const from = atRow(row);
    for (const at of listedOf(data.nearMisses, row)) {
      const other = data.nearMisses.other[at];
      const to = other ? atRow(other - 1) : from;
      on.beginPath();
      if (Math.hypot(to.x - from.x, to.y - from.y) < 2) on.arc(from.x, from.y, 13, 0, 2 * Math.PI);
      else {
        on.moveTo(from.x, from.y);
        on.lineTo(to.x, to.y);
      }
      on.stroke();
    }
  }
  on.restore();
};

const OVERLAYS = [
  { id: "onbekend", title: "Zonder bekende gebruiker", note: "Stippelcirkel om het symbool", layer: unknownUser },
  { id: "oud", title: "Antwoord te oud", note: "Klokje: de bron is ouder dan haar houdbaarheid", layer: tooOld },
  { id: "resultaat", title: "Laatste bezoek", note: "N niets gevonden, O overtreding, A niemand aanwezig, T geen toegang, D overgedragen", layer: lastResult },
  { id: "koppeling", title: "Mogelijke koppelingen", note: "Stippellijn naar waar het record nu bij hoort", layer: nearMissLines },
];
