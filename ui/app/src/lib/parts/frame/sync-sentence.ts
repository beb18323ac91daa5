// What the line about delivery says. Counts come first, then why they wait, then what happens next.
import { moment } from "kit/time";
import type { SyncLine } from "$lib/bindings";
import { m } from "$lib/paraglide/messages";
import { reasonSentence } from "$lib/problem";
import { locale } from "$lib/words.svelte";

/** `3 条记录、2 张照片`; nothing when nothing waits. */
export function pendingWords({ pendingRecords: records, pendingPhotos: photos }: SyncLine): string | null {
  if (records && photos) return m.pending_both({ records, photos });
  if (records) return m.pending_records({ records });
  return photos ? m.pending_photos({ photos }) : null;
}

export function syncTone(line: SyncLine): "ok" | "wait" | "danger" | "plain" {
  if (line.state === "attention") return "danger";
  if (line.state === "photos_lost") return "wait";
  if (line.state === "all_delivered") return line.lastContactMs === null ? "plain" : "ok";
  return pendingWords(line) ? "wait" : "plain";
}

/** How much waits and where it is, for a page that says below why; else the whole sentence. */
export function syncCount(line: SyncLine, nowMs: number): string {
  const pending = pendingWords(line);
  const waits = line.state === "offline" || line.state === "no_server" || line.state === "waiting";
  return waits && pending ? m.sync_pending({ pending }) : syncSentence(line, nowMs);
}

export function syncSentence(line: SyncLine, nowMs: number): string {
  const pending = pendingWords(line);
  if (line.state === "attention") return line.reason ? reasonSentence(line.reason) : m.problem_other();
  if (line.state === "sending") return pending ? m.sync_sending({ pending }) : m.sync_asking();
  if (line.state === "photos_lost") return m.sync_photos_lost({ count: line.photosLost });
  if (!pending) {
    if (line.state === "offline") return m.sync_offline_nothing_waits();
    if (line.state === "no_server") return m.sync_no_server_nothing_waits();
    const at = line.lastContactMs;
    return at === null ? m.sync_nothing_yet() : m.sync_all_delivered({ at: moment(at, nowMs, locale()) });
  }
  if (line.state === "offline") return m.sync_offline({ pending });
  if (line.state === "no_server") {
    if (line.reason === "server-busy") return m.sync_busy({ pending });
    if (line.reason === "epoch-behind") return m.sync_epoch_behind({ pending });
    return line.reason === "not-our-server" ? m.sync_portal({ pending }) : m.sync_no_server({ pending });
  }
  return m.sync_waiting({ pending });
}
