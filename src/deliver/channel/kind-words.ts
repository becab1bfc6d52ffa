import type { EventData, EventMessageType as Told } from '../message.ts';

/** What happened, in a few words: the first line of a chat message. `{ticker}` is filled with the company it is about. */
const KINDS: Readonly<Record<Told, { readonly zh: string; readonly en: string }>> = {
  'event.emerging': { zh: '新事件', en: 'New event' },
  'event.hype': { zh: '成为热点', en: 'Now hype' },
  'event.faded': { zh: '热度消退', en: 'Faded' },
  'event.first_hand': { zh: '已见原文', en: 'First-hand document seen' },
  'event.revised': { zh: '报道有修订', en: 'An article was revised' },
  'event.merged': { zh: '与另一事件合并', en: 'Another event was merged into this one' },
  'event.split': { zh: '部分报道另立事件', en: 'Articles were split off into another event' },
  'event.retracted': { zh: '事件撤回', en: 'Retracted' },
  'link.withdrawn': { zh: '撤回关联：{ticker}', en: 'Link withdrawn: {ticker}' },
  'analogue.added': { zh: '新增关联：{ticker}', en: 'Company added: {ticker}' },
  'analogue.reranked': { zh: '排序变动：{ticker}', en: 'Rank changed: {ticker}' },
  'guidance.released': { zh: '公布业绩或指引', en: 'Results or guidance released' },
};

/** The company by name where the message names it, else by its ticker; the reason of a correction after it. */
export function kindWords(type: Told, data: EventData, language: 'zh' | 'en'): string {
  const ticker = data.other.ticker ?? '';
  const name = data.analogues.find((a) => a.ticker === ticker)?.name[language];
  const said = KINDS[type][language].replace('{ticker}', name === undefined ? ticker : `${name} ${ticker}`);
  const reasoned = ['event.merged', 'event.split', 'event.retracted'].includes(type);
  return reasoned && data.other.reason !== undefined
    ? `${said}${language === 'en' ? ': ' : '：'}${data.other.reason}`
    : said;
}
