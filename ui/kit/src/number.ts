// Figures as people read them.
import type { Locale } from "./time";

/** `12,345`. */
export function count(n: number, locale: Locale): string {
  return new Intl.NumberFormat(locale).format(n);
}

/** `92.2%` of a share between 0 and 1; a dash when there is nothing to divide. */
export function percent(part: number, whole: number, locale: Locale): string {
  if (whole === 0) return "—";
  return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }).format(part / whole);
}

/** `512 KB`, `1.2 MB`: decimal steps, as phones count their space. */
export function bytes(n: number, locale: Locale): string {
  const steps = ["B", "KB", "MB", "GB"] as const;
  const step = n < 1000 ? 0 : Math.min(steps.length - 1, Math.floor(Math.log10(n) / 3));
  const figure = new Intl.NumberFormat(locale, { maximumFractionDigits: step < 2 ? 0 : 1 }).format(n / 1000 ** step);
  // No line breaks between a figure and its unit.
  return `${figure}\u00a0${steps[step]}`;
}
