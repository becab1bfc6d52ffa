/** The duty that empties the outbox. One runs a process; many processes may run at once. */
import { request } from 'undici';
import type { Context } from '../context.ts';
import { sentenceOf } from '../errors.ts';
import { assertPublicAddress, createSafeAgent } from '../fetch/index.ts';
import { MAIL_PATIENCE, nextAttempt, PATIENCE } from './backoff.ts';
import { CHANNELS, letterOf, MAIL_KIND } from './channel/index.ts';
import {
  buryExpired,
  type Claimed,
  claimDue,
  type EndpointTurn,
  type Outcome,
  recordOutcomes,
} from './claim.repository.ts';
import { createPostman } from './digest-mail.ts';
import { domainOf, type Mailer } from './mail.ts';
import type { Message, StoredMessage } from './message.ts';
import { escapeHtml } from './render/index.ts';
import { createBoardPostman } from './scoreboard-letter.ts';
import { failure, type Sent, sentLetter } from './sent.ts';

export interface DeliveryCounts {
  readonly delivered: number;
  readonly retried: number;
  readonly dead: number;
}
export interface DelivererOptions {
  /** Without one, mails wait in the outbox. */
  readonly mailer?: Mailer;
  /** Attempts under way at once; 512 unless told. */
  readonly concurrency?: number;
  /** Time a receiver has to answer, milliseconds; 15,000 unless told. */
  readonly timeout?: number;
}
export interface Deliverer {
  /** Sends what is due, and what falls due meanwhile; returns when nothing is due and nothing under way. Called while it runs, it joins. */
  runOnce(options?: { limit?: number }): Promise<DeliveryCounts>;
  close(): Promise<void>;
}

/** Attempts an endpoint may have under way: as in TCP's slow start, few until it has shown that it answers. */
const FIRST_WINDOW = 2;
const LARGEST_WINDOW = 128;
/** Connections to one receiver: fewer than its window, so that the next message is at hand when an answer frees one. */
const CONNECTIONS = 64;
const EXCERPT = 500;
const PACED = Object.values(CHANNELS)
  .filter((c) => c.spacing > 0)
  .map((c) => c.kind);
/** Milliseconds in which outcomes gather while others are under way. */
const GATHER = 10;

export function createDeliverer(ctx: Context, options: DelivererOptions = {}): Deliverer {
  const timeout = options.timeout ?? 15_000;
  const concurrency = options.concurrency ?? 512;
  const agent = createSafeAgent({
    allowPrivate: ctx.config.allowPrivate,
    connectTimeout: timeout,
    headersTimeout: timeout,
    bodyTimeout: timeout,
    connections: CONNECTIONS,
  });
  const postman = options.mailer === undefined ? null : createPostman(ctx, options.mailer);
  const boards = options.mailer === undefined ? null : createBoardPostman(ctx, options.mailer);
  const windows = new Map<string, number>();
  const underWay = new Map<string, number>();

  /** A message to an endpoint of the kind `mail`. */
  async function mail(c: Claimed, at: Date): Promise<Sent> {
    if (options.mailer === undefined) return failure('no mail is sent until SMTP_URL is set', 'retry');
    const stored = JSON.parse(c.payload) as StoredMessage;
    const message = { ...stored, clocks: { ...stored.clocks, sent: at.toISOString() } } as Message;
    const { subject, text } = letterOf(message);
    const domain = domainOf(ctx.config.mailFrom);
    const sent = await options.mailer.send({
      to: c.url!.replace(/^mailto:/i, ''),
      messageId: `${message.id}@${domain}`,
      threadId: `${c.endpoint_id}@${domain}`,
      date: at,
      parts: { subject, text, html: `<pre>${escapeHtml(text)}</pre>` },
    });
    return sentLetter(sent);
  }

  async function post(c: Claimed, at: Date): Promise<Sent> {
    if (c.kind === MAIL_KIND) return mail(c, at);
    const channel = CHANNELS[c.kind ?? ''];
    if (channel === undefined) return failure(`no channel of the kind ${c.kind}`, 'dead');
    const stored = JSON.parse(c.payload) as StoredMessage;
    const message = { ...stored, clocks: { ...stored.clocks, sent: at.toISOString() } } as Message;
    const target = { url: c.url!, secret: c.secret!, previousSecret: c.previous_secret };
    try {
      const out = channel.request(message, target, at);
      assertPublicAddress(out.url, ctx.config.allowPrivate);
      const answer = await request(out.url, {
        method: 'POST',
        headers: { ...out.headers, 'user-agent': 'duibiao-webhook/1' },
        body: out.body,
        dispatcher: agent,
        // From the first byte of the name's look-up to the last one read.
        signal: AbortSignal.timeout(timeout),
      });
      const excerpt = await readExcerpt(answer.body);
      const header = answer.headers['retry-after'];
      const read = channel.read(answer.statusCode, excerpt, typeof header === 'string' ? header : null, at);
      const verdict = read.verdict === 'refused' ? 'dead' : read.verdict;
      return { verdict, status: answer.statusCode, excerpt, error: read.error, retryAfter: read.retryAfter };
    } catch (error) {
      const why =
        (error as Error).name === 'TimeoutError' ? `no answer within ${timeout / 1000} s` : sentenceOf(error);
      return failure(why, 'retry');
    }
  }

  async function attempt(c: Claimed): Promise<Outcome> {
    const started = performance.now();
    const at = ctx.clock.now();
    const letters = c.type === 'scoreboard' ? boards! : postman!;
    const sent = c.target === 'endpoint' ? await post(c, at) : await letters(c, at);
    const end = ctx.clock.now();
    const patience = c.target === 'endpoint' ? PATIENCE : MAIL_PATIENCE;
    const next =
      sent.verdict === 'retry'
        ? nextAttempt(
            {
              attempt: c.attempts,
              createdAt: new Date(c.created_at),
              now: end,
              retryAfter: sent.retryAfter,
              patience,
            },
            ctx.random(),
          )
        : null;
    return {
      claimed: c,
      at: end.toISOString(),
      verdict: sent.verdict === 'retry' && next === null ? 'dead' : sent.verdict,
      status: sent.status,
      milliseconds: performance.now() - started,
      excerpt: sent.excerpt?.slice(0, EXCERPT) ?? null,
      error: sent.error,
      nextAttemptAt: next?.toISOString() ?? null,
    };
  }

  function settle(o: Outcome): void {
    const id = o.claimed.endpoint_id;
    if (id === null) return;
    underWay.set(id, (underWay.get(id) ?? 1) - 1);
    if (underWay.get(id) === 0) underWay.delete(id);
    const window = windows.get(id) ?? FIRST_WINDOW;
    const grows = o.verdict === 'delivered' && !PACED.includes(o.claimed.kind ?? '');
    windows.set(id, grows ? Math.min(LARGEST_WINDOW, window + 1) : 1);
  }

  async function drain(limit: number): Promise<DeliveryCounts> {
    const counts = { delivered: 0, retried: 0, dead: 0 };
    const running = new Set<Promise<void>>();
    let done: Outcome[] = [];
    let claimedSoFar = 0;
    counts.dead += await buryExpired(ctx.db, ctx.clock.now().toISOString(), PATIENCE);
    for (;;) {
      const batch = done;
      done = [];
      if (batch.length > 0) {
        await recordOutcomes(ctx.db, batch, turns(batch));
        for (const o of batch)
          counts[o.verdict === 'delivered' ? 'delivered' : o.verdict === 'retry' ? 'retried' : 'dead'] += 1;
      }
      const room = Math.min(concurrency - running.size, limit - claimedSoFar);
      const claimed =
        room <= 0
          ? []
          : await claimDue(ctx.db, {
              now: ctx.clock.now().toISOString(),
              limit: room,
              mail: postman !== null,
              mails: Math.min(room, 50),
              unknown: FIRST_WINDOW,
              paced: PACED,
              allowances: allowances(windows, underWay),
            });
      claimedSoFar += claimed.length;
      for (const c of claimed) {
        if (c.endpoint_id !== null) {
          underWay.set(c.endpoint_id, (underWay.get(c.endpoint_id) ?? 0) + 1);
          if (PACED.includes(c.kind ?? '')) windows.set(c.endpoint_id, 1);
        }
        const p: Promise<void> = attempt(c).then((o) => {
          settle(o);
          done.push(o);
          running.delete(p);
        });
        running.add(p);
      }
      if (running.size === 0 && done.length === 0 && claimed.length === 0) return counts;
      // While desks hang, what falls due for others must not wait for them.
      if (done.length === 0 && claimed.length === 0) await oneOf(running, 100);
      // Outcomes are written together: a statement for each would cost more than the sending.
      if (running.size > 0) await pauseFor(GATHER);
    }
  }
  let current: Promise<DeliveryCounts> | undefined;
  return {
    runOnce({ limit = Number.POSITIVE_INFINITY } = {}) {
      current ??= drain(limit).finally(() => {
        current = undefined;
      });
      return current;
    },
    async close() {
      await agent.close();
    },
  };
}

