// Bytes of a picked or taken picture, and whether its file was there before it was asked for. The input is emptied afterwards,
// so that the same file can be picked again; what the bytes are is for Rust to judge.

import type { Problem } from "./bindings";

/** As Rust takes them: a longer one is refused before it is in memory. */
const BYTES_MAX = 40_000_000;
/** A file system may keep times in steps of two seconds. */
const STEP_MS = 2_000;

export type Picked = {
  bytes: Uint8Array<ArrayBuffer>;
  /** It is older than the tap that asked for it, so no camera has just taken it. */
  older: boolean;
};

export async function pickedFrom(input: HTMLInputElement, tappedMs: number): Promise<Picked | null> {
  const file = input.files?.[0];
  if (!file) return null;
  const older = isOlder(file.lastModified, tappedMs);
  try {
    return { bytes: await bytesWithin(file), older };
  } finally {
    input.value = "";
  }
}

/** Rejects with a problem where there are too many; not one of them is read then. */
export async function bytesWithin(file: Blob, max: number = BYTES_MAX): Promise<Uint8Array<ArrayBuffer>> {
  if (file.size > max) {
    const problem: Problem = { code: "image-too-large", args: { what: "bytes", max: `${max}` } };
    throw problem;
  }
  return new Uint8Array(await file.arrayBuffer());
}

/** Whether a file last changed then was there before a tap. */
export function isOlder(lastModifiedMs: number, tappedMs: number): boolean {
  return lastModifiedMs < tappedMs - STEP_MS;
}
