/** Whether and when an event's companies could be traded at the moment each was first named: one row a line, written with it. */
import { sql } from 'kysely';
import type { Db } from '../db/index.ts';
import { type Bar, exchangeOf } from './bar.ts';
import { houseCalendar } from './calendar.repository.ts';
import { statusesOf, statusListed, valuationsOf } from './company.repository.ts';
import { hkdPerCny } from './fx.repository.ts';
import { type Calendar, EXCHANGES } from './session.ts';
import { linesOf, type Tradability, tradabilityOf } from './tradability.ts';
import { METRICS, type Metric, percentileOf } from './valuation.ts';

/** A candidate's tradability with what is known beside its own bars. */
export interface Tradable extends Tradability {
  readonly analogueId: string;
  readonly issuer: string;
  /** The moment it is said of: at which its issuer was first named for the event, however often its line was restated. */
  readonly at: string;
  /** Whole minutes, rounded up, from the event's first article to the next tradable minute: the latency that a desk feels. */
  readonly minutesSinceBroke: number | null;
  /** False where Stock Connect eligibility was not checked against the exchanges' lists; null where it is not known. */
  readonly connectVerified: boolean | null;
  readonly valuation: { readonly metric: Metric; readonly percentile: number } | null;
  /** Every listed line of the same issuer, this one included. */
  readonly lines: readonly string[];
  readonly premium: number | null;
  /** Day of the older of the two closes of the premium. */
  readonly premiumOn: string | null;
}

interface Line {
  id: string;
  ticker: string;
  issuer: string;
  at: string;
  broke: string;
  name_zh_hans: string;
  name_zh_hant: string;
  name_en: string;
  listed_on: string;
}

/** One more than the mean of value traded looks at: a limit is told from the close before. */
const BARS = 21;

/**
 * Of the event's standing lines at the moment at which their issuers were first named, with what is known by now of that
 * moment (a list of Stock Connect that was loaded since is heeded; what the letter said stays in the table); or, of all of
 * them, at `at`, with what was public then. Lines that were named at one moment share every query.
 */
export async function tradabilityOfEvent(db: Db, eventId: string, at?: string): Promise<Tradable[]> {
  const lines = await standingLines(db, eventId);
  return tradable(db, at === undefined ? lines : lines.map((l) => ({ ...l, at })));
}

const keyOf = (line: Line): string => `${line.id} ${line.ticker}`;

/** Whole minutes, rounded up as those to the next session are; never below 0. */
export function minutesSince(broke: string, nextMinute: string | null): number | null {
  if (nextMinute === null) return null;
  return Math.max(0, Math.ceil((Date.parse(nextMinute) - Date.parse(broke)) / 60_000));
}

/**
 * Each line of each named issuer, the one it is named by first; in the order in which they are shown. `at` is when the
 * issuer was first named for the event, by whichever line and as whatever: a restatement of today moves nobody's clock. A
 * line that was listed later has it from the first naming since.
 */
async function standingLines(db: Db, eventId: string, further = sql``): Promise<Line[]> {
  const { rows } = await sql<Line>`
    SELECT a.id, s.ticker, s.issuer, e.first_seen AS broke, s.name_zh_hans, s.name_zh_hant, s.name_en, s.listed_on,
      coalesce((SELECT min(f.as_of) FROM analogue f JOIN company n ON n.ticker = f.ticker
        WHERE f.event_id = a.event_id AND n.issuer = c.issuer AND s.listed_on <= (f.as_of AT TIME ZONE 'UTC')::date), a.as_of) AS at
    FROM analogue a JOIN event e ON e.id = a.event_id JOIN company c ON c.ticker = a.ticker
    JOIN company s ON s.issuer = c.issuer AND (s.ticker = a.ticker
      OR (s.listed_on <= (a.as_of AT TIME ZONE 'UTC')::date AND (s.delisted_on IS NULL OR s.delisted_on > (a.as_of AT TIME ZONE 'UTC')::date)
        AND NOT EXISTS (SELECT 1 FROM analogue o WHERE o.event_id = a.event_id AND o.ticker = s.ticker AND o.superseded_at IS NULL)))
    WHERE a.event_id = ${eventId} AND a.superseded_at IS NULL ${further}
    ORDER BY a.kind COLLATE "C" DESC, a.rank, a.ticker COLLATE "C", s.ticker <> a.ticker, s.ticker COLLATE "C"`.execute(
    db,
  );
  return rows;
}

