/** One message handed to one endpoint: by HTTP as its channel wants it, or by mail. */
import { request } from 'undici';
import type { Context } from '../context.ts';
import { sentenceOf } from '../errors.ts';
import { assertPublicAddress, createSafeAgent } from '../fetch/index.ts';
import { CHANNELS, letterOf, MAIL_KIND } from './channel/index.ts';
import type { Claimed } from './claim.repository.ts';
import { domainOf, type Mailer } from './mail.ts';
import type { Message, StoredMessage } from './message.ts';
import { escapeHtml } from './render/index.ts';
import { failure, type Sent, sentLetter } from './sent.ts';

export interface Poster {
  /** Never throws: whatever goes wrong is a verdict. */
  post(c: Claimed, at: Date): Promise<Sent>;
  close(): Promise<void>;
}

/** Connections to one host: the lanes count them by endpoint, this only bounds what a host of many endpoints may cost. */
const CONNECTIONS = 2048;

const CLOSED = ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'];

/** @param timeout milliseconds a receiver has, from the look-up of its name to the last byte read */
export function createPoster(ctx: Context, options: { mailer: Mailer | undefined; timeout: number }): Poster {
  const { mailer, timeout } = options;
  const agent = createSafeAgent({
    allowPrivate: ctx.config.allowPrivate,
    connectTimeout: timeout,
    headersTimeout: timeout,
    bodyTimeout: timeout,
    connections: CONNECTIONS,
  });

  async function mail(c: Claimed, message: Message, at: Date): Promise<Sent> {
    if (mailer === undefined) return failure('no mail is sent until SMTP_URL is set', 'retry');
    const { subject, text } = letterOf(message, c.endpoint_language ?? 'both');
    const domain = domainOf(ctx.config.mailFrom);
    const sent = await mailer.send({
      to: c.url!.replace(/^mailto:/i, ''),
      messageId: `${message.id}@${domain}`,
      threadId: `${c.endpoint_id}@${domain}`,
      date: at,
      parts: { subject, text, html: `<pre>${escapeHtml(text)}</pre>` },
    });
    return sentLetter(sent);
  }

  return {
    async post(c, at) {
      const stored = JSON.parse(c.payload) as StoredMessage;
      const message = { ...stored, clocks: { ...stored.clocks, sent: at.toISOString() } } as Message;
      if (c.kind === MAIL_KIND) return mail(c, message, at);
      const channel = CHANNELS[c.kind ?? ''];
      if (channel === undefined) return failure(`no channel of the kind ${c.kind}`, 'dead');
      const target = {
        url: c.url!,
        secret: c.secret!,
        previousSecret: c.previous_secret,
        language: c.endpoint_language,
      };
      try {
        const out = channel.request(message, target, at);
        assertPublicAddress(out.url, ctx.config.allowPrivate);
        const signal = AbortSignal.timeout(timeout);
        const ask = () =>
          request(out.url, {
            method: 'POST',
            headers: { ...out.headers, 'user-agent': 'duibiao-webhook/1' },
            body: out.body,
            dispatcher: agent,
            signal,
          });
        const answer = await ask().catch((error: unknown) => {
          // A connection kept open that its server closed just then says nothing about the desk: once more, on a new one.
          if (!CLOSED.includes((error as { code?: string }).code ?? '')) throw error;
          return ask();
        });
        const excerpt = await readExcerpt(answer.body);
        const header = answer.headers['retry-after'];
        const read = channel.read(answer.statusCode, excerpt, typeof header === 'string' ? header : null, at);
        const verdict = read.verdict === 'refused' ? 'dead' : read.verdict;
        return {
          verdict,
          status: answer.statusCode,
          excerpt,
          error: read.error,
          retryAfter: read.retryAfter,
        };
      } catch (error) {
        // The signal and undici's own limits are set to one time: whichever strikes first, it was the desk that kept silent.
        const why = /^(Timeout|HeadersTimeout|BodyTimeout)Error$/.test((error as Error).name)
          ? `no answer within ${timeout / 1000} s`
          : sentenceOf(error);
        return failure(why, 'retry');
      }
    },
    close: () => agent.close(),
  };
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
