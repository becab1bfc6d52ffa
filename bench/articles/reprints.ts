/**
 * A generated stream of known truth for near-duplicates: articles of the archive, what other sites would have made of them
 * (cut, reordered, edited, signed, followed by notices, in the other Chinese script), and what looks alike and is not:
 * filings filled into one form, flash items, other stories of the same event, strangers under the same long notice.
 * Written before the detector was tuned on it; everything is drawn from the seed, so a set can be named by its arguments.
 */
import { Converter } from 'opencc-js';

export interface Told {
  readonly id: string;
  readonly url: string;
  readonly title: string;
  readonly body: string;
  readonly publishedAt: string;
  readonly outlet: string;
  /** Articles of one text share it; whoever is alone has their own. */
  readonly text: string;
  /** What was done to it, for a table of misses. */
  readonly how: string;
}
export interface Archived {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly language: string;
  readonly publishedAt: string;
}

export type Chance = () => number;
/** Mulberry32: 32 bits of state, the same row of numbers on every machine. */
export function chanceOf(seed: number): Chance {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
const pick = <T>(chance: Chance, list: readonly T[]): T => list[Math.floor(chance() * list.length)]!;

function shuffled<T>(chance: Chance, list: readonly T[]): T[] {
  const out = [...list];
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(chance() * (i + 1));
    [out[i], out[j]] = [out[j]!, out[i]!];
  }
  return out;
}
/** Sentences for cutting and reordering; a plain rule of its own, so that the set does not lean on what is measured. */
const sentencesOf = (text: string): string[] =>
  text
    .split(/(?<=[。！？][”』」]?)(?![”』」])|(?<=[.!?]["”]?)\s+|\n/)
    .map((x) => x.trim())
    .filter(Boolean);

const NOTICES_ZH = [
  '免责声明：本文仅代表作者个人观点，与本网无关。其原创性以及文中陈述文字和内容未经本站证实，对本文以及其中全部或者部分内容、文字的真实性、完整性、及时性本站不作任何保证或承诺，请读者仅作参考，并请自行核实相关内容。',
  '风险提示：以上内容仅供参考，不作为投资决策依据，投资者据此操作，风险自担。市场有风险，投资需谨慎。',
  '声明：转载此文是出于传递更多信息之目的。若有来源标注错误或侵犯了您的合法权益，请作者持权属证明与本网联系，我们将及时更正、删除，谢谢。',
  '本文来自合作媒体，授权发布，版权归原作者所有，未经许可不得转载。欢迎下载客户端，获取更多投资快讯与深度报道。',
];
const NOTICES_EN = [
  'Disclaimer: The views expressed in this article are those of the author and do not necessarily reflect the position of this website, its owners or its affiliates. Nothing on this page is investment advice, and readers should seek independent advice before acting on it.',
  'This story was syndicated from a news agency feed and has not been edited by our staff except for the headline. All rights reserved by the original publisher.',
  'For more market news, sign up to our free daily briefing and follow us on social media. Prices may be delayed by at least fifteen minutes.',
];
const DATELINES_ZH = [
  '财联社{d}电，',
  '{d}，',
  '智通财经APP获悉，',
  '格隆汇{d}丨',
  '证券时报网讯，',
  '界面新闻获悉，',
  '中新社北京{d}电 ',
];
const DATELINES_EN = [
  'LONDON (Reuters) - ',
  'NEW YORK, {e} (Newswire) -- ',
  '({e}): ',
  'SAN FRANCISCO — ',
  'By a staff reporter. ',
];
const SIGNED_ZH = [
  '（文章来源：证券时报网）',
  '责任编辑：王五',
  '（编辑 张三 校对 李四）',
  '来源：界面新闻',
  '（作者：本报记者 赵六）',
];
const SIGNED_EN = [
  'Reporting by J. Smith in London; Editing by A. Jones',
  'Source: Newswire',
  '(With inputs from agencies)',
  '© 2024 Example Media. All rights reserved.',
];
const LEADS_ZH = [
  '今天市场上最受关注的消息来了，小编带大家一起看看到底发生了什么。',
  '据多家媒体报道，这件事在业内引发热议，下面是详细情况。',
  '快讯：就在刚刚，又有新的进展传出，投资者高度关注。',
];
const LEADS_EN = [
  'It is the story that everyone on the trading floor was talking about this morning, and here is what you need to know.',
  'Markets were on edge again on the news, which broke late in the day and caught many by surprise.',
  'Here is the latest on a development that investors have been watching closely for weeks.',
];
const TITLES_ZH = ['快讯：{t}', '{t}！', '【财经】{t}', '重磅！{t}', '{t}_新浪财经', '{t}（附详情）'];
const TITLES_EN = [
  'UPDATE 1-{t}',
  '{t} - Example News',
  'Breaking: {t}',
  '{t} | Markets',
  '{t}, report says',
];

const cnToHk = Converter({ from: 'cn', to: 'hk' });
const cnToTw = Converter({ from: 'cn', to: 'tw' });
const toCn = Converter({ from: 'hk', to: 'cn' });
const isTraditional = (text: string): boolean => toCn(text) !== text && cnToHk(text) === text;

const CHANGES: Record<string, (c: Chance, t: Piece) => Piece> = {
  cut: (c, t) => {
    const s = sentencesOf(t.body);
    if (s.length < 3) return t;
    const kept = Math.max(2, Math.ceil(s.length * (0.45 + 0.4 * c())));
    return { ...t, body: join(t, s.slice(0, kept)) + (c() < 0.3 ? (t.zh ? '…' : ' ...') : '') };
  },
  reorder: (c, t) => {
    const s = sentencesOf(t.body);
    const paragraphs: string[] = [];
    for (let i = 0; i < s.length; ) {
      const n = 1 + Math.floor(c() * 3);
      paragraphs.push(join(t, s.slice(i, i + n)));
      i += n;
    }
    return { ...t, body: shuffled(c, paragraphs).join('\n') };
  },
  sign: (c, t) => {
    const d = `${1 + Math.floor(c() * 2)}月${1 + Math.floor(c() * 28)}日`;
    const line = pick(c, t.zh ? DATELINES_ZH : DATELINES_EN)
      .replace('{d}', d)
      .replace('{e}', `Feb. ${1 + Math.floor(c() * 28)}`);
    const tail = c() < 0.7 ? `\n${pick(c, t.zh ? SIGNED_ZH : SIGNED_EN)}` : '';
    return { ...t, body: line + t.body + tail };
  },
  lead: (c, t) => {
    const s = sentencesOf(t.body);
    const lead = pick(c, t.zh ? LEADS_ZH : LEADS_EN);
    // a new lead in place of the old one, or before it
    return { ...t, body: join(t, [lead, ...(s.length > 3 && c() < 0.6 ? s.slice(1) : s)]) };
  },
  notice: (c, t) => {
    const list = shuffled(c, t.zh ? NOTICES_ZH : NOTICES_EN).slice(0, 1 + Math.floor(c() * 2));
    return { ...t, body: [t.body, ...list].join('\n') };
  },
  script: (c, t) => {
    if (!t.zh) return t;
    const to = isTraditional(t.body) ? toCn : c() < 0.5 ? cnToHk : cnToTw;
    return { ...t, title: to(t.title), body: to(t.body) };
  },
  width: (_, t) =>
    t.zh
      ? { ...t, body: t.body.replace(/,/g, '，').replace(/:/g, '：') }
      : { ...t, body: t.body.replace(/'/g, '’').replace(/"/g, '”').replace(/ - /g, ' – ') },
  title: (c, t) => ({ ...t, title: pick(c, t.zh ? TITLES_ZH : TITLES_EN).replace('{t}', t.title) }),
  retitle: (c, t) => ({
    ...t,
    title: `${t.zh ? pick(c, ['一图看懂', '最新消息来了', '刚刚宣布']) : pick(c, ['What happened today', 'The day in one story', 'All you need to know'])}`,
  }),
  none: (_, t) => t,
};
interface Piece {
  zh: boolean;
  title: string;
  body: string;
}
const join = (t: Piece, sentences: readonly string[]): string => sentences.join(t.zh ? '' : ' ');

/** Two or three changes most reprints get; a fifth are plain copies with another line below. */
function reprinted(c: Chance, from: Piece): { piece: Piece; how: string } {
  const order = ['script', 'cut', 'reorder', 'lead', 'sign', 'notice', 'width', 'title', 'retitle'];
  const n = c() < 0.2 ? 1 : 2 + Math.floor(c() * 2);
  const chosen = new Set(shuffled(c, order).slice(0, n));
  let piece = from;
  // the order in which a newsroom would do it: a notice is not reordered
  for (const name of order) if (chosen.has(name)) piece = CHANGES[name]!(c, piece);
  return { piece, how: order.filter((o) => chosen.has(o)).join('+') };
}

const HOUR = 3_600_000;
const at = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
const between = (c: Chance, a: number, b: number): number => a + c() * (b - a);
const money = (c: Chance, a: number, b: number, digits = 2): string => between(c, a, b).toFixed(digits);
const whole = (c: Chance, a: number, b: number): string =>
  Math.round(between(c, a, b)).toLocaleString('en-US');

const NAMES_ZH =
  '华东智能,长江新材,北方重工,天海科技,中晟医药,金石资源,云帆软件,海岳电子,明德生物,瑞丰光电,启航股份,安泰环保,国鼎信息,新城电气,恒远传媒,东方锆业,凯美特气体,南山智造,宏图高分子,百川能源'.split(
    ',',
  );
const NAMES_EN =
  'Northgate plc,Alder Semiconductor Inc.,Brightwater Holdings,Castle Mining Ltd,Dunmore Energy,Evergreen Software,Fairway Logistics,Granite Bancorp,Harbour Foods,Ironbridge Capital'.split(
    ',',
  );

/** Filings and flash items of one form; each a text of its own. */
const FORMS: ((c: Chance) => Piece)[] = [
  (c) => {
    const n = pick(c, NAMES_ZH);
    const code = whole(c, 300001, 300999).replace(',', '');
    return {
      zh: true,
      title: `${n}：关于以集中竞价交易方式回购公司股份的进展公告`,
      body: `证券代码：${code} 证券简称：${n}\n本公司董事会及全体董事保证本公告内容不存在任何虚假记载、误导性陈述或者重大遗漏，并对其内容的真实性、准确性和完整性承担法律责任。\n截至${1 + Math.floor(c() * 12)}月末，公司通过集中竞价交易方式已累计回购股份${whole(c, 1e5, 9e6)}股，占公司总股本的比例为${money(c, 0.01, 2)}%，最高成交价为${money(c, 5, 60)}元/股，最低成交价为${money(c, 3, 50)}元/股，已支付的总金额为${whole(c, 1e6, 2e8)}元（不含交易费用）。\n公司后续将根据市场情况在回购期限内继续实施本次回购计划，并将在回购期间根据相关法律法规和规范性文件的规定及时履行信息披露义务，敬请广大投资者注意投资风险。`,
    };
  },
  (c) => {
    const n = pick(c, NAMES_ZH);
    return {
      zh: true,
      title: `${n}：预计2023年净利润同比${pick(c, ['增长', '下降'])}${money(c, 5, 180)}%`,
      body: `${n}公告，预计2023年归属于上市公司股东的净利润为${money(c, 0.2, 30)}亿元至${money(c, 30, 40)}亿元，同比变动${money(c, 5, 180)}%至${money(c, 180, 260)}%。报告期内，公司紧抓行业机遇，持续优化产品结构，主营业务收入稳步提升。`,
    };
  },
  (c) => ({
    zh: true,
    title: `${pick(c, ['沪指', '深成指', '创业板指', '恒生指数', '科创50'])}${pick(c, ['涨', '跌'])}${money(c, 0.1, 4)}%`,
    body: `${pick(c, ['早盘', '午后', '尾盘'])}${pick(c, ['沪指', '深成指', '创业板指', '恒生指数', '科创50'])}${pick(c, ['拉升', '走低'])}，现${pick(c, ['涨', '跌'])}${money(c, 0.1, 4)}%，成交额突破${whole(c, 3000, 9900)}亿元，${pick(c, ['算力', '医药', '煤炭', '银行', '传媒'])}、${pick(c, ['半导体', '地产', '白酒', '券商', '光伏'])}板块领涨，两市超${whole(c, 1000, 4900)}只个股上涨。`,
  }),
  (c) => {
    const n = pick(c, NAMES_EN);
    return {
      zh: false,
      title: `${n}: Transaction in Own Shares`,
      body: `${n} (the "Company") announces that on ${1 + Math.floor(c() * 28)} February 2024 it purchased for cancellation ${whole(c, 1e4, 9e5)} of its ordinary shares through its broker at a volume weighted average price of ${money(c, 100, 2000)} pence per share. The highest price paid per share was ${money(c, 100, 2000)} pence and the lowest price paid per share was ${money(c, 100, 2000)} pence. Following the purchase of these shares, the Company has ${whole(c, 1e8, 9e8)} ordinary shares in issue, excluding treasury shares. This figure may be used by shareholders as the denominator for the calculations by which they will determine if they are required to notify their interest in, or a change to their interest in, the Company under the rules of the regulator.`,
    };
  },
  (c) => {
    const n = pick(c, NAMES_EN);
    return {
      zh: false,
      title: `${n} declares quarterly dividend`,
      body: `The board of directors of ${n} today declared a quarterly cash dividend of $${money(c, 0.05, 2)} per share on its common stock, payable on March ${1 + Math.floor(c() * 28)}, 2024, to shareholders of record at the close of business on February ${1 + Math.floor(c() * 28)}, 2024. The company has paid dividends for ${2 + Math.floor(c() * 150)} consecutive quarters.`,
    };
  },
  (c) => ({
    zh: false,
    title: `${pick(c, NAMES_EN)} shares ${pick(c, ['up', 'down'])} ${money(c, 0.5, 12, 1)}% in premarket trading`,
    body: `Shares of the company were ${pick(c, ['up', 'down'])} ${money(c, 0.5, 12, 1)}% at $${money(c, 5, 300)} before the bell after it ${pick(c, ['raised', 'cut', 'confirmed'])} its outlook; volume was ${money(c, 1, 9, 1)} million shares.`,
  }),
];

export interface ReprintSet {
  readonly stream: readonly Told[];
  /** How many articles say again what an earlier one said. */
  readonly reprints: number;
}

/**
 * @param archive read in place; articles that the archive itself reprints must be left out by the caller.
 * @param o `each` reprints an article on average, `forms` filings and flashes (a fifth of which is reprinted too).
 */
export function reprintSet(
  archive: readonly Archived[],
  o: { seed: number; each: number; forms: number },
): ReprintSet {
  const c = chanceOf(o.seed);
  const firsts: { piece: Piece; ms: number; id: string; how: string }[] = [];
  const long = new Map<string, Archived[]>();
  archive.forEach((a, i) => {
    // every third article becomes a paragraph of a longer text, so that both lengths occur and no two texts share a line
    if (i % 3 === 2) long.set(a.language, [...(long.get(a.language) ?? []), a]);
    else
      firsts.push({
        piece: { zh: a.language === 'zh', title: a.title, body: a.body },
        ms: Date.parse(a.publishedAt),
        id: a.id,
        how: 'first',
      });
  });
  for (const [language, list] of long)
    for (let i = 0; i + 3 < list.length; i += 4) {
      const parts = list.slice(i, i + 4);
      firsts.push({
        piece: { zh: language === 'zh', title: parts[0]!.title, body: parts.map((p) => p.body).join('\n') },
        ms: Date.parse(parts[3]!.publishedAt),
        id: parts.map((p) => p.id).join('-'),
        how: 'first',
      });
    }
  const start = Date.parse('2024-02-01T00:00:00Z');
  const stories = firsts.length;
  for (let i = 0; i < o.forms; i++) {
    const piece = FORMS[i % FORMS.length]!(c);
    firsts.push({ piece, ms: start + c() * 20 * 24 * HOUR, id: `form${i}`, how: 'form' });
  }
  const out: (Told & { ms: number })[] = [];
  let reprints = 0;
  const add = (piece: Piece, ms: number, text: string, how: string, n: number): void => {
    const outlet = `site${Math.floor(c() * 400)}.example`;
    const id = `${text}${n === 0 ? '' : `.${n}`}`;
    out.push({
      id,
      url: `https://${outlet}/${id}`,
      title: piece.title,
      body: piece.body,
      publishedAt: at(ms),
      outlet,
      text,
      how,
      ms,
    });
  };
  firsts.forEach((f, i) => {
    const story = i < stories;
    // strangers under one notice: a third of the first texts carry one of their own
    const noticed = c() < 0.33 ? CHANGES.notice!(c, f.piece) : f.piece;
    add(noticed, f.ms, f.id, f.how, 0);
    const copies = story ? Math.round(o.each * (0.5 + c())) : c() < 0.2 ? 1 : 0;
    for (let n = 1; n <= copies; n++) {
      const { piece, how } = story
        ? reprinted(c, f.piece)
        : { piece: CHANGES[c() < 0.5 ? 'sign' : 'notice']!(c, f.piece), how: 'form again' };
      add(piece, f.ms + between(c, 0.02, 72) * HOUR, f.id, how, n);
      reprints++;
    }
  });
  out.sort((a, b) => a.ms - b.ms || (a.id < b.id ? -1 : 1));
  return { stream: out.map(({ ms: _, ...told }) => told), reprints };
}

/** Precision and recall of `duplicate_of`, and what went wrong by what had been done. */
export function judged(
  stream: readonly Told[],
  found: ReadonlyMap<string, string | null>,
): {
  precision: number;
  recall: number;
  wrong: { id: string; of: string }[];
  missed: { id: string; how: string }[];
} {
  const textOf = new Map(stream.map((t) => [t.id, t.text]));
  const seen = new Set<string>();
  const wrong: { id: string; of: string }[] = [];
  const missed: { id: string; how: string }[] = [];
  let right = 0;
  for (const t of stream) {
    const of = found.get(t.id) ?? null;
    const again = seen.has(t.text);
    seen.add(t.text);
    if (of !== null && again && textOf.get(of) === t.text) right++;
    else {
      if (of !== null) wrong.push({ id: t.id, of });
      if (again) missed.push({ id: t.id, how: t.how });
    }
  }
  return {
    precision: right + wrong.length === 0 ? 1 : right / (right + wrong.length),
    recall: right + missed.length === 0 ? 1 : right / (right + missed.length),
    wrong,
    missed,
  };
}
