import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DraftDocument } from '../../src/sources/index.ts';
import { after, backOff, pace, usualWait } from '../../src/sources/schedule.ts';
import { withoutSeen } from '../../src/sources/seen.ts';

describe('when a source is asked again', () => {
  it('one that posts hourly is not asked each minute, one that posts daily is asked four times slower at most', () => {
    expect(usualWait(60, 24, null, 0)).toBe(240);
    expect(usualWait(60, 1440, null, 0)).toBe(60);
    expect(usualWait(300, 1, null, 0)).toBe(1200);
    expect(usualWait(300, null, null, 0)).toBe(300);
  });
  it('max-age is obeyed, up to a day', () => {
    expect(usualWait(300, null, 3600, 0)).toBe(3600);
    expect(usualWait(300, null, 30 * 86_400, 0)).toBe(86_400);
  });
  it('failures double the wait up to a day, and Retry-After is a floor', () => {
    expect([1, 2, 3].map((n) => backOff(600, n, null, 0))).toEqual([600, 1200, 2400]);
    expect(backOff(600, 30, null, 0)).toBe(86_400);
    expect(backOff(600, 1, 7200, 0)).toBe(7200);
    expect(backOff(7 * 86_400, 1, null, 0)).toBe(86_400);
  });
  it('waits are never shorter than the cadence, whatever the server and the dice say', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 60, max: 86_400 }),
        fc.option(fc.double({ min: 0, max: 1e6, noNaN: true })),
        fc.option(fc.nat()),
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        (cadence, perDay, maxAge, random) => {
          expect(usualWait(cadence, perDay, maxAge, random)).toBeGreaterThanOrEqual(cadence);
          expect(backOff(cadence, 3, null, random)).toBeGreaterThanOrEqual(cadence);
        },
      ),
    );
  });
  it('the pace of a source is what its own dates show', () => {
    expect(
      pace(
        ['2024-02-16T00:00:00Z', '2024-02-15T00:00:00Z', '2024-02-14T00:00:00Z', null],
        '2024-02-16T00:00:00Z',
      ),
    ).toBe(1.5);
    expect(pace(['2024-02-16T00:00:00Z'], '2024-02-16T00:00:00Z')).toBeNull();
    expect(after('2024-02-16T00:00:00Z', 90.4)).toBe('2024-02-16T00:01:30Z');
  });
});

describe('what was handed on before', () => {
  const doc = (key: string, title = key): DraftDocument => ({
    key,
    url: `https://a.example/${key}`,
    title,
    text: '',
    html: null,
    author: null,
    publishedAt: null,
    needsPage: false,
    form: 'article',
  });
  it('is left out; what was edited is handed on again; what is shown twice only once', () => {
    const first = withoutSeen([doc('a'), doc('b'), doc('a')], [], () => true);
    expect(first.fresh.map((d) => d.key)).toEqual(['a', 'b']);
    const second = withoutSeen([doc('a'), doc('b', 'edited'), doc('c')], first.seen, () => true);
    expect(second.fresh.map((d) => d.key)).toEqual(['b', 'c']);
    expect(withoutSeen([doc('b', 'edited')], second.seen, () => true).fresh).toEqual([]);
  });
  it('is known again under another id or address by what it says and when, but not by a title that comes back', () => {
    const at = (key: string, publishedAt: string | null, text = '') => ({
      ...doc(key),
      title: 'Market wrap',
      text,
      publishedAt,
    });
    const monday = '2024-02-12T08:00:00Z';
    const first = withoutSeen([at('s=1', monday)], [], () => true);
    const churned = withoutSeen([at('s=2', monday)], first.seen, () => true);
    expect(churned.fresh).toEqual([]);
    expect(withoutSeen([at('s=3', monday)], churned.seen, () => true).fresh).toEqual([]);
    expect(withoutSeen([at('s=4', '2024-02-13T08:00:00Z')], first.seen, () => true).fresh).toHaveLength(1);
    // Both are shown: they are two
    expect(withoutSeen([at('s=1', monday), at('s=2', monday)], first.seen, () => true).fresh).toHaveLength(1);
    // Two addresses of one day, of which nothing else is known, are two
    const bare = (key: string) => ({ ...at(key, '2024-02-12T00:00:00Z'), title: null });
    expect(
      withoutSeen([bare('b')], withoutSeen([bare('a')], [], () => true).seen, () => true).fresh,
    ).toHaveLength(1);
    const undated = withoutSeen([at('a', null), at('b', null, 'long '.repeat(20))], [], () => true);
    const later = withoutSeen([at('c', null), at('d', null, 'long '.repeat(20))], undated.seen, () => true);
    expect(later.fresh.map((d) => d.key)).toEqual(['c']);
  });
  it('is remembered for long after the source stopped showing it, but not for ever', () => {
    let seen: string[] = [];
    for (let i = 0; i < 3000; i++) seen = withoutSeen([doc(String(i))], seen, () => true).seen;
    expect(seen).toHaveLength(1001);
    expect(withoutSeen([doc('2500')], seen, () => true).fresh).toEqual([]);
  });
});
