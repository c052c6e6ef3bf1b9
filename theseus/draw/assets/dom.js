// Building blocks. All text goes through text nodes: nothing from the data is ever read as HTML.

// node("p", { class: "note" }, "text", otherNode): attributes by name, listeners as onclick etc.
function node(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}

// Text from outside stands apart, so that writing signs in it cannot turn the text around it.
function outside(text, tag = "bdi") {
  return node(tag, { class: "outside", dir: "auto" }, String(text));
}

function fill(target, ...children) {
  target.replaceChildren(...children.filter((child) => child !== null && child !== ""));
}

const byId = (id) => document.getElementById(id);
const whole = new Intl.NumberFormat("nl-NL");
const euro = new Intl.NumberFormat("nl-NL", { style: "currency", currency: "EUR" });

// The first letter as a capital.
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

const number = (value) => whole.format(value);
const cost = (value) => euro.format(value ?? 0);
const percent = (part, whole) => `${Math.round((100 * part) / Math.max(1, whole))} %`;
const plural = (count, one, more) => `${number(count)} ${count === 1 ? one : more}`;

// Upper and lower case and accents make no difference when searching.
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

const A_DAY = 24 * 60 * 60 * 1000; // milliseconds
