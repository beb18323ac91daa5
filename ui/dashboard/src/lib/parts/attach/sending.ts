// One picture on its way to the server by tus, the client of others, which is loaded when somebody sends. It goes in pieces,
// goes on by itself after a cut, and what the browser keeps of it lets another run of the page go on where it stopped.
import type { DetailedError, PreviousUpload, Upload } from "tus-js-client";
import { Problem, proof } from "$lib/api";
import type { Rectification } from "$lib/shapes";
import { digestOf } from "./digest";

const ENDPOINT = "/v1/photos";
const PIECE_BYTES = 256 * 1024;
/** Pauses before it is tried again; after the last somebody is asked. They begin anew with each piece that arrives. */
const PAUSES_MS = [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000];

/** Whose it is, beside which record, and what it shows. */
export type Facts = { account: string; record: string; shows: Rectification; caption: string };

/** What is told while it goes. */
export type Heard = { sent: (bytes: number) => void; cut: () => void };

/** Where an unfinished picture stands, as the browser keeps it. */
export type Left = { key: string; url: string | null; name: string; size: number; facts: Facts };

const library = () => import("tus-js-client");

/** What all of an account's pictures for a record are kept under. */
const prefix = (account: string, record: string) => `huxiao ${account} ${record} `;

/** Pictures for a record that an earlier run of the page began. The library is asked only when there are any. */
export async function leftOver(account: string, record: string): Promise<Left[]> {
  const kept = `tus::${prefix(account, record)}`;
  if (!Object.keys(localStorage).some((key) => key.startsWith(kept))) return [];
  const found = await (await library()).defaultOptions.urlStorage.findAllUploads();
  return found.filter((it) => it.urlStorageKey.startsWith(kept)).map(readLeft);
}

function readLeft({ urlStorageKey: key, uploadUrl: url, size, metadata }: PreviousUpload): Left {
  const { filename = "", account = "", record = "", caption = "", shows } = metadata;
  const facts: Facts = { account, record, shows: shows === "before" ? "before" : "after", caption };
  return { key, url, name: filename, size: size ?? 0, facts };
}

/** Gives up a picture that an earlier run of the page began: here, and on the server. */
export async function giveUp({ key, url }: Left): Promise<void> {
  const tus = await library();
  await tus.defaultOptions.urlStorage.removeUpload(key);
  // One that is gone already, or cannot be told now, is forgotten by the server itself.
  if (url) await tus.Upload.terminate(url, { headers: proof(), retryDelays: null }).catch(() => undefined);
}

export class Sending {
  #upload: Upload | null = null;
  #print = "";
  #settle: { resolve: () => void; reject: (problem: Problem) => void } | null = null;
  #stopped = false;

  constructor(
    private readonly file: File,
    private readonly facts: Facts,
    private readonly heard: Heard,
  ) {}

  /** Sends it, or the rest of it; gives the name of the upload. Rejects with a Problem. */
  async run(): Promise<string> {
    const { Upload } = await library();
    const { account, record } = this.facts;
    const sha256 = await digestOf(this.file);
    this.#print = prefix(account, record) + sha256;
    const done = new Promise<void>((resolve, reject) => (this.#settle = { resolve, reject }));
    done.catch(() => undefined); // it may be ended before anybody waits for it
    const upload = new Upload(this.file, {
      // Whole: the client makes the place of an upload out of it.
      endpoint: new URL(ENDPOINT, location.origin).href,
      chunkSize: PIECE_BYTES,
      retryDelays: PAUSES_MS,
      fingerprint: async () => this.#print,
      metadata: { ...this.facts, photo_id: freshId(), sha256, filename: this.file.name, filetype: this.file.type },
      // Whoever signed in anew meanwhile has another token.
      onBeforeRequest: (request) => {
        for (const [name, value] of Object.entries(proof())) request.setHeader(name, value);
      },
      onShouldRetry: (error) => {
        const again = isPassing(error);
        if (again) this.heard.cut();
        return again;
      },
      onProgress: (sent) => this.heard.sent(sent),
      onSuccess: () => this.#settle?.resolve(),
      onError: (error) => this.#settle?.reject(problemOf(error)),
    });
    const [known] = await upload.findPreviousUploads();
    if (known) {
      upload.options.metadata = { ...known.metadata, ...this.facts };
      upload.resumeFromPreviousUpload(known);
    }
    if (this.#stopped) throw new Problem("upload-ended");
    this.#upload = upload;
    upload.start();
    await done;
    return upload.options.metadata?.["photo_id"] ?? "";
  }

  /** Whether this went on with what an earlier run of the page began: a file of the same name may be another. */
  continues(left: Left): boolean {
    return left.key.startsWith(`tus::${this.#print}::`);
  }

  /** It is named on the server, or will never be: the browser keeps nothing of it. */
  async forget(): Promise<void> {
    const storage = (await library()).defaultOptions.urlStorage;
    for (const it of await storage.findUploadsByFingerprint(this.#print)) await storage.removeUpload(it.urlStorageKey);
  }

  /** Ends it here and on the server; whoever waits for it is told. */
  async end(): Promise<void> {
    this.#stopped = true;
    this.#settle?.reject(new Problem("upload-ended"));
    await this.#upload?.abort(true).catch(() => undefined);
    if (this.#print) await this.forget();
  }
}

/** No answer, a piece that broke off, a server that has too much to do. */
const PASSING = [0, 408, 410, 423, 460, 503];

/** Whether the same may succeed in a moment. What the server refuses for good is said at once. */
function isPassing({ originalResponse: answer }: DetailedError): boolean {
  const status = answer?.getStatus() ?? 0;
  // Another offset is told with the true one; another picture of this name is not.
  return PASSING.includes(status) || (status === 409 && Boolean(answer?.getHeader("Upload-Offset")));
}

/** What stopped it. */
export function problemOf(error: Error | DetailedError): Problem {
  const answer = "originalResponse" in error ? error.originalResponse : null;
  if (!answer) return new Problem("originalRequest" in error ? "server-unreachable" : "page-broken");
  try {
    const { code, args } = JSON.parse(answer.getBody()) as { code?: unknown; args?: Record<string, string> };
    if (typeof code === "string") return new Problem(code, args ?? {});
  } catch {
    // No words came along: the status has to do.
  }
  const status = answer.getStatus();
  if (status === 401) return new Problem("signed-out");
  return new Problem(status >= 500 ? "server-unwell" : "not-our-server");
}

/** A new name; `crypto.randomUUID` is there only on pages that came by https. */
function freshId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
