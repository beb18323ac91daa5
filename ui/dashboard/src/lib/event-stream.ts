// Reads a text/event-stream as it comes in. The browser's own EventSource hides comments, and the comment "ping" is how a
// quiet line is told from a dead one; so the page reads the stream itself.

export type Message = { event: string; data: string };

/** The messages of a stream; `heard` is called for every piece that arrives, pings too. Ends when the stream ends. */
export async function* messages(stream: ReadableStream<Uint8Array>, heard: () => void): AsyncGenerator<Message> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      heard();
      rest += decoder.decode(value, { stream: true });
      const blocks = rest.split(/\r?\n\r?\n/);
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const message = readBlock(block);
        if (message) yield message;
      }
    }
  } finally {
    reader.releaseLock();
  }
}

/** One block of lines; `null` for a comment alone. */
export function readBlock(block: string): Message | null {
  let event = "message";
  const data: string[] = [];
  for (const line of block.split(/\r?\n/)) {
    const [, name, value = ""] = /^(\w*): ?(.*)$/.exec(line) ?? [];
    if (name === "event") event = value;
    if (name === "data") data.push(value);
  }
  return data.length > 0 ? { event, data: data.join("\n") } : null;
}
