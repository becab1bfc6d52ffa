/** Tradability in a few words each, Chinese and English alike; only what is known is said. */
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

export function tradabilityWords(t: Said, language: 'zh' | 'en'): string[] {
  const zh = language === 'zh';
  const percent = (x: number): string => `${Math.round(x * 100)}%`;
  const out: string[] = [];
  if (t.shut) out.push(zh ? '当时休市' : 'shut at that moment');
  if (t.suspended === true) out.push(zh ? '上一交易日无成交' : 'no trade in the last session');
  if (t.specialTreatment) out.push(zh ? '风险警示' : 'special treatment');
  if (t.limit !== null) out.push(zh ? `涨跌幅限制${percent(t.limit)}` : `price limit ${percent(t.limit)}`);
  if (t.atLimit !== null)
    out.push(
      t.atLimit === 'up' ? (zh ? '收于涨停' : 'closed limit-up') : zh ? '收于跌停' : 'closed limit-down',
    );
  if (t.valueTraded !== null) out.push(traded(t.valueTraded, t.exchange, zh));
  if (t.connect !== null) {
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
  const others = (t.lines ?? []).filter((l) => l !== t.ticker);
  if (others.length > 0) {
    const gap =
      t.premium == null ? '' : zh ? `，A股较H股${signed(t.premium)}` : `, A over H ${signed(t.premium)}`;
    out.push(zh ? `另有上市：${others.join('、')}${gap}` : `also listed as ${others.join(', ')}${gap}`);
  }
  if (t.generated) out.push(zh ? '生成的行情' : 'generated prices');
  return out;
}

function traded(value: number, exchange: string, zh: boolean): string {
  const currency =
    exchange === 'XHKG'
      ? { zh: '港元', en: 'HKD' }
      : exchange.startsWith('XS')
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
