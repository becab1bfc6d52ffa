import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { correctorOf } from '../../jobs/correct.ts';
import { createPipeline } from '../../jobs/pipeline.ts';
import {
  KINDS,
  kindChart,
  loadScoreboard,
  type Scoreboard,
  storeScoreboard,
} from '../../src/backtest/index.ts';
import { around } from '../../src/console/event.repository.ts';
import { createApp, type Served, serve } from '../../src/console/index.ts';
import type { OpenDatabase } from '../../src/db/index.ts';
import { loadDigest, renderDigest } from '../../src/deliver/index.ts';
import { pngOf } from '../../src/deliver/picture.ts';
import { boardMailHtml } from '../../src/deliver/render/index.ts';
import { sheetOf } from '../../src/deliver/render/scoreboard.ts';
import { writeTradability } from '../../src/market/index.ts';
import { smallStudy } from '../backtest/board.ts';
import { testClock, testContext, testDatabases } from '../databases.ts';
import { BEFORE, insertEvent, insertFigures, insertLibrary, NOW } from '../deliver/example.ts';
import { readSmallLibrary } from '../small-library.ts';

const TOKEN = 'a-token-typed-into-a-form';
const CHROMIUM = '/usr/bin/chromium';
const FLAGS =
  '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';
const present = existsSync(CHROMIUM);
if (!present && process.env.CI)
  throw new Error(`${CHROMIUM} is missing; install it with: apt-get install -y chromium`);

