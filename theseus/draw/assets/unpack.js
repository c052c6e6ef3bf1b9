// Reads the data block: base64 of deflated bytes, as packing.py writes it.

async function unpack(text) {
  if (!("DecompressionStream" in window)) {
    throw new Error("Deze browser is te oud voor de kaart. Gebruik Edge, Chrome, Firefox of Safari van na 2023.");
  }
  const letters = atob(text);
  const packed = new Uint8Array(letters.length);
  for (let at = 0; at < packed.length; at += 1) packed[at] = letters.charCodeAt(at);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  const whole = await new Response(stream).arrayBuffer();
  const length = new DataView(whole).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(whole, 4, length)));
  const first = Math.ceil((4 + length) / 8) * 8;
  return revived(head, whole, first);
}

const ARRAYS = { Uint8Array, Uint16Array, Uint32Array, Int32Array, Float64Array };

// {"$": [type, first byte, length]} stands for an array; lists of texts are left as they are.
function revived(value, whole, first) {
  if (Array.isArray(value)) {
    return value.some((part) => part !== null && typeof part === "object") ? value.map((part) => revived(part, whole, first)) : value;
  }
  if (value === null || typeof value !== "object") return value;
  if (value.$) {
    const [type, start, length] = value.$;
    return new ARRAYS[type](whole, first + start, length);
  }
  for (const name of Object.keys(value)) value[name] = revived(value[name], whole, first);
  return value;
}
