/** One interface for whatever an endpoint is: how a message becomes a request, and how its answer is read. */
import type { Message } from '../message.ts';
import type { ChatLanguage } from './say.ts';

export interface Target {
  readonly url: string;
  readonly secret: string;
  /** Still accepted by the receiver for a while after a rotation; null otherwise. */
  readonly previousSecret: string | null;
  /** What a chat group reads; null: as its platform is used. Webhooks carry both. */
  readonly language: ChatLanguage | null;
}
export interface Request {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
/** `delivered`; `retry` with the pause the receiver asked for, if any; `refused` will never succeed; `gone` shuts the endpoint. */
export interface Verdict {
  readonly verdict: 'delivered' | 'retry' | 'refused' | 'gone';
  readonly error: string | null;
  /** Seconds. */
  readonly retryAfter: number | null;
}
export interface Channel {
  readonly kind: string;
  /** Bytes of the body, as the receiver counts them. */
  readonly maximumBytes: number;
  /** Seconds between two messages to one address; 0 for none. */
  readonly spacing: number;
  request(message: Message, target: Target, at: Date): Request;
  read(status: number, body: string, retryAfter: string | null, at: Date): Verdict;
}

/** By status alone: 2xx is delivered, 410 is gone, everything else is tried again (3xx too: redirects are not followed). */
export function readStatus(status: number, retryAfter: string | null, at: Date): Verdict {
  if (status >= 200 && status < 300) return { verdict: 'delivered', error: null, retryAfter: null };
  if (status === 410) return { verdict: 'gone', error: 'the receiver answered 410 Gone', retryAfter: null };
  const what =
    status >= 300 && status < 400 ? `${status}, a redirect, which is not followed` : String(status);
  return { verdict: 'retry', error: `the receiver answered ${what}`, retryAfter: secondsOf(retryAfter, at) };
}

/** Retry-After is seconds or a date (RFC 9110, 10.2.3). */
export function secondsOf(header: string | null, at: Date): number | null {
  if (header === null) return null;
  if (/^\s*\d{1,9}\s*$/.test(header)) return Number(header);
  const then = Date.parse(header);
  return Number.isNaN(then) ? null : Math.max(0, Math.ceil((then - at.getTime()) / 1000));
}
