// Which page a phase allows: before enrollment only the enrollment, before a name is chosen only the names.
import type { Phase } from "./bindings";

/** Where to go instead of `path`; null when the path is fine. */
export function detour(phase: Phase, path: string): string | null {
  if (phase === "enroll") return path === "/enroll" ? null : "/enroll";
  if (phase === "who") return path === "/who" ? null : "/who";
  return path === "/enroll" ? "/" : null;
}
