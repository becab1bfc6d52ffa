import { loadRules, type OpposedPair, type Rule } from '../analogues/index.ts';
import { type Company, noteFrom } from '../companies/index.ts';
import type { Db } from '../db/index.ts';
import { loadThemes, loadTraits, type TermPattern, type Theme, type Trait } from '../themes/index.ts';
import type { Parity } from './files.ts';

/** The part of the library that the tables hold: all but the conditions of names and the lexicon, which stay in files. */
export interface StoredLibrary {
  readonly traits: readonly Trait[];
  readonly themes: readonly Theme[];
  readonly companies: readonly Company[];
  readonly rules: readonly Rule[];
  readonly opposed: readonly OpposedPair[];
  readonly parity: readonly Parity[];
}

/**
 * The library as the tables hold it, each list in order of its key. Loading keeps the rows of withdrawn terms and
 * companies, because old results point to them; what nothing names any more is not part of the library.
 */
export async function storedLibrary(db: Db): Promise<StoredLibrary> {
  const companies = await loadCompanies(db);
  const rules = (await loadRules(db)).map((r) => r.rule);
  const opposed = (await db.selectFrom('opposed_pair').selectAll().execute())
    .map((o) => ({
      event: o.event_trait,
      company: o.company_trait,
      reason: { zh: o.reason_zh, en: o.reason_en },
    }))
    .sort((a, b) => compare(`${a.event} ${a.company}`, `${b.event} ${b.company}`));
  const parity = (await db.selectFrom('product_parity').selectAll().execute())
    .map((p) => ({
      trait: p.trait_id,
      verdict: p.verdict as Parity['verdict'],
      reason: { zh: p.reason_zh, en: p.reason_en },
      source: { title: p.source_title, url: p.source_url, publishedAt: p.source_date },
    }))
    .sort((a, b) => compare(`${a.trait} ${a.source.publishedAt}`, `${b.trait} ${b.source.publishedAt}`));
  const plain = (patterns: readonly TermPattern[]): TermPattern[] =>
    patterns.map((p) => ({ pattern: p.pattern, weight: p.weight, near: p.near, unless: p.unless }));
  const used = new Set([
    ...companies.flatMap((c) => c.traits.map((t) => t.trait)),
    ...rules.flatMap((r) => r.terms.map((t) => (t.subject === 'theme' ? `theme:${t.name}` : t.name))),
    ...opposed.flatMap((o) => [o.event, o.company]),
    ...parity.map((p) => p.trait),
  ]);
  const themes = (await loadThemes(db)).map((t) => ({ ...t, patterns: plain(t.patterns) }));
  const parents = new Set(themes.filter((t) => t.patterns.length > 0).map((t) => t.parent));
  return {
    traits: (await loadTraits(db))
      .map((t) => ({ ...t, patterns: plain(t.patterns) }))
      .filter((t) => t.patterns.length > 0 || used.has(t.id)),
    themes: themes.filter((t) => t.patterns.length > 0 || used.has(`theme:${t.id}`) || parents.has(t.id)),
    companies,
    rules,
    opposed,
    parity,
  };
}

/** Companies with at least one name: a withdrawn one keeps its row only. */
async function loadCompanies(db: Db): Promise<Company[]> {
  const rows = await db.selectFrom('company').selectAll().execute();
  const by = <T extends { ticker: string }>(all: readonly T[]): Map<string, T[]> => {
    const map = new Map<string, T[]>();
    for (const row of all) {
      const list = map.get(row.ticker);
      if (list === undefined) map.set(row.ticker, [row]);
      else list.push(row);
    }
    return map;
  };
  const names = by(await db.selectFrom('company_alias').selectAll().execute());
  const products = by(await db.selectFrom('company_product').selectAll().execute());
  const traits = by(await db.selectFrom('company_trait').selectAll().execute());
  const relations = by(await db.selectFrom('company_relation').selectAll().execute());
  return rows
    .filter((r) => names.has(r.ticker))
    .sort((a, b) => compare(a.ticker, b.ticker))
    .map((r) => {
      const own = new Set([r.name_zh_hans, r.name_zh_hant, r.name_en]);
      const alias = (lookalike: boolean): string[] =>
        (names.get(r.ticker) ?? [])
          .filter((n) => n.lookalike === lookalike && !own.has(n.alias))
          .map((n) => n.alias)
          .sort(compare);
      return {
        ticker: r.ticker,
        exchange: r.exchange as Company['exchange'],
        issuer: r.issuer,
        name: { zhHans: r.name_zh_hans, zhHant: r.name_zh_hant, en: r.name_en },
        aliases: alias(false),
        lookalikes: alias(true),
        listedOn: r.listed_on,
        delistedOn: r.delisted_on,
        summary: { zh: r.summary_zh, en: r.summary_en },
        products: (products.get(r.ticker) ?? []).map((p) => p.product).sort(compare),
        traits: (traits.get(r.ticker) ?? [])
          .sort(
            (a, b) =>
              compare(a.trait_id, b.trait_id) ||
              compare(a.valid_from, b.valid_from) ||
              compare(a.source_url, b.source_url),
          )
          .map((t) => ({
            trait: t.trait_id,
            strength: t.strength,
            share: t.revenue_share,
            of: t.share_of,
            validFrom: t.valid_from,
            validTo: t.valid_to,
            source: { title: t.source_title, url: t.source_url, publishedAt: t.source_date },
            note: noteFrom(t.note_zh, t.note),
          })),
        relations: (relations.get(r.ticker) ?? [])
          .sort((a, b) =>
            compare(`${a.kind} ${a.entity_id} ${a.valid_from}`, `${b.kind} ${b.entity_id} ${b.valid_from}`),
          )
          .map((x) => ({
            kind: x.kind as Company['relations'][number]['kind'],
            to: x.entity_id,
            validFrom: x.valid_from,
            validTo: x.valid_to,
            source: { title: x.source_title, url: x.source_url, publishedAt: x.source_date },
            note: noteFrom(x.note_zh, x.note),
          })),
      };
    });
}
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
