import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Db, OpenDatabase } from '../../src/db/index.ts';
import { loadDigest, renderDigest } from '../../src/deliver/index.ts';
import { eventArticles, refreshEvent } from '../../src/events/index.ts';
import { convertStored, saveRates } from '../../src/market/index.ts';
import {
  comingUp,
  eventSurprise,
  findEarningsDates,
  findExpectations,
  findFigures,
  findMixShifts,
  saveEarningsDates,
  saveRelease,
} from '../../src/releases/index.ts';
import { testDatabases } from '../databases.ts';

type Origin = 'live' | 'archive';

/** Stores one article of an invented issuer in an event of its own, and reads it as the pipeline does. */
async function tell(
  db: Db,
  id: string,
  publishedAt: string,
  body: string,
  more: {
    title?: string;
    firstHand?: boolean;
    origin?: Origin;
    event?: string;
    issuer?: string;
    listed?: string | null;
  } = {},
): Promise<boolean> {
  const {
    title = '',
    firstHand = true,
    origin = 'live',
    event = `ev-${id}`,
    issuer = 'lumen',
    listed = null,
  } = more;
  await db
    .insertInto('article')
    .values({
      id,
      url: `https://news.example/${id}`,
      title,
      body,
      language: 'en',
      outlet: 'news.example',
      tier: 2,
      first_hand: firstHand,
      published_at: publishedAt,
      canonical_url: `https://news.example/${id}`,
      fetched_at: publishedAt,
      detected_at: publishedAt,
      origin,
    })
    .execute();
  await db
    .insertInto('event')
    .values({
      id: event,
      origin,
      headline: title || id,
      state: 'quiet',
      first_seen: publishedAt,
      last_seen: publishedAt,
      first_article_id: id,
      recorded_at: publishedAt,
    })
    .onConflict((c) => c.doNothing())
    .execute();
  const lead = title === '' ? '' : `${title}\n`;
  const passage = { text: lead + body, publishedAt, issuer: 'Lumen', fiscalYearEnd: '03-31' };
  const figures = findFigures(passage);
  const of = { articleId: id, issuerEntity: issuer, issuer: 'Lumen', publishedAt, firstHand, origin };
  const guided = await saveRelease(
    db,
    { ...of, eventId: event },
    {
      figures,
      expectations: findExpectations(passage),
      mixes: findMixShifts(passage),
      lead: lead.length,
    },
  );
  await saveEarningsDates(
    db,
    {
      ...of,
      tickers: [],
      listed,
      text: passage.text,
      fiscalYearEnd: '03-31',
      lead: lead.length,
      now: publishedAt,
    },
    findEarningsDates(passage),
    figures,
  );
  return guided;
}

const FEBRUARY =
  'Lumen reported third quarter fiscal 2024 revenue of $824 million, up 14% year over year. For the fourth quarter of fiscal 2024, Lumen expects revenue of $850 million to $900 million.';
const APRIL = 'Lumen now expects fourth quarter fiscal 2024 revenue of $900 million to $950 million.';
const MAY = 'Lumen reported fourth quarter fiscal 2024 revenue of $928 million.';

