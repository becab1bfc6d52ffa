import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packageFolder } from '../../src/db/index.ts';
import { headlineOf, issuerOf, nextState, scoreHype } from '../../src/events/index.ts';
import { readHype } from '../../src/library/hype.ts';

const library = readHype(readFileSync(join(packageFolder(), 'library', 'hype.yaml'), 'utf8'));
const { settings } = library;
const article = (i: number, other: object = {}) => ({
  publishedAt: `2026-11-05T${String(i % 24).padStart(2, '0')}:00:00Z`,
  outlet: `o${i}.example`,
  tier: 2,
  firstHand: false,
  loud: false,
  ...other,
});
const quiet = {
  now: '2026-11-05T23:59:00Z',
  baselinePerDay: 3,
  similarBefore: 0,
  isDevelopment: false,
  surprise: null,
  priceMove: null,
};

describe('the hype score', () => {
  it('is loud for many outlets at once, low for one, and leaves unknown components out instead of counting nought', () => {
    const many = scoreHype(
      { ...quiet, articles: Array.from({ length: 20 }, (_, i) => article(i, { loud: true })) },
      settings,
    );
    const one = scoreHype({ ...quiet, articles: [article(1)] }, settings);
    expect(many.score).toBeGreaterThan(60);
    expect(one.score).toBeLessThan(25);
    expect(many.components.price).toBeNull();
    expect(many.components.surprise).toBeNull();
  });
  it('never falls when one more outlet tells the story, and every component stays between 0 and 1', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.double({ min: 0, max: 50, noNaN: true }),
        fc.integer({ min: 0, max: 5 }),
        (n, baselinePerDay, similarBefore) => {
          const of = (count: number) =>
            scoreHype(
              {
                ...quiet,
                baselinePerDay,
                similarBefore,
                articles: Array.from({ length: count }, (_, i) => article(i)),
              },
              settings,
            );
          for (const value of Object.values(of(n).components))
            if (value !== null) expect(value >= 0 && value <= 1).toBe(true);
          expect(of(n + 1).score).toBeGreaterThanOrEqual(of(n).score);
        },
      ),
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
});

describe('the state of an event', () => {
  it('is entered high and left low, so that it does not flicker', () => {
    const at = (state: 'emerging' | 'hype', score: number) =>
      nextState({ state, score, outlets: 9, silentHours: 0 }, settings).state;
    expect(at('emerging', settings.states.hype.enter)).toBe('hype');
    expect(at('hype', settings.states.hype.enter - 1)).toBe('hype');
    expect(at('hype', settings.states.hype.leave - 1)).toBe('fading');
  });
  it('fades in silence and closes later, each with its reason', () => {
    const fading = nextState(
      { state: 'hype', score: 70, outlets: 9, silentHours: settings.states.fadeAfterHours + 1 },
      settings,
    );
    expect(fading.state).toBe('fading');
    expect(fading.reason).toMatch(/no article for \d+ market hours/);
    expect(
      nextState(
        { state: 'fading', score: 70, outlets: 9, silentHours: settings.states.closeAfterHours },
        settings,
      ).state,
    ).toBe('closed');
  });
  it('does not take a weekend for silence', () => {
    expect(library.marketHours('2026-11-06T22:00:00Z', '2026-11-09T01:00:00Z')).toBe(3);
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
