export interface Span {
  /** UTF-16 unit, inclusive. */
  start: number;
  /** UTF-16 unit, exclusive. */
  end: number;
}

/** A full stop after one of these does not end a sentence. */
const ABBREVIATIONS = new Set(
  'mr mrs ms dr prof sr jr st co corp inc ltd plc llc vs etc eg ie e.g i.e u.s u.k no fig vol approx est jan feb mar apr jun jul aug sep sept oct nov dec gen gov sen rep mt dept univ assn bros a.m p.m ph.d'.split(
    ' ',
  ),
);
const CLOSERS = new Set([...'"\'”’」』）)】》]']);
const HARD = new Set([...'。！？!?…']);

/**
 * Sentences of an English, Chinese or mixed text, in order, each without the white space around it.
 * Every offset is a UTF-16 unit of `text`. Line breaks end a sentence; decimals (8.5), abbreviations (Inc.),
 * initials (J. Smith) and ellipses do not.
 * @param limit how many to find at most, the first ones.
 */
export function sentences(text: string, limit = Number.POSITIVE_INFINITY): Span[] {
  const out: Span[] = [];
  let start = 0;
  const push = (end: number): void => {
    let from = start;
    let to = end;
    while (from < to && isSpace(text, from)) from++;
    while (to > from && isSpace(text, to - 1)) to--;
    if (to > from) out.push({ start: from, end: to });
    start = end;
  };
  for (let i = 0; i < text.length && out.length < limit; i++) {
    const unit = text[i]!;
    if (unit === '\n') {
      push(i + 1);
      continue;
    }
    const hard = HARD.has(unit);
    if (
      !hard &&
      !(unit === '.' && endsEnglish(text, i, start)) &&
      !(unit === '；' || (unit === ';' && isHan(text, i - 1)))
    )
      continue;
    let end = i + 1;
    while (end < text.length && (HARD.has(text[end]!) || text[end] === '.')) end++;
    while (end < text.length && CLOSERS.has(text[end]!)) end++;
    // "Yahoo! Finance": a mark inside a name is followed by a lower-case word or no space at all.
    if (
      (unit === '!' || unit === '?') &&
      end < text.length &&
      /[a-z]/.test(text[end] === ' ' ? (text[end + 1] ?? '') : text[end]!)
    )
      continue;
    push(end);
    i = end - 1;
  }
  if (out.length < limit) push(text.length);
  return out;
}

function isSpace(text: string, i: number): boolean {
  return /\s/.test(text[i]!);
}
function isHan(text: string, i: number): boolean {
  return i >= 0 && /\p{Script=Han}/u.test(text[i]!);
}

function endsEnglish(text: string, dot: number, from: number): boolean {
  let next = dot + 1;
  while (next < text.length && (text[next] === '.' || CLOSERS.has(text[next]!))) next++;
  if (next >= text.length) return true;
  if (!isSpace(text, next))
    return isHan(text, next) && dot > from && /[a-z)%\p{Script=Han}]/u.test(text[dot - 1]!);
  while (next < text.length && isSpace(text, next) && text[next] !== '\n') next++;
  if (next >= text.length || text[next] === '\n') return true;
  if (/[a-z]/.test(text[next]!)) return false;
  // the number of an item in a list opens it
  if (/^\s*\(?\d{1,2}$/.test(text.slice(from, dot))) return false;
  const before = /([\p{L}.]+)$/u.exec(text.slice(Math.max(from, dot - 12), dot))?.[1]?.toLowerCase();
  if (before === undefined) return true;
  if (ABBREVIATIONS.has(before))
    return (
      /^(?:inc|co|corp|ltd|plc|etc|a\.m|p\.m|u\.s|u\.k)$/.test(before) &&
      /^(?:The|It|In|He|She|But|And|A|An|On|At|For|Its|This|They|We)\b/.test(text.slice(next, next + 6))
    );
  return !/^(?:[a-z]\.)*[a-z]$/.test(before) || (before.length > 1 && !before.includes('.'));
}

/** The sentence that holds the unit at `offset`; the whole text where none does. */
export function sentenceAt(spans: readonly Span[], offset: number): Span | undefined {
  let low = 0;
  let high = spans.length - 1;
  while (low <= high) {
    const mid = (low + high) >> 1;
    const span = spans[mid]!;
    if (offset < span.start) high = mid - 1;
    else if (offset >= span.end) low = mid + 1;
    else return span;
  }
  return undefined;
}
