// Filters live in the address, so that a view can be kept, sent to a colleague and gone back to.
import { goto } from "$app/navigation";
import { page } from "$app/state";

type Changes = Record<string, string | null>;

/** The present address with some filters changed; `null` and the empty word take one out. */
export function withFilters(changes: Changes, url: URL = page.url): string {
  const search = new URLSearchParams(url.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === "") search.delete(name);
    else search.set(name, value);
  }
  const text = search.toString();
  return text ? `${url.pathname}?${text}` : url.pathname;
}

/** Applies filters without a new step in the browser's history, and leaves focus and scroll where they are. */
export function applyFilters(changes: Changes): void {
  void goto(withFilters(changes), { replaceState: true, keepFocus: true, noScroll: true });
}

/** A filter of the present address. */
export function filter(name: string): string | null {
  return page.url.searchParams.get(name);
}
