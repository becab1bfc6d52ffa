import { CARRYING, type Hype, type HypeSettings } from './hype.ts';
import { strongest } from './hype-words.ts';

/*
 *   quiet ──> emerging ──> hype ──> fading ──> closed        entered at `enter`, left only below `leave`;
 *               │            ↑          │         │          fading and closing count hours in which those who
 *               └────────> fading ──────┘ <───────┘          told it were at work: a holiday is not silence
 *
 * Between entering a state and entering it again the score must have fallen below `leave`, which lies well below
 * `enter`: a score that wavers around a threshold moves nothing.
 */
export type HypeState = 'quiet' | 'emerging' | 'hype' | 'fading' | 'closed';

export interface StateInput {
  readonly state: HypeState;
  readonly hype: Pick<Hype, 'score' | 'components' | 'inputs'>;
  /** Hours since the last article in which its tellers were at work. */
  readonly silentHours: number;
}
export interface NextState {
  readonly state: HypeState;
  /** One sentence with its numbers in each language; empty where the state stays. */
  readonly reason: { readonly zh: string; readonly en: string };
}

export function nextState(input: StateInput, settings: HypeSettings): NextState {
  const { states } = settings;
  const { state, hype } = input;
  // Rows of before voices were counted are never evaluated again, so the fallback only serves a caller without them.
  const outlets = Math.round(hype.inputs.voices ?? hype.inputs.outlets);
  const silent = Math.round(input.silentHours * 10) / 10;
  const stays: NextState = { state, reason: { zh: '', en: '' } };
  const moves = (to: HypeState, zh: string, en: string): NextState =>
    to === state ? stays : { state: to, reason: { zh, en } };
  const score = hype.score.toFixed(1);
  const silence = (to: 'fading' | 'closed', limit: number): NextState =>
    moves(
      to,
      `${silent} 个工作小时没有新报道（上限 ${limit}），热度 ${score}`,
      `no article for ${silent} working hours (limit ${limit}), score ${score}`,
    );
  const enters = (to: 'emerging' | 'hype', step: { enter: number }, least: number): NextState =>
    moves(
      to,
      `热度 ${score} ≥ ${step.enter}，${outlets} 家媒体 ≥ ${least}；主要来自${strongest(hype, settings, 'zh')}`,
      `score ${score} ≥ ${step.enter}, ${outlets} outlets ≥ ${least}; most of it from ${strongest(hype, settings, 'en')}`,
    );
  const falls = (leave: number): NextState =>
    moves(
      'fading',
      `热度 ${score} 跌破 ${leave}；24 小时内 ${hype.inputs.articlesDay} 篇`,
      `score ${score} below ${leave}; ${hype.inputs.articlesDay} articles in 24 hours`,
    );

  if (silent >= states.closeAfterHours) return silence('closed', states.closeAfterHours);
  if (silent >= states.fadeAfterHours)
    return state === 'emerging' || state === 'hype' ? silence('fading', states.fadeAfterHours) : stays;
  const carried = CARRYING.some((name) => (hype.components[name] ?? 0) >= states.carriedFrom);
  const least = carried ? states.outletsCarried : states.outletsForHype;
  if (hype.score >= states.hype.enter && outlets >= least) return enters('hype', states.hype, least);
  if (state === 'hype') return hype.score < states.hype.leave ? falls(states.hype.leave) : stays;
  if (state === 'emerging') return hype.score < states.emerging.leave ? falls(states.emerging.leave) : stays;
  if (state === 'fading') return stays;
  return hype.score >= states.emerging.enter && outlets >= states.outletsForEmerging
    ? enters('emerging', states.emerging, states.outletsForEmerging)
    : stays;
}

/** The state that an event was in at an instant: that of its last change until then; `states` in order of time. */
export function stateAt(
  states: readonly { readonly at: string; readonly to: string }[],
  at: string,
): HypeState {
  return (states.findLast((s) => Date.parse(s.at) <= Date.parse(at))?.to ?? 'quiet') as HypeState;
}
