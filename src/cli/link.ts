import { createPipeline } from '../../jobs/pipeline.ts';
import { listedLines } from '../analogues/index.ts';
import type { ArticleDraft } from '../articles/index.ts';
import { readConfig } from '../config/index.ts';
import { type Db, openEmbedded } from '../db/index.ts';
import { DuibiaoError } from '../errors.ts';
import { type Assignment, clusterMany, WEIGHTS } from '../events/index.ts';
import { applyLibrary, readersOf, readLibrary } from '../library/index.ts';
import { nextSession } from '../market/index.ts';
import { inTime, readDocuments } from './documents.ts';
import { type AddCommand, contextOf, type Io, readInstant, writeLines } from './io.ts';
import { libraryFolder } from './library.ts';

export const addCluster: AddCommand = (program, io) => {
  program
    .command('cluster')
    .requiredOption(
      '--in <file>',
      'articles, one JSON object a line: {id,url,title,body,language?,publishedAt,outlet,firstHand?}',
    )
    .option('--out <file>', 'write lines there instead of to stdout')
    .option(
      '--explain <id>',
      'say for one document which events were candidates and why; with --json as one object on stdout, and nothing else',
    )
    .option('--json', 'with --explain')
    .description('decide article by article which event it tells: {id,event} a line, in input order')
    .addHelpText(
      'after',
      '\nExample: duibiao cluster --in articles.ndjson --out assignments.ndjson\n         duibiao cluster --in articles.ndjson --explain a17 --json',
    )
    .action((options: { in: string; out?: string; explain?: string; json?: boolean }) => {
      const docs = readDocuments(options.in);
      const library = readLibrary(libraryFolder(undefined));
      const assignments = clusterMany(
        inTime(docs).map((d) => ({
          id: d.id!,
          title: d.title,
          body: d.body,
          publishedAt: d.publishedAt!,
          outlet: d.outlet ?? '',
          firstHand: d.firstHand ?? false,
          ...(d.language === undefined ? {} : { language: d.language }),
        })),
        { dictionary: readersOf(library).dictionary, lexicon: library.lexicon },
      );
      const byId = new Map(assignments.map((a) => [a.id, a]));
      if (options.explain !== undefined) {
        const explained = byId.get(options.explain);
        if (explained === undefined)
          throw new DuibiaoError('UNKNOWN_ID', { kind: `document in ${options.in}`, got: options.explain });
        const titles = new Map(docs.map((d) => [d.id!, d.title]));
        if (options.json === true) {
          const titled = explained.candidates.map((c) => ({ ...c, title: titles.get(c.event) }));
          io.out(
            `${JSON.stringify({ ...explained, title: titles.get(explained.id), candidates: titled })}\n`,
          );
          return;
        }
        io.say(explanation(explained, titles));
      }
      const rows = docs.map((d) => ({ id: d.id, event: byId.get(d.id!)!.event }));
      if (options.out === undefined) for (const row of rows) io.out(`${JSON.stringify(row)}\n`);
      else writeLines(options.out, rows);
    });
};

/** A decision for people: what was decided and why, then each candidate with the parts that speak for and against it. */
function explanation(a: Assignment, titles: ReadonlyMap<string, string>): string {
  const out = [
    `${a.id}  ${titles.get(a.id) ?? ''}`,
    `  ${a.isNew ? 'begins an event' : `tells ${a.event}`}: ${a.why}`,
  ];
  if (a.candidates.length === 0) out.push('  no candidates were compared');
  for (const c of a.candidates) {
    out.push(`  ${c.score.toFixed(3)}  ${c.event}  ${titles.get(c.event) ?? ''}`);
    const pushes = (Object.keys(c.parts) as (keyof typeof c.parts)[])
      .map((name) => ({ name, part: c.parts[name], push: c.parts[name] * WEIGHTS[name] }))
      .filter((p) => Math.abs(p.push) >= 0.05)
      .sort((x, y) => y.push - x.push);
    for (const [word, some] of [
      ['for', pushes.filter((p) => p.push > 0)],
      ['against', pushes.filter((p) => p.push < 0).reverse()],
    ] as const)
      if (some.length > 0)
        out.push(
          `         ${word.padEnd(8)}${some.map((p) => `${p.name} ${p.part.toFixed(2)} (${p.push > 0 ? '+' : ''}${p.push.toFixed(1)})`).join(', ')}`,
        );
  }
  return out.join('\n');
}

