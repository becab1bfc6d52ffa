/**
 * How much bytes look like text of one character set, 0 to 1. Multi-byte sets are judged by structure: the share of
 * characters from the rows where the everyday ones live (level 1 of GB 2312 and JIS X 0208, the frequent half of
 * Big5, hangul of KS X 1001), less a heavy fine for impossible pairs. Single-byte sets are judged by the letters
 * they give: whole words of everyday letters for another script, lone accented letters among ASCII for Latin ones.
 */
import iconv from 'iconv-lite';

/** Bytes looked at, around the first that are not ASCII. */
const SAMPLE_BYTES = 65_536;
const FINE = 5;

export interface Plausibility {
  /** 0 to 1. */
  score: number;
  /** Characters outside ASCII that the score rests on. */
  characters: number;
}

/** From the first byte that is not ASCII on; the same array when there is none. */
export function sampleOf(bytes: Uint8Array): Uint8Array {
  let start = 0;
  while (start < bytes.length && bytes[start]! < 0x80) start++;
  return bytes.subarray(start, start + SAMPLE_BYTES);
}

interface Tally {
  total: number;
  common: number;
  bad: number;
  /** Characters without which the language is not believed (kana, hangul). */
  proof: number;
}
const result = (t: Tally, proofShare: number): Plausibility => {
  if (t.total === 0) return { score: 0, characters: 0 };
  const proven = proofShare === 0 || t.proof / t.total >= proofShare;
  const score = (t.common - FINE * t.bad) / t.total;
  return { score: Math.max(0, Math.min(1, proven ? score : score * 0.4)), characters: t.total };
};

type Judge = (lead: number, trail: number, tally: Tally) => void;
/** Walks pairs of a lead above 0x80 and its trail; `bytes` in a lone lead are counted as bad. */
function pairs(
  b: Uint8Array,
  isLead: (x: number) => boolean,
  isTrail: (x: number) => boolean,
  judge: Judge,
): Tally {
  const t: Tally = { total: 0, common: 0, bad: 0, proof: 0 };
  for (let i = 0; i < b.length; i++) {
    const lead = b[i]!;
    if (lead < 0x80) continue;
    t.total++;
    if (i + 1 >= b.length) break;
    const trail = b[i + 1]!;
    if (!isLead(lead) || !isTrail(trail)) {
      t.bad++;
      continue;
    }
    judge(lead, trail, t);
    i++;
  }
  return t;
}
const within = (low: number, high: number) => (x: number) => x >= low && x <= high;

function gb18030(b: Uint8Array): Plausibility {
  const trail = (x: number): boolean => (x >= 0x40 && x <= 0xfe && x !== 0x7f) || (x >= 0x30 && x <= 0x39);
  return result(
    pairs(b, within(0x81, 0xfe), trail, (l, r, t) => {
      // punctuation and full-width forms, then the 3,755 level-1 characters
      if (r >= 0xa1 && ((l >= 0xa1 && l <= 0xa3) || (l >= 0xb0 && l <= 0xd7))) t.common++;
      else if (r >= 0xa1 && l >= 0xd8 && l <= 0xf7) t.common += 0.6;
    }),
    0,
  );
}
function big5(b: Uint8Array): Plausibility {
  const trail = (x: number): boolean => (x >= 0x40 && x <= 0x7e) || (x >= 0xa1 && x <= 0xfe);
  return result(
    pairs(b, within(0x81, 0xfe), trail, (l, _r, t) => {
      if (l >= 0xa1 && l <= 0xc6) t.common++;
    }),
    0,
  );
}
function eucKr(b: Uint8Array): Plausibility {
  const trail = (x: number): boolean =>
    (x >= 0x41 && x <= 0x5a) || (x >= 0x61 && x <= 0x7a) || (x >= 0x81 && x <= 0xfe);
  return result(
    pairs(b, within(0x81, 0xfe), trail, (l, r, t) => {
      if (r >= 0xa1 && l >= 0xb0 && l <= 0xc8) {
        t.common++;
        t.proof++;
      } else if (r >= 0xa1 && l >= 0xa1 && l <= 0xa3) t.common++;
    }),
    0.85,
  );
}
function eucJp(b: Uint8Array): Plausibility {
  return result(
    pairs(
      b,
      (x) => x === 0x8e || x === 0x8f || (x >= 0xa1 && x <= 0xfe),
      within(0xa1, 0xfe),
      (l, _r, t) => {
        if (l === 0xa4 || l === 0xa5) {
          t.common++;
          t.proof++;
        } else if ((l >= 0xa1 && l <= 0xa3) || (l >= 0xb0 && l <= 0xcf)) t.common++;
      },
    ),
    0.2,
  );
}
function shiftJis(b: Uint8Array): Plausibility {
  const t: Tally = { total: 0, common: 0, bad: 0, proof: 0 };
  for (let i = 0; i < b.length; i++) {
    const l = b[i]!;
    if (l < 0x80) continue;
    t.total++;
    if (l >= 0xa1 && l <= 0xdf) {
      t.common += 0.3; // half-width katakana: possible, but rare in prose
      continue;
    }
    if (i + 1 >= b.length) break;
    const r = b[i + 1]!;
    if (l === 0x80 || l === 0xa0 || l > 0xfc || r < 0x40 || r === 0x7f || r > 0xfc) {
      t.bad++;
      continue;
    }
    i++;
    if ((l === 0x82 && r >= 0x9f) || (l === 0x83 && r <= 0x96)) {
      t.common++;
      t.proof++;
    } else if (l >= 0x81 && l <= 0x98) t.common++;
  }
  return result(t, 0.2);
}

