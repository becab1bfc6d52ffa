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

/**
 * Aho–Corasick (Aho & Corasick 1975) over folded UTF-16 units: one pass over the text however many patterns
 * there are. Transitions are kept in one flat hash of (state, unit), which for a few thousand patterns of two
 * alphabets is smaller and faster than a Map a state.
 */
export function buildMatcher(patterns: readonly Pattern[]): Matcher {
  const children: Map<number, number>[] = [new Map()];
  const outputs: number[][] = [[]];
  const folded = patterns.map((p) => fold(p.text));
  folded.forEach((text, index) => {
    if (text.length === 0) return;
    let state = 0;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      let next = children[state]!.get(unit);
      if (next === undefined) {
        next = children.length;
        children.push(new Map());
        outputs.push([]);
        children[state]!.set(unit, next);
      }
      state = next;
    }
    outputs[state]!.push(index);
  });
  const fail = new Int32Array(children.length);
  const queue: number[] = [...children[0]!.values()];
  for (let head = 0; head < queue.length; head++) {
    const state = queue[head]!;
    for (const [unit, next] of children[state]!) {
      let back = fail[state]!;
      while (back !== 0 && !children[back]!.has(unit)) back = fail[back]!;
      const target = children[back]!.get(unit);
      fail[next] = target !== undefined && target !== next ? target : 0;
      outputs[next]!.push(...outputs[fail[next]!]!);
      queue.push(next);
    }
  }
  // First and last unit decide whether a boundary is asked for: "ARM" yes, "光模块" no, "AI芯片" only before.
  const needsBefore = folded.map(
    (t, i) => patterns[i]!.wholeWord !== false && t.length > 0 && isWordUnit(t.charCodeAt(0)),
  );
  const needsAfter = folded.map(
    (t, i) =>
      patterns[i]!.wholeWord !== false &&
      patterns[i]!.openEnd !== true &&
      t.length > 0 &&
      isWordUnit(t.charCodeAt(t.length - 1)),
  );
  const map = foldTable();
  return {
    size: patterns.length,
    find(text) {
      const hits: Hit[] = [];
      let state = 0;
      for (let i = 0; i < text.length; i++) {
        const unit = map[text.charCodeAt(i)]!;
        let next = children[state]!.get(unit);
        while (next === undefined && state !== 0) {
          state = fail[state]!;
          next = children[state]!.get(unit);
        }
        state = next ?? 0;
        for (const index of outputs[state]!) {
          const end = i + 1;
          const start = end - folded[index]!.length;
          if (needsBefore[index] && start > 0 && isWordUnit(map[text.charCodeAt(start - 1)]!)) continue;
          if (needsAfter[index] && end < text.length && isWordUnit(map[text.charCodeAt(end)]!)) continue;
          let stop = end;
          if (patterns[index]!.openEnd === true)
            while (stop < text.length && isWordUnit(map[text.charCodeAt(stop)]!)) stop++;
          hits.push({ id: patterns[index]!.id, start, end: stop });
        }
      }
      return hits.sort((a, b) => a.start - b.start || a.end - b.end || a.id - b.id);
    },
  };
}
