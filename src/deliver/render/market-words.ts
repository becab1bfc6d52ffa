/** Where markets stood when news broke, and what gathered while one was shut; Chinese and English say the same. */
import type { BrokeLine, Gathered } from '../broke.ts';
import type { Language } from '../digest.ts';
import type { Line } from './card.ts';
import { dayAndTime, dayWords } from './time-words.ts';

const MARKETS = {
  XHKG: { en: 'Hong Kong', zh: '港股', 'zh-Hant': '港股' },
  XSHG: { en: 'the mainland', zh: 'A股', 'zh-Hant': 'A股' },
} as const;

/** null where a market's next session is past the calendar. */
export function brokeWords(broke: readonly BrokeLine[], language: Language): Line | null {
  if (broke.length === 0) return null;
  const en = language === 'en';
  const said = broke.map((b) => {
    const market = MARKETS[b.exchange][language];
    const wait = waitWords(b.minutes, language);
    if (!b.shut) return en ? `${market} was trading` : `${market}正在交易`;
    const opens = dayAndTime(b.open, language);
    return en
      ? `${market} was shut, next open ${opens} (${wait} later)`
      : language === 'zh'
        ? `${market}休市，${opens}开市（${wait}后）`
        : `${market}休市，${opens}開市（${wait}後）`;
  });
  return {
    label: en ? 'When it broke' : language === 'zh' ? '消息出来时' : '消息出來時',
    tone: 'quiet',
    parts: [{ text: said.join(en ? '; ' : '；'), quiet: true }],
  };
}

/** What a digest says of a long closure: how long, and what came meanwhile. @param named events with companies in this digest */
export function closureWords(closure: Gathered, named: number, language: Language): string {
  const market = MARKETS[closure.exchange][language];
  const close = dayAndTime(closure.lastClose, language);
  const { articles, events, ends } = closure;
  if (language === 'en') {
    const capital = market.replace(/^t/, 'T');
    return `${capital} ${ends ? 'was' : 'is'} shut from ${dayWords(closure.from, language)} to ${dayWords(closure.to, language)} (${closure.days} days). Gathered since its close on ${close}: ${events} events (${named} with companies named below), ${articles} articles.`;
  }
  return language === 'zh'
    ? `${market}自${dayWords(closure.from, language)}至${dayWords(closure.to, language)}休市（${closure.days}天）。自${close}收市以来积累：事件${events}个（下文点名公司的${named}个），文章${articles}篇。`
    : `${market}自${dayWords(closure.from, language)}至${dayWords(closure.to, language)}休市（${closure.days}天）。自${close}收市以來積累：事件${events}個（下文點名公司的${named}個），文章${articles}篇。`;
}

function waitWords(minutes: number, language: Language): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (language === 'en') return hours === 0 ? `${rest} min` : `${hours} h ${rest} min`;
  const hour = language === 'zh' ? '小时' : '小時';
  const minute = language === 'zh' ? '分钟' : '分鐘';
  return hours === 0 ? `${rest}${minute}` : `${hours}${hour}${rest}${minute}`;
}
