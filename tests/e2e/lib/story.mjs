// A script is a list of sentences that must hold. Each is printed when it does; the first that does not ends the run.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/** Packages come from the pages' own lock file. */
export const packages = createRequire(new URL("../../../ui/package.json", import.meta.url));

const PATIENCE_MS = 60_000;
const GLANCE_MS = 100;

/** Says a sentence once it holds. */
export async function step(sentence, work) {
  const started = Date.now();
  try {
    const result = await work();
    console.log(`  ok  ${sentence}  (${Date.now() - started} ms)`);
    return result;
  } catch (error) {
    console.log(`  NO  ${sentence}`);
    throw error;
  }
}

/** Asks again and again until the answer is truthy; what was asked for is named when it never is. */
export async function until(what, ask, patience = PATIENCE_MS) {
  const deadline = Date.now() + patience;
  let last;
  for (;;) {
    try {
      const answer = await ask();
      if (answer) return answer;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) {
      throw new Error(`waited in vain: ${what}${last ? ` (${last.message})` : ""}`);
    }
    await new Promise((wake) => setTimeout(wake, GLANCE_MS));
  }
}

/** A folder of pictures in `artifacts/`. */
export class Album {
  #folder;

  constructor(name) {
    this.#folder = join(process.env.HUXIAO_ARTIFACTS ?? "artifacts", name);
    mkdirSync(this.#folder, { recursive: true });
  }

  keep(name, png) {
    const bytes = typeof png === "string" ? Buffer.from(png, "base64") : png;
    assert.ok(bytes.length > 2_000, `${name} is an empty picture`);
    writeFileSync(join(this.#folder, `${name}.png`), bytes);
  }
}

/** Runs a script to its end: cleans up whatever happens, and tells the shell how it went. */
export async function tell(title, house, script) {
  console.log(title);
  let failure = null;
  try {
    await script();
  } catch (error) {
    failure = error;
  }
  await house.close(failure !== null);
  if (failure) {
    console.error(failure);
    process.exit(1);
  }
  console.log(`${title}: done`);
  process.exit(0);
}
