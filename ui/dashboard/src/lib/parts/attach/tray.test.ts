import { expect, test } from "vitest";
import { problemOf } from "./sending";
import { Item, Tray, progress } from "./tray.svelte";

const file = (name: string, bytes: number, type = "image/jpeg") => new File([new Uint8Array(bytes)], name, { type });

test("how far all are counts pictures and bytes, and is a hundred only when nothing is left", () => {
  const sending = (sent: number) => ({ step: "sending" as const, size: 1_000, sent });
  const added = { step: "added" as const, size: 500, sent: 0 };
  expect(progress([added, sending(250)])).toEqual({ done: 1, total: 2, percent: 50 });
  expect(progress([added, sending(999)]).percent).toBe(99);
  expect(progress([added, { step: "refused", size: 9_000, sent: 0 }])).toEqual({ done: 1, total: 1, percent: 100 });
  expect(progress([])).toEqual({ done: 0, total: 0, percent: 0 });
});

test("a file that is no picture by its own word is refused at once, and one without a word is not", () => {
  const tray = new Tray("station01", "record");
  tray.choose([file("a.jpg", 3), file("b.pdf", 3, "application/pdf"), file("c", 3, "")]);
  expect(tray.items.map((it) => it.step)).toEqual(["chosen", "refused", "chosen"]);
  expect(tray.items[1]?.problem?.code).toBe("not-an-image");
});

test("what an earlier page began gets its file back with its words, and is not listed twice", () => {
  const tray = new Tray("station01", "record");
  const left = new Item("a.jpg", 7);
  Object.assign(left, { step: "left", caption: "近看", shows: "before" });
  tray.items = [left];
  tray.choose([file("a.jpg", 8), file("a.jpg", 7)]);
  const found = tray.items.map(({ step, size, caption }) => ({ step, size, caption }));
  expect(found).toEqual([
    { step: "chosen", size: 7, caption: "近看" },
    { step: "chosen", size: 8, caption: "" },
  ]);
  tray.tidy();
  expect(tray.items, "what was only chosen is forgotten with its sheet").toEqual([]);
});

test("a refusal keeps the server's code, and a line that is dead is told apart from a page that is broken", () => {
  const answered = (status: number, body: string) =>
    Object.assign(new Error("tus"), {
      originalRequest: {},
      originalResponse: { getStatus: () => status, getBody: () => body },
    });
  const code = (error: Error) => problemOf(error).code;
  expect(code(answered(413, '{"code":"photo-too-large","args":{}}'))).toBe("photo-too-large");
  expect(code(answered(401, ""))).toBe("signed-out");
  expect(code(answered(502, "<html>"))).toBe("server-unwell");
  expect(code(Object.assign(new Error("tus"), { originalRequest: {}, originalResponse: null }))).toBe(
    "server-unreachable",
  );
  expect(code(new Error("a fault of ours"))).toBe("page-broken");
});
