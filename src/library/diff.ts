import {
  type AnalogueLine,
  computeLines,
  latestAsOf,
  loadLinkLibrary,
  writeTerm,
} from '../analogues/index.ts';
import { type Db, undone } from '../db/index.ts';
import { saveArticleEntities } from '../entities/index.ts';
import { eventArticles, heldEvents, refreshEvent } from '../events/index.ts';
import { saveArticleTerms, type Term } from '../themes/index.ts';
import { writeLibrary } from './apply.ts';
import {
  canonicalCompany,
  canonicalOpposed,
  canonicalParity,
  canonicalRule,
  canonicalTheme,
  canonicalTrait,
  factsOf,
  opposedKey,
  parityKey,
} from './canonical.ts';
import type { LibraryFiles } from './files.ts';
import { readersOf } from './readers.ts';
import { type StoredLibrary, storedLibrary } from './stored.repository.ts';

export const PARTS = ['traits', 'themes', 'companies', 'rules', 'opposed', 'parity'] as const;
export type PartName = (typeof PARTS)[number];
export interface PartChange {
  readonly change: 'added' | 'changed' | 'removed';
  readonly key: string;
  /** For a changed entry: what of it, a clause each. */
  readonly what: readonly string[];
}
export interface Place {
  readonly kind: string;
  readonly rank: number;
  readonly score: number;
}
/** What would become of one company's line on one event; `before` null is a new line, `after` null a withdrawn one. */
export interface LineChange {
  readonly ticker: string;
  readonly before: Place | null;
  readonly after: Place | null;
}
export interface LibraryDiff {
  /** No library has been loaded yet, so that everything is new. */
  readonly fresh: boolean;
  readonly parts: Readonly<Record<PartName, readonly PartChange[]>>;
  /** Events looked at. */
  readonly events: number;
  /** Only those whose lines would change. */
  readonly changed: readonly {
    readonly event: string;
    readonly headline: string;
    readonly lines: readonly LineChange[];
  }[];
}

/**
 * What loading these files would change: entries of the library, and the lines of the events of the last days (counted
 * back from the newest event of each origin, so that a recorded archive has last days too). The files are loaded, the
 * events read and linked again as of the moment of their standing lines, compared, and all of it undone.
 */
export async function diffLibrary(
  db: Db,
  files: LibraryFiles,
  options: { days: number; now: string; progress?: (done: number, of: number) => void },
): Promise<LibraryDiff> {
  const stored = await storedLibrary(db);
  const parts = partsOf(stored, files);
  const events = await recentEvents(db, options.days);
  const changed = await undone(db, async (trx) => {
    const before = await linesOf(trx, events);
    await writeLibrary(trx, files, options.now);
    return changesOf(trx, files, events, before, options.progress ?? (() => {}));
  });
  const fresh = stored.traits.length === 0 && stored.rules.length === 0;
  return { fresh, parts, events: events.length, changed };
}

interface RecentEvent {
  readonly id: string;
  readonly headline: string;
  readonly at: string;
}

async function recentEvents(db: Db, days: number): Promise<RecentEvent[]> {
  const rows = await heldEvents(db).select(['id', 'headline', 'origin', 'last_seen']).execute();
  const newest = new Map<string, number>();
  for (const r of rows) newest.set(r.origin, Math.max(newest.get(r.origin) ?? 0, Date.parse(r.last_seen)));
  const recent = rows
    .filter((r) => Date.parse(r.last_seen) >= newest.get(r.origin)! - days * 86_400_000)
    .sort((a, b) => Date.parse(a.last_seen) - Date.parse(b.last_seen) || (a.id < b.id ? -1 : 1));
  const out: RecentEvent[] = [];
  for (const r of recent)
    out.push({ id: r.id, headline: r.headline, at: (await latestAsOf(db, r.id)) ?? r.last_seen });
  return out;
}

type Lines = ReadonlyMap<string, readonly AnalogueLine[]>;

/** Computed, not read: both sides of the comparison then rest on the same inputs. */
async function linesOf(db: Db, events: readonly RecentEvent[]): Promise<Lines> {
  const library = await loadLinkLibrary(db);
  const lines = new Map<string, AnalogueLine[]>();
  for (const e of events)
    lines.set(e.id, await computeLines(db, library, e.id, { at: e.at, computedAt: e.at }));
  return lines;
}

