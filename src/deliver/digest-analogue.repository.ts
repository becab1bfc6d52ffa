import { sql } from 'kysely';

import { listedLines, reservationOf } from '../analogues/index.ts';

import { type Exchange, shareOfZh, shownRelation } from '../companies/index.ts';

import type { Db } from '../db/index.ts';
import {
  againstRevenue,
  crowdingPhrase,
  houseCrowding,
  minutesSince,
  revenuesOf,
  sizingOf,
} from '../market/index.ts';
import {
  type CompanySource,
  type DigestAnalogue,
  type Kind,
  type Language,
  type Quote,
  quotation,
  type SizingLine,
  type TradingLine,
} from './digest.ts';
import { grouped } from './digest-event.repository.ts';

interface AnalogueRow {
  id: string;
  event_id: string;
  ticker: string;
  kind: Kind;
  same_product: boolean;
  score: number;
  rank: number;
  rule_id: string | null;
  rule_version: number | null;
  why_zh: string;
  why_en: string;
  lost_to_rule: string | null;
  as_of: string;
  exchange: Exchange;
  name_zh_hans: string;
  name_zh_hant: string;
  name_en: string;
  title_zh: string | null;
  title_en: string | null;
  rationale_zh: string | null;
  rationale_en: string | null;
}
interface EvidenceRow {
  analogue_id: string;
  against: boolean;
  side: 'event' | 'company';
  field: string | null;
  name_zh: string | null;
  name_en: string | null;
  text: string | null;
  source_title: string | null;
  source_url: string | null;
  source_date: string | null;
  note: string | null;
  note_zh: string | null;
  /** The other side of a relation, where a line stored before names were kept says its id. */
  other_zh: string | null;
  other_en: string | null;
  title: string | null;
  url: string | null;
  outlet: string | null;
  published_at: string | null;
  first_hand: boolean | null;
  page: number | null;
}

/** The analogues of events that stood at `to`, by event, in order of kind and rank. */
export async function analoguesOf(
  db: Db,
  eventIds: readonly string[],
  to: string,
  language: Language,
): Promise<Map<string, DigestAnalogue[]>> {
  if (eventIds.length === 0) return new Map();
  const { rows } = await sql<AnalogueRow>`
    SELECT a.id, a.event_id, a.ticker, a.kind, a.same_product, a.score, a.rank, a.rule_id, a.rule_version, a.why_zh, a.why_en, a.lost_to_rule, a.as_of,
      c.exchange, c.name_zh_hans, c.name_zh_hant, c.name_en, r.title_zh, r.title_en, r.rationale_zh, r.rationale_en
    FROM analogue a JOIN company c ON c.ticker = a.ticker LEFT JOIN rule r ON r.id = a.rule_id
    WHERE a.event_id IN (SELECT unnest(${eventIds}::text[])) AND a.computed_at <= ${to} AND (a.superseded_at IS NULL OR a.superseded_at > ${to})
    ORDER BY a.event_id COLLATE "C", a.kind COLLATE "C", a.rank, a.ticker COLLATE "C"`.execute(db);
  if (rows.length === 0) return new Map();
  const ids = rows.map((r) => r.id);
  const evidence = await evidenceOf(db, ids);
  const { rows: components } = await sql<{
    analogue_id: string;
    name: string;
    value: number;
    note: string | null;
  }>`SELECT * FROM analogue_component WHERE analogue_id IN (SELECT unnest(${ids}::text[])) ORDER BY analogue_id, name COLLATE "C"`.execute(
    db,
  );
  const listed = await listedLines(
    db,
    rows.map((r) => ({ ticker: r.ticker, day: r.as_of.slice(0, 10) })),
  );
  const linesOf = new Map(ids.map((id, i) => [id, listed[i]!]));
  const tradingOf = await tradingLines(db, linesOf);
  const componentsOf = grouped(components, (r) => r.analogue_id);
  const named = [...new Set(rows.map((r) => r.ticker))];
  const runs = await houseCrowding(db, to, named);
  const sizes = await companySizing(db, named, to, language, await revenuesOf(db, named, to.slice(0, 10)));
  const out = new Map<string, DigestAnalogue[]>();
  for (const [eventId, list] of grouped(rows, (r) => r.event_id))
    out.set(
      eventId,
      list.map((r) => {
        const mine = evidence.get(r.id) ?? [];
        const side = (against: boolean) => ({
          quotes: mine
            .filter((e) => e.against === against && e.side === 'event')
            .map((e) => quote(e, language)),
          sources: mine
            .filter((e) => e.against === against && e.side === 'company')
            .map((e) => source(e, language)),
        });
        return {
          id: r.id,
          ticker: r.ticker,
          lines: linesOf.get(r.id)!,
          name: language === 'en' ? r.name_en : language === 'zh' ? r.name_zh_hans : r.name_zh_hant,
          exchange: r.exchange,
          kind: r.kind,
          sameProduct: r.same_product,
          score: r.score,
          rank: r.rank,
          why: language === 'en' ? r.why_en : r.why_zh,
          rule:
            r.rule_id === null
              ? null
              : {
                  id: r.rule_id,
                  version: r.rule_version ?? 1,
                  title: (language === 'en' ? r.title_en : r.title_zh) ?? r.rule_id,
                  rationale: (language === 'en' ? r.rationale_en : r.rationale_zh) ?? '',
                },
          reservation:
            r.lost_to_rule === null
              ? null
              : reservationOf(r.kind, r.lost_to_rule, language === 'en' ? 'en' : 'zh'),
          ...side(false),
          against: side(true),
          components: (componentsOf.get(r.id) ?? []).map(({ name, value, note }) => ({ name, value, note })),
          crowding: crowdingPhrase(runs.get(r.ticker) ?? null, language === 'en' ? 'en' : 'zh'),
          trading: tradingOf.get(r.id) ?? [],
          sizing: r.kind === 'soft' ? (sizes.get(r.ticker) ?? []) : [],
        };
      }),
    );
  return out;
}

