import { fold } from './fold.ts';

export interface Word {
  /** Folded. */
  word: string;
  start: number;
  end: number;
}

const RUN = /[a-z0-9\u00df-\u024f]+(?:[.'&+-][a-z0-9\u00df-\u024f]+)*|[\u3400-\u9fff]+/g;

/** Latin words and numbers as they are ("gemini", "1.5", "text-to-video"); runs of Han as overlapping pairs of characters. */
export function words(text: string): Word[] {
  const folded = fold(text);
  const out: Word[] = [];
  for (const match of folded.matchAll(RUN)) {
    const run = match[0];
    const at = match.index;
    if (run.charCodeAt(0) < 0x3400)
      out.push({ word: run.replace(/'s$/, ''), start: at, end: at + run.length });
    else if (run.length === 1) out.push({ word: run, start: at, end: at + 1 });
    else
      for (let i = 0; i + 1 < run.length; i++)
        out.push({ word: run.slice(i, i + 2), start: at + i, end: at + i + 2 });
  }
  return out;
}
