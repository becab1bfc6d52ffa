import { sql } from 'kysely';
import { lackWords, loadLinkLibrary, unexplained } from '../analogues/index.ts';
import type { Db } from '../db/index.ts';
import { type Known, knownAt } from '../events/index.ts';
import { type Calendar, houseCalendar } from '../market/index.ts';
import { comingUp } from '../releases/index.ts';
import { brokeLines, type Closure, closuresBefore, type Gathered } from './broke.ts';
import { developmentsOf } from './development.repository.ts';
import {
  type Appointment,
  byImportance,
  byUrgency,
  type DigestEvent,
  type DigestModel,
  type EventLine,
  type Language,
  type OriginFilter,
  type SessionLine,
  type SourceTrouble,
  troubleOf,
  wanted,
} from './digest.ts';
import { analoguesOf, eventSizing } from './digest-analogue.repository.ts';
import { eventFigures, eventLines, grouped, namesOf } from './digest-event.repository.ts';
import { lateSights, mistakes } from './mistakes.repository.ts';

export interface DigestWish {
  /** ISO instants: articles that joined an event after `from` and up to `to` put it in the digest; nothing later than `to` is seen. */
  readonly from: string;
  readonly to: string;
  /** The day it is the digest of, YYYY-MM-DD. */
  readonly date: string;
  readonly origin: OriginFilter;
  readonly language: Language;
  readonly minimumHype?: number;
  readonly themes?: readonly string[];
  readonly tickers?: readonly string[];
  /** Exchanges whose companies are named; all unless told. */
  readonly markets?: readonly string[];
}

const ORIGINS: Readonly<Record<OriginFilter, readonly string[]>> = {
  archive: ['archive'],
  live: ['live', 'ingest'],
  replay: ['replay'],
  any: ['archive', 'live', 'replay', 'ingest'],
};
/** Lists without cards are for the eye: what is past this is in the console. */
const LIST_LIMIT = 12;

/** Everything a digest says, as it was known at `wish.to`. Reads only. */
export async function loadDigest(db: Db, wish: DigestWish): Promise<DigestModel> {
  const { from, to, language } = wish;
  const calendar = await houseCalendar(db, to);
  const origins = ORIGINS[wish.origin];
  const { rows: active } = await sql<{ event_id: string; articles: number }>`
    SELECT ea.event_id, count(*)::int AS articles FROM event_article ea JOIN event e ON e.id = ea.event_id
    WHERE e.origin IN (SELECT unnest(${origins}::text[])) AND ea.joined_at > ${from} AND ea.joined_at <= ${to}
    GROUP BY ea.event_id ORDER BY ea.event_id COLLATE "C"`.execute(db);
  const { rows: turned } = await sql<{ event_id: string }>`
    SELECT DISTINCT s.event_id FROM event_state s JOIN event e ON e.id = s.event_id
    WHERE e.origin IN (SELECT unnest(${origins}::text[])) AND s.to_state IN ('fading', 'closed') AND s.at > ${from} AND s.at <= ${to}`.execute(
    db,
  );
  const ids = active.map((r) => r.event_id);
  const all = [...new Set([...ids, ...turned.map((r) => r.event_id)])];
  const known = await knownAt(db, all, to);
  const lines = await eventLines(db, all, to, language, known);
  const full = (
    await withAnalogues(
      db,
      lines.filter((l) => ids.includes(l.id)),
      to,
      language,
      known,
    )
  ).map((e) => inMarkets(e, wish.markets ?? []));
  const wishes = {
    minimumHype: wish.minimumHype ?? 0,
    themes: await withDescendants(db, wish.themes ?? []),
    tickers: wish.tickers ?? [],
  };
  const sessions = sessionLines(calendar, to);
  const named = (e: DigestEvent): boolean =>
    e.soft.length + e.hard.length + e.traps.length + e.issuer.length > 0;
  const events = full
    .filter((e) => named(e) && e.state !== 'quiet' && wanted(e, wishes))
    .sort(byUrgency(lastClose(calendar, sessions, to)));
  const shown = new Set(events.map((e) => e.id));
  // A wish for tickers is a wish for named companies: what names none is left out.
  const lists = wishes.tickers.length > 0 ? [] : lines.filter((l) => !shown.has(l.id) && wanted(l, wishes));
  const unnamed = new Set(full.filter((e) => !named(e)).map((e) => e.id));
  return {
    language,
    date: wish.date,
    from,
    to,
    origin: wish.origin,
    recorded:
      wish.origin === 'archive' || wish.origin === 'replay' || lines.some((l) => isRecorded(l.origin)),
    sessions,
    closures: await gathered(db, closuresBefore(calendar, to), to, origins),
    events,
    unexplained: await withNearest(
      db,
      lists
        .filter((l) => unnamed.has(l.id) && (l.state === 'hype' || (l.state === 'emerging' && l.outlets > 1)))
        .sort(byImportance)
        .slice(0, LIST_LIMIT),
      language,
      to,
      known,
    ),
    faded: lists
      .filter((l) => l.state === 'fading' || l.state === 'closed')
      .sort(byImportance)
      .slice(0, LIST_LIMIT),
    comingUp: await appointments(db, wish, origins),
    corrections: await mistakes(db, { from, to, language }, origins),
    late: await lateSights(
      db,
      events.map((e) => e.id),
      { from, to, language },
    ),
    troubles: wish.origin === 'archive' || wish.origin === 'replay' ? [] : await troubles(db, to),
    counted: {
      articles: active.reduce((n, r) => n + r.articles, 0),
      events: active.length,
      quiet: full.filter((e) => e.state === 'quiet').length,
    },
  };
}