async function tradable(db: Db, lines: readonly Line[]): Promise<Tradable[]> {
  const out = new Map<string, Tradable>();
  const moments = [...new Set(lines.map((l) => l.at))].sort();
  for (const at of moments)
    for (const t of await atMoment(
      db,
      at,
      lines.filter((l) => l.at === at),
    ))
      out.set(`${t.analogueId} ${t.ticker}`, t);
  return lines.flatMap((l) => out.get(keyOf(l)) ?? []);
}

async function atMoment(db: Db, at: string, lines: readonly Line[]): Promise<Tradable[]> {
  const day = at.slice(0, 10);
  const calendar = await houseCalendar(db, at);
  const family = await linesOfIssuers(
    db,
    lines.map((l) => l.issuer),
    day,
  );
  const tickers = [...new Set([...lines.map((l) => l.ticker), ...family.map((f) => f.ticker)])].sort();
  const bars = await recentBars(db, tickers, at, calendar);
  const loaded = await sessionsLoaded(db, at, calendar);
  const statuses = await statusesOf(db, tickers, day);
  const specialListed = await statusListed(db, 'special_treatment', day);
  const values = await valuationsOf(db, tickers, day);
  const rate = await hkdPerCny(db, day);
  return lines.flatMap((line): Tradable[] => {
    const special = statuses.get(`${line.ticker} special_treatment`);
    const connect = statuses.get(`${line.ticker} connect`);
    const found = tradabilityOf(
      {
        ticker: line.ticker,
        issuer: line.issuer,
        names: [line.name_zh_hans, line.name_zh_hant, line.name_en],
        special: special ?? null,
        specialListed,
        connect: connect ?? null,
        listedOn: line.listed_on,
      },
      at,
      calendar,
      bars.get(line.ticker) ?? [],
      loaded.has(exchangeOf(line.ticker)!),
    );
    if (found === null) return [];
    const siblings = family.filter((f) => f.issuer === line.issuer);
    const newest = new Map(siblings.flatMap(({ ticker }) => [[ticker, bars.get(ticker)?.at(-1)] as const]));
    const closes = new Map([...newest].flatMap(([t, bar]) => (bar === undefined ? [] : [[t, bar.close]])));
    const premium =
      linesOf(
        siblings.map((s) => ({ ...s, names: [] })),
        closes,
        rate,
      )[0]?.premium ?? null;
    const metric = METRICS.find((m) => (values.get(`${line.ticker} ${m}`)?.length ?? 0) > 0);
    const percentile = metric === undefined ? null : percentileOf(values.get(`${line.ticker} ${metric}`)!);
    return [
      {
        ...found,
        analogueId: line.id,
        issuer: line.issuer,
        at,
        minutesSinceBroke: minutesSince(line.broke, found.nextMinute),
        connectVerified: connect === undefined ? null : connect.every((c) => c.verified),
        valuation: metric === undefined || percentile === null ? null : { metric, percentile },
        lines: siblings.map((s) => s.ticker),
        premium,
        premiumOn: premium === null ? null : [...newest.values()].map((b) => b!.date).sort()[0]!,
      },
    ];
  });
}

/** Every line of these issuers that was listed on the day. */
async function linesOfIssuers(
  db: Db,
  issuers: readonly string[],
  day: string,
): Promise<{ ticker: string; issuer: string }[]> {
  return db
    .selectFrom('company')
    .select(['ticker', 'issuer'])
    .where('issuer', '=', sql<string>`any(${issuers}::text[])`)
    .where('listed_on', '<=', day)
    .where((eb) => eb.or([eb('delisted_on', 'is', null), eb('delisted_on', '>', day)]))
    .orderBy(sql`ticker COLLATE "C"`)
    .execute();
}

