// What is chosen stands in the address of the page, behind the #: to share, and to come back to. It names options by
// their text, so that it still holds on the map of next week.

const OWN = ["zoek", "gebied", "lagen", "aandeel", "controles", "dag", "weergave", "gebruik", "plek"];

function state(map, { layers, time, panel, look, refresh }) {
  let reading = false;

  function written() {
    const told = new URLSearchParams();
    for (const facet of facets) {
      if (facet.active) facet.texts.forEach((text, code) => { if (facet.on[code]) told.append(facet.id, text); });
    }
    const { marks, share, planned } = layers.now();
    const centre = map.getCenter();
    const own = {
      zoek: chosen.words.length ? byId("zoek").value.trim() : "",
      gebied: area.corners().map((corner) => corner.map((degree) => degree.toFixed(6)).join(" ")).join(","),
      lagen: marks.join(","),
      aandeel: share === "geen" ? "" : share,
      controles: planned.map((index) => inspectionTitle(data.inspections[index])).join("|"),
      dag: time.day(),
      weergave: look.now() === "tabel" ? "tabel" : "",
      gebruik: panel.row() === null ? "" : items.id[panel.row()],
      plek: `${map.getZoom()} ${centre.lat.toFixed(5)} ${centre.lng.toFixed(5)}`,
    };
    for (const [name, text] of Object.entries(own)) if (text) told.set(name, text);
    return told.toString();
  }

  function write() {
    if (reading || location.protocol === "about:") return; // a page in a notebook has no address of its own
    window.history.replaceState(null, "", `#${written()}`);
  }

  function read(hash = location.hash) {
    const told = new URLSearchParams(hash.slice(1));
    reading = true;
    for (const facet of facets) {
      const wanted = new Set(told.getAll(facet.id));
      facet.texts.forEach((text, code) => { facet.on[code] = wanted.has(text) ? 1 : 0; });
    }
    const own = Object.fromEntries(OWN.map((name) => [name, told.get(name) ?? ""]));
    byId("zoek").value = own.zoek;
    search(own.zoek);
    area.set(own.gebied.split(",").map((corner) => corner.split(" ").map(Number)).filter(([lat, lon]) => lat && lon));
    const titles = own.controles.split("|");
    layers.set({
      marks: own.lagen.split(","),
      share: own.aandeel || "geen",
      planned: data.inspections.flatMap((one, index) => (titles.includes(inspectionTitle(one)) ? [index] : [])),
    });
    time.set(own.dag || data.history.at(-1)?.day);
    look.show(own.weergave === "tabel" ? "tabel" : "kaart");
    lookAt(own.plek);
    refresh();
    const row = own.gebruik ? items.id.indexOf(own.gebruik) : -1;
    if (row >= 0) panel.open(row);
    else panel.close();
    reading = false;
  }

  // Within a second many small changes; the address may only change so often.
  let waiting = 0;
  const later = () => { clearTimeout(waiting); waiting = setTimeout(write, 250); };
  // What was waiting to be written may have overwritten the address before this is told.
  window.addEventListener("hashchange", (event) => read(new URL(event.newURL).hash));
  map.on("moveend", later);
  return { later, read };
}