describe.each(await testDatabases())('what is stored of releases, on $name', (database) => {
  let open: OpenDatabase;
  let db: Db;
  beforeAll(async () => {
    open = await database.open();
    db = open.db;
  });
  beforeEach(() => open.run('TRUNCATE article, event, fx_rate CASCADE'));
  afterAll(() => open.close());

  const comparisons = async (): Promise<string[]> =>
    (
      await open.run(
        `SELECT release_id, metric, period, basis, told, coalesce(against_point, (against_low + against_high) / 2) AS against, round(value::numeric, 2)::float8 AS value, grade
         FROM analyst.comparisons_all ORDER BY published_at, position, basis COLLATE "C"`,
      )
    ).rows.map(
      (r) => `${r.metric} ${r.period} ${r.basis} ${r.told} ${r.against ?? '-'} ${r.value} ${r.grade}`,
    );

  it('holds a figure against the guidance before and the year before, from the text or from memory', async () => {
    await tell(db, 'feb', '2024-02-07T21:05:00Z', FEBRUARY);
    await tell(db, 'apr', '2024-04-02T12:00:00Z', APRIL);
    await tell(db, 'may', '2024-05-08T20:05:00Z', MAY);
    await tell(
      db,
      'may25',
      '2025-05-07T20:05:00Z',
      'Lumen reported fourth quarter fiscal 2025 revenue of $1,160 million.',
    );
    expect(await comparisons()).toEqual([
      'revenue FY2024Q3 yearBefore stated - 14 1',
      'revenue FY2024Q4 guidance stored 875000000 5.71 2',
      'revenue FY2024Q4 guidance stored 925000000 0.32 0',
      'revenue FY2025Q4 yearBefore stored 928000000 25 2',
    ]);
    const { rows } = await open.run(
      `SELECT period, direction, moved FROM analyst.guidance WHERE kind = 'guidance' ORDER BY published_at`,
    );
    expect(rows).toEqual([
      { period: 'FY2024Q4', direction: null, moved: null },
      { period: 'FY2024Q4', direction: null, moved: 'raised' },
    ]);
  });

  it('remembers nothing from the future, from the same telling, or from a recorded month', async () => {
    await tell(db, 'may', '2024-05-08T20:05:00Z', MAY);
    await tell(db, 'feb', '2024-02-07T21:05:00Z', FEBRUARY, { origin: 'archive' });
    await tell(db, 'retold', '2024-05-08T23:00:00Z', MAY, { firstHand: false });
    expect((await comparisons()).filter((c) => c.includes('stored'))).toEqual([]);
  });

  it('says of a growth given in words that it was, wherever its row is read', async () => {
    await tell(
      db,
      'words',
      '2024-02-07T21:05:00Z',
      'Lumen reported results. For fiscal 2025 Lumen expects mid-single-digit organic revenue growth.',
    );
    const { rows } = await open.run("SELECT name, low, high FROM analyst.guidance WHERE kind = 'guidance'");
    expect(rows).toEqual([{ name: 'organic, said in words: mid-single-digit', low: 4, high: 6 }]);
  });

  it('never sets dollars against yuan', async () => {
    await tell(db, 'feb', '2024-02-07T21:05:00Z', FEBRUARY);
    await tell(
      db,
      'may',
      '2024-05-08T20:05:00Z',
      'Lumen reported fourth quarter fiscal 2024 revenue of RMB 6.7 billion.',
    );
    expect((await comparisons()).filter((c) => c.includes('stored'))).toEqual([]);
  });

  it('shows where a retelling and the document differ, whichever came first, and lets the document win', async () => {
    const wrong =
      'Lumen said third quarter fiscal 2024 revenue was $742 million against expectations of $500 million.';
    await tell(db, 'early', '2024-02-07T21:00:00Z', wrong, { firstHand: false, event: 'ev-one' });
    await tell(db, 'feb', '2024-02-07T21:05:00Z', FEBRUARY, { event: 'ev-one' });
    await tell(db, 'late', '2024-02-08T06:00:00Z', wrong, { firstHand: false, event: 'ev-two' });
    await tell(
      db,
      'rounded',
      '2024-02-08T07:00:00Z',
      'Lumen said third quarter fiscal 2024 revenue was $0.82 billion.',
      { firstHand: false, event: 'ev-two' },
    );
    const { rows } = await open.run(
      `SELECT release_id, point, stands, filing_point, filing_url FROM analyst.guidance WHERE kind = 'result' ORDER BY published_at`,
    );
    expect(rows.map((r) => [r.point, r.stands, r.filing_point, r.filing_url])).toEqual([
      [742e6, false, 824e6, 'https://news.example/feb'],
      [824e6, true, null, null],
      [742e6, false, 824e6, 'https://news.example/feb'],
      [820e6, true, null, null],
    ]);
    const { rows: known } = await open.run(
      'SELECT difference, known_at FROM figure_contradiction ORDER BY known_at',
    );
    expect(known.map((r) => [r.difference, r.known_at])).toEqual([
      [-9.9515, '2024-02-07T21:05:00Z'],
      [-9.9515, '2024-02-08T06:00:00Z'],
    ]);
    // 48% above what it names as expected is no surprise: the figure itself is wrong. What is left is growth, at a tenth.
    expect(await eventSurprise(db, 'ev-one')).toBe(0.014);
  });

  it('stores a mix that shifted with its words, once however often it is read', async () => {
    const body = `${FEBRUARY} v9 was 15% of royalties, up from 10% in the prior quarter.`;
    await tell(db, 'feb', '2024-02-07T21:05:00Z', body, { title: 'Lumen third quarter' });
    const { rows } = await open.run(
      'SELECT part, whole, share, before, points, basis, field, start_at, end_at FROM release_mix',
    );
    expect(rows).toHaveLength(1);
    const { start_at, end_at, ...rest } = rows[0]!;
    expect(rest).toEqual({
      part: 'v9',
      whole: 'royalties',
      share: 15,
      before: 10,
      points: 5,
      basis: 'sequential',
      field: 'body',
    });
    expect(body.slice(start_at as number, end_at as number)).toMatch(/^v9 was 15% of royalties, up from 10%/);
  });

  it('strengthens the trait that a growing share speaks of, and no other', async () => {
    const body = `${FEBRUARY} v9 was 15% of royalties, up from 10%. Licences were 40% of revenue, down from 45%.`;
    await tell(db, 'feb', '2024-02-07T21:05:00Z', body);
    const trait = (id: string) => ({ id, axis: 'model', name_zh: id, name_en: id, meaning: id });
    await db
      .insertInto('trait')
      .values([trait('royalty'), trait('licence')])
      .onConflict((c) => c.doNothing())
      .execute();
    const hit = (trait_id: string, word: string) => ({
      article_id: 'feb',
      trait_id,
      field: 'body',
      start_at: body.indexOf(word),
      end_at: body.indexOf(word) + word.length,
      strength: 0.6,
      first_hand: true,
    });
    await db
      .insertInto('article_trait')
      .values([hit('royalty', 'royalties'), hit('licence', 'Licences')])
      .execute();
    await db
      .insertInto('event_article')
      .values({ article_id: 'feb', event_id: 'ev-feb', joined_at: '2024-02-07T21:06:00Z', score: 1, why: '' })
      .execute();
    await refreshEvent(db, 'ev-feb', {
      articles: await eventArticles(db, 'ev-feb'),
      headline: { headline: 'Lumen', zh: null, en: null },
      themes: new Map(),
      companyOf: () => null,
    });
    const { rows } = await open.run(
      "SELECT trait_id, round(strength::numeric, 3)::float8 AS strength FROM event_trait WHERE event_id = 'ev-feb' ORDER BY 1",
    );
    expect(rows).toEqual([
      { trait_id: 'licence', strength: 0.6 },
      { trait_id: 'royalty', strength: 0.7 },
    ]);
  });

  it('learns the day of next year from the day results came, surer once a habit has held', async () => {
    await tell(db, 'may', '2024-05-08T20:05:00Z', `(Nasdaq: LUMN) ${MAY}`);
    await tell(db, 'echo', '2024-05-28T10:00:00Z', MAY, { firstHand: false });
    const coming = (at: string): Promise<string[]> =>
      comingUp(db, { from: '2025-04-01', to: '2026-06-30', asOf: at }).then((all) =>
        all.map((c) => `${c.date} ${c.period} ${c.moment} ${c.source} ${c.confidence} ${c.timeZone}`),
      );
    expect(await coming('2024-05-08T20:00:00Z')).toEqual([]);
    expect(await coming('2024-06-01T00:00:00Z')).toEqual([
      '2025-05-07 FY2025Q4 after_close habit 0.5 America/New_York',
    ]);
    await tell(
      db,
      'may25',
      '2025-05-08T20:05:00Z',
      '(Nasdaq: LUMN) Lumen reported fourth quarter fiscal 2025 revenue of $1,160 million.',
    );
    expect(await coming('2025-06-01T00:00:00Z')).toEqual([
      '2025-07-24 FY2026Q1 after_close habit 0.3 America/New_York',
      '2026-05-07 FY2026Q4 after_close habit 0.7 America/New_York',
    ]);
  });

  it('expects the next quarter thirteen weeks on until a year has told of it, then the middle of the years', async () => {
    const say = (quarter: string, year: number) =>
      `(Nasdaq: LUMN) Lumen reported ${quarter} quarter fiscal ${year} revenue of $${700 + year - 2000} million.`;
    const coming = (at: string, from: string, to: string): Promise<string[]> =>
      comingUp(db, { from, to, asOf: at }).then((all) =>
        all.map((c) => `${c.date} ${c.period} ${c.moment} ${c.source} ${c.confidence}`),
      );
    await tell(db, 'q1-22', '2021-08-04T20:05:00Z', say('first', 2022));
    expect(await coming('2021-09-01T00:00:00Z', '2021-09-01', '2022-03-01')).toEqual([
      '2021-11-03 FY2022Q2 after_close habit 0.3',
    ]);
    await tell(db, 'q2-22', '2021-11-10T11:30:00Z', say('second', 2022));
    // The quarter has come, before the open of New York; the next one is reckoned from it.
    expect(await coming('2021-12-01T00:00:00Z', '2021-09-01', '2022-03-01')).toEqual([
      '2022-02-09 FY2022Q3 before_open habit 0.3',
    ]);
    await tell(db, 'q2-23', '2022-11-09T11:30:00Z', say('second', 2023));
    await tell(db, 'q2-24', '2023-11-22T11:30:00Z', say('second', 2024));
    // 2021 and 2022 agree to the week, 2023 was two weeks late: the middle of the three.
    expect(await coming('2024-01-01T00:00:00Z', '2024-10-01', '2024-12-31')).toEqual([
      '2024-11-06 FY2025Q2 before_open habit 0.7',
    ]);
    // A year ago is surer than a quarter ago: the first quarter of 2022 foretold that of 2023, and the fourth does not.
    await tell(db, 'q4-22', '2022-05-11T20:05:00Z', say('fourth', 2022));
    expect(await coming('2022-06-01T00:00:00Z', '2022-07-01', '2022-08-31')).toEqual([
      '2022-08-03 FY2023Q1 after_close habit 0.5',
    ]);
  });

  it('names in the digest what is coming up within a week, on the exchange’s own day and side of the session', async () => {
    await tell(
      db,
      'apr',
      '2024-04-10T12:00:00Z',
      'Lumen Holdings (Nasdaq: LUMN) will release fourth quarter fiscal 2024 results on May 8, 2024 before the market opens.',
      { title: 'Lumen sets a date' },
    );
    await tell(
      db,
      'last',
      '2023-05-11T20:05:00Z',
      '(Nasdaq: GLOW) Glow reported fourth quarter fiscal 2023 revenue of $90 million.',
      {
        issuer: 'glow',
      },
    );
    const digest = (date: string, language: 'zh' | 'en') =>
      loadDigest(db, { from: `${date}T00:00:00Z`, to: `${date}T12:00:00Z`, date, origin: 'live', language });
    const text = async (date: string, language: 'zh' | 'en'): Promise<string> =>
      renderDigest(await digest(date, language), 'text');
    expect(
      (await digest('2024-05-03', 'en')).comingUp.map((a) => [a.date, a.period, a.moment, a.announced]),
    ).toEqual([
      ['2024-05-08', 'FY2024Q4', 'before_open', true],
      ['2024-05-09', 'FY2024Q4', 'after_close', false],
    ]);
    expect(await text('2024-05-03', 'en')).toMatch(
      /Coming up[\s\S]*before the open[\s\S]*results FY2024Q4[\s\S]*after the close[\s\S]*from\s+past dates, not announced/,
    );
    expect(await text('2024-05-03', 'zh')).toMatch(/即将公布[\s\S]*盘前[\s\S]*盘后[\s\S]*按以往日期\s*推算/);
    expect((await digest('2024-04-20', 'en')).comingUp).toEqual([]);
  });

  it('knows the side of the session from where the issuer is listed, where its document names no exchange', async () => {
    await tell(db, 'letter', '2024-02-07T21:05:00Z', FEBRUARY, { listed: 'XNAS' });
    const { rows } = await open.run(
      "SELECT exchange, moment FROM earnings_date WHERE article_id = 'letter' AND source = 'reported'",
    );
    expect(rows).toEqual([{ exchange: 'XNAS', moment: 'after_close' }]);
  });

  it('stores an announced day with its words, and its hour on the exchange’s wall', async () => {
    const body =
      'Lumen Holdings (Nasdaq: LUMN) will release fourth quarter fiscal 2024 results on May 8, 2024 at 4:05 p.m.';
    await tell(db, 'apr', '2024-04-10T12:00:00Z', body, { title: 'Lumen sets a date' });
    expect(
      (await comingUp(db, { from: '2024-05-01', to: '2024-05-31' })).map(({ url: _, ...c }) => c),
    ).toEqual([
      {
        issuerEntity: 'lumen',
        issuer: 'Lumen',
        kind: 'results',
        period: 'FY2024Q4',
        date: '2024-05-08',
        moment: 'after_close',
        at: '2024-05-08T20:05:00Z',
        exchange: 'XNAS',
        timeZone: 'America/New_York',
        source: 'announced',
        confidence: 0.95,
        knownAt: '2024-04-10T12:00:00Z',
      },
    ]);
    const { rows } = await open.run('SELECT field, start_at, end_at FROM earnings_date');
    expect(body.slice(rows[0]!.start_at as number, rows[0]!.end_at as number)).toBe(body);
  });

  it('says where the words of a figure stand, and on which page of a PDF', async () => {
    const body = `Lumen Holdings\nAnnouncement\n${FEBRUARY}`;
    await tell(db, 'feb', '2024-02-07T21:05:00Z', body, { title: 'Lumen reports' });
    const second = body.indexOf(FEBRUARY);
    await db
      .insertInto('article_page')
      .values([
        { article_id: 'feb', page: 1, start_at: 0 },
        { article_id: 'feb', page: 2, start_at: second },
      ])
      .execute();
    const { rows } = await open.run(
      "SELECT field, start_at, end_at, page FROM analyst.guidance WHERE kind = 'guidance'",
    );
    expect(rows).toEqual([expect.objectContaining({ field: 'body', page: 2 })]);
    expect(body.slice(rows[0]!.start_at as number, rows[0]!.end_at as number)).toBe(
      'revenue of $850 million to $900 million',
    );
  });

  it('converts an amount only with a stored rate, and says which', async () => {
    await tell(db, 'feb', '2024-02-07T21:05:00Z', FEBRUARY);
    const converted = async (): Promise<unknown> =>
      (
        await open.run(
          "SELECT cny_point, fx_rate, fx_date, fx_source FROM analyst.guidance WHERE kind = 'result'",
        )
      ).rows[0];
    expect(await converted()).toEqual({ cny_point: null, fx_rate: null, fx_date: null, fx_source: null });
    const rate = { base: 'USD', quote: 'CNY', date: '2024-02-07', rate: 7.5, source: 'invented' };
    expect(await saveRates(db, [rate], '2024-02-08T00:00:00Z')).toEqual({ new: 1, changed: 0, same: 0 });
    expect(await saveRates(db, [rate], '2024-02-09T00:00:00Z')).toEqual({ new: 0, changed: 0, same: 1 });
    expect(await converted()).toEqual({
      cny_point: 6180e6,
      fx_rate: 7.5,
      fx_date: '2024-02-07',
      fx_source: 'invented',
    });
    expect(await convertStored(db, 6180e6, 'CNY', 'USD', '2024-02-10')).toMatchObject({ amount: 824e6 });
  });

  it('lists what is coming up as it was known at a moment: announced before habit, nothing that has come', async () => {
    await tell(db, 'feb', '2024-02-07T21:05:00Z', FEBRUARY);
    const row = (id: string, more: object) => ({
      id,
      issuer_entity: 'lumen',
      issuer: 'Lumen',
      kind: 'results',
      period: 'FY2024Q4',
      date: '2024-05-08',
      moment: null,
      at: null,
      exchange: 'XNAS',
      time_zone: 'America/New_York',
      source: 'habit',
      confidence: 0.5,
      article_id: 'feb',
      field: null,
      start_at: null,
      end_at: null,
      known_at: '2023-05-10T20:00:00Z',
      recorded_at: '2023-05-10T20:00:00Z',
      ...more,
    });
    const span = { field: 'body', start_at: 0, end_at: 5, source: 'announced', confidence: 0.95 };
    await db
      .insertInto('earnings_date')
      .values([
        row('1', {}),
        row('2', { ...span, date: '2024-05-09', moment: 'after_close', known_at: '2024-04-10T12:00:00Z' }),
        row('3', { ...span, date: '2024-05-20', known_at: '2024-05-01T12:00:00Z' }),
        row('4', { source: 'reported', date: '2024-05-20', confidence: 1, known_at: '2024-05-20T20:05:00Z' }),
      ])
      .execute();
    const dates = async (asOf?: string): Promise<string[]> =>
      (
        await comingUp(db, { from: '2024-05-01', to: '2024-05-31', ...(asOf === undefined ? {} : { asOf }) })
      ).map((c) => `${c.date} ${c.source} ${c.moment}`);
    expect(await dates('2024-04-01T00:00:00Z')).toEqual(['2024-05-08 habit null']);
    expect(await dates('2024-04-20T00:00:00Z')).toEqual(['2024-05-09 announced after_close']);
    expect(await dates('2024-05-02T00:00:00Z')).toEqual(['2024-05-20 announced null']);
    expect(await dates()).toEqual([]);
    expect(await comingUp(db, { from: '2024-05-01', to: '2024-05-31', origins: ['archive'] })).toEqual([]);
  });
});
