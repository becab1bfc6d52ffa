import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packageFolder } from '../../src/db/index.ts';
import {
  COMPONENTS,
  type HypeArticle,
  type HypeInput,
  type HypeState,
  headlineOf,
  inputWords,
  issuerOf,
  kindOfDay,
  nextState,
  ownTheme,
  scoreHype,
  workingHours,
} from '../../src/events/index.ts';
import { readHype } from '../../src/library/hype.ts';
import { article, told } from './outlets.ts';

const library = readHype(readFileSync(join(packageFolder(), 'library', 'hype.yaml'), 'utf8'));
const { settings } = library;
const quiet: HypeInput = {
  articles: [],
  now: '2026-11-05T23:59:00Z',
  theme: 'ai_video',
  themeArticles: 0,
  usual: 3,
  before: { issuer: 0, theme: 0, issuerWeight: 0, themeWeight: 0 },
  isDevelopment: false,
  surprise: null,
  price: null,
};
const hypeOf = (score: number, outlets = 9) => {
  const base = scoreHype({ ...quiet, articles: told(outlets) }, settings);
  return { ...base, score };
};

const anyArticle: fc.Arbitrary<HypeArticle> = fc.record({
  publishedAt: fc
    .integer({ min: 0, max: 70 * 60 })
    .map((m) => new Date(Date.parse('2026-11-03T02:00:00Z') + m * 60_000).toISOString()),
  workingAge: fc.double({ min: 0, max: 200, noNaN: true }),
  outlet: fc.integer({ min: 0, max: 30 }).map((n) => `o${n}.example`),
  tier: fc.integer({ min: 1, max: 4 }),
  firstHand: fc.boolean(),
  belongs: fc.double({ min: 0.33, max: 1, noNaN: true }),
  loudness: fc.double({ min: 0, max: 1, noNaN: true }),
  loudWords: fc.constantFrom([], ['炸裂'], ['insane', '颠覆']),
});
const anyInput: fc.Arbitrary<HypeInput> = fc.record({
  articles: fc.array(anyArticle, { maxLength: 40 }),
  now: fc.constant('2026-11-05T23:59:00Z'),
  theme: fc.constantFrom('ai_video', null),
  themeArticles: fc.integer({ min: 0, max: 200 }),
  usual: fc.double({ min: 0, max: 100, noNaN: true }),
  before: fc.record({
    issuer: fc.integer({ min: 0, max: 9 }),
    theme: fc.integer({ min: 0, max: 9 }),
    issuerWeight: fc.double({ min: 0, max: 9, noNaN: true }),
    themeWeight: fc.double({ min: 0, max: 9, noNaN: true }),
  }),
  isDevelopment: fc.boolean(),
  surprise: fc.option(fc.double({ min: -5, max: 5, noNaN: true })),
  price: fc.option(
    fc.record({
      ticker: fc.constant('6608.HK'),
      from: fc.constant('2026-11-04'),
      to: fc.constant('2026-11-05'),
      move: fc.double({ min: -0.9, max: 3, noNaN: true }),
      sigma: fc.option(fc.double({ min: 0, max: 0.2, noNaN: true })),
      generated: fc.boolean(),
    }),
  ),
});

