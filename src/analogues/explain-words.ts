import type { HeldBack } from './candidate.ts';
import type { CompanyQuote, Evidence } from './evidence.ts';
import type { UnseenFact } from './explain.repository.ts';
import type { ExplainedLine, Explanation, NearRule, RuleOutcome } from './explain.ts';
import type { Library } from './link.ts';
import type { Lack } from './reading.ts';
import type { Component } from './score.ts';
import type { Stance } from './statement.ts';

/* The explanation in words and numbers, the same in both languages; pure. */

type Language = 'zh' | 'en';

const COMPONENTS: Readonly<Record<string, readonly [string, string]>> = {
  rule_weight: ['规则权重', 'weight of the rule'],
  event_fit: ['事件吻合度', 'fit of the event'],
  company_fit: ['公司吻合度', 'fit of the company'],
  kinship: ['整体相近度', 'kinship of the whole model'],
  event_product: ['事件中的产品强度', 'strength of the product in the event'],
  company_product: ['公司的产品强度', 'strength of the product in the company'],
  evidence_grade: ['证据等级', 'grade of evidence'],
  purity: ['纯度（收入占比）', 'purity (share of revenue)'],
  crowding: ['拥挤系数', 'crowding'],
  against_event: ['事件侧反证', 'evidence against, event side'],
  against_company: ['公司侧反证', 'evidence against, company side'],
  company_said: ['公司自己的说法', "the company's own word"],
  named: ['是否被报道点名', 'named by the articles'],
};
const KINDS: Readonly<Record<string, readonly [string, string]>> = {
  soft: ['软对标', 'soft analogue'],
  hard: ['硬对标', 'hard analogue'],
  trap: ['陷阱', 'trap'],
  issuer: ['事件主角', 'issuer'],
  analogue: ['对标规则', 'analogue rule'],
};
const OUTCOMES: Readonly<Record<RuleOutcome['outcome'], readonly [string, string]>> = {
  wins: ['胜出，成为该行', 'wins: it is the line'],
  loses: ['落选：另一侧胜出', 'loses: another side decided'],
  blocked: ['被拦截规则挡下', 'blocked by a block rule'],
  denied: ['公司自己否认', 'denied by the company itself'],
  too_small: ['收入占比太小', 'too small a share of revenue'],
  below_floor: ['分数低于下限', 'below the floor'],
  same_issuer: ['同一发行人，以另一上市代码列出', 'one issuer: named by its other line'],
  cut: ['名额已满，更高分者在前', 'cut: better lines filled the list'],
};
const UNSEEN: Readonly<Record<UnseenFact['reason'], readonly [string, string]>> = {
  not_public_yet: ['当时尚未公开', 'not public then'],
  not_held_yet: ['当时尚未成立', 'did not hold yet'],
  no_longer_held: ['当时已不成立', 'held no longer'],
  not_recorded_yet: ['当时尚未记录', 'not recorded here then'],
};

/** A number as the sum shows it: at most four decimals, no trailing zeros. */
const n = (value: number): string => String(Math.round(value * 1e4) / 1e4);

/** The product of a line's parts and the number it gives, before rounding to one decimal. */
export function sumOf(line: Pick<ExplainedLine, 'components'>): number {
  const base = line.components.some((c) => c.name === 'event_product') ? 50 : 100;
  return Math.min(
    100,
    line.components.reduce((product, c) => product * c.value, base),
  );
}

