// Bytes of a picked or taken picture, and whether its file was there before it was asked for. The input is emptied afterwards,
// so that the same file can be picked again; what the bytes are is for Rust to judge.

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
  const bytes = new Uint8Array(await file.arrayBuffer());
  const older = isOlder(file.lastModified, tappedMs);
  input.value = "";
  return { bytes, older };
}

/** Whether a file last changed then was there before a tap. */
export function isOlder(lastModifiedMs: number, tappedMs: number): boolean {
  return lastModifiedMs < tappedMs - STEP_MS;
}
