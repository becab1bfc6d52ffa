/*
 * Milliseconds to link one event: generated companies, rules and traits (all of it is generated), on the embedded database
 * and on PostgreSQL where a URL is given, with the plan of the matching statement and how it grows with the companies.
 *
 *   npm run bench -- analogues [companies=5000] [rules=500] [traits=60] [postgres-url]
 */
import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import pg from 'pg';
import { computeAll, loadLinkLibrary, matchProducts, matchRules } from '../../src/analogues/index.ts';
import { type OpenDatabase, openEmbedded, openServer, refreshStatistics } from '../../src/db/index.ts';

const number = (text: string | undefined, otherwise: number): number =>
  text === undefined ? otherwise : Number(text);
const [companies, rules, traits] = [
  number(process.argv[2], 5000),
  number(process.argv[3], 500),
  number(process.argv[4], 60),
];
const server = process.argv[5];
const AT = '2026-06-01T00:00:00Z';
/** Distinct traits: a company has `traits` of them, a rule asks for a few. */
const VOCABULARY = Math.max(200, traits * 3);
const EVENTS = 30;

/** Fills the tables by arithmetic on row numbers: the same rows on every machine. */
async function fill(db: OpenDatabase, count: number): Promise<void> {
  const run = (sql: string) => db.run(sql);
  const mix = (a: string, b: number) => `(hashint4((${a})::int * ${b} + ${b}) & 2147483647)`;
  await run(`INSERT INTO trait (id, axis, name_zh, name_en, meaning)
    SELECT 't' || n, (ARRAY['model','model','delivery','customer','economics','product'])[1 + n % 6], 't' || n, 't' || n, 'generated' FROM generate_series(1, ${VOCABULARY}) n`);
  await run(`INSERT INTO company (ticker, exchange, issuer, name_zh_hans, name_zh_hant, name_en, listed_on, summary_zh, summary_en)
    SELECT lpad(n::text, 6, '0') || '.SZ', 'XSHE', 'c' || n, 'c' || n, 'c' || n, 'c' || n, '2015-01-01', '', '' FROM generate_series(1, ${count}) n`);
  await run(`INSERT INTO company_trait (ticker, trait_id, valid_from, strength, revenue_share, share_of, source_title, source_url, source_date, recorded_at)
    SELECT lpad(n::text, 6, '0') || '.SZ', 't' || (1 + (n * 7 + k * 3) % ${VOCABULARY}), '2022-01-01', 0.3 + 0.7 * (${mix('n + k * 7919', 31)} % 100) / 100.0,
      CASE WHEN k % 4 = 0 THEN (${mix('n + k', 17)} % 100) / 100.0 END, 'revenue', 'generated', 'https://generated.example/' || k, '2024-04-01', '2024-05-01'
    FROM generate_series(1, ${count}) n, generate_series(1, ${traits}) k ON CONFLICT DO NOTHING`);
  await run(`INSERT INTO rule (id, kind, title_zh, title_en, rationale_zh, rationale_en, author, written_on, recorded_at)
    SELECT 'rule-' || n, CASE WHEN n % 3 = 0 THEN 'trap' ELSE 'analogue' END, 'r', 'r', 'generated', 'generated', 'bench', '2024-01-01', '2024-01-02' FROM generate_series(1, ${rules}) n`);
  await run(`INSERT INTO rule_term (rule_id, side, subject, name, role, weight, minimum)
    SELECT 'rule-' || n, side, 'trait', 't' || (1 + ${mix('n * 13 + k + length(side) * 101', 29)} % ${VOCABULARY}), (ARRAY['require','require','any','any','prefer','against'])[k], 1, CASE WHEN k <= 2 THEN 0.4 ELSE 0.3 END
    FROM generate_series(1, ${rules}) n, (VALUES ('event'), ('company')) s(side), generate_series(1, 6) k ON CONFLICT DO NOTHING`);
  await run(`INSERT INTO article (id, origin, url, canonical_url, title, body, language, outlet, first_hand, published_at, fetched_at, detected_at)
    SELECT 'a' || n, 'replay', 'https://generated.example/' || n, 'https://generated.example/' || n, 'generated', 'generated', 'en', 'o', true, '${AT}', '${AT}', '${AT}' FROM generate_series(1, ${EVENTS}) n`);
  await run(`INSERT INTO event (id, origin, headline, first_seen, last_seen, first_article_id, recorded_at)
    SELECT 'e' || n, 'replay', 'generated', '${AT}', '${AT}', 'a' || n, '${AT}' FROM generate_series(1, ${EVENTS}) n`);
  await run(
    `INSERT INTO event_article (article_id, event_id, joined_at, score, why) SELECT 'a' || n, 'e' || n, '${AT}', 1, 'generated' FROM generate_series(1, ${EVENTS}) n`,
  );
  // A busy event: a tenth of all traits, which fires several rules.
  await run(`INSERT INTO event_trait (event_id, trait_id, strength, first_hand, articles)
    SELECT 'e' || n, 't' || (1 + (n * 11 + k * 10) % ${VOCABULARY}), 0.5 + 0.5 * (k % 5) / 5.0, true, 1 FROM generate_series(1, ${EVENTS}) n, generate_series(1, ${Math.floor(VOCABULARY / 10)}) k ON CONFLICT DO NOTHING`);
  await refreshStatistics(db.db, ['company', 'company_trait', 'rule', 'rule_term', 'trait', 'event_trait']);
}

