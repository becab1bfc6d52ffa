import { detectLanguage, fold, sentences } from '../text/index.ts';
import type { Passage } from './figure.ts';

/** A part of a whole whose share moved: "v9 was 15% of royalties, up from 10%". Shares in percent. */
export interface MixShift {
  part: string;
  whole: string;
  share: number;
  before: number | null;
  /** Percentage points gained (positive) or lost; null where the text does not say what it was. */
  points: number | null;
  /** What `before` speaks of, where the text says. */
  basis: 'sequential' | 'yearBefore' | null;
  start: number;
  end: number;
}

const PCT =
  '(?:(?:approximately|about|around|roughly|nearly|almost|some|over|more than|less than|just|only|an estimated) )*';
const N = '(\\d{1,3}(?:\\.\\d+)?) ?(?:%|percent|per cent)';
const WHOLE = "((?:(?:our|the|its|total|company|group|net|all|arm's) )*[a-z][a-z '&-]{2,40}?)";
const VERB =
  '(?:accounted for|accounts for|accounting for|made up|makes up|making up|represented|represents|representing|comprised|contributed|generated|supplied|supplies|provided|provides|formed|yielded|was|were|is|are|now (?:accounts for|makes up|represents)|reached|rose to|grew to|increased to|climbed to|fell to|declined to|dropped to)';
const FROM = `(?:,? ?\\(?(?:(?:which is |that is )?(?:up|down|higher|lower|rising|falling|compared|versus|vs\\.?|against|as against|after|following|having been|an increase|a decrease|increasing|decreasing|declining)(?: slightly| sharply)? ?)(?:from|with|to|than)? ?${PCT}${N})`;
const ENGLISH: readonly RegExp[] = [
  new RegExp(
    `((?:[a-z0-9][a-z0-9.'&/+-]* ){1,8}?)${VERB} ${PCT}${N} of ${WHOLE}(?:${FROM}|(?=[,.;)]| in | for |$))`,
    'g',
  ),
  new RegExp(
    `((?:[a-z0-9][a-z0-9.'&/+-]* ){1,8}?)(?:rose|grew|increased|climbed|went|moved|expanded|fell|declined|decreased|dropped) (?:from )${PCT}${N} (?:of ${WHOLE} )?(?:[a-z ]{0,30})?to ${PCT}${N}(?: of ${WHOLE})?(?=[,.; ]|$)`,
    'g',
  ),
];
const ZN = '约?(\\d{1,3}(?:\\.\\d+)? ?%|[一二两三四五六七八九]成半?(?!熟))';
const MOVE = '(?:提升|上升|提高|升|增加?|扩大|下降|降|减少?|回落|走|涨|爬|跌)?(?:至|到)';
const HAN = '[\\p{Script=Han}a-z0-9+&-]';
const CHINESE: readonly RegExp[] = [
  new RegExp(
    `(${HAN}{2,24}?)占(?:公司|集团)?(?:总)?(${HAN}{0,12}?(?:收入|营收|版税|权利金|专利费|销售额|利润|毛利))(?:的)?(?:比例|比重|份额|比)?(?:刚|已|一个季度(?:里|内)?)?(?:由|从)[^\\d%]{0,14}?${ZN}${MOVE}${ZN}`,
    'gu',
  ),
  new RegExp(
    `(${HAN}{2,24}?)占(?:公司|集团)?(?:总)?(${HAN}{0,12}?(?:收入|营收|版税|权利金|专利费|销售额|利润|毛利))(?:的)?(?:比例|比重|份额|比)?(?:约?为|达到?|已达|升至|提升至|降至)?${ZN}(?:[,(]?(?:高于|低于|较|上年同期|去年同期|上季度?|上一季度|此前|而)[^\\d%,.;]{0,14}?${ZN})?`,
    'gu',
  ),
  // The part may stand a clause before: "v9架构收的版税约为上一代的两倍,占比刚从10%走到15%".
  new RegExp(
    `(${HAN}{2,16}?)(?:的)?(收入|营收|版税|专利费|权利金)?(?:的)?占比[^\\d%,.;从由]{0,8}(?:由|从)[^\\d%]{0,14}?${ZN}${MOVE}${ZN}`,
    'gu',
  ),
  new RegExp(
    `(${HAN}{2,16}?)(?:的)?(收入|营收|版税|专利费|权利金)(?:的)?占比(?:已|进一步|则|也)?(?:升|提升|上升|提高|降|下降|回落)?(?:至|到|为|达)()${ZN}`,
    'gu',
  ),
];

