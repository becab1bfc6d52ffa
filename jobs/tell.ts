import type { Transaction } from 'kysely';
import type { Article } from '../src/articles/index.ts';
import type { Database } from '../src/db/index.ts';
import { type Change, clip, enqueueDeliveries } from '../src/deliver/index.ts';
import type { Corrected, Moved } from '../src/events/index.ts';

type Trx = Transaction<Database>;

/** The changes of state that desks are told of. */
const TOLD: Readonly<Partial<Record<string, Change['type']>>> = {
  emerging: 'event.emerging',
  hype: 'event.hype',
  fading: 'event.faded',
};

/** Everything that happened to an event in one transaction and that somebody may want to know. */
export interface Happened {
  readonly at: string;
  readonly article?: Article;
  readonly moved?: Moved | null;
  /** A first-hand document of a story known from hearsay. */
  readonly firstHandSeen?: boolean;
  readonly revised?: Revised;
  /** Guidance not stored before, in `article`. */
  readonly guided?: boolean;
  readonly lines?: {
    readonly added: readonly string[];
    readonly changed: readonly string[];
    readonly withdrawn: readonly string[];
    /** Why, where it is known: the company's own words, or a share that is too small. */
    readonly reasons?: ReadonlyMap<string, Readonly<Record<string, string>>>;
  };
}
/** An article that was told of and has been edited since. */
export interface Revised {
  readonly revision: number;
  readonly formerTitle: string;
  readonly what: 'title' | 'text';
}

/** Writes the messages of what happened, in the transaction in which it did, in the order in which a reader wants them. */
export async function tell(trx: Trx, eventId: string, happened: Happened, publicUrl: string): Promise<void> {
  const { at, article } = happened;
  const say = (type: Change['type'], change: string, other: Record<string, string> = {}) =>
    enqueueDeliveries(
      trx,
      { type, eventId, change, at, other, ...(article === undefined ? {} : { articleId: article.id }) },
      { publicUrl },
    );
  const { moved, revised, lines } = happened;
  const state = moved == null ? undefined : TOLD[moved.to];
  if (state !== undefined)
    await say(state, `${moved!.to}@${at}`, { reason: moved!.reason.en, reasonZh: moved!.reason.zh });
  if (happened.firstHandSeen) await say('event.first_hand', 'first_hand');
  if (revised !== undefined)
    await say('event.revised', `${article!.id}#${revised.revision}`, {
      articleId: article!.id,
      articleUrl: article!.url,
      what: revised.what,
      formerTitle: clip(revised.formerTitle),
    });
  if (happened.guided) await say('guidance.released', `${article!.id}@${at}`, { articleId: article!.id });
  for (const ticker of lines?.added ?? []) await say('analogue.added', `${ticker}@${at}`, { ticker });
  const why = (ticker: string): Record<string, string> => {
    const { said, ...reason } = lines?.reasons?.get(ticker) ?? {};
    return { ticker, ...reason, ...(said === undefined ? {} : { said: clip(said) }) };
  };
  for (const ticker of lines?.changed ?? []) await say('analogue.reranked', `${ticker}@${at}`, why(ticker));
  for (const ticker of lines?.withdrawn ?? []) await say('link.withdrawn', `${ticker}@${at}`, why(ticker));
}

/** The message of a merge is about the event that stays; that of a split about the one that was too large. */
export async function tellCorrection(trx: Trx, c: Corrected, at: string, publicUrl: string): Promise<void> {
  const merge = c.kind === 'merge';
  await enqueueDeliveries(
    trx,
    {
      type: merge ? 'event.merged' : 'event.split',
      eventId: merge ? c.into : c.from,
      change: `correction ${c.id}`,
      at,
      other: { ...(merge ? { fromEvent: c.from } : { intoEvent: c.into }), reason: clip(c.why) },
    },
    { publicUrl },
  );
}

export async function tellRetraction(
  trx: Trx,
  eventId: string,
  of: { at: string; why: string },
  publicUrl: string,
): Promise<void> {
  await enqueueDeliveries(
    trx,
    { type: 'event.retracted', eventId, change: 'retracted', at: of.at, other: { reason: clip(of.why) } },
    { publicUrl },
  );
}
