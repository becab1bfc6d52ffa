import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { noteFrom, shownOf, shownRelation } from '../companies/index.ts';
import { chunks, type Db } from '../db/index.ts';
import type { SupplyRelation } from './candidate.ts';
import type { EventHit, Evidence } from './evidence.ts';
import type { Fact } from './gather.ts';
import type { Ranked } from './rank.ts';

export interface AnalogueLine extends Ranked {
  /** Every listed line of the issuer, this one first. */
  lines: readonly string[];
  whyZh: string;
  whyEn: string;
  evidence: Evidence[];
  against: Evidence[];
}

/**
 * Replaces the event's current lines by these: unchanged lines stay as they are, changed ones are superseded and stay
 * readable. Running it twice writes nothing the second time.
 * @returns tickers added, changed in kind or rank, and withdrawn; and how many rows were written.
 */
export async function saveAnalogues(
  db: Db,
  eventId: string,
  lines: readonly AnalogueLine[],
  moment: { asOf: string; computedAt: string },
): Promise<{ added: string[]; changed: string[]; withdrawn: string[]; written: number }> {
  const current = await db
    .selectFrom('analogue')
    .selectAll()
    .where('event_id', '=', eventId)
    .where('superseded_at', 'is', null)
    .execute();
  const before = new Map(current.map((r) => [r.ticker, r]));
  const heard = lines.some((l) => l.said.length > 0)
    ? await heardOf(
        db,
        current.map((r) => r.id),
      )
    : new Map<string, ReadonlySet<string>>();
  const added: string[] = [];
  const changed: string[] = [];
  const fresh: (AnalogueLine & { id: string })[] = [];
  for (const line of lines) {
    const content = contentOf(line);
    const id = `an-${createHash('sha256').update(`${eventId}\n${line.ticker}\n${content}`).digest('hex').slice(0, 20)}`;
    const old = before.get(line.ticker);
    before.delete(line.ticker);
    if (old !== undefined && (old.id === id || old.id.startsWith(`${id}-`))) continue;
    fresh.push({ ...line, id });
    if (old === undefined) added.push(line.ticker);
    else if (
      old.kind !== line.kind ||
      old.rank !== line.rank ||
      // What a company says against its link is news, a letter and then the answer to it, though the line may keep its rank.
      line.said.some((s) => heard.get(old.id)?.has(wordsOf(s)) !== true)
    )
      changed.push(line.ticker);
  }
  // A line may come back to what it was before: the old row stays superseded, the new one gets the next number.
  if (fresh.length > 0) {
    const old = await db
      .selectFrom('analogue')
      .select('id')
      .where('event_id', '=', eventId)
      .where('superseded_at', 'is not', null)
      .execute();
    for (const line of fresh) {
      const again =
        old.filter((o) => o.id === line.id || o.id.startsWith(`${line.id}-`)).length +
        current.filter((o) => o.id === line.id || o.id.startsWith(`${line.id}-`)).length;
      if (again > 0) line.id = `${line.id}-${again}`;
    }
  }
  const withdrawn = [...before.keys()].sort();
  const stale = [...before.values(), ...current.filter((r) => fresh.some((f) => f.ticker === r.ticker))].map(
    (r) => r.id,
  );
  if (stale.length > 0)
    await db
      .updateTable('analogue')
      .set({ superseded_at: moment.computedAt })
      .where('id', 'in', stale)
      .execute();
  await insertLines(db, eventId, fresh, moment);
  return { added, changed, withdrawn, written: fresh.length };
}

/** Of these lines, the words of documents that they stand on, as `wordsOf` names them. */
async function heardOf(db: Db, ids: readonly string[]): Promise<Map<string, ReadonlySet<string>>> {
  const heard = new Map<string, Set<string>>();
  if (ids.length === 0) return heard;
  const rows = await db
    .selectFrom('analogue_evidence')
    .select(['analogue_id', 'article_id as articleId', 'field', 'start_at as start'])
    .where('analogue_id', 'in', [...ids])
    .where('article_id', 'is not', null)
    .execute();
  for (const r of rows) heard.set(r.analogue_id, (heard.get(r.analogue_id) ?? new Set()).add(wordsOf(r)));
  return heard;
}
const wordsOf = (s: {
  readonly articleId: string | null;
  readonly field: string | null;
  readonly start: number | null;
}): string => `${s.articleId} ${s.field} ${s.start}`;

