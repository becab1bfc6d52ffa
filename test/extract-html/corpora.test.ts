import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it, type TestContext } from 'vitest';
import { type ArticleDraft, extractBytes } from '../../src/extract/html/index.ts';

interface Expected {
  id: string;
  articleBody: string;
  title?: string;
  publishedAtText?: string;
}
const CORPORA = '../shared/corpora';

function drafts(ctx: TestContext, folder: string): { expected: Expected; draft: ArticleDraft }[] {
  const base = `${CORPORA}/${folder}`;
  if (!existsSync(base)) ctx.skip(`no corpus at ${base}`);
  return readFileSync(`${base}/expected.ndjson`, 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const expected = JSON.parse(line) as Expected;
      return {
        expected,
        draft: extractBytes(gunzipSync(readFileSync(`${base}/html/${expected.id}.html.gz`))),
      };
    });
}

function shingles(tokens: readonly string[]): Map<string, number> {
  const out = new Map<string, number>();
  for (let i = 0; i < Math.max(1, tokens.length - 3); i++) {
    const key = tokens.slice(i, i + 4).join('\u0001');
    if (key !== '') out.set(key, (out.get(key) ?? 0) + 1);
  }
  return out;
}

/** F1 of mean precision and mean recall over four-token shingles, as the article-extraction benchmark counts. */
function f1(pairs: readonly [string, string][], tokens: (text: string) => string[]): number {
  let p = 0;
  let r = 0;
  for (const [want, got] of pairs) {
    const a = shingles(tokens(want));
    const b = shingles(tokens(got));
    let hit = 0;
    for (const [k, n] of b) hit += Math.min(n, a.get(k) ?? 0);
    const count = (m: Map<string, number>): number => [...m.values()].reduce((x, y) => x + y, 0);
    p += hit / Math.max(1, count(b));
    r += hit / Math.max(1, count(a));
  }
  p /= pairs.length;
  r /= pairs.length;
  return (2 * p * r) / (p + r);
}

describe('real pages', () => {
  it('gives the bodies of the English benchmark as people marked them', (ctx) => {
    const all = drafts(ctx, 'article-extraction');
    const score = f1(
      all.map(({ expected, draft }): [string, string] => [expected.articleBody, draft.body]),
      (t) => t.match(/[\p{L}\p{N}_]+/gu) ?? [],
    );
    expect(score).toBeGreaterThan(0.975);
  }, 60_000);

  it('gives the bodies, headlines and times of Chinese news pages', (ctx) => {
    const all = drafts(ctx, 'article-extraction-zh');
    const score = f1(
      all.map(({ expected, draft }): [string, string] => [expected.articleBody, draft.body]),
      (t) => [...t.replace(/\s/gu, '')],
    );
    expect(score).toBeGreaterThan(0.975);
    const flat = (t: string): string => t.normalize('NFKC').replace(/\s+/g, ' ').trim();
    for (const { expected, draft } of all) expect(flat(draft.title)).toBe(flat(expected.title!));
    const timed = all.filter(({ expected, draft }) => {
      const [y, mo, d, h, mi] = expected.publishedAtText!.match(/\d+/g)!.map(Number);
      return (
        draft.publishedAt?.slice(0, 16) ===
        new Date(Date.UTC(y!, mo! - 1, d!, h! - 8, mi)).toISOString().slice(0, 16)
      );
    });
    // one label of the set is the version stamp of a video player
    expect(timed.length).toBeGreaterThanOrEqual(all.length - 1);
  }, 60_000);
});
