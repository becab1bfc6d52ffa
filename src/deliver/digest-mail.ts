import type { Context } from '../context.ts';
import type { Claimed } from './claim.repository.ts';
import { loadDigest } from './digest.repository.ts';
import type { Language } from './digest.ts';
import {
  FEEDBACK_SECONDS,
  feedbackMark,
  fillFeedback,
  type LinkVerdict,
  signFeedback,
} from './feedback-link.ts';
import { domainOf, type Mailer } from './mail.ts';
import { type MailParts, renderMail } from './render/index.ts';
import { failure, type Sent, sentLetter } from './sent.ts';

/** Stands in a rendered mail where each reader's own token goes, so that a thousand readers of one wish cost one rendering. */
const TOKEN = 'TOKEN-OF-THE-READER';

interface Reader {
  email: string;
  token: string;
  language: Language;
  minimum_hype: number;
  themes: string[];
  markets: string[];
}

/** Sends claimed digest deliveries. Renderings are kept while it lives, a handful of them. */
export function createPostman(ctx: Context, mailer: Mailer): (claimed: Claimed, at: Date) => Promise<Sent> {
  const rendered = new Map<string, Promise<MailParts>>();

  function render(payload: string, reader: Reader): Promise<MailParts> {
    const key = JSON.stringify([
      payload,
      reader.language,
      reader.minimum_hype,
      reader.themes,
      reader.markets,
    ]);
    let parts = rendered.get(key);
    if (parts === undefined) {
      const of = JSON.parse(payload) as { date: string; from: string; to: string };
      parts = loadDigest(ctx.db, {
        ...of,
        // Recorded material never reaches a reader, whatever is in the tables.
        origin: 'live',
        language: reader.language,
        minimumHype: reader.minimum_hype,
        themes: reader.themes,
        markets: reader.markets,
      }).then((model) =>
        renderMail(model, {
          unsubscribe: link(TOKEN),
          publicUrl: ctx.config.publicUrl,
          feedback: (eventId, verdict) =>
            `${ctx.config.publicUrl}/feedback?t=${feedbackMark(eventId, verdict)}`,
          pictures: 'parts',
        }),
      );
      if (rendered.size >= 32) rendered.delete(rendered.keys().next().value!);
      rendered.set(key, parts);
      // A failed rendering is not kept: the next attempt starts anew.
      parts.catch(() => rendered.delete(key));
    }
    return parts;
  }
  const link = (token: string): string => `${ctx.config.publicUrl}/unsubscribe?t=${token}`;

  return async (claimed, at) => {
    const reader = readerOf(claimed);
    if (reader === null) return failure('unsubscribed', 'dead');
    try {
      const parts = await render(claimed.payload, reader);
      const of = JSON.parse(claimed.payload) as { date: string };
      const domain = domainOf(ctx.config.mailFrom);
      const expires = Math.floor(Date.parse(claimed.created_at) / 1000) + FEEDBACK_SECONDS;
      const key = feedbackKey(ctx, reader.token);
      const sign = (eventId: string, verdict: LinkVerdict): string =>
        signFeedback({ subscriberId: claimed.subscriber_id!, eventId, verdict, expires }, key);
      const own = (text: string): string => fillFeedback(text.replaceAll(TOKEN, reader.token), sign);
      const sent = await mailer.send({
        to: reader.email,
        messageId: `digest.${of.date}.${claimed.subscriber_id}@${domain}`,
        threadId: `digest.${claimed.subscriber_id}@${domain}`,
        date: at,
        parts: { ...parts, text: own(parts.text), html: own(parts.html) },
        unsubscribeUrl: link(reader.token),
      });
      return sentLetter(sent);
    } catch (error) {
      ctx.log.error({ err: error, delivery: claimed.id }, 'a digest could not be made');
      return failure((error as Error).message, 'retry');
    }
  };
}

function readerOf(c: Claimed): Reader | null {
  if (c.email === null || c.reader_status !== 'active') return null;
  return {
    email: c.email,
    token: c.token!,
    language: c.language as Language,
    minimum_hype: c.minimum_hype ?? 0,
    themes: c.themes ?? [],
    markets: c.markets ?? [],
  };
}

/** What a reader's feedback links are signed with: the reader's own secret, with the program's before it where one is set. */
export function feedbackKey(ctx: Pick<Context, 'config'>, token: string): string {
  return `${ctx.config.secret ?? ''}\n${token}`;
}