const middle = (all: number[]): number => [...all].sort((a, b) => a - b)[all.length >> 1]!;
const high = (all: number[]): number => [...all].sort((a, b) => a - b)[Math.floor(all.length * 0.95)]!;

async function measure(name: string, open: OpenDatabase, count: number, plan: boolean): Promise<number> {
  await fill(open, count);
  const library = await loadLinkLibrary(open.db);
  const moment = (n: number) => ({ eventId: `e${n}`, at: AT, strict: false });
  const times: Record<'rules' | 'products' | 'whole', number[]> = { rules: [], products: [], whole: [] };
  const timed = async <T>(into: number[], work: () => Promise<T>): Promise<T> => {
    const from = performance.now();
    const result = await work();
    into.push(performance.now() - from);
    return result;
  };
  await matchRules(open.db, moment(1));
  let [matches, lines] = [0, 0];
  for (let n = 1; n <= EVENTS; n++) {
    matches += (await timed(times.rules, () => matchRules(open.db, moment(n)))).length;
    await timed(times.products, () => matchProducts(open.db, moment(n)));
    lines += (
      await timed(times.whole, () =>
        computeAll(open.db, library, `e${n}`, { at: AT, computedAt: AT }, { crowding: new Map() }),
      )
    ).lines.length;
  }
  const ms = (list: number[]): string => `${middle(list).toFixed(1)} (p95 ${high(list).toFixed(1)})`;
  console.log(
    `${name}, ${count} companies × ${traits} traits, ${rules} rules: rules ${ms(times.rules)} ms, products ${ms(times.products)} ms, whole event ${ms(times.whole)} ms; ${Math.round(matches / EVENTS)} matches, ${Math.round(lines / EVENTS)} lines an event`,
  );
  if (plan) {
    const { sql, parameters } = await captured(open, moment(1));
    const { rows } = await open.run(`EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) ${inlined(sql, parameters)}`);
    console.log(rows.map((r) => `  ${r['QUERY PLAN']}`).join('\n'));
  }
  return middle(times.rules);
}

/** The statement as it is sent. */
async function captured(
  open: OpenDatabase,
  moment: { eventId: string; at: string; strict: boolean },
): Promise<{ sql: string; parameters: readonly unknown[] }> {
  let caught: { sql: string; parameters: readonly unknown[] } | undefined;
  const db = open.db.withPlugin({
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => result,
  });
  const executor = db.getExecutor();
  const compile = executor.compileQuery.bind(executor);
  executor.compileQuery = (node, id) => {
    const compiled = compile(node, id);
    caught ??= compiled;
    return compiled;
  };
  await matchRules(
    Object.assign(Object.create(db), { getExecutor: () => executor }) as typeof open.db,
    moment,
  );
  return caught!;
}
function inlined(sql: string, parameters: readonly unknown[]): string {
  return sql.replace(/\$(\d+)/g, (_, n: string) => {
    const value = parameters[Number(n) - 1];
    return typeof value === 'boolean' ? String(value) : `'${String(value).replaceAll("'", "''")}'`;
  });
}

async function onServer<T>(url: string, work: (open: OpenDatabase) => Promise<T>): Promise<T> {
  const name = `duibiao_bench_${randomBytes(4).toString('hex')}`;
  const admin = async (statement: string): Promise<void> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(statement);
    await client.end();
  };
  await admin(`CREATE DATABASE ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  const open = await openServer(own.toString());
  try {
    return await work(open);
  } finally {
    await open.close();
    await admin(`DROP DATABASE ${name} WITH (FORCE)`);
  }
}
async function embedded<T>(work: (open: OpenDatabase) => Promise<T>): Promise<T> {
  const open = await openEmbedded(null);
  try {
    return await work(open);
  } finally {
    await open.close();
  }
}

const kinds = [
  ['PGlite', embedded] as const,
  ...(server === undefined
    ? []
    : [['PostgreSQL', (work: (open: OpenDatabase) => Promise<number>) => onServer(server, work)] as const]),
];
for (const [name, on] of kinds) {
  const quarter = await on((open) => measure(name, open, Math.max(1, Math.round(companies / 4)), false));
  const half = await on((open) => measure(name, open, Math.max(1, Math.round(companies / 2)), false));
  const all = await on((open) => measure(name, open, companies, true));
  console.log(
    `${name}: twice the companies take ${(half / quarter).toFixed(2)} and ${(all / half).toFixed(2)} times as long (the rules' statement)\n`,
  );
}
