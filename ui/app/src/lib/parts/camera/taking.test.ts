import { expect, test } from "vitest";
import { Taking, type Taken } from "./taking.svelte";

/** Stands where the camera's drawing would; nothing is drawn here. */
const drawing = () => ({}) as HTMLCanvasElement;
const shot = () => new Uint8Array([0xff, 0xd8, 1, 2, 3]);

/** Puts pictures away, but not as long as the disk is `full`. */
function cupboard() {
  const kept: Taken[] = [];
  const disk = { full: true };
  const keep = (taken: Taken) => {
    if (disk.full) return Promise.reject({ code: "disk-full", args: {} });
    kept.push(taken);
    return Promise.resolve();
  };
  return { kept, disk, keep };
}

test("a picture that could not be kept stays in the step with its reason, and is kept at the next try", async () => {
  const { kept, disk, keep } = cupboard();
  const taking = new Taking(keep, () => true);
  const [bytes, shown] = [shot(), drawing()];
  await taking.took(bytes, "camera", shown);
  expect([taking.stage, taking.picture]).toEqual(["mask", shown]);
  await taking.use([]);
  expect([taking.stage, taking.picture, taking.problem?.code]).toEqual(["mask", shown, "disk-full"]);
  expect(taking.busy).toBe(false);
  disk.full = false;
  const mask = { shape: "stroke" as const, points: [{ x: 1, y: 2 }], width: 3 };
  await taking.use([mask]);
  expect([taking.stage, taking.picture, taking.problem]).toEqual(["idle", null, null]);
  expect(kept).toEqual([{ bytes, source: "camera", masks: [mask] }]);
});

test("where no step is asked for, what fails is shown in it all the same", async () => {
  const { kept, disk, keep } = cupboard();
  const taking = new Taking(keep, () => false);
  await taking.took(shot(), "camera", drawing());
  expect([taking.stage, taking.problem?.code]).toEqual(["mask", "disk-full"]);
  disk.full = false;
  await taking.use([]);
  expect([taking.stage, kept.length]).toEqual(["idle", 1]);
});

test("a picture that nobody can draw is not passed on uncovered", async () => {
  const { kept, disk, keep } = cupboard();
  disk.full = false;
  const taking = new Taking(keep, () => true);
  await taking.took(shot(), "file");
  expect([taking.stage, taking.picture, taking.problem?.code]).toEqual(["idle", null, "internal"]);
  await taking.use([]);
  expect(kept).toEqual([]);
});