function contentOf(line: AnalogueLine): string {
  return JSON.stringify([
    line.kind,
    line.score,
    line.rank,
    line.ruleId,
    line.ruleVersion,
    line.sameProduct,
    line.whyZh,
    line.whyEn,
    line.components,
    line.evidence,
    line.against,
  ]);
}

/** All lines of an event in three statements: an archive's replay writes hundreds. */
async function insertLines(
  db: Db,
  eventId: string,
  lines: readonly (AnalogueLine & { id: string })[],
  moment: { asOf: string; computedAt: string },
): Promise<void> {
  if (lines.length === 0) return;
  await db
    .insertInto('analogue')
    .values(
      lines.map((line) => ({
        id: line.id,
        event_id: eventId,
        ticker: line.ticker,
        kind: line.kind,
        same_product: line.sameProduct,
        score: line.score,
        rank: line.rank,
        rule_id: line.ruleId,
        rule_version: line.ruleVersion,
        why_zh: line.whyZh,
        why_en: line.whyEn,
        lost_to_rule: line.lostTo?.ruleId ?? null,
        as_of: moment.asOf,
        computed_at: moment.computedAt,
      })),
    )
    .execute();
  const components = lines.flatMap((line) => line.components.map((c) => ({ analogue_id: line.id, ...c })));
  for (const part of chunks(components)) await db.insertInto('analogue_component').values(part).execute();
  for (const part of chunks(lines.flatMap(evidenceRows)))
    await db.insertInto('analogue_evidence').values(part).execute();
}

function evidenceRows(line: AnalogueLine & { id: string }) {
  return [
    ...line.evidence.map((e) => ({ e, against: false })),
    ...line.against.map((e) => ({ e, against: true })),
  ].map(({ e, against }, position) => ({
    analogue_id: line.id,
    position,
    against,
    side: e.side,
    trait_id: e.trait,
    article_id: e.side === 'event' ? e.articleId : null,
    field: e.side === 'event' ? e.field : null,
    start_at: e.side === 'event' ? e.start : null,
    end_at: e.side === 'event' ? e.end : null,
    text: e.side === 'event' ? e.text : null,
    source_title: e.side === 'company' ? e.source : null,
    source_url: e.side === 'company' ? e.url : null,
    source_date: e.side === 'company' ? e.date : null,
    note: e.side === 'company' ? e.note : null,
    note_zh: e.side === 'company' ? (e.noteZh ?? null) : null,
  }));
}

/** Every hit of a trait or theme in the event's articles, with what ranks hits against each other. */
export async function eventHits(db: Db, eventId: string): Promise<EventHit[]> {
  const rows = await sql<EventHit>`
SELECT t.trait_id AS term, t.article_id AS "articleId", t.field, t.start_at AS start, t.end_at AS "end", t.strength::float8 AS weight, a.first_hand AS "firstHand", a.published_at AS "publishedAt"
FROM event_article e JOIN article a ON a.id = e.article_id JOIN article_trait t ON t.article_id = a.id WHERE e.event_id = ${eventId}
UNION ALL
SELECT 'theme:' || t.theme_id, t.article_id, t.field, t.start_at, t.end_at, t.weight::float8, a.first_hand, a.published_at
FROM event_article e JOIN article a ON a.id = e.article_id JOIN article_theme t ON t.article_id = a.id WHERE e.event_id = ${eventId}`.execute(
    db,
  );
  return rows.rows;
}

/**
 * The dated facts that stand behind companies' traits at a moment; of a trait the one with a revenue share where there is
 * one. Only those of the traits that may be quoted, and of each company the first of all, where no other speaks for it.
 */
