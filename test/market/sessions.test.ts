import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  calendarOf,
  EXCHANGES,
  isConnectDay,
  isOpenAt,
  isProvisional,
  lastSessionBefore,
  minutesTo,
  nextSession,
  sessionAfter,
  sessions,
  stateAt,
} from '../../src/market/index.ts';

const TABLES = '../shared/corpora/calendars';

describe('sessions', () => {
  for (const exchange of ['XHKG', 'XSHG', 'XNYS'] as const)
    it(`${exchange}: every session, open, close and break is as in the reference table, storms excepted`, (ctx) => {
      const file = `${TABLES}/${exchange.toLowerCase()}.csv.gz`;
      if (!existsSync(file)) return ctx.skip('../shared/corpora/calendars is absent');
      const skip = new Set(
        readFileSync(`${TABLES}/ignore.txt`, 'utf8')
          .split('\n')
          .filter((line) => line.startsWith(exchange))
          .map((line) => line.split(' ')[1]),
      );
      const wanted = gunzipSync(readFileSync(file))
        .toString()
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => {
          const [day, open, close, breakStart, breakEnd] = line.split(',');
          return {
            date: day!.slice(0, 10),
            open,
            close,
            breakStart: breakStart || null,
            breakEnd: breakEnd || null,
          };
        });
      const got = sessions(exchange, wanted[0]!.date, wanted.at(-1)!.date);
      const kept = <T extends { date: string }>(rows: readonly T[]): T[] =>
        rows.filter((r) => !skip.has(r.date));
      expect(kept(got)).toEqual(kept(wanted));
    });

  it('a storm closes Hong Kong, or its morning, until 23 September 2024', () => {
    const day = (date: string) => sessions('XHKG', date, date)[0];
    expect(day('2023-09-01')).toBeUndefined();
    expect(day('2023-09-08')).toBeUndefined();
    expect(day('2021-06-28')).toMatchObject({ open: '2021-06-28T05:30:00Z', breakStart: null });
    expect(day('2022-08-25')).toMatchObject({ open: '2022-08-25T05:00:00Z', close: '2022-08-25T08:00:00Z' });
    expect(day('2022-11-02')).toMatchObject({
      close: '2022-11-02T05:55:00Z',
      breakStart: '2022-11-02T04:00:00Z',
    });
    expect(day('2023-10-09')).toMatchObject({ open: '2023-10-09T06:00:00Z' });
    // Super typhoon Ragasa, signal 10: traded through.
    expect(day('2025-09-24')).toMatchObject({ open: '2025-09-24T01:30:00Z', close: '2025-09-24T08:00:00Z' });
  });

  it('2025 to 2027 follow what governments and exchanges announced', () => {
    const closed = (exchange: 'XHKG' | 'XSHG' | 'XNYS', dates: string) => {
      for (const date of dates.split(' '))
        expect(sessions(exchange, date, date), `${exchange} ${date}`).toEqual([]);
    };
    closed(
      'XSHG',
      '2025-01-28 2025-02-04 2025-10-08 2026-01-02 2026-02-16 2026-02-23 2026-04-06 2026-06-19 2026-09-25',
    );
    closed(
      'XHKG',
      '2025-01-29 2025-01-31 2025-05-05 2025-10-29 2026-04-03 2026-04-06 2026-04-07 2026-05-25 2026-10-19',
    );
    closed('XNYS', '2025-01-09 2025-06-19 2026-07-03 2027-03-26 2027-06-18 2027-07-05 2027-12-24');
    expect(sessions('XSHG', '2025-02-05', '2025-02-05')).toHaveLength(1);
    expect(sessions('XNYS', '2026-11-27', '2026-11-27')[0]!.close).toBe('2026-11-27T18:00:00Z');
    expect(sessions('XHKG', '2026-02-16', '2026-02-16')[0]!.close).toBe('2026-02-16T04:00:00Z');
    // The new moon of 6 February 2027 is at 23:56 in Beijing: the year begins that Saturday, not on the Sunday.
    expect(sessions('XHKG', '2027-02-05', '2027-02-10').map((s) => s.date)).toEqual([
      '2027-02-05',
      '2027-02-10',
    ]);
  });

  it('a year whose holidays nobody has announced is marked provisional', () => {
    expect(isProvisional('XSHG', 2026)).toBe(false);
    expect(isProvisional('XSHG', 2027)).toBe(true);
    expect(isProvisional('XHKG', 2027)).toBe(true);
    expect(isProvisional('XNYS', 2027)).toBe(false);
  });

  it('Shenzhen keeps the sessions of Shanghai, Nasdaq those of New York', () => {
    expect(sessions('XSHE', '2015-01-01', '2027-12-31')).toEqual(
      sessions('XSHG', '2015-01-01', '2027-12-31'),
    );
    expect(sessions('XNAS', '2015-01-01', '2027-12-31')).toEqual(
      sessions('XNYS', '2015-01-01', '2027-12-31'),
    );
  });

  it('a date that is none, or outside the calendar, is refused with what is allowed', () => {
    expect(() => sessions('XHKG', '2024-02-30', '2024-03-01')).toThrow(/YYYY-MM-DD/);
    expect(() => sessions('XHKG', '1999-01-04', '2024-03-01')).toThrow(/2015-01-01 to 2028-12-31/);
    expect(() => sessions('XTKS' as 'XHKG', '2024-01-04', '2024-03-01')).toThrow(/XHKG, XSHG/);
  });
});

