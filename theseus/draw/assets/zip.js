// A zip archive of stored files (PKWARE APPNOTE 4.3): each with its header, then the list of all of them.

const UTF8_NAMES = 0x0800;
const OLD = 20; // version 2.0 of the format reads it
const DAY_ONE = 0x0021; // 1 January 1980: an archive tells no time

function zip(files) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const [name, bytes] of files) {
    const about = [[OLD, 2], [UTF8_NAMES, 2], [0, 2], [0, 2], [DAY_ONE, 2], [crc32(bytes), 4], [bytes.length, 4], [bytes.length, 4], [name.length, 2], [0, 2]];
    const header = little([[0x04034b50, 4], ...about]);
    directory.push(little([[0x02014b50, 4], [OLD, 2], ...about, [0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]]), name);
    parts.push(header, name, bytes);
    offset += header.length + name.length + bytes.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = little([[0x06054b50, 4], [0, 2], [0, 2], [files.length, 2], [files.length, 2], [size, 4], [offset, 4], [0, 2]]);
  return new Blob([...parts, ...directory, end]);
}

// Numbers as bytes, the lowest first: [number, how many bytes].
function little(fields) {
  const bytes = [];
  for (const [amount, size] of fields) for (let at = 0; at < size; at += 1) bytes.push((amount >>> (8 * at)) & 0xff);
  return Uint8Array.from(bytes);
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? 0xedb88320 ^ (rest >>> 1) : rest >>> 1;
  return rest;
});

function crc32(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = CRC_TABLE[(sum ^ byte) & 0xff] ^ (sum >>> 8);
  return (sum ^ 0xffffffff) >>> 0;
}
