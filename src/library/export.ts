import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isMap, isSeq, parse, parseDocument } from 'yaml';
import type { Db } from '../db/index.ts';
import { DuibiaoError } from '../errors.ts';
import {
  canonicalCompany,
  canonicalOpposed,
  canonicalParity,
  canonicalRule,
  canonicalTheme,
  canonicalTrait,
  opposedKey,
  parityKey,
} from './canonical.ts';
import {
  type CompanyExtras,
  companyFile,
  opposedEntry,
  parityEntry,
  ruleEntry,
  themeEntry,
  traitEntry,
} from './entry.ts';
import type { LibraryFiles } from './files.ts';
import { readLibrary } from './read.ts';
import { storedLibrary } from './stored.repository.ts';

/*
 * The tables back out as files. The files they came from are the ground: an entry that the tables hold unchanged is copied
 * as it stands, with its comments and its line breaks, so that a review shows what was edited and nothing else. What the
 * tables do not hold (the conditions of names, the lexicon, traits without a source) is copied from there too.
 */

export interface ExportCounts {
  readonly files: number;
  /** Entries written anew, because the tables hold them otherwise than the files do. */
  readonly changed: readonly string[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

interface Entry {
  readonly key: string;
  readonly canonical: string;
  readonly text: string;
}

/**
 * Writes the library that the tables hold into a new folder.
 * @param base the files it was loaded from.
 * @throws DuibiaoError BAD_ARGUMENT where the folder holds something already, LIBRARY_INVALID for a base that cannot be read.
 */
export async function exportLibrary(db: Db, base: string, out: string): Promise<ExportCounts> {
  if (existsSync(out) && readdirSync(out).length > 0)
    throw new DuibiaoError('BAD_ARGUMENT', {
      what: '--out',
      got: out,
      allowed: 'a folder that is new or empty: nothing is overwritten',
    });
  const files = readLibrary(base);
  const stored = await storedLibrary(db);
  const texts = new Map<string, string>();
  const counts = { changed: [] as string[], added: [] as string[], removed: [] as string[] };
  const original = (file: string): string =>
    existsSync(join(base, file)) ? readFileSync(join(base, file), 'utf8') : '';
  // Files of which the tables hold nothing, or that others load: as they are.
  for (const folder of ['.', 'market'])
    for (const name of existsSync(join(base, folder)) ? readdirSync(join(base, folder)).sort() : [])
      if (name.endsWith('.yaml')) texts.set(join(folder, name), original(join(folder, name)));

  const list = (
    file: string,
    keyOf: (raw: Record<string, unknown>) => string,
    before: ReadonlyMap<string, string>,
    after: readonly Entry[],
  ): void => {
    const text = spliced(original(file), keyOf, before, after, true, counts);
    if (text !== '') texts.set(file, text);
  };
  const byId = (raw: Record<string, unknown>): string => String(raw.id);
  list(
    'traits.yaml',
    byId,
    new Map(files.traits.map((t) => [t.id, canonicalTrait(t)])),
    stored.traits.map((t) => ({ key: t.id, canonical: canonicalTrait(t), text: traitEntry(t) })),
  );
  list(
    'themes.yaml',
    byId,
    new Map(files.themes.map((t) => [t.id, canonicalTheme(t)])),
    stored.themes.map((t) => ({ key: t.id, canonical: canonicalTheme(t), text: themeEntry(t) })),
  );
  list(
    'opposed.yaml',
    (raw) => opposedKey(raw as never),
    new Map(files.opposed.map((o) => [opposedKey(o), canonicalOpposed(o)])),
    stored.opposed.map((o) => ({
      key: opposedKey(o),
      canonical: canonicalOpposed(o),
      text: opposedEntry(o),
    })),
  );
  list(
    'parity.yaml',
    (raw) => parityKey(raw as never),
    new Map(files.parity.map((p) => [parityKey(p), canonicalParity(p)])),
    stored.parity.map((p) => ({ key: parityKey(p), canonical: canonicalParity(p), text: parityEntry(p) })),
  );
  writeRules(
    base,
    files,
    stored.rules.map((r) => ({ key: r.id, canonical: canonicalRule(r), text: ruleEntry(r) })),
    texts,
    counts,
  );

  const known = new Map(files.companies.map((c) => [c.ticker, c]));
  for (const company of stored.companies) {
    const file = `companies/${company.ticker}.yaml`;
    const before = known.get(company.ticker);
    known.delete(company.ticker);
    if (before !== undefined && canonicalCompany(before) === canonicalCompany(company))
      texts.set(file, original(file));
    else {
      (before === undefined ? counts.added : counts.changed).push(company.ticker);
      texts.set(file, companyFile(company, extrasOf(original(file))));
    }
  }
  counts.removed.push(...known.keys());
  for (const [file, text] of texts) writeBeside(join(out, file), text);
  return { files: texts.size, ...counts };
}

/** Each rule stays in the file where it stands; one that stands in none goes to rules/added.yaml. */
function writeRules(
  base: string,
  files: LibraryFiles,
  after: readonly Entry[],
  texts: Map<string, string>,
  counts: { changed: string[]; added: string[]; removed: string[] },
): void {
  const folder = join(base, 'rules');
  const names = existsSync(folder)
    ? readdirSync(folder)
        .filter((f) => f.endsWith('.yaml'))
        .sort()
    : [];
  const before = new Map(files.rules.map((r) => [r.id, canonicalRule(r)]));
  for (const name of names) {
    const text = readFileSync(join(folder, name), 'utf8');
    const result = spliced(text, (raw) => String(raw.id), before, after, false, counts);
    texts.set(`rules/${name}`, result);
  }
  const fresh = after.filter((e) => !before.has(e.key));
  if (fresh.length === 0) return;
  counts.added.push(...fresh.map((e) => e.key));
  const beside = texts.get('rules/added.yaml') ?? '# Rules that were written in the database.\n';
  texts.set('rules/added.yaml', `${beside.trimEnd()}\n\n${fresh.map((e) => e.text).join('\n')}`);
}

/** A list file with its changed entries written anew in place, its withdrawn ones cut, its new ones at the end. */
function spliced(
  text: string,
  keyOf: (raw: Record<string, unknown>) => string,
  before: ReadonlyMap<string, string>,
  after: readonly Entry[],
  add: boolean,
  counts: { changed: string[]; added: string[]; removed: string[] },
): string {
  const wanted = new Map(after.map((e) => [e.key, e]));
  const doc = parseDocument(text);
  const items = isSeq(doc.contents) ? doc.contents.items.filter((node) => isMap(node)) : [];
  const keys = items.map((node) => keyOf(node.toJS(doc) as Record<string, unknown>));
  const kept = (key: string): boolean => before.get(key) === wanted.get(key)?.canonical;
  for (const key of keys) if (!kept(key)) (wanted.has(key) ? counts.changed : counts.removed).push(key);
  let out = text;
  if (keys.every(kept)) out = text;
  else if (isSeq(doc.contents) && doc.contents.flow === true)
    // A list in brackets (JSON) has no lines to replace: it is written anew as a whole.
    out = keys.map((key) => wanted.get(key)?.text ?? '').join('');
  else
    for (const [i, node] of [...items.entries()].reverse()) {
      if (kept(keys[i]!) || node.range == null) continue;
      const start = text.lastIndexOf('\n', node.range[0]) + 1;
      const stop = text.indexOf('\n', Math.max(node.range[1] - 1, start));
      out = `${out.slice(0, start)}${wanted.get(keys[i]!)?.text ?? ''}${out.slice(stop < 0 ? text.length : stop + 1)}`;
    }
  if (!add) return out;
  const fresh = after.filter((e) => !before.has(e.key));
  if (fresh.length === 0) return out;
  counts.added.push(...fresh.map((e) => e.key));
  // A list in brackets cannot be continued line by line.
  if (isSeq(doc.contents) && doc.contents.flow === true && out === text)
    out = keys.map((key) => wanted.get(key)?.text ?? '').join('');
  return `${out}${out === '' || out.endsWith('\n') ? '' : '\n'}${fresh.map((e) => e.text).join('')}`;
}

function extrasOf(text: string): CompanyExtras {
  const raw = (text === '' ? {} : parse(text)) as {
    sources?: CompanyExtras['sources'];
    traits?: { source: unknown }[];
  };
  return {
    sources: raw.sources ?? {},
    openTraits: (raw.traits ?? []).filter((t) => t.source === null),
  };
}

function writeBeside(file: string, text: string): void {
  const part = `${file}.${process.pid}.part`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(part, text);
    renameSync(part, file);
  } catch (error) {
    rmSync(part, { force: true });
    throw new DuibiaoError(
      'BAD_ARGUMENT',
      { what: 'the library cannot be written', got: file, allowed: 'a folder that can be written to' },
      error,
    );
  }
}
