// The head of the page and the notes on sources.

function header() {
  fill(byId("kop-regio"), outside(data.region));
  byId("kop-datum").textContent = `Peildatum ${data.asOf}`;
  byId("watermerk").textContent = `VERTROUWELIJK · ${data.region} · ${data.asOf}`;
  const white = kindTotals[WHITE] + kindTotals[PROPOSED];
  const proposed = kindTotals[PROPOSED];
  const tile = (kind, count, note) =>
    node("li", {},
      symbol(kind, 7),
      node("strong", {}, number(count)),
      node("span", {}, KINDS[kind].name.toLowerCase(), note ? node("small", {}, node("i", {}, "waarvan "), note) : null));
  fill(byId("kop-cijfers"),
    tile(GREEN, kindTotals[GREEN]),
    tile(WHITE, white, proposed ? `${number(proposed)} voorstel rood` : ""),
    tile(RED, kindTotals[RED]));
  if (data.alarm.length) document.querySelector(".top").append(alarm());
}

// Shares of labels that jumped: above everything, so that nobody uses the map before somebody looked.
function alarm() {
  const [first, ...others] = data.alarm;
  return node("div", { class: "alarm", role: "alert" },
    node("strong", {}, "Alarm: "), outside(first), " Zoek de oorzaak voordat u deze kaart gebruikt.",
    others.length
      ? node("details", {}, node("summary", {}, `Nog ${number(others.length)}`), node("ul", {}, ...others.map((told) => outside(told, "li"))))
      : null);
}

const ABSENT = "Wat alleen deze bron weet, blijft onbekend. Dat maakt een label wit. Het zegt niets over het bedrijf.";
const KEPT = "De laatste goede levering blijft in gebruik tot zij te oud is.";
// Per state of a source what it means: with a good delivery to go on with, and without one.
const MISSING = {
  "niet vernieuwd": [`Een nieuwe levering kwam niet binnen. ${KEPT}`, ABSENT],
  tegengehouden: [`De nieuwe levering klopte niet en is niet gebruikt. ${KEPT}`, `De levering klopte niet en is niet gebruikt. ${ABSENT}`],
  verouderd: ["De gegevens zijn ouder dan wij willen. Een antwoord dat te oud is, telt niet mee; het label wordt dan wit.", ABSENT],
  "niet geraadpleegd": [ABSENT, ABSENT],
};
// The age on the day of reading: the map may be opened long after its reference date.
function age(source) {
  const days = Math.max(source.age, Math.floor((Date.now() - Date.parse(source.day)) / A_DAY));
  return plural(days, "dag oud", "dagen oud");
}

function sources() {
  const notes = Object.entries(MISSING).flatMap(([freshness, meanings]) => meanings.map((meaning, without) => {
    const titles = data.sources.filter((source) => source.freshness === freshness && !source.day === Boolean(without)).map(dated);
    if (!titles.length) return null;
    const start = freshness.charAt(0).toUpperCase() + freshness.slice(1);
    return node("p", {}, node("strong", {}, `${start}: `), ...named(titles), ` ${meaning}`);
  }));
  byId("melding").hidden = notes.every((note) => note === null);
  fill(byId("melding"), ...notes);
  fill(byId("bronnen"), ...data.sources.map(sourceLine));
}

const MOST_NAMED = 3;

// On the screen a long list is cut short: all of it stands under Bronnen. On paper it is whole.
function named(titles) {
  const all = outside(`${titles.join(", ")}.`);
  if (titles.length <= MOST_NAMED) return [all];
  const others = titles.length - MOST_NAMED;
  const few = outside(`${titles.slice(0, MOST_NAMED).join(", ")} en nog ${number(others)} (zie Bronnen, onderaan).`);
  all.classList.add("on-paper");
  few.classList.add("on-screen");
  return [few, all];
}

function sourceLine(source) {
  const rows = source.rows ? `, ${plural(source.rows, "regel", "regels")}` : "";
  return node("li", {},
    outside(source.title, "strong"),
    source.troubled && source.day ? node("span", { class: "stale" }, age(source)) : null,
    node("small", {}, `${source.freshness}${source.date ? `, ${source.date}` : ""}${rows}`),
    source.reason ? outside(source.reason, "small") : null);
}

const dated = (source) => {
  const old = source.troubled && source.day ? `, ${age(source)}` : "";
  return source.date ? `${source.title} (${source.date}${old})` : source.title;
};
