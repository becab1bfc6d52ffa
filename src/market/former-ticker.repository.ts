/**
 * Codes under which a company was listed before: all of Beijing's 43, 83 and 87 became 920 on 9 October 2025 (six on
 * 6 May). A company of the library names its former code among its aliases; what a vendor's file says under it is the
 * company's own history.
 */
import { sql } from 'kysely';
import type { Db } from '../db/index.ts';

/** Present ticker by former one. */
async function formerTickers(db: Db): Promise<Map<string, string>> {
  const { rows } = await sql<{ alias: string; ticker: string }>`
    SELECT upper(a.alias) AS alias, a.ticker FROM company_alias a
    WHERE NOT a.lookalike AND a.alias ~* '^[0-9]{6}[.](BJ|SH|SZ)$' AND NOT EXISTS (SELECT 1 FROM company c WHERE c.ticker = upper(a.alias))
    ORDER BY a.ticker COLLATE "C"`.execute(db);
  return new Map(rows.map((r) => [r.alias, r.ticker]));
}

/**
 * The rows with former tickers replaced by present ones. Where a row under the present ticker says the same thing of the
 * same day (`of`: what makes two rows one), that one holds. The same array where there is nothing to replace.
 */
export async function underPresentTickers<T extends { readonly ticker: string }>(
  db: Db,
  rows: readonly T[],
  of: (row: T) => string,
): Promise<readonly T[]> {
  const present = await formerTickers(db);
  if (present.size === 0 || !rows.some((r) => present.has(r.ticker))) return rows;
  const renamed = new Set(present.values());
  const held = new Set(rows.filter((r) => renamed.has(r.ticker)).map((r) => `${r.ticker} ${of(r)}`));
  return rows.flatMap((row) => {
    const ticker = present.get(row.ticker);
    if (ticker === undefined) return [row];
    return held.has(`${ticker} ${of(row)}`) ? [] : [{ ...row, ticker }];
  });
}
