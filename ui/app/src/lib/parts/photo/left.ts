// Where the form stands that a picture waits for.
import type { DraftKey } from "$lib/api";

export function formOf(key: DraftKey): string {
  const [noun, id] = key.split(":");
  switch (noun) {
    case "check_in":
      return `/check-in/${id}`;
    case "duty_on":
      return `/duty/${id}/on`;
    case "duty_note":
      return `/duty/${id}/note`;
    case "answer":
      return `/questions/${id}`;
    default:
      return "/hazard";
  }
}
