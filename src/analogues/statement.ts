import { fold, type Span, sentences } from '../text/index.ts';

/*
 * What a listed company says of its own part in a theme, when the exchange or an investor asks: an announcement of
 * clarification or of unusual trading, a reply to a letter of inquiry, an answer on an investors' platform, a notice of
 * unusual price or volume. Read clause by clause, because one sentence affirms and denies:
 *
 *     公司主营光模块，│不涉及Sora相关业务，│相关产品尚未产生收入。
 *     affirms         │denies: Sora        │shrinks to nothing: Sora
 *
 * Only what is said of a subject counts: "nothing that should have been disclosed" stands in every such announcement and
 * denies nothing. A question, a double negation and what others are said to have said are left alone.
 */
export const STANCES = ['denies', 'shrinks', 'questioned'] as const;
/** `questioned`: it tells that the exchange asks about its part in the subject, which is no answer. */
export type Stance = (typeof STANCES)[number];
export const FORMS = ['clarification', 'unusual_trading', 'inquiry', 'investor_answer'] as const;
export type Form = (typeof FORMS)[number];

/** What a text speaks of, negated or not: `trait:ID`, `theme:ID` or `entity:ID`. */
export interface Mention {
  readonly subject: string;
  readonly field: 'title' | 'body';
  readonly start: number;
  readonly end: number;
}
export interface Statement {
  readonly stance: Stance;
  /** 0..1: the most of revenue that it says the subject is; null where it gives no number. */
  readonly share: number | null;
  readonly subjects: readonly string[];
  readonly field: 'title' | 'body';
  /** Its sentence, UTF-16 units of the field. */
  readonly start: number;
  readonly end: number;
}

/** In order: what a title says outranks what a body mentions. Folded: small letters, simplified Han. */
const FORM_WORDS: readonly (readonly [Form, RegExp])[] = [
  ['clarification', /澄清|clarification|clarif(?:y|ies) (?:certain|the) (?:press|media|market)/],
  [
    'unusual_trading',
    /异常波动|异动公告|股价异动|unusual (?:price|trading|share|movement|increase)|(?:price|volume) movements?/,
  ],
  [
    'inquiry',
    /关注函|问询函|监管工作函|询问函|(?:letter of|exchange'?s?) (?:inquiry|enquiry|inquiries|enquiries)|(?:inquiry|enquiry) letter/,
  ],
  [
    'investor_answer',
    /互动易|e互动|互动平台|投资者(?:提问|问答|互动|关系)|投资者:|董秘|investor (?:q&a|question|relations platform)/,
  ],
];

/** What kind of announcement it is; null for anything else, which is not read for denials. */
export function formOf(title: string, body: string): Form | null {
  const [head, text] = [fold(title), fold(body.slice(0, 1500))];
  for (const part of [head, text]) for (const [form, words] of FORM_WORDS) if (words.test(part)) return form;
  return null;
}

/** Who speaks: the listed company that the title names first, else the body's opening. Characters of that opening. */
const OPENING = 400;

/** @param named companies and others in order of field (title first) and place. @returns the issuer, or null. */
export function announcerOf(
  named: readonly { readonly entityId: string; readonly field: 'title' | 'body'; readonly start: number }[],
  listed: ReadonlySet<string>,
): string | null {
  const first = named.find((n) => listed.has(n.entityId) && (n.field === 'title' || n.start < OPENING));
  return first?.entityId ?? null;
}

/** A field of business named at large ("AI") is meant as such only where this follows; else it is part of a longer name. */
export const AT_LARGE =
  /^(?:等?(?:相关|业务|技术|领域|产品|概念|产业|行业|板块|[,.;:)]|$)|\s*(?:[,.;:)]|$|(?:related|business|products?|operations?|technolog|sector|field|industr)))/;

