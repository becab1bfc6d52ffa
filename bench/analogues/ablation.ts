/*
 * What the rules add: companies by shared product alone, by their names in the text, and by ours, on the same events and
 * cases. The two simple ways tell no trap from an analogue: whom they name they name as a beneficiary, so their trap recall
 * is 0 by construction, and `named traps` says how many of the cases' traps they put among the first eight.
 *
 *   npm run bench -- ablation CASES.json [-v]      (the form of ../shared/linking/dev.json)
 *
 * Metrics are those of `measure.py link`: top1, the first soft name is accepted; two_of_top3, as many as the case needs are among
 * the first three; wrong, cases with a name among the first five that the case refuses; traps among the first eight.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createPipeline } from '../../jobs/pipeline.ts';
import { matchProducts, storedLines } from '../../src/analogues/index.ts';
import { contextOf } from '../../src/cli/io.ts';
import type { Company } from '../../src/companies/index.ts';
import { readConfig } from '../../src/config/index.ts';
import { openEmbedded } from '../../src/db/index.ts';
import { applyLibrary, readLibrary } from '../../src/library/index.ts';
import { buildMatcher } from '../../src/text/index.ts';

interface Doc {
  id: string;
  event: string;
  url: string;
  title: string;
  body: string;
  language?: string;
  outlet: string;
  firstHand?: boolean;
  publishedAt: string;
}
interface Case {
  event: string;
  soft: string[];
  need?: number;
  trap: string[];
  notSoft?: string[];
}
/** Names in order, best first. */
interface Named {
  soft: string[];
  trap: string[];
}
const METHODS = ['product only', 'names in the text', 'ours'] as const;

const file = process.argv[2];
if (file === undefined) {
  console.error('npm run bench -- ablation CASES.json [-v], such as ../shared/linking/dev.json');
  process.exit(2);
}
const spec = JSON.parse(readFileSync(file, 'utf8')) as { docs: string[]; cases: Case[] };
const docs = spec.docs
  .flatMap((name) =>
    readFileSync(join(dirname(file), name), 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line) as Doc),
  )
  .sort((a, b) => (a.publishedAt < b.publishedAt ? -1 : a.publishedAt > b.publishedAt ? 1 : 0));
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Every name, alias and lookalike of every listed company: as a plain matcher of names would have them. */
function nameFinder(companies: readonly Company[]): (articles: readonly Doc[], day: string) => string[] {
  const patterns = companies.flatMap((c, id) =>
    [...new Set([c.name.zhHans, c.name.zhHant, c.name.en, ...c.aliases, ...c.lookalikes])].map((text) => ({
      id,
      text,
    })),
  );
  const matcher = buildMatcher(patterns);
  return (articles, day) => {
    const counts = new Map<number, { articles: number; hits: number }>();
    for (const a of articles) {
      const hits = [...matcher.find(a.title), ...matcher.find(a.body)];
      for (const id of new Set(hits.map((h) => h.id))) {
        const seen = counts.get(id) ?? { articles: 0, hits: 0 };
        const more = hits.filter((h) => h.id === id).length;
        counts.set(id, { articles: seen.articles + 1, hits: seen.hits + more });
      }
    }
    return [...counts]
      .map(([id, n]) => ({ company: companies[id]!, ...n }))
      .filter(({ company: c }) => c.listedOn <= day && (c.delistedOn === null || c.delistedOn > day))
      .sort(
        (a, b) => b.articles - a.articles || b.hits - a.hits || compare(a.company.ticker, b.company.ticker),
      )
      .map((n) => n.company.ticker);
  };
}

