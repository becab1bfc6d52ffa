import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenDatabase, packageFolder } from '../../src/db/index.ts';
import {
  breakdown,
  type COMPONENTS,
  distanceWords,
  evaluationsOf,
  type HypeInput,
  inputWords,
  nextState,
  scoreHype,
  thresholdsOf,
} from '../../src/events/index.ts';
import { readHype } from '../../src/library/hype.ts';
import { testDatabases } from '../databases.ts';
import { insertEvent, insertLibrary } from '../deliver/example.ts';
import { told } from './outlets.ts';

/** Why an event was called hype: two readers take the numbers apart and come to the same answer. */
const { settings } = readHype(readFileSync(join(packageFolder(), 'library', 'hype.yaml'), 'utf8'));
const input: HypeInput = {
  articles: told(8, (i) => ({
    tier: (i % 4) + 1,
    ...(i === 3 ? { firstHand: true, outlet: 'newsroom.example' } : {}),
    ...(i < 3 ? { loudness: 1, loudWords: ['炸裂'] } : {}),
    ...(i === 7 ? { belongs: 0.5 } : {}),
  })),
  now: '2026-11-05T23:59:00Z',
  theme: 'biotech',
  themeArticles: 9,
  usual: 3,
  before: { issuer: 1, theme: 2, issuerWeight: 0.9, themeWeight: 1.2 },
  isDevelopment: true,
  surprise: 0.1,
  price: {
    ticker: '1801.HK',
    from: '2026-11-04',
    to: '2026-11-05',
    move: 0.12,
    sigma: 0.03,
    generated: false,
  },
};
const weighed = (of: HypeInput) => ({
  ...scoreHype(of, settings),
  weights: settings.weights,
  thresholds: thresholdsOf(settings),
});

describe('an evaluation taken apart', () => {
  it('says of each component, in both languages, what was counted, so that its value can be worked out by hand', () => {
    const { inputs, components } = scoreHype(input, settings);
    const of = (name: (typeof COMPONENTS)[number], language: 'zh' | 'en' = 'en') =>
      inputWords(name, inputs, language);
    expect(of('burst')).toBe(
      '8 articles in 24 hours, 9 of theme biotech where 3 are usual; 6 above it, z = 6/√(3 + 1) = 3, 6 is full',
    );
    expect(components.burst).toBe(0.5);
    expect(of('spread')).toContain(
      '8 outlets in three working days, 7.5 when each counts with the probability',
    );
    expect(components.spread).toBeCloseTo(1 - Math.exp(-7.5 / 5), 4);
    expect(of('reach')).toBe(
      'tier 1: 2 × 1, tier 2: 2 × 0.6, tier 3: 2 × 0.3, tier 4: 2 × 0.1, together 4; 1 − e^(−4/2)',
    );
    expect(of('reach', 'zh')).toContain('1 级 2 家 × 1');
    expect(of('language')).toContain('3 of 8 outlets');
    expect(of('language', 'zh')).toContain('8 家中 3 家用了');
    expect(of('novelty')).toContain('and a sequel (half); faded by age, 0.5 / (1 + 0.9 + 1.2/4)');
    expect(components.novelty).toBeCloseTo(0.5 / 2.2, 4);
    expect(of('firstHand')).toBe(
      '1 first-hand document, the earliest at newsroom.example; 1 where there is any',
    );
    expect(of('firstHand', 'zh')).toContain('1 份第一手文件，最早一份出自 newsroom.example');
    expect(of('surprise')).toContain('+10%, 20% is full');
    expect(of('price', 'zh')).toContain('平时日波动 3%，15% 为满');
    expect(components.price).toBe(0.8);
    const none = scoreHype({ ...input, articles: told(2) }, settings).inputs;
    expect(inputWords('firstHand', none, 'en')).toBe('no first-hand document so far: 0');
  });
  it('adds up to the score, whatever is missing', () => {
    for (const of of [input, { ...input, price: null }, { ...input, price: null, surprise: null }]) {
      const e = weighed(of);
      const sum = breakdown(e, 'en').rows.reduce((all, r) => all + r.points, 0);
      expect(Math.abs(sum - e.score)).toBeLessThan(0.5);
    }
  });
});

