import type { Message } from '../message.ts';
import { chatText, fitting } from './say.ts';

/** Endpoints of this kind have a `mailto:` address; their messages go by SMTP_URL, not by HTTP. */
export const MAIL_KIND = 'mail';

export const isMailAddress = (url: string): boolean => /^mailto:[^\s@?,;]+@[^\s@?,;]+$/i.test(url);

/** A message as a letter of plain lines, both languages one after the other. */
export function letterOf(message: Message): { subject: string; text: string } {
  const half = (language: 'zh' | 'en'): string =>
    fitting(chatText(message, language), 20_000, ({ title, lines }) =>
      [title, '', ...lines.map((l) => (l.href === null ? l.text : `${l.text}: ${l.href}`))].join('\n'),
    );
  const titles = (['zh', 'en'] as const).map((l) => chatText(message, l).title);
  const subject = [...new Set(titles)].join(' · ').replace(/\s+/g, ' ').slice(0, 200);
  return { subject, text: `${half('zh')}\n\n${half('en')}\n` };
}
