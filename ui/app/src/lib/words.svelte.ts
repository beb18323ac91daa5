// The language in use, as state: every message read in a page follows it without a reload.
import type { Locale } from "kit";
import { overwriteGetLocale } from "./paraglide/runtime";

let language = $state<Locale>("zh-CN");

overwriteGetLocale(() => language);

export function setLanguage(next: Locale): void {
  language = next;
  document.documentElement.lang = next;
}

/** For Intl: the same language the messages speak. */
export function locale(): Locale {
  return language;
}