/** Nouns and verbs that join a company to a subject: what a negation must govern to be a denial. */
const JOINED_ZH =
  '(?:(?:直接|实质性?|任何|实际|具体|正式|独立|开展|进行|从事|参与|公司|其他|与[^,]{1,20}?|[^,。]{0,16}?)?(?:涉及|从事|开展|参与|布局|投资|持有|生产|拥有|具备|提供|销售|研发|签订|签署|建立|达成|合作|存在|应用|业务|产品|订单|关系|关联|往来|相关))';
const NOT_ZH =
  '(?:(?:暂时?|尚|从|均|也|亦|并)?(?:不(?!断|仅|但|同|少|只|久|过|止|排除|可避免|得不|能不)|未(?!来|必|尝|满|披露)|没有?(?!收)|无(?!人|线|锡|形|限|论|疑|须|需|缝|源|创|菌|异|法|关紧要|不))|并非|无任何)';
const DENIES_ZH = new RegExp(`${NOT_ZH}${JOINED_ZH}|无关(?!紧)|否认`);
const DENIES_EN =
  /\b(?:no|not (?:have )?any|without(?: any)?|nor any) (?:(?:existing|current|direct|material|actual|such|commercial|relevant|related|other|substantive) )*(?:business(?:es)?|operations?|products?|services?|relationships?|cooperation|co-operation|collaboration|involvement|contracts?|orders?|dealings|investments?|interests?|projects?|partnerships?|connection|exposure)\b|\b(?:not|never|neither)(?: (?:currently|directly|presently|itself|at present|in any way|been|being|yet))* (?:engag\w+|involv\w+|participat\w+|cooperat\w+|co-operat\w+|provid\w+|develop\w*|produc\w+|sell|selling|sold|manufactur\w+|own|hold|operat\w+|suppl\w+|invest\w*|carr\w+ (?:on|out)|conduct\w*|enter\w* into|relat\w+|connect\w+|associat\w+|a (?:supplier|partner|customer))\b|\bneither\b[^.]*? (?:has|have|is|are)(?: any)? (?:business|operation|relationship|cooperation|involvement|contract|dealing|investment|interest|engaged|involved)\w*\b|\b(?:nothing to do with|unrelated to|untrue|unfounded|inaccurate|without foundation|denies|deny)\b/;

const NOTHING_ZH =
  /(?:尚未|未(?!来|披露)|没有|暂未|尚无|暂无|从未|并无|无)(?:[^,]{0,8}?)(?:产生|形成|实现|贡献|带来|取得|确认)?(?:[^,]{0,6}?)(?:收入|营收|订单收入|利润|销售额)/;
const NOTHING_EN =
  /\b(?:not|never|no)\b(?: \w+){0,4}? (?:generat\w+|record\w+|contribut\w+|deriv\w+|recogni[sz]\w+|earn\w+)(?: \w+){0,3}? (?:revenue|income|sales|turnover)\b|\bno (?:revenue|income|sales|turnover)\b/;
const SHARE_ZH =
  /(?:收入|营收|业绩|占比|比例|比重)[^。]{0,16}?(低于|少于|不足|不到|小于|未达到?|未超过|不超过|约为?|仅为?|为|在)(\d+(?:\.\d+)?)(?:%|个百分点)/;
const SHARE_EN =
  /\b(less than|under|below|no more than|not more than|not exceeding|at most|approximately|about|only|around) (\d+(?:\.\d+)?) ?(?:%|per ?cent\.?)(?: \w+){0,4}? (?:revenue|turnover|sales|income)\b/;
const SMALL_ZH =
  /(?:占比|比例|比重|收入|营收|贡献|规模|金额|影响)[^,。]{0,10}?(?:较小|很小|极小|较低|很低|极低|微小|有限|不大|不高)/;
const SMALL_EN =
  /\b(?:insignificant|immaterial|minimal|negligible|very small|small|limited) (?:portion|part|proportion|contribution|share|percentage|impact)\b|\bnot (?:material|significant) (?:to|in)\b/;
