// The web view's own camera, where it has one. No microphone is ever asked for. A picture is taken at the size the camera gives,
// never larger than what a stored picture needs twice over; Rust shrinks it.
import { bytesOf } from "$lib/base64";

const WIDTH_WANTED = 3_264;
const JPEG_QUALITY = 0.92;

export type CameraTrouble = "none" | "denied" | "busy";

/** Whether this web view can open a camera at all; whether there is one shows when it is opened. */
export function hasCamera(): boolean {
  return typeof navigator.mediaDevices?.getUserMedia === "function";
}

/** Whether at least one camera is there. */
export async function cameraExists(): Promise<boolean> {
  if (!hasCamera()) return false;
  try {
    const devices = await navigator.mediaDevices.enumerateDevices();
    return devices.some((device) => device.kind === "videoinput");
  } catch {
    return false;
  }
}

/** The camera at the back where there are two. Rejects with a DOMException. */
export function openCamera(): Promise<MediaStream> {
  const video = { facingMode: { ideal: "environment" }, width: { ideal: WIDTH_WANTED }, height: { ideal: 2_448 } };
  return navigator.mediaDevices.getUserMedia({ video, audio: false });
}

/** Why it did not open. */
export function troubleOf(error: unknown): CameraTrouble {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "denied";
  return name === "NotReadableError" || name === "AbortError" ? "busy" : "none";
}

export function closeCamera(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** A picture as it is shown, and its file. Both are in memory alone: no Blob, which a browser may page out to the disk. */
export type Shot = { shown: HTMLCanvasElement; bytes: Uint8Array<ArrayBuffer> };

/** The picture that is shown at this moment, as JPEG. */
export function shutter(video: HTMLVideoElement): Shot {
  const shown = document.createElement("canvas");
  shown.width = video.videoWidth;
  shown.height = video.videoHeight;
  shown.getContext("2d")?.drawImage(video, 0, 0);
  const [head, text] = shown.toDataURL("image/jpeg", JPEG_QUALITY).split(",");
  if (head !== "data:image/jpeg;base64" || !text) throw new Error("no picture");
  return { shown, bytes: bytesOf(text) };
}
