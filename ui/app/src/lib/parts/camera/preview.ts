// What a chosen picture looks like upright, drawn from what Rust makes of it: browsers read a file's own words about which
// way is up in ways of their own, and a cover painted on their picture would land beside the face in the stored one.
import * as api from "$lib/api";
import { base64 } from "$lib/base64";

export async function preview(picture: Uint8Array): Promise<HTMLCanvasElement> {
  const jpeg = new Uint8Array(await api.photoPreview(picture));
  const image = new Image();
  image.src = `data:image/jpeg;base64,${base64(jpeg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  canvas.getContext("2d")?.drawImage(image, 0, 0);
  image.src = "";
  return canvas;
}