describe('the hype score', () => {
  it('is loud for many outlets at once, low for one, and leaves unknown components out instead of counting nought', () => {
    const many = scoreHype({ ...quiet, articles: told(20, { loudness: 1, loudWords: ['炸裂'] }) }, settings);
    const one = scoreHype({ ...quiet, articles: [article(1)] }, settings);
    expect(many.score).toBeGreaterThan(60);
    expect(one.score).toBeLessThan(25);
    expect(many.components.price).toBeNull();
    expect(many.components.surprise).toBeNull();
    expect(many.inputs).toMatchObject({ articlesDay: 20, outlets: 20, loudWords: ['炸裂'], burstZ: 8.5 });
  });
  it('has every component between 0 and 1, whatever it is given', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const { score, components } = scoreHype(input, settings);
        for (const name of COMPONENTS) {
          const value = components[name];
          if (value !== null) expect(value >= 0 && value <= 1).toBe(true);
        }
        expect(score >= 0 && score <= 100).toBe(true);
      }),
    );
  });
  it('never falls when one more outlet tells the story, however soberly', () => {
    fc.assert(
      fc.property(anyInput, fc.integer({ min: 1, max: 4 }), (input, tier) => {
        const more = [...input.articles, article(23, { outlet: 'one-more.example', tier })];
        expect(scoreHype({ ...input, articles: more }, settings).score).toBeGreaterThanOrEqual(
          scoreHype(input, settings).score,
        );
      }),
    );
  });
  it('does not depend on the order in which articles are handed in', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        expect(scoreHype({ ...input, articles: [...input.articles].reverse() }, settings)).toEqual(
          scoreHype(input, settings),
        );
      }),
    );
  });
  it('does not look ahead: an article of tomorrow changes nothing today', () => {
    const today = [article(1), article(2)];
    expect(
      scoreHype(
        { ...quiet, articles: [...today, article(3, { publishedAt: '2026-11-07T00:00:00Z' })] },
        settings,
      ),
    ).toEqual(scoreHype({ ...quiet, articles: today }, settings));
  });
  it('calls nothing a burst that is usual for its theme', () => {
    const of = (usual: number, themeArticles: number) =>
      scoreHype({ ...quiet, usual, themeArticles, articles: told(12) }, settings).components.burst;
    expect(of(40, 38)).toBe(0);
    expect(of(40, 52)).toBeCloseTo(12 / Math.sqrt(41) / 6, 3);
    expect(of(1, 0)).toBe(1);
    // What others of the theme add above its usual is not this event's.
    expect(of(40, 400)).toBeCloseTo(12 / Math.sqrt(41) / 6, 3);
  });
  it('forgets outlets that have not told it for three working days', () => {
    const old = told(8, { workingAge: 73, publishedAt: '2026-11-01T00:00:00Z' });
    const { inputs } = scoreHype({ ...quiet, articles: [...old, ...told(2)] }, settings);
    expect(inputs.outlets).toBe(2);
  });
  it('is less new the more was told of the same company and theme, and for a sequel', () => {
    const novelty = (other: Partial<HypeInput>) =>
      scoreHype({ ...quiet, articles: told(3), ...other }, settings).components.novelty;
    expect(novelty({})).toBe(1);
    expect(novelty({ isDevelopment: true })).toBe(0.5);
    expect(novelty({ before: { issuer: 1, theme: 0, issuerWeight: 1, themeWeight: 0 } })).toBe(0.5);
    expect(novelty({ before: { issuer: 0, theme: 4, issuerWeight: 0, themeWeight: 4 } })).toBe(0.5);
  });
  it('reads a price move in the usual moves of its own share, and says when bars are generated', () => {
    const price = { ticker: '6608.HK', from: '2026-11-04', to: '2026-11-05', move: 0.1, generated: true };
    const of = (sigma: number | null) =>
      scoreHype({ ...quiet, articles: told(3), price: { ...price, sigma } }, settings);
    expect(of(0.02).components.price).toBe(1);
    expect(of(0.04).components.price).toBe(0.5);
    expect(of(null).components.price).toBe(0.5);
    expect(inputWords('price', of(0.02).inputs, 'en')).toMatch(/6608\.HK \+10% .*generated bars, not real/);
    expect(inputWords('price', of(0.02).inputs, 'zh')).toContain('生成行情，非真实');
  });
});

describe('the language of hype', () => {
  const strength = (title: string, body = '') => library.loudness(title, body).strength;
  it('is graded, in both languages, and louder in a title than in a body', () => {
    expect(strength('Sora 炸裂登场')).toBe(1);
    expect(strength('An insane, mind-blowing demo')).toBe(1);
    expect(strength('A breakthrough in video')).toBe(0.6);
    expect(strength('重磅！OpenAI 发布 Sora')).toBe(0.3);
    expect(strength('OpenAI 发布 Sora', '业内称其炸裂。')).toBe(0.5);
    expect(strength('Arm reports quarterly results', 'Revenue was $824 million.')).toBe(0);
  });
  it('is not heard where it is denied', () => {
    expect(strength('Analysts: Sora is not a game-changer')).toBe(0);
    expect(strength('专家：Sora 并非颠覆')).toBe(0);
    expect(strength('Sora is a game-changer')).toBe(1);
  });
});

