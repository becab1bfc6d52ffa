import type { SentLetter } from './mail.ts';

/** What came of handing a message over. */
export interface Sent {
  readonly verdict: 'delivered' | 'retry' | 'dead' | 'gone';
  readonly status: number | null;
  readonly excerpt: string | null;
  readonly error: string | null;
  /** Seconds. */
  readonly retryAfter: number | null;
}

/** Nothing was handed over, or nobody answered. */
export function failure(error: string, verdict: Sent['verdict']): Sent {
  return { verdict, status: null, excerpt: null, error, retryAfter: null };
}

/** What a mail server made of a letter. */
export function sentLetter(answer: SentLetter): Sent {
  return {
    verdict: answer.delivered ? 'delivered' : answer.retry ? 'retry' : 'dead',
    status: answer.status,
    excerpt: answer.excerpt,
    error: answer.delivered ? null : answer.excerpt,
    retryAfter: null,
  };
}
