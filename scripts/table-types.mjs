// Writes the row types (src/*/*.table.ts and src/db/database.ts) from the migrated tables, so that they cannot drift:
//   npm run build && node scripts/table-types.mjs [--check]
// --check changes nothing and exits 1 where a file differs.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { openEmbedded } from '../dist/src/db/index.js';

const ROOMS = {
  'sources/source': [
    'source',
    'fetch_host',
    'fetch_log',
    'document',
    'skipped_page',
    'page_wanted',
    'source_alarm',
  ],
  'articles/article': ['article', 'article_revision', 'article_page', 'article_sketch'],
  'entities/entity': ['entity', 'entity_alias', 'article_entity'],
  'themes/theme': [
    'theme',
    'theme_pattern',
    'article_theme',
    'trait',
    'trait_pattern',
    'article_trait',
    'theme_day',
    'theme_stat',
  ],
  'companies/company': [
    'company',
    'company_alias',
    'company_product',
    'company_trait',
    'company_relation',
    'product_parity',
    'library_version',
  ],
  'market/market': [
    'daily_bar',
    'trading_session',
    'sizing',
    'calendar_announcement',
    'bars_file',
    'company_status',
    'valuation',
    'company_revenue',
    'tradability',
    'fx_rate',
  ],
  'backtest/backtest': ['scoreboard_run', 'scoreboard_row', 'scoreboard_miss'],
  'releases/release': [
    'release',
    'release_figure',
    'release_comparison',
    'release_mix',
    'figure_contradiction',
    'earnings_date',
  ],
  'events/event': [
    'event',
    'event_article',
    'event_theme',
    'event_subject',
    'event_trait',
    'event_state',
    'event_correction',
    'cluster_event',
    'event_retraction',
    'hype_weight',
    'hype_threshold',
    'hype_score',
  ],
  'analogues/analogue': [
    'rule',
    'rule_term',
    'rule_case',
    'opposed_pair',
    'analogue',
    'analogue_component',
    'analogue_evidence',
    'analogue_feedback',
    'company_statement',
    'company_statement_subject',
    'analogue_held_back',
    'proposal',
    'proposal_span',
  ],
  'deliver/delivery': ['subscriber', 'subscriber_theme', 'endpoint', 'delivery', 'delivery_attempt'],
};
const TYPES = {
  text: 'string',
  integer: 'number',
  smallint: 'number',
  bigint: 'number',
  real: 'number',
  'double precision': 'number',
  boolean: 'boolean',
  date: 'string',
  'timestamp with time zone': 'string',
  jsonb: 'JsonColumn',
  ARRAY: 'string[]',
  'integer[]': 'number[]',
};
const pascal = (t) => t.replace(/(^|_)(\w)/g, (_, __, c) => c.toUpperCase());

const open = await openEmbedded(null);
const { rows } =
  await open.run(`SELECT table_name, column_name, CASE udt_name WHEN '_int4' THEN 'integer[]' ELSE data_type END AS data_type, is_nullable, column_default, is_identity
  FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'schema_migration' ORDER BY table_name COLLATE "C", ordinal_position`);
await open.close();
const tables = {};
for (const r of rows) {
  tables[r.table_name] ??= [];
  tables[r.table_name].push(r);
}
const listed = new Set(Object.values(ROOMS).flat());
const unplaced = Object.keys(tables).filter((t) => !listed.has(t));
if (unplaced.length > 0)
  throw new Error(
    `no room for the tables ${unplaced.join(', ')}: add them to ROOMS in scripts/table-types.mjs`,
  );

const files = {};
for (const [room, names] of Object.entries(ROOMS)) {
  const present = names.filter((n) => tables[n]);
  const body = present
    .map(
      (n) =>
        `export interface ${pascal(n)}Table {\n${tables[n]
          .map((c) => {
            let t = TYPES[c.data_type] ?? 'string';
            if (c.is_identity === 'YES') t = `GeneratedAlways<${t}>`;
            else {
              if (c.is_nullable === 'YES') t += ' | null';
              if (c.column_default !== null && t !== 'JsonColumn') t = `Generated<${t}>`;
            }
            return `  ${c.column_name}: ${t};`;
          })
          .join('\n')}\n}`,
    )
    .join('\n\n');
  const uses = ['Generated', 'GeneratedAlways'].filter((g) => body.includes(`${g}<`));
  const json = body.includes('JsonColumn') ? 'ColumnType, ' : '';
  files[`src/${room}.table.ts`] =
    `// Written by scripts/table-types.mjs from migrations/.\n${uses.length + json.length ? `import type { ${json}${uses.join(', ')} } from 'kysely';\n\n` : ''}${json ? '/** JSON columns are read as values and written as text. */\ntype JsonColumn = ColumnType<unknown, string | undefined, string>;\n\n' : ''}${body}\n`;
}
files['src/db/database.ts'] =
  `// Written by scripts/table-types.mjs from migrations/: db/ alone may name the row types of the folders below it.\n${Object.entries(
    ROOMS,
  )
    .map(
      ([room, names]) =>
        `import type { ${names
          .map((n) => `${pascal(n)}Table`)
          .sort()
          .join(', ')} } from '../${room}.table.ts';`,
    )
    .join('\n')}\n\nexport interface Database {\n${Object.keys(tables)
    .map((t) => `  ${t}: ${pascal(t)}Table;`)
    .join('\n')}\n}\n`;
let differs = 0;
for (const [file, text] of Object.entries(files)) {
  if (process.argv.includes('--check')) {
    const squash = (s) => [...s.replace(/[\s,'"]+/g, '').replace(/import.*?;/g, '')].join('');
    if (!existsSync(file) || squash(readFileSync(file, 'utf8')) !== squash(text)) {
      console.error(`${file} is not what the migrations say; run node scripts/table-types.mjs`);
      differs++;
    }
  } else {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
process.exitCode = differs === 0 ? 0 : 1;