/** The whole explanation for a terminal; a line an idea. */
export function explainText(explanation: Explanation, library: Library, language: Language): string {
  const x = explanation;
  const at = language === 'zh' ? 0 : 1;
  const t = (zh: string, en: string): string => (at === 0 ? zh : en);
  const name = `${at === 0 ? x.company.zh : x.company.en} (${x.company.ticker})`;
  const out: string[] = [
    `${name} · ${x.headline[language]} (${x.eventId})`,
    t(
      `以 ${x.asOf} 时已公开的材料为准${x.strict ? '，且仅限当时本库已记录的' : ''}`,
      `as of ${x.asOf}: what was public then${x.strict ? ', and recorded here by then' : ''}`,
    ),
    '',
  ];
  if (x.line !== null) out.push(...lineWords(x.line, library, language), '');
  else out.push(...absentWords(x, language), '');
  out.push(...saidWords(x, language));
  if (x.rules.length > 0) {
    out.push(t('两侧都成立的规则：', 'Rules whose both sides hold:'));
    for (const r of x.rules)
      out.push(
        `  ${r.ruleId} v${r.version} · ${word(KINDS, r.kind === 'trap' ? 'trap' : 'analogue', at)} · ${r.score} · ${OUTCOMES[r.outcome][at]}${r.outcome === 'too_small' && r.share !== null ? ` (${(r.share * 100).toFixed(1)}%)` : ''}`,
      );
    out.push('');
  }
  if (x.blockedBy.length > 0)
    out.push(t(`拦截规则：${x.blockedBy.join('、')}`, `Block rules: ${x.blockedBy.join(', ')}`), '');
  if (x.nearest.length > 0) {
    out.push(
      t(
        x.line === null ? '最接近成立的规则，以及还缺什么：' : '其他最接近的规则，以及还缺什么：',
        x.line === null
          ? 'Rules nearest to holding, and what is missing:'
          : 'Other rules that come nearest, and what is missing:',
      ),
    );
    for (const r of x.nearest) out.push(...nearWords(r, library, language));
    out.push('');
  }
  out.push(
    t(
      '“陷阱”指理由不成立，不是对股价的预测。仅供参考，不构成投资建议。',
      'A trap is a wrong reason, not a price forecast. Information, not investment advice.',
    ),
  );
  return `${out.join('\n')}\n`;
}

const STANCES: Readonly<Record<Stance, readonly [string, string]>> = {
  denies: ['否认', 'denies'],
  shrinks: ['称占比小', 'shrinks'],
  questioned: ['被问询', 'is asked'],
};

/** What the company itself has said, with its documents. */
function saidWords(x: Explanation, language: Language): string[] {
  if (x.said.length === 0) return [];
  const at = language === 'zh' ? 0 : 1;
  return [
    at === 0 ? '公司自己的公告：' : 'What the company itself has announced:',
    ...x.said.map(
      (s) =>
        `  ${s.publishedAt.slice(0, 10)} ${STANCES[s.stance][at]}${s.share === null ? '' : ` (≤ ${(s.share * 100).toFixed(1)}%)`}: “${s.text.replace(/\s+/g, ' ')}” — ${s.articleId} ${s.field} ${s.start}–${s.end}, ${s.url}`,
    ),
    '',
  ];
}

function word(table: Readonly<Record<string, readonly [string, string]>>, key: string, at: 0 | 1): string {
  return table[key]?.[at] ?? key;
}

function lineWords(line: ExplainedLine, library: Library, language: Language): string[] {
  const at = language === 'zh' ? 0 : 1;
  const t = (zh: string, en: string): string => (at === 0 ? zh : en);
  const rule = line.ruleId === null ? undefined : library.rules.get(line.ruleId);
  const out = [
    t(
      `${word(KINDS, line.kind, 0)}，第 ${line.rank} 位，${line.score} 分${line.sameProduct ? '（产品亦同）' : ''}`,
      `${word(KINDS, line.kind, 1)}, rank ${line.rank}, score ${line.score}${line.sameProduct ? ' (same product too)' : ''}`,
    ),
    at === 0 ? line.whyZh : line.whyEn,
    ...(line.lines.length < 2
      ? []
      : [
          t(
            `同一发行人的上市代码：${line.lines.join('、')}`,
            `lines of the issuer: ${line.lines.join(', ')}`,
          ),
        ]),
  ];
  if (rule !== undefined)
    out.push(
      t(
        `规则 ${line.ruleId} v${line.ruleVersion}（${rule.rule.author}，${rule.rule.written}）：${rule.rule.rationale.zh}`,
        `rule ${line.ruleId} v${line.ruleVersion} (${rule.rule.author}, ${rule.rule.written}): ${rule.rule.rationale.en}`,
      ),
    );
  if (line.components.length > 0) {
    const base = line.components.some((c) => c.name === 'event_product') ? 50 : 100;
    out.push('', t('算式：', 'The sum:'), `  ${base}`);
    for (const c of line.components) out.push(`  × ${componentWords(c, library, language)}`);
    const sum = sumOf(line);
    // A supply relation lifts a line to 40 whatever its product: say so instead of showing a sum that does not add up.
    const lifted = Math.abs(sum - line.score) > 0.15;
    out.push(
      `  = ${n(Math.round(sum * 10) / 10)}${lifted ? t(` → ${line.score}（有日期的供应关系，至少 40）`, ` → ${line.score} (a dated supply relation counts at least 40)`) : ''}`,
    );
  } else if (line.kind === 'issuer')
    out.push('', t('算式：事件主角固定为 100。', 'The sum: the issuer stands at 100.'));
  else
    out.push(
      '',
      t(
        `算式：仅名称相似，固定为 ${line.score}。`,
        `The sum: a name that merely resembles stands at ${line.score}.`,
      ),
    );
  out.push(
    '',
    t('支持的证据：', 'Evidence for:'),
    ...line.evidence.map((e) => `  ${evidenceWords(e, library, language)}`),
  );
  if (line.evidence.length === 0) out.push(`  ${t('无', 'none')}`);
  out.push(t('反面的证据：', 'Evidence against:'));
  out.push(
    ...(line.against.length === 0
      ? [`  ${t('规则所查的反证一项也未发现', 'none of what the rule looks for was found')}`]
      : line.against.map((e) => `  ${evidenceWords(e, library, language)}`)),
  );
  return out;
}

