import { escapeHtml } from '../render/index.ts';
import { type Channel, readStatus } from './channel.ts';
import { type ChatLines, chatText, fitting } from './say.ts';

/**
 * Telegram bot: `https://api.telegram.org/bot<token>/sendMessage?chat_id=<id>`; 4,096 characters, one a second to a chat and
 * 20 a minute to a group. HTML of theirs: `b` and `a` only.
 */
export const TELEGRAM: Channel = {
  kind: 'telegram',
  maximumBytes: 4096,
  spacing: 3.1,
  request(message, target) {
    const url = new URL(target.url);
    const chat = url.searchParams.get('chat_id') ?? '';
    url.search = '';
    const build = ({ title, lines }: ChatLines): string =>
      [
        `<b>${escapeHtml(title)}</b>`,
        ...lines.map((l) => {
          const shown =
            l.href === null
              ? escapeHtml(l.text)
              : `<a href="${escapeHtml(l.href)}">${escapeHtml(l.text)}</a>`;
          return l.strong ? `<b>${shown}</b>` : shown;
        }),
      ].join('\n');
    // Telegram counts characters, not bytes.
    const text = fitting(chatText(message, target.language ?? 'en'), 4096, build, (body) => body.length);
    return {
      url: url.href,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        chat_id: chat,
        text,
        parse_mode: 'HTML',
        link_preview_options: { is_disabled: true },
      }),
    };
  },
  /** 429 says how long in its body; 400, 401, 403 and 404 will not get better by themselves. */
  read(status, body, retryAfter, at) {
    if (status === 429) {
      const after = /"retry_after"\s*:\s*(\d+)/.exec(body)?.[1];
      return {
        verdict: 'retry',
        error: 'Telegram answered 429',
        retryAfter: after === undefined ? 60 : Number(after),
      };
    }
    if ([400, 401, 403, 404].includes(status))
      return {
        verdict: 'refused',
        error: `Telegram answered ${status} ${body.slice(0, 120)}`,
        retryAfter: null,
      };
    return readStatus(status, retryAfter, at);
  },
};