/** What was written of each listed line when its issuer was first named; in the order of `lines`. */
async function tradingLines(
  db: Db,
  lines: ReadonlyMap<string, readonly string[]>,
): Promise<Map<string, TradingLine[]>> {
  const { rows } = await sql<Omit<TradingLine, 'minutes'> & { id: string; broke: string }>`
    SELECT t.analogue_id AS id, t.ticker, t.at, t.shut, t.next_minute AS "nextMinute", e.first_seen AS broke, t.minutes_to_trade AS "minutesFromNaming",
      t.suspended, t.at_limit AS "atLimit", t.price_limit AS "limit", t.special_treatment AS "specialTreatment", t.ah_premium AS premium, t.ah_on AS "premiumOn", t.generated
    FROM tradability t JOIN analogue a ON a.id = t.analogue_id JOIN event e ON e.id = a.event_id
    WHERE t.analogue_id IN (SELECT unnest(${[...lines.keys()]}::text[]))`.execute(db);
  const out = grouped(rows, (r) => r.id);
  return new Map(
    [...out].map(([id, found]) => {
      const order = lines.get(id)!;
      const sorted = found.sort((a, b) => order.indexOf(a.ticker) - order.indexOf(b.ticker));
      return [
        id,
        sorted.map(({ id: _id, broke, ...t }, i) => ({
          ...t,
          minutes: minutesSince(broke, t.nextMinute),
          ...(i > 0 ? { premium: null, premiumOn: null } : {}),
        })),
      ];
    }),
  );
}

async function evidenceOf(db: Db, ids: readonly string[]): Promise<Map<string, EvidenceRow[]>> {
  const { rows } = await sql<EvidenceRow>`
    SELECT e.analogue_id, e.against, e.side, e.field, t.name_zh, t.name_en, e.text, e.source_title, e.source_url, e.source_date, e.note, e.note_zh,
      n.name_zh AS other_zh, n.name_en AS other_en,
      a.title, a.url, a.outlet, a.published_at, a.first_hand,
      (SELECT max(p.page) FROM article_page p WHERE p.article_id = e.article_id AND e.field = 'body' AND p.start_at <= e.start_at) AS page
    FROM analogue_evidence e LEFT JOIN trait t ON t.id = e.trait_id LEFT JOIN article a ON a.id = e.article_id
      LEFT JOIN entity n ON n.id = substring(e.note FROM '^[a-z]+_of ([^ ]+)$')
    WHERE e.analogue_id IN (SELECT unnest(${ids}::text[])) ORDER BY e.analogue_id, e.position`.execute(db);
  return grouped(rows, (r) => r.analogue_id);
}

function quote(e: EvidenceRow, language: Language): Quote {
  return {
    // A title is whole; a passage of a body may go on.
    text: quotation(e.text ?? '', e.field === 'title'),
    trait: language === 'en' ? e.name_en : e.name_zh,
    firstHand: e.first_hand ?? false,
    article: {
      title: e.title ?? '',
      url: e.url ?? '',
      outlet: e.outlet ?? '',
      publishedAt: e.published_at ?? '',
    },
    page: e.page,
    note: noteIn(e, language),
  };
}
function source(e: EvidenceRow, language: Language): CompanySource {
  return {
    trait: language === 'en' ? e.name_en : e.name_zh,
    title: e.source_title ?? '',
    url: e.source_url,
    date: e.source_date ?? '',
    note: noteIn(e, language),
  };
}

