import { buildAutomaton } from './automaton.ts';
import { fold, foldTable } from './fold.ts';

export interface Pattern {
  /** What a hit carries back; several patterns may share one. */
  id: number;
  /** Folded by the builder; must not be empty. */
  text: string;
  /** Latin patterns match whole words unless told otherwise; Han has no word boundaries. */
  wholeWord?: boolean;
  /** The end of the last word is open: "licens" finds "licensing" whole, and the hit covers the word. */
  openEnd?: boolean;
}
export interface Hit {
  id: number;
  start: number;
  end: number;
}
export interface Matcher {
  /** Every occurrence of every pattern, in order of start, then of length. One pass over the text. */
  find(text: string): Hit[];
  readonly size: number;
}

/** Latin letters and digits: what makes a word boundary between two units of folded text. */
function isWordUnit(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code >= 0xdf && code <= 0x24f);
}

let wordTable: Uint8Array | undefined;
/** 1 for the units, as written, that fold to a word unit. */
function wordUnits(): Uint8Array {
  if (wordTable !== undefined) return wordTable;
  const map = foldTable();
  wordTable = new Uint8Array(map.length);
  for (let unit = 0; unit < map.length; unit++) if (isWordUnit(map[unit]!)) wordTable[unit] = 1;
  return wordTable;
}

/**
 * Every pattern in one pass over the text, however many there are. The automaton does not read units but classes of
 * them: units that fold to the same one are one class, those in no pattern are class 0, and a Latin letter that begins a
 * word is another class than the same letter inside one. So a pattern that must begin a word is not even entered
 * elsewhere, and once a word has begun like none of them, the rest of it is skipped.
 */
export function buildMatcher(patterns: readonly Pattern[]): Matcher {
  const map = foldTable();
  const word = wordUnits();
  // Folded unit -> class inside a word (or of a unit of no word), and as the first of a word; 0 is "in no pattern".
  const inner = new Uint16Array(65536);
  const initial = new Uint16Array(65536);
  let classes = 0;
  const classOf = (folded: string, i: number, begins: boolean): number => {
    const unit = folded.charCodeAt(i);
    const table = begins ? initial : inner;
    if (table[unit] === 0) table[unit] = ++classes;
    return table[unit]!;
  };
  const sequences: Uint16Array[] = [];
  const owner: number[] = [];
  const lengths = new Int32Array(patterns.length);
  /** 1: a word must not go on behind it; 2: the hit covers the rest of the word. */
  const tail = new Uint8Array(patterns.length);
  patterns.forEach((pattern, index) => {
    const text = fold(pattern.text);
    if (text.length === 0) return;
    lengths[index] = text.length;
    const whole = pattern.wholeWord !== false;
    if (pattern.openEnd === true) tail[index] = 2;
    else if (whole && isWordUnit(text.charCodeAt(text.length - 1))) tail[index] = 1;
    // "ARM" begins a word, "光模块" none, "AI芯片" one; a part of a word may do either, so it is entered twice.
    const first = isWordUnit(text.charCodeAt(0));
    for (const begins of first ? (whole ? [true] : [true, false]) : [false]) {
      const sequence = new Uint16Array(text.length);
      for (let i = 0; i < text.length; i++) {
        const here = isWordUnit(text.charCodeAt(i));
        sequence[i] = classOf(text, i, i === 0 ? begins : here && !isWordUnit(text.charCodeAt(i - 1)));
      }
      sequences.push(sequence);
      owner.push(index);
    }
  });
  const { base, check, fail, root, ends, also, shorter } = buildAutomaton(sequences, classes);
  // From folded units to units as written, so that a text is read without being folded first.
  const classInner = new Uint16Array(65536);
  const classInitial = new Uint16Array(65536);
  /** 1 for units that begin nothing inside a word. */
  const skip = new Uint8Array(65536);
  for (let unit = 0; unit < 65536; unit++) {
    const folded = map[unit]!;
    const c = inner[folded]!;
    const isWord = word[unit] === 1;
    classInner[unit] = c;
    classInitial[unit] = isWord ? initial[folded]! : c;
    if (isWord && root[c] === 0) skip[unit] = 1;
  }

  function report(text: string, state: number, end: number, hits: Hit[]): void {
    const goesOn = end < text.length && word[text.charCodeAt(end)] === 1;
    for (let at = ends[state] === 0 ? shorter[state]! : state; at !== 0; at = shorter[at]!)
      for (let next = ends[at]!; next !== 0; next = also[next - 1]!) {
        const index = owner[next - 1]!;
        if (tail[index] === 1 && goesOn) continue;
        let stop = end;
        if (tail[index] === 2) while (stop < text.length && word[text.charCodeAt(stop)] === 1) stop++;
        hits.push({ id: patterns[index]!.id, start: end - lengths[index]!, end: stop });
      }
  }

  return {
    size: patterns.length,
    find(text) {
      const hits: Hit[] = [];
      const { length } = text;
      let state = 0;
      let inWord = 0;
      for (let i = 0; i < length; i++) {
        const unit = text.charCodeAt(i);
        const c = inWord === 1 ? classInner[unit]! : classInitial[unit]!;
        inWord = word[unit]!;
        let from = state;
        state = root[c]!;
        if (c !== 0)
          while (from !== 0) {
            const child = base[from]! + c;
            if (check[child] === from) {
              state = child;
              break;
            }
            from = fail[from]!;
          }
        if (state === 0) {
          if (inWord === 1) while (i + 1 < length && skip[text.charCodeAt(i + 1)] === 1) i++;
        } else if (ends[state] !== 0 || shorter[state] !== 0) report(text, state, i + 1, hits);
      }
      return hits.sort((a, b) => a.start - b.start || a.end - b.end || a.id - b.id);
    },
  };
}
