import type { Origin } from '../articles/index.ts';
import type { Db } from '../db/index.ts';

/** When in the exchange's own day results come out. */
export type SessionMoment = 'before_open' | 'during' | 'after_close';
export type DateKind = 'results' | 'board_meeting' | 'briefing';

export interface ComingUp {
  issuerEntity: string;
  issuer: string;
  kind: DateKind;
  /** Fiscal period, null where none was named. */
  period: string | null;
  /** Day in the exchange's own time, YYYY-MM-DD. */
  date: string;
  moment: SessionMoment | null;
  /** The hour where one was given, UTC. */
  at: string | null;
  /** MIC and IANA zone, null where not known. */
  exchange: string | null;
  timeZone: string | null;
  source: 'announced' | 'habit';
  /** 0..1 */
  confidence: number;
  knownAt: string;
  /** Address of the announcement, or of the release the habit is taken from. */
  url: string;
}

export interface ComingUpWanted {
  /** First and last day, YYYY-MM-DD, both included. */
  from: string;
  to: string;
  /** Only what was public by then; the default is everything stored. */
  asOf?: string;
  origins?: readonly Origin[];
}

/**
 * Results expected between two days, as it was known at a moment: what the issuer announced last before what habit says,
 * nothing that had come by then. In order of day, moment and issuer.
 */
export async function comingUp(db: Db, wanted: ComingUpWanted): Promise<ComingUp[]> {
  let query = db
    .selectFrom('earnings_date as d')
    .innerJoin('article as a', 'a.id', 'd.article_id')
    .selectAll('d')
    .select('a.url')
    .where('a.origin', 'in', [...(wanted.origins ?? (['live', 'ingest'] as const))])
    // A date put off may have moved out of these days, and results may have come early: all of the period is looked at.
    .where('d.date', '>=', shifted(wanted.from, -120))
    .where('d.date', '<=', shifted(wanted.to, 120));
  if (wanted.asOf !== undefined) query = query.where('d.known_at', '<=', wanted.asOf);
  const rows = await query.execute();
  type Row = (typeof rows)[number];
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    // A date without a period is its own; one with a period replaces what was said of that period before.
    const key = [
      row.issuer_entity,
      row.period === null ? row.id : '',
      row.period ?? '',
      group(row.kind),
    ].join('|');
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const reported = rows.filter((r) => r.source === 'reported');
  const announced = rows.filter((r) => r.source === 'announced');
  const out: ComingUp[] = [];
  for (const all of groups.values()) {
    const row = all.filter((r) => r.source !== 'reported').sort(preferred)[0];
    if (row === undefined || row.date < wanted.from || row.date > wanted.to) continue;
    const same = (r: Row): boolean => r.issuer_entity === row.issuer_entity;
    const came = (r: Row): boolean =>
      same(r) &&
      (r.period === row.period
        ? r.period !== null
        : Math.abs(apart(r.date, row.date)) <= 7 && row.period === null);
    if (row.kind !== 'briefing' && reported.some(came)) continue;
    // "Will report on May 8" without a period, and the habit of a period for about that day, are one.
    if (
      row.source === 'habit' &&
      announced.some(
        (r) =>
          same(r) && r.period === null && r.kind !== 'briefing' && Math.abs(apart(r.date, row.date)) <= 45,
      )
    )
      continue;
    out.push({
      issuerEntity: row.issuer_entity,
      issuer: row.issuer,
      kind: row.kind as DateKind,
      period: row.period,
      date: row.date,
      moment: row.moment as SessionMoment | null,
      at: row.at,
      exchange: row.exchange,
      timeZone: row.time_zone,
      source: row.source as 'announced' | 'habit',
      confidence: Math.round(row.confidence * 100) / 100,
      knownAt: row.known_at,
      url: row.url,
    });
  }
  return unique(out).sort(
    (a, b) =>
      order(a.date, b.date) ||
      MOMENTS.indexOf(a.moment) - MOMENTS.indexOf(b.moment) ||
      order(a.issuerEntity, b.issuerEntity) ||
      order(a.kind, b.kind) ||
      order(a.period ?? '', b.period ?? '') ||
      order(a.knownAt, b.knownAt) ||
      order(a.url, b.url),
  );
}

const MOMENTS: readonly (SessionMoment | null)[] = ['before_open', 'during', 'after_close', null];
/** A board meeting is where the results of the period are approved and published: one line with them. */
const group = (kind: string): string => (kind === 'briefing' ? 'briefing' : 'results');
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const DAY = 86_400_000;
const shifted = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
const apart = (a: string, b: string): number => (Date.parse(a) - Date.parse(b)) / DAY;

interface Standing {
  id: string;
  source: string;
  known_at: string;
  moment: string | null;
}
/** Announced before habit; the latest word first. */
function preferred(a: Standing, b: Standing): number {
  return (
    Number(b.source === 'announced') - Number(a.source === 'announced') ||
    order(b.known_at, a.known_at) ||
    Number(b.moment !== null) - Number(a.moment !== null) ||
    order(a.id, b.id)
  );
}

/** Several outlets announce one date, with the period and without: one line an issuer, day and kind, the fullest of them. */
function unique(all: readonly ComingUp[]): ComingUp[] {
  const best = new Map<string, ComingUp>();
  const fullness = (c: ComingUp): number =>
    Number(c.period !== null) * 4 + Number(c.at !== null) * 2 + Number(c.moment !== null);
  for (const c of [...all].sort((a, b) => order(a.knownAt, b.knownAt) || order(a.url, b.url))) {
    const key = `${c.issuerEntity}|${c.date}|${c.kind === 'briefing'}`;
    const known = best.get(key);
    if (known === undefined || fullness(c) > fullness(known)) best.set(key, c);
  }
  return [...best.values()];
}
