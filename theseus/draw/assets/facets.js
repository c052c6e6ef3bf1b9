// What can be chosen from. The first two are known at once; the others follow in more_facets.js.

// A row has one value: a code per row, and a text per code. The codes are worked out when they are first asked for.
const single = (id, title, texts, codes) => ({ id, title, texts, codes });

const lazily = (make) => {
  let made = null;
  return () => (made ??= make());
};

const facets = [];
const facetOf = (id) => facets.find((facet) => facet.id === id);

// None on: no restriction. The counts hold after a call of countOptions.
function offer(facet) {
  const options = facet.texts.length;
  if (options) facets.push({ ...facet, on: new Uint8Array(options), counts: new Uint32Array(options), active: false });
}
offer(single("label", "Label", KINDS.map((kind) => kind.name), () => kindNow));
offer(single("terrein", "Terrein", data.parks.map((park) => park.name), () => items.park));
