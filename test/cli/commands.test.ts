import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Command } from 'commander';
import { afterAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { startReceiver } from '../deliver/receiver.ts';
import { column, GB_UCS2, pdf } from '../extract-html/pdf-file.ts';
import { command, rows } from './command.ts';

const folder = mkdtempSync(join(tmpdir(), 'duibiao-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Every command by the words that call it. */
function paths(parent: Command, before: readonly string[] = []): string[][] {
  return parent.commands.flatMap((c) => {
    const path = [...before, c.name()];
    return c.commands.length === 0 ? [path] : paths(c as Command, path);
  });
}
const program = new Command('duibiao');
for (const add of COMMANDS) add(program, { env: {}, out: () => {}, say: () => {} }, () => {});

describe('help', () => {
  it.each(paths(program).map((p) => [p.join(' '), p] as const))(
    'of %s shows an example',
    async (_name, path) => {
      const own = await command([...path, '--help']);
      expect(own.code).toBe(0);
      expect(own.err).toBe('');
      // A group may give the examples of all it holds.
      const group = path.length > 1 ? (await command([...path.slice(0, -1), '--help'])).out : '';
      expect(own.out + group).toMatch(/Examples?:/);
    },
  );

  it('lists every command of the contract', async () => {
    const { out } = await command(['--help']);
    for (const name of [
      ...[
        'run',
        'replay',
        'link',
        'cluster',
        'extract',
        'parse-feed',
        'figures',
        'events',
        'analogues',
        'explain',
      ],
      ...['digest', 'library', 'market', 'backtest', 'source', 'endpoint', 'delivery', 'subscriber', 'bars'],
      ...['migrate', 'worker', 'serve', 'doctor'],
    ])
      expect(out).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
  });
});

describe('bad input', () => {
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const document = {
    id: 'd1',
    url: 'https://x.example',
    title: 't',
    body: 'b',
    publishedAt: '2024-02-01T00:00:00Z',
  };

  const cases: [name: string, argv: () => string[], says: RegExp][] = [
    [
      'a day that does not exist',
      () => ['events', '--from', '2024-02-30'],
      /--from: got 2024-02-30; allowed: a day/,
    ],
    [
      'a state that is none',
      () => ['events', '--state', 'loud'],
      /--state: got loud; allowed: emerging, hype/,
    ],
    [
      'an origin that is none',
      () => ['events', '--origin', 'mars'],
      /--origin: got mars; allowed: live, archive/,
    ],
    [
      'a limit that is no number',
      () => ['events', '--limit', 'many'],
      /--limit: got many; allowed: a number from 1/,
    ],
    [
      'strict without a moment',
      () => ['analogues', '--event', 'e-1', '--strict'],
      /--strict together with --as-of/,
    ],
    [
      'a session span backwards',
      () => ['market', 'sessions', '--exchange', 'XHKG', '--from', '2024-02-05', '--to', '2024-02-01'],
      /begins before it ends/,
    ],
    [
      'an exchange that is none',
      () => ['market', 'sessions', '--exchange', 'LSE', '--from', '2024-02-05', '--to', '2024-02-06'],
      /--exchange: got LSE; allowed: XHKG/,
    ],
    [
      'a backtest backwards',
      () => ['backtest', '--from', '2024-03-01', '--to', '2024-02-01'],
      /begins before it ends/,
    ],
    [
      'bars that are not there',
      () => ['bars', 'import', '/nowhere/6608.HK.csv'],
      /\/nowhere\/6608.HK.csv: no such file/,
    ],
    [
      'a file of articles that is not there',
      () => ['link', '--in', '/nowhere/a.ndjson'],
      /\/nowhere\/a.ndjson: no such file/,
    ],
    [
      'a line that is not JSON',
      () => ['cluster', '--in', file('bad.ndjson', `${JSON.stringify(document)}\nnot json\n`)],
      /bad.ndjson, line 2: it is not JSON/,
    ],
    [
      'a line without its field',
      () => ['cluster', '--in', file('short.ndjson', '{"id":"x"}\n')],
      /short.ndjson, line 1: url/,
    ],
    [
      'an id that stands twice',
      () => ['cluster', '--in', file('twice.ndjson', `${JSON.stringify(document)}\n`.repeat(2))],
      /line 2: the id d1 stands twice/,
    ],
    ['an empty file', () => ['link', '--in', file('empty.ndjson', '\n')], /empty.ndjson is empty; expected/],
    ['a setting that is none', () => ['events', '--origin', 'any'], /DUIBIAO_PORT=http/],
    ['a database address that is none, withheld', () => ['events'], /DATABASE_URL=\(withheld\)/],
    [
      'a library folder that is not there',
      () => ['library', 'check', '--folder', '/nowhere'],
      /\/nowhere: no such file or folder/,
    ],
    [
      'a rule that is not known',
      () => ['library', 'test', '--rule', 'no-such-rule'],
      /no rule with the id no-such-rule/,
    ],
    [
      'a PDF that was cut off',
      () => ['extract', file('cut.pdf', '%PDF-1.4\n1 0 obj\n<<')],
      /cut.pdf: the page has no text to read \(it is not a PDF that can be read/,
    ],
    [
      'a packed page that is not packed',
      () => ['extract', file('a.html.gz', '<p>x</p>')],
      /a.html.gz: .*not packed with gzip/,
    ],
    ['an unknown command', () => ['evnets'], /unknown command 'evnets'/],
    ['an unknown option', () => ['events', '--form', 'x'], /unknown option '--form'/],
    ['a missing option', () => ['explain', '--event', 'e-1'], /required option '--ticker/],
  ];
  it.each(cases)('%s exits 2 with one sentence on stderr and no stack', async (name, argv, says) => {
    const odd: Record<string, string> = name.startsWith('a setting')
      ? { DUIBIAO_PORT: 'http' }
      : name.startsWith('a database address')
        ? { DATABASE_URL: 'mysql://desk:secret@host/x' }
        : {};
    const ran = await command(argv(), { DUIBIAO_DATA: join(folder, 'untouched'), ...odd });
    expect([ran.code, ran.out]).toEqual([2, '']);
    expect(ran.err).toMatch(says);
    expect(ran.err).not.toMatch(/\n\s+at |secret/);
    // A misspelt word gets a suggestion and where to look, a line each.
    expect(ran.err.trim().split('\n').length).toBeLessThanOrEqual(3);
  });

  it('a file that is no text is quoted without its control characters', async () => {
    const file = join(folder, 'noise.csv');
    writeFileSync(file, Buffer.from([0x1b, 0x5b, 0x32, 0x4a, 0x07, 0x41, 0x2c, 0x42, 0x0a]));
    const ran = await command(['bars', 'import', file], { DUIBIAO_DATA: join(folder, 'untouched') });
    expect(ran.code).toBe(2);
    expect(ran.err).toContain('no column for');
    expect(ran.err).not.toMatch(/(?!\n)\p{Cc}/u);
  });

  it('a packed page that unpacks without end exits 2 with one sentence', async () => {
    writeFileSync(join(folder, 'big.html.gz'), gzipSync(Buffer.alloc(70_000_000)));
    const ran = await command(['extract', join(folder, 'big.html.gz')]);
    expect([ran.code, ran.err]).toEqual([
      2,
      expect.stringMatching(/big\.html\.gz: it unpacks to more than 64000000 bytes; at most/),
    ]);
  });

  it('shows its stack with --debug', async () => {
    const ran = await command(['events', '--state', 'loud', '--debug']);
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(/DuibiaoError: --state: got loud[\s\S]*\n\s+at /);
  });

  it('of a database that is down exits 1 and gives the command that starts one, without the password', async () => {
    const ran = await command(['events'], { DATABASE_URL: 'postgres://desk:secret@127.0.0.1:1/none' });
    expect(ran.code).toBe(1);
    expect(ran.err).toMatch(/127\.0\.0\.1:1.*does not answer.*start it with: docker compose/);
    expect(ran.err).not.toMatch(/secret|\n\s+at /);
  });

  it('writes no output file where it fails', async () => {
    const out = join(folder, 'out.ndjson');
    await command(['cluster', '--in', '/nowhere/a.ndjson', '--out', out]);
    expect(() => readFileSync(out)).toThrow();
  });
});

describe('extract', () => {
  it('reads a page and an announcement in PDF of one folder, and says where the pages of the PDF begin', async () => {
    const dir = join(folder, 'documents');
    mkdirSync(dir);
    const text = ['某某科技公布截至三月止季度业绩。', '收入同比增长百分之十五。'];
    writeFileSync(
      join(dir, 'a.pdf'),
      pdf(
        text.map((t) => column([t])),
        GB_UCS2,
      ),
    );
    writeFileSync(
      join(dir, 'b.html'),
      '<title>Mill orders rise</title><p>The mill said that orders rose, and that prices held.</p>',
    );
    const found = rows<Record<string, unknown>>(await command(['extract', '--many', dir]));
    expect(found).toEqual([
      expect.objectContaining({
        file: 'a.pdf',
        kind: 'pdf',
        body: text.join('\n'),
        language: 'zh',
        pages: 2,
        pageStarts: [0, text[0]!.length + 1],
        publishedAt: null,
      }),
      expect.objectContaining({ file: 'b.html', kind: 'article', title: 'Mill orders rise' }),
    ]);
    expect(rows(await command(['extract', join(dir, 'a.pdf')]))).toEqual([
      { ...found[0], file: join(dir, 'a.pdf') },
    ]);
  });
});

describe('a desk', () => {
  const at = { DUIBIAO_DATA: join(folder, 'desk'), DUIBIAO_ALLOW_PRIVATE: '127.0.0.1' };
  it('is added, changed, paused, tested, sent to again and removed from the command line', async () => {
    const receiver = await startReceiver();
    const [added] = rows<{ id: string; secret: string }>(
      await command(['endpoint', 'add', receiver.url], at),
    );
    const { id } = added!;
    expect(added!.secret).toMatch(/^whsec_/);
    await command(['endpoint', 'change', id, '--lang', 'both', '--tickers', '6608.HK', '--ordered'], at);
    await command(['endpoint', 'pause', id], at);
    // A test that is not even tried says why, and what mends it.
    const kept = await command(['endpoint', 'test', id], at);
    expect([kept.code, kept.out]).toEqual([0, '']);
    expect(kept.err).toContain(`duibiao endpoint resume ${id}`);
    const list = await command(['endpoint', 'list'], at);
    expect(rows(list)).toMatchObject([
      { id, status: 'paused', language: 'both', tickers: ['6608.HK'], ordered: true, waiting: 1 },
    ]);
    expect(list.out).not.toContain('whsec_');
    await command(['endpoint', 'resume', id], at);
    const tested = await command(['endpoint', 'test', id], at);
    expect(tested.err).toContain('it answered well');
    // The one that waited has gone with it.
    expect(receiver.received).toHaveLength(2);
    const sent = rows<{ id: string }>(await command(['delivery', 'list', '--endpoint', id], at));
    expect(sent).toMatchObject([{ status: 'delivered' }, { status: 'delivered' }]);
    expect(rows(await command(['delivery', 'attempts', sent[0]!.id], at))).toMatchObject([
      { attempt: 1, status: 204 },
    ]);
    const replay = ['delivery', 'replay', '--since', '2020-01-01', '--status', 'delivered', '--endpoint', id];
    expect((await command(replay, at)).err).toContain('2 wait to be sent again');
    for (const wrong of [
      ['delivery', 'list', '--endpoint', 'ep_none'],
      ['delivery', 'attempts', 'dlv_none'],
      ['delivery', 'replay', '--endpoint', 'ep_none'],
      ['endpoint', 'test', 'ep_none'],
      ['endpoint', 'change', id, '--lang', 'fr'],
    ]) {
      const ran = await command(wrong, at);
      expect([wrong, ran.code, ran.err.trim().split('\n').length]).toEqual([wrong, 2, 1]);
    }
    await command(['endpoint', 'remove', id], at);
    expect((await command(['endpoint', 'list'], at)).out).toBe('');
    await receiver.close();
  });
});
