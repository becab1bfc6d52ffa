import type { LiveEvent, WeightedDoc } from './cluster-event.ts';
import type { ClusterDoc } from './features.ts';
import {
  ACTS,
  type Compared,
  type Development,
  KNOWN,
  nearestParent,
  particular,
  tieOf,
  told,
} from './sequel.ts';

/*
 * The same for parents that have closed. So long after, much more lies between: a company has had twenty stories since. So
 * an act needs a kind of happening that calls for it and something besides the name, or one product and something besides.
 */

/** A story of before, as its earliest articles tell it. */
export interface PastStory {
  readonly id: string;
  readonly articles: readonly ClusterDoc[];
}

const HURT = ['accident', 'breach', 'outage', 'fraud', 'recall', 'shortseller', 'penalty', 'ban'];
const PLANNED = [
  'launch',
  'production',
  'deal',
  'listing',
  'trial',
  'filing',
  'order',
  'stake',
  'partnership',
];
/**
 * What calls for an act that may follow anything, where the event has closed; acts that `ACTS` lets follow certain kinds
 * only have those. An act that stands in neither (a move of shares, a halt) has its cause in the days before.
 */
const CALLED_FOR_BY: Readonly<Record<string, readonly string[]>> = {
  lawsuit: [...HURT, 'layoffs', 'deal', 'probe', 'launch'],
  probe: [...HURT, 'deal', 'launch'],
  recall: ['accident', 'probe', 'lawsuit', 'outage'],
  delay: PLANNED,
  cancel: PLANNED,
  ban: [...HURT, 'probe', 'launch', 'controls'],
  arrest: ['fraud', 'probe', 'breach', 'accident'],
  bankruptcy: ['warning', 'default', 'fraud', 'layoffs', 'recall', 'probe'],
  delisting: ['fraud', 'probe', 'halt', 'deal', 'default', 'shortseller'],
};
/** Days after which an act is put down to something nearer: results follow the warning of their quarter. */
const WITHIN: Readonly<Record<string, number>> = { results: 90, 'on-sale': 200 };
/** Days back in which a parent is looked for at all. */
export const PARENT_DAYS = 400;
const DAY = 86_400_000;

const callers = (act: string): readonly string[] => CALLED_FOR_BY[act] ?? ACTS[act]?.after ?? [];

/** Whether the article tells an act for which a closed event may have called. */
export const mayFollow = (doc: WeightedDoc): boolean =>
  [...doc.types.keys()].some((type) => callers(type).length > 0);

/** The closed event that a new one grew out of; the nearest in likeness of those that qualify. */
export const developmentOfPast = (
  doc: WeightedDoc,
  compared: readonly Compared[],
  nameOf: (id: string) => { readonly zh: string; readonly en: string },
): Development | null =>
  nearestParent(doc, compared, nameOf, ({ event, parts }, act) => {
    if (doc.at - event.first > (WITHIN[act] ?? PARENT_DAYS) * DAY || !about(doc, event)) return null;
    const called = callers(act).find((kind) => told(event, kind) >= KNOWN);
    const tie = tieOf(parts, false);
    if (tie === null || (called === undefined && !particular(parts))) return null;
    return { called, same: parts.lead >= 0.5, tie };
  });

/** The earlier story's company leads the article or has a good part in it: it is no rival that a sentence mentions. */
function about(doc: WeightedDoc, event: LiveEvent): boolean {
  return event.lead !== null && (doc.companies.get(event.lead) ?? 0) >= 0.3;
}