describe('pages and mail in a browser', () => {
  let open: OpenDatabase;
  let served: Served;
  let browser: Browser;
  let mails: string[];
  let weekly: string;
  const views = [
    [1200, 'light'],
    [320, 'light'],
    [375, 'dark'],
  ] as const;

  beforeAll(async () => {
    if (!present) return;
    open = await (await testDatabases())[0]!.open();
    await insertLibrary(open.db);
    await insertEvent(open.db);
    await insertFigures(open.db, 'ev-lantern');
    await insertEvent(open.db, {
      id: 'ev-long',
      firstHand: false,
      score: 30,
      headline: `A ${'very '.repeat(20)}long headline with ${'anunbreakablewordofthelongestkind'.repeat(3)}`,
    });
    await insertEvent(open.db, { id: 'ev-suit', score: 30, headlineZh: '流明被起诉' });
    await open.db
      .updateTable('event')
      .set({ parent_event_id: 'ev-lantern', parent_act: 'lawsuit', parent_reason_zh: '诉讼，主角同为流明' })
      .where('id', '=', 'ev-suit')
      .execute();
    const ctx = testContext(open, testClock(NOW), { CONSOLE_TOKEN: TOKEN });
    const pipeline = await createPipeline(ctx, readSmallLibrary());
    served = await serve(createApp(ctx, { correct: correctorOf(pipeline) }), '127.0.0.1', 0);
    mails = await Promise.all(
      (['zh', 'zh-Hant', 'en'] as const).map(async (language) =>
        renderDigest(
          await loadDigest(open.db, { from: BEFORE, to: NOW, date: '2027-03-03', origin: 'live', language }),
          'html',
        ),
      ),
    );
    await writeTradability(open.db, 'ev-lantern', NOW);
    await open.db.transaction().execute((trx) =>
      storeScoreboard(trx, smallStudy({ drift: -0.003 }), {
        ...{ origin: 'live', from: '2024-02-05', to: '2024-02-10', computedAt: NOW },
      }),
    );
    weekly = await weeklyMail((await loadScoreboard(open.db, { origin: 'live' }))!);
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS.split(' ') });
  });
  afterAll(async () => {
    if (!present) return;
    await browser.close();
    await served.close();
    await open.close();
  });

  it.each(views)(
    'fit %i pixels in %s colours, with no complaint from the browser',
    async (width, colorScheme) => {
      if (!present) return console.log(`skipped: ${CHROMIUM} is not installed`);
      const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme });
      const page = await context.newPage();
      const complaints: string[] = [];
      const fetched: string[] = [];
      page.on('console', (m) => complaints.push(m.text()));
      page.on('pageerror', (e) => complaints.push(String(e)));
      page.on('request', (r) => fetched.push(r.url()));
      for (const path of [
        '/?lang=zh',
        '/?lang=en',
        '/events/ev-lantern?lang=en',
        '/events/ev-long?lang=zh',
        '/scoreboard?lang=zh',
        '/scoreboard?lang=en',
        '/events/ev-lantern/correct?lang=zh',
        '/events/ev-lantern/judge?lang=zh',
        '/queue?lang=zh',
      ]) {
        await page.goto(served.url + path);
        expect([path, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([path, width]);
        expect(await page.locator('h1').count()).toBe(1);
        expect(await faint(page)).toEqual([]);
      }
      expect(fetched.filter((u) => !u.startsWith(served.url))).toEqual([]);
      expect(complaints).toEqual([]);
      // A letter opens in a page of its own: the console's policy is not the mail program's.
      const letter = await context.newPage();
      letter.on('request', (r) => fetched.push(r.url()));
      fetched.length = 0;
      for (const mail of mails) {
        await letter.setContent(mail);
        expect(await letter.evaluate('document.documentElement.scrollWidth')).toBe(width);
        expect(await faint(letter)).toEqual([]);
      }
      expect(fetched).toEqual([]);
      await letter.setContent(weekly);
      expect(await letter.evaluate('document.documentElement.scrollWidth')).toBe(width);
      expect(await faint(letter)).toEqual([]);
      const pictures = letter.locator('img');
      expect(await pictures.count()).toBeGreaterThan(2);
      for (const picture of await pictures.all()) {
        expect(await picture.getAttribute('alt')).toMatch(/：1个交易日[^；]+；5个交易日/);
        expect((await picture.boundingBox())!.width).toBeLessThanOrEqual(width);
      }
      expect(fetched.filter((u) => !u.startsWith('data:'))).toEqual([]);
      await context.close();
    },
  );

  it('lead from a story to what followed it and back, in the reader’s language', async () => {
    if (!present) return console.log(`skipped: ${CHROMIUM} is not installed`);
    const page = await browser.newPage();
    await page.goto(`${served.url}/events/ev-lantern?lang=zh`);
    await page.locator('.card .line a', { hasText: '流明被起诉' }).click();
    expect(page.url()).toBe(`${served.url}/events/ev-suit?lang=zh`);
    expect(await page.locator('.card .line', { hasText: '后续发展，源自' }).textContent()).toContain(
      '主角同为流明',
    );
    await page.locator('.card .line a', { hasText: '流明工作室展示' }).click();
    expect(page.url()).toBe(`${served.url}/events/ev-lantern?lang=zh`);
    await page.close();
  });

  it('are walked through by keyboard, the text first', async () => {
    if (!present) return console.log(`skipped: ${CHROMIUM} is not installed`);
    const page = await browser.newPage();
    await page.goto(`${served.url}/?lang=en`);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the text');
    await page
      .getByRole('link', { name: /Lumen Studio shows/ })
      .first()
      .click();
    expect(new URL(page.url()).pathname).toBe('/events/ev-lantern');
    await page.getByRole('link', { name: '中文' }).click();
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-Hans');
    await page.close();
  });

  it('let a person with the token split an article out and merge it back, a wrong token saying so', async () => {
    if (!present) return console.log(`skipped: ${CHROMIUM} is not installed`);
    const page = await browser.newPage();
    await page.goto(`${served.url}/events/ev-lantern?lang=en`);
    await page.getByRole('link', { name: 'Correct: merge or split' }).click();
    const form = page.locator('form', { hasText: 'Split out' });
    const fill = async (token: string) => {
      await form.getByLabel('Who corrects').fill('ann');
      await form.getByLabel('Why').fill('another studio');
      await form.getByLabel('Console token').fill(token);
      await form.getByRole('button').click();
    };
    const title = (await page.locator('form ol.articles li').last().locator('span[lang]').textContent())!;
    await form.getByLabel(title).check();
    await fill('a-token-that-is-not-it');
    expect(await page.getByRole('alert').textContent()).toContain('nothing was changed');
    expect(await form.getByLabel(title).isChecked()).toBe(true);
    expect(await form.getByLabel('Console token').inputValue()).toBe('');
    await fill(TOKEN);
    await page.waitForURL(/\/events\/e-[0-9a-f]+\?lang=en$/);
    expect(await page.locator('h1').textContent()).toContain(title);
    await page.getByRole('link', { name: 'Correct: merge or split' }).click();
    await page.getByLabel('Id of the event').fill('ev-lantern');
    await page.getByLabel('Who corrects').fill('ann');
    await page.getByLabel('Why').fill('the same after all');
    await page.getByLabel('Console token').fill(TOKEN);
    await page.getByRole('button', { name: 'Merge' }).click();
    await page.waitForURL(/\/events\/ev-lantern\?lang=en$/);
    expect(await page.locator('ol.articles').last().textContent()).toContain(title);
    await page.close();
  });
});