const library = readLibrary('library');
const namesIn = nameFinder(library.companies);
const database = await openEmbedded(null);
const named = new Map<string, Record<(typeof METHODS)[number], Named>>();
try {
  await applyLibrary(database.db, library, '1970-01-01T00:00:00Z');
  const ctx = contextOf(readConfig({}), database);
  const pipeline = await createPipeline(ctx, library, { linkEach: false });
  const drafts = docs.map(({ event: _label, ...d }) => ({
    id: d.id,
    url: d.url,
    title: d.title,
    body: d.body,
    outlet: d.outlet,
    firstHand: d.firstHand ?? false,
    publishedAt: d.publishedAt,
    ...(d.language === undefined ? {} : { language: d.language }),
  }));
  await pipeline.take(drafts, 'replay');
  while ((await pipeline.analyse(50)).articles > 0);
  const events = await database.db.selectFrom('event').select(['id', 'last_seen']).orderBy('id').execute();
  const told = await database.db
    .selectFrom('event_article')
    .select(['event_id', 'article_id'])
    .orderBy('article_id')
    .execute();
  for (const c of spec.cases) {
    const labelled = new Set(docs.filter((d) => d.event === c.event).map((d) => d.id));
    const near = events
      .map((e) => {
        const ids = told.filter((t) => t.event_id === e.id).map((t) => t.article_id);
        const both = ids.filter((id) => labelled.has(id)).length;
        return { event: e, ids, jaccard: both / (ids.length + labelled.size - both) };
      })
      .sort((a, b) => b.jaccard - a.jaccard)[0];
    if (near === undefined || near.jaccard < 0.3) continue;
    const { event, ids } = near;
    const at = event.last_seen;
    await pipeline.relink(event.id, at);
    const lines = [...(await storedLines(database.db, event.id))].sort((a, b) => a.rank - b.rank);
    const products = (await matchProducts(database.db, { eventId: event.id, at, strict: false })).sort(
      (a, b) =>
        b.eventStrength * b.companyStrength - a.eventStrength * a.companyStrength ||
        (b.share ?? 0) - (a.share ?? 0) ||
        compare(a.ticker, b.ticker),
    );
    const articles = docs.filter((d) => ids.includes(d.id));
    named.set(c.event, {
      'product only': { soft: products.map((p) => p.ticker), trap: [] },
      'names in the text': { soft: namesIn(articles, at.slice(0, 10)), trap: [] },
      ours: {
        soft: lines.filter((l) => l.kind === 'soft').map((l) => l.ticker),
        trap: lines.filter((l) => l.kind === 'trap').map((l) => l.ticker),
      },
    });
  }
} finally {
  await database.close();
}

const cell = (text: string, width: number): string => text.padEnd(width);
const of = (n: number, all: number): string => `${n}/${all}`;
const HEAD = ['found', 'top1', 'two_of_top3', 'wrong', 'trap recall', 'named traps'];
console.log(`${cell('', 19)}${HEAD.map((h) => cell(h, 13)).join('')}`.trimEnd());
for (const method of METHODS) {
  const n = { found: 0, positive: 0, top1: 0, top3: 0, wrong: 0, traps: 0, caught: 0, seen: 0 };
  for (const c of spec.cases) {
    const got = named.get(c.event)?.[method];
    const { soft, trap } = got ?? { soft: [], trap: [] };
    const refused = soft.slice(0, 5).filter((t) => c.trap.includes(t) || (c.notSoft ?? []).includes(t));
    if (got !== undefined) n.found += 1;
    if (got === undefined || refused.length > 0) n.wrong += 1;
    if (c.soft.length > 0) {
      n.positive += 1;
      if (soft[0] !== undefined && c.soft.includes(soft[0])) n.top1 += 1;
      if (soft.slice(0, 3).filter((t) => c.soft.includes(t)).length >= (c.need ?? 2)) n.top3 += 1;
    }
    n.traps += c.trap.length;
    n.caught += c.trap.filter((t) => trap.slice(0, 8).includes(t)).length;
    n.seen += c.trap.filter((t) => [...trap.slice(0, 8), ...soft.slice(0, 8)].includes(t)).length;
    if (process.argv[3] === '-v')
      console.log(
        `  ${c.event}, ${method}: ${soft.slice(0, 5).join(' ') || '–'}; wrong: ${refused.join(' ') || '–'}`,
      );
  }
  const cells = [
    of(n.found, spec.cases.length),
    of(n.top1, n.positive),
    of(n.top3, n.positive),
    of(n.wrong, spec.cases.length),
    of(n.caught, n.traps),
    of(n.seen, n.traps),
  ];
  console.log(`${cell(method, 19)}${cells.map((x) => cell(x, 13)).join('')}`.trimEnd());
}
