// Kinds of staff in words.
import type { StaffKind } from "$lib/bindings";
import { m } from "$lib/paraglide/messages";

const WORDS: Record<StaffKind, () => string> = {
  officer: () => m.kind_officer(),
  auxiliary: () => m.kind_auxiliary(),
  guard: () => m.kind_guard(),
  teacher: () => m.kind_teacher(),
  school_safety: () => m.kind_school_safety(),
  town_staff: () => m.kind_town_staff(),
};

/** Empty for somebody this phone does not know. */
export function kindWord(kind: StaffKind | null): string {
  return kind ? WORDS[kind]() : "";
}
