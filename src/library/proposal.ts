import { z } from 'zod';
import { type Rule, writeTerm } from '../analogues/index.ts';
import { DuibiaoError } from '../errors.ts';
import type { Trait } from '../themes/index.ts';
import { ruleEntry, traitEntry } from './entry.ts';
import { findQuotation, type Quotation, type QuotedArticle } from './quotation.ts';
import { patternsOf, RULE, ruleOf, TRAIT } from './read.ts';

/*
 * What a language model answered, judged; pure. The model is a witness without standing: whatever it says of an event must
 * be words of the event's own articles, found again here, or it is dropped and counted.
 */

const CLAIM = z.object({
  trait: z.string().min(1).max(80),
  quote: z.string().min(1),
  says: z.string().min(1).max(400),
});
const CLAIMS = z.array(z.unknown()).max(40);
/** A trait that the library lacks must say so: a model that renames a known one is refused. */
const PROPOSED_TRAIT = z.object({
  ...TRAIT.shape,
  patterns: TRAIT.shape.patterns.min(1),
  new: z.literal(true),
  claims: CLAIMS,
});
const PROPOSED_RULE = z.object({
  ...RULE.omit({ status: true, author: true, written: true, cases: true }).shape,
  claims: CLAIMS,
});
export const ANSWER = z.object({
  traits: z.array(z.unknown()).max(20).default([]),
  rules: z.array(z.unknown()).max(20).default([]),
});
/** The form in which an entry is kept until a person decides: what `RULE` and `TRAIT` of the files read, nothing decided for them. */
export const KEPT_TRAIT = TRAIT;
export const KEPT_RULE = RULE.omit({ status: true, author: true, written: true, cases: true });

export interface Vocabulary {
  readonly traits: readonly Pick<Trait, 'id' | 'axis' | 'name' | 'meaning'>[];
  readonly themes: readonly { readonly id: string; readonly name: { readonly en: string } }[];
  /** Ids of the rules there are. */
  readonly rules: readonly string[];
}
export interface ProposalSpan extends Quotation {
  /** The trait or theme for which it speaks, and what the model says of it. */
  readonly says: string;
}
export interface JudgedProposal {
  readonly kind: 'trait' | 'rule';
  readonly name: string;
  /** JSON, checked by `KEPT_TRAIT` or `KEPT_RULE`. */
  readonly entry: string;
  readonly spans: readonly ProposalSpan[];
}
export interface Judgement {
  readonly kept: readonly JudgedProposal[];
  readonly dropped: readonly { readonly what: string; readonly why: string }[];
  /** Quotations that stand in no article of the event, or are too short to say anything. */
  readonly invented: number;
}

const TICKER = /\d{4,6}\.(HK|SH|SZ|BJ)(?![A-Z])/i;

/** Each proposal with the quotations that were found again; what has none, or is not of the library's form, is dropped with the reason. */
export function judgeAnswer(
  answer: z.infer<typeof ANSWER>,
  known: Vocabulary,
  articles: readonly QuotedArticle[],
): Judgement {
  const kept: JudgedProposal[] = [];
  const dropped: { what: string; why: string }[] = [];
  let invented = 0;
  const traits = new Map(known.traits.map((t) => [t.id, t.axis as string]));
  const themes = new Set(known.themes.map((t) => t.id));
  const names = new Set(known.rules);
  const spansOf = (claims: readonly unknown[]): { subject: string; span: ProposalSpan }[] =>
    claims.flatMap((raw) => {
      const claim = CLAIM.safeParse(raw);
      const found = claim.success ? findQuotation(claim.data.quote, articles) : undefined;
      if (!claim.success || found === undefined) {
        invented += 1;
        return [];
      }
      const { trait, says } = claim.data;
      return [{ subject: trait, span: { ...found, says: oneLine(`${trait}: ${says}`) } }];
    });

  for (const raw of answer.traits) {
    const what = nameOf('trait', raw);
    const read = PROPOSED_TRAIT.safeParse(raw);
    const spans = read.success ? spansOf(read.data.claims) : [];
    const why = !read.success
      ? issueOf(read.error)
      : traits.has(read.data.id)
        ? 'the library has a trait of that id'
        : TICKER.test(JSON.stringify(raw))
          ? 'it names a ticker'
          : spans.length === 0
            ? 'none of its quotations stands in the articles'
            : null;
    if (why !== null || !read.success) {
      dropped.push({ what, why: why ?? '' });
      continue;
    }
    const { new: _new, claims: _claims, ...entry } = read.data;
    traits.set(entry.id, entry.axis);
    kept.push({
      kind: 'trait',
      name: entry.id,
      entry: JSON.stringify(entry),
      spans: spans.map((s) => s.span),
    });
  }

  for (const raw of answer.rules) {
    const what = nameOf('rule', raw);
    const read = PROPOSED_RULE.safeParse(raw);
    if (!read.success) {
      dropped.push({ what, why: issueOf(read.error) });
      continue;
    }
    const { claims, ...entry } = read.data;
    const spans = spansOf(claims);
    const why = TICKER.test(JSON.stringify(raw))
      ? 'it names a ticker'
      : names.has(entry.id)
        ? 'there is a rule of that id'
        : whyNotRule(entry, traits, themes, new Set(spans.map((s) => s.subject.replace(/^theme:/, ''))));
    if (why !== null) {
      dropped.push({ what, why });
      continue;
    }
    names.add(entry.id);
    kept.push({
      kind: 'rule',
      name: entry.id,
      entry: JSON.stringify(entry),
      spans: spans.map((s) => s.span),
    });
  }
  return { kept, dropped, invented };
}

