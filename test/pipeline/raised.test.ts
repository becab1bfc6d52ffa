import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pages } from '../../jobs/pages.ts';
import { poll } from '../../jobs/poll.ts';
import { type OpenDatabase, packageFolder } from '../../src/db/index.ts';
import { testDatabases } from '../databases.ts';
import type { Desk } from '../sources/desk.ts';
import { type Filed, putFilings } from '../sources/edgar-site.ts';
import { startFilingDesk } from './filing-desk.ts';

/** The question as docs/ANALYSTS.md answers it, word for word; only the day it is asked on is put in. */
const WHO_RAISED = /^11\. Who raised guidance this week[^\n]+\n\n```sql\n([\s\S]+?);\n```/m.exec(
  readFileSync(join(packageFolder(), 'docs', 'ANALYSTS.md'), 'utf8'),
)![1]!;
const asked = (day: string): string => WHO_RAISED.replaceAll('current_date', `date '${day}'`);

const exhibit = (paragraphs: string): string => `<DOCUMENT>
<TYPE>EX-99.1
<TEXT><html><body>${paragraphs}</body></html></TEXT></DOCUMENT>`;
const BUSINESS =
  'Arm Holdings plc (Nasdaq: ARM) licenses its processor technology to customers who design chips for phones, cars and PCs, and earns a royalty on every chip shipped.';

/** An invented year of a real licensor: none of these figures was ever reported. */
const RESULTS = exhibit(`<p>Arm Reports Results for the Third Quarter of Fiscal 2027</p>
<p>Cambridge, February 4, 2027. ${BUSINESS}</p>
<p>For the fourth quarter of fiscal 2027, Arm expects revenue of $1,300 million to $1,360 million and capital expenditures of $200 million.</p>`);
/** Says "raised" of one figure, and of another only what it is now; a third stays. */
const RAISED = exhibit(`<p>Arm Updates Its Outlook for the Fourth Quarter of Fiscal 2027</p>
<p>Cambridge, March 2, 2027. ${BUSINESS}</p>
<table>
<tr><td>Fourth quarter of fiscal 2027 outlook</td><td>Current guidance</td><td>Prior guidance</td></tr>
<tr><td>Revenue</td><td>$1,400 million to $1,440 million</td><td>$1,300 million to $1,360 million</td></tr>
<tr><td>Capital expenditures</td><td>$200 million</td><td>$200 million</td></tr>
</table>`);
const filed = (accession: string, at: string): Filed => ({
  accession,
  form: '8-K',
  cik: '1973239',
  filer: 'Arm Holdings plc',
  at,
  exhibits: [{ type: 'EX-99.1', description: 'EX-99.1', text: '' }],
});
const FEBRUARY = filed('0001973239-27-000007', '2027-02-04T21:05:10Z');
const MARCH = filed('0001973239-27-000011', '2027-03-02T21:05:10Z');
const folder = (f: Filed): string => `/Archives/edgar/data/1973239/${f.accession.replace(/-/g, '')}`;

describe.each(await testDatabases())('a release that raises guidance, on $name', ({ open }) => {
  let database: OpenDatabase;
  let desk: Desk;
  beforeAll(async () => {
    database = await open();
    desk = await startFilingDesk(database);
  }, 300_000);
  afterAll(async () => {
    await desk.close();
    await database.close();
  });

  it('is answered in one query: who raised guidance this week, and which rules did it fire', async () => {
    const { app, site, clock } = desk;
    putFilings(site, [FEBRUARY]);
    site.put(`${folder(FEBRUARY)}/ex0.htm`, RESULTS);
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
    await app.pipeline.analyse();
    // A first guidance raises nothing.
    expect((await database.run(asked('2027-02-05'))).rows).toEqual([]);

    clock.set('2027-03-02T21:06:00Z');
    putFilings(site, [MARCH, FEBRUARY]);
    site.put(`${folder(FEBRUARY)}/ex0.htm`, RESULTS);
    site.put(`${folder(MARCH)}/ex0.htm`, RAISED);
    await poll.runOnce(app);
    await pages.runOnce(app);
    await app.pipeline.analyse();
    const { rows } = await database.run(asked('2027-03-03'));
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      issuer: expect.stringMatching(/^Arm/),
      metric: 'revenue',
      period: 'FY2027Q4',
      low: 1400e6,
      high: 1440e6,
      unit: 'USD',
      // The middle of the range, 1,420, against 1,330 before.
      above_before: expect.anything(),
    });
    expect(Number(rows[0]!.above_before)).toBeCloseTo(6.8, 1);
    const rules = rows[0]!.rules as string[];
    expect(rules.length).toBeGreaterThan(0);
    // They are rules of what was found in this very exhibit: each trait that one requires stands there in its words.
    const { rows: unmet } = await database.run(
      `SELECT t.rule_id, t.name FROM rule_term t
       WHERE t.rule_id IN (${rules.map((r) => `'${r}'`).join(', ')})
         AND t.side = 'event' AND t.role = 'require' AND t.subject = 'trait'
         AND NOT EXISTS (SELECT 1 FROM article_trait x JOIN article a ON a.id = x.article_id
                         WHERE x.trait_id = t.name AND a.published_at >= '2027-03-02')`,
    );
    expect(unmet).toEqual([]);
    expect(rows[0]!.soft_analogues as string[]).not.toEqual([]);
    // A week later it is no longer this week's.
    expect((await database.run(asked('2027-03-10'))).rows).toEqual([]);
  }, 120_000);
});