/** Above this a stated share of revenue is no smallness. */
const SMALL_SHARE = 0.1;

/** Stands in every such announcement, or speaks of something else than a business. */
const BOILERPLATE =
  /应披露|应当披露|未披露|信息披露|重大遗漏|虚假记载|误导性陈述|重大(?:事项|信息|变化|资产重组)|买卖公司股票|需要?(?:更正|补充)|inside information|required to be disclosed|not aware of any|false market|reasons? for|no (?:assurance|guarantee|representation|responsibility|liability)/;
const QUESTION = /[?？]\s*$|是否|有没有|有无|能否|可否|吗|whether\b/;
const TWICE =
  /(?:并非|不是|不能说|否认)[^,]{0,4}(?:不|未|没有|无)|不(?:排除|否认|可能不)|没有(?:停止|放弃|退出|终止|取消|改变)|未(?:停止|放弃|退出|终止|取消)|\b(?:not (?:un|only|without)|no doubt|cannot (?:rule out|deny)|does not (?:deny|rule out)|not (?:ceased|stopped|abandoned|withdrawn|terminated)|no longer only|no(?:t)? less than)/;
const REPORTED =
  /(?:媒体|传闻|有报道|市场)(?:称|传|报道)|(?:reports?|rumou?rs?|articles?|posts?) (?:that )?(?:claim|say|alleg|state|suggest)/;
/** Points back at what was just named. */
const POINTS_BACK =
  /相关|上述|该|此|前述|这|其|such|these|those|this|that|the above|aforementioned|related|it\b|thereof/;
const AFFIRMS =
  /主营|主要从事|从事|涉及|拥有|具备|布局|提供|已(?:经|有|在)?|正在|engag\w+ in|provid\w+|develop\w+|sells?\b|principally/;
const EXCEPT = /^(?:除|除了|除上述)|(?:以外|之外)$|^(?:other than|save (?:for|as)|except)/;

interface Clause extends Span {
  readonly text: string;
}

/** Clauses of a folded text between two offsets, cut at commas and at words that turn the sense. */
function clausesOf(folded: string, span: Span): Clause[] {
  const out: Clause[] = [];
  const cut =
    /[,;:]|(?<=[^\w])(?:但是?|然而|而且|不过|且)(?=[^\w])|\b(?:but|however|although|though|while|whereas|and)\b/g;
  const text = folded.slice(span.start, span.end);
  let from = 0;
  const push = (to: number): void => {
    if (text.slice(from, to).trim() !== '')
      out.push({ start: span.start + from, end: span.start + to, text: text.slice(from, to).trim() });
    from = to;
  };
  for (const m of text.matchAll(cut)) {
    // A comma within a number (1,200) or a subject listed with 、 does not end a clause.
    if (m[0] === ',' && /\d/.test(text[m.index - 1] ?? '') && /\d/.test(text[m.index + 1] ?? '')) continue;
    push(/[,;:]/.test(m[0]) ? m.index + 1 : m.index);
  }
  push(text.length);
  return out;
}

/** The stance of one clause, or null where it affirms, asks, or says nothing of a business. */
export function stanceOf(clause: string): { stance: 'denies' | 'shrinks'; share: number | null } | null {
  const text = fold(clause);
  if (QUESTION.test(text) || TWICE.test(text) || BOILERPLATE.test(text) || REPORTED.test(text)) return null;
  const stated = SHARE_ZH.exec(text) ?? SHARE_EN.exec(text);
  if (stated !== null) {
    const share = Number(stated[2]) / 100;
    return share <= SMALL_SHARE ? { stance: 'shrinks', share } : null;
  }
  if (NOTHING_ZH.test(text) || NOTHING_EN.test(text)) return { stance: 'shrinks', share: 0 };
  if (SMALL_ZH.test(text) || SMALL_EN.test(text)) return { stance: 'shrinks', share: null };
  return DENIES_ZH.test(text) || DENIES_EN.test(text) ? { stance: 'denies', share: null } : null;
}

