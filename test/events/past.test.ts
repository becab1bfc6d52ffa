import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OpenDatabase } from '../../src/db/index.ts';
import { saveState } from '../../src/events/hype.repository.ts';
import { eventsBefore } from '../../src/events/past.repository.ts';
import { testDatabases } from '../databases.ts';

/** What an event's novelty is measured against, beside a reckoning that looks at every event there is. */
const DAY = 86_400_000;
const START = Date.parse('2026-03-01T00:00:00Z');
const iso = (day: number): string => new Date(START + Math.round(day * 24) * 3_600_000).toISOString();

interface Past {
  readonly day: number;
  readonly issuer: string | null;
  readonly theme: string;
  readonly weight: number;
  readonly origin: 'live' | 'ingest' | 'replay';
  /** Its changes of state: days after its beginning, before it where an outlet's clock was ahead. */
  readonly states: readonly {
    readonly after: number;
    readonly to: 'emerging' | 'hype' | 'fading' | 'closed';
  }[];
}
/** Whole hours, so that beginnings fall together and upon the edges of the window. */
const hours = (min: number, max: number): fc.Arbitrary<number> =>
  fc.oneof(
    fc.integer({ min: min * 24, max: max * 24 }).map((h) => h / 24),
    fc.integer({ min, max }),
  );
const anyPast: fc.Arbitrary<Past> = fc.record({
  day: hours(0, 130),
  issuer: fc.constantFrom('nvidia', 'arm', null),
  theme: fc.constantFrom('chips', 'chips', 'video'),
  weight: fc.constantFrom(0.3, 0.4, 0.9),
  origin: fc.constantFrom('live', 'live', 'ingest', 'replay'),
  states: fc.array(
    fc.record({
      after: hours(-3, 60),
      to: fc.constantFrom('emerging', 'emerging', 'hype', 'fading', 'closed'),
    }),
    { maxLength: 3 },
  ),
});
const anyAsked = fc.record({
  day: hours(60, 130),
  issuer: fc.constantFrom('nvidia', 'arm', null),
  theme: fc.constantFrom('chips', null),
});
type Asked = { readonly day: number; readonly issuer: string | null; readonly theme: string | null };

/** The definition, said plainly. */
function reckoned(events: readonly (Past & { id: string })[], asked: Asked, self: string) {
  const of = events
    .filter((e) => e.id !== self && e.origin !== 'replay' && e.theme === asked.theme && e.weight >= 0.4)
    .filter((e) => Date.parse(iso(e.day)) < Date.parse(iso(asked.day)))
    .filter((e) => Date.parse(iso(asked.day)) - Date.parse(iso(e.day)) <= 60 * DAY)
    .map((e) => ({
      ...e,
      own: asked.issuer !== null && e.issuer === asked.issuer,
      wasLoud: e.states.some(
        (s) => (s.to === 'emerging' || s.to === 'hype') && iso(e.day + s.after) < iso(asked.day),
      ),
    }))
    .filter((e) => e.own || e.wasLoud)
    .sort((a, b) => (iso(a.day) === iso(b.day) ? (a.id < b.id ? -1 : 1) : iso(a.day) > iso(b.day) ? -1 : 1))
    .slice(0, 50);
  const weight = (some: readonly Past[]): number =>
    some.reduce(
      (sum, e) => sum + Math.exp(-(Date.parse(iso(asked.day)) - Date.parse(iso(e.day))) / DAY / 30),
      0,
    );
  const [own, others] = [of.filter((e) => e.own), of.filter((e) => !e.own)];
  return { issuer: own.length, theme: others.length, issuerWeight: weight(own), themeWeight: weight(others) };
}

describe.each(await testDatabases())('what was told before ($name)', (database) => {
  let open: OpenDatabase;
  beforeAll(async () => {
    open = await database.open();
    await sql`INSERT INTO theme (id, name_zh, name_en) VALUES ('chips', '芯片', 'Chips'), ('video', '视频', 'Video')`.execute(
      open.db,
    );
  }, 300_000);
  afterAll(() => open.close());
  beforeEach(async () => {
    await open.run('TRUNCATE event, article CASCADE');
  });

  async function store(events: readonly (Past & { id: string })[]): Promise<void> {
    const { db } = open;
    await open.run('TRUNCATE event, article CASCADE');
    for (const e of events) {
      const at = iso(e.day);
      await db
        .insertInto('article')
        .values({
          id: `a-${e.id}`,
          origin: e.origin,
          url: e.id,
          canonical_url: `${e.origin}/${e.id}`,
          title: e.id,
          body: '',
          language: 'en',
          outlet: 'o.example',
          published_at: at,
          fetched_at: at,
          detected_at: at,
        })
        .execute();
      await db
        .insertInto('event')
        .values({
          id: e.id,
          origin: e.origin,
          headline: e.id,
          first_seen: at,
          last_seen: at,
          first_article_id: `a-${e.id}`,
          issuer_entity: e.issuer,
          recorded_at: at,
        })
        .execute();
      await db
        .insertInto('event_theme')
        .values({ event_id: e.id, theme_id: e.theme, weight: e.weight, articles: 1, first_seen: at })
        .execute();
      for (const s of e.states)
        await saveState(db, e.id, iso(e.day + s.after), 'quiet', {
          to: s.to,
          reason: { zh: '', en: '' },
          score: 50,
          outlets: 3,
          silentHours: 0,
          weightsVersion: 4,
        });
    }
  }

  it('is counted and weighed as by looking at every event, at the edges of the sixty days too', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyPast, { maxLength: 24 }),
        fc.array(anyAsked, { minLength: 1, maxLength: 4 }),
        async (pasts, questions) => {
          const events = pasts.map((e, i) => ({ ...e, id: `e${i}` }));
          await store(events);
          for (const asked of questions) {
            const self = events[0]?.id ?? 'nobody';
            const said = await eventsBefore(
              open.db,
              { id: self, issuer: asked.issuer, theme: asked.theme, firstSeen: iso(asked.day) },
              ['live', 'ingest'],
            );
            const plain = reckoned(events, asked, self);
            expect(said).toMatchObject({ issuer: plain.issuer, theme: plain.theme });
            expect(said.issuerWeight).toBeCloseTo(plain.issuerWeight, 3);
            expect(said.themeWeight).toBeCloseTo(plain.themeWeight, 3);
          }
        },
      ),
      { numRuns: 25, seed: 20261124 },
    );
  }, 300_000);

  it('is the newest fifty, the issuer’s and the loud ones together', async () => {
    const events = Array.from({ length: 90 }, (_, i): Past & { id: string } => ({
      id: `e${String(i).padStart(2, '0')}`,
      day: 60 + Math.floor(i / 3) / 2,
      issuer: i % 3 === 0 ? 'arm' : 'nvidia',
      theme: 'chips',
      weight: 0.9,
      origin: 'live',
      states: i % 2 === 0 ? [{ after: 0.25, to: 'hype' }] : [],
    }));
    await store(events);
    const asked = { day: 80, issuer: 'arm', theme: 'chips' };
    const said = await eventsBefore(open.db, { id: 'x', ...asked, firstSeen: iso(asked.day) }, ['live']);
    const plain = reckoned(events, asked, 'x');
    expect(plain.issuer + plain.theme).toBe(50);
    expect(said).toMatchObject({ issuer: plain.issuer, theme: plain.theme });
  });
});