describe('what people say of lines, and what no rule explains', () => {
  let open: OpenDatabase;
  let app: ReturnType<typeof createApp>;
  beforeAll(async () => {
    open = await (await testDatabases())[0]!.open();
    await insertLibrary(open.db);
    await insertEvent(open.db);
    await insertEvent(open.db, { id: 'ev-plain', bare: true, headline: 'Loud and unexplained', score: 60 });
    app = createApp(testContext(open, testClock(NOW), { CONSOLE_TOKEN: TOKEN }));
  });
  afterAll(async () => open.close());
  const judge = (form: Record<string, string>, headers: Record<string, string> = {}) =>
    app.request('/events/ev-lantern/judge?lang=en', {
      method: 'POST',
      body: new URLSearchParams({ verdict: 'accept', author: 'ann', token: TOKEN, ...form }),
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    });
  const kept = async () =>
    (await open.run('SELECT ticker, verdict, why, author, channel, at FROM analogue_feedback ORDER BY id'))
      .rows;

  it('is kept with name and time by who has the token, once, and shown', async () => {
    const ticker = (await open.run("SELECT ticker FROM analogue WHERE event_id = 'ev-lantern' ORDER BY rank"))
      .rows[0]!.ticker as string;
    for (const [form, headers, status] of [
      [{ ticker, token: 'a-token-that-is-not-it' }, {}, 401],
      [{ ticker }, { 'sec-fetch-site': 'cross-site' }, 403],
      [{ ticker, verdict: 'wrong_reason' }, {}, 400],
      [{ ticker, author: ' ' }, {}, 400],
      [{ ticker: '0001.HK' }, {}, 404],
      [{ ticker, verdict: 'perhaps' }, {}, 400],
    ] as const)
      expect([form, (await judge(form, headers)).status]).toEqual([form, status]);
    expect(await kept()).toEqual([]);

    const said = { ticker, verdict: 'wrong_reason', why: 'it is <b>the fee</b>' };
    const answer = await judge(said);
    expect(answer.status).toBe(200);
    const html = await answer.text();
    expect(html).toContain('Kept.');
    expect(html).toContain('it is &lt;b&gt;the fee&lt;/b&gt;');
    expect(html).not.toContain(TOKEN);
    expect(await (await judge(said)).text()).toContain('nothing was added');
    const at = NOW.replace('.000Z', 'Z');
    expect(await kept()).toEqual([{ ...said, author: 'ann', channel: 'console', at }]);
    const page = await app.request('/events/ev-lantern/judge?lang=zh');
    expect(await page.text()).toContain('公司对，理由不对');
  });

  it('is not kept at all without a token set', async () => {
    const shut = createApp(testContext(open, testClock(NOW)));
    const before = await kept();
    for (const init of [{}, { method: 'POST', body: new URLSearchParams({ ticker: '6608.HK' }) }]) {
      const answer = await shut.request('/events/ev-lantern/judge', init);
      expect([answer.status, (await answer.text()).includes('CONSOLE_TOKEN')]).toEqual([403, true]);
    }
    expect(await (await shut.request('/events/ev-lantern')).text()).not.toContain('/judge');
    expect(await kept()).toEqual(before);
  });

  it('a queue lists each open event that no rule explains, with the nearest rule or that there is none', async () => {
    const html = await (await app.request('/queue?lang=en')).text();
    expect(html).toContain('Loud and unexplained');
    expect(html).toMatch(/Nearest: |No rule has anything in common/);
    expect(html).not.toContain('Lumen Studio shows');
    expect(await (await app.request('/queue?lang=zh&stream=archive')).text()).toContain('没有这样的事件');
  });

  it('a queue shows the recorded archive, and says so, where nothing is live', async () => {
    const recorded = await (await testDatabases())[0]!.open();
    await insertLibrary(recorded.db);
    await insertEvent(recorded.db, {
      id: 'ev-old',
      bare: true,
      headline: 'Told long ago',
      origin: 'archive',
    });
    const html = await (
      await createApp(testContext(recorded, testClock(NOW))).request('/queue?lang=en')
    ).text();
    expect(html).toContain('Told long ago');
    expect(html).toContain('not live news');
    await recorded.close();
  });

  it('a line to be judged does not say its company twice', async () => {
    const html = await (await app.request('/events/ev-lantern/judge?lang=zh')).text();
    const lines = [
      ...html.matchAll(/<strong>([^<]+)<\/strong> <code>[^<]+<\/code> <span class="n">([^<]+)</g),
    ];
    expect(lines.length).toBeGreaterThan(0);
    for (const [, name, why] of lines) expect(why!.startsWith(name!)).toBe(false);
  });

  it('words around a quotation are whole words, with an ellipsis where the text goes on', () => {
    const text = `${'Samples get better as '.repeat(12)}training compute${' rises by a factor of thirty-two'.repeat(12)}`;
    const at = text.indexOf('training compute');
    for (const more of [0, 1, 2, 3, 4, 5]) {
      const { before, hit, after } = around(
        text.slice(more),
        at - more,
        at - more + 'training compute'.length,
      );
      expect(hit).toBe('training compute');
      expect(before).toMatch(/^…\s?(?:Samples|get|better|as) /);
      expect(after).toMatch(/ (?:rises|by|a|factor|of|thirty-two)?\s?…$/);
    }
    expect(around('前文。压缩潜空间后再生成。后文', 3, 5)).toEqual({
      before: '',
      hit: '压缩',
      after: '潜空间后再生成。',
    });
  });
});

