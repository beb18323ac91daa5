// Times of day as people type them.

/** `7：00`, `7:00` and `700` are meant as `07:00`; what is no time stays as it was typed. */
export function tidyClock(text: string): string {
  const found = /^(\d{1,2})[:：]?(\d{2})$/.exec(text.trim());
  return found ? `${found[1]?.padStart(2, "0")}:${found[2]}` : text.trim();
}
