import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pages } from '../../jobs/pages.ts';
import { poll } from '../../jobs/poll.ts';
import { type OpenDatabase, openEmbedded } from '../../src/db/index.ts';
import { addEndpoint, eventFigures, figureWords, messageSchema, WORDS } from '../../src/deliver/index.ts';
import { startReceiver } from '../deliver/receiver.ts';
import type { Desk } from '../sources/desk.ts';
import { type Filed, putFilings } from '../sources/edgar-site.ts';
import { startFilingDesk } from './filing-desk.ts';

/** An invented quarter of a real licensor: none of these figures was ever reported. */
const EXHIBIT = `<DOCUMENT>
<TYPE>EX-99.1
<TEXT><html><body>
<p style="text-align:center">Arm Reports Results for the Third Quarter of Fiscal 2027</p>
<p>Cambridge, February 4, 2027. Arm Holdings plc (Nasdaq: ARM) licenses its processor technology to customers who design chips for phones, cars and PCs, and earns a royalty on every chip shipped.
Revenue was $1,240 million, up 26% year over year. Armv9 was 40% of royalty revenue, up from 33% in the prior quarter.</p>
<p>For the fourth quarter of fiscal 2027, Arm expects revenue of $1,300 million to $1,360 million.</p>
<p>Arm will report results for its fourth quarter of fiscal 2027 on May 6, 2027, after market close.</p>
<table>
<tr><td colspan="5">(in millions, except per share amounts)</td></tr>
<tr><td></td><td colspan="4">Three months ended December 31,</td></tr>
<tr><td></td><td colspan="2">2026</td><td colspan="2">2025</td></tr>
<tr><td>Total revenue<sup>(1)</sup></td><td>$</td><td>1,240</td><td>$</td><td>984</td></tr>
<tr><td>Net loss attributable to shareholders</td><td>$</td><td>(12</td><td>)</td><td>87</td></tr>
</table>
</body></html></TEXT></DOCUMENT>`;
const FILED: Filed = {
  accession: '0001973239-27-000007',
  form: '8-K',
  cik: '1973239',
  filer: 'Arm Holdings plc',
  at: '2027-02-04T21:05:10Z',
  exhibits: [{ type: 'EX-99.1', description: 'EX-99.1', text: '' }],
};

