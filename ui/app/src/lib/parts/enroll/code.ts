// How an enrollment code is typed: sixteen letters and figures in four groups, forgiving about case,
// blanks, hyphens and look-alikes (O is 0; I and L are 1). Whether a code is right, Rust says.

export const CODE_LENGTH = 16;
const GROUP = 4;

/** Full-width letters and figures, as Chinese input methods like to type them, become plain ones. */
function plain(text: string): string {
  return text.normalize("NFKC").toUpperCase();
}

/** The characters of a code in what was typed; anything that cannot be in a code is left out. */
export function codeCharacters(typed: string): string {
  return plain(typed)
    .replace(/O/g, "0")
    .replace(/[IL]/g, "1")
    .replace(/[^0-9A-HJKMNP-TV-Z]/g, "")
    .slice(0, CODE_LENGTH);
}

/** `7F3K-92QA-…`, as far as typed. */
export function groupCode(typed: string): string {
  return (
    codeCharacters(typed)
      .match(new RegExp(`.{1,${GROUP}}`, "g"))
      ?.join("-") ?? ""
  );
}

/** Whether it is, or is becoming, an address rather than a code: the text behind an enrollment QR. */
export function looksLikeLink(text: string): boolean {
  return /[:/#]|^\s*h(t(t(p.*)?)?)?$/i.test(text.normalize("NFKC"));
}

/** Whether a link has arrived at the end of its code. */
export function isWholeLink(text: string): boolean {
  const [, code] = text.split("/enroll#");
  return code !== undefined && codeCharacters(code).length === CODE_LENGTH;
}

/** A server address as people type it, made whole: no blanks, a scheme, no slash at the end. */
export function tidyServer(typed: string): string {
  const text = typed.normalize("NFKC").replace(/。/g, ".").replace(/\s+/g, "").replace(/\/+$/, "");
  if (text === "" || /^https?:\/\//i.test(text)) return text;
  const local = /^(localhost|\d{1,3}(\.\d{1,3}){3}|\[)/i.test(text);
  return `${local ? "http" : "https"}://${text}`;
}
