import type { Evidence } from './evidence.ts';
import type { Library } from './link.ts';
import type { Ranked } from './rank.ts';
import type { Rule } from './rule.ts';

/** One sentence a line, in both languages: the idea of the rule, what the event shows, how the company earns. */
export function whyOf(
  line: Ranked,
  rule: Rule | undefined,
  library: Library,
  evidence: readonly Evidence[],
): { whyZh: string; whyEn: string } {
  const company = library.companyNames.get(line.ticker) ?? { zh: line.ticker, en: line.ticker };
  const names = (subjects: readonly string[], language: 'zh' | 'en'): string => {
    const words = [...new Set(subjects.map((s) => library.traitNames.get(s)?.[language] ?? s))];
    return language === 'zh'
      ? words.join('、')
      : words
          .map((w) => w.toLowerCase().replace(/\b(?:ip|ai|eda|api|cpu|gpu)\b/g, (x) => x.toUpperCase()))
          .join(', ');
  };
  const side = (which: 'event' | 'company'): string[] =>
    evidence
      .filter((e) => e.side === which && e.trait !== 'name')
      .map((e) => e.trait)
      .slice(0, 3);
  const purity = line.components.find((c) => c.name === 'purity')?.note ?? null;
  const share = purity?.match(/^([\d.]+%) of revenue \((\w+)\)/);
  const zhShare = share ? `（${names([share[2]!], 'zh')}占收入${share[1]}）` : '';
  const enShare = share ? ` (${names([share[2]!], 'en')} is ${share[1]} of revenue)` : '';
  const lost = (language: 'zh' | 'en'): string =>
    line.lostTo === null
      ? ''
      : `${language === 'zh' ? '；' : '; '}${reservationOf(line.kind, line.lostTo.ruleId, language)}`;
  if (line.kind === 'issuer')
    return { whyZh: `${company.zh}：事件的主角。`, whyEn: `${company.en}: the event is its own.` };
  if (line.lookalike !== null)
    return {
      whyZh: `${company.zh}：只是名字像“${line.lookalike}”，并非同一家公司。`,
      whyEn: `${company.en}: only its name resembles “${line.lookalike}”; it is another company.`,
    };
  if (line.relation !== null)
    return {
      whyZh: `${company.zh}：与事件主角有供应关系（${line.relation.sourceDate}），属产品对标，不是同一种商业模式。`,
      whyEn: `${company.en}: has a supply relation to the issuer (source of ${line.relation.sourceDate}); linked by product, not by business model.`,
    };
  if (line.opposed !== null)
    return {
      whyZh: `${company.zh}：产品同属${names([line.product!], 'zh')}，但商业模式相反：${line.opposed.zh}。`,
      whyEn: `${company.en}: shares the product (${names([line.product!], 'en')}) while its model is opposed: ${line.opposed.en.replace(/\.$/, '')}.`,
    };
  if (rule === undefined)
    return {
      whyZh: `${company.zh}：产品相同（${names([line.product!], 'zh')}），商业模式没有规则支持。`,
      whyEn: `${company.en}: same product (${names([line.product!], 'en')}); no rule says that it shares the business model.`,
    };
  const trapZh = line.kind === 'trap' ? '陷阱（理由错误，并非股价预测）：' : '';
  const trapEn = line.kind === 'trap' ? 'a trap (a wrong reason, not a price forecast): ' : '';
  return {
    whyZh: `${company.zh}：${trapZh}${rule.title.zh.replace(/。$/, '')}。事件：${names(side('event'), 'zh')}；公司：${names(side('company'), 'zh')}${zhShare}${lost('zh')}。`,
    whyEn: `${company.en}: ${trapEn}${rule.title.en.replace(/\.$/, '')}. Event: ${names(side('event'), 'en')}; company: ${names(side('company'), 'en')}${enShare}${lost('en')}.`,
  };
}

/** That a rule of the opposite kind spoke for a line's company too, in words. */
export function reservationOf(kind: string, lostTo: string, language: 'zh' | 'en'): string {
  const trap = kind !== 'trap';
  return language === 'zh'
    ? `另有${trap ? '陷阱' : '对标'}规则指向它，得分较低`
    : `the ${trap ? 'trap' : 'analogue'} rule ${lostTo} spoke for it too and scored lower`;
}
