/** Where markets stood when news broke, and what gathered while one was shut; Chinese and English say the same. */
import type { BrokeLine, Gathered } from '../broke.ts';
import type { Language, TradingLine } from '../digest.ts';
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

/** When a listed line could first be traded after the news, and what stood in the way. `alone`: its issuer has no other. */
export function tradingWords(t: TradingLine, alone: boolean, language: Language): Line {
  const en = language === 'en';
  const say = (english: string, hans: string, hant: string): string =>
    en ? english : language === 'zh' ? hans : hant;
  const said: string[] = [];
  said.push(whenWords(t, language));
  if (t.suspended === true)
    said.push(say('no trade in the last session', '上一交易日无成交', '上一交易日無成交'));
  if (t.specialTreatment) said.push(say('special treatment (ST)', '风险警示（ST）', '風險警示（ST）'));
  const limit = t.limit === null ? '' : `${Math.round(t.limit * 100)}%`;
  if (t.atLimit !== null) {
    const up = t.atLimit === 'up';
    said.push(
      say(
        `closed limit-${t.atLimit} (limit ${limit})`,
        `收于${up ? '涨停' : '跌停'}（限${limit}）`,
        `收於${up ? '漲停' : '跌停'}（限${limit}）`,
      ),
    );
  } else if (t.limit !== null)
    said.push(say(`price limit ${limit}`, `涨跌幅限制${limit}`, `漲跌幅限制${limit}`));
  if (t.premium !== null) {
    const gap = `${t.premium < 0 ? '−' : '+'}${Math.abs(Math.round(t.premium * 100))}%`;
    said.push(
      say(
        `A over H ${gap} (${t.premiumOn})`,
        `A股较H股${gap}（${t.premiumOn}）`,
        `A股較H股${gap}（${t.premiumOn}）`,
      ),
    );
  }
  if (t.generated) said.push(say('generated prices', '生成的行情', '生成的行情'));
  const lead = alone ? '' : `${t.ticker}${en ? ': ' : '：'}`;
  return {
    label: say('Trading', '交易', '交易'),
    tone: 'quiet',
    parts: [{ text: `${lead}${said.join(en ? '; ' : '；')}`, quiet: true }],
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

/** The wait is counted from the news; where naming the company came later, that part of it is said apart. */
function whenWords(t: TradingLine, language: Language): string {
  const en = language === 'en';
  const say = (english: string, hans: string, hant: string): string =>
    en ? english : language === 'zh' ? hans : hant;
  if (t.nextMinute === null) return say('next session not known', '下一交易时段未知', '下一交易時段未知');
  const wait = waitWords(t.minutes ?? 0, language);
  if (!t.shut)
    return t.minutes === 0
      ? say('was trading when it broke', '消息出来时正在交易', '消息出來時正在交易')
      : say(
          `was trading when first named, ${wait} after it broke`,
          `首次点名时正在交易，消息出来后${wait}`,
          `首次點名時正在交易，消息出來後${wait}`,
        );
  const from = dayAndTime(t.nextMinute, language);
  const own = waitWords(t.minutesFromNaming ?? 0, language);
  if (t.minutesFromNaming === t.minutes)
    return say(
      `first minute ${from}, ${wait} after it broke`,
      `最早${from}可交易，消息出来后${wait}`,
      `最早${from}可交易，消息出來後${wait}`,
    );
  return say(
    `first minute ${from}, ${wait} after it broke (${own} after it was first named)`,
    `最早${from}可交易，消息出来后${wait}（首次点名后${own}）`,
    `最早${from}可交易，消息出來後${wait}（首次點名後${own}）`,
  );
}

function waitWords(minutes: number, language: Language): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (language === 'en') return hours === 0 ? `${rest} min` : `${hours} h ${rest} min`;
  const hour = language === 'zh' ? '小时' : '小時';
  const minute = language === 'zh' ? '分钟' : '分鐘';
  return hours === 0 ? `${rest}${minute}` : `${hours}${hour}${rest}${minute}`;
}