function whyNotRule(
  entry: z.infer<typeof KEPT_RULE>,
  traits: ReadonlyMap<string, string>,
  themes: ReadonlySet<string>,
  quoted: ReadonlySet<string>,
): string | null {
  let rule: Rule;
  try {
    rule = ruleFor(entry, { author: 'nobody yet', written: '2000-01-01' });
  } catch (error) {
    if (error instanceof DuibiaoError) return error.message;
    throw error;
  }
  for (const t of rule.terms) {
    if (!(t.subject === 'theme' ? themes.has(t.name) : traits.has(t.name)))
      return `no ${t.subject} ${t.name}, and it is not proposed as new`;
    if (t.side === 'company' && traits.get(t.name) === 'signal')
      return `${t.name} is a signal: companies have none`;
  }
  const needs = (role: string): string[] =>
    rule.terms.filter((t) => t.side === 'event' && t.role === role).map((t) => t.name);
  const bare = needs('require').find((name) => !quoted.has(name));
  if (bare !== undefined)
    return `it requires ${bare}, for which it quotes nothing that stands in the articles`;
  const any = needs('any');
  if (any.length > 0 && !any.some((name) => quoted.has(name)))
    return `it needs one of ${any.join(', ')}, and quotes nothing that stands in the articles for any`;
  return null;
}

/** A rule of the library's form under its author's name; always a draft, without cases. */
export function ruleFor(
  entry: z.infer<typeof KEPT_RULE>,
  by: { readonly author: string; readonly written: string },
): Rule {
  return ruleOf('proposal', { ...entry, ...by, status: 'draft', cases: [] });
}

export interface ProposalToWrite {
  readonly id: string;
  readonly kind: 'trait' | 'rule';
  readonly entry: string;
  readonly eventId: string;
  readonly model: string;
  readonly spans: readonly (ProposalSpan & { readonly url: string })[];
}

/**
 * The entry as text for a file of the library, with where it comes from as comments. A rule has `status: draft`, which
 * never fires. Traits have no status: a new one is written as comments, so that it finds nothing until somebody takes the signs away.
 */
export function draftEntry(
  proposal: ProposalToWrite,
  by: { readonly author: string; readonly written: string },
): string {
  const head = [
    `Draft ${proposal.id}, proposed by the language model ${proposal.model} for ${proposal.eventId}; accepted by ${by.author} on ${by.written}.`,
    ...proposal.spans.map((s) => `Stands on ${s.url} ${s.field} ${s.start}-${s.end}: ${s.says}`),
  ].map((line) => `# ${oneLine(line)}\n`);
  if (proposal.kind === 'rule') {
    const rule = ruleFor(KEPT_RULE.parse(JSON.parse(proposal.entry)), by);
    return `${head.join('')}${ruleEntry(rule)}`;
  }
  const raw = KEPT_TRAIT.parse(JSON.parse(proposal.entry));
  const text = traitEntry({ ...raw, patterns: patternsOf(raw.patterns) });
  return `${head.join('')}${text.trimEnd().replace(/^/gm, '# ')}\n`;
}

/** In short, for a list: a rule's terms, a trait's meaning. */
export function proposalInShort(kind: 'trait' | 'rule', entry: string): string {
  const value: unknown = JSON.parse(entry);
  if (kind === 'trait') return oneLine(KEPT_TRAIT.parse(value).meaning);
  const rule = ruleFor(KEPT_RULE.parse(value), { author: '-', written: '2000-01-01' });
  const side = (which: 'event' | 'company'): string =>
    rule.terms
      .filter((t) => t.side === which && (t.role === 'require' || t.role === 'any'))
      .map(writeTerm)
      .join(', ');
  return `${rule.kind}: ${side('event')} → ${side('company') || '(nobody)'}`;
}

/** Text of a model or of a page never ends a comment or a row of a table. */
const oneLine = (text: string): string => text.replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ').trim();

function nameOf(kind: string, raw: unknown): string {
  const id = typeof raw === 'object' && raw !== null && 'id' in raw ? (raw as { id: unknown }).id : undefined;
  return `${kind} ${typeof id === 'string' ? oneLine(id).slice(0, 80) : '(without an id)'}`;
}
function issueOf(error: z.ZodError): string {
  const issue = error.issues[0]!;
  return oneLine(`${issue.path.join('.') || 'the entry'}: ${issue.message}`).slice(0, 200);
}
