/** The duty that empties the outbox. One runs a process; many processes may run at once. */
import type { Context } from '../context.ts';
import { sentenceOf } from '../errors.ts';
import { MAIL_PATIENCE, nextAttempt, PATIENCE } from './backoff.ts';
import { CHANNELS } from './channel/index.ts';
import {
  buryExpired,
  type Claimed,
  claimDue,
  type EndpointTurn,
  type Outcome,
  recordOutcomes,
} from './claim.repository.ts';
import { createPostman } from './digest-mail.ts';
import { createLanes } from './lanes.ts';
import type { Mailer } from './mail.ts';
import { createPoster } from './post.ts';
import { createBoardPostman } from './scoreboard-letter.ts';
import { failure, type Sent } from './sent.ts';

export interface DeliveryCounts {
  readonly delivered: number;
  readonly retried: number;
  readonly dead: number;
}
export interface DelivererOptions {
  /** Without one, mails wait in the outbox. */
  readonly mailer?: Mailer;
  /** Attempts under way at once, those that have lasted over a second aside; 512 unless told. */
  readonly concurrency?: number;
  /** Time a receiver has to answer, milliseconds; 15,000 unless told. */
  readonly timeout?: number;
}
export interface Deliverer {
  /** Sends what is due, and what falls due meanwhile; returns when nothing is due and nothing under way. Called while it runs, it joins. */
  runOnce(): Promise<DeliveryCounts>;
  /** Something new is in the outbox: a round under way looks at once, and does not end before it has. */
  wake(): void;
  close(): Promise<void>;
}

const EXCERPT = 500;
const PACED = Object.values(CHANNELS)
  .filter((c) => c.spacing > 0)
  .map((c) => c.kind);
/** Milliseconds in which outcomes gather while others are under way. */
const GATHER = 10;
/** Milliseconds after which a round whose desks all hang looks for what fell due meanwhile. */
const LOOK = 100;
/** Milliseconds between two searches for what has run out of patience. */
const BURY_EVERY = 60_000;