/** The everyday letters of the languages written in a set; lower case. */
const LETTERS: Readonly<Record<string, string>> = {
  'windows-1251': 'оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъёіїєґў',
  'koi8-r': 'оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё',
  'iso-8859-5': 'оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё',
  'windows-1253': 'αοιετσνηυρπκμλωςγδχθφβξζψάέήίόύώϊϋ',
  'windows-1255': 'יוהלאמרתבשנםקדחעפכטצגזסןךףץ',
  'windows-1256': 'اليمونرتبةعدسفهكحقجشصطخضذثزغظءىئآأإؤپچژگ',
  'windows-874': 'านรอกเงมยลวดทสตะปคแหจพชโขใไบผซถธัิีึืุู็่้์ำฉฐณญฝฟภศษ',
  'windows-1250': 'ąćęłńóśźżáčďéěíňřšťúůýžőűöüäăâîşţ',
  'iso-8859-2': 'ąćęłńóśźżáčďéěíňřšťúůýžőűöüäăâîşţ',
  'windows-1252': 'éèàùâêîôûçëïüäößñáíóúãõåøæìò',
  'windows-1254': 'ığşçöüâîû',
};
const OTHER_SCRIPT = new Set([
  'windows-1251',
  'koi8-r',
  'iso-8859-5',
  'windows-1253',
  'windows-1255',
  'windows-1256',
  'windows-874',
]);
const PROSE_MARKS = /[’‘“”–—…«»°©®™·•€£§¿¡]/;

function singleByte(b: Uint8Array, charset: string): Plausibility {
  const letters = LETTERS[charset] ?? '';
  const text = iconv.decode(Buffer.from(b.buffer, b.byteOffset, b.byteLength), charset);
  const foreign = OTHER_SCRIPT.has(charset);
  let total = 0;
  let good = 0;
  let previous = '';
  for (const c of text) {
    const before = previous;
    previous = c;
    if (c.charCodeAt(0) < 0x80) continue;
    total++;
    if (c === '\u00a0') {
      good += 0.8;
      continue;
    }
    const lower = c.toLowerCase();
    if (PROSE_MARKS.test(c)) good += 0.8;
    else if (letters.includes(c) && c === lower) {
      const afterAscii = /[A-Za-z]/.test(before);
      if (foreign) good += afterAscii ? -1 : 1;
      // Latin: two accented letters in a row are rare, and wrong decodings are full of them
      else good += before > '\u00bf' && before !== 'ã' && before !== 'õ' ? 0.2 : 1;
    } else if (letters.includes(lower)) good += /\p{Ll}/u.test(before) ? -1 : 0.6;
    else if (/\p{L}|\p{M}/u.test(c)) good += 0;
    else good -= 1;
  }
  return { score: total === 0 ? 0 : Math.max(0, Math.min(1, good / total)), characters: total };
}

const MULTI: Readonly<Record<string, (b: Uint8Array) => Plausibility>> = {
  // those that must prove their language first: Korean bytes are also level-1 GB 2312
  'euc-kr': eucKr,
  'euc-jp': eucJp,
  shift_jis: shiftJis,
  gb18030,
  big5,
};

/** The sets that are considered when nothing, or something wrong, is declared; the likelier first. */
export const CANDIDATES: readonly string[] = [...Object.keys(MULTI), ...Object.keys(LETTERS)];

export function plausibility(sample: Uint8Array, charset: string): Plausibility {
  const judge = MULTI[charset];
  if (judge) return judge(sample);
  return charset in LETTERS ? singleByte(sample, charset) : { score: 0.4, characters: sample.length };
}