describe('which market opens first', () => {
  const sora = '2024-02-15T18:30:00Z';
  it('after Sora (15 February 2024) Hong Kong opens on the 16th, the mainland on the 19th', () => {
    expect(nextSession('XHKG', sora)!.open).toBe('2024-02-16T01:30:00Z');
    expect(nextSession('XSHG', sora)!.open).toBe('2024-02-19T01:30:00Z');
    expect(minutesTo('XHKG', sora)).toBe(420);
    expect(stateAt('XSHG', sora)).toMatchObject({ open: false, phase: 'shut', shutDays: 10 });
    expect(lastSessionBefore('XSHG', sora)!.date).toBe('2024-02-08');
    expect(lastSessionBefore('XHKG', sora)!.date).toBe('2024-02-15');
    expect(sessions('XHKG', '2024-02-09', '2024-02-15').map((s) => s.date)).toEqual([
      '2024-02-09',
      '2024-02-14',
      '2024-02-15',
    ]);
  });

  it('the next open is at or after the instant; an exchange that is open says so', () => {
    expect(nextSession('XHKG', '2024-02-16T01:30:00Z')!.date).toBe('2024-02-16');
    expect(nextSession('XHKG', '2024-02-16T01:30:01Z')!.date).toBe('2024-02-19');
    expect(isOpenAt('XHKG', '2024-02-16T01:30:00Z')).toBe(true);
    expect(isOpenAt('XHKG', '2024-02-16T08:00:00Z')).toBe(false);
  });

  it('in the lunch break the next trade is at its end', () => {
    const state = stateAt('XSHG', '2024-02-19T03:40:00Z');
    expect(state).toMatchObject({ open: false, phase: 'break', minutesToTrade: 80 });
    expect(stateAt('XSHG', '2024-02-19T05:00:00Z')).toMatchObject({ open: true, minutesToTrade: 0 });
  });

  it('an ordinary night is no closure, a weekend is two days', () => {
    expect(stateAt('XHKG', '2024-02-20T12:00:00Z')).toMatchObject({ phase: 'after', shutDays: 0 });
    expect(stateAt('XHKG', '2024-02-24T12:00:00Z')).toMatchObject({ phase: 'shut', shutDays: 2 });
    expect(stateAt('XHKG', '2024-02-20T00:00:00Z')).toMatchObject({ phase: 'before' });
  });

  it('past the calendar there is no next session, not a guess', () => {
    expect(nextSession('XHKG', '2029-06-01T00:00:00Z')).toBeNull();
    expect(minutesTo('XHKG', '2029-06-01T00:00:00Z')).toBeNull();
  });

  it('the bisection agrees with a plain search at any instant', () => {
    const all = new Map(EXCHANGES.map((e) => [e, sessions(e, '2015-01-01', '2028-12-31')]));
    fc.assert(
      fc.property(
        fc.constantFrom(...EXCHANGES),
        fc.integer({ min: Date.UTC(2015, 0, 1), max: Date.UTC(2028, 11, 31) }),
        (exchange, ms) => {
          const at = new Date(ms);
          const rows = all.get(exchange)!;
          expect(nextSession(exchange, at)).toEqual(rows.find((s) => Date.parse(s.open) >= ms) ?? null);
          expect(lastSessionBefore(exchange, at)).toEqual(
            rows.findLast((s) => Date.parse(s.close) <= ms) ?? null,
          );
          const open = rows.some(
            (s) =>
              ms >= Date.parse(s.open) &&
              ms < Date.parse(s.close) &&
              !(s.breakStart !== null && ms >= Date.parse(s.breakStart) && ms < Date.parse(s.breakEnd!)),
          );
          expect(isOpenAt(exchange, at)).toBe(open);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('the n-th session after a date is counted in sessions', () => {
    expect(sessionAfter('XSHG', '2024-02-08', 1)!.date).toBe('2024-02-19');
    expect(sessionAfter('XSHG', '2024-02-10', 1)!.date).toBe('2024-02-19');
    expect(sessionAfter('XHKG', '2024-02-16', 5)!.date).toBe('2024-02-23');
  });
});

describe('what exchanges announce later', () => {
  it('an announced closure replaces the shipped day, the last announcement for a day holds', () => {
    const day = {
      exchange: 'XSHG' as const,
      date: '2027-02-15',
      source: 'notice',
      announcedAt: '2026-12-20T00:00:00Z',
    };
    const calendar = calendarOf([
      { ...day, hours: { open: '09:30', close: '11:30' } },
      { ...day, hours: null },
    ]);
    expect(sessions('XSHG', day.date, day.date)).toHaveLength(1);
    expect(calendar.sessions('XSHG', day.date, day.date)).toEqual([]);
    expect(calendar.sessions('XSHE', day.date, day.date)).toHaveLength(1);
  });
});

describe('Stock Connect days', () => {
  const calendar = calendarOf();
  it('since 24 April 2023 every common session is one; before, the settling day had to be one too', () => {
    expect(isConnectDay(calendar, '2023-04-27', 'southbound')).toBe(true);
    expect(isConnectDay(calendar, '2022-12-22', 'northbound')).toBe(true);
    // 26 and 27 December 2022 were holidays in Hong Kong: the money of the 23rd could not settle.
    expect(isConnectDay(calendar, '2022-12-23', 'northbound')).toBe(false);
    expect(isConnectDay(calendar, '2024-02-09', 'southbound')).toBe(false);
    expect(isConnectDay(calendar, '2016-06-01', 'northbound', 'XSHE')).toBe(false);
  });
});
