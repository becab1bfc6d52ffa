/** A message as a few lines for a chat group: whole items only, in both languages' own words, within a limit of bytes. */
import { clip } from '../digest.ts';
import type { EventData, Message } from '../message.ts';
import { plain, safeHref, say, stateWord, WORDS, type Words } from '../render/index.ts';

import { kindWords } from './kind-words.ts';

export interface ChatText {
  readonly title: string;
  /** From what must be said to what may be left out; the last two (the link, the disclaimer) stay. An item is a line, or one in each language. */
  readonly items: readonly (readonly ChatLine[])[];
}
/** As a platform's request is built of it. */
export interface ChatLines {
  readonly title: string;
  readonly lines: readonly ChatLine[];
}
export interface ChatLine {
  readonly text: string;
  readonly href: string | null;
  readonly strong: boolean;
}
export type ChatLanguage = 'zh' | 'en' | 'both';

const line = (text: string, href: string | null = null, strong = false): ChatLine => ({
  text: plain(text),
  href: safeHref(href),
  strong,
});

/** With `both`, each item in Chinese and then in English, so that what is left out is left out in both. */
export function chatText(message: Message, language: ChatLanguage): ChatText {
  if (language !== 'both') {
    const { title, lines } = inOne(message, language);
    return { title, items: lines.map((l) => [l]) };
  }
  const [zh, en] = [inOne(message, 'zh'), inOne(message, 'en')];
  const items = zh.lines.map((l, i) => {
    const other = en.lines[i]!;
    return other.text === l.text ? [l] : [l, other];
  });
  return { title: zh.title === en.title ? zh.title : `${zh.title} · ${en.title}`, items };
}

function inOne(message: Message, language: 'zh' | 'en'): ChatLines {
  const words = WORDS[language];
  if (message.type === 'test.ping') return { title: words.product, lines: [line(message.data.text)] };
  if (message.type === 'digest.ready') {
    const { data } = message;
    return {
      title: plain(say(words.digestOf, { date: data.date })),
      lines: [
        ...data.events
          .slice(0, 8)
          .map((e) =>
            line(
              [
                e.headline[language],
                e.soft.join(' '),
                e.traps.length === 0 ? '' : `${words.trapShort} ${e.traps.join(' ')}`,
              ]
                .filter(Boolean)
                .join(' · '),
            ),
          ),
        line(words.eventPage, data.url),
        line(words.disclaimer),
      ],
    };
  }
  if (message.type === 'source.silent' || message.type === 'source.recovered') {
    const { data } = message;
    const title = message.type === 'source.silent' ? words.sourceSilent : words.sourceSpeaks;
    return {
      title: plain(say(title, { name: data.source.name })),
      lines: [line(data.sentence[language]), line(data.source.id, data.url), line(words.operatorNotice)],
    };
  }
  return eventText(message.data, kindWords(message.type, message.data, language), words, language);
}

function eventText(
  { event, analogues }: EventData,
  happened: string,
  words: Words,
  language: 'zh' | 'en',
): ChatLines {
  const of = (kind: string) => analogues.filter((a) => a.kind === kind);
  const named = (list: EventData['analogues'], label: string, room: number): ChatLine[] =>
    list
      .slice(0, room)
      .map((a) => line(`${label} ${a.name[language]} ${a.ticker}${words.colon}${a.why[language]}`));
  const hype = event.hype === null ? '' : `${words.hype} ${Math.round(event.hype.score)}/100 · `;
  const seen = event.firstHand ?? event.first;
  const traps = named(of('trap'), words.trapShort, 4);
  return {
    title: plain(event.headline[language]),
    lines: [
      line(happened, null, true),
      line(`${hype}${stateWord(event.state, words)}${event.unread ? ` · ${words.unread}` : ''}`),
      line(`${event.unread ? words.unreadLine : words.firstHand} ${seen.outlet}`, seen.url),
      ...named(of('soft'), words.softShort, 4).map((l) => ({ ...l, strong: true })),
      ...traps,
      ...(traps.length === 0 ? [] : [line(words.trapMeaning)]),
      ...named(of('hard'), words.hardShort, 2),
      line(words.eventPage, event.url),
      line(words.disclaimer),
    ],
  };
}

/**
 * The largest number of whole items whose body fits; the last two always stay.
 * @param build the request's body for some lines
 * @param size of a body as the platform counts it; bytes unless told
 */
export function fitting(
  text: ChatText,
  limit: number,
  build: (text: ChatLines) => string,
  size: (body: string) => number = Buffer.byteLength,
): string {
  const tail = text.items.slice(-2).flat();
  const head = text.items.slice(0, -2);
  for (let n = head.length; n >= 0; n--) {
    const body = build({ title: text.title, lines: [...head.slice(0, n).flat(), ...tail] });
    if (size(body) <= limit) return body;
  }
  return build({ title: clip(text.title, 60), lines: tail });
}

/** Markdown as DingTalk and WeCom read it: strangers' text must not become a link, a mention or a heading. */
export function markdown(l: ChatLine): string {
  const text = l.text.replace(/([\\`*_[\]<>#@|~])/g, '\\$1');
  const shown = l.href === null ? text : `[${text}](${l.href.replace(/[()\s]/g, encodeURIComponent)})`;
  return l.strong ? `**${shown}**` : shown;
}
