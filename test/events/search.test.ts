import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Arrivals } from '../../src/events/arrivals.ts';
import type { LiveEvent } from '../../src/events/cluster-event.ts';
import { InvertedIndex, Places, ROW, SUM } from '../../src/events/cluster-index.ts';

/** Few features, so that they meet; the ends of 32 bits among them. */
const FEATURES = [0, 1, 2, 3, 5, 8, 2047, 2048, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1];
const step = fc.oneof(
  fc.record({ open: fc.uniqueArray(fc.constantFrom(...FEATURES), { minLength: 1 }) }),
  fc.record({ close: fc.nat(20) }),
  fc.record({ ask: fc.constantFrom(...FEATURES), limit: fc.integer({ min: 1, max: 4 }) }),
);

describe('the index of live events', () => {
  it('finds for a feature the live events that came to it last, whatever opened and closed before', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const places = new Places();
        const index = new InvertedIndex(places);
        let live: { place: number; name: number; features: number[] }[] = [];
        const nameAt = new Map<number, number>();
        let search = 0;
        let name = 0;
        for (const s of steps)
          if ('open' in s) {
            const place = places.take({ serial: ++name } as LiveEvent);
            nameAt.set(place, name);
            for (const f of s.open) index.add(f, place);
            live.push({ place, name, features: s.open });
          } else if ('close' in s) {
            const gone = live[s.close];
            if (gone === undefined) continue;
            live = live.filter((e) => e !== gone);
            places.close(gone.place, gone.features.length);
            index.drop(gone.features);
          } else {
            const touched = new Int32Array(8);
            const count = index.sum(s.ask, s.limit, 2.5, ++search, touched, 0);
            const found = [...touched.subarray(0, count)];
            const wanted = live.filter((e) => e.features.includes(s.ask)).slice(-s.limit);
            expect(found.map((p) => nameAt.get(p))).toEqual(wanted.map((e) => e.name).reverse());
            for (const p of found) expect(places.rows[p * ROW + SUM]).toBe(2.5);
          }
      }),
      { numRuns: 300 },
    );
  });
  it('sums what several features give an event', () => {
    const places = new Places();
    const index = new InvertedIndex(places);
    const [a, b] = [1, 2].map((serial) => places.take({ serial } as LiveEvent)) as [number, number];
    index.add(7, a);
    index.add(9, a);
    index.add(9, b);
    const touched = new Int32Array(4);
    const count = index.sum(9, 5, 0.5, 1, touched, index.sum(7, 5, 1, 1, touched, 0));
    expect([...touched.subarray(0, count)]).toEqual([a, b]);
    expect(places.rows[a * ROW + SUM]).toBe(1.5);
    expect(places.rows[b * ROW + SUM]).toBe(0.5);
  });
});

describe('what came to an event', () => {
  it('is remembered in order, with the decision that brought it, and counted like a set', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uniqueArray(fc.nat(90), { maxLength: 30 }), { maxLength: 6 }),
        fc.uniqueArray(fc.nat(90), { maxLength: 30 }),
        (articles, asked) => {
          const came = new Arrivals();
          const model = new Map<number, number>();
          articles.forEach((numbers, decision) => {
            for (const n of numbers)
              if (!model.has(n)) {
                expect(came.has(n)).toBe(false);
                came.add(n, decision + 1);
                model.set(n, decision + 1);
              }
          });
          expect(came.entries()).toEqual([...model]);
          expect([...came.keys()]).toEqual([...model.keys()]);
          expect(came.size).toBe(model.size);
          expect(came.latest).toBe(Math.max(0, ...model.values()));
          const ascending = [...asked].sort((x, y) => x - y);
          expect(came.shared(ascending)).toBe(asked.filter((n) => model.has(n)).length);
          expect(Arrivals.from([...model]).entries()).toEqual([...model]);
        },
      ),
      { numRuns: 300 },
    );
  });
});
