// Reads a data block: base64 of deflated bytes, as packing.py writes it. The text of a block is not needed twice.

async function unpack(id) {
  if (!("DecompressionStream" in window)) {
    throw new Error("Deze browser is te oud voor de kaart. Gebruik Edge, Chrome, Firefox of Safari van na 2023.");
  }
  const block = byId(id);
  const stream = new Blob([bytesOf(block.textContent)]).stream().pipeThrough(new DecompressionStream("deflate"));
  block.remove();
  const whole = await new Response(stream).arrayBuffer();
  const length = new DataView(whole).getUint32(0, true);
  await breath();
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(whole, 4, length)));
  const first = Math.ceil((4 + length) / 8) * 8;
  return revived(head, whole, first);
}

function bytesOf(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text); // browsers of after 2025
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = letters.charCodeAt(at);
  return bytes;
}

const ARRAYS = { Uint8Array, Uint16Array, Uint32Array, Int32Array, Float64Array };

// {"$": [type, first byte, length]} stands for an array. A list of texts is long and holds nothing else: its first
// value tells.
function revived(value, whole, first) {
  if (Array.isArray(value)) {
    return typeof value[0] === "object" && value[0] !== null ? value.map((part) => revived(part, whole, first)) : value;
  }
  if (value === null || typeof value !== "object") return value;
  if (value.$) {
    const [type, start, length] = value.$;
    return new ARRAYS[type](whole, first + start, length);
  }
  for (const name of Object.keys(value)) value[name] = revived(value[name], whole, first);
  return value;
}