/** With the nearest rule and the terms it lacked, by what was known then: what an analyst would have to write. */
async function withNearest(
  db: Db,
  lines: readonly EventLine[],
  language: Language,
  to: string,
  known: ReadonlyMap<string, Known>,
): Promise<DigestModel['unexplained']> {
  if (lines.length === 0) return [];
  const library = await loadLinkLibrary(db);
  const spoken = language === 'en' ? 'en' : 'zh';
  const open = await unexplained(
    db,
    library,
    lines.map((l) => l.id),
    {
      at: to,
      held: new Map(
        [...known].map(([id, k]) => [
          id,
          new Map([
            ...k.traits.map((t) => [t.term, t.strength] as const),
            ...k.themes.map((t) => [`theme:${t.term}`, t.strength] as const),
          ]),
        ]),
      ),
    },
  );
  const nearest = new Map(open.map((u) => [u.eventId, u.nearest]));
  return lines.map((line) => {
    const near = nearest.get(line.id);
    if (near == null) return line;
    const lacks = near.lacks.map((l) => lackWords(l, library, spoken));
    return {
      ...line,
      nearest: { id: near.ruleId, title: library.rules.get(near.ruleId)!.rule.title[spoken], lacks },
    };
  });
}

/** What came in since each closure's own last close, whatever span the digest itself is of. */
async function gathered(
  db: Db,
  closures: readonly Closure[],
  to: string,
  origins: readonly string[],
): Promise<Gathered[]> {
  const out: Gathered[] = [];
  for (const closure of closures) {
    const { rows } = await sql<{ articles: number; events: number }>`
      SELECT count(*)::int AS articles, count(DISTINCT ea.event_id)::int AS events
      FROM event_article ea JOIN event e ON e.id = ea.event_id
      WHERE e.origin IN (SELECT unnest(${origins}::text[])) AND ea.joined_at > ${closure.lastClose} AND ea.joined_at <= ${to}`.execute(
      db,
    );
    out.push({ ...closure, ...rows[0]! });
  }
  return out;
}

/** One event as it was known at `to`, with everything a card holds; null when there was no such event then. */
export async function loadEvent(
  db: Db,
  id: string,
  to: string,
  language: Language,
): Promise<DigestEvent | null> {
  const [event] = await loadEvents(db, [id], to, language);
  return event ?? null;
}

/** Events as they were known at `to`, with everything a card holds; unordered, without those that were not there then. */
export async function loadEvents(
  db: Db,
  ids: readonly string[],
  to: string,
  language: Language,
): Promise<DigestEvent[]> {
  const known = await knownAt(db, ids, to);
  return withAnalogues(db, await eventLines(db, ids, to, language, known), to, language, known);
}

/** The last day with articles of an origin and the instant of the newest of them: what "the latest digest" is of. */
export async function latestActivity(
  db: Db,
  origin: OriginFilter,
): Promise<{ date: string; at: string } | null> {
  const { rows } = await sql<{ at: string | null }>`
    SELECT max(ea.joined_at) AS at FROM event_article ea JOIN event e ON e.id = ea.event_id
    WHERE e.origin IN (SELECT unnest(${ORIGINS[origin]}::text[]))`.execute(db);
  const at = rows[0]?.at ?? null;
  return at === null ? null : { date: at.slice(0, 10), at };
}

/** What is shown where nobody said which: live where there is anything live, else the archive where there is one. */
export async function usualOrigin(db: Db): Promise<'live' | 'archive'> {
  const live = await latestActivity(db, 'live');
  return live === null && (await latestActivity(db, 'archive')) !== null ? 'archive' : 'live';
}

export function isRecorded(origin: string): boolean {
  return origin === 'archive' || origin === 'replay';
}

async function withAnalogues(
  db: Db,
  lines: readonly EventLine[],
  to: string,
  language: Language,
  known: ReadonlyMap<string, Known>,
): Promise<DigestEvent[]> {
  const ids = lines.map((l) => l.id);
  const analogues = await analoguesOf(db, ids, to, language);
  const figures = await eventFigures(db, ids, to);
  const sizing = await eventSizing(db, ids, to, language);
  const traits = await eventTraits(db, ids, language, known);
  const calendar = await houseCalendar(db, to);
  const developments = await developmentsOf(db, ids, to, language);
  return lines.map((line) => {
    const all = analogues.get(line.id) ?? [];
    const kind = (k: string) => all.filter((a) => a.kind === k);
    return {
      ...line,
      ...developments.get(line.id),
      traits: traits.get(line.id) ?? [],
      soft: kind('soft'),
      hard: kind('hard'),
      traps: kind('trap'),
      issuer: kind('issuer'),
      figures: figures.get(line.id) ?? [],
      sizing: sizing.get(line.id) ?? [],
      broke: brokeLines(calendar, line.firstSeen),
    };
  });
}

