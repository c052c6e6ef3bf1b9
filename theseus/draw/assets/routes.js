// Planned inspections on the map: a line per team from stop to stop, with the number of each stop.

// Readable without colour too: each next inspection has another dash.
const ROUTE_STYLES = [
  { colour: "#0b5cad", dash: [] }, { colour: "#7a3b00", dash: [9, 5] }, { colour: "#5b2a86", dash: [2, 5] },
  { colour: "#006b5b", dash: [12, 4, 2, 4] }, { colour: "#8a1c5c", dash: [5, 3] },
];
const routeStyle = (index) => ROUTE_STYLES[index % ROUTE_STYLES.length];

const routes = { on: new Set() };

routes.over = ({ on, atRow, crowded }) => {
  for (const index of routes.on) {
    const one = data.inspections[index];
    for (const team of new Set(one.teams)) {
      const rows = one.rows.filter((_, at) => one.teams[at] === team);
      drawRoute(on, rows.map(atRow), routeStyle(index));
      if (!crowded) rows.forEach((row, at) => stop(on, atRow(row), String(at + 1), routeStyle(index).colour));
    }
  }
};

function drawRoute(on, points, { colour, dash }) {
  on.save();
  on.lineJoin = "round";
  for (const [stroke, width] of [["#ffffff", 6], [colour, 3]]) {
    on.beginPath();
    on.setLineDash(stroke === colour ? dash : []);
    points.forEach(({ x, y }, at) => (at ? on.lineTo(x, y) : on.moveTo(x, y)));
    on.strokeStyle = stroke;
    on.lineWidth = width;
    on.stroke();
  }
  on.restore();
}

function stop(on, { x, y }, text, colour) {
  on.beginPath();
  on.arc(x, y - 14, 9, 0, 2 * Math.PI);
  on.fillStyle = colour;
  on.strokeStyle = "#ffffff";
  on.lineWidth = 1.5;
  on.fill();
  on.stroke();
  writeAt(on, text, x, y - 13.5, 10, "#ffffff");
}
