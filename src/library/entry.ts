import { Document, isCollection, isMap, isSeq, visit } from 'yaml';
import { type OpposedPair, ROLES, type Rule, writeTerm } from '../analogues/index.ts';
import { type Company, writtenNote } from '../companies/index.ts';
import type { TermPattern, Theme, Trait } from '../themes/index.ts';
import { factsOf, namesOf, relationsOf } from './canonical.ts';
import type { Parity } from './files.ts';

/* An entry of the library as YAML, in the form in which people write the files by hand; pure. */

/** Keys whose values stand on one line. */
const FLOW = new Set([
  'name',
  'title',
  'source',
  'p',
  'near',
  'unless',
  'aliases',
  'lookalikes',
  'products',
  'relation',
]);

function yaml(value: unknown, flow: (path: readonly string[]) => boolean): string {
  const doc = new Document(value);
  visit(doc, {
    Node(_key, node, path) {
      const keys = path.flatMap((p) =>
        typeof p === 'object' && p !== null && 'key' in p ? [String((p as { key: unknown }).key)] : [],
      );
      if (isCollection(node) && (node.items.length === 0 || flow(keys))) node.flow = true;
    },
  });
  return doc.toString({ lineWidth: 0, flowCollectionPadding: true });
}
const last = (path: readonly string[]): string => path.at(-1) ?? '';

/** One entry of a list: it begins with "- ", further lines are indented. */
function item(value: unknown, flow: (path: readonly string[]) => boolean): string {
  return yaml([value], flow);
}

/** Consecutive patterns of one weight and context stand in one group, as they are written by hand. */
function groups(patterns: readonly TermPattern[]): unknown[] {
  const out: {
    key: string;
    weight: number;
    near: readonly string[];
    unless: readonly string[];
    p: string[];
  }[] = [];
  for (const t of patterns) {
    const key = JSON.stringify([t.weight, t.near, t.unless]);
    const open = out.at(-1);
    if (open?.key === key) open.p.push(t.pattern);
    else out.push({ key, weight: t.weight, near: t.near, unless: t.unless, p: [t.pattern] });
  }
  return out.map((g) =>
    g.weight === 1 && g.near.length === 0 && g.unless.length === 0
      ? g.p
      : {
          ...(g.weight === 1 ? {} : { w: g.weight }),
          p: g.p,
          ...(g.near.length === 0 ? {} : { near: g.near }),
          ...(g.unless.length === 0 ? {} : { unless: g.unless }),
        },
  );
}
export function traitEntry(t: Trait): string {
  return termItem({ id: t.id, axis: t.axis, name: t.name, meaning: t.meaning }, t.patterns);
}
export function themeEntry(t: Theme): string {
  return termItem({ id: t.id, parent: t.parent, name: t.name }, t.patterns);
}
function termItem(head: object, patterns: readonly TermPattern[]): string {
  const doc = new Document([{ ...head, patterns: groups(patterns) }]);
  visit(doc, {
    Pair(_key, pair) {
      if (String(pair.key) === 'name' && isMap(pair.value)) pair.value.flow = true;
      if (String(pair.key) !== 'patterns' || !isSeq(pair.value)) return;
      if (pair.value.items.length === 0) pair.value.flow = true;
      for (const group of pair.value.items) if (isCollection(group)) group.flow = true;
      return visit.SKIP;
    },
  });
  return doc.toString({ lineWidth: 0 });
}