function componentWords(c: Component, library: Library, language: Language): string {
  const at = language === 'zh' ? 0 : 1;
  const named = c.note?.replace(
    /\(([a-z][a-z0-9_]*)\)$/,
    (whole, id: string) => `(${library.traitNames.get(id)?.[language] ?? whole.slice(1, -1)})`,
  );
  const note = named === undefined ? '' : ` (${at === 0 ? noteZh(named) : named})`;
  return `${n(c.value).padEnd(7)} ${word(COMPONENTS, c.name, at)}${note}`;
}
/** Notes of components are stored in English; these are all the forms they take (rank.ts, crowdingPhrase). */
const NOTES: readonly (readonly [RegExp, string])[] = [
  [/^first-hand$/, '第一手'],
  [/^hearsay$/, '转述'],
  [/^no prices$/, '无行情'],
  [/^named in the event$/, '报道点名'],
  [/^not published \((.*)\)$/, '未披露（$1）'],
  [/^at most ([\d.]+%) of revenue, by its own announcement$/, '公司公告称至多占收入$1'],
  [/^denies \((.*)\)$/, '否认（$1）'],
  [/^shrinks \((.*)\)$/, '称占比小（$1）'],
  [/^questioned \((.*)\)$/, '被交易所问询（$1）'],
  [/^([\d.]+%) of revenue \((.*)\)$/, '占收入$1（$2）'],
  [/^has not run: /, '未大涨：'],
  [/^doubled, then pulled back: /, '翻过1倍、回踩完：'],
  [/^doubled, then still pulling back: /, '翻过1倍、仍在回踩：'],
  [/^running: /, '仍在上涨：'],
  [/^crowded: ([\d.]+)× within 120 sessions, at its high/, '拥挤：120个交易日内涨至$1倍，处于高位'],
  [/^broken: ([\d.]+%) off its high/, '走势已破：自高点回落$1'],
  [/largest rise of the year ([\d.]+)×/, '一年内最大涨幅为起点的$1倍'],
  [/, ([\d.]+%) off its high/, '，自高点回落$1'],
  [/ \(prices to (\d{4}-\d\d-\d\d)\)/, '（行情截至$1）'],
  [/ \(generated prices\)$/, '（生成数据）'],
];
const noteZh = (note: string): string => NOTES.reduce((text, [form, zh]) => text.replace(form, zh), note);

function evidenceWords(e: Evidence, library: Library, language: Language): string {
  const trait = termName(e.trait, library, language);
  return e.side === 'event'
    ? `[${trait}] “${e.text.replace(/\s+/g, ' ')}” — ${e.articleId} ${e.field} ${e.start}–${e.end}${pageWords(e.page, language)}`
    : `[${trait}] ${e.source}, ${e.date}, ${e.url}${remark(e, language)}`;
}

/** A note in the language asked for; a line that has no Chinese one says the English. */
function remark(e: CompanyQuote, language: Language): string {
  const said = language === 'zh' ? (e.noteZh ?? e.note) : (e.note ?? e.noteZh);
  return said === null || said === undefined ? '' : ` — ${said}`;
}

const pageWords = (page: number | undefined, language: Language): string =>
  page === undefined ? '' : language === 'zh' ? `，第${page}页` : `, p. ${page}`;

