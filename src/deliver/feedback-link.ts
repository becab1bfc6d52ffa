/**
 * The links "wrong company" and "wrong reason" of a card. Each is signed for one reader, one event and one verdict, and ends:
 * whoever has the link can say so, nobody can make one. Opening it shows a page; only the form on that page records, since
 * mail scanners open every link.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

export type LinkVerdict = 'wrong_company' | 'wrong_reason';
export interface FeedbackClaim {
  readonly subscriberId: string;
  readonly eventId: string;
  readonly verdict: LinkVerdict;
  /** Unix seconds. */
  readonly expires: number;
}
/** A month: a digest is read late, not for ever. Seconds. */
export const FEEDBACK_SECONDS = 30 * 86_400;

/** @param key the reader's own secret, with the program's before it where one is set */
export function signFeedback(claim: FeedbackClaim, key: string): string {
  const body = Buffer.from(
    JSON.stringify([claim.subscriberId, claim.eventId, claim.verdict, claim.expires]),
  ).toString('base64url');
  return `${body}.${mac(body, key)}`;
}

/** What a token says, before anything is believed of it: whose key to check it with. Null for what is no token. */
export function readFeedback(token: string): FeedbackClaim | null {
  try {
    const [subscriberId, eventId, verdict, expires] = JSON.parse(
      Buffer.from(token.split('.')[0] ?? '', 'base64url').toString('utf8'),
    ) as unknown[];
    if (typeof subscriberId !== 'string' || typeof eventId !== 'string' || typeof expires !== 'number')
      return null;
    if (verdict !== 'wrong_company' && verdict !== 'wrong_reason') return null;
    return { subscriberId, eventId, verdict, expires };
  } catch {
    return null;
  }
}

/** Whether the token was signed with the key and has not ended. */
export function holdsFeedback(token: string, key: string, now: Date): boolean {
  const [body = '', given = ''] = token.split('.');
  const good = Buffer.from(mac(body, key));
  const seen = Buffer.from(given);
  const claim = readFeedback(token);
  return (
    good.length === seen.length && timingSafeEqual(good, seen) && (claim?.expires ?? 0) * 1000 > now.getTime()
  );
}

function mac(body: string, key: string): string {
  return createHmac('sha256', key).update(`duibiao feedback 1\n${body}`).digest('base64url');
}

/** Stands in a rendered mail where each reader's own signed link goes. */
export function feedbackMark(eventId: string, verdict: LinkVerdict): string {
  return `FEEDBACK-${Buffer.from(eventId).toString('hex')}-${verdict}-OF-THE-READER`;
}
export function fillFeedback(text: string, sign: (eventId: string, verdict: LinkVerdict) => string): string {
  return text.replace(
    /FEEDBACK-([0-9a-f]*)-(wrong_company|wrong_reason)-OF-THE-READER/g,
    (_, hex: string, verdict: LinkVerdict) => sign(Buffer.from(hex, 'hex').toString('utf8'), verdict),
  );
}