describe('what would have changed the state', () => {
  it('is named with its numbers for an event that is hype: how many points or outlets fewer', () => {
    const e = weighed(input);
    expect(nextState({ state: 'emerging', hype: e, silentHours: 0 }, settings).state).toBe('hype');
    const [rule, margin, fades] = distanceWords(e, 'hype', 'en');
    expect(rule).toMatch(/^“hype” takes a score of 58 and 7 outlets \(5 where one of .* has 0\.6\); here /);
    expect(margin).toMatch(
      /points less, or 4 outlets fewer, it would not have been called hype; .* alone at /,
    );
    expect(fades).toContain('fades only below 44');
    expect(distanceWords(e, 'hype', 'zh').join('')).toMatch(
      /“热点”须热度 ≥ 58 且媒体 ≥ 7 家.*少 .* 分，或少 4 家媒体/,
    );
  });
  it('and for one that is not: what it lacks, which is just enough', () => {
    const quieter: HypeInput = { ...input, articles: told(6), price: null, surprise: null };
    const e = weighed(quieter);
    const words = distanceWords(e, 'emerging', 'en')[1]!;
    const lacks = /it lacks ([\d.]+) points and 1 outlet; (\w+) alone at ([\d.]+) instead of/.exec(words)!;
    expect(Number(lacks[1])).toBeCloseTo(58 - e.score, 1);
    // The component it names, set to what it says, reaches the threshold; a hundredth less does not.
    const name = lacks[2] as 'burst';
    const at = (value: number) =>
      breakdown({ ...e, components: { ...e.components, [name]: value } }, 'en').rows.reduce(
        (sum, r) => sum + r.share * (r.value ?? 0) * 100,
        0,
      );
    expect(at(Number(lacks[3]))).toBeGreaterThanOrEqual(58);
    expect(at(Number(lacks[3]) - 0.011)).toBeLessThan(58);
    expect(distanceWords(e, 'emerging', 'zh')[1]).toMatch(/还差 [\d.]+ 分和 1 家媒体/);
  });
});

describe.each(await testDatabases())('evaluations of an older version ($name)', (database) => {
  let open: OpenDatabase;
  beforeAll(async () => {
    open = await database.open();
  });
  afterAll(() => open.close());
  it('stay readable with the weights and thresholds of their own version, and claim nothing they did not store', async () => {
    const { db } = open;
    await insertLibrary(db);
    await insertEvent(db, { id: 'e-old' });
    await db.deleteFrom('hype_score').execute();
    await db.insertInto('hype_weight').values({ version: 3, component: 'burst', weight: 3 }).execute();
    await db
      .insertInto('hype_score')
      .values({
        event_id: 'e-old',
        at: '2026-11-05T10:00:00Z',
        score: 40,
        burst: 0.4,
        spread: 0.2,
        reach: 0.4,
        language: 0,
        novelty: 1,
        first_hand: 1,
        surprise: null,
        price: null,
        weights_version: 3,
        theme_id: null,
        articles_day: 6,
        theme_day: 6,
        usual_day: 3,
        burst_z: 1.5,
        outlets: 6,
        reach_sum: 1,
        loud_sum: 0,
        loud_words: '',
        issuer_before: 0,
        theme_before: 0,
        development: false,
      } as never)
      .execute();
    const [e] = await evaluationsOf(db, 'e-old');
    expect(e).toMatchObject({ weightsVersion: 3, thresholds: { 'hype.enter': 58, outletsForHype: 5 } });
    expect(e!.inputs).toMatchObject({ outlets: 6, voices: null, tiers: null });
    expect(inputWords('spread', e!.inputs!, 'en')).toBe('6 outlets in three working days; 1 − e^(−6/5)');
    expect(inputWords('firstHand', e!.inputs!, 'en')).toBe('whether a first-hand document is there');
    expect(distanceWords(e!, 'emerging', 'en')[0]).toBe(
      '“hype” takes a score of 58 and 5 outlets; here 40 and 6.',
    );
  });
});
