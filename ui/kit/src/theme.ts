// Puts the reader's choices on the document: theme, language, size. Components only read tokens.

export type Theme = "system" | "light" | "dark";

/** Follows the system, or the choice made by hand. */
export function applyTheme(theme: Theme, root: HTMLElement = document.documentElement): void {
  if (theme === "system") delete root.dataset["theme"];
  else root.dataset["theme"] = theme;
}

/** Elder mode enlarges type and targets. */
export function applySize(size: "normal" | "elder", root: HTMLElement = document.documentElement): void {
  root.dataset["size"] = size;
}
