/*
 * Who may have how many attempts under way, so that one desk's trouble stays its own:
 *
 *   window      an endpoint's share: 2 at first, one more for each quick answer (as in TCP's slow start), 1 after a failure.
 *               A desk that takes its time keeps 8, however often it answers well: 128 slow answers would be 128 sockets.
 *   room        all endpoints together. An attempt that has lasted longer than a second no longer counts: a hundred desks
 *               that hang for 15 s would else hold the places of those who answer in 2 ms.
 *   turn        connections to one endpoint. Counted here and not by host: two desks behind one gateway, of which one hangs,
 *               would share the host's connections, and the healthy one would wait for the other's timeouts.
 *   mails       few, beside all this: ten thousand digests at eight o'clock must not stand before a desk's message.
 */
import type { Claimed, Outcome } from './claim.repository.ts';

const FIRST_WINDOW = 2;
const LARGEST_WINDOW = 128;
const SLOW_WINDOW = 8;
/** Milliseconds after which an attempt is slow. */
const SLOW = 1000;
/** Fewer than the largest window, so that the next message is at hand when an answer frees a connection. */
const CONNECTIONS = 64;
/** Attempts of any age at once, as a multiple of the room: each is a socket. */
const SOCKETS = 4;
const MAILS = 10;

export interface Lanes {
  /** Endpoint messages and letters that may be claimed now. @param mailed whether letters can be sent at all */
  room(mailed: boolean): { messages: number; mails: number };
  /** What each endpoint may be given; those absent, `unknown`. */
  allowances(): Map<string, number>;
  readonly unknown: number;
  start(c: Claimed): void;
  /** Runs `work` when one of the endpoint's connections is free. */
  turn<T>(endpointId: string, work: () => Promise<T>): Promise<T>;
  /** @returns whether a failure is news: those of attempts begun before the last one ended are the same outage. */
  settle(o: Outcome): boolean;
}

/** @param steady endpoints of these kinds never have more than one message under way. @param now monotonic, milliseconds */
export function createLanes(
  concurrency: number,
  steady: readonly string[],
  now: () => number = () => performance.now(),
): Lanes {
  const windows = new Map<string, number>();
  const underWay = new Map<string, number>();
  const started = new Map<string, number>();
  const failedAt = new Map<string, number>();
  const connected = new Map<string, { open: number; waiting: (() => void)[] }>();
  let mails = 0;
  return {
    unknown: FIRST_WINDOW,
    room(mailed) {
      const limit = now() - SLOW;
      let quick = 0;
      for (const at of started.values()) if (at > limit) quick += 1;
      const messages = Math.min(concurrency - quick, concurrency * SOCKETS - started.size);
      return { messages: Math.max(0, messages), mails: mailed ? MAILS - mails : 0 };
    },
    allowances() {
      const out = new Map<string, number>();
      for (const [id, window] of windows) out.set(id, window - (underWay.get(id) ?? 0));
      for (const [id, n] of underWay) if (!out.has(id)) out.set(id, FIRST_WINDOW - n);
      return out;
    },
    start(c) {
      if (c.endpoint_id === null) {
        mails += 1;
        return;
      }
      started.set(c.id, now());
      underWay.set(c.endpoint_id, (underWay.get(c.endpoint_id) ?? 0) + 1);
      if (steady.includes(c.kind ?? '')) windows.set(c.endpoint_id, 1);
    },
    async turn(endpointId, work) {
      const own = connected.get(endpointId) ?? { open: 0, waiting: [] };
      connected.set(endpointId, own);
      if (own.open < CONNECTIONS) own.open += 1;
      // Handed over by who ends: the number stays.
      else await new Promise<void>((go) => own.waiting.push(go));
      try {
        return await work();
      } finally {
        const next = own.waiting.shift();
        if (next === undefined) own.open -= 1;
        else next();
        if (own.open === 0) connected.delete(endpointId);
      }
    },
    settle(o) {
      const id = o.claimed.endpoint_id;
      if (id === null) {
        mails -= 1;
        return false;
      }
      const began = started.get(o.claimed.id) ?? now();
      started.delete(o.claimed.id);
      const left = (underWay.get(id) ?? 1) - 1;
      if (left === 0) underWay.delete(id);
      else underWay.set(id, left);
      if (o.verdict !== 'delivered') {
        windows.set(id, 1);
        const fresh = began >= (failedAt.get(id) ?? Number.NEGATIVE_INFINITY);
        if (fresh) failedAt.set(id, now());
        return fresh;
      }
      failedAt.delete(id);
      if (steady.includes(o.claimed.kind ?? '')) return false;
      const largest = o.milliseconds > SLOW ? SLOW_WINDOW : LARGEST_WINDOW;
      windows.set(id, Math.min(largest, (windows.get(id) ?? FIRST_WINDOW) + 1));
      return false;
    },
  };
}
