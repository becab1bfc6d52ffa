import { clip } from '../digest.ts';
import { type Channel, readStatus } from './channel.ts';
import { type ChatLine, chatText, fitting } from './say.ts';

/** Slack incoming webhook: blocks of at most 3,000 characters, 50 of them, one message a second; 429 brings a Retry-After. */
export const SLACK: Channel = {
  kind: 'slack',
  maximumBytes: 40_000,
  spacing: 1,
  request(message, target) {
    const body = fitting(chatText(message, target.language ?? 'en'), 40_000, ({ title, lines }) =>
      JSON.stringify({
        text: escaped(title),
        unfurl_links: false,
        blocks: [
          { type: 'header', text: { type: 'plain_text', text: clip(title, 150) } },
          ...lines.map((l) => ({
            type: 'section',
            text: { type: 'mrkdwn', text: mrkdwn({ ...l, text: clip(l.text, 1000) }) },
          })),
        ],
      }),
    );
    return { url: target.url, headers: { 'content-type': 'application/json' }, body };
  },
  read(status, body, retryAfter, at) {
    if (status === 404 || status === 403)
      return { verdict: 'refused', error: `Slack answered ${status} ${body.slice(0, 80)}`, retryAfter: null };
    if (status === 400)
      return { verdict: 'refused', error: `Slack answered 400 ${body.slice(0, 80)}`, retryAfter: null };
    return readStatus(status, retryAfter, at);
  },
};

/** Slack's three escapes; with `<` gone nobody can mention a channel or make a link. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
function mrkdwn(l: ChatLine): string {
  const text = escaped(l.text).replace(/[*_~`|]/g, ' ');
  const shown = l.href === null ? text : `<${escaped(l.href).replaceAll('|', '%7C')}|${text}>`;
  return l.strong ? `*${shown}*` : shown;
}
