// The live code of a point at a moment, computed in the browser by its own cryptography, as `crates/protocol` says:
// `HX2.` and Base32 of point id, step of thirty seconds, and ten bytes of HMAC-SHA-256 under the point's key.

export const STEP_MS = 30_000;
const MAC_BYTES = 10;
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Makes codes for one point. */
export class LiveCoder {
  constructor(
    private readonly point: Uint8Array,
    private readonly key: CryptoKey,
  ) {}

  /** `point` is a UUID, `key` 64 hex digits. The browser keeps the key so that no script reads it back. */
  static async of(point: string, key: string): Promise<LiveCoder> {
    const bytes = fromHex(key);
    const usable = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    return new LiveCoder(fromHex(point.replaceAll("-", "")), usable);
  }

  async at(ms: number): Promise<string> {
    const said = new Uint8Array(this.point.length + 4);
    said.set(this.point);
    new DataView(said.buffer).setUint32(this.point.length, stepOf(ms));
    const mac = new Uint8Array(await crypto.subtle.sign("HMAC", this.key, said));
    const code = new Uint8Array(said.length + MAC_BYTES);
    code.set(said);
    code.set(mac.slice(0, MAC_BYTES), said.length);
    return `HX2.${base32(code)}`;
  }
}

export function stepOf(ms: number): number {
  return Math.floor(ms / STEP_MS);
}

/** Whole seconds until the next code. */
export function secondsLeft(ms: number): number {
  return Math.ceil((STEP_MS - (((ms % STEP_MS) + STEP_MS) % STEP_MS)) / 1000);
}

function fromHex(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length / 2);
  for (let index = 0; index < bytes.length; index += 1) {
    bytes[index] = Number.parseInt(text.slice(index * 2, index * 2 + 2), 16);
  }
  return bytes;
}

function base32(bytes: Uint8Array): string {
  let [text, held, bits] = ["", 0, 0];
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += BASE32[(held >> bits) & 31];
    }
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? text + BASE32[(held << (5 - bits)) & 31] : text;
}
