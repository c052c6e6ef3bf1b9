// Back in time over the kept runs: how the white spots disappear. Details and reasons stay those of today.

function slider(onChange) {
  const bar = byId("tijd");
  if (data.history.length < 2) return { set: () => {}, day: () => "" };
  bar.hidden = false;
  const last = data.history.length - 1;
  const range = byId("tijd-schuif");
  range.max = last;
  range.value = last;

  function go(at) {
    range.value = at;
    const past = data.history[at];
    kindNow = at === last ? items.kind : past.kind;
    tallyAll();
    tell(past, at);
    onChange();
  }

  function tell(past, at) {
    const counts = [0, 0, 0, 0, 0];
    for (const kind of at === last ? items.kind : past.kind) counts[kind] += 1;
    const white = counts[WHITE] + counts[PROPOSED];
    const told = `${past.date}: ${number(counts[GREEN])} groen, ${number(white)} wit, ${number(counts[RED])} rood`;
    range.setAttribute("aria-valuetext", told);
    const besides = [
      counts[NEVER_THERE] ? `${number(counts[NEVER_THERE])} toen nog niet in beeld` : "",
      past.gone ? `${number(past.gone)} van toen zijn er niet meer` : "",
    ].filter(Boolean).join("; ");
    byId("tijd-tekst").textContent = besides && at !== last ? `${told} (${besides})` : told;
    bar.classList.toggle("past", at !== last);
    byId("tijd-nu").hidden = at === last;
  }

  range.addEventListener("input", () => go(Number(range.value)));
  byId("tijd-nu").addEventListener("click", () => { go(last); range.focus(); });
  tell(data.history[last], last);
  return {
    set: (day) => {
      const at = data.history.findIndex((past) => past.day === day);
      if (at >= 0 && at !== Number(range.value)) go(at);
    },
    day: () => (Number(range.value) === last ? "" : data.history[Number(range.value)].day),
  };
}
