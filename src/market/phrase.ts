/** Crowding in a few words for the digest; Chinese and English say the same. */
import type { Crowding } from './crowding.ts';

export type Language = 'zh' | 'en';

const percent = (x: number): string => `${Math.round(x * 100)}%`;
const times = (x: number): string => (Math.round(x * 10) / 10).toString();

/** "no prices"/"无行情" when there is nothing to say it from; invented series, and prices that end before the last session, say so. */
export function crowdingPhrase(crowding: Crowding | null, language: Language): string {
  if (crowding === null) return language === 'zh' ? '无行情' : 'no prices';
  const said = language === 'zh' ? chinese(crowding) : english(crowding);
  const words = crowding.behind ? `${said}${behind(crowding.asOf, language)}` : said;
  if (!crowding.generated) return words;
  return language === 'zh' ? `${words}（生成数据）` : `${words} (generated prices)`;
}

/** Of a share that has not traded since, or whose newest file has not come: a price of another day says which. */
function behind(day: string, language: Language): string {
  return language === 'zh' ? `（行情截至${day}）` : ` (prices to ${day})`;
}

function chinese(c: Crowding): string {
  const rise = `一年内最大涨幅为起点的${times(c.runUp)}倍`;
  switch (c.shape) {
    case 'fresh':
      return `未大涨：${rise}`;
    case 'doubled_and_pulled_back':
      return `翻过1倍、${c.settled ? '回踩完' : '仍在回踩'}：${rise}，自高点回落${percent(c.pullback)}`;
    case 'running':
      return `仍在上涨：${rise}，自高点回落${percent(c.pullback)}`;
    case 'crowded':
      return `拥挤：120个交易日内涨至${times(c.runUpShort)}倍，处于高位`;
    case 'broken':
      return `走势已破：自高点回落${percent(c.pullback)}`;
  }
}

function english(c: Crowding): string {
  const rise = `largest rise of the year ${times(c.runUp)}×`;
  switch (c.shape) {
    case 'fresh':
      return `has not run: ${rise}`;
    case 'doubled_and_pulled_back':
      return `doubled, then ${c.settled ? 'pulled back' : 'still pulling back'}: ${rise}, ${percent(c.pullback)} off its high`;
    case 'running':
      return `running: ${rise}, ${percent(c.pullback)} off its high`;
    case 'crowded':
      return `crowded: ${times(c.runUpShort)}× within 120 sessions, at its high`;
    case 'broken':
      return `broken: ${percent(c.pullback)} off its high`;
  }
}
