import { createHmac } from 'node:crypto';
import type { Message } from '../message.ts';
import { type Channel, readStatus } from './channel.ts';
import { chatText, fitting } from './say.ts';

/**
 * Feishu group bot: an interactive card; 20 kB a request, 5 a second and 100 a minute; signed when the bot has a secret (HMAC of an
 * empty text). Everything in it is `plain_text`, in which nobody's words are markup; links are buttons.
 */
export const FEISHU: Channel = {
  kind: 'feishu',
  maximumBytes: 20_000,
  spacing: 0.6,
  request(message, target, at) {
    const timestamp = String(Math.floor(at.getTime() / 1000));
    const sign = createHmac('sha256', `${timestamp}\n${target.secret}`).update('').digest('base64');
    const body = fitting(chatText(message, target.language ?? 'zh'), 20_000, ({ title, lines }) =>
      JSON.stringify({
        timestamp,
        sign,
        msg_type: 'interactive',
        card: {
          config: { wide_screen_mode: true },
          header: { title: { tag: 'plain_text', content: title }, template: COLOURS[message.type] ?? 'blue' },
          elements: lines.map((l) =>
            l.href === null
              ? { tag: 'div', text: { tag: 'plain_text', content: l.text } }
              : {
                  tag: 'action',
                  actions: [{ tag: 'button', text: { tag: 'plain_text', content: l.text }, url: l.href }],
                },
          ),
        },
      }),
    );
    return { url: target.url, headers: { 'content-type': 'application/json' }, body };
  },
  /** Answers 200 with a code: 0 is taken, 11232 and 9499 are "too many", anything else is a message it will never take. */
  read(status, body, retryAfter, at) {
    const seen = readStatus(status, retryAfter, at);
    if (seen.verdict !== 'delivered') return seen;
    const code = codeIn(body, 'code', 'StatusCode');
    if (code === 0) return seen;
    const busy = code === 11232 || code === 9499;
    return {
      verdict: busy ? 'retry' : 'refused',
      error: `Feishu answered code ${code}`,
      retryAfter: busy ? 60 : null,
    };
  },
};

/** The head of a card: red for what is loud, grey for what is taken back. */
const COLOURS: Partial<Record<Message['type'], string>> = {
  'event.hype': 'red',
  'event.faded': 'grey',
  'event.retracted': 'grey',
  'link.withdrawn': 'grey',
  'source.silent': 'orange',
};

/** The first of the fields that is a number; null where the answer is no JSON of theirs. */
export function codeIn(body: string, ...fields: readonly string[]): number | null {
  try {
    const answer = JSON.parse(body) as Record<string, unknown>;
    for (const f of fields) if (typeof answer[f] === 'number') return answer[f];
  } catch {
    return null;
  }
  return null;
}
