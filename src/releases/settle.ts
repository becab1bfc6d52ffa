import { dayOf, endDay, type Period, type PeriodContext, periodKey, resolvePeriod } from './calendar.ts';
import { type Comparison, type Draft, middle, type Reading } from './draft.ts';
import type { Direction, Expectation, Figure, Kind, Passage } from './figure.ts';
import { merge } from './merge.ts';
import { ownCalendar } from './own-calendar.ts';
import type { PeriodMention } from './periods.ts';
import type { Quantity } from './quantity.ts';
import { attributable, type Settled, toldAgain, unopposed } from './sift.ts';

/** From drafts to figures: years, kinds and currencies filled in, directions decided, doubles and older periods dropped. */
export interface SettleOptions {
  passage: Passage;
  chinese: boolean;
  defaultCurrency: string;
  yearEndMonth: number | null;
  preannouncement: boolean;
  folded: string;
  /** Utilities call their adjusted result operating. */
  operatingEps: boolean;
  /** The passage speaks of shops or restaurants. */
  stores: boolean;
}

export function settle(reading: Reading, options: SettleOptions): Figure[] {
  adopt(reading);
  const settled = ownCalendar(
    reading.drafts.map((draft) => settleOne(draft, reading, options)).filter((s) => s !== null),
  );
  for (const s of settled) s.figure.period = s.period === null ? null : periodKey(s.period);
  const newest = newestYears(settled);
  const current = settled.filter((s) => !isOlder(s, newest, options) && !isEarlierQuarter(s, settled));
  for (const s of current) s.figure.direction = directionOf(s);
  return merge(unopposed(attributable(toldAgain(current), options.passage.text))).map((s) => s.figure);
}

/** How many sentences off what was expected or guided before may stand from the figure it is held against. */
const SENTENCES = 2;

/**
 * "Previously, the company expected …", "Analysts had expected …" in a sentence of its own: it belongs to the figure
 * of the same metric that stands nearest before it, else (前次预告 … 更正后 …) to the first one after it.
 */
function adopt(reading: Reading): void {
  const taken = new Set(reading.drafts.flatMap((d) => d.against));
  for (const c of reading.comparisons) {
    if (taken.has(c) || c.sentence < 0 || (c.basis !== 'expectation' && c.basis !== 'guidance')) continue;
    const near = reading.drafts.filter(
      (d) => d.sentence >= 0 && d.value !== null && Math.abs(d.sentence - c.sentence) <= SENTENCES,
    );
    const mine = (d: Draft): boolean =>
      d.value!.unit === c.quantity.unit && sameSize(middle(d.value!), middle(c.quantity)) && alike(d, c);
    const before = near.findLast((d) => d.start < c.quantity.start && sameFamily(d, c));
    const draft =
      before ??
      (c.basis === 'guidance' ? near.find((d) => d.start > c.quantity.start && sameFamily(d, c)) : undefined);
    if (draft !== undefined && mine(draft)) draft.against.push(c);
  }
}

/** Revenue with revenue, an amount per share with an amount per share; without a metric of its own only by the number. */
function sameFamily(d: Draft, c: Comparison): boolean {
  const share = (m: Draft['mention'], q: Quantity): boolean =>
    m.metric === 'eps' || m.metric === 'eps_adjusted' || q.perShare;
  if (c.mention?.metric == null)
    return d.sentence === c.sentence - 1 && share(d.mention, d.value!) === c.quantity.perShare;
  if (share(c.mention, c.quantity)) return share(d.mention, d.value!);
  return d.mention.metric === c.mention.metric && (d.mention.name ?? '') === (c.mention.name ?? '');
}

/** What analysts expect of the coming year says nothing of the quarter reported. */
const alike = (d: Draft, c: Comparison): boolean =>
  d.period === null ||
  c.period === null ||
  (d.period.kind === c.period.kind && d.period.index === c.period.index);

