// What a reader does while the page is still coming is kept, and done as soon as the page can do it.

// Folding something open, zooming and moving the map work from the start.
const AT_ONCE = "summary, .leaflet-control-zoom, a[href]";

const hold = (() => {
  let ready = false;
  const kept = [];

  function keep(event) {
    if (ready || event.target.closest?.(AT_ONCE)) return;
    kept.push([event.target, event, event.target.value]);
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  function release() {
    ready = true;
    for (const [target, event, value] of kept) {
      if (!target.isConnected) continue;
      if (event.type === "input") target.value = value;
      target.dispatchEvent(new event.constructor(event.type, event));
    }
  }

  for (const type of ["click", "input"]) window.addEventListener(type, keep, { capture: true });
  return { release };
})();

// Lets the browser show what was drawn; a page that nobody sees draws no frames, so it does not wait for one.
const nextFrame = () => new Promise((done) => {
  if (document.hidden) done();
  else requestAnimationFrame(() => setTimeout(done));
});

// Lets the reader in between two long parts.
const breath = () => new Promise((done) => { setTimeout(done); });
