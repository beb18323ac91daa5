// Keyboard rules that both user interfaces share.

/** Enter that means "done": not the Enter that ends a Chinese word in an input method. */
export function isPlainEnter(event: KeyboardEvent): boolean {
  const legacyComposing = event.keyCode === 229;
  return event.key === "Enter" && !event.isComposing && !legacyComposing;
}