describe('the state of an event', () => {
  const { hype, emerging } = settings.states;
  it('is entered high and left low, so that it does not flicker', () => {
    const at = (state: HypeState, score: number) =>
      nextState({ state, hype: hypeOf(score), silentHours: 0 }, settings).state;
    expect(at('emerging', hype.enter)).toBe('hype');
    expect(at('hype', hype.enter - 1)).toBe('hype');
    expect(at('hype', hype.leave - 1)).toBe('fading');
    expect(at('quiet', emerging.enter)).toBe('emerging');
    expect(at('emerging', emerging.leave)).toBe('emerging');
  });
  it('never flaps: between two entries of a state the score has fallen below where it is left, or silence has', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            score: fc.double({ min: 0, max: 100, noNaN: true }),
            silentHours: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 200, noNaN: true })),
          }),
          { minLength: 2, maxLength: 60 },
        ),
        (steps) => {
          let state: HypeState = 'quiet';
          let lowest = Number.POSITIVE_INFINITY;
          let silent = 0;
          let entered = false;
          for (const { score, silentHours } of steps) {
            lowest = Math.min(lowest, score);
            silent = Math.max(silent, silentHours);
            const to: HypeState = nextState({ state, hype: hypeOf(score), silentHours }, settings).state;
            if (to === 'hype' && state !== 'hype') {
              if (entered)
                expect(lowest < hype.leave || silent >= settings.states.fadeAfterHours - 0.1).toBe(true);
              entered = true;
              lowest = Number.POSITIVE_INFINITY;
              silent = 0;
            }
            state = to;
          }
        },
      ),
    );
  });
  it('stays where it is put when the same numbers are read again', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<HypeState>('quiet', 'emerging', 'hype', 'fading', 'closed'),
        fc.double({ min: 0, max: 100, noNaN: true }),
        fc.double({ min: 0, max: 200, noNaN: true }),
        fc.integer({ min: 1, max: 12 }),
        (state, score, silentHours, outlets) => {
          const to = nextState({ state, hype: hypeOf(score, outlets), silentHours }, settings).state;
          expect(nextState({ state: to, hype: hypeOf(score, outlets), silentHours }, settings).state).toBe(
            to,
          );
        },
      ),
    );
  });
  it('says why in both languages with the numbers, and nothing where nothing moves', () => {
    const up = nextState({ state: 'quiet', hype: hypeOf(hype.enter + 3.2), silentHours: 0 }, settings);
    expect(up.reason.en).toContain(`score ${(hype.enter + 3.2).toFixed(1)} ≥ ${hype.enter}, 9 outlets ≥ `);
    expect(up.reason.en).toContain('9 articles in 24 hours, 9 of theme ai_video where 3 are usual');
    expect(up.reason.zh).toContain(`热度 ${(hype.enter + 3.2).toFixed(1)} ≥ ${hype.enter}，9 家媒体 ≥ `);
    expect(nextState({ state: 'hype', hype: hypeOf(hype.enter), silentHours: 0 }, settings).reason).toEqual({
      zh: '',
      en: '',
    });
  });
  it('of five or six outlets within hours is emerging at most, unless words, a figure or the share price carries it', () => {
    const local = { ...quiet, usual: 0.5, articles: told(6, { tier: 1 }) };
    const stateOf = (input: HypeInput) =>
      nextState({ state: 'emerging', hype: scoreHype(input, settings), silentHours: 0 }, settings);
    expect(scoreHype(local, settings).score).toBeGreaterThanOrEqual(hype.enter);
    expect(stateOf(local).state).toBe('emerging');
    const price = { ticker: '6608.HK', from: '2026-11-04', to: '2026-11-05', sigma: 0.02, generated: false };
    expect(stateOf({ ...local, surprise: 0.2 }).state).toBe('hype');
    expect(stateOf({ ...local, price: { ...price, move: 0.08 } }).state).toBe('hype');
    expect(stateOf({ ...local, price: { ...price, move: 0.01 } }).state).toBe('emerging');
    const shouting = local.articles.map((a, i) => (i < 2 ? { ...a, loudness: 1, loudWords: ['炸裂'] } : a));
    expect(stateOf({ ...local, articles: shouting })).toMatchObject({
      state: 'hype',
      reason: { en: expect.stringContaining('6 outlets ≥ 5'), zh: expect.stringContaining('6 家媒体 ≥ 5') },
    });
    expect(stateOf({ ...local, articles: told(7, { tier: 1 }) }).state).toBe('hype');
  });
  it('counts an outlet by how surely its article tells the story: three that hardly belong together are no three', () => {
    const three = (belongs: number) =>
      told(3, { tier: 1, loudness: 0.6 }).map((a, i) => (i === 0 ? a : { ...a, belongs }));
    const stateOf = (belongs: number) =>
      nextState(
        {
          state: 'quiet',
          hype: scoreHype({ ...quiet, usual: 0, articles: three(belongs) }, settings),
          silentHours: 0,
        },
        settings,
      ).state;
    expect(stateOf(0.9)).toBe('emerging');
    expect(stateOf(0.5)).toBe('quiet');
  });
  it('fades in silence and closes later, each with its reason', () => {
    const { fadeAfterHours, closeAfterHours } = settings.states;
    const silent = (state: HypeState, silentHours: number) =>
      nextState({ state, hype: hypeOf(70), silentHours }, settings);
    expect(silent('hype', fadeAfterHours + 1)).toMatchObject({
      state: 'fading',
      reason: { en: expect.stringMatching(/no article for \d+ working hours/) },
    });
    expect(silent('fading', closeAfterHours).state).toBe('closed');
  });
});

