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
      return t(`${i.outlets} 家媒体`, `${i.outlets} outlets`);
    case 'reach':
      return t(`按层级加权 ${number(i.reachSum)}`, `${number(i.reachSum)} by tier`);
    case 'language':
      return i.loudWords.length === 0
        ? t('没有炒作用语', 'no words of hype')
        : t(
            `${i.loudWords.join('、')}；各媒体合计 ${number(i.loudSum)}`,
            `${i.loudWords.join(', ')}; ${number(i.loudSum)} over all outlets`,
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
