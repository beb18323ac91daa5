// Bytes of a picked or taken picture. The input is emptied afterwards, so that the same file can be
// picked again; what the bytes are is for Rust to judge.

export async function pickedBytes(input: HTMLInputElement): Promise<Uint8Array<ArrayBuffer> | null> {
  const file = input.files?.[0];
  if (!file) return null;
  const bytes = new Uint8Array(await file.arrayBuffer());
  input.value = "";
  return bytes;
}