async function eventTraits(
  db: Db,
  ids: readonly string[],
  language: Language,
  known: ReadonlyMap<string, Known>,
): Promise<Map<string, DigestEvent['traits'][number][]>> {
  if (ids.length === 0) return new Map();
  const { rows: stored } = await sql<{ event_id: string; id: string; strength: number; first_hand: boolean }>`
    SELECT event_id, trait_id AS id, strength, first_hand FROM event_trait WHERE event_id IN (SELECT unnest(${ids}::text[]))`.execute(
    db,
  );
  const axes = new Map(
    (await db.selectFrom('trait').select(['id', 'axis']).execute()).map((t) => [t.id, t.axis]),
  );
  const names = await namesOf(db, 'trait', language);
  const all = [
    ...stored
      .filter((t) => !known.has(t.event_id))
      .map((t) => ({ event: t.event_id, id: t.id, strength: t.strength, firstHand: t.first_hand })),
    ...[...known].flatMap(([event, k]) =>
      k.traits.map((t) => ({ event, id: t.term, strength: t.strength, firstHand: t.firstHand })),
    ),
  ].sort((a, b) => b.strength - a.strength || (a.id < b.id ? -1 : 1));
  return new Map(
    [...grouped(all, (t) => t.event)].map(([event, list]) => [
      event,
      list.map(({ id, strength, firstHand }) => ({
        id,
        axis: axes.get(id) ?? '',
        name: names.get(id) ?? id,
        strength,
        firstHand,
      })),
    ]),
  );
}

/** Who asks for a theme asks for what stands below it too. */
async function withDescendants(db: Db, themes: readonly string[]): Promise<string[]> {
  if (themes.length === 0) return [];
  const { rows } = await sql<{ id: string }>`
    WITH RECURSIVE below AS (SELECT unnest(${themes}::text[]) AS id UNION SELECT t.id FROM theme t JOIN below b ON t.parent_id = b.id)
    SELECT id FROM below ORDER BY id COLLATE "C"`.execute(db);
  return rows.map((r) => r.id);
}

/** Hong Kong and the mainland; Shenzhen keeps Shanghai's days. The market that opens first stands first. */
function sessionLines(calendar: Calendar, to: string): SessionLine[] {
  const lines: SessionLine[] = [];
  for (const exchange of ['XHKG', 'XSHG'] as const) {
    const next = calendar.nextSession(exchange, to);
    if (next === null) continue;
    lines.push({
      exchange,
      date: next.date,
      open: next.open,
      close: next.close,
      minutes: calendar.minutesTo(exchange, to) ?? 0,
    });
  }
  return lines.sort((a, b) => a.minutes - b.minutes || (a.exchange < b.exchange ? -1 : 1));
}

/** The last close of the market that opens next. */
function lastClose(calendar: Calendar, sessions: readonly SessionLine[], to: string): string {
  const first = sessions[0]?.exchange ?? 'XHKG';
  return calendar.lastSessionBefore(first, to)?.close ?? to;
}

/** Days ahead of a digest's day for which results that are due are named. */
const AHEAD_DAYS = 7;
async function appointments(db: Db, wish: DigestWish, origins: readonly string[]): Promise<Appointment[]> {
  const last = new Date(Date.parse(`${wish.date}T00:00:00Z`) + AHEAD_DAYS * 86_400_000);
  const due = await comingUp(db, {
    from: wish.date,
    to: last.toISOString().slice(0, 10),
    asOf: wish.to,
    origins: origins as ('live' | 'ingest' | 'archive' | 'replay')[],
  });
  return due.slice(0, LIST_LIMIT).map((d) => ({
    issuer: d.issuer,
    kind: d.kind,
    period: d.period,
    date: d.date,
    moment: d.moment,
    announced: d.source === 'announced',
    url: d.url,
  }));
}

/** The event with only the companies of the markets asked for. */
function inMarkets(event: DigestEvent, markets: readonly string[]): DigestEvent {
  if (markets.length === 0) return event;
  const of = (list: DigestEvent['soft']) => list.filter((a) => markets.includes(a.exchange));
  return {
    ...event,
    soft: of(event.soft),
    hard: of(event.hard),
    traps: of(event.traps),
    issuer: of(event.issuer),
  };
}

async function troubles(db: Db, to: string): Promise<SourceTrouble[]> {
  const rows = await db
    .selectFrom('source')
    .select(['id', 'name', 'cadence_seconds', 'last_attempt_at', 'last_success_at', 'failures', 'last_error'])
    .where('status', '=', 'active')
    .orderBy(sql`id COLLATE "C"`)
    .execute();
  return rows.map((r) => troubleOf(r, to)).filter((t) => t !== null);
}
