import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

export interface LabelledPage {
  readonly id: string;
  readonly url: string;
  readonly body: string;
  readonly bytes: Uint8Array;
}

/** The labelled pages of a corpus, unpacked; its folder holds expected.ndjson and html/ID.html.gz. */
export function labelledPages(base: string): LabelledPage[] {
  const known = new Set(readdirSync(join(base, 'html')));
  return readFileSync(join(base, 'expected.ndjson'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: string; url?: string; articleBody: string })
    .filter((e) => known.has(`${e.id}.html.gz`))
    .map((e) => ({
      id: e.id,
      url: e.url ?? 'https://example.com/a',
      body: e.articleBody,
      bytes: gunzipSync(readFileSync(join(base, 'html', `${e.id}.html.gz`))),
    }));
}

/** Precision and recall of one body: shingles of four words, or of four characters for Chinese, each with its count. */
export function scoreOf(want: string, got: string, zh: boolean): { precision: number; recall: number } {
  const a = shingles(want, zh);
  const b = shingles(got, zh);
  let hit = 0;
  for (const [k, n] of b) hit += Math.min(n, a.get(k) ?? 0);
  const total = (m: ReadonlyMap<string, number>): number => [...m.values()].reduce((x, y) => x + y, 0);
  return { precision: total(b) === 0 ? 0 : hit / total(b), recall: total(a) === 0 ? 0 : hit / total(a) };
}
function shingles(text: string, zh: boolean): Map<string, number> {
  const tokens = zh ? [...text.replace(/\s/g, '')] : (text.match(/[\p{L}\p{N}_]+/gu) ?? []);
  const out = new Map<string, number>();
  for (let i = 0; i + 4 <= tokens.length || i === 0; i++) {
    const key = tokens.slice(i, i + 4).join('\u0001');
    if (key !== '') out.set(key, (out.get(key) ?? 0) + 1);
  }
  return out;
}
export const f1 = (p: number, r: number): number => (p + r === 0 ? 0 : (2 * p * r) / (p + r));