describe('a filing that appears on EDGAR', () => {
  let database: OpenDatabase;
  let desk: Desk;
  let receiver: Awaited<ReturnType<typeof startReceiver>>;
  beforeAll(async () => {
    database = await openEmbedded(null);
    receiver = await startReceiver();
    desk = await startFilingDesk(database);
  }, 300_000);
  afterAll(async () => {
    await desk.close();
    await receiver.close();
    await database.close();
  });

  it('becomes figures, is held against the news, fires rules, and is told to a desk', async () => {
    const { app, site } = desk;
    await addEndpoint(database.db, { url: receiver.url }, '2027-02-01T00:00:00Z');
    const folder = '/Archives/edgar/data/1973239/000197323927000007';
    putFilings(site, [FILED]);
    site.put(`${folder}/ex0.htm`, EXHIBIT);
    await desk.watch({
      id: 'arm-filings',
      url: '{site}/submissions',
      kind: 'edgar',
      firstHand: true,
      tier: 1,
      options: { list: 'submissions', cik: '1973239' },
    });
    await poll.runOnce(app);
    // What a round has no time for on a busy machine is read by the next run of this duty.
    await pages.runOnce(app);
    await app.pipeline.take(
      [
        {
          url: 'https://wire.example/arm',
          title: "Arm's third-quarter revenue was $1,420 million, up 26%",
          body: 'Chip designer Arm reported third quarter fiscal 2027 revenue of $1,420 million. It licenses its processor designs and takes a royalty on each chip.',
          language: 'en',
          outlet: 'wire.example',
          tier: 2,
          publishedAt: '2027-02-04T21:04:30Z',
        },
      ],
      'ingest',
    );
    await app.pipeline.analyse();
    const guidance = async (where: string): Promise<Record<string, unknown>[]> =>
      (
        await database.run(
          `SELECT metric, period, low, high, point, unit, stands, filing_point, first_hand FROM analyst.guidance WHERE ${where} ORDER BY published_at, release_id COLLATE "C", position`,
        )
      ).rows;
    expect(await guidance("kind = 'guidance'")).toEqual([
      expect.objectContaining({
        metric: 'revenue',
        period: 'FY2027Q4',
        low: 1300e6,
        high: 1360e6,
        unit: 'USD',
        first_hand: true,
      }),
    ]);
    expect(await guidance("kind = 'result' AND metric = 'net_profit'")).toEqual([
      expect.objectContaining({ period: 'FY2027Q3', point: -12e6 }),
    ]);
    expect(await guidance("kind = 'result' AND metric = 'revenue'")).toEqual([
      expect.objectContaining({ point: 1420e6, stands: false, filing_point: 1240e6 }),
      expect.objectContaining({ period: 'FY2027Q3', point: 1240e6, stands: true }),
    ]);
    const { rows: events } = await database.run(
      "SELECT DISTINCT event_id FROM analyst.guidance WHERE metric = 'revenue' AND stands AND kind = 'result'",
    );
    const id = events[0]!.event_id as string;
    const shown = (await eventFigures(database.db, [id], '2027-02-05T00:00:00Z')).get(id)!;
    const revenue = shown.find((f) => f.kind === 'result' && f.metric === 'revenue')!;
    expect(revenue).toMatchObject({
      point: 1240e6,
      firstHand: true,
      contradiction: { side: 'told', point: 1420e6, url: 'https://wire.example/arm' },
    });
    expect(figureWords(revenue, WORDS.en, 'en')).toContain(
      'a report said USD 1.42 billion; the company’s document stands',
    );
    expect(figureWords(revenue, WORDS.zh, 'zh')).toContain('另有报道称14.2亿美元，以公司文件为准');
    const { rows: mixes } = await database.run('SELECT part, share, before, basis FROM analyst.mix_shifts');
    expect(mixes).toContainEqual({ part: 'Armv9', share: 40, before: 33, basis: 'sequential' });
    const { rows: dates } = await database.run(
      "SELECT period, date, moment, exchange FROM analyst.earnings_dates WHERE source = 'announced'",
    );
    expect(dates).toEqual([
      { period: 'FY2027Q4', date: '2027-05-06', moment: 'after_close', exchange: 'XNAS' },
    ]);
    const { rows: fired } = await database.run(
      `SELECT count(DISTINCT a.rule_id)::int AS rules FROM analyst.guidance g JOIN analyst.analogues a ON a.event_id = g.event_id AND a.stands WHERE g.kind = 'guidance'`,
    );
    expect(fired[0]!.rules).toBeGreaterThan(0);
    // 26% on the year counts as a surprise of a tenth of that, and the event is louder for it.
    const { rows: hype } = await database.run(
      `SELECT round(surprise_ratio::numeric, 4)::float8 AS ratio, surprise > 0 AS louder FROM hype_score WHERE event_id = '${id}' ORDER BY at DESC LIMIT 1`,
    );
    expect(hype).toEqual([{ ratio: 0.026, louder: true }]);
    await app.deliverer.runOnce();
    const told = receiver.received.map((r) => messageSchema.parse(JSON.parse(r.body)));
    const released = told.filter((m) => m.type === 'guidance.released');
    expect(released).toHaveLength(1);
    const { figures } = released[0]!.data as { figures: Record<string, unknown>[] };
    expect(figures.find((f) => f.kind === 'guidance')).toMatchObject({ low: 1300e6, high: 1360e6 });
    // The flash minutes before had another number: the desk sees both, and which one stands.
    expect(figures.find((f) => f.metric === 'revenue' && f.kind === 'result')).toMatchObject({
      point: 1240e6,
      firstHand: true,
      surprise: [{ basis: 'yearBefore', value: 26, measure: 'percent', grade: 2 }],
      contradiction: { side: 'told', low: null, high: null, point: 1420e6, url: 'https://wire.example/arm' },
    });
  }, 120_000);
});
