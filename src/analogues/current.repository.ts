import { type PageAt, pagesOf } from '../articles/index.ts';
import type { Db } from '../db/index.ts';
import type { AnalogueEvidenceTable } from './analogue.table.ts';
import type { Kind } from './candidate.ts';
import type { Evidence } from './evidence.ts';
import { listedLines } from './mention.repository.ts';
import type { Component } from './score.ts';

/** A line as it was written: the number, its parts, and both sides of the evidence. */
export interface StoredLine {
  readonly id: string;
  readonly eventId: string;
  readonly ticker: string;
  /** Every line of its issuer that was listed then, this one first. */
  readonly lines: readonly string[];
  readonly kind: Kind;
  readonly score: number;
  readonly rank: number;
  readonly ruleId: string | null;
  readonly ruleVersion: number | null;
  readonly sameProduct: boolean;
  readonly whyZh: string;
  readonly whyEn: string;
  readonly asOf: string;
  readonly computedAt: string;
  /** null while it stands. */
  readonly supersededAt: string | null;
  readonly components: readonly Component[];
  readonly evidence: readonly Evidence[];
  readonly against: readonly Evidence[];
}

/**
 * The standing lines of an event by rank; with `history` the superseded ones too, newest first within a ticker. With `at`
 * (an instant) those that stood then.
 */
