import { createHash } from 'node:crypto';
import { type Origin, originsOf, streamOf } from '../articles/index.ts';
import type { Db } from '../db/index.ts';
import { EXCHANGES, type Exchange, SHIPPED_CALENDAR } from '../market/index.ts';
import { fold } from '../text/index.ts';
import { endDay } from './calendar.ts';
import type { DateKind, SessionMoment } from './coming-up.repository.ts';
import { dateAt, instantIn } from './day-words.ts';
import type { EarningsDate } from './earnings-date.ts';
import type { Figure } from './figure.ts';
import { type Habit, quarterlyHabit, yearlyHabit, yearsOn } from './habit.ts';
import { listedOn, ZONE_OF } from './listed-on.ts';
import { placeOf } from './release.repository.ts';

export interface DatesOf {
  articleId: string;
  issuerEntity: string;
  issuer: string;
  /** A home company's tickers (6608.HK). */
  tickers: readonly string[];
  /** Where a company abroad is listed, as the library has it: for a document that names no exchange. */
  listed: string | null;
  /** Title and body: which exchange they name. */
  text: string;
  /** MM-DD, null for the calendar year. */
  fiscalYearEnd: string | null;
  publishedAt: string;
  firstHand: boolean;
  origin: Origin;
  /** Units of the title and its line break, as in ReleaseRead. */
  lead: number;
  /** The present: when it is written down. */
  now: string;
}

/** How sure a day is: what a company announces it mostly keeps. */
const CONFIDENCE = { announced: 0.95, retold: 0.85 };
const DAY = 86_400_000;

/**
 * Stores the days an article announces; and, where it reports a period's results first, that they came, and by habit
 * the day a year on and that of the next quarter. Earlier rows stay: what was known at a moment can be read again.
 */
export async function saveEarningsDates(
  db: Db,
  of: DatesOf,
  announced: readonly EarningsDate[],
  figures: readonly Figure[],
): Promise<void> {
  await db.deleteFrom('earnings_date').where('article_id', '=', of.articleId).execute();
  const exchange = listedOn(fold(of.text), of.tickers) ?? of.listed;
  const zone = exchange === null ? null : ZONE_OF[exchange]!;
  const common = {
    issuer_entity: of.issuerEntity,
    issuer: of.issuer,
    exchange,
    article_id: of.articleId,
    known_at: of.publishedAt,
    recorded_at: of.now,
  };
  const rows: DateRow[] = announced.map((d) => {
    const said = d.hour?.zone ?? zone;
    const at = d.hour === null || said === null ? null : instantIn(said, d.date, d.hour.hour, d.hour.minute);
    return {
      ...common,
      id: idOf(of, d.kind, d.period, d.date, 'announced'),
      kind: d.kind,
      period: d.period,
      date: d.date,
      moment: d.moment ?? momentAt(exchange, at),
      at,
      time_zone: zone ?? d.hour?.zone ?? null,
      source: 'announced',
      confidence: of.firstHand ? CONFIDENCE.announced : CONFIDENCE.retold,
      ...placeOf(d, of.lead),
    };
  });
  for (const period of reportedPeriods(of, figures)) {
    const known = await db
      .selectFrom('earnings_date as d')
      .innerJoin('article as a', 'a.id', 'd.article_id')
      .select(['d.source', 'd.date', 'd.known_at', 'a.first_hand'])
      .where('d.issuer_entity', '=', of.issuerEntity)
      .where('d.period', '=', period)
      .where('d.known_at', '<=', of.publishedAt)
      .where('a.origin', 'in', originsOf(streamOf(of.origin)))
      .execute();
    // A retelling weeks later must not move the day; the issuer's own document may.
    if (known.some((k) => k.source === 'reported' && (k.first_hand || !of.firstHand))) continue;
    const date = zone === null ? of.publishedAt.slice(0, 10) : dateAt(zone, of.publishedAt);
    const exact = of.firstHand && !of.publishedAt.endsWith('T00:00:00Z');
    const moment = exact ? momentAt(exchange, of.publishedAt) : null;
    const place = { field: null, start_at: null, end_at: null };
    const shape = { ...common, kind: 'results' as const, time_zone: zone, ...place };
    rows.push(
      {
        ...shape,
        id: idOf(of, 'results', period, date, 'reported'),
        period,
        date,
        moment,
        at: exact ? of.publishedAt : null,
        source: 'reported',
        confidence: 1,
      },
      ...(await habitsOf(db, of, period, date, exchange)).map((h) => ({
        ...shape,
        id: idOf(of, 'results', h.period, date, 'habit'),
        period: h.period,
        date: h.date,
        moment,
        at: null,
        source: 'habit' as const,
        confidence: h.confidence,
      })),
    );
  }
  if (rows.length > 0)
    await db
      .insertInto('earnings_date')
      .values(rows)
      .onConflict((c) => c.doNothing())
      .execute();
}

