// The SHA-256 of a file, which names it on its way. Browsers give theirs only to pages that came by https; an office whose
// server is reached by plain http computes it here, which for a picture takes a moment.

/** Sixty-four hex digits. */
export async function digestOf(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  // Absent on a page that is no secure context, whatever the types say.
  const own = globalThis.crypto.subtle as SubtleCrypto | undefined;
  const digest = own ? new Uint8Array(await own.digest("SHA-256", bytes)) : sha256(bytes);
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The first 32 bits of the fractional parts of the `power`th roots of the first `count` primes. */
function constants(count: number, power: number): Int32Array {
  const found = new Int32Array(count);
  let at = 0;
  for (let n = 2; at < count; n += 1) {
    let prime = true;
    for (let d = 2; d * d <= n; d += 1) prime &&= n % d !== 0;
    if (!prime) continue;
    const root = n ** (1 / power);
    found[at] = (root - Math.floor(root)) * 2 ** 32;
    at += 1;
  }
  return found;
}

const turned = (x: number, by: number) => (x >>> by) | (x << (32 - by));

/** FIPS 180-4. */
export function sha256(bytes: Uint8Array): Uint8Array {
  const [k, hash] = [constants(64, 3), constants(8, 2)];
  const whole = new Uint8Array((((bytes.length + 8) >> 6) + 1) << 6);
  whole.set(bytes);
  whole[bytes.length] = 0x80;
  const words = new DataView(whole.buffer);
  words.setUint32(whole.length - 8, Math.floor(bytes.length / 2 ** 29));
  words.setUint32(whole.length - 4, bytes.length << 3);
  const w = new Int32Array(64);
  const get = (list: Int32Array, at: number) => list[at] as number;
  for (let block = 0; block < whole.length; block += 64) {
    for (let i = 0; i < 64; i += 1) {
      if (i < 16) {
        w[i] = words.getInt32(block + 4 * i);
        continue;
      }
      const [far, near] = [get(w, i - 15), get(w, i - 2)];
      const s0 = turned(far, 7) ^ turned(far, 18) ^ (far >>> 3);
      const s1 = turned(near, 17) ^ turned(near, 19) ^ (near >>> 10);
      w[i] = get(w, i - 16) + s0 + get(w, i - 7) + s1;
    }
    let [a, b, c, d, e, f, g, h] = hash as unknown as [number, number, number, number, number, number, number, number];
    for (let i = 0; i < 64; i += 1) {
      const s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
      const one = (h + s1 + ((e & f) ^ (~e & g)) + get(k, i) + get(w, i)) | 0;
      const s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
      const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    for (const [i, value] of [a, b, c, d, e, f, g, h].entries()) hash[i] = get(hash, i) + value;
  }
  const out = new DataView(new ArrayBuffer(32));
  for (const [i, word] of hash.entries()) out.setInt32(4 * i, word);
  return new Uint8Array(out.buffer);
}
