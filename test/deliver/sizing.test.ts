import * as cheerio from 'cheerio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../src/console/index.ts';
import type { OpenDatabase } from '../../src/db/index.ts';
import { loadDigest, renderDigest } from '../../src/deliver/index.ts';
import { testClock, testContext, testDatabases } from '../databases.ts';
import { insertEvent, insertLibrary, NOW } from './example.ts';

const row = (
  issuer: string,
  period: string,
  months: number,
  amount: number,
  currency: string,
  date: string,
) => ({
  ...{ issuer, period, months, amount, currency },
  ...{ source_title: period, source_url: 'https://example.org/r', source_date: date },
});
const squeezed = (text: string): string => text.replaceAll(/\s+/g, ' ');

describe.each(await testDatabases())('the sizing sum beside the company’s own revenue, on $name', (of) => {
  let open: OpenDatabase;
  beforeAll(async () => {
    open = await of.open();
    await insertLibrary(open.db);
    await insertEvent(open.db);
    await open.db
      .insertInto('company_revenue')
      .values([
        row('issuer-9901.HK', '2025', 12, 2e9, 'CNY', '2026-03-20'),
        row('issuer-9901.HK', '2026H1', 6, 1.5e9, 'CNY', '2026-08-28'),
        // Public on the day after the digest: of the digest it is the future.
        row('issuer-9901.HK', '2026', 12, 6e9, 'CNY', '2027-03-04'),
        row('issuer-688990.SH', '2025', 12, 1e9, 'CNY', '2026-03-20'),
      ])
      .execute();
  });
  afterAll(() => open.close());

  const digest = async (language: 'zh' | 'en', to = NOW): Promise<string> => {
    const wish = {
      from: '2027-03-02T00:30:00Z',
      to,
      date: to.slice(0, 10),
      origin: 'live',
      language,
    } as const;
    return squeezed(await renderDigest(await loadDigest(open.db, wish), 'text'));
  };
  const page = async (language: 'zh' | 'en', now = NOW): Promise<string> => {
    const app = createApp(testContext(open, testClock(now)), {});
    return squeezed(
      cheerio
        .load(await (await app.request(`/events/ev-lantern?lang=${language}`)).text())('main')
        .text(),
    );
  };

  it('stands in the digest: against the newest that was public on the day, its period named', async () => {
    expect(await digest('en')).toContain("CNY 1.5–1.8 billion (1–1.2× the company's own revenue of 2026H1)");
    expect((await digest('zh')).replaceAll(' ', '')).toContain(
      '15–18亿元（相当于公司收入的1–1.2倍，2026H1）',
    );
  });

  it('is not compared with what was published later, in a digest of the day before', async () => {
    expect(await digest('en')).not.toContain('of 2026)');
    expect(await digest('en', '2027-03-04T00:30:00Z')).toContain(
      "(0.25–0.3× the company's own revenue of 2026)",
    );
  });

  it('stands on the event’s page, in both languages', async () => {
    expect(await page('en')).toContain("the company's own revenue of 2026");
    expect(await page('zh')).toContain('相当于公司收入的');
  });

  it('stands alone where the revenue is in another currency, or none is known', async () => {
    await open.db.updateTable('company_revenue').set({ currency: 'HKD' }).execute();
    expect(await digest('en')).toMatch(/= CNY 1\.5–1\.8 billion (?!\()/);
    await open.db.deleteFrom('company_revenue').execute();
    expect(await digest('en')).toMatch(/= CNY 1\.5–1\.8 billion (?!\()/);
  });
});
