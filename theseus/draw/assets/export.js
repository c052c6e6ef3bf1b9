// The selection as a file: CSV for everybody, XLSX for Excel. What starts like a formula is written as text.

const FORMULA = /^[=+\-@\uff1d\uff0b\uff0d\uff20]/;
const STEERS = /[\p{C}\p{Z}]+/gu; // spaces, ends of lines, control signs, turned directions: one space each

function exportButtons(rowsOf) {
  const table = () => [COLUMNS.map((column) => column.title), ...rowsOf().map((row) => COLUMNS.map((column) => column.of(row)))];
  const name = (ending) => `theseus-${data.day}-${view.count}.${ending}`;
  byId("naar-csv").addEventListener("click", () => save(csv(table()), "text/csv", name("csv")));
  byId("naar-xlsx").addEventListener("click", () =>
    save(xlsx(table()), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", name("xlsx")));
}

function save(content, type, name) {
  const link = node("a", { href: URL.createObjectURL(new Blob([content], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// With a semicolon and a byte order mark, as Dutch Excel expects.
function csv(table) {
  return `\uFEFF${table.map((cells) => cells.map(csvCell).join(";")).join("\r\n")}\r\n`;
}

function csvCell(value) {
  if (typeof value === "number") return String(value).replace(".", ",");
  const line = value.replace(STEERS, " ").trim();
  const text = FORMULA.test(line) ? `'${line}` : line;
  return /[";]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
