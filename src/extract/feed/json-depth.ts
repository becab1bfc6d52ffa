/** Levels; V8 keeps a hundred bytes for each that is open, and what reads the values may be recursive. */
export const MAX_JSON_DEPTH = 300;

/** Whether a text, read as JSON, opens more levels than any list of items does. Says nothing of its being JSON. Pure. */
export function tooDeep(text: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (quoted) {
      if (c === 0x5c) i++;
      else if (c === 0x22) quoted = false;
    } else if (c === 0x22) quoted = true;
    else if (c === 0x5b || c === 0x7b) {
      if (++depth > MAX_JSON_DEPTH) return true;
    } else if (c === 0x5d || c === 0x7d) depth--;
  }
  return false;
}
