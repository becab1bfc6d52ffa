import { sql } from 'kysely';
import type { Db } from '../db/index.ts';
import { type Known, knownAt } from '../events/index.ts';
import {
  type ArticleLink,
  type EventLine,
  type FigureLine,
  type Hype,
  type Language,
  thin,
} from './digest.ts';

const HYPE_COMPONENTS = [
  'burst',
  'spread',
  'reach',
  'language',
  'novelty',
  'first_hand',
  'surprise',
  'price',
] as const;

/** Rows of a query in one list an id, in the query's order. */
export function grouped<T, K extends string>(rows: readonly T[], key: (row: T) => K): Map<K, T[]> {
  const out = new Map<K, T[]>();
  for (const row of rows) {
    const list = out.get(key(row));
    if (list === undefined) out.set(key(row), [row]);
    else list.push(row);
  }
  return out;
}

/** Names of themes or traits in the reader's language, by id. */
export async function namesOf(
  db: Db,
  of: 'theme' | 'trait',
  language: Language,
): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom(of)
    .select(['id', language === 'en' ? 'name_en as name' : 'name_zh as name'])
    .execute();
  return new Map(rows.map((r) => [r.id, r.name]));
}

function choiceOf(known: Known | undefined) {
  if (known === undefined) return undefined;
  const { headline, zh, en } = known.headline;
  return { headline, headline_zh: zh, headline_en: en };
}

/**
 * Events as they were known at `to` (ISO instant): later articles, scores and states are not seen. Unordered.
 * `given`: what `knownAt` says of them, where the caller has asked already.
 */
export async function eventLines(
  db: Db,
  ids: readonly string[],
  to: string,
  language: Language,
  given?: ReadonlyMap<string, Known>,
): Promise<EventLine[]> {
  if (ids.length === 0) return [];
  const list = sql`(SELECT unnest(${ids}::text[]))`;
  const { rows: events } = await sql<{
    id: string;
    origin: string;
    headline: string;
    headline_zh: string | null;
    headline_en: string | null;
    state: string;
  }>`SELECT e.id, e.origin, e.headline, e.headline_zh, e.headline_en,
       coalesce((SELECT s.to_state FROM event_state s WHERE s.event_id = e.id AND s.at <= ${to} ORDER BY s.at DESC, s.to_state COLLATE "C" LIMIT 1), 'quiet') AS state
     FROM event e WHERE e.id IN ${list}`.execute(db);
  const { rows: articles } = await sql<{
    event_id: string;
    title: string;
    url: string;
    outlet: string;
    language: string;
    first_hand: boolean;
    published_at: string;
    joined_at: string;
  }>`SELECT ea.event_id, a.title, a.url, a.outlet, a.language, a.first_hand, a.published_at, ea.joined_at
     FROM event_article ea JOIN article a ON a.id = ea.article_id
     WHERE ea.event_id IN ${list} AND ea.joined_at <= ${to} ORDER BY a.published_at, a.id COLLATE "C"`.execute(
    db,
  );
  const { rows: scores } =
    await sql<HypeRow>`SELECT h.* FROM hype_score h WHERE h.event_id IN ${list} AND h.at <= ${to} ORDER BY h.at`.execute(
      db,
    );
  const known = given ?? (await knownAt(db, ids, to));
  const { rows: stored } = await sql<{
    event_id: string;
    id: string;
    weight: number;
  }>`SELECT event_id, theme_id AS id, weight FROM event_theme WHERE event_id IN ${list}`.execute(db);
  const weighed = [
    ...stored.filter((t) => !known.has(t.event_id)),
    ...[...known].flatMap(([event_id, k]) =>
      k.themes.map((t) => ({ event_id, id: t.term, weight: t.strength })),
    ),
  ].sort((a, b) => b.weight - a.weight || (a.id < b.id ? -1 : 1));
  const names = await namesOf(db, 'theme', language);
  const articlesOf = grouped(articles, (r) => r.event_id);
  const scoresOf = grouped(scores, (r) => r.event_id);
  const themesOf = grouped(weighed, (r) => r.event_id);
  const lines: EventLine[] = [];
  for (const e of events) {
    const mine = articlesOf.get(e.id) ?? [];
    // Nothing had joined it by then: at `to` there was no such event.
    if (mine.length === 0) continue;
    const firstHand = mine.find((a) => a.first_hand);
    lines.push({
      id: e.id,
      origin: e.origin,
      headline: headlineOf(choiceOf(known.get(e.id)) ?? e, language),
      state: e.state,
      unread: firstHand === undefined,
      firstSeen: mine[0]!.published_at,
      lastSeen: mine.at(-1)!.published_at,
      firstHand: firstHand === undefined ? null : link(firstHand),
      first: link(mine[0]!),
      articles: mine.length,
      outlets: new Set(mine.map((a) => a.outlet)).size,
      languages: [...new Set(mine.map((a) => a.language))].sort(),
      hype: hypeOf(scoresOf.get(e.id) ?? []),
      themes: (themesOf.get(e.id) ?? []).map((t) => ({
        id: t.id,
        name: names.get(t.id) ?? t.id,
        weight: t.weight,
      })),
    });
  }
  return lines;
}