/** Exchanges of which some company has a bar of the session that was closed last: its prices have come. */
async function sessionsLoaded(db: Db, at: string, calendar: Calendar): Promise<Set<string>> {
  const closed = EXCHANGES.flatMap((exchange) => {
    const session = calendar.lastSessionBefore(exchange, at);
    return session === null ? [] : [{ exchange, date: session.date }];
  });
  const { rows } = await sql<{ exchange: string }>`
    SELECT w.exchange FROM unnest(${closed.map((c) => c.exchange)}::text[], ${closed.map((c) => c.date)}::date[]) AS w(exchange, day)
    WHERE EXISTS (SELECT 1 FROM company c JOIN daily_bar b ON b.ticker = c.ticker AND b.date = w.day WHERE c.exchange = w.exchange)`.execute(
    db,
  );
  return new Set(rows.map((r) => r.exchange));
}

/** The last bars that were closed at the instant, ascending, by ticker. */
async function recentBars(
  db: Db,
  tickers: readonly string[],
  at: string,
  calendar: Calendar,
): Promise<Map<string, Bar[]>> {
  const closed = (exchange: 'XHKG' | 'XSHG'): string =>
    calendar.lastSessionBefore(exchange, at)?.date ?? '1900-01-01';
  const days = tickers.map((t) => (t.endsWith('.HK') ? closed('XHKG') : closed('XSHG')));
  const { rows } = await sql<Bar>`
    SELECT b.* FROM unnest(${tickers}::text[], ${days}::date[]) AS w(ticker, day)
    CROSS JOIN LATERAL (SELECT ticker, date, open, high, low, close, volume, turnover, factor, origin FROM daily_bar d
      WHERE d.ticker = w.ticker AND d.date <= w.day ORDER BY d.date DESC LIMIT ${BARS}) b
    ORDER BY b.ticker COLLATE "C", b.date`.execute(db);
  const out = new Map<string, Bar[]>();
  for (const row of rows) {
    const list = out.get(row.ticker);
    if (list === undefined) out.set(row.ticker, [row]);
    else list.push(row);
  }
  return out;
}

/**
 * Writes the tradability of the event's standing lines that have none yet; call it in the transaction that wrote the lines.
 * Each is said of the moment at which its issuer was first named, with what is known by now of that moment. @returns how many were written.
 */
export async function writeTradability(trx: Db, eventId: string, now: string): Promise<number> {
  const rows = await standingLines(
    trx,
    eventId,
    sql`AND NOT EXISTS (SELECT 1 FROM tradability t WHERE t.analogue_id = a.id)`,
  );
  const found = await tradable(trx, rows);
  if (found.length === 0) return 0;
  await trx
    .insertInto('tradability')
    .values(
      found.map((t) => ({
        analogue_id: t.analogueId,
        ticker: t.ticker,
        at: t.at,
        exchange: t.exchange,
        shut: t.shut,
        next_minute: t.nextMinute,
        minutes_to_trade: t.minutesToTrade,
        suspended: t.suspended,
        special_treatment: t.specialTreatment,
        special_known: t.specialKnown,
        prices_to: t.pricesTo,
        last_session: t.lastSession,
        price_limit: t.limit,
        at_limit: t.atLimit,
        value_traded: t.valueTraded,
        connect: t.connect,
        connect_verified: t.connectVerified,
        valuation_metric: t.valuation?.metric ?? null,
        valuation_percentile: t.valuation?.percentile ?? null,
        lines: [...t.lines],
        ah_premium: t.premium,
        ah_on: t.premiumOn,
        generated: t.generated,
        computed_at: now,
      })),
    )
    .onConflict((c) => c.columns(['analogue_id', 'ticker']).doNothing())
    .execute();
  return found.length;
}
