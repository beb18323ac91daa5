// Frames of the camera in grey, for reading codes: made small enough to be looked at several times a second.

/** A byte a pixel, rows from the top. */
export type Frame = { width: number; height: number; luma: Uint8Array };

/** From the start of one look to the start of the next, where a look does not take longer by itself. */
const EVERY_MS = 250;

/** Red, green and blue as bright as an eye sees them. */
export function grey(pixels: Uint8ClampedArray): Uint8Array {
  const luma = new Uint8Array(pixels.length / 4);
  for (let at = 0; at < luma.length; at += 1) {
    const from = at * 4;
    luma[at] = (77 * pixels[from]! + 150 * pixels[from + 1]! + 29 * pixels[from + 2]!) >> 8;
  }
  return luma;
}

/** What the camera shows now; nothing before it shows something. */
function frameOf(video: HTMLVideoElement, longSide: number, canvas: HTMLCanvasElement): Frame | null {
  const scale = Math.min(1, longSide / Math.max(video.videoWidth, video.videoHeight));
  const width = Math.round(video.videoWidth * scale);
  const height = Math.round(video.videoHeight * scale);
  if (!width || !height) return null;
  canvas.width = width;
  canvas.height = height;
  const ink = canvas.getContext("2d", { willReadFrequently: true });
  ink?.drawImage(video, 0, 0, width, height);
  const pixels = ink?.getImageData(0, 0, width, height).data;
  return pixels ? { width, height, luma: grey(pixels) } : null;
}

/** Gives one frame after another to `look`, never two at once, until it says that this was enough. Answers how to stop. */
export function watch(video: HTMLVideoElement, longSide: number, look: (frame: Frame) => Promise<boolean>): () => void {
  const canvas = document.createElement("canvas");
  let timer: ReturnType<typeof setTimeout>;
  let stopped = false;

  async function turn() {
    const began = performance.now();
    const frame = frameOf(video, longSide, canvas);
    if (frame && (await look(frame))) return;
    if (!stopped) timer = setTimeout(turn, Math.max(0, EVERY_MS - (performance.now() - began)));
  }

  timer = setTimeout(turn, EVERY_MS);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
