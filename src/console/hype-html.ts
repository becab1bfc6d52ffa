import { dayAndTime, escapeHtml, type Language, stateWord, type Words } from '../deliver/index.ts';
import {
  breakdown,
  distanceWords,
  type Evaluation,
  type HypeState,
  missingWords,
  stateAt,
} from '../events/index.ts';
import type { StateChange } from './event.repository.ts';

/**
 * Why an event was called hype, so that two readers who take the numbers apart come to the same answer: the score over
 * time, each change of state with its reason, and the evaluation that made it hype, and the newest, each as a sum.
 */
export interface HypeView {
  readonly evaluations: readonly Evaluation[];
  readonly states: readonly StateChange[];
  readonly language: Language;
  readonly words: Words;
  /** Our own Chinese sentences in the reader's script. */
  readonly script: (text: string) => string;
}
const NEWER = { zh: '最近一次评估', en: 'The newest evaluation' };
const MADE = { zh: '成为“热点”时的评估', en: 'The evaluation that made it hype' };
const HEADS = {
  zh: ['分量', '值', '权重', '得分', '由来'],
  en: ['Component', 'Value', 'Weight', 'Points', 'From'],
};

export function hypeHtml(view: HypeView): string {
  const { evaluations, states, words, language, script } = view;
  if (evaluations.length === 0 && states.length === 0) return '';
  const tongue = language === 'en' ? 'en' : 'zh';
  const newest = evaluations.at(-1);
  const turned = states.find((s) => s.to === 'hype');
  const made = turned === undefined ? undefined : evaluations.find((e) => e.at === turned.at);
  const course = states.map(
    (s) =>
      `<li><time datetime="${escapeHtml(s.at)}">${escapeHtml(dayAndTime(s.at, language))}</time> <strong>${escapeHtml(stateWord(s.to, words))}</strong> <span class="n">${escapeHtml(tongue === 'zh' && s.reasonZh !== '' ? script(s.reasonZh) : s.reason)}</span></li>`,
  );
  return `<section class="hype"><h2>${escapeHtml(words.whyHype)}</h2>
${curve(view)}
${course.length === 0 ? '' : `<h3>${escapeHtml(words.states)}</h3><ol class="course">${course.join('')}</ol>`}
${made === undefined || made === newest ? '' : sum(made, MADE[tongue], 'hype', view)}
${newest === undefined ? '' : sum(newest, made === newest ? MADE[tongue] : NEWER[tongue], stateAt(states, newest.at), view)}</section>`;
}

/** One evaluation as a table: the points of the rows are the score. */
function sum(e: Evaluation, title: string, state: HypeState, { language, script }: HypeView): string {
  const tongue = language === 'en' ? 'en' : 'zh';
  const b = breakdown(e, tongue);
  const say = (text: string): string => escapeHtml(tongue === 'zh' ? script(text) : text);
  const [name, value, weight, points, from] = HEADS[tongue].map(say);
  const rows = b.rows.map((r) =>
    r.value === null
      ? `<tr><th scope="row">${say(r.label)}</th><td class="drawn"></td><td class="num" data-of="${value}">–</td><td class="num" data-of="${weight}">–</td><td class="num" data-of="${points}">–</td><td>${say(r.from)}</td></tr>`
      : `<tr><th scope="row">${say(r.label)}</th><td class="drawn">${bar(r.value)}</td><td class="num" data-of="${value}">${r.value.toFixed(2)}</td><td class="num" data-of="${weight}">${(r.share * 100).toFixed(1)}%</td><td class="num" data-of="${points}">${r.points.toFixed(1)}</td><td>${say(r.from)}</td></tr>`,
  );
  const missing = missingWords(b, tongue);
  const near = distanceWords(e, state, tongue);
  const version =
    tongue === 'zh'
      ? `权重与阈值第 ${e.weightsVersion} 版`
      : `weights and thresholds of version ${e.weightsVersion}`;
  return `<h3>${say(title)}</h3><p class="n"><time datetime="${escapeHtml(e.at)}">${escapeHtml(dayAndTime(e.at, language))}</time> · ${say(version)}</p>
<div class="wide"><table class="rows"><thead><tr><th scope="col">${name}</th><th></th><th scope="col" class="num">${value}</th><th scope="col" class="num">${weight}</th><th scope="col" class="num">${points}</th><th scope="col">${from}</th></tr></thead><tbody>${rows.join('')}</tbody><tfoot><tr><th scope="row">${say(tongue === 'zh' ? '合计' : 'Score')}</th><td class="drawn"></td><td class="drawn"></td><td class="drawn"></td><td class="num"><strong>${e.score.toFixed(1)}</strong></td><td>${missing === null ? '' : say(missing)}</td></tr></tfoot></table></div>${near.length === 0 ? '' : `<p class="near">${near.map(say).join(tongue === 'zh' ? '' : ' ')}</p>`}`;
}

