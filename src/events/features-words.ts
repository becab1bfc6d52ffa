import { fnv, fnvUnit, HEADS, WORDS } from './features-id.ts';

/**
 * One word that can tell a story from another: the hashes of its stem or pair of Han characters, as a word and as one of a
 * headline, and its first UTF-16 unit in the text.
 */
export type WordVisit = (
  words: number,
  heads: number,
  han: boolean,
  weight: number,
  prior: number,
  start: number,
) => void;

const STOP = new Set(
  `a about above after again against ago all almost already also although among an and another any are around as at away back be became because become been before began being below between both but by came can cannot come could did do does doing done down during each either else even ever every far few for from further gave get give given go goes going got had has have having he her here him his how however i if in into is it its itself just keep kept last later least less like made make makes making many may me might more most much must my near never new next no nor not nothing now of off often on once one only onto or other others our out over own part per put quite rather said same saw say says second see seen set several shall she should show shows since so some soon still such take taken takes tell than that the their them then there these they thing things this those though three through thus to today together too took toward towards two under until up upon us use used uses using very want wants was way we well went were what when where whether which while who whose why will with within without would yet you your
  according among announced asked called expected including known long number people reported reports saying says told whole year years month months week weeks day days time times first later early late monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december million billion trillion percent per cent`.split(
    /\s+/,
  ),
);
/** In so many business stories that sharing it means little; the online count learns the rest. */
const COMMON = new Set(
  `company firm business market share stock price investor analyst sale revenue profit result quarter report growth rise fall high low record world global technology tech product service customer user industry sector group unit chief executive president founder statement plan deal value cost demand supply data model system software ai artificial intelligence chip computer digital online internet platform app video image tool design build develop work team employee staff job country government state public official law rule news article post blog interview media social big large small great good best strong weak real full open close key top leader lead grow increase cut raise add launch release start end move turn help need include expect announce offer provide support improve change create run hold buy sell pay spend fund invest money dollar yuan bank finance financial economic economy american chinese china us uk japan`
    .split(/\s+/)
    .map(stem),
);
/** Han characters that are grammar more than meaning; a pair with one of them is mostly a seam between words. */
const GRAMMAR = new Set(
  '的了是在和与及或而且但被把将为以于由从对向到等这那此该其之也都就又还再才只更最很已曾正并不没未无非能会可要让使令给比则却因所如若虽至自各每某些个们你我他她它着过吗呢吧啊上下中内外前后里间时日月年今明昨',
);
/** Light stemming: plural, past and -ing forms of one word meet; derived nouns do not need to. */
export function stem(word: string): string {
  let w = word.replace(/'s?$/, '');
  if (w.length > 4 && w.endsWith('ies')) w = `${w.slice(0, -3)}y`;
  else if (w.length > 4 && /(?:ss|sh|ch|x|z)es$/.test(w)) w = w.slice(0, -2);
  else if (w.length > 3 && w.endsWith('s') && !/(?:ss|us|is)$/.test(w)) w = w.slice(0, -1);
  if (w.length > 5 && w.endsWith('ing')) w = undouble(w.slice(0, -3));
  else if (w.length > 4 && w.endsWith('ed')) w = undouble(w.slice(0, -2));
  return w.length > 4 && w.endsWith('e') ? w.slice(0, -1) : w;
}
const undouble = (w: string): string => (/([bdgmnprt])\1$/.test(w) ? w.slice(0, -1) : w);

const LETTER = 1;
const HAN = 2;
/** Stands inside a word where a letter follows: AT&T, text-to-video, 1.5. */
const JOINT = 3;
/** Folded unit -> what it is in a word; grammar is Han of its own kind. */
const KIND = new Uint8Array(65536);
const IS_GRAMMAR = new Uint8Array(65536);
for (let unit = 0; unit < 65536; unit++) {
  const char = String.fromCharCode(unit);
  if (/[a-z0-9\u00df-\u024f]/.test(char)) KIND[unit] = LETTER;
  else if (/[\u3400-\u9fff]/.test(char)) KIND[unit] = HAN;
  else if (/[.'&-]/.test(char)) KIND[unit] = JOINT;
  if (GRAMMAR.has(char)) IS_GRAMMAR[unit] = 1;
}

interface Stemmed {
  /** As it stands in the text. */
  readonly run: string;
  /** Its stem says nothing. */
  readonly empty: boolean;
  readonly words: number;
  readonly heads: number;
  readonly common: boolean;
}
/** Words of the news repeat; what one comes to is kept for the last so many, found again without being cut out of the text. */
const KEPT = 50_000;
const MASK = 131_071;
const stemmed: Stemmed[] = [];
/** Place + 1 in `stemmed` by the hash of the run; 0 is free. */
const places = new Int32Array(MASK + 1);

/** @param hash fnv of the run from `at` to `end`. */
function stemOf(folded: string, at: number, end: number, hash: number): Stemmed {
  let slot = (hash ^ (hash >>> 15)) & MASK;
  for (; places[slot] !== 0; slot = (slot + 1) & MASK) {
    const known = stemmed[places[slot]! - 1]!;
    if (isRun(folded, at, end, known.run)) return known;
  }
  const fresh = stemRun(folded.slice(at, end));
  if (stemmed.length >= KEPT) {
    stemmed.length = 0;
    places.fill(0);
    slot = (hash ^ (hash >>> 15)) & MASK;
  }
  places[slot] = stemmed.push(fresh);
  return fresh;
}

function isRun(folded: string, at: number, end: number, run: string): boolean {
  if (run.length !== end - at) return false;
  for (let i = 0; i < run.length; i++) if (run.charCodeAt(i) !== folded.charCodeAt(at + i)) return false;
  return true;
}

function stemRun(run: string): Stemmed {
  const says = run.length >= 2 && !/^[\d.,-]+$/.test(run) && !STOP.has(run);
  const word = says ? stem(run) : '';
  const empty = !says || STOP.has(word);
  return { run, empty, words: fnv(word, WORDS), heads: fnv(word, HEADS), common: COMMON.has(word) };
}

/** Whether a capital at `at` may be one because a sentence begins there. */
function opensSentence(text: string, at: number): boolean {
  let i = at - 1;
  while (i >= 0 && i >= at - 3 && /\s/.test(text[i]!)) i--;
  return i >= 0 && i >= at - 3 && /[.!?:]/.test(text[i]!);
}

/**
 * `folded` is fold(text). Words that can tell one story from another: stems of Latin words (Latin names inside Chinese text meet the English
 * ones, and weigh more there, since Chinese keeps Latin letters for names) and pairs of Han characters.
 */
export function informative(text: string, folded: string, visit: WordVisit): void {
  const { length } = folded;
  const chinese = /[\u3400-\u9fff]/.test(folded);
  for (let at = 0; at < length; ) {
    const kind = KIND[folded.charCodeAt(at)]!;
    let end = at + 1;
    if (kind === HAN) {
      while (end < length && KIND[folded.charCodeAt(end)] === HAN) {
        const one = folded.charCodeAt(end - 1);
        const two = folded.charCodeAt(end);
        if (IS_GRAMMAR[one] === 0 && IS_GRAMMAR[two] === 0)
          visit(
            fnvUnit(fnvUnit(WORDS, one), two),
            fnvUnit(fnvUnit(HEADS, one), two),
            true,
            0.6,
            0.01,
            end - 1,
          );
        end++;
      }
    } else if (kind === LETTER) {
      let hash = folded.charCodeAt(at);
      for (; end < length; end++) {
        const unit = folded.charCodeAt(end);
        const next = KIND[unit]!;
        if (
          next !== LETTER &&
          (next !== JOINT || end + 1 >= length || KIND[folded.charCodeAt(end + 1)] !== LETTER)
        )
          break;
        hash = fnvUnit(hash, unit);
      }
      const found = stemOf(folded, at, end, hash);
      if (!found.empty) {
        const named = at > 0 && text.charCodeAt(at) !== folded.charCodeAt(at) && !opensSentence(text, at);
        visit(
          found.words,
          found.heads,
          false,
          chinese || named ? 1.3 : 1,
          found.common ? 0.15 : named ? 0.004 : 0.012,
          at,
        );
      }
    }
    at = end;
  }
}
