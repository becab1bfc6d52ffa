import { COMPONENTS, type ComponentName, type Hype, type HypeSettings } from './hype.ts';

/** Components of hype and what each was computed from, in words of both languages. */
export const COMPONENT_NAMES: Readonly<Record<ComponentName, { zh: string; en: string }>> = {
  burst: { zh: '突发', en: 'burst' },
  spread: { zh: '扩散', en: 'spread' },
  reach: { zh: '媒体层级', en: 'reach' },
  language: { zh: '用语', en: 'language' },
  novelty: { zh: '新意', en: 'novelty' },
  firstHand: { zh: '第一手', en: 'first-hand' },
  surprise: { zh: '数字超预期', en: 'surprise' },
  price: { zh: '股价', en: 'price' },
};
/** The two components that give the score most, with what they were computed from. */
export function strongest(
  hype: Pick<Hype, 'components' | 'inputs'>,
  settings: HypeSettings,
  language: 'zh' | 'en',
): string {
  return COMPONENTS.map((name) => ({ name, value: hype.components[name] ?? 0 }))
    .map((c) => ({ ...c, gives: c.value * settings.weights[c.name] }))
    .sort((a, b) => b.gives - a.gives || (a.name < b.name ? -1 : 1))
    .slice(0, 2)
    .map(({ name, value }) => {
      const from = inputWords(name, hype.inputs, language);
      const zh = language === 'zh';
      return `${COMPONENT_NAMES[name][language]}${zh ? '' : ' '}${value.toFixed(2)}${zh ? `（${from}）` : ` (${from})`}`;
    })
    .join(language === 'zh' ? '、' : ' and ');
}

const number = (x: number): string => String(Math.round(x * 10) / 10);
const percent = (x: number): string => `${x > 0 ? '+' : ''}${Math.round(x * 1000) / 10}%`;

/** What a component was computed from, in words: the same on the page, in the terminal and in a reason. */
export function inputWords(name: ComponentName, i: Hype['inputs'], language: 'zh' | 'en'): string {
  const t = (zh: string, en: string): string => (language === 'zh' ? zh : en);
  switch (name) {
    case 'burst':
      return i.theme === null
        ? t(
            `24 小时 ${i.articlesDay} 篇，没有主题，按平时 ${number(i.usualDay)} 篇计，z = ${number(i.burstZ)}，6 为满`,
            `${i.articlesDay} articles in 24 hours, no theme, ${number(i.usualDay)} taken as usual, z = ${number(i.burstZ)} of 6`,
          )
        : t(
            `24 小时 ${i.articlesDay} 篇，主题 ${i.theme} 共 ${number(i.themeDay)} 篇，平时 ${number(i.usualDay)} 篇，z = ${number(i.burstZ)}，6 为满`,
            `${i.articlesDay} articles in 24 hours, ${number(i.themeDay)} of theme ${i.theme} where ${number(i.usualDay)} are usual, z = ${number(i.burstZ)} of 6`,
          );
    case 'spread':
      return t(
        `近三个工作日 ${i.outlets} 家媒体，1 − e^(−${i.outlets}/5)`,
        `${i.outlets} outlets in three working days, 1 − e^(−${i.outlets}/5)`,
      );
    case 'reach':
      return t(
        `按层级加权 ${number(i.reachSum)}，1 − e^(−${number(i.reachSum)}/2)`,
        `${number(i.reachSum)} by tier, 1 − e^(−${number(i.reachSum)}/2)`,
      );
    case 'language':
      return i.loudWords.length === 0
        ? t('没有炒作用语', 'no words of hype')
        : t(
            `${i.loudWords.join('、')}；各媒体合计 ${number(i.loudSum)}，1 − e^(−${number(i.loudSum)}/2)`,
            `${i.loudWords.join(', ')}; ${number(i.loudSum)} over all outlets, 1 − e^(−${number(i.loudSum)}/2)`,
          );
    case 'novelty':
      return t(
        `60 天内同一主角同一主题 ${i.issuerBefore} 件，主题内其他热点 ${i.themeBefore} 件${i.development ? '，后续发展' : ''}`,
        `${i.issuerBefore} events of the same issuer and theme in 60 days, ${i.themeBefore} other loud ones of the theme${i.development ? ', a sequel' : ''}`,
      );
    case 'firstHand':
      return t('有无第一手文件', 'whether a first-hand document is there');
    case 'surprise':
      return i.surprise === null
        ? t('没有可比的预期', 'nothing was expected')
        : t(`与预期相差 ${percent(i.surprise)}`, `${percent(i.surprise)} against expectation`);
    case 'price':
      return i.price === null
        ? t('无行情', 'no prices')
        : t(
            `${i.price.ticker} ${i.price.from} 至 ${i.price.to} ${percent(i.price.move)}${i.price.sigma === null ? '' : `，平时日波动 ${percent(i.price.sigma).slice(1)}`}${i.price.generated ? '（生成行情，非真实）' : ''}`,
            `${i.price.ticker} ${percent(i.price.move)} from ${i.price.from} to ${i.price.to}${i.price.sigma === null ? '' : `, usually ${percent(i.price.sigma).slice(1)} a day`}${i.price.generated ? ' (generated bars, not real)' : ''}`,
          );
  }
}

export interface BreakdownRow {
  readonly name: ComponentName;
  readonly label: string;
  /** 0..1; null where it is not known. */
  readonly value: number | null;
  /** Share of the known weights, 0..1; 0 where it is not known. */
  readonly share: number;
  /** What it adds to the score: the points of all rows are the score. */
  readonly points: number;
  readonly from: string;
}
/** A score taken apart under the weights it was computed with. */
export function breakdown(
  evaluation: {
    readonly components: Readonly<Record<ComponentName, number | null>>;
    readonly weights: Readonly<Partial<Record<ComponentName, number>>>;
    readonly inputs: Hype['inputs'] | null;
  },
  language: 'zh' | 'en',
): { rows: BreakdownRow[]; known: number; whole: number } {
  const weight = (name: ComponentName): number => evaluation.weights[name] ?? 0;
  const whole = COMPONENTS.reduce((sum, name) => sum + weight(name), 0);
  const known = COMPONENTS.reduce(
    (sum, name) => sum + (evaluation.components[name] === null ? 0 : weight(name)),
    0,
  );
  const rows = COMPONENTS.map((name) => {
    const value = evaluation.components[name];
    const share = value === null || known === 0 ? 0 : weight(name) / known;
    return {
      name,
      label: COMPONENT_NAMES[name][language],
      value,
      share,
      points: Math.round(1000 * share * (value ?? 0)) / 10,
      from: evaluation.inputs === null ? '' : inputWords(name, evaluation.inputs, language),
    };
  });
  return { rows, known, whole };
}
/** How the missing components were dealt with, in a sentence; null where none is missing. */
export function missingWords(b: ReturnType<typeof breakdown>, language: 'zh' | 'en'): string | null {
  const missing = b.rows.filter((r) => r.value === null);
  if (missing.length === 0) return null;
  const names = missing.map((r) => r.label).join(language === 'zh' ? '、' : ' and ');
  return language === 'zh'
    ? `${names}没有数据，不计为零：其余权重合计 ${b.known}（全部 ${b.whole}），按比例放大到 1`
    : `${names} not known, which is not nought: the other weights, ${b.known} of ${b.whole}, are scaled to 1`;
}
