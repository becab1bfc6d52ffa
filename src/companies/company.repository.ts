import { chunks, type Db } from '../db/index.ts';
import type { Company } from './company.ts';

/**
 * Makes the tables hold exactly these companies. A fact already written down keeps its `recorded_at`: strict
 * as-of questions ask what had been recorded then, so loading the same file again must not make it younger or older.
 */
export async function saveCompanies(
  db: Db,
  companies: readonly Company[],
  recordedAt: string,
): Promise<void> {
  const before = new Map(
    (await db.selectFrom('company_trait').selectAll().execute()).map((r) => [
      factKey(r.ticker, r.trait_id, r.valid_from, r.source_url, r.strength, r.revenue_share),
      r.recorded_at,
    ]),
  );
  await db.deleteFrom('company_alias').execute();
  await db.deleteFrom('company_product').execute();
  await db.deleteFrom('company_trait').execute();
  await db.deleteFrom('company_relation').execute();
  for (const part of chunks(companies, 200))
    await db
      .insertInto('company')
      .values(
        part.map((c) => ({
          ticker: c.ticker,
          exchange: c.exchange,
          issuer: c.issuer,
          name_zh_hans: c.name.zhHans,
          name_zh_hant: c.name.zhHant,
          name_en: c.name.en,
          listed_on: c.listedOn,
          delisted_on: c.delistedOn,
          summary_zh: c.summary.zh,
          summary_en: c.summary.en,
        })),
      )
      .onConflict((conflict) =>
        conflict.column('ticker').doUpdateSet((eb) => ({
          exchange: eb.ref('excluded.exchange'),
          issuer: eb.ref('excluded.issuer'),
          name_zh_hans: eb.ref('excluded.name_zh_hans'),
          name_zh_hant: eb.ref('excluded.name_zh_hant'),
          name_en: eb.ref('excluded.name_en'),
          listed_on: eb.ref('excluded.listed_on'),
          delisted_on: eb.ref('excluded.delisted_on'),
          summary_zh: eb.ref('excluded.summary_zh'),
          summary_en: eb.ref('excluded.summary_en'),
        })),
      )
      .execute();
  const aliases = companies.flatMap((c) => {
    const own = new Set([c.name.zhHans, c.name.zhHant, c.name.en, ...c.aliases]);
    return [
      ...[...own].map((alias) => ({ ticker: c.ticker, alias, lookalike: false })),
      ...c.lookalikes
        .filter((alias) => !own.has(alias))
        .map((alias) => ({ ticker: c.ticker, alias, lookalike: true })),
    ];
  });
  for (const part of chunks(aliases)) await db.insertInto('company_alias').values(part).execute();
  const products = companies.flatMap((c) =>
    [...new Set(c.products)].map((product) => ({ ticker: c.ticker, product })),
  );
  for (const part of chunks(products)) await db.insertInto('company_product').values(part).execute();
  const traits = companies.flatMap((c) =>
    c.traits.map((t) => ({
      ticker: c.ticker,
      trait_id: t.trait,
      valid_from: t.validFrom,
      valid_to: t.validTo,
      strength: t.strength,
      revenue_share: t.share,
      share_of: t.of,
      source_title: t.source.title,
      source_url: t.source.url,
      source_date: t.source.publishedAt,
      note: t.note?.en ?? null,
      note_zh: t.note?.zh ?? null,
      recorded_at:
        before.get(factKey(c.ticker, t.trait, t.validFrom, t.source.url, t.strength, t.share)) ?? recordedAt,
    })),
  );
  for (const part of chunks(traits))
    await db
      .insertInto('company_trait')
      .values(part)
      .onConflict((c) => c.doNothing())
      .execute();
  const relations = companies.flatMap((c) =>
    c.relations.map((r) => ({
      ticker: c.ticker,
      kind: r.kind,
      entity_id: r.to,
      valid_from: r.validFrom,
      valid_to: r.validTo,
      source_title: r.source.title,
      source_url: r.source.url,
      source_date: r.source.publishedAt,
      note: r.note?.en ?? null,
      note_zh: r.note?.zh ?? null,
      recorded_at: recordedAt,
    })),
  );
  for (const part of chunks(relations))
    await db
      .insertInto('company_relation')
      .values(part)
      .onConflict((c) => c.doNothing())
      .execute();
}

/** Four-byte reals come back rounded: compare what the column can hold. */
function factKey(
  ticker: string,
  trait: string,
  from: string,
  url: string,
  strength: number,
  share: number | null,
): string {
  return [
    ticker,
    trait,
    from,
    url,
    Math.fround(strength).toPrecision(6),
    share === null ? '' : Math.fround(share).toPrecision(6),
  ].join('\u0000');
}

/** Names and lookalike names of every company, for finding them in text. */
export async function companyNames(
  db: Db,
): Promise<{ ticker: string; issuer: string; alias: string; lookalike: boolean }[]> {
  const rows = await db
    .selectFrom('company_alias')
    .innerJoin('company', 'company.ticker', 'company_alias.ticker')
    .select(['company_alias.ticker', 'company.issuer', 'company_alias.alias', 'company_alias.lookalike'])
    .execute();
  return rows.sort((a, b) =>
    a.ticker < b.ticker ? -1 : a.ticker > b.ticker ? 1 : a.alias < b.alias ? -1 : 1,
  );
}