function settleOne(draft: Draft, reading: Reading, options: SettleOptions): Settled | null {
  if (draft.mention.metric === null || (draft.value === null && draft.yoy === null)) return null;
  const { mention, value } = draft;
  const period = periodOf(draft, draft.kind ?? 'result', reading, options);
  const kind = isAhead(draft, period, options)
    ? 'guidance'
    : (draft.kind ?? (draft.period?.ahead === true || isRange(draft) ? 'guidance' : 'result'));
  const figure: Figure = {
    kind,
    metric: draft.mention.metric,
    period: period === null ? null : periodKey(period),
    low: value?.low ?? null,
    high: value?.high ?? null,
    point: value?.point ?? null,
    unit: value === null ? 'percent' : unitOf(value, draft, options),
    direction: null,
    yoyPercent: draft.yoy,
    start: draft.start,
    end: draft.end,
  };
  if (mention.name !== null && mention.name !== '') figure.name = mention.name;
  // Comparable sales are those of the same stores at a retailer, and organic growth anywhere else.
  if (/^comparable (?:net )?(?:sales|revenues?) growth$/.test(mention.name ?? '') && !options.stores) {
    figure.metric = 'revenue_growth';
    figure.name = 'comparable';
  }
  // Where "operating EPS" is an adjusted one, so are the operating earnings beside it.
  if (options.operatingEps && /^operating earnings/.test(options.folded.slice(mention.start, mention.end))) {
    figure.metric = 'other';
    figure.name = 'operating earnings';
  }
  if (value?.inWords != null) figure.inWords = value.inWords;
  return { draft, period, kind, figure };
}

/** Nobody reports a result as a range: without a word for either, two ends are a forecast. */
const isRange = ({ value, yoy }: Draft): boolean =>
  value !== null ? value.low !== null && value.high !== null : yoy !== null && yoy[0] !== yoy[1];

/** How many days before its end a span may be reported on: fiscal weeks end a little off the month. */
const EARLY = 10;

/** A span that is named and not over yet holds no results, however it is worded. */
function isAhead(draft: Draft, period: Period | null, options: SettleOptions): boolean {
  const { publishedDay, yearEndMonth } = context(options, null);
  const named = draft.period;
  if (publishedDay === null || named === null) return false;
  const { ends } = named;
  if (ends?.year != null && ends.day > 0)
    return dayOf(ends.year, ends.month, ends.day) > publishedDay + EARLY;
  if (period === null || named.year === null) return false;
  // A fiscal year bears the number of the year it ends in: one of a later year cannot be over.
  if (period.kind === 'FY' && dayOf(period.year, 1, 1) > publishedDay) return true;
  return (
    options.chinese &&
    (yearEndMonth ?? 12) === 12 &&
    ends === null &&
    !named.fiscal &&
    endDay(period, 12) > publishedDay + EARLY
  );
}

function unitOf(q: Quantity, draft: Draft, options: SettleOptions): string {
  if (q.unit === 'percent') return 'percent';
  const currency = q.currency ?? options.defaultCurrency;
  const metric = draft.mention.metric;
  return metric === 'eps' ||
    metric === 'eps_adjusted' ||
    (metric === 'other' &&
      (q.perShare || /per (?:[a-z]+ )*(?:share|unit|ads)/.test(draft.mention.name ?? '')))
    ? `${currency}/share`
    : currency;
}

function context(options: SettleOptions, last: PeriodContext['last']): PeriodContext {
  const at = /^(\d{4})-(\d\d)-(\d\d)/.exec(options.passage.publishedAt ?? '');
  return {
    publishedDay: at === null ? null : dayOf(Number(at[1]), Number(at[2]), Number(at[3])),
    yearEndMonth: options.yearEndMonth,
    last,
    chinese: options.chinese,
    preannouncement: options.preannouncement,
  };
}

/** How far back, in characters, a span may have been named and still be meant. */
const CARRY = 1500;

