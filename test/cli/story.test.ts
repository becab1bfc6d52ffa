import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createPipeline } from '../../jobs/pipeline.ts';
import { inTime, readDocuments } from '../../src/cli/documents.ts';
import { openEmbedded } from '../../src/db/index.ts';
import { widthOf } from '../../src/deliver/index.ts';
import { applyLibrary, readLibrary } from '../../src/library/index.ts';
import { lastSessionBefore } from '../../src/market/index.ts';
import { testClock, testContext } from '../databases.ts';
import { command, rows } from './command.ts';

const folder = mkdtempSync(join(tmpdir(), 'duibiao-cli-'));
const env = { DUIBIAO_DATA: join(folder, 'data') };
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const opened: { close(): unknown }[] = [];
afterAll(() => {
  for (const server of opened) server.close();
});
/** A server on this machine for as long as the tests run; what `answer` has no text for is not found. @returns its address */
async function serve(answer: (url: URL) => string | null): Promise<string> {
  const server = createHttpServer((request, response) => {
    const body = answer(new URL(request.url!, 'http://localhost'));
    response.writeHead(body === null ? 404 : 200).end(body ?? '');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  opened.push(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('over the recorded story of Sora', () => {
  let sora = '';
  beforeAll(async () => {
    mkdirSync(env.DUIBIAO_DATA, { recursive: true });
    const database = await openEmbedded(env.DUIBIAO_DATA);
    const library = readLibrary('library');
    await applyLibrary(database.db, library, '2024-01-10T00:00:00Z');
    const pipeline = await createPipeline(testContext(database, testClock('2024-03-01T00:00:00Z')), library);
    const docs = inTime(readDocuments('library/archive/2024-02.ndjson')).filter(
      (d) => d.publishedAt! >= '2024-02-15' && d.publishedAt! < '2024-02-16T12:00:00Z',
    );
    await pipeline.take(docs, 'archive');
    while ((await pipeline.analyse(50)).articles > 0);
    await database.close();
    const events = rows<{ event: string; articles: number }>(
      await command(['events', '--origin', 'archive', '--json'], env),
    );
    sora = events.sort((a, b) => b.articles - a.articles)[0]!.event;
  });

  it('events are live ones unless asked for, and an empty list says where there are some', async () => {
    const ran = await command(['events'], env);
    expect([ran.code, ran.out]).toEqual([0, '']);
    expect(ran.err).toMatch(/no events match \(--origin live\); the tables hold \d+ archive/);
  });

  it('the digest is shown as its letter in the browser a person names', async () => {
    const browser = join(folder, 'browser.sh');
    const opened = join(folder, 'opened');
    writeFileSync(browser, `#!/bin/sh\necho "$1" > ${opened}.part && mv ${opened}.part ${opened}\n`, {
      mode: 0o755,
    });
    const ran = await command(['digest', '--date', '2024-02-19', '--lang', 'zh-Hant', '--preview'], {
      ...env,
      BROWSER: browser,
    });
    expect([ran.code, ran.err]).toEqual([0, '']);
    const address = ran.out.trim();
    await vi.waitFor(() => expect(readFileSync(opened, 'utf8').trim()).toBe(address), { timeout: 60_000 });
    const html = readFileSync(new URL(address), 'utf8');
    expect(html).toMatch(/<html[^>]*lang="zh-Hant"/);
    expect(html).toContain('Sora');
    expect(html).toContain('錄');
    rmSync(dirname(fileURLToPath(address)), { recursive: true });
  });

  it('events come as an even table in either language, and as lines of JSON', async () => {
    const ran = await command(['events', '--origin', 'archive', '--lang', 'zh'], env);
    const lines = ran.out.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^事件/);
    const columns = lines.map((l) => widthOf(/^(.*?\d\d:\d\d|.*首见 \(UTC\))/.exec(l)![1]!));
    expect(new Set(columns.slice(1)).size).toBe(1);
    expect(ran.out).toContain('Sora');
    const [first] = rows(await command(['events', '--origin', 'archive', '--limit', '1', '--json'], env));
    expect(Object.keys(first!)).toEqual(
      expect.arrayContaining([
        'event',
        'origin',
        'state',
        'hype',
        'firstSeen',
        'articles',
        'unread',
        'headline',
      ]),
    );
  });

  it('serve with an SQL address that others could reach ends, and leaves no page behind', async () => {
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const { port } = free.address() as AddressInfo;
    free.close();
    await once(free, 'close');
    const ran = await command(['serve', '--port', String(port), '--sql', '0.0.0.0:5433'], env);
    expect(ran.code).toBe(2);
    expect(ran.err).toContain('it asks for no password');
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
  });

  it('event show --at tells nothing that came later: articles, traits, states and lines as they stood', async () => {
    interface Shown {
      summary: { articles: number; state: string };
      articles: { publishedAt: string }[];
      states: { at: string; to: string }[];
      traits: { id: string; articles: number }[];
      analogues: { rank: number; computedAt?: string }[];
    }
    const at = '2024-02-16T02:00:00Z';
    const [now] = rows<Shown>(await command(['event', 'show', sora, '--json'], env));
    const [then] = rows<Shown>(await command(['event', 'show', sora, '--at', at, '--json'], env));
    expect(then!.articles.length).toBeGreaterThan(0);
    expect(then!.articles.length).toBeLessThan(now!.articles.length);
    expect(then!.summary.articles).toBe(then!.articles.length);
    for (const told of [...then!.articles.map((a) => a.publishedAt), ...then!.states.map((s) => s.at)])
      expect(Date.parse(told)).toBeLessThanOrEqual(Date.parse(at));
    expect([then!.summary.state, now!.summary.state]).toEqual([then!.states.at(-1)!.to, 'hype']);
    for (const t of then!.traits) expect(t.articles).toBeLessThanOrEqual(then!.articles.length);
    expect(then!.analogues.map((l) => l.rank)).toEqual([...then!.analogues.keys()].map((i) => i + 1));
    const early = await command(['event', 'show', sora, '--at', '2024-02-12'], env);
    expect([early.code, early.out]).toEqual([2, '']);
    expect(early.err).toContain('--at: got 2024-02-12');
    // Asking changed nothing.
    expect(rows(await command(['event', 'show', sora, '--json'], env))).toEqual([now]);
  });

  it('event show takes the hype apart and gives each change of state its reason', async () => {
    const { out, code } = await command(['event', 'show', sora], env);
    expect(code).toBe(0);
    for (const part of [
      'Hype',
      'burst',
      'POINTS',
      'Changes of state',
      '→',
      'Traits',
      'Articles',
      'Lines',
      'archive',
    ])
      expect(out).toContain(part);
    const [object] = rows<{ hype: { components: object }[]; articles: unknown[]; analogues: unknown[] }>(
      await command(['event', 'show', sora, '--json'], env),
    );
    expect(Object.keys(object!.hype.at(-1)!.components)).toContain('burst');
    expect(object!.analogues.length).toBeGreaterThan(3);
  });

  it('analogues name an algorithm platform among the first three, and optics as traps, with both sides quoted', async () => {
    type Line = { ticker: string; kind: string; evidence: { side: string; text?: string; date?: string }[] };
    const lines = rows<Line>(await command(['analogues', '--event', sora, '--json'], env));
    const soft = lines.filter((l) => l.kind === 'soft').map((l) => l.ticker);
    expect(soft.slice(0, 3)).toContain('6608.HK');
    expect(lines.filter((l) => l.kind === 'trap').map((l) => l.ticker)).toContain('300308.SZ');
    for (const l of lines)
      expect([l.ticker, new Set(l.evidence.map((e) => e.side))]).toEqual([
        l.ticker,
        new Set(['event', 'company']),
      ]);
  });

  it('analogues say each reason whole under its line, no wider than 100 columns in a pipe, in both languages', async () => {
    type Line = { ticker: string; why: { zh: string; en: string } };
    const lines = rows<Line>(await command(['analogues', '--event', sora, '--json'], env));
    const bare = (text: string): string => text.replace(/\s+/g, '');
    for (const [lang, head] of [
      ['en', /^RANK/],
      ['zh', /^位/],
    ] as const) {
      const { out } = await command(['analogues', '--event', sora, '--lang', lang], env);
      expect(out).toMatch(head);
      expect(out).not.toContain('…');
      const reasons = out.split('\n').filter((l) => l.startsWith('      '));
      expect(bare(reasons.join(''))).toContain(bare(lines.map((l) => l.why[lang]).join('')));
      expect(reasons.length).toBeGreaterThan(lines.length);
      for (const line of reasons) expect([line, widthOf(line) <= 100]).toEqual([line, true]);
    }
  });

  it('event show in Chinese has Chinese words for kinds of lines, axes of traits and states', async () => {
    const { out } = await command(['event', 'show', sora, '--lang', 'zh'], env);
    for (const word of ['软对标', '陷阱', '（产品）', '（信号）', '（经济特性）', '第一手'])
      expect(out).toContain(word);
    expect(out).not.toMatch(/\b(soft|hard|issuer|product|signal|economics|first-hand|hearsay|emerging)\b/);
    expect(out).not.toMatch(/^\s+\d+\s+trap\s/m);
  });

  it('analogues as of a past moment rest on what was published by then, and nothing is written', async () => {
    type Line = { evidence: { articleId?: string }[]; asOf: string };
    const early = rows<Line>(
      await command(['analogues', '--event', sora, '--as-of', '2024-02-15T20:00:00Z', '--json'], env),
    );
    const [detail] = rows<{ articles: { id: string; publishedAt: string }[] }>(
      await command(['event', 'show', sora, '--json'], env),
    );
    const published = new Map(detail!.articles.map((a) => [a.id, a.publishedAt]));
    const cited = early.flatMap((l) =>
      l.evidence.flatMap((e) => (e.articleId === undefined ? [] : [e.articleId])),
    );
    expect(cited.length).toBeGreaterThan(0);
    for (const id of cited) expect(published.get(id)! <= '2024-02-15T20:00:00Z').toBe(true);
    const again = rows<{ articles: unknown[] }>(await command(['event', 'show', sora, '--json'], env));
    expect(again[0]).toEqual(detail);
    const none = await command(['analogues', '--event', sora, '--as-of', '2024-01-01'], env);
    expect([none.code, none.err]).toEqual([2, expect.stringContaining('when the first article of')]);
  });

  it('explain multiplies the sum out for a named company and says why another is missing', async () => {
    const [named] = rows<{
      line: { score: number; components: { value: number }[] };
      rules: { outcome: string }[];
    }>(await command(['explain', '--event', sora, '--ticker', '6608.HK', '--json'], env));
    const product = named!.line.components.reduce((p, c) => p * c.value, 100);
    expect(Math.abs(product - named!.line.score)).toBeLessThan(0.1);
    expect(named!.rules[0]!.outcome).toBe('wins');
    const words = await command(['explain', '--event', sora, '--ticker', '688691.sh', '--lang', 'zh'], env);
    expect(words.out).toContain('2024-04-11 上市');
    expect(words.out).toContain('最接近成立的规则');
  });

  it('an unknown event, company or rule is named, with exit 2', async () => {
    for (const [argv, says] of [
      [['event', 'show', 'e-none'], 'no event with the id e-none'],
      [['analogues', '--event', 'e-none'], 'no event with the id e-none'],
      [['explain', '--event', sora, '--ticker', '0001.HK'], 'no company with the id 0001.HK'],
      [
        ['event', 'merge', 'e-none', '--into', sora, '--why', 'x'],
        'no event (with articles) with the id e-none',
      ],
      [['event', 'split', sora, '--article', 'zzz', '--why', 'x'], '--article: got zzz'],
      [['event', 'merge', sora, '--into', sora, '--why', ' '], '--why'],
    ] as const) {
      const ran = await command(argv, env);
      expect([ran.code, ran.out]).toEqual([2, '']);
      expect(ran.err).toContain(says);
    }
  });

  it('event split and event merge correct the tables at once', async () => {
    const [detail] = rows<{ articles: { id: string }[] }>(
      await command(['event', 'show', sora, '--json'], env),
    );
    const last = detail!.articles.at(-1)!.id;
    const split = await command(
      ['event', 'split', sora, '--article', last, '--why', 'tried', '--author', 'ann'],
      env,
    );
    expect(split.code).toBe(0);
    const { opened } = rows<{ opened: string }>(split)[0]!;
    expect((await command(['event', 'show', opened], env)).out).toMatch(/Corrections[\s\S]*ann\s+tried/);
    expect((await command(['event', 'merge', opened, '--into', sora, '--why', 'back'], env)).code).toBe(0);
    const after = rows<{ articles: { id: string }[] }>(
      await command(['event', 'show', sora, '--json'], env),
    )[0]!;
    expect(after.articles.map((a) => a.id)).toEqual(detail!.articles.map((a) => a.id));
    const gone = await command(['event', 'show', opened], env);
    expect([gone.code, gone.err]).toEqual([2, expect.stringContaining(`merged into ${sora}`)]);
  });

  it('events --unexplained is a work queue: each with the nearest rule and what it lacked', async () => {
    const open = rows<{ event: string; nearest: { ruleId: string; lacks: unknown[] } | null }>(
      await command(['events', '--unexplained', '--origin', 'any', '--json'], env),
    );
    expect(open.map((e) => e.event)).not.toContain(sora);
    for (const e of open) if (e.nearest !== null) expect(e.nearest.lacks.length).toBeGreaterThan(0);
  });

  it('library diff of what is loaded finds nothing, and export gives the files back', async () => {
    const diff = await command(['library', 'diff', '--days', '1'], env);
    expect([diff.code, diff.out]).toEqual([0, '']);
    expect(diff.err).toMatch(/0 entries differ; the lines of 0 of \d+ events would change/);
    const out = join(folder, 'exported');
    expect((await command(['library', 'export', '--out', out], env)).code).toBe(0);
    expect(readFileSync(join(out, 'traits.yaml'), 'utf8')).toBe(readFileSync('library/traits.yaml', 'utf8'));
    expect((await command(['library', 'export', '--out', out], env)).code).toBe(2);
  });

  it('bars import loads a file whole or not at all, and backtest runs over what is there', async () => {
    const good = join(folder, '6608.HK.csv');
    writeFileSync(
      good,
      '日期,开盘,最高,最低,收盘,成交量\n2024-02-15,8,8.5,7.9,8.4,1000\n2024-02-16,8.4,9,8.3,8.9,2000\n',
    );
    expect(rows(await command(['bars', 'import', good], env))).toMatchObject([
      { bars: 2, tickers: 1, from: '2024-02-15', to: '2024-02-16' },
    ]);
    const bad = join(folder, '6682.HK.csv');
    writeFileSync(bad, 'date,open,high,low,close\n2024-02-15,8,8.5,7.9,8.4\n2024-02-16,8,7,9,8\n');
    const ran = await command(['bars', 'import', bad], env);
    expect([ran.code, ran.out]).toEqual([2, '']);
    expect(ran.err).toMatch(/6682.HK.csv: line 3: .*; nothing was loaded/);
    // What is stored says where it has holes: no row on the 8th, no volume on the 9th, and a limit reached on the 13th.
    const holes = join(folder, '300308.SZ.csv');
    writeFileSync(
      holes,
      'date,open,high,low,close,volume\n2023-11-07,10,10,10,10,5\n2023-11-09,0,0,0,10,0\n2023-11-10,10,10,10,10,5\n2023-11-13,12,12,12,12,5\n',
    );
    await command(['bars', 'import', holes], env);
    const days = {
      gaps: ['2023-11-08', '2023-11-09'],
      suspended: ['2023-11-09'],
      closedLimitUp: ['2023-11-13'],
    };
    expect(rows(await command(['bars', 'show', '300308.SZ', '--json'], env))).toMatchObject([
      { bars: 4, from: '2023-11-07', to: '2023-11-13', ...days, closedLimitDown: [], generated: 0 },
    ]);
    // Invented bars are marked, and take the place of nothing that was imported.
    const invented = join(folder, 'invented.csv');
    writeFileSync(
      invented,
      'ticker,date,open,high,low,close\n6608.HK,2024-02-15,1,1,1,1\n6682.HK,2024-02-15,8,8.5,7.9,8.4\n',
    );
    await command(['bars', 'import', '--generated', invented], env);
    expect(rows(await command(['bars', 'show', '6608.HK', '6682.HK', '--json'], env))).toMatchObject([
      { ticker: '6608.HK', bars: 2, generated: 0 },
      { ticker: '6682.HK', bars: 1, generated: 1 },
    ]);
    const csv = join(folder, 'study.csv');
    const study = await command(
      [
        'backtest',
        '--origin',
        'archive',
        '--generated',
        '--as-of',
        '2024-06-28',
        '--csv',
        csv,
        '--charts',
        join(folder, 'new', 'charts'),
      ],
      env,
    );
    expect(study.code).toBe(0);
    expect(study.out).toContain('Generated prices: this says nothing of markets');
    expect(readFileSync(csv, 'utf8')).toMatch(/^group,scope,horizon_sessions/);
    // The help's example: a folder that is not there yet.
    expect(readdirSync(join(folder, 'new', 'charts')).some((f) => f.endsWith('.svg'))).toBe(true);
  });

  it('what exchanges announce is taken from an address, looked at first with --dry-run', async () => {
    const csv =
      'exchange,date,open,close,source,announced_at\nXHKG,2027-03-01,13:30,16:00,"a storm (invented for this test)",2026-11-01T00:00:00Z\n';
    const at = await serve((url) => (url.pathname === '/calendar.csv' ? csv : null));
    const allowed = { ...env, DUIBIAO_ALLOW_PRIVATE: '127.0.0.1' };
    const hours = async (): Promise<unknown> =>
      rows(
        await command(
          ['market', 'sessions', '--exchange', 'XHKG', '--from', '2027-03-01', '--to', '2027-03-01'],
          env,
        ),
      )[0];
    const before = await hours();
    const refused = await command(['market', 'calendar', 'update', `${at}/calendar.csv`], env);
    expect([refused.code, refused.err]).toEqual([1, expect.stringMatching(/not public|private|loopback/i)]);
    const dry = await command(['market', 'calendar', 'update', `${at}/calendar.csv`, '--dry-run'], allowed);
    expect(dry.out).toBe('XHKG 2027-03-01: 01:30–08:00 UTC, break 04:00–05:00 → 05:30–08:00 UTC\n');
    expect(await hours()).toEqual(before);
    const taken = await command(['market', 'calendar', 'update', `${at}/calendar.csv`, '--json'], allowed);
    expect(rows(taken)).toMatchObject([{ read: 1, added: 1, dryRun: false }]);
    expect(await hours()).toMatchObject({ open: '2027-03-01T05:30:00Z', breakStart: null });
    const again = await command(['market', 'calendar', 'update', `${at}/calendar.csv`], allowed);
    expect([again.out, again.err]).toEqual(['', expect.stringMatching(/0 of them new; 0 sessions changed/)]);
    expect((await command(['market', 'calendar', 'update', `${at}/none.csv`], allowed)).code).toBe(1);
  });

  it('a quote interface is asked only where it was turned on; a session under way gives no bar; a split renews all factors', async () => {
    const day = (date: string) => Date.parse(`${date}T01:30:00Z`) / 1000;
    const today = new Date().toISOString().slice(0, 10);
    const asked: URL[] = [];
    let split = false;
    const at = await serve((url) => {
      asked.push(url);
      if (!url.pathname.endsWith('/9988.HK')) return null;
      const all = ['2024-02-07', '2024-02-08', today].filter(
        (d) => day(d) >= Number(url.searchParams.get('period1')),
      );
      const closes = all.map((d) => (split && d < '2024-02-08' ? 40 : 80));
      const quote = {
        open: closes,
        high: closes.map((c) => c - 1e-6),
        low: closes,
        close: closes,
        volume: closes,
      };
      const adjclose = [{ adjclose: closes.map((c) => (split ? c / 2 : c)) }];
      return JSON.stringify({
        chart: {
          result: [
            { meta: { gmtoffset: 28800 }, timestamp: all.map(day), indicators: { quote: [quote], adjclose } },
          ],
        },
      });
    });
    const fetched = ['bars', 'fetch', '9988.HK', '9999.HK', '--adapter', 'yahoo', '--base', at, '--from'];
    const off = await command([...fetched, '2024-02-07'], { ...env, DUIBIAO_ALLOW_PRIVATE: '127.0.0.1' });
    expect([off.code, off.out, asked]).toEqual([2, '', []]);
    expect(off.err).toMatch(/yahoo.*DUIBIAO_QUOTES=yahoo/);
    const on = { ...env, DUIBIAO_ALLOW_PRIVATE: '127.0.0.1', DUIBIAO_QUOTES: 'yahoo' };
    // The simulator's newest bar is today's: it is taken once Hong Kong has closed, and not before.
    const closed = lastSessionBefore('XHKG', new Date())!.date === today ? 1 : 0;
    const first = await command([...fetched, '2024-02-07'], on);
    expect(rows(first)).toMatchObject([{ ticker: '9988.HK', bars: 2 + closed, from: '2024-02-07' }]);
    // The other ticker had no answer, which took nothing from the first.
    expect([first.code, first.err]).toEqual([1, expect.stringContaining('9999.HK')]);
    split = true;
    const later = await command(['bars', 'fetch', '9988.HK', ...fetched.slice(4), '2024-02-08'], on);
    expect(rows(later)).toMatchObject([{ bars: 2 + closed, from: '2024-02-07' }]);
    expect(later.err).toContain('asked from 2024-02-07, the first day stored');
  });

  it('status and valuation are loaded whole or not at all, and tradability says what is not known', async () => {
    const write = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const before = await command(['market', 'tradability', '--event', sora], env);
    expect(before.out).toMatch(/6608\.HK .*Stock Connect: not known/);
    const head = '代码,状态,起,止,已核实,来源,来源日期\n';
    const bad = write(
      'bad-status.csv',
      `${head}6608.HK,港股通,2023-03-13,,是,名单,2023-03-03\n6682.HK,odd,2023-03-13,,是,名单,2023-03-03\n`,
    );
    const refused = await command(['market', 'status', 'import', bad], env);
    expect([refused.code, refused.out]).toEqual([2, '']);
    expect(refused.err).toMatch(/bad-status\.csv: line 3: status "odd"/);
    expect((await command(['market', 'tradability', '--event', sora], env)).out).toBe(before.out);
    const good = write('status.csv', `${head}6608.HK,港股通,2023-03-13,,是,名单,2023-03-03\n`);
    expect(rows(await command(['market', 'status', 'import', good], env))).toMatchObject([{ rows: 1 }]);
    const values = write(
      'pe.csv',
      `日期,代码,市盈率\n${Array.from({ length: 60 }, (_, i) => `2023-0${(i % 9) + 1}-${String(10 + Math.floor(i / 9)).padStart(2, '0')},6608.HK,${20 + i}`).join('\n')}\n`,
    );
    expect(rows(await command(['market', 'valuation', 'import', values], env))).toMatchObject([{ rows: 60 }]);
    const after = await command(['market', 'tradability', '--event', sora, '--lang', 'zh'], env);
    // The 16th was a holiday on the mainland: eligible, but no day of Stock Connect.
    expect(after.out).toMatch(/6608\.HK .*不可经互联互通交易.*市盈率处于五年\d+%分位/);
    expect(after.out).toContain('行情截至');
  });

  it('doctor finds everything in order, and names what is not with what to do', async () => {
    const well = await command(['doctor', '--json'], env);
    const checks = rows<{ name: string; state: string; todo: string | null }>(well);
    expect(checks.filter((c) => c.state === 'wrong')).toEqual([]);
    expect(checks.map((c) => c.name)).toEqual(
      expect.arrayContaining([
        'node',
        'time zones',
        'library',
        'database',
        'tables',
        'rules',
        'sources',
        'outbox',
        'mail',
      ]),
    );
    expect(well.code).toBe(0);
    const fresh = await command(['doctor'], { DUIBIAO_DATA: join(folder, 'fresh') });
    expect(fresh.code).toBe(1);
    expect(fresh.out).toMatch(/wrong\s+rules\s+no library is loaded.*→ `duibiao library apply`/);
    const down = await command(['doctor'], { DATABASE_URL: 'postgres://desk:secret@127.0.0.1:1/none' });
    expect([down.code, down.out]).toEqual([1, expect.stringMatching(/wrong\s+database .*does not answer/)]);
  });

  it('migrate says what the tables are at, and refuses a role that is no plain name', async () => {
    expect((await command(['migrate'], env)).err).toMatch(/pglite at .*: up to date with \d{4}_\w+\.sql/);
    expect((await command(['migrate', '--analyst-role', 'Robert"; DROP'], env)).code).toBe(2);
  });
});
