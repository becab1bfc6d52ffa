import type { Db } from '../../src/db/index.ts';

/** What those figures are held against, a retelling that the document contradicts, a mix, a date and a rate. */
export async function insertStoredFigures(db: Db, event: string): Promise<void> {
  const release = `${event}-release`;
  await db
    .insertInto('release')
    .values({
      id: `${event}-retold`,
      article_id: `${event}-a2`,
      event_id: event,
      issuer_entity: null,
      issuer: 'Lumen Studio',
      published_at: '2027-03-02T14:10:00Z',
      first_hand: false,
    })
    .execute();
  await db
    .insertInto('release_figure')
    .values({
      release_id: `${event}-retold`,
      position: 0,
      kind: 'result',
      metric: 'revenue',
      period: 'FY2027Q4',
      point: 842_000_000,
      unit: 'USD',
      start_at: 0,
      end_at: 4,
    })
    .execute();
  await db
    .insertInto('figure_contradiction')
    .values({
      release_id: `${event}-retold`,
      position: 0,
      filing_release_id: release,
      filing_position: 1,
      difference: 2.18,
      measure: 'percent',
      known_at: '2027-03-02T14:10:00Z',
    })
    .execute();
  await db
    .insertInto('release_comparison')
    .values({
      release_id: release,
      position: 2,
      basis: 'expectation',
      told: 'stated',
      point: 0.25,
      unit: 'USD/share',
      value: 16,
      measure: 'percent',
      grade: 2,
      field: 'body',
      start_at: 0,
      end_at: 4,
    })
    .execute();
  await db
    .insertInto('release_mix')
    .values({
      release_id: release,
      position: 0,
      part: 'paper lanterns',
      whole: 'royalties',
      share: 15,
      before: 10,
      points: 5,
      basis: 'sequential',
      field: 'body',
      start_at: 0,
      end_at: 4,
    })
    .execute();
  await db
    .insertInto('earnings_date')
    .values({
      id: `${event}-date`,
      issuer_entity: 'lumen',
      issuer: 'Lumen Studio',
      kind: 'results',
      period: 'FY2028Q1',
      date: '2027-03-12',
      moment: 'after_close',
      at: '2027-03-12T21:05:00Z',
      exchange: 'XNAS',
      time_zone: 'America/New_York',
      source: 'announced',
      confidence: 0.95,
      article_id: `${event}-a3`,
      field: 'body',
      start_at: 0,
      end_at: 4,
      known_at: '2027-03-02T13:40:00Z',
      recorded_at: '2027-03-02T14:01:00Z',
    })
    .execute();
  await db
    .insertInto('fx_rate')
    .values({
      base: 'USD',
      quote: 'CNY',
      date: '2027-03-01',
      rate: 7.1,
      source: 'invented for the test',
      recorded_at: '2027-03-02T00:00:00Z',
    })
    .execute();
}