/** The period of a draft: its own, or the one the passage last spoke of in the same kind of statement. */
function periodOf(draft: Draft, kind: Kind, reading: Reading, options: SettleOptions): Period | null {
  const own = draft.period;
  if (own !== null && !own.anaphor)
    return own.kind === 'none' ? null : resolve(own, kind, draft.start, reading, options);
  for (let i = countTo(reading.periods, draft.start + 1) - 1; i >= 0; i--) {
    const p = reading.periods[i]!;
    if (draft.start - p.mention.start > 2 * CARRY) break;
    if (draft.start - p.mention.end > CARRY || p.mention.anaphor) continue;
    if (p.kind !== null && draft.kind !== null && p.kind !== draft.kind) continue;
    if (own !== null && own.index > 0 && p.mention.kind === 'FY') continue;
    return p.mention.kind === 'none'
      ? null
      : resolve(p.mention, p.kind ?? kind, p.mention.start, reading, options);
  }
  return null;
}

function resolve(
  mention: PeriodMention,
  kind: Kind,
  at: number,
  reading: Reading,
  options: SettleOptions,
): Period | null {
  const bare = context(options, null);
  if (mention.year !== null && mention.ends === null) return resolvePeriod(mention, kind, bare);
  let last: PeriodContext['last'] = null;
  for (let i = countTo(reading.periods, at) - 1; i >= 0 && last === null; i--) {
    const p = reading.periods[i]!;
    if (p.mention === mention) continue;
    if (p.mention.year === null && p.mention.ends?.year == null) continue;
    const period = resolvePeriod(p.mention, p.kind ?? kind, bare);
    if (period !== null) last = { period, kind: p.kind ?? kind };
  }
  return resolvePeriod(mention, kind, context(options, last));
}

/** How many of the periods, which are in order, start before `at`. */
function countTo(periods: Reading['periods'], at: number): number {
  let low = 0;
  let high = periods.length;
  while (low < high) {
    const half = (low + high) >> 1;
    if (periods[half]!.mention.start < at) low = half + 1;
    else high = half;
  }
  return low;
}

/** 今年首季100亿美元，第2季96亿美元，第3季97亿美元: of several quarters in one sentence the last is the one reported. */
function isEarlierQuarter(s: Settled, all: readonly Settled[]): boolean {
  return (
    s.kind === 'result' &&
    s.period?.kind === 'Q' &&
    s.draft.sentence >= 0 &&
    all.some(
      (x) =>
        x.kind === 'result' &&
        x.draft.sentence === s.draft.sentence &&
        x.period?.kind === 'Q' &&
        x.period.year === s.period!.year &&
        x.period.index > s.period!.index &&
        x.figure.metric === s.figure.metric &&
        x.figure.name === s.figure.name,
    )
  );
}

const spanKey = (s: Settled): string =>
  `${s.figure.metric}|${s.figure.name ?? ''}|${s.period?.kind}|${s.period?.index}`;

/** The newest year each metric is stated for, by kind of span. */
function newestYears(all: readonly Settled[]): ReadonlyMap<string, number> {
  const newest = new Map<string, number>();
  for (const s of all)
    if (s.period !== null) newest.set(spanKey(s), Math.max(s.period.year, newest.get(spanKey(s)) ?? 0));
  return newest;
}

/** A result of an earlier year beside the same metric's newer one is what it is compared with. */
function isOlder(s: Settled, newest: ReadonlyMap<string, number>, options: SettleOptions): boolean {
  if (s.period === null) return false;
  if (s.kind === 'result') {
    const { publishedDay } = context(options, null);
    // Results are out within months; what ended a year and a half ago is history, whoever tells it.
    if (publishedDay !== null && publishedDay - endDay(s.period, options.yearEndMonth) > 560) return true;
  }
  const compares = s.kind === 'result' || (options.preannouncement && options.chinese);
  return compares && (newest.get(spanKey(s)) ?? 0) > s.period.year;
}

