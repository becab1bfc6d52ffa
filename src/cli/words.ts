import type { Kind } from '../analogues/index.ts';
import { stateWord, WORDS } from '../deliver/index.ts';
import type { Axis } from '../themes/index.ts';

/*
 * Stored names in the tables of a terminal: in English as options and files spell them, so that what is read can be typed;
 * in Chinese the words of the digest and the page.
 */
export const LANGUAGES = ['zh', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

export function stateIn(state: string, language: Language): string {
  return language === 'zh' ? stateWord(state, WORDS.zh) : state;
}

export function kindIn(kind: Kind, language: Language): string {
  return language === 'zh' ? WORDS.zh[`${kind}Short`] : kind;
}

export function axisIn(axis: Axis, language: Language): string {
  return WORDS[language][`axis_${axis}`];
}
