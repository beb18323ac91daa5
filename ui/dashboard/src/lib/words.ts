// Words for the codes the server sends. A code this page has no word for falls back to the server's own label or to a plain
// word, so that a newer server never leaves a hole in a sentence.
import { bareName } from "kit/name";
import { m } from "./paraglide/messages";
import { getLocale } from "./paraglide/runtime";
import type { Locale } from "kit/time";

type Plain = () => string;

export const locale = (): Locale => getLocale();

/** The message with this name, when there is one that takes no argument. */
function plain(name: string): Plain | undefined {
  const found: unknown = (m as unknown as Record<string, unknown>)[name];
  return typeof found === "function" ? (found as Plain) : undefined;
}

/** The word for `code` among the messages `prefix_…`, else `fallback`. */
export function word(prefix: string, code: string, fallback: string): string {
  return plain(`${prefix}_${code.replaceAll("-", "_").toLowerCase()}`)?.() ?? fallback;
}

export const eventKind = (kind: string): string => word("event", kind, m.event_other());
export const staffKind = (kind: string): string => word("staff", kind, m.staff_other());
export const windowName = (kind: string, label: string): string => word("window", kind, label);
export const roleName = (role: string, label: string): string => word("role", role, label);
export const categoryName = (code: string, label: string | null): string => word("category", code, label ?? code);
export const severityName = (code: string): string => word("severity", code, code);
export const resultName = (code: string): string => word("result", code, code);
export const reasonWords = (code: string): string => word("reason", code, m.reason_other());
export const doubtName = (code: string): string => word("doubt", code, code);
export const dayKind = (code: string): string => word("day_kind", code, code);
export const dayMark = (code: string): string => word("day_mark", code, code);
export const weekdayName = (day: number): string => word("weekday", String(day), String(day));
export const auditAction = (code: string): string => word("audit", code, code);
export const verdictName = (code: string): string => word("verdict", code, code);
export const askName = (code: string): string => word("ask", code, code);
export const askReason = (code: string): string => word("ask_reason", code, code);
export const conflictName = (code: string): string => word("conflict", code, code);
export const deviceState = (code: string): string => word("device", code, code);
export const providerName = (code: string): string => word("provider", code, code);

/** Who did something; at the server itself nobody is signed in. */
export const accountName = (account: string): string =>
  account === "command-line" ? m.by_command_line() : bareName(account);

export { bareName, bracketOf } from "kit/name";

/** Heads that fill a place: who came beyond what their kind asks for fills nobody else's. */
export function filled({
  need,
  there,
  missing,
}: {
  need: number;
  there: number;
  missing: readonly { count: number }[];
}) {
  return missing.length === 0 ? there : Math.min(there, need - missing.reduce((sum, { count }) => sum + count, 0));
}

/** `护导教师 1 人、民警 1 人`. */
export function headCount(missing: readonly { kind: string; count: number }[]): string {
  return missing.map(({ kind, count }) => m.heads({ kind: staffKind(kind), count })).join(m.list_comma());
}