export const addLink: AddCommand = (program, io) => {
  program
    .command('link')
    .requiredOption(
      '--in <file>',
      'articles, one JSON object a line: {id,url,title,body,language?,publishedAt,outlet,firstHand?}',
    )
    .option('--out <file>', 'write lines there instead of to stdout')
    .option('--as-of <instant>', "what was public then; default: each event's own time")
    .option('--strict', 'only what had been recorded here by then')
    .description('events, themes, traits and analogues of a file of articles, in a throw-away database')
    .addHelpText(
      'after',
      '\nExample: duibiao link --in articles.ndjson --out events.ndjson --as-of 2024-02-19',
    )
    .action(async (options: { in: string; out?: string; asOf?: string; strict?: boolean }) => {
      const all = inTime(readDocuments(options.in));
      const asOf = options.asOf === undefined ? undefined : readInstant(options.asOf, '--as-of');
      // What had not been published by then did not exist: neither the event's text nor the company's sources.
      const docs =
        asOf === undefined ? all : all.filter((d) => Date.parse(d.publishedAt!) <= Date.parse(asOf));
      if (docs.length < all.length)
        io.say(`${all.length - docs.length} articles are later than ${asOf} and left out`);
      const rows = await linkDocuments(io, docs, asOf, options.strict ?? false);
      if (options.out === undefined) for (const row of rows) io.out(`${JSON.stringify(row)}\n`);
      else writeLines(options.out, rows);
      io.say(`${rows.length} events of ${docs.length} articles`);
    });
};

/** Everything in memory, nothing kept: the same file gives the same lines on any machine. */
async function linkDocuments(
  io: Io,
  docs: readonly ArticleDraft[],
  asOf: string | undefined,
  strict: boolean,
): Promise<object[]> {
  const database = await openEmbedded(null);
  try {
    const library = readLibrary(libraryFolder(undefined));
    // Strict questions ask what stood here then, and the shipped library was written down when its newest rule was.
    const written =
      library.rules
        .map((r) => r.written)
        .sort()
        .at(-1) ?? '1970-01-01';
    await applyLibrary(database.db, library, strict ? `${written}T00:00:00Z` : '1970-01-01T00:00:00Z');
    const pipeline = await createPipeline(
      contextOf(readConfig({ ...io.env, DATABASE_URL: undefined }), database),
      library,
      { linkEach: false },
    );
    await pipeline.take(docs, 'replay');
    let said = Date.now();
    for (let done = 0; ; ) {
      const { articles } = await pipeline.analyse(50);
      if (articles === 0) break;
      done += articles;
      if (Date.now() - said > 2000) {
        said = Date.now();
        io.say(`${done} of ${docs.length} articles`);
      }
    }
    const events = await database.db.selectFrom('event').selectAll().execute();
    events.sort((a, b) => Date.parse(a.first_seen) - Date.parse(b.first_seen) || (a.id < b.id ? -1 : 1));
    const rows: object[] = [];
    for (const event of events) {
      await pipeline.relink(event.id, asOf ?? event.last_seen, strict);
      rows.push(await eventRow(database.db, event));
    }
    return rows;
  } finally {
    await database.close();
  }
}

type EventRow = { id: string; headline: string; state: string; first_seen: string; last_seen: string };

async function eventRow(db: Db, event: EventRow): Promise<object> {
  const articles = await db
    .selectFrom('event_article')
    .innerJoin('article', 'article.id', 'event_article.article_id')
    .select(['article.id', 'article.published_at'])
    .where('event_id', '=', event.id)
    .execute();
  const hype = await db
    .selectFrom('hype_score')
    .selectAll()
    .where('event_id', '=', event.id)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst();
  const themes = await db
    .selectFrom('event_theme')
    .select(['theme_id', 'weight'])
    .where('event_id', '=', event.id)
    .execute();
  return {
    event: event.id,
    headline: event.headline,
    articleIds: articles
      .sort((a, b) => Date.parse(a.published_at) - Date.parse(b.published_at) || (a.id < b.id ? -1 : 1))
      .map((a) => a.id),
    state: event.state,
    hype: {
      score: hype?.score ?? 0,
      components:
        hype === undefined
          ? {}
          : {
              burst: hype.burst,
              spread: hype.spread,
              reach: hype.reach,
              language: hype.language,
              novelty: hype.novelty,
              firstHand: hype.first_hand,
              surprise: hype.surprise,
              price: hype.price,
            },
    },
    themes: themes
      .sort((a, b) => b.weight - a.weight || (a.theme_id < b.theme_id ? -1 : 1))
      .map((t) => t.theme_id),
    traits: await traitRows(db, event.id),
    analogues: await analogueRows(db, event.id),
    nextSession: {
      XHKG: nextSession('XHKG', event.first_seen)?.open ?? null,
      XSHG: nextSession('XSHG', event.first_seen)?.open ?? null,
    },
  };
}