export async function companyFacts(
  db: Db,
  tickers: readonly string[],
  traits: readonly string[],
  day: string,
  strictAt: string | null,
): Promise<Map<string, Fact[]>> {
  const facts = new Map<string, Fact[]>();
  if (tickers.length === 0) return facts;
  const order = sql`(c.revenue_share IS NULL), c.valid_from DESC, c.source_date DESC, c.source_url COLLATE "C", c.trait_id COLLATE "C"`;
  const own = sql`SELECT c.ticker, c.trait_id, c.strength, c.revenue_share, c.share_of, c.source_title, c.source_url, c.source_date, c.note, c.note_zh, c.valid_from
    FROM company_trait c
    WHERE c.ticker = o.ticker AND c.source_date < ${day}::date AND c.valid_from <= ${day}::date AND (c.valid_to IS NULL OR c.valid_to > ${day}::date)${
      strictAt === null ? sql`` : sql` AND c.recorded_at <= ${strictAt}::timestamptz`
    }`;
  // A company at a time: ranking every fact of every company to find the first of each sorts a hundred times as many.
  const { rows } = await sql<FactRow>`
SELECT c.* FROM unnest(${[...new Set(tickers)]}::text[]) o(ticker) CROSS JOIN LATERAL (
  (${own} ORDER BY ${order} LIMIT 1) UNION ALL (${own} AND c.trait_id = ANY (${[...traits]}::text[]))
) c ORDER BY c.ticker COLLATE "C", ${order}`.execute(db);
  for (const r of rows) {
    const list = facts.get(r.ticker) ?? [];
    if (list.some((f) => f.trait === r.trait_id)) continue;
    const share = r.revenue_share === null ? null : Math.round(r.revenue_share * 1e4) / 1e4;
    const shown = shownOf(share, r.share_of, noteFrom(r.note_zh, r.note));
    list.push({
      side: 'company',
      trait: r.trait_id,
      source: r.source_title,
      url: r.source_url,
      date: r.source_date,
      note: shown.en,
      ...(shown.zh === null ? {} : { noteZh: shown.zh }),
      share,
      strength: r.strength,
    });
    facts.set(r.ticker, list);
  }
  return facts;
}

interface FactRow {
  ticker: string;
  trait_id: string;
  strength: number;
  revenue_share: number | null;
  share_of: string | null;
  source_title: string;
  source_url: string;
  source_date: string;
  note: string | null;
  note_zh: string | null;
}

/**
 * Relations to one entity that were public and held at a moment. The library names a listed counterpart by its ticker: those
 * are relations to its issuer.
 */
export async function relationsTo(db: Db, entityId: string, day: string): Promise<SupplyRelation[]> {
  const rows = await db
    .selectFrom('company_relation')
    .selectAll()
    .where((eb) =>
      eb.or([
        eb('entity_id', '=', entityId),
        eb('entity_id', 'in', eb.selectFrom('company').select('ticker').where('issuer', '=', entityId)),
      ]),
    )
    .where('kind', 'in', ['supplier_of', 'customer_of', 'licensee_of'])
    .where('source_date', '<', day)
    .where('valid_from', '<=', day)
    .where((eb) => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>', day)]))
    .execute();
  const name = rows.length === 0 ? { zh: entityId, en: entityId } : await nameOf(db, entityId);
  return rows
    .sort((a, b) => (a.ticker < b.ticker ? -1 : a.ticker > b.ticker ? 1 : a.entity_id < b.entity_id ? -1 : 1))
    .map((r) => ({
      ticker: r.ticker,
      kind: r.kind,
      entity: r.entity_id,
      sourceTitle: r.source_title,
      sourceUrl: r.source_url,
      sourceDate: r.source_date,
      shown: shownRelation(r.kind, name, noteFrom(r.note_zh, r.note)),
    }));
}

/** Both names of an entity: a listed one's as the library writes them, another's from the lexicon. */
async function nameOf(db: Db, entityId: string): Promise<{ zh: string; en: string }> {
  const { rows } = await sql<{ zh: string; en: string }>`
SELECT zh, en FROM (
  SELECT 0 AS place, name_zh AS zh, name_en AS en, id FROM entity WHERE id = ${entityId}
  UNION ALL SELECT 1, name_zh_hans, name_en, ticker FROM company WHERE issuer = ${entityId}) named
ORDER BY place, id COLLATE "C" LIMIT 1`.execute(db);
  return rows[0] ?? { zh: entityId, en: entityId };
}
