// A small workbook (ECMA-376): one sheet in a zip without compression. Text stands in the cells as text ("inlineStr"),
// so that nothing in it is ever read as a formula.

const LONGEST_CELL = 32_767; // characters; Excel refuses more

const SHEET_PARTS = {
  "[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
  "_rels/.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1"
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  "xl/workbook.xml": `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Selectie" sheetId="1" r:id="r1"/></sheets></workbook>`,
  "xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1"
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
};

function xlsx(table) {
  const header = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
  const parts = { ...SHEET_PARTS, "xl/worksheets/sheet1.xml": sheetXml(table) };
  const encoder = new TextEncoder();
  return zip(Object.entries(parts).map(([name, text]) => [encoder.encode(name), encoder.encode(header + text)]));
}

function sheetXml(table) {
  const rows = table.map((cells, at) => `<row r="${at + 1}">${cells.map(xmlCell).join("")}</row>`);
  return `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0">`
    + `<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>${rows.join("")}</sheetData></worksheet>`;
}

function xmlCell(value) {
  if (typeof value === "number") return `<c><v>${value}</v></c>`;
  if (value === "") return "<c/>";
  return `<c t="inlineStr"><is><t xml:space="preserve">${xmlText(String(value).slice(0, LONGEST_CELL))}</t></is></c>`;
}

// XML has no place for most control characters and for half a sign.
function xmlText(text) {
  return text.toWellFormed().replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, "")
    .replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