async function traitRows(db: Db, eventId: string): Promise<object[]> {
  const traits = await db.selectFrom('event_trait').selectAll().where('event_id', '=', eventId).execute();
  const hits = await db
    .selectFrom('event_article')
    .innerJoin('article_trait', 'article_trait.article_id', 'event_article.article_id')
    .innerJoin('article', 'article.id', 'event_article.article_id')
    .select([
      'article_trait.trait_id',
      'article_trait.article_id',
      'article_trait.field',
      'article_trait.start_at',
      'article_trait.end_at',
      'article_trait.strength',
      'article_trait.first_hand',
      'article.title',
      'article.body',
    ])
    .where('event_article.event_id', '=', eventId)
    .execute();
  hits.sort(
    (a, b) =>
      Number(b.first_hand) - Number(a.first_hand) ||
      b.strength - a.strength ||
      (a.article_id < b.article_id ? -1 : a.article_id > b.article_id ? 1 : 0) ||
      (a.field < b.field ? -1 : a.field > b.field ? 1 : 0) ||
      a.start_at - b.start_at,
  );
  return traits
    .sort((a, b) => b.strength - a.strength || (a.trait_id < b.trait_id ? -1 : 1))
    .map((t) => ({
      trait: t.trait_id,
      strength: t.strength,
      firstHand: t.first_hand,
      evidence: hits
        .filter((h) => h.trait_id === t.trait_id)
        .slice(0, 5)
        .map((h) => ({
          articleId: h.article_id,
          ...(h.field === 'title' ? { field: 'title' } : {}),
          start: h.start_at,
          end: h.end_at,
          text: (h.field === 'title' ? h.title : h.body).slice(h.start_at, h.end_at),
        })),
    }));
}

/** The current lines of an event with both sides of their evidence, best first: the shape of the contract. */
export async function analogueRows(db: Db, eventId: string): Promise<object[]> {
  const lines = await db
    .selectFrom('analogue')
    .selectAll()
    .where('event_id', '=', eventId)
    .where('superseded_at', 'is', null)
    .execute();
  if (lines.length === 0) return [];
  const listed = await listedLines(
    db,
    lines.map((l) => ({ ticker: l.ticker, day: l.as_of.slice(0, 10) })),
  );
  const listedOf = new Map(lines.map((l, i) => [l.id, listed[i]!]));
  const evidence = await db
    .selectFrom('analogue_evidence')
    .selectAll()
    .where(
      'analogue_id',
      'in',
      lines.map((l) => l.id),
    )
    .execute();
  evidence.sort((a, b) => a.position - b.position);
  const shaped = (e: (typeof evidence)[number]): object =>
    e.side === 'event'
      ? {
          side: 'event',
          trait: e.trait_id,
          articleId: e.article_id,
          ...(e.field === 'title' ? { field: 'title' } : {}),
          start: e.start_at,
          end: e.end_at,
          text: e.text,
        }
      : {
          side: 'company',
          trait: e.trait_id,
          source: e.source_title,
          url: e.source_url,
          date: e.source_date,
          ...(e.note === null ? {} : { note: e.note }),
          ...(e.note_zh === null ? {} : { noteZh: e.note_zh }),
        };
  return lines
    .sort((a, b) => a.rank - b.rank)
    .map((l) => ({
      ticker: l.ticker,
      kind: l.kind,
      score: l.score,
      rank: l.rank,
      lines: listedOf.get(l.id)!,
      rule: l.rule_id,
      sameProduct: l.same_product,
      why: { zh: l.why_zh, en: l.why_en },
      evidence: evidence.filter((e) => e.analogue_id === l.id && !e.against).map(shaped),
      against: evidence.filter((e) => e.analogue_id === l.id && e.against).map(shaped),
    }));
}
