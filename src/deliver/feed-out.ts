/** Events as RSS, Atom and JSON Feed, and results that are due as iCalendar: for readers who come and look. Pure. */
import { generateAtomFeed, generateJsonFeed, generateRssFeed } from 'feedsmith';
import ical from 'ical-generator';
import type { Appointment, DigestAnalogue, DigestEvent, Language } from './digest.ts';
import { hash } from './message.ts';
import { metaOf, plain, safeHref, type Words } from './render/index.ts';

export const FEED_FORMATS = {
  rss: 'application/rss+xml',
  atom: 'application/atom+xml',
  json: 'application/feed+json',
};
export type FeedFormat = keyof typeof FEED_FORMATS;

export interface FeedFrame {
  readonly language: Language;
  readonly words: Words;
  /** `https://…`, no slash at the end. */
  readonly publicUrl: string;
  /** Path and query of the feed itself. */
  readonly self: string;
}

/** When an event was last told of or scored: what makes its item new. */
export function updatedAt(e: DigestEvent): string {
  return e.hype !== null && e.hype.at > e.lastSeen ? e.hype.at : e.lastSeen;
}

/** Newest change first. The same events give the same bytes: no clock is read. */
export function feedOf(format: FeedFormat, events: readonly DigestEvent[], frame: FeedFrame): string {
  const { words, publicUrl, language } = frame;
  const lang = { en: 'en', zh: 'zh-Hans', 'zh-Hant': 'zh-Hant' }[language];
  const title = language === 'en' ? 'duibiao: events' : '对标：事件';
  const self = `${publicUrl}${frame.self}`;
  const sorted = [...events].sort((a, b) => {
    const [x, y] = [updatedAt(a), updatedAt(b)];
    return x > y ? -1 : x < y ? 1 : a.id < b.id ? -1 : 1;
  });
  const newest = new Date(sorted[0] === undefined ? 0 : updatedAt(sorted[0]));
  const items = sorted.map((e) => ({
    id: `urn:duibiao:event:${e.id}`,
    url: `${publicUrl}/events/${encodeURIComponent(e.id)}`,
    title: plain(e.headline),
    text: textOf(e, words),
    published: new Date(e.firstSeen),
    updated: new Date(updatedAt(e)),
    tags: e.themes.map((t) => t.name),
  }));
  if (format === 'rss')
    return generateRssFeed({
      title,
      link: publicUrl,
      description: words.disclaimer,
      language: lang,
      lastBuildDate: newest,
      atom: { links: [{ href: self, rel: 'self', type: FEED_FORMATS.rss }] },
      items: items.map((i) => ({
        title: i.title,
        link: i.url,
        guid: { value: i.id, isPermaLink: false },
        pubDate: i.updated,
        description: i.text,
        categories: i.tags.map((name) => ({ name })),
      })),
    });
  if (format === 'atom')
    return generateAtomFeed({
      id: 'urn:duibiao:events',
      title: { value: title },
      subtitle: { value: words.disclaimer },
      updated: newest,
      links: [{ href: self, rel: 'self' }, { href: publicUrl }],
      authors: [{ name: words.product }],
      entries: items.map((i) => ({
        id: i.id,
        title: { value: i.title },
        links: [{ href: i.url }],
        published: i.published,
        updated: i.updated,
        content: { value: i.text, type: 'text' },
        categories: i.tags.map((term) => ({ term })),
      })),
    });
  return JSON.stringify(
    generateJsonFeed({
      title,
      home_page_url: publicUrl,
      feed_url: self,
      description: words.disclaimer,
      language: lang,
      items: items.map((i) => ({
        id: i.id,
        url: i.url,
        title: i.title,
        content_text: i.text,
        date_published: i.published,
        date_modified: i.updated,
        tags: i.tags,
      })),
    }),
  );
}

/** What a card says first, in plain lines. */
function textOf(e: DigestEvent, words: Words): string {
  const seen = e.firstHand ?? e.first;
  const names = (label: string, list: readonly DigestAnalogue[]): string[] =>
    list.slice(0, 5).map((a) => `${label} ${a.name} ${a.ticker}${words.colon}${a.why}`);
  return [
    metaOf(e, words),
    `${e.unread ? words.unreadLine : words.firstHand} ${seen.outlet} ${safeHref(seen.url) ?? ''}`,
    ...names(words.softShort, e.soft),
    ...names(words.hardShort, e.hard),
    ...names(words.trapShort, e.traps),
    ...(e.traps.length === 0 ? [] : [words.trapMeaning]),
    words.disclaimer,
  ]
    .map(plain)
    .join('\n');
}

/** Results that are due, all day in the exchange's own day. A date put off keeps its entry: the id is the issuer's and the period's. */
export function calendarOf(
  due: readonly (Appointment & { readonly knownAt: string })[],
  frame: FeedFrame,
): string {
  const { words } = frame;
  const calendar = ical({
    name: words.comingUp,
    prodId: { company: 'duibiao', product: 'results', language: frame.language.toUpperCase() },
    url: `${frame.publicUrl}${frame.self}`,
  });
  for (const d of due) {
    const what = { results: words.dueResults, board_meeting: words.dueBoard, briefing: words.dueBriefing }[
      d.kind
    ];
    const moment =
      d.moment === null
        ? []
        : [{ before_open: words.beforeOpen, during: words.during, after_close: words.afterClose }[d.moment]];
    calendar.createEvent({
      id: `${hash(d.issuer, d.kind, d.period ?? d.date)}@duibiao`,
      start: new Date(`${d.date}T00:00:00Z`),
      allDay: true,
      stamp: new Date(d.knownAt),
      summary: plain(`${d.issuer} ${what}${d.period === null ? '' : ` ${d.period}`}`),
      description: [...moment, ...(d.announced ? [] : [words.byHabit]), words.disclaimer]
        .map(plain)
        .join('\n'),
      url: safeHref(d.url),
    });
  }
  return calendar.toString();
}
