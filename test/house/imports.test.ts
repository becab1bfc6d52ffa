import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

function check(root: string): { code: number | null; lines: string[] } {
  const run = spawnSync(process.execPath, ['scripts/check-imports.mjs', root], { encoding: 'utf8' });
  return { code: run.status, lines: run.stdout.trim().split('\n') };
}

/** The check over a house of these few files. */
function checkHouse(files: Record<string, string>): { code: number | null; lines: string[] } {
  const root = mkdtempSync(join(tmpdir(), 'duibiao-house-'));
  try {
    for (const folder of ['src', 'jobs']) mkdirSync(join(root, folder));
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
    }
    return check(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

describe('the import rules of the house', () => {
  it('hold in this project', () => {
    const { code, lines } = check('.');
    expect(lines.slice(0, -1)).toEqual([]);
    expect(code).toBe(0);
  });

  it('let a house through that keeps them', () => {
    const { code, lines } = checkHouse({
      'src/errors.ts': 'export const ERRORS = {};\n',
      'src/context.ts': "import type { Db } from './db/index.ts';\nexport interface Context { db: Db }\n",
      'src/text/index.ts': 'export const fold = (t: string) => t;\n',
      'src/db/index.ts':
        "import type { ArticleTable } from '../articles/article.table.ts';\nexport interface Db { article: ArticleTable }\n",
      'src/articles/article.table.ts': 'export interface ArticleTable { id: string }\n',
      'src/articles/index.ts':
        "export { save } from './article.repository.ts';\n// import { x } from '../jobs/clock.ts';\n",
      'src/articles/article.repository.ts':
        "import { sql } from 'kysely';\nimport type { Db } from '../db/index.ts';\nimport { fold } from '../text/index.ts';\nexport const save = (db: Db) => [db, sql, fold('x')];\n",
      'src/extract/feed/index.ts': "import { load } from 'cheerio';\nexport const read = load;\n",
      'src/cli/index.ts': "import { tick } from '../../jobs/clock.ts';\nexport const run = tick;\n",
      'jobs/clock.ts':
        "import cron from 'node-cron';\nimport { read } from '../src/extract/feed/index.ts';\nexport const tick = () => [cron, read];\n",
    });
    expect(lines).toEqual(['10 files, 0 violations']);
    expect(code).toBe(0);
  });

  it.each([
    [
      'an import against the order of the data',
      { 'src/text/a.ts': "import { b } from '../articles/index.ts';\n", 'src/articles/index.ts': '' },
      'articles stands after text',
    ],
    [
      'an import past the door of a folder',
      { 'src/cli/a.ts': "import { x } from '../market/session.ts';\n", 'src/market/session.ts': '' },
      'entered by its index.ts',
    ],
    [
      'an import over several lines past a door',
      { 'src/cli/a.ts': "import {\n  type X,\n  x,\n} from '../market/session.ts';\n" },
      'entered by its index.ts',
    ],
    [
      'a room of extract entered by a window',
      { 'src/extract/html/a.ts': "import { x } from '../feed/tree.ts';\n" },
      'entered by its index.ts',
    ],
    [
      'extract that fetches',
      { 'src/extract/feed/a.ts': "import type { R } from '../../fetch/index.ts';\n" },
      'do not know each other',
    ],
    [
      'a cycle of files',
      {
        'src/events/a.ts': "import { b } from './b.ts';\nexport const a = b;\n",
        'src/events/b.ts': "export { a as b } from './a.ts';\n",
      },
      'src/events/a.ts -> src/events/b.ts -> src/events/a.ts',
    ],
    [
      'SQL outside a repository',
      { 'src/events/hype.ts': "import { sql } from 'kysely';\n" },
      'SQL lives in repositories',
    ],
    ['a queue outside jobs', { 'src/deliver/a.ts': "import PgBoss from 'pg-boss';\n" }, 'decided in jobs/'],
    [
      'a library loaded late outside its home',
      { 'src/console/a.ts': "const m = await import('undici');\n" },
      'passes the address check',
    ],
    [
      'a pure zone that reads a file',
      { 'src/text/a.ts': "import { readFileSync } from 'node:fs';\n" },
      'a pure zone gives the same output',
    ],
    [
      'a pure zone that looks at the clock',
      { 'src/events/cluster-score.ts': 'export const at = Date.now();\n' },
      'uses Date.now',
    ],
    [
      'a pure zone that takes chance or the environment',
      { 'src/analogues/rank.ts': 'export const r = Math.random() + Number(process.env.X);\n' },
      'uses process.env',
    ],
    [
      'a pure zone that opens the database through its door',
      { 'src/deliver/render/a.ts': "import { open } from '../../db/index.ts';\n" },
      'takes data as arguments',
    ],
    [
      'a folder that the house does not have',
      { 'src/utils/index.ts': '', 'src/cli/a.ts': "import { x } from '../utils/index.ts';\n" },
      'utils stands',
    ],
  ] as [string, Record<string, string>, string][])('catch %s', (_, files, reason) => {
    const { code, lines } = checkHouse(files);
    expect(lines.join('\n')).toContain(reason);
    expect(code).toBe(1);
  });
});
