import { dayAndTime, escapeHtml, type Language } from '../deliver/index.ts';
import { byIssuer, type Tradable, tradabilityWords } from '../market/index.ts';

const WORDS = {
  en: {
    title: 'Could it be traded',
    ticker: 'Company',
    wait: 'Minutes since it broke',
    own: 'since first named',
    next: 'Next minute',
    what: 'What else',
  },
  zh: {
    title: '能否交易',
    ticker: '公司',
    wait: '消息出来后（分钟）',
    own: '首次点名后',
    next: '最早可交易',
    what: '说明',
  },
  'zh-Hant': {
    title: '能否交易',
    ticker: '公司',
    wait: '消息出來後（分鐘）',
    own: '首次點名後',
    next: '最早可交易',
    what: '說明',
  },
} as const satisfies Record<Language, object>;

/** A row a company, at the moment it was first named: how long until it could be traded, and what stood in the way. */
export function tradabilityHtml(found: readonly Tradable[], language: Language): string {
  if (found.length === 0) return '';
  const words = WORDS[language];
  const rows = byIssuer(found).map(
    ({ line: t, again }) =>
      `<tr><th scope="row">${again ? '└ ' : ''}<code>${escapeHtml(t.ticker)}</code></th><td class="num" data-of="${escapeHtml(words.wait)}">${t.minutesSinceBroke ?? '–'}</td><td class="num" data-of="${escapeHtml(words.own)}">${t.minutesToTrade ?? '–'}</td><td class="day">${escapeHtml(t.nextMinute === null ? '–' : dayAndTime(t.nextMinute, language))}</td><td>${escapeHtml(tradabilityWords(t, language === 'en' ? 'en' : 'zh', again).join(language === 'en' ? '; ' : '；'))}</td></tr>`,
  );
  return `<section><h2>${escapeHtml(words.title)}</h2><div class="wide"><table class="rows"><thead><tr><th scope="col">${escapeHtml(words.ticker)}</th><th scope="col" class="num">${escapeHtml(words.wait)}</th><th scope="col" class="num">${escapeHtml(words.own)}</th><th scope="col">${escapeHtml(words.next)}</th><th scope="col">${escapeHtml(words.what)}</th></tr></thead><tbody>${rows.join('')}</tbody></table></div></section>`;
}