async function changesOf(
  trx: Db,
  files: LibraryFiles,
  events: readonly RecentEvent[],
  before: Lines,
  progress: (done: number, of: number) => void,
): Promise<LibraryDiff['changed']> {
  const readers = readersOf(files);
  const library = await loadLinkLibrary(trx);
  const changed: { event: string; headline: string; lines: LineChange[] }[] = [];
  for (const [i, e] of events.entries()) {
    const articles = await eventArticles(trx, e.id);
    for (const a of articles) {
      await saveArticleTerms(trx, a, {
        themes: readers.themes.find(a.title, a.body),
        traits: readers.traits.find(a.title, a.body),
      });
      await saveArticleEntities(trx, a.id, readers.dictionary.find(a.title, a.body));
    }
    await refreshEvent(trx, e.id, {
      articles,
      headline: { headline: e.headline, zh: null, en: null },
      themes: readers.themeTree,
      companyOf: readers.companyOf,
    });
    const after = await computeLines(trx, library, e.id, { at: e.at, computedAt: e.at });
    const lines = compared(before.get(e.id) ?? [], after);
    if (lines.length > 0) changed.push({ event: e.id, headline: e.headline, lines });
    progress(i + 1, events.length);
  }
  return changed;
}

function compared(before: readonly AnalogueLine[], after: readonly AnalogueLine[]): LineChange[] {
  const place = (l: AnalogueLine | undefined): Place | null =>
    l === undefined ? null : { kind: l.kind, rank: l.rank, score: l.score };
  const old = new Map(before.map((l) => [l.ticker, l]));
  const fresh = new Map(after.map((l) => [l.ticker, l]));
  return [...new Set([...old.keys(), ...fresh.keys()])]
    .map((ticker) => ({ ticker, before: place(old.get(ticker)), after: place(fresh.get(ticker)) }))
    .filter((c) => JSON.stringify(c.before) !== JSON.stringify(c.after))
    .sort(
      (a, b) =>
        (a.after?.rank ?? 1000 + a.before!.rank) - (b.after?.rank ?? 1000 + b.before!.rank) ||
        (a.ticker < b.ticker ? -1 : 1),
    );
}

function partsOf(stored: StoredLibrary, files: LibraryFiles): Record<PartName, PartChange[]> {
  return {
    traits: part(stored.traits, files.traits, (t) => t.id, canonicalTrait, termChanges),
    themes: part(stored.themes, files.themes, (t) => t.id, canonicalTheme, termChanges),
    companies: part(
      stored.companies,
      files.companies,
      (c) => c.ticker,
      canonicalCompany,
      (a, b) => {
        const fact = (t: (typeof a.traits)[number]): string =>
          `${t.trait} ${Math.fround(t.strength).toPrecision(3)}${t.share === null ? '' : ` share ${Math.fround(t.share).toPrecision(3)}`} (${t.source.publishedAt})`;
        return listed('fact', factsOf(a).map(fact), factsOf(b).map(fact), 'names, dates, notes or relations');
      },
    ),
    rules: part(
      stored.rules,
      files.rules,
      (r) => r.id,
      canonicalRule,
      (a, b) => {
        const term = (t: (typeof a.terms)[number]): string => `${t.side} ${t.role} ${writeTerm(t)}`;
        return listed('term', a.terms.map(term), b.terms.map(term), 'words, weight, status or cases');
      },
    ),
    opposed: part(stored.opposed, files.opposed, opposedKey, canonicalOpposed, () => ['reason']),
    parity: part(stored.parity, files.parity, parityKey, canonicalParity, () => [
      'verdict, reason or source',
    ]),
  };
}

function part<T>(
  before: readonly T[],
  after: readonly T[],
  keyOf: (entry: T) => string,
  canonical: (entry: T) => string,
  what: (before: T, after: T) => string[],
): PartChange[] {
  const old = new Map(before.map((e) => [keyOf(e), e]));
  const fresh = new Map(after.map((e) => [keyOf(e), e]));
  const changes: PartChange[] = [];
  for (const [key, entry] of fresh) {
    const was = old.get(key);
    if (was === undefined) changes.push({ change: 'added', key, what: [] });
    else if (canonical(was) !== canonical(entry))
      changes.push({ change: 'changed', key, what: what(was, entry) });
  }
  for (const key of old.keys()) if (!fresh.has(key)) changes.push({ change: 'removed', key, what: [] });
  return changes.sort((a, b) => (a.key < b.key ? -1 : 1));
}

function termChanges(a: Term, b: Term): string[] {
  const pattern = (p: Term['patterns'][number]): string =>
    `${p.pattern} ${Math.fround(p.weight).toPrecision(3)}${p.near.length > 0 ? ` near ${p.near.join('/')}` : ''}${p.unless.length > 0 ? ` unless ${p.unless.join('/')}` : ''}`;
  return listed('pattern', a.patterns.map(pattern), b.patterns.map(pattern), 'name, meaning or order');
}

function listed(noun: string, before: readonly string[], after: readonly string[], rest: string): string[] {
  const [old, fresh] = [new Set(before), new Set(after)];
  const clauses = [
    ...[...fresh].filter((x) => !old.has(x)).map((x) => `+ ${noun} ${x}`),
    ...[...old].filter((x) => !fresh.has(x)).map((x) => `- ${noun} ${x}`),
  ];
  return clauses.length > 0 ? clauses : [rest];
}
