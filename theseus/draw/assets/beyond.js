// What lies behind and around one row: its history, its visits, the records that were linked, and ways out.

const BAG_VIEWER = "https://bagviewer.kadaster.nl/lvbag/bag-viewer/?objectId=";

function actions(row) {
  const copy = node("button", { type: "button", class: "action", onclick: async () => {
    await copied(addressOf(row));
    copy.textContent = "Gekopieerd";
    setTimeout(() => { copy.textContent = "Kopieer adres"; }, 2000);
  } }, "Kopieer adres");
  const unit = /^\d{16}(?=@)/.exec(items.id[row]);
  return node("p", { class: "buttons" }, copy,
    unit ? node("a", { class: "action", href: BAG_VIEWER + unit[0], target: "_blank", rel: "noopener noreferrer" }, "Open in de BAG Viewer") : null);
}

async function copied(text) {
  if (navigator.clipboard?.writeText) {
    await navigator.clipboard.writeText(text).catch(() => copiedByHand(text));
  } else copiedByHand(text);
}

// Where a browser keeps the clipboard from pages that were opened as a file.
function copiedByHand(text) {
  const sheet = node("textarea", { "aria-hidden": "true" });
  sheet.value = text;
  document.body.append(sheet);
  sheet.select();
  document.execCommand("copy");
  sheet.remove();
}

function beyond(row) {
  return [history(row), links(row), nearMisses(row)];
}

// Changes of the label and visits on one line of time, the newest first.
function history(row) {
  const changes = listedOf(data.changes, row).map((at) => {
    const { on, old, new: now, detail } = data.changes.fields;
    const text = `Label: ${said(old, at) || "(geen)"} → ${said(now, at) || "(geen)"}`;
    return { day: said(on, at), title: text, note: said(detail, at), kind: kindOf(said(now, at)) };
  }).reverse();
  const visits = listedOf(data.visits, row).map((at) => {
    const { visited_on: on, result, step, theme } = data.visits.fields;
    return { day: said(on, at), title: `Bezoek: ${said(result, at)}`, note: [said(step, at), said(theme, at)].filter(Boolean).join(", "), kind: null };
  });
  const all = [...changes, ...visits];
  if (!all.length) return null;
  const entries = all.map(({ day, title, note, kind }) => node("li", {},
    node("time", {}, day), kind === null ? null : symbol(kind, 5), node("span", {}, outside(title), note ? outside(note, "small") : null)));
  return node("section", {}, node("h3", {}, "Geschiedenis"), node("ol", { class: "timeline" }, ...entries));
}

const kindOf = (label) => ({ groen: GREEN, wit: WHITE, rood: RED })[label] ?? null;

function links(row) {
  const { source, record_id: record, score, reason } = data.links.fields;
  return folded("Gekoppelde bronnen", listedOf(data.links, row).map((at) => node("li", {},
    outside(`${sourceTitle(said(source, at))}, ${said(record, at)}`),
    outside(`${said(reason, at)}${value(score, at) === null ? "" : ` (score ${value(score, at)} %)`}`, "small"))), "unknown");
}

function nearMisses(row) {
  const { source, record_id: record, score, reason } = data.nearMisses.fields;
  return section("Mogelijke koppelingen", listedOf(data.nearMisses, row).map((at) => node("li", {},
    outside(`${sourceTitle(said(source, at))}, ${said(record, at)}`),
    outside(`${said(reason, at)} (score ${value(score, at)} %)`, "small"))), "unknown");
}

// What is known of one park.
function parkDetails(index, onOnly) {
  const park = data.parks[index];
  const count = parkKinds[index].reduce((sum, part) => sum + part, 0);
  return node("article", { class: "details" },
    outside(park.name, "h2"),
    node("p", {}, `${plural(count, "gebruik", "gebruiken")} op ${number(park.area)} hectare`),
    node("ul", { class: "plain" }, ...URGENT_FIRST.filter((kind) => parkKinds[index][kind]).map((kind) =>
      node("li", {}, symbol(kind, 6), `${KINDS[kind].name}: ${number(parkKinds[index][kind])} (${percent(parkKinds[index][kind], count)})`))),
    node("p", {}, `${number(parkUnknown[index])} zonder bekende gebruiker`),
    node("button", { type: "button", class: "action", onclick: onOnly }, "Alleen dit terrein tonen"));
}
