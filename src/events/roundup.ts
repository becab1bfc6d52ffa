import { fold } from '../text/index.ts';

/**
 * Round-ups tell many stories in one article ("9点1氪丨…", "7 things to know today"): they belong to none of them,
 * and one that joined would pull all its stories together. Evergreen pieces (how-to, opinion about the future,
 * recipes) tell none. Both stay events of their own; only a reprint of the same text joins them.
 */
export type Shape = 'story' | 'roundup' | 'evergreen';

const ROUNDUP_ZH =
  /\d{1,2}点1氪|早报|晚报|日报[|丨:,\s]|周报|早知道|早参考?\b|早餐|一周(?:回顾|要闻|盘点|热点|大事)|本周(?:要闻|热点|盘点)|今日(?:要闻|热点|看点|头条)|要闻(?:速览|汇总|回顾|精选)|新闻(?:汇总|速览|早餐)|盘前(?:必读|必知|要闻)|隔夜(?:要闻|外盘)|重磅要闻|大事盘点|融资(?:周报|日报)|热榜|速递[|丨:]|\d+条(?:要闻|新闻)|每日(?:要闻|精选|快讯)|公告(?:精选|汇总|集锦)/;
const ROUNDUP_EN =
  /\b(?:(?:\d+|three|four|five|six|seven|eight|nine|ten) (?:things|stories|takeaways from the (?:day|week)|headlines|stocks)(?: to (?:know|watch|read)| moving| making| that)|(?:morning|evening|daily|weekly|news|market|tech|week(?:'s|ly)) ?(?:brief(?:ing)?|wrap(?:-up)?|round-?up|digest|recap|roundup)|week in review|the week ahead|stocks (?:making the biggest moves|to watch|moving)|top (?:\d+ )?(?:stories|headlines|news)|what (?:you need )?to know (?:today|this (?:week|morning))|what happened (?:today|this week)|news in brief|the rundown|biggest stories|live updates?:|newsletter:)\b/;
/** Separators by which a headline lists stories; a colon or a comma inside one story is no list. */
const LIST = /[;；|丨｜]/;

const EVERGREEN_ZH =
  /怎么做|做法|食谱|攻略|教程|如何(?:选|挑|做|看待|正确)|入门|指南|是什么意思|的历史|的来历|科普|盘点(?:历史|史上)|冷知识|读后感|散文/;
const EVERGREEN_EN =
  /^(?:how to|how (?:do|does|artificial|the internet)|what is|what are|why you should|a (?:beginner'?s )?guide|the (?:complete|ultimate|beginner'?s) guide|tips for|\d+ (?:ways|tips|reasons|best)|best \w+|recipe)\b|\b(?:guide to|explained for beginners|history of|recipe|tutorial)\b/;

export function shapeOf(title: string, body: string): Shape {
  const head = fold(title);
  if (ROUNDUP_ZH.test(head) || ROUNDUP_EN.test(head)) return 'roundup';
  const parts = head
    .split(LIST)
    .map((p) => p.trim())
    .filter((p) => p.length >= 6);
  if (parts.length >= 3) return 'roundup';
  if (numberedItems(body) >= 4) return 'roundup';
  if (EVERGREEN_ZH.test(head) || EVERGREEN_EN.test(head)) return 'evergreen';
  return 'story';
}

/** Lines that begin as a numbered list: 1. 2. 3. or 一、 二、 or 【…】 headings. */
const ITEM = /(?:^|\n)\s*(?:\d{1,2}[.、)]\s?|[一二三四五六七八九十]{1,2}、|[■●▶◆]\s?|【[^】]{2,30}】)\S/g;
function numberedItems(body: string): number {
  let items = 0;
  ITEM.lastIndex = 0;
  while (ITEM.test(body)) items++;
  return items;
}
