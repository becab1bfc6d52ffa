import { readFileSync } from 'node:fs';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reservationOf } from '../../src/analogues/index.ts';
import { type OpenDatabase, undone } from '../../src/db/index.ts';
import { testDatabases } from '../databases.ts';

const AT = '2024-06-01T00:00:00Z';
/** The filling statement of the migration, which has run on these tables while they were empty. */
const FILL = readFileSync('migrations/0036_lost_to.sql', 'utf8').match(/^UPDATE[\s\S]*;/m)![0];

describe('the rule that spoke for the opposite kind', () => {
  it('is told of as what the line is not', () => {
    expect(reservationOf('soft', 'trap-x', 'en')).toBe(
      'the trap rule trap-x spoke for it too and scored lower',
    );
    expect(reservationOf('trap', 'x', 'zh')).toBe('另有对标规则指向它，得分较低');
  });
});

for (const database of await testDatabases())
  describe(`lines written before it had a column, on ${database.name}`, () => {
    let open: OpenDatabase;
    beforeAll(async () => {
      open = await database.open();
    });
    afterAll(() => open.close());

    it('name it as their words did, and the others name none', async () => {
      await undone(open.db, async (db) => {
        await db
          .insertInto('article')
          .values({
            id: 'a',
            origin: 'replay',
            url: 'https://x.example/a',
            canonical_url: 'https://x.example/a',
            title: 't',
            body: 'b',
            language: 'en',
            outlet: 'o',
            first_hand: true,
            published_at: AT,
            fetched_at: AT,
            detected_at: AT,
          })
          .execute();
        await db
          .insertInto('event')
          .values({
            id: 'e',
            origin: 'replay',
            headline: 'h',
            first_seen: AT,
            last_seen: AT,
            first_article_id: 'a',
            recorded_at: AT,
          })
          .execute();
        const lines = [
          [
            '1111.HK',
            'soft',
            `Alpha: an idea. Event: a; company: b; ${reservationOf('soft', 'trap-x', 'en')}.`,
          ],
          ['2222.HK', 'trap', `Beta: an idea; ${reservationOf('trap', 'rule-y', 'en')}.`],
          ['3333.HK', 'soft', 'Gamma: an idea. Event: a; company: b.'],
        ] as const;
        for (const [i, [ticker, kind, why]] of lines.entries()) {
          await db
            .insertInto('company')
            .values({
              ticker,
              exchange: 'XHKG',
              issuer: ticker,
              name_zh_hans: '甲',
              name_zh_hant: '甲',
              name_en: 'A',
              listed_on: '2015-01-01',
              delisted_on: null,
              summary_zh: '',
              summary_en: '',
            })
            .execute();
          await db
            .insertInto('analogue')
            .values({
              id: `an-${i}`,
              event_id: 'e',
              ticker,
              kind,
              same_product: false,
              score: 50,
              rank: i + 1,
              rule_id: null,
              rule_version: null,
              why_zh: '理由',
              why_en: why,
              as_of: AT,
              computed_at: AT,
            })
            .execute();
        }
        await sql.raw(FILL).execute(db);
        const rows = await db.selectFrom('analogue').select('lost_to_rule').orderBy('rank').execute();
        expect(rows.map((r) => r.lost_to_rule)).toEqual(['trap-x', 'rule-y', null]);
      });
    });
  });
