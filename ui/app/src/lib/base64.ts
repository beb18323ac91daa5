// Bytes as text and back: Android's web view hands nothing else over, and a data address keeps a picture in memory, where a
// Blob may be paged out to the disk.

/** So many bytes at a time; three of them are four characters. */
const STEP = 24_576;

export function base64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += STEP) {
    parts.push(btoa(String.fromCharCode(...bytes.subarray(at, at + STEP))));
  }
  return parts.join("");
}

export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const raw = atob(text);
  const bytes = new Uint8Array(raw.length);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = raw.charCodeAt(at);
  return bytes;
}