/** Texts whose contrast with what is behind them is below 4.5 to 1 (WCAG 2.2, 1.4.3). */
async function faint(page: { evaluate: (code: string) => Promise<unknown> }): Promise<unknown> {
  return page.evaluate(`(() => {
    const parse = (c) => { const m = /rgba?\\(([^)]+)\\)/.exec(c); const [r, g, b, a = 1] = m[1].split(/[ ,/]+/).map(Number); return { r, g, b, a }; };
    const light = ({ r, g, b }) => { const f = (v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }; return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b); };
    const behind = (e) => { for (let x = e; x; x = x.parentElement) { const c = parse(getComputedStyle(x).backgroundColor); if (c.a > 0.99) return c; } return parse(matchMedia('(prefers-color-scheme: dark)').matches ? 'rgb(18,18,18)' : 'rgb(255,255,255)'); };
    const out = [];
    for (const e of document.querySelectorAll('body *')) {
      if (![...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim())) continue;
      const s = getComputedStyle(e); const box = e.getBoundingClientRect();
      if (s.display === 'none' || s.visibility === 'hidden' || box.width === 0 || box.right < 0 || Number(s.opacity) === 0 || parseFloat(s.fontSize) < 2) continue;
      const [a, b] = [light(parse(s.color)), light(behind(e))].sort((x, y) => y - x);
      const contrast = (a + 0.05) / (b + 0.05);
      if (contrast < 4.5) out.push([e.tagName, e.className, e.textContent.slice(0, 30), s.color, contrast.toFixed(2)]);
    }
    return out;
  })()`);
}

/** The weekly letter, its pictures in it instead of beside it. */
async function weeklyMail(board: Scoreboard): Promise<string> {
  const charts = KINDS.flatMap((kind) => {
    const svg = kindChart(board, kind, 'zh', { picture: true });
    return svg === null ? [] : [{ kind, cid: kind, png: pngOf(svg) }];
  });
  const html = await boardMailHtml({
    lang: 'zh-Hans',
    sheet: sheetOf(board, 'zh'),
    charts,
    page: 'https://example.org/scoreboard',
    pageWords: '网页上的记分牌',
    unsubscribe: 'https://example.org/unsubscribe?t=t',
    unsubscribeWords: '退订',
  });
  return charts.reduce(
    (text, c) =>
      text.replaceAll(`cid:${c.cid}`, `data:image/png;base64,${Buffer.from(c.png).toString('base64')}`),
    html,
  );
}