/** Sends once what is due. For duties that run often, keep a `createDeliverer` instead: it keeps its connections. */
export async function deliverDue(
  ctx: Context,
  options: DelivererOptions & { limit?: number } = {},
): Promise<DeliveryCounts> {
  const deliverer = createDeliverer(ctx, options);
  try {
    return await deliverer.runOnce(options.limit === undefined ? {} : { limit: options.limit });
  } finally {
    await deliverer.close();
  }
}

function allowances(
  windows: ReadonlyMap<string, number>,
  underWay: ReadonlyMap<string, number>,
): Map<string, number> {
  const out = new Map<string, number>();
  for (const [id, window] of windows) out.set(id, window - (underWay.get(id) ?? 0));
  for (const [id, n] of underWay) if (!out.has(id)) out.set(id, FIRST_WINDOW - n);
  return out;
}

function turns(batch: readonly Outcome[]): EndpointTurn[] {
  const byEndpoint = new Map<string, Outcome[]>();
  for (const o of batch) {
    const id = o.claimed.endpoint_id;
    if (id !== null) byEndpoint.set(id, [...(byEndpoint.get(id) ?? []), o]);
  }
  return [...byEndpoint].map(([id, list]) => {
    const spacing = CHANNELS[list[0]!.claimed.kind ?? '']?.spacing ?? 0;
    const at = list.at(-1)!.at;
    return {
      id,
      delivered: list.some((o) => o.verdict === 'delivered'),
      failed: list.filter((o) => o.verdict === 'retry').length,
      notBefore: spacing === 0 ? null : new Date(Date.parse(at) + spacing * 1000).toISOString(),
      at,
    };
  });
}

/** The first few kilobytes of an answer, for the log; a longer one is cut off with its connection. */
async function readExcerpt(body: AsyncIterable<Uint8Array> & { destroy(): unknown }): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > 4096) {
      body.destroy();
      break;
    }
  }
  // PostgreSQL's text holds no NUL.
  return Buffer.concat(chunks).toString('utf8').slice(0, 4096).replaceAll('\u0000', '\uFFFD');
}

function pauseFor(milliseconds: number): Promise<void> {
  return new Promise((r) => setTimeout(r, milliseconds));
}

async function oneOf(running: ReadonlySet<Promise<void>>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tick = new Promise<void>((r) => {
    timer = setTimeout(r, milliseconds);
  });
  await Promise.race([...running, tick]);
  clearTimeout(timer);
}