export function ruleEntry(r: Rule): string {
  const side = (which: 'event' | 'company'): object =>
    Object.fromEntries(
      ROLES.map(
        (role) => [role, r.terms.filter((t) => t.side === which && t.role === role).map(writeTerm)] as const,
      ).filter(([, terms]) => terms.length > 0),
    );
  const inCase = (path: readonly string[]): boolean => path.includes('cases') && path.length >= 1;
  return item(
    {
      id: r.id,
      kind: r.kind,
      ...(r.status === 'published' ? {} : { status: r.status }),
      title: r.title,
      rationale: r.rationale,
      author: r.author,
      written: r.written,
      weight: r.weight,
      event: side('event'),
      company: side('company'),
      cases: r.cases.map((c) => ({
        name: c.name,
        asOf: caseTime(c.asOf),
        firstHand: c.firstHand,
        title: c.title,
        body: c.body,
        ticker: c.ticker,
        expect: c.expect,
      })),
    },
    (path) =>
      ROLES.includes(last(path) as (typeof ROLES)[number]) || (last(path) === 'title' && !inCase(path)),
  );
}
/** A day stands for its noon: the form people write. */
function caseTime(asOf: string): string {
  const iso = new Date(asOf).toISOString();
  return iso.endsWith('T12:00:00.000Z') ? iso.slice(0, 10) : iso.replace('.000Z', 'Z');
}

export function opposedEntry(o: OpposedPair): string {
  return item({ event: o.event, company: o.company, reason: o.reason }, () => false);
}
export function parityEntry(p: Parity): string {
  return item({ trait: p.trait, verdict: p.verdict, reason: p.reason, source: p.source }, () => false);
}

type Source = { title: string; url: string; publishedAt: string };
/** What a company file says beside the facts that are loaded: kept as it is where the file is written anew. */
export interface CompanyExtras {
  readonly sources: Readonly<Record<string, Source & Record<string, unknown>>>;
  /** Traits without a source: open questions that are never loaded. */
  readonly openTraits: readonly unknown[];
}

export function companyFile(c: Company, extras: CompanyExtras): string {
  const sources: Record<string, unknown> = {};
  const keys = new Map(
    Object.entries(extras.sources).map(([key, s]) => [JSON.stringify([s.title, s.url, s.publishedAt]), key]),
  );
  const keyOf = (s: Source): string => {
    const id = JSON.stringify([s.title, s.url, s.publishedAt]);
    let key = keys.get(id);
    if (key === undefined) {
      for (let i = 1; key === undefined || key in extras.sources || key in sources; i++)
        key = `s${s.publishedAt.slice(0, 4)}${i === 1 ? '' : `_${i}`}`;
      keys.set(id, key);
    }
    sources[key] = extras.sources[key] ?? { title: s.title, url: s.url, publishedAt: s.publishedAt };
    return key;
  };
  const names = namesOf(c);
  const traits = [
    ...factsOf(c).map((t) => ({
      trait: t.trait,
      strength: t.strength,
      ...(t.share === null ? {} : { share: t.share }),
      ...(t.of === null ? {} : { of: t.of }),
      source: keyOf(t.source),
      validFrom: t.validFrom,
      ...(t.validTo === null ? {} : { validTo: t.validTo }),
      ...(t.note === null ? {} : { note: writtenNote(t.note) }),
    })),
    ...extras.openTraits,
  ];
  const relations = relationsOf(c).map((r) => ({
    kind: r.kind,
    to: r.to,
    source: keyOf(r.source),
    validFrom: r.validFrom,
    ...(r.validTo === null ? {} : { validTo: r.validTo }),
    ...(r.note === null ? {} : { note: writtenNote(r.note) }),
  }));
  const doc = new Document({
    ticker: c.ticker,
    exchange: c.exchange,
    issuer: c.issuer,
    name: c.name,
    aliases: names.aliases,
    lookalikes: names.lookalikes,
    listedOn: c.listedOn,
    delistedOn: c.delistedOn,
    summary: c.summary,
    products: names.products,
    sources,
    traits,
    relations,
  });
  visit(doc, {
    Pair(_key, pair) {
      const key = String(pair.key);
      if (isCollection(pair.value) && (FLOW.has(key) || pair.value.items.length === 0))
        pair.value.flow = true;
      if ((key === 'traits' || key === 'relations') && isSeq(pair.value))
        for (const row of pair.value.items) if (isCollection(row)) row.flow = true;
      return undefined;
    },
  });
  return doc.toString({ lineWidth: 0 });
}
