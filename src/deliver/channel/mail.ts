import type { Message } from '../message.ts';
import { type ChatLanguage, chatText, fitting } from './say.ts';

/** Endpoints of this kind have a `mailto:` address; their messages go by SMTP_URL, not by HTTP. */
export const MAIL_KIND = 'mail';

export const isMailAddress = (url: string): boolean => /^mailto:[^\s@?,;]+@[^\s@?,;]+$/i.test(url);

/** A message as a letter of plain lines; both languages one after the other, unless one is asked for. */
export function letterOf(
  message: Message,
  language: ChatLanguage = 'both',
): { subject: string; text: string } {
  const half = (language: 'zh' | 'en'): string =>
    fitting(chatText(message, language), 20_000, ({ title, lines }) =>
      [title, '', ...lines.map((l) => (l.href === null ? l.text : `${l.text}: ${l.href}`))].join('\n'),
    );
  const languages = language === 'both' ? (['zh', 'en'] as const) : [language];
  const titles = languages.map((l) => chatText(message, l).title);
  const subject = [...new Set(titles)].join(' · ').replace(/\s+/g, ' ').slice(0, 200);
  return { subject, text: `${languages.map(half).join('\n\n')}\n` };
}