function directionOf(s: Settled): Direction | null {
  const said = s.draft.direction;
  const isResultWord = said === 'beat' || said === 'missed' || said === 'inline';
  if (s.kind === 'result') {
    if (said !== null && isResultWord) return said;
    const against = s.draft.against.find(
      (c) => (c.basis === 'expectation' || c.basis === 'guidance') && comparable(s, c),
    );
    return against === undefined ? null : resultAgainst(s, against);
  }
  if (said !== null && !isResultWord && said !== 'reaffirmed') return said;
  const before = s.draft.against.find(
    (c) => c.basis === 'guidance' && (comparable(s, c) || comparableChange(s, c)),
  );
  // "reaffirmed its EPS guidance and now expects capital expenditures of X, compared with up to Y": the numbers decide.
  if (before === undefined) return isResultWord ? null : said;
  const now = comparable(s, before) ? middle(s.figure) : middleOf(s.figure.yoyPercent);
  const was = middle(before.quantity);
  if (now === null || was === null) return isResultWord ? null : said;
  return now > was ? 'raised' : now < was ? 'lowered' : 'reaffirmed';
}

const middleOf = (y: Figure['yoyPercent']): number | null =>
  y === null ? null : y[0] !== null && y[1] !== null ? (y[0] + y[1]) / 2 : (y[0] ?? y[1]);
const comparable = (s: Settled, c: Comparison): boolean =>
  s.draft.value !== null &&
  c.quantity.unit === s.draft.value.unit &&
  sameSize(middle(s.draft.value), middle(c.quantity));
const comparableChange = (s: Settled, c: Comparison): boolean =>
  s.figure.yoyPercent !== null && c.quantity.unit === 'percent';
/** A per-share amount is not set against a total. */
const sameSize = (a: number | null, b: number | null): boolean =>
  a !== null && b !== null && (a === 0 || b === 0 || (Math.abs(a / b) < 30 && Math.abs(b / a) < 30));

function resultAgainst(s: Settled, c: Comparison): Direction | null {
  const value = middle(s.figure);
  const { low, high, point } = c.quantity;
  if (value === null) return null;
  const spend = s.figure.metric === 'capex' || /expens|tax rate|cost/.test(s.figure.name ?? '');
  if (spend) return null;
  if (point !== null) return value > point ? 'beat' : value < point ? 'missed' : 'inline';
  if (low !== null && high !== null) return value > high ? 'beat' : value < low ? 'missed' : 'inline';
  return null;
}

/** What the text says was expected or guided before: for `findExpectations`. */
export function expectations(reading: Reading, options: SettleOptions): Expectation[] {
  const out: Expectation[] = [];
  const seen = new Set<Comparison>();
  const add = (c: Comparison, draft: Draft | null): void => {
    const named = c.mention ?? draft?.mention ?? null;
    // "a profit of $1.20 a share" is said of the share, whatever the word for profit.
    const mention =
      named?.metric === 'net_profit' && c.quantity.perShare
        ? { ...named, metric: (named.adjusted ? 'eps_adjusted' : 'eps') as Figure['metric'] }
        : named;
    if (
      seen.has(c) ||
      mention?.metric == null ||
      (c.basis !== 'expectation' && c.basis !== 'guidance' && c.basis !== 'yearBefore')
    )
      return;
    if (c.quantity.unit === 'points' || c.quantity.bare) return;
    seen.add(c);
    const { quantity: q } = c;
    const like: Draft = draft ?? {
      mention,
      kind: null,
      value: q,
      yoy: null,
      period: c.period,
      direction: null,
      against: [],
      sentence: c.sentence,
      start: q.start,
      end: q.end,
    };
    const period = periodOf({ ...like, period: c.period ?? like.period }, 'result', reading, options);
    const percentOfLevel = q.unit === 'percent' && mention.units !== 'percent';
    out.push({
      metric: percentOfLevel && mention.metric === 'revenue' ? 'revenue_growth' : mention.metric,
      ...(mention.name !== null ? { name: mention.name } : {}),
      period: period === null || c.basis === 'yearBefore' ? null : periodKey(period),
      low: q.low,
      high: q.high,
      point: q.point,
      unit: q.unit === 'percent' ? 'percent' : unitOf(q, { ...like, mention }, options),
      basis: c.basis,
      start: q.start,
      end: q.end,
    });
  };
  for (const draft of reading.drafts) for (const c of draft.against) add(c, draft);
  for (const c of reading.comparisons) add(c, null);
  return out.sort((a, b) => a.start - b.start);
}
