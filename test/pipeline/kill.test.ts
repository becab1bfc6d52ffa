import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEmbedded, packageFolder } from '../../src/db/index.ts';

/*
 * kill -9 in the middle of a replay, again and again, then once to the end: the tables must be those of a replay that
 * was never disturbed. The program is the compiled one, in its own process, on a data folder.
 */
const program = join(packageFolder(), 'dist', 'src', 'main.js');
const folder = mkdtempSync(join(tmpdir(), 'duibiao-kill-'));
const file = join(folder, 'articles.ndjson');

const OUTLETS = ['alpha', 'beta', 'gamma', 'delta'];
const STORIES = [
  [
    'Nvidia',
    'reports quarterly revenue above forecasts as data centers buy accelerators',
    'Its graphics processors go to large cloud providers, and the company guides higher sales for the next quarter.',
  ],
  [
    'Arm',
    'licenses a new processor design to carmakers',
    'The chip designer is paid a licence fee and a royalty on each chip that customers ship in phones and cars.',
  ],
  [
    'Synopsys',
    'raises its outlook for chip design software',
    'Customers pay for electronic design automation by licence, and design starts for AI chips are growing.',
  ],
];

function run(
  args: string[],
  data: string,
  killAfter?: (said: string) => boolean,
): Promise<{ code: number | null; killed: boolean; stderr: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...args], {
      env: { ...process.env, DUIBIAO_DATA: data, DATABASE_URL: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    let killed = false;
    const heard = (chunk: Buffer): void => {
      stderr += chunk.toString();
      if (!killed && killAfter?.(stderr)) {
        killed = true;
        child.kill('SIGKILL');
      }
    };
    child.stderr.on('data', heard);
    child.stdout.on('data', heard);
    child.on('exit', (code) => resolve({ code, killed, stderr }));
  });
}

/** What must not depend on how often the process died: everything but when it was written down. */
async function dump(data: string): Promise<unknown> {
  const database = await openEmbedded(data);
  try {
    const q = async (sql: string): Promise<unknown> => (await database.run(sql)).rows;
    return {
      articles: await q(
        'SELECT id, title, duplicate_of, revision, analysed_at IS NULL AS waiting FROM article ORDER BY id COLLATE "C"',
      ),
      events: await q('SELECT event_id, article_id FROM event_article ORDER BY article_id COLLATE "C"'),
      traits: await q(
        'SELECT event_id, trait_id, strength, first_hand FROM event_trait ORDER BY event_id COLLATE "C", trait_id COLLATE "C"',
      ),
      lines: await q(
        'SELECT event_id, ticker, kind, score, rank, rule_id FROM analogue WHERE superseded_at IS NULL ORDER BY event_id COLLATE "C", ticker COLLATE "C"',
      ),
      statements: await q(
        'SELECT article_id, stance, start_at, text FROM company_statement ORDER BY article_id COLLATE "C", start_at',
      ),
      heldBack: await q(
        'SELECT event_id, ticker, reason, article_id FROM analogue_held_back WHERE superseded_at IS NULL ORDER BY event_id COLLATE "C", ticker COLLATE "C"',
      ),
      past: await q(
        'SELECT event_id, ticker, kind, score FROM analogue WHERE superseded_at IS NOT NULL ORDER BY event_id COLLATE "C", ticker COLLATE "C", score, kind',
      ),
      scores: await q('SELECT event_id, at, score FROM hype_score ORDER BY event_id COLLATE "C", at'),
    };
  } finally {
    await database.close();
  }
}

beforeAll(() => {
  const rows = OUTLETS.flatMap((outlet, o) =>
    STORIES.map(([who, what, more], s) => ({
      id: `${outlet}-${who}`,
      url: `https://${outlet}.example/${who}`,
      title: `${who} ${what}${'!'.repeat(o)}`,
      body: `${more} ${outlet} adds detail number ${o + 1} of its own about ${who}, seen from ${outlet}'s desk.`,
      language: 'en',
      outlet: `${outlet}.example`,
      publishedAt: `2026-11-0${s + 2}T1${o}:00:00Z`,
    })),
  );
  rows.push({
    id: 'denial',
    url: 'https://announcements.example/denial',
    title: '芯原股份：股票交易异常波动公告',
    body: '经公司自查，芯原股份不涉及芯片设计授权业务，未从事IP授权业务，敬请投资者注意风险。',
    language: 'zh',
    outlet: 'announcements.example',
    publishedAt: '2026-11-05T10:00:00Z',
    firstHand: true,
  } as (typeof rows)[number]);
  writeFileSync(file, rows.map((r) => `${JSON.stringify(r)}\n`).join(''));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a replay that is killed', () => {
  it('loses nothing, repeats nothing and ends as one that was left alone', async () => {
    expect(existsSync(program), 'compile first: npm run build').toBe(true);
    const calm = join(folder, 'calm');
    const stormy = join(folder, 'stormy');
    const peaceful = await run(['replay', file], calm);
    expect(peaceful.stderr).toContain('13 articles');
    expect(peaceful.code).toBe(0);
    let kills = 0;
    for (const words of ['library:', 'articles read']) {
      const round = await run(['replay', file, '--progress', '2'], stormy, (stderr) =>
        stderr.includes(words),
      );
      kills += round.killed ? 1 : 0;
    }
    expect(kills).toBe(2);
    const last = await run(['replay', file], stormy);
    expect(last.code, last.stderr).toBe(0);
    const before = await dump(calm);
    expect((before as { statements: unknown[] }).statements).not.toEqual([]);
    expect(await dump(stormy)).toEqual(before);

    // The same of `library apply --relink`: killed when the first event is linked again, then run once more.
    const library = join(folder, 'library');
    cpSync('library', library, { recursive: true });
    rmSync(join(library, 'rules', 'chips.yaml'));
    const relink = ['library', 'apply', '--folder', library, '--relink'];
    const whole = await run(relink, calm);
    expect(whole.code, whole.stderr).toBe(0);
    expect((await run(relink, stormy, (said) => said.includes('e-'))).killed).toBe(true);
    const rest = await run(relink, stormy);
    expect(rest.code, rest.stderr).toBe(0);
    const after = await dump(calm);
    expect(after).not.toEqual(before);
    expect(await dump(stormy)).toEqual(after);
  }, 600_000);
});
