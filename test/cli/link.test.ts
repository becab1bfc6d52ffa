import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { command } from './command.ts';

const folder = mkdtempSync(join(tmpdir(), 'duibiao-link-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const early = {
  id: 'x1',
  url: 'https://one.example/a',
  title: 'Arm reports a quarter of higher licence and royalty income',
  body: 'The chip designer licenses its processor technology and takes a royalty on each chip that customers ship in phones, cars and PCs.',
  publishedAt: '2024-02-08T00:00:00Z',
  outlet: 'one.example',
  firstHand: true,
};
const late = {
  ...early,
  id: 'x2',
  url: 'https://two.example/b',
  outlet: 'two.example',
  publishedAt: '2024-02-20T00:00:00Z',
  firstHand: false,
};
const file = join(folder, 'in.ndjson');
writeFileSync(file, `${JSON.stringify(late)}\n${JSON.stringify(early)}\n`);

interface Row {
  articleIds: string[];
  analogues: { ticker: string; kind: string }[];
  nextSession: { XHKG: string; XSHG: string };
}
async function linked(...options: string[]): Promise<{ rows: Row[]; err: string }> {
  const out = join(folder, `out-${options.join('')}.ndjson`.replace(/[^\w.-]/g, '_'));
  const ran = await command(['link', '--in', file, '--out', out, ...options]);
  expect(ran.err).not.toMatch(/not an error we know/);
  expect(ran.code).toBe(0);
  return {
    rows: readFileSync(out, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((l) => JSON.parse(l) as Row),
    err: ran.err,
  };
}

describe('link', () => {
  it('knows nothing of what was published after the moment that is asked for, and says what it left out', async () => {
    const { rows, err } = await linked('--as-of', '2024-02-10');
    expect(rows.flatMap((r) => r.articleIds)).toEqual(['x1']);
    expect(err).toContain('1 articles are later than 2024-02-10T00:00:00Z');
    expect(rows[0]!.analogues.filter((a) => a.kind === 'soft').map((a) => a.ticker)).toContain('688521.SH');
    // The mainland was shut from the 9th to the 18th; the news came before its last session opened.
    expect(rows[0]!.nextSession.XSHG).toBe('2024-02-08T01:30:00Z');
  });
  it('names nobody under --strict for a moment at which nothing had been written down here', async () => {
    const { rows } = await linked('--as-of', '2024-02-10', '--strict');
    expect(rows).toHaveLength(1);
    expect(rows[0]!.analogues).toEqual([]);
  });
  it('gives the same bytes for the same file, in whatever order its lines stand', async () => {
    const first = JSON.stringify((await linked()).rows);
    writeFileSync(file, `${JSON.stringify(early)}\n${JSON.stringify(late)}\n`);
    expect(JSON.stringify((await linked()).rows)).toBe(first);
  });
});