export async function storedLines(
  db: Db,
  eventId: string,
  wanted: { history?: boolean; ticker?: string; at?: string } = {},
): Promise<StoredLine[]> {
  const { at } = wanted;
  let query = db.selectFrom('analogue').selectAll().where('event_id', '=', eventId);
  if (at !== undefined)
    query = query
      .where('computed_at', '<=', at)
      .where((eb) => eb.or([eb('superseded_at', 'is', null), eb('superseded_at', '>', at)]));
  else if (wanted.history !== true) query = query.where('superseded_at', 'is', null);
  if (wanted.ticker !== undefined) query = query.where('ticker', '=', wanted.ticker);
  const lines = await query.execute();
  if (lines.length === 0) return [];
  const ids = lines.map((l) => l.id);
  const listed = await listedLines(
    db,
    lines.map((l) => ({ ticker: l.ticker, day: l.as_of.slice(0, 10) })),
  );
  const listedOf = new Map(ids.map((id, i) => [id, listed[i]!]));
  const components = await db
    .selectFrom('analogue_component')
    .selectAll()
    .where('analogue_id', 'in', ids)
    .execute();
  const evidence = await db
    .selectFrom('analogue_evidence')
    .selectAll()
    .where('analogue_id', 'in', ids)
    .execute();
  evidence.sort((a, b) => a.position - b.position);
  const pageAt = await pagesOf(
    db,
    evidence.flatMap((e) => e.article_id ?? []),
  );
  // At a moment of the past it does not matter which of the lines have been replaced since.
  const gone = (l: (typeof lines)[number]): number => Number(at === undefined && l.superseded_at !== null);
  const order = new Map(COMPONENT_ORDER.map((name, i) => [name, i]));
  return lines
    .sort(
      (a, b) =>
        gone(a) - gone(b) ||
        a.rank - b.rank ||
        (a.computed_at > b.computed_at ? -1 : a.computed_at < b.computed_at ? 1 : a.id < b.id ? -1 : 1),
    )
    .map((l) => ({
      id: l.id,
      eventId: l.event_id,
      ticker: l.ticker,
      lines: listedOf.get(l.id)!,
      kind: l.kind as Kind,
      score: l.score,
      rank: l.rank,
      ruleId: l.rule_id,
      ruleVersion: l.rule_version,
      sameProduct: l.same_product,
      whyZh: l.why_zh,
      whyEn: l.why_en,
      asOf: l.as_of,
      computedAt: l.computed_at,
      supersededAt: l.superseded_at,
      components: components
        .filter((c) => c.analogue_id === l.id)
        .map(({ name, value, note }) => ({ name, value, note }))
        .sort(
          (a, b) =>
            (order.get(a.name) ?? 99) - (order.get(b.name) ?? 99) ||
            (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
        ),
      evidence: evidence
        .filter((e) => e.analogue_id === l.id && !e.against)
        .map((e) => evidenceOf(e, pageAt)),
      against: evidence.filter((e) => e.analogue_id === l.id && e.against).map((e) => evidenceOf(e, pageAt)),
    }));
}

/** The order in which the factors of a sum are read out. */
const COMPONENT_ORDER = [
  'rule_weight',
  'event_fit',
  'company_fit',
  'kinship',
  'event_product',
  'company_product',
  'evidence_grade',
  'purity',
  'crowding',
  'against_event',
  'against_company',
  'company_said',
  'named',
];

function evidenceOf(
  e: Omit<AnalogueEvidenceTable, 'analogue_id' | 'position' | 'against'>,
  pageAt: PageAt,
): Evidence {
  const page = e.field === 'body' ? pageAt(e.article_id!, e.start_at!) : undefined;
  return e.side === 'event'
    ? {
        side: 'event',
        trait: e.trait_id ?? '',
        articleId: e.article_id!,
        field: e.field as 'title' | 'body',
        start: e.start_at!,
        end: e.end_at!,
        text: e.text!,
        ...(page === undefined ? {} : { page }),
      }
    : {
        side: 'company',
        trait: e.trait_id ?? '',
        source: e.source_title!,
        url: e.source_url ?? '',
        date: e.source_date!,
        note: e.note,
        ...(e.note_zh === null ? {} : { noteZh: e.note_zh }),
      };
}

/** The shape in which commands and the console hand a line out; it is a contract (DESIGN.md, section 6). */
export function lineRow(line: {
  ticker: string;
  lines: readonly string[];
  kind: Kind;
  score: number;
  rank: number;
  ruleId: string | null;
  sameProduct: boolean;
  whyZh: string;
  whyEn: string;
  evidence: readonly Evidence[];
  against: readonly Evidence[];
}): object {
  return {
    ticker: line.ticker,
    kind: line.kind,
    score: line.score,
    rank: line.rank,
    lines: [...line.lines],
    rule: line.ruleId,
    sameProduct: line.sameProduct,
    why: { zh: line.whyZh, en: line.whyEn },
    evidence: line.evidence.map(evidenceRow),
    against: line.against.map(evidenceRow),
  };
}
export function evidenceRow(e: Evidence): object {
  return e.side === 'event'
    ? {
        side: 'event',
        trait: e.trait,
        articleId: e.articleId,
        ...(e.field === 'title' ? { field: 'title' } : {}),
        start: e.start,
        end: e.end,
        text: e.text,
        ...(e.page === undefined ? {} : { page: e.page }),
      }
    : {
        side: 'company',
        trait: e.trait,
        source: e.source,
        url: e.url,
        date: e.date,
        ...(e.note === null ? {} : { note: e.note }),
        ...(e.noteZh === undefined ? {} : { noteZh: e.noteZh }),
      };
}

/** The same evidence, with the page of each quotation that stands in a PDF. */
export async function withPages(db: Db, evidence: readonly Evidence[]): Promise<Evidence[]> {
  const pageAt = await pagesOf(
    db,
    evidence.flatMap((e) => (e.side === 'event' ? e.articleId : [])),
  );
  return evidence.map((e) => {
    const page = e.side === 'event' && e.field === 'body' ? pageAt(e.articleId, e.start) : undefined;
    return page === undefined ? e : { ...e, page };
  });
}

/** The moment as of which the standing lines of an event were computed; null where it has none. */
export async function latestAsOf(db: Db, eventId: string): Promise<string | null> {
  const row = await db
    .selectFrom('analogue')
    .select((eb) => eb.fn.max('as_of').as('at'))
    .where('event_id', '=', eventId)
    .where('superseded_at', 'is', null)
    .executeTakeFirst();
  return row?.at ?? null;
}
