import { escapeHtml, type Language, type Words } from '../deliver/index.ts';

export interface Frame {
  readonly title: string;
  readonly language: Language;
  readonly words: Words;
  /** This page, for the link to its other language. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

const QUEUE = { en: 'Unexplained', zh: '待解', 'zh-Hant': '待解' } as const;
const SCOREBOARD = { en: 'Scoreboard', zh: '记分牌', 'zh-Hant': '記分牌' } as const;

/** A whole page around parts that are HTML already: everything in them went through `escape`. */
export function page(frame: Frame, main: readonly string[]): string {
  const { words } = frame;
  const other = frame.language === 'en' ? 'zh' : 'en';
  const lang = { en: 'en', zh: 'zh-Hans', 'zh-Hant': 'zh-Hant' }[frame.language];
  return `<!doctype html>
<html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>${escapeHtml(frame.title)}</title><link rel="stylesheet" href="/style.css">
<link rel="alternate" type="application/atom+xml" href="/feed.atom"></head>
<body><a class="skip" href="#main">${escapeHtml(words.skip)}</a>
<header><nav><a class="brand" href="${address('/', { lang: frame.language })}">对标 <span>duibiao</span></a>
<span class="nav"><a href="${address('/queue', { lang: frame.language })}">${escapeHtml(QUEUE[frame.language])}</a> <a href="${address('/scoreboard', { lang: frame.language })}">${escapeHtml(SCOREBOARD[frame.language])}</a> <a href="${address(frame.path, { ...frame.query, lang: other })}" lang="${other === 'en' ? 'en' : 'zh-Hans'}" hreflang="${other}">${escapeHtml(words.language)}</a></span></nav></header>
<main id="main">${main.join('\n')}</main>
<footer><p>${escapeHtml(words.trapMeaning)}</p><p><strong>${escapeHtml(words.disclaimer)}</strong></p></footer>
</body></html>`;
}
page.escape = escapeHtml;

/** A path of ours with its query, ready for an attribute. */
export function address(path: string, query: Readonly<Record<string, string | undefined>> = {}): string {
  const search = new URLSearchParams();
  for (const [k, v] of Object.entries(query)) if (v !== undefined) search.set(k, v);
  const text = search.toString();
  return escapeHtml(text === '' ? path : `${path}?${text}`);
}

/** The page of an event in a language, ready for an attribute. */
export function eventAddress(lang: string): (eventId: string) => string {
  return (id) => address(`/events/${encodeURIComponent(id)}`, { lang });
}
