/** Tradability in a few words each, Chinese and English alike; only what is known is said. */
import { boardOf, specialNarrows } from './price-limit.ts';
import type { Tradability } from './tradability.ts';

type Said = Tradability & {
  readonly connectVerified?: boolean | null;
  readonly valuation?: { readonly metric: string; readonly percentile: number } | null;
  readonly lines?: readonly string[];
  readonly premium?: number | null;
};

const METRIC: Readonly<Record<string, { zh: string; en: string }>> = {
  pe: { zh: '市盈率', en: 'price/earnings' },
  pb: { zh: '市净率', en: 'price/book' },
  ps: { zh: '市销率', en: 'price/sales' },
};

/** @param again a further line of an issuer whose lines and premium were said beside its first */
export function tradabilityWords(t: Said, language: 'zh' | 'en', again = false): string[] {
  const zh = language === 'zh';
  const percent = (x: number): string => `${Math.round(x * 100)}%`;
  const out: string[] = [];
  if (t.shut) out.push(zh ? '当时休市' : 'shut at that moment');
  if (t.pricesTo === null) out.push(zh ? '无行情' : 'no prices');
  else if (t.suspended === true)
    out.push(
      zh ? `上一交易日无成交（上次成交${t.pricesTo}）` : `no trade in the last session (last ${t.pricesTo})`,
    );
  else if (t.lastSession !== null && t.pricesTo < t.lastSession)
    out.push(zh ? `行情截至${t.pricesTo}，是否停牌未知` : `prices to ${t.pricesTo}; suspension not known`);
  if (t.specialTreatment) out.push(zh ? '风险警示' : 'special treatment');
  const limit = limitWords(t, zh);
  if (limit !== null) out.push(limit);
  if (t.atLimit !== null)
    out.push(
      t.atLimit === 'up' ? (zh ? '收于涨停' : 'closed limit-up') : zh ? '收于跌停' : 'closed limit-down',
    );
  if (t.valueTraded !== null) out.push(traded(t.valueTraded, t.exchange, zh));
  if (t.connect === null) {
    if (t.exchange !== 'XNYS' && t.exchange !== 'XNAS')
      out.push(zh ? '互联互通资格未知' : 'Stock Connect: not known');
  } else {
    const checked = t.connectVerified === false ? (zh ? '（未核实）' : ' (unverified)') : '';
    out.push(
      t.connect
        ? zh
          ? `可经互联互通交易${checked}`
          : `Stock Connect${checked}`
        : zh
          ? `不可经互联互通交易${checked}`
          : `not by Stock Connect${checked}`,
    );
  }
  if (t.valuation != null) {
    const metric = METRIC[t.valuation.metric]?.[language] ?? t.valuation.metric;
    out.push(
      zh
        ? `${metric}处于五年${percent(t.valuation.percentile)}分位`
        : `${metric} at ${percent(t.valuation.percentile)} of its five years`,
    );
  }
  const others = again ? [] : (t.lines ?? []).filter((l) => l !== t.ticker);
  if (others.length > 0) {
    const gap =
      t.premium == null ? '' : zh ? `，A股较H股${signed(t.premium)}` : `, A over H ${signed(t.premium)}`;
    out.push(zh ? `另有上市：${others.join('、')}${gap}` : `also listed as ${others.join(', ')}${gap}`);
  }
  if (t.generated) out.push(zh ? '生成的行情' : 'generated prices');
  return out;
}

/** One issuer once: its lines one under the other, where the first of them stands. */
export function byIssuer<T extends { readonly issuer: string }>(
  found: readonly T[],
): { line: T; again: boolean }[] {
  const groups = new Map<string, T[]>();
  for (const t of found) groups.set(t.issuer, [...(groups.get(t.issuer) ?? []), t]);
  return [...groups.values()].flatMap((lines) => lines.map((line, i) => ({ line, again: i > 0 })));
}

function limitWords(t: Said, zh: boolean): string | null {
  const board = boardOf(t.ticker);
  if (board === 'none') return null;
  if (t.limit === null) return zh ? '上市初期不设涨跌幅限制' : 'no price limit in its first sessions';
  const percent = `${Math.round(t.limit * 100)}%`;
  if (t.specialKnown || !specialNarrows(t.ticker, t.nextMinute?.slice(0, 10) ?? ''))
    return zh ? `涨跌幅限制${percent}` : `price limit ${percent}`;
  return zh
    ? `涨跌幅限制${percent}（未载入风险警示名单，仅按名称）`
    : `price limit ${percent} (special treatment by its name only: no list is loaded)`;
}

function traded(value: number, exchange: string, zh: boolean): string {
  const currency =
    exchange === 'XHKG'
      ? { zh: '港元', en: 'HKD' }
      : exchange.startsWith('XS') || exchange === 'BJSE'
        ? { zh: '元', en: 'CNY' }
        : { zh: '美元', en: 'USD' };
  const round = (x: number): string => (Math.round(x * 10) / 10).toLocaleString('en-GB');
  if (zh)
    return value >= 1e8
      ? `日均成交${round(value / 1e8)}亿${currency.zh}`
      : `日均成交${round(value / 1e4)}万${currency.zh}`;
  return `${currency.en} ${value >= 1e9 ? `${round(value / 1e9)} billion` : `${round(value / 1e6)} million`} traded a day`;
}

function signed(x: number): string {
  return `${x >= 0 ? '+' : '−'}${Math.abs(Math.round(x * 100))}%`;
}