describe('holidays and weekends', () => {
  it('are those of the language that tells the story: Spring Festival is no silence of the Chinese press, Christmas none of the English', () => {
    const zh = { zh: 1, en: 0 };
    const en = { zh: 0, en: 1 };
    // 9 to 17 February 2024: Shanghai shut, New York open on its weekdays.
    const festival = ['2024-02-08T16:00:00Z', '2024-02-18T16:00:00Z'] as const;
    expect(workingHours(...festival, zh)).toBe(0);
    expect(workingHours(...festival, en)).toBe(157);
    expect(workingHours(...festival, { zh: 0.5, en: 0.5 })).toBe(78.5);
    // Christmas 2025: New York shut, Shanghai open.
    expect(workingHours('2025-12-25T05:00:00Z', '2025-12-26T05:00:00Z', en)).toBe(0);
    expect(workingHours('2025-12-24T16:00:00Z', '2025-12-25T16:00:00Z', zh)).toBe(24);
    // A weekend: Friday 22:00 UTC is Friday in New York and Saturday in Shanghai.
    expect(workingHours('2026-11-06T22:00:00Z', '2026-11-09T01:00:00Z', zh)).toBe(9);
    expect(workingHours('2026-11-06T22:00:00Z', '2026-11-09T01:00:00Z', en)).toBe(7);
  });
  it('fade no story: one told in Chinese outlasts National Day, one told in English Thanksgiving, and neither the other’s', () => {
    const later = (from: string, to: string, share: { zh: number; en: number }) =>
      nextState({ state: 'hype', hype: hypeOf(70), silentHours: workingHours(from, to, share) }, settings)
        .state;
    const [zh, en] = [
      { zh: 1, en: 0 },
      { zh: 0, en: 1 },
    ];
    // 1 to 8 October 2025: Shanghai shut.
    const golden = ['2025-09-30T15:00:00Z', '2025-10-08T15:00:00Z'] as const;
    expect([later(...golden, zh), later(...golden, en)]).toEqual(['hype', 'fading']);
    // From the evening before Thanksgiving 2025 to the Friday's noon in New York.
    const thanks = ['2025-11-26T22:00:00Z', '2025-11-28T17:00:00Z'] as const;
    expect([later(...thanks, en), later(...thanks, zh)]).toEqual(['hype', 'fading']);
    // Two ordinary days are silence in either language.
    const ordinary = ['2025-11-04T01:00:00Z', '2025-11-06T01:00:00Z'] as const;
    expect([later(...ordinary, zh), later(...ordinary, en)]).toEqual(['fading', 'fading']);
  });
  it('are days of a kind of their own for what is usual', () => {
    expect(kindOfDay('2024-02-12', 'zh')).toBe(7);
    expect(kindOfDay('2024-02-12', 'en')).toBe(1);
    expect(kindOfDay('2025-12-25', 'en')).toBe(7);
    expect(kindOfDay('2024-02-17', 'zh')).toBe(6);
    // Years without a calendar know weekends only.
    expect(kindOfDay('1999-12-25', 'en')).toBe(6);
    expect(kindOfDay('1999-12-24', 'en')).toBe(5);
  });
});

describe('the theme an event is held against', () => {
  const theme = (id: string, parent: string | null) => ({
    id,
    parent,
    name: { zh: id, en: id },
    patterns: [],
  });
  const tree = new Map([theme('ai', null), theme('video', 'ai'), theme('chips', null)].map((t) => [t.id, t]));
  it('is the most particular of the strong ones, not the parent that shares its weight', () => {
    const rows = [
      { theme_id: 'ai', weight: 0.9 },
      { theme_id: 'video', weight: 0.85 },
      { theme_id: 'chips', weight: 0.3 },
    ];
    expect(ownTheme(rows, tree)).toBe('video');
    expect(
      ownTheme(
        [
          { theme_id: 'ai', weight: 0.9 },
          { theme_id: 'video', weight: 0.4 },
        ],
        tree,
      ),
    ).toBe('ai');
    expect(ownTheme([], tree)).toBeNull();
  });
});

describe('whom an event is about and what it is called', () => {
  it('is the company that titles put first, nobody where none stands out', () => {
    expect(
      issuerOf([
        { firstHand: false, title: ['softbank', 'arm'], body: ['softbank'] },
        { firstHand: false, title: ['softbank'], body: [] },
      ]),
    ).toBe('softbank');
    expect(
      issuerOf(['a', 'b', 'c', 'd'].map((id) => ({ firstHand: false, title: [id], body: [] }))),
    ).toBeNull();
  });
  it('takes the first-hand headline, and one in each language', () => {
    const base = { tier: 2, firstHand: false, publishedAt: '2026-11-05T00:00:00Z' };
    expect(
      headlineOf([
        { ...base, id: '1', title: 'Retold', language: 'en' },
        { ...base, id: '2', title: 'The report itself', language: 'en', firstHand: true },
        { ...base, id: '3', title: '转述', language: 'zh' },
      ]),
    ).toEqual({ headline: 'The report itself', zh: '转述', en: 'The report itself' });
  });
});
