import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPipeline } from '../../jobs/pipeline.ts';
import type { OpenDatabase } from '../../src/db/index.ts';
import { clusterMany } from '../../src/events/index.ts';
import { applyLibrary } from '../../src/library/index.ts';
import { testClock, testContext, testDatabases } from '../databases.ts';
import { decided, docsOf, FILES, library, SETTLED, SETTLED_ZH, SUIT, SUIT_ZH, type Told } from './told.ts';

/** What an event follows may have closed weeks before. All stories here are invented. */
const WEEKS_APART: readonly { what: string; first: Told; next: Told; act: string; reason: RegExp }[] = [
  {
    what: 'a recall after an accident',
    first: [
      '2026-03-02T08:00:00Z',
      'Toyota bZ4X crash kills two after wheel comes off',
      'Two people were killed on Sunday when a wheel came off a Toyota bZ4X on a motorway near Nagoya. Police are looking into the accident and the hub bolts of the electric car.',
    ],
    next: [
      '2026-04-09T09:00:00Z',
      'Toyota recalls bZ4X over loose hub bolts',
      'Toyota will recall 41,000 bZ4X electric cars because hub bolts may loosen and a wheel may come off, the company said. Two people died in a crash near Nagoya.',
    ],
    act: 'recall',
    reason: /^a recall after an accident, both about Toyota, .* 38 days later$/,
  },
  {
    what: '事故之后的召回',
    first: [
      '2026-03-02T08:00:00Z',
      '丰田bZ4X车轮脱落致两人死亡',
      '周日,一辆丰田bZ4X在名古屋附近高速公路上车轮脱落,发生事故,两人死亡。警方正在调查轮毂螺栓。',
    ],
    next: [
      '2026-04-09T09:00:00Z',
      '丰田召回bZ4X:轮毂螺栓可能松动',
      '丰田宣布召回4.1万辆bZ4X,因轮毂螺栓可能松动导致车轮脱落。此前名古屋附近发生两人死亡的事故。',
    ],
    act: 'recall',
    reason: /^a recall after an accident, both about Toyota, .* 38 days later$/,
  },
  {
    what: 'a settlement after a suit',
    first: SUIT,
    next: ['2026-05-20T09:00:00Z', SETTLED[1], SETTLED[2]],
    act: 'settlement',
    reason: /^a settlement after a lawsuit, both about Toyota, .* 76 days later$/,
  },
  {
    what: '诉讼之后的和解',
    first: SUIT_ZH,
    next: ['2026-05-20T09:00:00Z', SETTLED_ZH[1], SETTLED_ZH[2]],
    act: 'settlement',
    reason: /^a settlement after a lawsuit, both about Toyota, .* 76 days later$/,
  },
];
describe('a recall some days after an accident', () => {
  it('is its development, in both languages', () => {
    for (const { first, next } of WEEKS_APART.slice(0, 2)) {
      const [, recall] = decided(first, ['2026-03-06T09:00:00Z', next[1], next[2]]);
      expect(recall).toMatchObject({ isNew: true, parent: 's0', development: { act: 'recall' } });
    }
  });
});

/** The same company weeks later, with another trouble: no parent. */
const UNRELATED: readonly [Told, Told][] = [
  [
    [
      '2026-03-02T08:00:00Z',
      'Toyota opens battery plant in North Carolina',
      'Toyota opened its first battery plant in the United States on Monday, in Liberty, North Carolina, where 5,000 people will work.',
    ],
    [
      '2026-04-20T08:00:00Z',
      'Toyota sued by former engineer over age',
      'A former engineer has filed a lawsuit against Toyota, saying he was passed over for younger colleagues in Nagoya.',
    ],
  ],
  [
    [
      '2026-03-02T08:00:00Z',
      '丰田北卡电池工厂投产',
      '丰田周一在美国北卡罗来纳州的首座电池工厂投产,将雇用5000人。',
    ],
    [
      '2026-04-20T08:00:00Z',
      '前工程师以年龄歧视起诉丰田',
      '一名前工程师在名古屋起诉丰田,称晋升时被年轻同事取代。',
    ],
  ],
];

describe.each(await testDatabases())('a parent that has closed ($name)', (database) => {
  let open: OpenDatabase;
  beforeAll(async () => {
    open = await database.open();
    await applyLibrary(open.db, FILES, '2026-03-01T00:00:00Z');
  }, 300_000);
  afterAll(() => open.close());
  async function told(stories: readonly Told[], from = 0) {
    const clock = testClock('2026-12-01T00:00:00Z');
    const pipeline = await createPipeline(testContext(open, clock), FILES);
    await pipeline.take(docsOf(stories).slice(from), 'replay');
    await pipeline.analyse();
    return open.db.selectFrom('event').selectAll().orderBy('first_seen').orderBy('id').execute();
  }
  const afresh = () => open.run('TRUNCATE event, article, cluster_event CASCADE');

  it('is found weeks after, by what it called for and what both tell, in both languages and after a restart', async () => {
    for (const { what, first, next, act, reason } of WEEKS_APART)
      for (const restart of [false, true]) {
        await afresh();
        if (restart) await told([first]);
        const [parent, sequel] = await told([first, next], restart ? 1 : 0);
        expect([what, sequel?.parent_event_id, sequel?.parent_act]).toEqual([what, parent!.id, act]);
        expect(sequel!.parent_reason).toMatch(reason);
        expect(sequel!.parent_reason_zh).toMatch(/主角同为丰田，.*晚 (38|76) 天$/);
      }
  }, 120_000);

  it('is none where the company has another trouble, or where the earlier story was told later', async () => {
    for (const [first, next] of UNRELATED) {
      await afresh();
      expect((await told([first, next])).map((e) => e.parent_event_id)).toEqual([null, null]);
    }
    // The later report is read first, the earlier one arrives late: it has no parent, and the other gets none afterwards.
    await afresh();
    const { first, next } = WEEKS_APART[0]!;
    await told([first, next], 1);
    expect((await told([first])).map((e) => e.parent_event_id)).toEqual([null, null]);
  }, 120_000);

  it('is the same however the day is cut into batches', async () => {
    const stories = WEEKS_APART.filter((_, i) => i < 2).flatMap(({ first, next }) => [first, next]);
    await afresh();
    const whole = await told(stories);
    await afresh();
    await told(stories.slice(0, 1));
    const cut = await told(stories, 1);
    const kinship = (of: typeof whole) => of.map((e) => [e.id, e.parent_event_id, e.parent_reason]);
    expect(kinship(cut)).toEqual(kinship(whole));
  }, 120_000);

  it('leaves the events as they were: the same articles in the same events as without it', async () => {
    await afresh();
    const stories = WEEKS_APART.filter((_, i) => i < 2).flatMap(({ first, next }) => [first, next]);
    const inOrder = [...stories].sort((a, b) => (a[0] < b[0] ? -1 : 1));
    await told(inOrder);
    const rows = await open.db.selectFrom('event_article').select(['article_id', 'event_id']).execute();
    const plain = clusterMany(docsOf(inOrder), { ...library, eventOf: (id) => id });
    const groups = (of: readonly (readonly [string, string])[]) =>
      [...new Set(of.map(([, event]) => event))]
        .map((event) => of.filter(([, e]) => e === event).length)
        .sort();
    expect(groups(rows.map((r) => [r.article_id, r.event_id]))).toEqual(
      groups(plain.map((a) => [a.id, a.event])),
    );
  });
});