/**
 * What an announcement says against a link, a row a sentence and stance, in order of field and place.
 * @param mentions what the text speaks of, negated or not.
 */
export function readStatements(
  article: { readonly title: string; readonly body: string },
  form: Form,
  mentions: readonly Mention[],
): Statement[] {
  const out: Statement[] = [];
  for (const field of ['title', 'body'] as const) {
    const text = article[field];
    const folded = fold(text);
    const own = mentions.filter((m) => m.field === field);
    const within = (span: Span): string[] =>
      distinct(own.filter((m) => m.start >= span.start && m.end <= span.end).map((m) => m.subject));
    // What the sentences before were about: a question is answered, "the above" points back.
    let before: readonly string[] = field === 'title' ? [] : distinct(ofTitle(mentions));
    for (const sentence of sentences(text)) {
      const clauses = clausesOf(folded, sentence);
      const named = within(sentence);
      const resolved = new Map<number, readonly string[]>();
      const asks = QUESTION.test(folded.slice(sentence.start, sentence.end));
      for (const [i, clause] of asks ? [] : clauses.entries()) {
        const read = stanceOf(clause.text);
        if (read === null) continue;
        const subjects = subjectsOf(clauses, i, resolved, within, before, form);
        resolved.set(i, subjects);
        if (subjects.length > 0)
          add(out, { ...read, subjects, field, start: sentence.start, end: sentence.end });
      }
      if (
        form === 'inquiry' &&
        named.length > 0 &&
        /是否|说明|结合|核实|解释|whether|explain|clarify|require/.test(
          folded.slice(sentence.start, sentence.end),
        ) &&
        !out.some((s) => s.field === field && s.start === sentence.start)
      )
        add(out, {
          stance: 'questioned',
          share: null,
          subjects: named,
          field,
          start: sentence.start,
          end: sentence.end,
        });
      if (named.length > 0) before = named;
    }
  }
  return out;
}

/** Its own subjects; else those of the clause before it, where that only sets the topic or the clause points back at it. */
function subjectsOf(
  clauses: readonly Clause[],
  at: number,
  resolved: ReadonlyMap<number, readonly string[]>,
  within: (span: Span) => string[],
  before: readonly string[],
  form: Form,
): readonly string[] {
  const own = within(clauses[at]!);
  if (own.length > 0) return own;
  const back = POINTS_BACK.test(clauses[at]!.text);
  if (/其他|其它|\bother\b/.test(clauses[at]!.text)) return [];
  for (let i = at - 1; i >= 0; i--) {
    const clause = clauses[i]!;
    // A clause that spoke against something goes on being about it.
    const spoken = resolved.get(i) ?? [];
    if (spoken.length > 0) return spoken;
    const subjects = within(clause);
    if (subjects.length === 0) continue;
    if (EXCEPT.test(clause.text.replace(/[,;:]$/, ''))) return [];
    return back || !AFFIRMS.test(clause.text) ? subjects : [];
  }
  return back || form === 'investor_answer' ? before : [];
}

function add(out: Statement[], fresh: Statement): void {
  const same = out.findIndex(
    (s) => s.field === fresh.field && s.start === fresh.start && s.stance === fresh.stance,
  );
  if (same < 0) return void out.push(fresh);
  const old = out[same]!;
  const shares = [old.share, fresh.share].filter((s) => s !== null);
  out[same] = {
    ...old,
    share: shares.length === 0 ? null : Math.min(...shares),
    subjects: distinct([...old.subjects, ...fresh.subjects]),
  };
}

const distinct = (all: readonly string[]): string[] => [...new Set(all)].sort();
const ofTitle = (mentions: readonly Mention[]): string[] =>
  mentions.filter((m) => m.field === 'title').map((m) => m.subject);
