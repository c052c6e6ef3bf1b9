// The four symbols. Shape and colour both tell the label apart; the order is that of KINDS in kinds.py.

const GREEN = 0, WHITE = 1, PROPOSED = 2, RED = 3;
const URGENT_FIRST = [RED, PROPOSED, WHITE, GREEN];
const INK = "#1d2733";

const KINDS = [
  {
    name: "Groen",
    meaning: "Genoeg bekend, geen aandachtspunten.",
    edge: "#004d3a", face: "#009e73", path: (c, r) => c.arc(0, 0, r * 0.86, 0, 2 * Math.PI),
  },
  {
    name: "Wit",
    meaning: "Te weinig bekend. Er staan vragen open.",
    edge: INK, face: "#ffffff", path: (c, r) => c.rect(-r * 0.76, -r * 0.76, r * 1.52, r * 1.52),
  },
  {
    name: "Wit, voorstel rood",
    meaning: "Controle gewenst. Wacht op een tweede beoordelaar; telt tot dan als wit.",
    edge: "#b3200c", face: "#ffffff", dot: "#b3200c", path: (c, r) => polygon(c, r * 1.08, [0, 90, 180, 270]),
  },
  {
    name: "Rood",
    meaning: "Aandachtspunten, bevestigd door een tweede beoordelaar. Controle gewenst.",
    edge: "#5f0f04", face: "#d5311a", soft: "#f0a598", stripe: true, path: (c, r) => polygon(c, r * 1.16, [0, 120, 240], r * 0.16),
  },
];

// Corners at these degrees, clockwise from the top.
function polygon(context, radius, degrees, down = 0) {
  for (const degree of degrees) {
    const angle = ((degree - 90) * Math.PI) / 180;
    context.lineTo(radius * Math.cos(angle), radius * Math.sin(angle) + down);
  }
}

// Draws one symbol around (0, 0); radius in pixels.
function drawSymbol(context, kind, radius) {
  const { edge, face, dot, stripe, path } = KINDS[kind];
  context.beginPath();
  path(context, radius);
  context.closePath();
  context.lineJoin = "round";
  context.lineWidth = Math.max(1, radius * 0.26);
  context.fillStyle = face;
  context.strokeStyle = edge;
  context.fill();
  context.stroke();
  context.beginPath();
  if (stripe) { // so that a print in grey tells it from green too
    context.moveTo(-radius * 0.42, radius * 0.32);
    context.lineTo(radius * 0.42, radius * 0.32);
    context.strokeStyle = "#ffffff";
    context.lineWidth = radius * 0.22;
    context.stroke();
  }
  if (!dot) return;
  context.arc(0, 0, radius * 0.36, 0, 2 * Math.PI);
  context.fillStyle = dot;
  context.fill();
}

function symbolAt(context, kind, x, y, radius) {
  context.save();
  context.translate(x, y);
  drawSymbol(context, kind, radius);
  context.restore();
}

// A canvas with one symbol in its middle: to stamp on the map, or to show in a text.
function symbolCanvas(kind, radius, pixelRatio) {
  const side = Math.ceil(radius * 2.9);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side * pixelRatio;
  canvas.style.width = canvas.style.height = `${side}px`;
  const context = canvas.getContext("2d");
  context.scale(pixelRatio, pixelRatio);
  context.translate(side / 2, side / 2);
  drawSymbol(context, kind, radius);
  return canvas;
}

// The same as an image in a text, drawn once per size; "alt" where no text beside it says the same.
const pictures = new Map();
function symbol(kind, radius = 7, alt = "") {
  const key = `${kind} ${radius}`;
  if (!pictures.has(key)) pictures.set(key, symbolCanvas(kind, radius, 2).toDataURL());
  const side = Math.ceil(radius * 2.9);
  return node("img", { class: "symbol", src: pictures.get(key), width: side, height: side, alt });
}

// "● 12 □ 8": how often each label occurs, urgent first, without the ones that don't.
function tally(counts, radius = 5) {
  const parts = URGENT_FIRST.filter((kind) => counts[kind] > 0).map((kind) =>
    node("span", { class: "tally", title: KINDS[kind].name }, symbol(kind, radius, KINDS[kind].name), number(counts[kind]))
  );
  return node("span", { class: "tallies" }, ...parts);
}

// A short text with its middle at a place, in pixels.
function writeAt(on, text, x, y, size, colour) {
  on.fillStyle = colour;
  on.font = `bold ${size}px system-ui, sans-serif`;
  on.textAlign = "center";
  on.textBaseline = "middle";
  on.fillText(text, x, y);
}
