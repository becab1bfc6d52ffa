import { COMPONENTS, type ComponentName, type Hype, type HypeSettings, TIER_REACH } from './hype.ts';

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
const two = (x: number): string => String(Math.round(x * 100) / 100);
const percent = (x: number): string => `${x > 0 ? '+' : ''}${Math.round(x * 1000) / 10}%`;

/** What a component was computed from, in words: the same on the page, in the terminal and in a reason. */
export function inputWords(name: ComponentName, i: Hype['inputs'], language: 'zh' | 'en'): string {
  const t = (zh: string, en: string): string => (language === 'zh' ? zh : en);
  switch (name) {
    case 'burst': {
      const excess = Math.max(0, Math.min(i.articlesDay, i.themeDay - i.usualDay));
      const z = `z = ${number(excess)}/√(${number(i.usualDay)} + 1) = ${two(i.burstZ)}`;
      const above = t(
        `多出的 ${number(excess)} 篇，${z}，6 为满`,
        `${number(excess)} above it, ${z}, 6 is full`,
      );
      return i.theme === null
        ? t(
            `24 小时 ${i.articlesDay} 篇，没有主题，按平时 ${number(i.usualDay)} 篇计；${above}`,
            `${i.articlesDay} articles in 24 hours, no theme, ${number(i.usualDay)} taken as usual; ${above}`,
          )
        : t(
            `24 小时 ${i.articlesDay} 篇，主题 ${i.theme} 共 ${number(i.themeDay)} 篇，平时 ${number(i.usualDay)} 篇；${above}`,
            `${i.articlesDay} articles in 24 hours, ${number(i.themeDay)} of theme ${i.theme} where ${number(i.usualDay)} are usual; ${above}`,
          );
    }
    case 'spread': {
      const v = i.voices === null ? String(i.outlets) : number(i.voices);
      const sure = i.voices === null || v === String(i.outlets);
      return t(
        `近三个工作日 ${i.outlets} 家媒体${sure ? '' : `，按其报道确属本事件的概率计 ${v} 家`}；1 − e^(−${v}/5)`,
        `${i.outlets} outlets in three working days${sure ? '' : `, ${v} when each counts with the probability that its article tells this event`}; 1 − e^(−${v}/5)`,
      );
    }
    case 'reach': {
      const sum = number(i.reachSum);
      const tiers = (i.tiers ?? []).flatMap((n, k) =>
        n === 0
          ? []
          : [t(`${k + 1} 级 ${n} 家 × ${TIER_REACH[k + 1]}`, `tier ${k + 1}: ${n} × ${TIER_REACH[k + 1]}`)],
      );
      return t(
        `${tiers.length === 0 ? '按层级加权' : `${tiers.join('，')}，合计`} ${sum}；1 − e^(−${sum}/2)`,
        `${tiers.length === 0 ? 'by tier' : `${tiers.join(', ')}, together`} ${sum}; 1 − e^(−${sum}/2)`,
      );
    }
    case 'language': {
      if (i.loudWords.length === 0) return t('没有炒作用语：0', 'no words of hype: 0');
      const loud = i.loudOutlets;
      const sum = number(i.loudSum);
      return t(
        `${i.loudWords.join('、')}；${loud === null ? '' : `${i.outlets} 家中 ${loud} 家用了，`}每家取最强（1 为最强）合计 ${sum}；1 − e^(−${sum}/2)`,
        `${i.loudWords.join(', ')}; ${loud === null ? '' : `${loud} of ${i.outlets} outlets, `}the strongest of each (1 shouts) together ${sum}; 1 − e^(−${sum}/2)`,
      );
    }
    case 'novelty': {
      const own = i.issuerWeight;
      const others = i.themeWeight;
      const sum =
        own === null || others === null
          ? ''
          : `${i.development ? '0.5' : '1'} / (1 + ${two(own)} + ${two(others)}/4)`;
      return t(
        `60 天内同一主角同一主题 ${i.issuerBefore} 件，主题内其他热点 ${i.themeBefore} 件${i.development ? '，且为后续发展（减半）' : ''}${sum === '' ? '' : `；按时间远近折算，${sum}`}`,
        `${i.issuerBefore} events of the same issuer and theme in 60 days, ${i.themeBefore} other loud ones of the theme${i.development ? ', and a sequel (half)' : ''}${sum === '' ? '' : `; faded by age, ${sum}`}`,
      );
    }
    case 'firstHand': {
      const n = i.firstHandArticles;
      if (n === null) return t('有无第一手文件', 'whether a first-hand document is there');
      return n === 0
        ? t('尚无第一手文件：0', 'no first-hand document so far: 0')
        : t(
            `${n} 份第一手文件，最早一份出自 ${i.firstHandOutlet}；有即为 1`,
            `${n} first-hand document${n === 1 ? '' : 's'}, the earliest at ${i.firstHandOutlet}; 1 where there is any`,
          );
    }
    case 'surprise':
      return i.surprise === null
        ? t('没有可比的预期', 'no figure with an expectation')
        : t(
            `数字与预期相差 ${percent(i.surprise)}，20% 为满`,
            `the figure furthest from what was expected: ${percent(i.surprise)}, 20% is full`,
          );
    case 'price': {
      const p = i.price;
      if (p === null) return t('无行情', 'no prices');
      const full = p.sigma === null ? 0.2 : 5 * Math.max(p.sigma, 0.01);
      const is = (x: number): string => percent(x).replace('+', '');
      return t(
        `${p.ticker} ${p.from} 至 ${p.to} ${percent(p.move)}${p.sigma === null ? '' : `，平时日波动 ${is(p.sigma)}`}，${is(full)} 为满${p.generated ? '（生成行情，非真实）' : ''}`,
        `${p.ticker} ${percent(p.move)} from ${p.from} to ${p.to}${p.sigma === null ? '' : `, usually ${is(p.sigma)} a day`}, ${is(full)} is full${p.generated ? ' (generated bars, not real)' : ''}`,
      );
    }
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
