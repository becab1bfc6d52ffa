import { createHash } from 'node:crypto';
import { saveRules } from '../analogues/index.ts';
import { saveCompanies } from '../companies/index.ts';
import { type Db, refreshStatistics } from '../db/index.ts';
import { saveEntities } from '../entities/index.ts';
import { thresholdsOf } from '../events/index.ts';
import { saveTerms } from '../themes/index.ts';
import type { LibraryFiles } from './files.ts';

export function libraryDigest(library: LibraryFiles): string {
  return createHash('sha256').update(JSON.stringify(library)).digest('hex');
}

/**
 * Loads the library in one transaction; nothing is written where the same text is loaded already.
 * @returns true where something changed.
 */
export async function applyLibrary(db: Db, library: LibraryFiles, recordedAt: string): Promise<boolean> {
  const current = await db
    .selectFrom('library_version')
    .select('digest')
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (current?.digest === libraryDigest(library)) return false;
  await db.transaction().execute((trx) => writeLibrary(trx, library, recordedAt));
  // Without statistics the planner takes nested loops for the matching statement, and opens the table for every fact.
  await refreshStatistics(db, [
    'company',
    'company_trait',
    'rule',
    'rule_term',
    'trait',
    'entity_alias',
    'company_alias',
  ]);
  return true;
}

/** Makes the tables hold this library. Call it inside a transaction: half a library must never be seen. */
export async function writeLibrary(trx: Db, library: LibraryFiles, recordedAt: string): Promise<void> {
  await saveTerms(trx, library.themes, library.traits);
  await saveCompanies(trx, library.companies, recordedAt);
  await saveEntities(trx, library.entities);
  await saveRules(trx, library.rules, library.opposed, recordedAt);
  await trx.deleteFrom('product_parity').execute();
  if (library.parity.length > 0)
    await trx
      .insertInto('product_parity')
      .values(
        library.parity.map((p) => ({
          trait_id: p.trait,
          verdict: p.verdict,
          reason_zh: p.reason.zh,
          reason_en: p.reason.en,
          source_title: p.source.title,
          source_url: p.source.url,
          source_date: p.source.publishedAt,
        })),
      )
      .execute();
  await saveWeights(trx, library);
  await trx
    .insertInto('library_version')
    .values({ digest: libraryDigest(library), recorded_at: recordedAt })
    .onConflict((c) => c.column('digest').doUpdateSet({ recorded_at: recordedAt }))
    .execute();
}

/** Versions of the weights and thresholds stay: stored scores name the one they were computed with. */
async function saveWeights(db: Db, library: LibraryFiles): Promise<void> {
  const { version, weights } = library.hype.settings;
  await db.deleteFrom('hype_weight').where('version', '=', version).execute();
  await db
    .insertInto('hype_weight')
    .values(Object.entries(weights).map(([component, weight]) => ({ version, component, weight })))
    .execute();
  await db.deleteFrom('hype_threshold').where('version', '=', version).execute();
  await db
    .insertInto('hype_threshold')
    .values(
      Object.entries(thresholdsOf(library.hype.settings)).map(([name, value]) => ({ version, name, value })),
    )
    .execute();
}