/** Shares of a whole and what they were before, in text order. A share without an earlier one is listed with `before` null. */
export function findMixShifts(passage: Passage): MixShift[] {
  const folded = fold(passage.text);
  const chinese = /^zh/.test(passage.language ?? '') || detectLanguage(passage.text) === 'zh';
  const out: MixShift[] = [];
  for (const span of sentences(passage.text)) {
    // A share is said in one breath; a longer run is a table or a list, and not worth the search.
    if (span.end - span.start > 2000) continue;
    const words = folded.slice(span.start, span.end);
    if (!words.includes('%') && !/percent|per cent|成/.test(words)) continue;
    for (const [kind, re] of (chinese ? CHINESE : ENGLISH).entries())
      for (const m of words.matchAll(re)) {
        const raw = passage.text.slice(span.start, span.end);
        const found = chinese ? readChinese(kind, m) : readEnglish(kind, m, words);
        if (found === null || !(found.share <= 100) || (found.before ?? 0) > 100) continue;
        // The words begin with what has the share, not with the end of the clause before.
        const within = m[0].indexOf(found.part);
        const head = within >= 0 ? m.index + within : words.indexOf(found.part);
        const start = span.start + (head >= 0 ? head : m.index);
        const end = span.start + m.index + m[0].length;
        if (out.some((x) => x.start < end && start < x.end)) continue;
        // In the text's own letters and script, which folding has changed.
        const at = (said: string, from: number): string => {
          const i = words.indexOf(said, from);
          return i < 0 ? said : raw.slice(i, i + said.length);
        };
        out.push({
          ...found,
          part: at(found.part, Math.max(0, head)),
          whole: at(found.whole, m.index + Math.max(0, within)),
          basis: basisOf(words.slice(m.index, m.index + m[0].length + 40)),
          start,
          end,
        });
      }
  }
  return out.sort((a, b) => a.start - b.start);
}

type Found = Omit<MixShift, 'basis' | 'start' | 'end'>;
const build = (part: string, whole: string, share: number, before: number | null): Found => ({
  part: part.trim(),
  whole: whole.trim(),
  share,
  before,
  points: before === null ? null : Math.round((share - before) * 1000) / 1000,
});

/** "Cloud revenue grew 31% to $5.6 billion and now represents 44%": the subject stands at the head of the sentence. */
const SUBJECT =
  /^(?:[a-z ]{0,20}, )?((?:[a-z0-9][a-z0-9.'&/+-]* ){1,6}?)(?:grew|rose|was|were|increased|climbed|fell|declined|totaled|came in|reached)\b/;

function readEnglish(kind: number, m: RegExpExecArray, sentence: string): Found | null {
  let part = (m[1] ?? '')
    .trim()
    .replace(/^.*[.,;:] /, '')
    .replace(/^(?:and|while|which|that|as|with|but|in (?:the|this) quarter) /, '');
  if (/^[\d.$]|^$| and$/.test(part)) part = SUBJECT.exec(sentence)?.[1]?.trim() ?? '';
  if (/^(?:it|this|that|which|there|we|they|margin|.*\bmargins?)$/.test(part) || part === '') return null;
  if (kind === 0) return build(part, m[3] ?? '', Number(m[2]), m[4] === undefined ? null : Number(m[4]));
  const whole = m[3] ?? m[5];
  return whole === undefined ? null : build(part, whole, Number(m[4]), Number(m[2]));
}

/** 15%, 一成半: both are 15. */
function percentOf(words: string): number {
  const tenths = /^([一二两三四五六七八九])成(半)?/.exec(words);
  if (tenths === null) return Number(words.replace(/ ?%/, ''));
  const digit = '〇一二三四五六七八九'.indexOf(tenths[1] === '两' ? '二' : tenths[1]!);
  return digit * 10 + (tenths[2] === undefined ? 0 : 5);
}

function readChinese(kind: number, m: RegExpExecArray): Found | null {
  const part = (m[1] ?? '').replace(/^.*(?:其中|当中|解释|表示|的)(?=.{2,})/, '').replace(/的$/, '');
  const share = (words: string | undefined): number | null =>
    words === undefined || words === '' ? null : percentOf(words);
  if (part === '') return null;
  if (kind === 0) return build(part, m[2] ?? '', share(m[4])!, share(m[3]));
  if (kind === 1) return build(part, m[2] ?? '', share(m[3])!, share(m[4]));
  return build(part, m[2] ?? '收入', share(m[4])!, share(m[3]));
}

function basisOf(words: string): MixShift['basis'] {
  if (
    /quarter before|一个季度|(?:prior|previous|preceding|last) quarter|sequential|环比|上季|上一季|按季/.test(
      words,
    )
  )
    return 'sequential';
  return /year|同比|去年|上年|按年/.test(words) ? 'yearBefore' : null;
}
