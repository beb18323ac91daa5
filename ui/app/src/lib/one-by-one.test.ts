import { expect, test } from "vitest";
import { OneByOne } from "./one-by-one";

test("a save waits for the draft before it, even one that could not be kept", async () => {
  const line = new OneByOne();
  const order: string[] = [];
  const slow = (name: string, ms: number, fails = false) =>
    line.run(async () => {
      await new Promise((done) => setTimeout(done, ms));
      order.push(name);
      if (fails) throw new Error(name);
    });
  const kept = slow("draft", 20, true).catch(() => "told");
  const saved = slow("save", 1);
  expect(await kept).toBe("told");
  await saved;
  expect(order).toEqual(["draft", "save"]);
});