/**
 * A note in the reader's language. Lines stored before notes were kept in both languages hold one text: of it, who reads
 * Chinese gets what is structured (a share and its period, a relation) or is Chinese, and an English remark is left out.
 */
function noteIn(e: EvidenceRow, language: Language): string | null {
  if (language !== 'en' && e.note_zh !== null) return e.note_zh;
  if (e.note === null) return null;
  const relation = /^([a-z]+_of) (\S+)$/.exec(e.note);
  if (relation !== null) {
    const name = { zh: e.other_zh ?? relation[2]!, en: e.other_en ?? relation[2]! };
    return shownRelation(relation[1]!, name, null)[language === 'en' ? 'en' : 'zh'];
  }
  if (language === 'en') return e.note;
  const share = /^([\d.]+%) \(([^)]*)\)(?:; ([\s\S]*))?$/.exec(e.note);
  const rest = share === null ? e.note : (share[3] ?? '');
  const said = [
    ...(share === null ? [] : [`占${shareOfZh(share[2]!)}${share[1]}`]),
    ...(/\p{Script=Han}/u.test(rest) && !/[a-z]{3}/.test(rest) ? [rest] : []),
  ];
  return said.length === 0 ? null : said.join('；');
}

/** A company's own, and the period it is of: a half year is said to be one. */
type Revenue = { amount: number; currency: string; period: string };

interface SizingRow {
  key: string;
  name_zh: string;
  name_en: string;
  market_size: number;
  unit: string;
  fee_low: number;
  fee_high: number;
  share: number | null;
  source_title: string;
  source_title_zh: string | null;
  source_url: string;
  source_date: string;
}
function sizingLine(r: SizingRow, language: Language, revenue?: Revenue): SizingLine {
  const sum = sizingOf({
    marketSize: r.market_size,
    unit: r.unit,
    feeLow: r.fee_low,
    feeHigh: r.fee_high,
    ...(r.share === null ? {} : { share: r.share }),
    source: r.source_title,
    date: r.source_date,
  });
  const against = againstRevenue(sum, revenue ?? null);
  const en = language === 'en';
  const beside =
    against === null || revenue === undefined
      ? ''
      : en
        ? ` (${against.en} of ${revenue.period})`
        : `（${against.zh}，${revenue.period}）`;
  return {
    name: en ? r.name_en : r.name_zh,
    sum: `${en ? sum.en : sum.zh}${beside}`,
    source: en || r.source_title_zh === null ? r.source_title : null,
    remark: en ? null : r.source_title_zh,
    url: r.source_url,
    date: r.source_date,
  };
}

async function companySizing(
  db: Db,
  tickers: readonly string[],
  to: string,
  language: Language,
  revenues: ReadonlyMap<string, Revenue>,
): Promise<Map<string, SizingLine[]>> {
  const day = to.slice(0, 10);
  const { rows } = await sql<SizingRow>`
    SELECT DISTINCT ct.ticker AS key, s.id, s.name_zh, s.name_en, s.market_size, s.unit, s.fee_low, s.fee_high, s.share, s.source_title, s.source_title_zh, s.source_url, s.source_date
    FROM sizing s JOIN company_trait ct ON ct.trait_id = s.trait_id
    WHERE ct.ticker IN (SELECT unnest(${tickers}::text[])) AND s.source_date <= ${day}::date
      AND ct.valid_from <= ${day}::date AND (ct.valid_to IS NULL OR ct.valid_to > ${day}::date) AND ct.source_date <= ${day}::date
    ORDER BY s.id`.execute(db);
  return linesBy(rows, language, revenues);
}

/** Sums that hang on an event's themes rather than on a company. */
export async function eventSizing(
  db: Db,
  eventIds: readonly string[],
  to: string,
  language: Language,
): Promise<Map<string, SizingLine[]>> {
  if (eventIds.length === 0) return new Map();
  const { rows } = await sql<SizingRow>`
    SELECT et.event_id AS key, s.id, s.name_zh, s.name_en, s.market_size, s.unit, s.fee_low, s.fee_high, s.share, s.source_title, s.source_title_zh, s.source_url, s.source_date
    FROM sizing s JOIN event_theme et ON et.theme_id = s.theme_id
    WHERE et.event_id IN (SELECT unnest(${eventIds}::text[])) AND s.source_date <= ${to.slice(0, 10)}::date ORDER BY s.id`.execute(
    db,
  );
  return linesBy(rows, language);
}

function linesBy(
  rows: readonly SizingRow[],
  language: Language,
  revenues: ReadonlyMap<string, Revenue> = new Map(),
): Map<string, SizingLine[]> {
  const out = new Map<string, SizingLine[]>();
  for (const [key, list] of grouped(rows, (r) => r.key))
    out.set(
      key,
      list.map((r) => sizingLine(r, language, revenues.get(key))),
    );
  return out;
}