function absentWords(x: Explanation, language: Language): string[] {
  const t = (zh: string, en: string): string => (language === 'zh' ? zh : en);
  if (x.namedAs !== null)
    return [
      t(
        `与 ${x.namedAs} 同一发行人：一个发行人只列一行，以 ${x.namedAs} 列出。`,
        `The same issuer as ${x.namedAs}: an issuer is named once, here by ${x.namedAs}.`,
      ),
    ];
  const out = [t('未被列出。', 'Not named.')];
  if (!x.listed)
    out.push(
      x.company.listedOn > x.asOf.slice(0, 10)
        ? t(
            `当时尚未上市（${x.company.listedOn} 上市）：只列当时已上市的公司。`,
            `It was not listed then (listed on ${x.company.listedOn}); only companies listed at the time are named.`,
          )
        : t(`当时已退市（${x.company.delistedOn}）。`, `It was delisted by then (${x.company.delistedOn}).`),
    );
  if (x.heldBack !== null) out.push(heldBackWords(x.heldBack, language));
  else if (x.product !== null)
    out.push(
      t(
        `与事件同属产品“${x.product.product}”，但分数低于下限或名额已满。`,
        `It shares the product ${x.product.product} with the event; the score was below the floor, or better lines filled the list.`,
      ),
    );
  if (x.rules.length === 0)
    out.push(
      t(
        '没有一条规则在事件与这家公司两侧同时成立。',
        'No rule holds on both sides, for the event and this company.',
      ),
    );
  return out;
}

/** Why a company that would be named is not, in one sentence. */
export function heldBackWords(
  h: Pick<HeldBack, 'kind' | 'reason' | 'score' | 'share' | 'floor'> & { said: unknown },
  language: Language,
): string {
  const percent = (x: number): string => `${(x * 100).toFixed(1)}%`;
  if (language === 'zh')
    return h.reason === 'denied'
      ? `本应列为${KINDS[h.kind]![0]}（${h.score} 分），因公司自己的公告否认而撤下。`
      : `本应列为${KINDS[h.kind]![0]}（${h.score} 分），因该业务仅占收入${percent(h.share ?? 0)}（${h.said === null ? '已披露' : '公司公告'}），低于下限${percent(h.floor)}。`;
  return h.reason === 'denied'
    ? `It would be a ${KINDS[h.kind]![1]} (${h.score}); withdrawn because its own announcement denies the link.`
    : `It would be a ${KINDS[h.kind]![1]} (${h.score}); too small: the event can touch ${percent(h.share ?? 0)} of its revenue (${h.said === null ? 'published' : 'its own announcement'}), below the floor of ${percent(h.floor)}.`;
}

function nearWords(r: NearRule, library: Library, language: Language): string[] {
  const at = language === 'zh' ? 0 : 1;
  const title = library.rules.get(r.ruleId)?.rule.title[language] ?? '';
  const fires =
    at === 0
      ? r.fires
        ? '，事件一侧成立'
        : '，事件一侧不成立'
      : r.fires
        ? '; the event has its side'
        : '; the event has not its side';
  return [
    `  ${r.ruleId} v${r.version} · ${title}${fires}`,
    ...r.lacks.map(
      (l) =>
        `    ${lackWords(l, library, language)}${l.unseen === null ? '' : ` (${unseenWords(l.unseen, at)})`}`,
    ),
  ];
}

function unseenWords(u: UnseenFact, at: 0 | 1): string {
  return `${UNSEEN[u.reason][at]}: ${u.source}, ${u.date}`;
}

/** What a rule lacks, in one clause. */
export function lackWords(lack: Lack, library: Library, language: Language): string {
  const zh = language === 'zh';
  const side = zh ? (lack.side === 'event' ? '事件' : '公司') : lack.side;
  const named = lack.terms.map((term) => `${termName(term, library, language)} [${term}]`);
  const had = n(lack.strength);
  if (lack.role === 'forbid')
    return zh
      ? `${side}有它所排除的 ${named[0]}（${had}，上限 ${n(lack.minimum)}）`
      : `the ${side} has what it excludes: ${named[0]} (${had}; from ${n(lack.minimum)} on)`;
  const joined = named.join(zh ? '、' : ', ');
  if (lack.role === 'any')
    return zh
      ? `${side}缺其中任何一项：${joined}（最接近者 ${had}，需要 ${n(lack.minimum)}）`
      : `the ${side} lacks any of: ${joined} (the nearest ${had}; needs ${n(lack.minimum)})`;
  return zh
    ? `${side}缺 ${joined}（${had}，需要 ${n(lack.minimum)}）`
    : `the ${side} lacks ${joined} (${had}; needs ${n(lack.minimum)})`;
}

function termName(term: string, library: Library, language: Language): string {
  return library.traitNames.get(term)?.[language] ?? term;
}
