import { type Channel, readStatus } from './channel.ts';
import { chatText, fitting } from './say.ts';

/** For whatever takes `{"text": …}` (Mattermost, Rocket.Chat, a script of one's own): plain lines; both languages one after the other, unless one is asked for. */
export const GENERIC: Channel = {
  kind: 'generic',
  maximumBytes: 16_000,
  spacing: 1,
  request(message, target) {
    const half = (language: 'zh' | 'en', bytes: number): string =>
      fitting(chatText(message, language), bytes, ({ title, lines }) =>
        [
          inert(title),
          ...lines.map((l) => (l.href === null ? inert(l.text) : `${inert(l.text)}: ${l.href}`)),
        ].join('\n'),
      );
    const language = target.language ?? 'both';
    const text = language === 'both' ? `${half('zh', 7500)}\n\n${half('en', 7500)}` : half(language, 15_000);
    return {
      url: target.url,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text }),
    };
  },
  read: (status, _body, retryAfter, at) => readStatus(status, retryAfter, at),
};

/** No receiver's markup is known here: what could mention, link or quote in any of them is written in look-alikes. */
function inert(text: string): string {
  return text.replaceAll('@', '＠').replaceAll('<', '‹').replaceAll('>', '›').replaceAll('](', '] (');
}