function bar(value: number): string {
  const width = Math.round(Math.max(0, Math.min(1, value)) * 100);
  return `<svg class="bar" aria-hidden="true" width="100" height="8" viewBox="0 0 100 8"><rect class="track" width="100" height="8" rx="4"/><rect width="${width}" height="8" rx="4"/></svg>`;
}

const WIDTH = 780;
const HEIGHT = 150;
const [LEFT, TOP, BOTTOM] = [30, 16, 22];
/** The score over time as steps, with a mark at each change of state. */
function curve({ evaluations, states, language, words }: HypeView): string {
  if (evaluations.length < 2) return '';
  const first = Date.parse(evaluations[0]!.at);
  const span = Math.max(1, Date.parse(evaluations.at(-1)!.at) - first);
  const x = (at: string): number =>
    Math.round(LEFT + ((WIDTH - LEFT - 10) * (Date.parse(at) - first)) / span);
  const y = (score: number): number => Math.round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - score / 100));
  const path = evaluations.map(
    (e, i) => `${i === 0 ? 'M' : 'H'}${x(e.at)}${i === 0 ? ' ' : 'V'}${y(e.score)}`,
  );
  const grid = [0, 50, 100].map(
    (s) =>
      `<path class="grid" d="M${LEFT} ${y(s)}H${WIDTH - 10}"/><text x="${LEFT - 6}" y="${y(s) + 4}" text-anchor="end">${s}</text>`,
  );
  let free = -1;
  const marks = states
    .filter((s) => Date.parse(s.at) >= first && Date.parse(s.at) <= first + span)
    .map((s) => {
      // Words of marks that stand close together would lie over each other: each begins where the one before ended.
      const at = x(s.at);
      const from = Math.max(at + 3, free);
      const word = stateWord(s.to, words);
      free = from + word.length * (language === 'en' ? 8 : 14) + 6;
      return `<path class="mark" d="M${at} ${TOP}V${HEIGHT - BOTTOM}"/><text x="${from}" y="${TOP - 4}">${escapeHtml(word)}</text>`;
    });
  const ends = [evaluations[0]!, evaluations.at(-1)!].map(
    (e, i) =>
      `<text x="${i === 0 ? LEFT : WIDTH - 10}" y="${HEIGHT - 5}"${i === 0 ? '' : ' text-anchor="end"'}>${escapeHtml(dayAndTime(e.at, language))}</text>`,
  );
  const peak = Math.max(...evaluations.map((e) => e.score));
  const label =
    language === 'en'
      ? `Score over time: ${evaluations.length} evaluations, highest ${peak}`
      : `热度曲线：${evaluations.length} 次评估，最高 ${peak}`;
  return `<svg class="score" role="img" aria-label="${escapeHtml(label)}" viewBox="0 0 ${WIDTH} ${HEIGHT}">${grid.join('')}${marks.join('')}<path class="step" d="${path.join('')}"/>${ends.join('')}</svg>`;
}