export function createDeliverer(ctx: Context, options: DelivererOptions = {}): Deliverer {
  const poster = createPoster(ctx, { mailer: options.mailer, timeout: options.timeout ?? 15_000 });
  const postman = options.mailer === undefined ? null : createPostman(ctx, options.mailer);
  const boards = options.mailer === undefined ? null : createBoardPostman(ctx, options.mailer);
  const lanes = createLanes(options.concurrency ?? 512, PACED);
  const bell = createBell();
  let underWay = 0;
  /** Outcomes not yet written. They outlive a round that failed: what a mail server took must not be sent again for want of a row. */
  let done: { outcome: Outcome; news: boolean }[] = [];
  let buried = Number.NEGATIVE_INFINITY;
  let woken = false;

  /** Never throws: a message that cannot be made (a row someone edited) is that message's failure, not the round's. */
  async function handOver(c: Claimed, at: Date): Promise<Sent> {
    const letters = c.type === 'scoreboard' ? boards! : postman!;
    try {
      return await (c.target === 'endpoint' ? poster.post(c, at) : letters(c, at));
    } catch (error) {
      ctx.log.error({ err: error, delivery: c.id }, 'a message could not be made');
      return failure(sentenceOf(error), 'retry');
    }
  }

  async function attempt(c: Claimed): Promise<Outcome> {
    const started = performance.now();
    const at = ctx.clock.now();
    const sent = await handOver(c, at);
    const end = ctx.clock.now();
    const of = {
      attempt: c.attempts,
      createdAt: new Date(c.created_at),
      now: end,
      retryAfter: sent.retryAfter,
      patience: c.target === 'endpoint' ? PATIENCE : MAIL_PATIENCE,
    };
    const next = sent.verdict === 'retry' ? nextAttempt(of, ctx.random()) : null;
    return {
      claimed: c,
      at: end.toISOString(),
      verdict: sent.verdict === 'retry' && next === null ? 'dead' : sent.verdict,
      status: sent.status,
      milliseconds: performance.now() - started,
      excerpt: sent.excerpt?.slice(0, EXCERPT) ?? null,
      error: sent.error,
      nextAttemptAt: next?.toISOString() ?? null,
      pauseSeconds: sent.verdict === 'retry' ? sent.retryAfter : null,
    };
  }

  async function record(): Promise<typeof done> {
    const batch = done;
    done = [];
    if (batch.length === 0) return batch;
    const outcomes = batch.map((b) => b.outcome);
    try {
      await recordOutcomes(ctx.db, outcomes, turns(batch));
    } catch (error) {
      done = [...batch, ...done];
      throw error;
    }
    return batch;
  }

  async function bury(): Promise<number> {
    const now = ctx.clock.now();
    if (now.getTime() - buried < BURY_EVERY) return 0;
    buried = now.getTime();
    return buryExpired(ctx.db, now.toISOString(), PATIENCE);
  }

  async function drain(): Promise<DeliveryCounts> {
    const counts = { delivered: 0, retried: 0, dead: await bury() };
    for (;;) {
      for (const { outcome: o } of await record())
        counts[o.verdict === 'delivered' ? 'delivered' : o.verdict === 'retry' ? 'retried' : 'dead'] += 1;
      const { messages, mails } = lanes.room(postman !== null);
      woken = false;
      const claimed =
        messages + mails === 0
          ? []
          : await claimDue(ctx.db, {
              now: ctx.clock.now().toISOString(),
              messages,
              mails,
              unknown: lanes.unknown,
              paced: PACED,
              allowances: lanes.allowances(),
            });
      underWay += claimed.length;
      for (const c of claimed) {
        lanes.start(c);
        const work = () => attempt(c);
        void (c.endpoint_id === null ? work() : lanes.turn(c.endpoint_id, work)).then((outcome) => {
          done.push({ outcome, news: lanes.settle(outcome) });
          underWay -= 1;
          bell.ring();
        });
      }
      if (underWay === 0 && done.length === 0 && claimed.length === 0 && !woken) return counts;
      // While desks hang, what falls due for others must not wait for them.
      if (done.length === 0 && claimed.length === 0 && !woken) await bell.rung(LOOK);
      // Outcomes are written together: a statement for each would cost more than the sending.
      if (underWay > 0 && !woken) await pauseFor(GATHER);
    }
  }
  let current: Promise<DeliveryCounts> | undefined;
  return {
    runOnce() {
      current ??= drain().finally(() => {
        current = undefined;
      });
      return current;
    },
    wake() {
      woken = true;
      bell.ring();
    },
    close: () => poster.close(),
  };
}

/** Sends once what is due. For duties that run often, keep a `createDeliverer` instead: it keeps its connections. */
export async function deliverDue(ctx: Context, options: DelivererOptions = {}): Promise<DeliveryCounts> {
  const deliverer = createDeliverer(ctx, options);
  try {
    return await deliverer.runOnce();
  } finally {
    await deliverer.close();
  }
}

/** How each endpoint of a batch fared, and how long it is to be left alone: for its platform's pace, or because it said so. */
function turns(batch: readonly { outcome: Outcome; news: boolean }[]): EndpointTurn[] {
  const byEndpoint = new Map<string, { outcome: Outcome; news: boolean }[]>();
  for (const b of batch) {
    const id = b.outcome.claimed.endpoint_id;
    if (id === null) continue;
    const own = byEndpoint.get(id) ?? [];
    own.push(b);
    byEndpoint.set(id, own);
  }
  return [...byEndpoint].map(([id, list]) => {
    const spacing = CHANNELS[list[0]!.outcome.claimed.kind ?? '']?.spacing ?? 0;
    const at = list.at(-1)!.outcome.at;
    const seconds = Math.max(spacing, ...list.map((b) => Math.min(b.outcome.pauseSeconds ?? 0, PATIENCE)));
    return {
      id,
      delivered: list.some((b) => b.outcome.verdict === 'delivered'),
      failed: list.filter((b) => b.news && b.outcome.verdict === 'retry').length,
      notBefore: seconds === 0 ? null : new Date(Date.parse(at) + seconds * 1000).toISOString(),
      at,
    };
  });
}

function pauseFor(milliseconds: number): Promise<void> {
  return new Promise((r) => setTimeout(r, milliseconds));
}

/** One may wait for it; whoever rings while nobody waits is not remembered. */
function createBell(): { ring(): void; rung(milliseconds: number): Promise<void> } {
  let ring = (): void => {};
  return {
    ring: () => ring(),
    rung: (milliseconds) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        ring = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
  };
}
