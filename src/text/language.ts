export type Language = 'zh' | 'en' | 'ja' | 'ko' | 'other';

const HAN = /\p{Script=Han}/gu;
const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}]/gu;
const HANGUL = /\p{Script=Hangul}/gu;
const LATIN = /\p{Script=Latin}/gu;
const OTHER_LETTER = /\p{L}/gu;

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

/** Share of Han characters among the letters, 0 where there are no letters. A Latin word weighs as one Han character. */
export function hanRatio(text: string): number {
  const han = count(text, HAN);
  const latinWords = count(text, /\p{Script=Latin}+/gu);
  return han + latinWords === 0 ? 0 : han / (han + latinWords);
}

/** Frequent short words tell English from the other languages written in Latin letters. */
const ENGLISH = new Set(
  'the of and to in a is for on with that as by at from its it has was are be an will this not or said more than'.split(
    ' ',
  ),
);
const OTHER_LATIN = new Set(
  'de la le les des et en un une el los las que del por para con der die das und ist von den mit il di che per não os uma som och att'.split(
    ' ',
  ),
);

const BRACKETED_HAN = /[（(]\p{Script=Han}{1,12}[）)]/gu;
/** "GPU", "MI", "OpenAI" are names in every language; a capital may begin one. */
const weightOf = (word: string): number =>
  /^\p{Lu}?\p{Ll}+$/u.test(word) ? (/^\p{Lu}/u.test(word) ? 0.7 : 1) : 0;

/**
 * The language of a text by script first and then by its frequent words.
 * A headline such as "OpenAI发布Sora" is Chinese: Latin names inside Han text do not make it English.
 */
export function detectLanguage(text: string): Language {
  const sample = text.slice(0, 4000);
  // "Alibaba (阿里巴巴) posts slower growth": a name given again in brackets
  const han = count(sample.replace(BRACKETED_HAN, ''), HAN);
  const kana = count(sample, KANA);
  const hangul = count(sample, HANGUL);
  const latinWords = sample.match(/\p{Script=Latin}+/gu) ?? [];
  if (kana > 0 && kana >= (han + kana) * 0.1) return 'ja';
  if (hangul > han && hangul > latinWords.length) return 'ko';
  const spoken = latinWords.reduce((n, word) => n + weightOf(word), 0);
  if (han > 0 && han >= spoken * 0.6) return 'zh';
  const latin = count(sample, LATIN);
  if (latin === 0 || latin < count(sample, OTHER_LETTER) * 0.6) return han > 0 ? 'zh' : 'other';
  let english = 0;
  let other = 0;
  for (const word of latinWords) {
    const lower = word.toLowerCase();
    if (ENGLISH.has(lower)) english++;
    if (OTHER_LATIN.has(lower)) other++;
  }
  return other > english ? 'other' : 'en';
}