/** What the releases among an event's articles say in figures, first-hand ones first. */
export async function eventFigures(
  db: Db,
  ids: readonly string[],
  to: string,
): Promise<Map<string, FigureLine[]>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{
    event_id: string;
    kind: 'result' | 'guidance';
    metric: string;
    name: string | null;
    period: string | null;
    low: number | null;
    high: number | null;
    point: number | null;
    unit: string;
    direction: string | null;
    yoy_low: number | null;
    yoy_high: number | null;
    expected: number | null;
    first_hand: boolean;
    url: string;
    side: 'told' | 'filed' | null;
    other_low: number | null;
    other_high: number | null;
    other_point: number | null;
    other_url: string | null;
    surprise: NonNullable<FigureLine['surprise']> | null;
  }>`SELECT ea.event_id, f.kind, f.metric, f.name, f.period, f.low, f.high, f.point, f.unit, f.direction, f.yoy_low, f.yoy_high, f.expected, r.first_hand, a.url,
       x.side, x.low AS other_low, x.high AS other_high, x.point AS other_point, x.url AS other_url,
       (SELECT jsonb_agg(jsonb_build_object('basis', c.basis, 'value', c.value, 'measure', c.measure, 'grade', c.grade) ORDER BY c.basis COLLATE "C")
        FROM release_comparison c WHERE c.release_id = f.release_id AND c.position = f.position) AS surprise
     FROM release r JOIN release_figure f ON f.release_id = r.id JOIN article a ON a.id = r.article_id JOIN event_article ea ON ea.article_id = a.id
     LEFT JOIN LATERAL (
       SELECT CASE WHEN c.release_id = f.release_id THEN 'filed' ELSE 'told' END AS side, o.low, o.high, o.point, oa.url
       FROM figure_contradiction c
       JOIN release_figure o ON (o.release_id, o.position) = (CASE WHEN c.release_id = f.release_id THEN c.filing_release_id ELSE c.release_id END, CASE WHEN c.release_id = f.release_id THEN c.filing_position ELSE c.position END)
       JOIN release ro ON ro.id = o.release_id JOIN article oa ON oa.id = ro.article_id
       WHERE ((c.release_id, c.position) = (f.release_id, f.position) OR (c.filing_release_id, c.filing_position) = (f.release_id, f.position)) AND c.known_at <= ${to}
       ORDER BY ro.published_at, o.release_id COLLATE "C", o.position LIMIT 1) x ON true
     WHERE ea.event_id IN (SELECT unnest(${ids}::text[])) AND ea.joined_at <= ${to}
     ORDER BY r.first_hand DESC, r.published_at, r.id COLLATE "C", f.position`.execute(db);
  const out = new Map<string, FigureLine[]>();
  for (const [id, figures] of grouped(rows, (r) => r.event_id)) {
    // Ten outlets report one figure: the first teller (first-hand before hearsay) is shown.
    const seen = new Set<string>();
    const kept: FigureLine[] = [];
    for (const f of figures) {
      const key = [f.kind, f.metric, f.name, f.period].join('|');
      if (seen.has(key)) continue;
      seen.add(key);
      const { event_id: _, yoy_low: yoyLow, yoy_high: yoyHigh, first_hand: firstHand, ...line } = f;
      const {
        side,
        other_low: low,
        other_high: high,
        other_point: point,
        other_url: url,
        surprise,
        ...rest
      } = line;
      kept.push({
        ...rest,
        yoyLow,
        yoyHigh,
        firstHand,
        ...(surprise === null ? {} : { surprise }),
        ...(side === null || url === null ? {} : { contradiction: { side, low, high, point, url } }),
      });
    }
    out.set(id, kept);
  }
  return out;
}

export function headlineOf(
  e: { headline: string; headline_zh: string | null; headline_en: string | null },
  language: Language,
): string {
  return (language === 'en' ? e.headline_en : e.headline_zh) ?? e.headline;
}

function link(a: { title: string; url: string; outlet: string; published_at: string }): ArticleLink {
  return { title: a.title, url: a.url, outlet: a.outlet, publishedAt: a.published_at };
}

type HypeRow = { event_id: string; at: string; score: number } & Record<
  (typeof HYPE_COMPONENTS)[number],
  number | null
>;
function hypeOf(rows: readonly HypeRow[]): Hype | null {
  const last = rows.at(-1);
  if (last === undefined) return null;
  return {
    score: last.score,
    at: last.at,
    components: HYPE_COMPONENTS.flatMap((name) => (last[name] === null ? [] : [{ name, value: last[name] }])),
    curve: thin(rows).map((r) => ({ at: r.at, score: r.score })),
  };
}
