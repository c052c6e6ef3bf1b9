// Which layers are drawn: a switch for each, and the colour of the parks.

function layerPart(layer, parks, onChange, onFit) {
  const redraw = () => { layer.draw(); onChange(); };
  for (const one of [nearMissLines, unknownUser, tooOld, lastResult, routes]) layer.add(one);
  const boxes = OVERLAYS.map((one) => switchFor(one.title, one.note, (on) => { one.layer.on = on; redraw(); }));
  const names = switchFor("Namen van terreinen", "", (on) => { parks.names.show(on); onChange(); });
  names.input.checked = true;
  const shares = shareChoice((by) => { parks.by(by); updateLegend(parks); onChange(); });
  const visits = data.inspections.map((one, index) => switchFor(inspectionTitle(one), inspectionNote(one), (on) => {
    if (on) routes.on.add(index);
    else routes.on.delete(index);
    redraw();
    if (on) onFit(one.rows);
  }, index));
  fill(byId("lagen"), node("li", {}, shares.label), names.item, ...boxes.map((one) => one.item));
  fill(byId("controles"), ...visits.map((one) => one.item));
  byId("deel-controles").hidden = !visits.length;

  // Sets all switches at once, from the address of the page.
  function set({ marks = [], share = "geen", planned = [] }) {
    boxes.forEach((one, at) => { one.input.checked = OVERLAYS[at].layer.on = marks.includes(OVERLAYS[at].id); });
    shares.select.value = SHARES[share] === undefined ? "geen" : share;
    parks.by(shares.select.value);
    updateLegend(parks);
    routes.on.clear();
    visits.forEach((one, index) => {
      one.input.checked = planned.includes(index);
      if (one.input.checked) routes.on.add(index);
    });
  }
  const now = () => ({
    marks: OVERLAYS.filter((one) => one.layer.on).map((one) => one.id),
    share: shares.select.value,
    planned: [...routes.on],
  });
  return { set, now };
}

function inspectionNote(one) {
  const elsewhere = one.elsewhere ? `, ${number(one.elsewhere)} buiten deze kaart` : "";
  return `${one.time}, ${plural(one.rows.length, "bezoek", "bezoeken")}${elsewhere}; met ${one.partners || "niemand anders"}`;
}

function switchFor(title, note, onToggle, style = null) {
  const input = node("input", { type: "checkbox", onchange: () => onToggle(input.checked) });
  const sample = style === null ? null : lineSample(routeStyle(style));
  const label = node("label", { class: "box" }, input, sample,
    node("span", { class: "grow" }, outside(title), note ? outside(note, "small") : null));
  return { input, item: node("li", {}, label) };
}

function lineSample({ colour, dash }) {
  const canvas = node("canvas", { width: 56, height: 20, class: "line-sample", "aria-hidden": "true" });
  const on = canvas.getContext("2d");
  on.scale(2, 2);
  on.setLineDash(dash);
  on.strokeStyle = colour;
  on.lineWidth = 3;
  on.beginPath();
  on.moveTo(0, 5);
  on.lineTo(28, 5);
  on.stroke();
  return canvas;
}

function shareChoice(onChoose) {
  const select = node("select", { id: "aandeel", onchange: () => onChoose(select.value) },
    ...Object.entries(SHARES).map(([id, share]) => node("option", { value: id }, share ? share.title : "Geen kleur")));
  return { select, label: node("label", { class: "choice" }, "Kleur van de terreinen ", select) };
}