interface DateRow {
  id: string;
  issuer_entity: string;
  issuer: string;
  kind: DateKind;
  period: string | null;
  date: string;
  moment: SessionMoment | null;
  at: string | null;
  exchange: string | null;
  time_zone: string | null;
  source: 'announced' | 'habit' | 'reported';
  confidence: number;
  article_id: string;
  field: 'title' | 'body' | null;
  start_at: number | null;
  end_at: number | null;
  known_at: string;
  recorded_at: string;
}

const idOf = (of: DatesOf, kind: string, period: string | null, date: string, source: string): string =>
  `date-${createHash('sha256')
    .update([of.articleId, of.issuerEntity, kind, period ?? '', date, source].join('|'))
    .digest('hex')
    .slice(0, 16)}`;

/** Exchanges whose issuers report halves, or quarters in a rhythm of their own: one quarter says nothing of the next. */
const HALVES: ReadonlySet<string | null> = new Set(['XHKG', 'XSHG', 'XSHE', 'BJSE', 'XLON', null]);

/** The same period next year by all the years that are known; and the next quarter, where no year has told of it yet. */
async function habitsOf(
  db: Db,
  of: DatesOf,
  period: string,
  date: string,
  exchange: string | null,
): Promise<(Habit & { period: string })[]> {
  const next = HALVES.has(exchange) || !of.firstHand ? null : quarterlyHabit(period, date);
  const known = await db
    .selectFrom('earnings_date as d')
    .innerJoin('article as a', 'a.id', 'd.article_id')
    .select(['d.period', 'd.source', 'd.date'])
    .where('d.issuer_entity', '=', of.issuerEntity)
    .where('d.period', 'in', [
      yearsOn(period, -1),
      yearsOn(period, -2),
      ...(next === null ? [] : [next.period]),
    ])
    .where('d.known_at', '<=', of.publishedAt)
    .where('a.origin', 'in', originsOf(streamOf(of.origin)))
    .orderBy('d.known_at', 'desc')
    .orderBy('d.id')
    .execute();
  const came = (years: number): string[] =>
    known
      .filter((k) => k.source === 'reported' && k.period === yearsOn(period, -years))
      .slice(-1)
      .map((k) => k.date);
  const first = came(1);
  // A year that is missing breaks the row: what came two years ago alone is no habit of this year's.
  const before = first.length === 0 ? [] : [...first, ...came(2)];
  return [
    { ...yearlyHabit(date, before, of.firstHand), period: yearsOn(period, 1) },
    ...(next === null || known.some((k) => k.period === next.period) ? [] : [next]),
  ];
}

const HEADLINE = new Set(['revenue', 'net_profit', 'eps', 'eps_adjusted', 'operating_income']);

/**
 * The periods whose results this article tells when they are fresh: those that end last among its headline figures, at
 * most 130 days before. An express report (业绩快报) is not the report that was awaited.
 */
function reportedPeriods(of: DatesOf, figures: readonly Figure[]): string[] {
  if (/业绩快报|preliminary results/.test(fold(of.text).slice(0, 400))) return [];
  const day = Math.floor(Date.parse(of.publishedAt) / DAY);
  const month = of.fiscalYearEnd === null ? null : Number(of.fiscalYearEnd.slice(0, 2));
  const ended = new Map<string, number>();
  for (const f of figures) {
    const m = /^FY(\d{4})(?:(Q|H)([1-4])|(M9))?$/.exec(f.period ?? '');
    if (f.kind !== 'result' || !HEADLINE.has(f.metric) || m === null) continue;
    const kind = m[4] === undefined ? ((m[2] as 'Q' | 'H' | undefined) ?? 'FY') : 'M9';
    ended.set(f.period!, endDay({ kind, index: Number(m[3] ?? 0), year: Number(m[1]) }, month));
  }
  const last = Math.max(...ended.values());
  // No period at all leaves minus infinity, which is far behind.
  if (last > day || day - last > 130) return [];
  return [...ended]
    .filter(([, end]) => end === last)
    .map(([period]) => period)
    .sort();
}

const isExchange = (x: string | null): x is Exchange =>
  x !== null && (EXCHANGES as readonly string[]).includes(x);

/** Where an hour lies in the exchange's own day; null where it keeps no calendar here or does not trade that day. */
function momentAt(exchange: string | null, at: string | null): SessionMoment | null {
  if (at === null || !isExchange(exchange)) return null;
  const zone = ZONE_OF[exchange]!;
  const date = dateAt(zone, at);
  const session = SHIPPED_CALENDAR.sessions(exchange, date, date)[0];
  if (session === undefined) return null;
  return at < session.open ? 'before_open' : at >= session.close ? 'after_close' : 'during';
}
