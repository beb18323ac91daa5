import { expect, test } from "vitest";
import { messages, readBlock, type Message } from "./event-stream";

function stream(...pieces: string[]): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(encoder.encode(piece));
      controller.close();
    },
  });
}

async function all(...pieces: string[]): Promise<{ told: Message[]; heard: number }> {
  const told: Message[] = [];
  let heard = 0;
  for await (const message of messages(stream(...pieces), () => (heard += 1))) told.push(message);
  return { told, heard };
}

test("a message cut anywhere by the network is read whole", async () => {
  const { told } = await all("event: hello\nda", 'ta: {}\n\nevent: changed\ndata: {"tags":["du', 'ty"]}\n', "\n");
  expect(told).toEqual([
    { event: "hello", data: "{}" },
    { event: "changed", data: '{"tags":["duty"]}' },
  ]);
});

test("a ping is heard but tells nothing", async () => {
  expect(await all(": ping\n\n", ": ping\n\n")).toEqual({ told: [], heard: 2 });
});

test("the end of an unfinished message is no message", async () => {
  expect((await all("event: changed\ndata: {}")).told).toEqual([]);
});

test("lines of data belong together, and carriage returns do no harm", () => {
  expect(readBlock("data: a\r\ndata:b")).toEqual({ event: "message", data: "a\nb" });
});
