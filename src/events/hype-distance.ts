import { CARRYING, COMPONENTS, type ComponentName, type HypeInputs, type Thresholds } from './hype.ts';
import { COMPONENT_NAMES } from './hype-words.ts';

/*
 * What would have changed the state: the thresholds an evaluation was held against, how far it was from the nearest, and
 * which one component could have made the difference. Two readers who disagree about "hype" disagree about one of these.
 */
export interface Weighed {
  readonly score: number;
  readonly components: Readonly<Record<ComponentName, number | null>>;
  readonly weights: Readonly<Partial<Record<ComponentName, number>>>;
  readonly thresholds: Thresholds;
  readonly inputs: HypeInputs | null;
}
type State = 'quiet' | 'emerging' | 'hype' | 'fading' | 'closed';

const points = (x: number): string => String(Math.round(x * 10) / 10);

/**
 * @param state the state after the evaluation.
 * @returns sentences; none where the thresholds of its version, or what it was computed from, were not written down.
 */
export function distanceWords(e: Weighed, state: State, language: 'zh' | 'en'): string[] {
  const t = (zh: string, en: string): string => (language === 'zh' ? zh : en);
  const { thresholds: limit, inputs } = e;
  const level = state === 'quiet' ? 'emerging' : 'hype';
  const enter = limit[`${level}.enter`];
  const all = limit[level === 'hype' ? 'outletsForHype' : 'outletsForEmerging'];
  if (inputs === null || enter === undefined || all === undefined || state === 'closed') return [];
  const outlets = Math.round(inputs.voices ?? inputs.outlets);
  // Said where the count that the state goes by is not the outlets that a reader finds listed.
  const told =
    outlets === inputs.outlets
      ? ''
      : t(
          `（${inputs.outlets} 家按其报道确属本事件的概率计）`,
          ` (${inputs.outlets} by the probability that they tell this event)`,
        );
  const from = limit.carriedFrom;
  const few = level === 'hype' ? limit.outletsCarried : undefined;
  const carrier = from === undefined ? undefined : CARRYING.find((name) => (e.components[name] ?? 0) >= from);
  const least = few !== undefined && carrier !== undefined ? few : all;
  const named = (name: ComponentName): string => COMPONENT_NAMES[name][language];
  const word = { emerging: t('初现', 'emerging'), hype: t('热点', 'hype') }[level];
  const or = CARRYING.map(named).join(t('、', ', '));
  const rule = t(
    `“${word}”须热度 ≥ ${enter} 且媒体 ≥ ${all} 家${few === undefined ? '' : `（${or}之一达到 ${from} 时 ${few} 家即可）`}；这里热度 ${points(e.score)}，媒体 ${outlets} 家${told}${carrier === undefined || few === undefined ? '' : `，${named(carrier)}为 ${e.components[carrier]!.toFixed(2)}`}。`,
    `“${word}” takes a score of ${enter} and ${all} outlets${few === undefined ? '' : ` (${few} where one of ${or} has ${from})`}; here ${points(e.score)} and ${outlets}${told}${carrier === undefined || few === undefined ? '' : `, ${named(carrier)} has ${e.components[carrier]!.toFixed(2)}`}.`,
  );
  const gap = enter - e.score;
  const missing = least - outlets;
  const leave = state === 'hype' || state === 'emerging' ? limit[`${state}.leave`] : undefined;
  const staying =
    leave === undefined
      ? []
      : [
          t(
            `热度跌破 ${leave} 才转为“降温”（还差 ${points(e.score - leave)}）。`,
            `It fades only below ${leave}, ${points(e.score - leave)} points away.`,
          ),
        ];
  if (gap <= 0 && missing <= 0)
    return [
      rule,
      t(
        `少 ${points(e.score - enter + 0.1)} 分，或少 ${outlets - least + 1} 家媒体，就不会是“${word}”${alone(e, gap - 0.1, language)}。`,
        `With ${points(e.score - enter + 0.1)} points less, or ${outlets - least + 1} outlet${outlets === least ? '' : 's'} fewer, it would not have been called ${word}${alone(e, gap - 0.1, language)}.`,
      ),
      ...staying,
    ];
  const lacks = [
    ...(gap > 0 ? [t(`${points(gap)} 分`, `${points(gap)} points`)] : []),
    ...(missing > 0 ? [t(`${missing} 家媒体`, `${missing} outlet${missing === 1 ? '' : 's'}`)] : []),
  ].join(t('和 ', ' and '));
  return [
    rule,
    t(
      `要成为“${word}”还差 ${lacks}${gap > 0 ? alone(e, gap, language) : ''}。`,
      `To be called ${word} it lacks ${lacks}${gap > 0 ? alone(e, gap, language) : ''}.`,
    ),
    ...staying,
  ];
}

/** The component whose least change alone would move the score by so many points, if one can. */
function alone(e: Weighed, by: number, language: 'zh' | 'en'): string {
  const known = COMPONENTS.filter((name) => e.components[name] !== null);
  const whole = known.reduce((sum, name) => sum + (e.weights[name] ?? 0), 0);
  const able = known
    .map((name) => {
      const value = e.components[name]!;
      return { name, value, to: value + (by * whole) / (100 * (e.weights[name] ?? 0)) };
    })
    // A first-hand document is there or is not: it cannot be had in part.
    .filter((c) => c.name !== 'firstHand' && Number.isFinite(c.to) && c.to >= 0 && c.to <= 1)
    .sort((a, b) => Math.abs(a.to - a.value) - Math.abs(b.to - b.value) || (a.name < b.name ? -1 : 1));
  const nearest = able[0];
  if (nearest === undefined) return '';
  const { name, value, to } = nearest;
  // Rounded away from where it stands, so that what is printed is enough.
  const printed = (by > 0 ? Math.ceil(to * 100) : Math.floor(to * 100)) / 100;
  return language === 'zh'
    ? `；单凭${COMPONENT_NAMES[name].zh}由 ${value.toFixed(2)} 变为 ${printed.toFixed(2)} 也可`
    : `; ${COMPONENT_NAMES[name].en} alone at ${printed.toFixed(2)} instead of ${value.toFixed(2)} would do`;
}
