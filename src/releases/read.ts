import { detectLanguage, fold, hanRatio, type Span, sentences } from '../text/index.ts';
import type { Draft, Reading } from './draft.ts';
import type { SentenceState } from './drafts-en.ts';
import type { Kind, Passage } from './figure.ts';
import { type FoundNumber, findNumbers } from './numbers.ts';
import { findPeriods, type PeriodMention } from './periods.ts';
import { within } from './place.ts';
import { findQuantities } from './quantities.ts';
import type { Quantity } from './quantity.ts';
import { EnglishSentence } from './read-en.ts';
import { ChineseSentence } from './read-zh.ts';
import type { SettleOptions } from './settle.ts';
import { headingOf } from './subject-en.ts';
import { readTables } from './table.ts';
import { tokenise } from './tokens-en.ts';

/** Reads a whole passage: tables apart, then sentence by sentence. */
export function readPassage(passage: Passage): { reading: Reading; options: SettleOptions } {
  const { text } = passage;
  const folded = withPipes(fold(text), text);
  const chinese =
    passage.language === undefined
      ? detectLanguage(text) === 'zh'
      : /^zh/i.test(passage.language) || (passage.language !== 'en' && hanRatio(text) > 0.3);
  const periods = findPeriods(folded, chinese);
  const home = chinese ? (saidOnce(folded) ?? (inHongKong(text, folded) ? 'HKD' : null)) : null;
  const numbers = findNumbers(folded, periods, chinese).map((n) =>
    home !== null && n.bareYuan ? { ...n, currency: home } : n,
  );
  const quantities = findQuantities(folded, numbers);
  const reading: Reading = { drafts: [], comparisons: [], periods: [] };
  const options: SettleOptions = {
    passage,
    chinese,
    folded,
    operatingEps: /operating (?:eps|earnings per share)/.test(folded),
    defaultCurrency: mainCurrency(numbers, folded, chinese),
    yearEndMonth: yearEnd(passage, folded),
    stores: /\b(?:stores?|restaurants?|retail(?:er)?s?|shops?)\b/.test(folded),
    preannouncement:
      /业绩预告|业绩快报|盈利警告|盈警|盈喜|正面盈利预告|盈利预告|预增|预减|预亏|预盈|预计20\d\d年|profit warning|positive profit alert|profit alert/.test(
        folded,
      ),
  };
  readTables(folded, quantities, chinese, fold(passage.issuer ?? ''), reading);
  if (chinese) readChinese(passage, folded, quantities, periods, options.preannouncement, reading);
  else readEnglish(passage, folded, quantities, periods, reading);
  reading.periods.sort((a, b) => a.mention.start - b.mention.start);
  return { reading, options };
}

/** Longest cell of a row, in UTF-16 units: a line of prose that a wide gap parts is no row. */
const CELL = 90;

/** PDFs give the columns of a table with tabs between them; from here on they are pipes, a unit for a unit. */
function withPipes(folded: string, text: string): string {
  if (!text.includes('\t')) return folded;
  return folded
    .split('\n')
    .reduce<{ out: string[]; at: number }>(
      ({ out, at }, line) => {
        const own = text.slice(at, at + line.length);
        const row = /\S\t\S/.test(own) && own.split('\t').every((cell) => cell.length <= CELL);
        out.push(row ? line.replace(/\s/g, (c, i: number) => (own[i] === '\t' ? '|' : c)) : line);
        return { out, at: at + line.length + 1 };
      },
      { out: [], at: 0 },
    )
    .out.join('\n');
}

function readEnglish(
  passage: Passage,
  folded: string,
  quantities: readonly Quantity[],
  periods: readonly PeriodMention[],
  reading: Reading,
): void {
  const issuer = new Set(
    fold(passage.issuer ?? '')
      .split(/[^a-z0-9]+/)
      .filter(
        (w) =>
          w.length > 1 && !/^(?:group|holdings|technologies|international|the|and|inc|corp|company)$/.test(w),
      ),
  );
  const state: SentenceState = {
    outlook: false,
    outlookPeriod: null,
    direction: null,
    kind: null,
    metric: null,
    topic: null,
    segments: false,
    issuer,
    issuerNamed: [...issuer].some((w) => w.length > 2 && folded.includes(w)),
    staleYear: staleYear(passage.publishedAt),
  };
  pieces(passage.text).forEach((span, index) => {
    const words = folded.slice(span.start, span.end);
    if (words.includes('|')) return;
    const tokens = tokenise(folded, span.start, span.end, quantities, periods, issuer);
    if (isOutlookHeading(words)) {
      state.outlook = true;
      const named = tokens.find((t) => t.type === 'p' && t.p.kind !== 'date' && t.p.kind !== 'none');
      state.outlookPeriod = named?.type === 'p' ? named.p : null;
    }
    if (OTHERS.test(words)) return;
    if (/\n/.test(passage.text.slice(Math.max(0, span.start - 2), span.start))) {
      state.topic = null;
      state.segments = false;
    }
    const heading = headingOf(words);
    state.segments ||= heading.segments;
    const sentence = new EnglishSentence(tokens, passage.text, folded, index, state, reading);
    const drafts = sentence.read();
    // A direction announced without a number holds for the next sentence only.
    state.direction =
      drafts.length === 0 && state.direction === null && tokens.length < 40 ? sentence.saidDirection : null;
    state.metric = drafts.findLast((d) => d.kind === 'guidance')?.mention ?? null;
    state.kind = drafts.at(-1)?.kind ?? state.kind;
    state.topic = heading.topic ?? topicAfter(drafts, state);
    if (sentence.endKind === 'result' && drafts.length > 0) state.outlook = false;
  });
}

/** "Its partner, the drugmaker X, posted sales of …": somebody else's figures. */
const OTHERS =
  /^if\b.*\bwould\b|^(?:[^,.;:]{0,40}'s? |its |our |the company's )(?:[a-z-]+ ){0,2}(?:partner|rival|peer|competitor|supplier|customer|landlord|parent|shareholder|licensee)(?: [a-z]+)?,? (?!(?:revenues?|sales|program|orders?|base|demand|growth)\b)/;

/** The segment a sentence was about: the next one may go on with it. One that speaks of the whole ends it. */
function topicAfter(drafts: readonly Draft[], state: SentenceState): string | null {
  const first = drafts[0]?.mention;
  if (first === undefined) return state.topic;
  const name = first.name ?? '';
  if (state.topic !== null && name.includes(state.topic)) return state.topic;
  const part = first.segment && (state.segments || /segment|division|business unit/.test(name));
  return part ? (first.name ?? state.topic) : null;
}

/** A broker's note says what the broker thinks; nothing in it is the issuer's. */
const BROKER =
  /研报|研究报告|该行|目标价|评级|首予|大行|(?:证券|国际|资本|摩根|高盛|花旗|瑞银|瑞信|富瑞|大和|野村|汇丰|中金)[^,.;]{0,6}(?:指出|认为|预料|料|称,预计)/;
const HOUSE =
  /^.{0,16}(?:证券|国际|中金|中信建投|摩根|高盛|花旗|瑞银|瑞信|富瑞|大和|野村|汇丰|海通|华泰|国泰君安|申万|里昂|麦格理)[^,.;业年季财中半]{0,6}(?:发表|发布|发)?(?:研究)?(?:报告|研报|认为|指)/;
const OWN = /公告|业绩快报|发布(?!研究)[^,.;]{0,14}(?:业绩|财报|(?<!研究)报告)|公布|董事会|盈利警告|盈喜/;

/** Headings of a revised forecast: what was given before, and what is given now. */
const FORMER = /(?:前次|原|更正前的?|修正前的?)业绩预告(?:的)?(?:情况|内容|公告的?情况)/;
const REVISED = /(?:(?:更正|修正)后的?|本次)(?:的)?(?:业绩预告|预计|业绩)/;

/** 徐工机械尚未披露三季报: what figures the passage holds are another company's. */
function notYetOut(folded: string, issuer: string): boolean {
  const at = issuer === '' ? -1 : folded.indexOf(issuer);
  return at >= 0 && /尚未(?:披露|公布|发布)[^,.;]{0,8}(?:报|业绩)/.test(folded.slice(at));
}

const CROWD =
  /全国|全省|全市|全行业|规模以上|两市|工信部|统计局|发改委|行动方案|增加值|总产值|上市券商|\d+家|多家|工业企业|上市公司整体/;

function readChinese(
  passage: Passage,
  folded: string,
  quantities: readonly Quantity[],
  periods: readonly PeriodMention[],
  preannouncement: boolean,
  reading: Reading,
): void {
  const issuer = fold(passage.issuer ?? '').replace(/\(.*\)/, '');
  // A note that opens with the house that wrote it is the house's, whatever announcement it goes on to mention.
  if (HOUSE.test(folded.slice(0, 40)) || (BROKER.test(folded) && !OWN.test(folded))) return;
  if (notYetOut(folded, issuer)) return;
  // A headline about a whole industry: what follows are its totals.
  if (CROWD.test(folded.slice(0, 60))) return;
  // Under a heading that announces a forecast every figure is one, until something is said to be reported.
  let kind: Kind | null =
    /业绩预告|盈利预告|盈利警告|盈警|盈喜/.test(folded.slice(0, 80)) && !/快报/.test(folded)
      ? 'guidance'
      : null;
  let index = 0;
  let former = false;
  const flash = /业绩快报/.test(folded) && !/预告/.test(folded);
  for (const span of pieces(passage.text)) {
    // A headline in brackets ends where the bracket closes.
    const close = folded.slice(span.start, span.end).indexOf(']');
    const parts =
      close > 8
        ? [
            { start: span.start, end: span.start + close },
            { start: span.start + close + 1, end: span.end },
          ]
        : [span];
    for (const part of parts) {
      if (folded.slice(part.start, part.end).includes('|')) continue;
      // A span of its own without a word of expecting: the tone of the sentence before does not hold.
      const goesOn: boolean =
        kind === 'guidance' &&
        (preannouncement ||
          // 预计前三季度…；其中第三季度…: a part of what was foretold is foretold too.
          folded.startsWith('其中', part.start) ||
          !within(periods, part.start, part.end).some((p) => p.kind !== 'date' && !p.anaphor));
      const words = folded.slice(part.start, part.end);
      if (FORMER.test(words)) former = true;
      else if (REVISED.test(words)) former = false;
      const known = reading.drafts.length;
      kind = new ChineseSentence(
        folded,
        part.start,
        part.end,
        quantities,
        periods,
        issuer,
        index,
        goesOn ? 'guidance' : null,
        flash,
        reading,
      ).read();
      // Under 前次业绩预告情况 stands what the revision is held against.
      if (former)
        for (const d of reading.drafts.splice(known))
          if (d.value !== null)
            reading.comparisons.push({
              quantity: d.value,
              basis: 'guidance',
              mention: d.mention,
              period: d.period,
              sentence: index,
            });
      index++;
    }
  }
}

/** Longest sentence read in one go, in UTF-16 units; nobody states a figure in a longer one, and hostile text would stall. */
const LONGEST = 3000;

/** "ADJ. EPS $1.18": the stop of an abbreviation of this trade ends no sentence. */
function joined(text: string): Span[] {
  const out: Span[] = [];
  for (const span of sentences(text)) {
    const last = out.at(-1);
    if (
      last !== undefined &&
      /\b(?:adj|est|rev|approx|incl|excl|cons)\.$/i.test(
        text.slice(Math.max(last.start, last.end - 8), last.end),
      ) &&
      /^[ \t]*$/.test(text.slice(last.end, span.start))
    )
      last.end = span.end;
    else out.push({ ...span });
  }
  return out;
}

function pieces(text: string): Span[] {
  return joined(text).flatMap((span) => {
    const parts: Span[] = [];
    for (let at = span.start; at < span.end; at += LONGEST)
      parts.push({ start: at, end: Math.min(span.end, at + LONGEST) });
    return parts;
  });
}

/** Until March the year before is still the one being reported on. */
function staleYear(publishedAt: string | undefined): number | null {
  const at = /^(\d{4})-(\d\d)/.exec(publishedAt ?? '');
  return at === null ? null : Number(at[1]) - (Number(at[2]) > 3 ? 2 : 3);
}

function isOutlookHeading(words: string): boolean {
  return /(?:outlook|guidance)[^.:]{0,90}:|^(?:business |financial |full[- ]year |[a-z]+ quarter |fiscal \d{4} |q\d )*(?:outlook|guidance)\b.{0,40}$|outlook .{0,80}is as follows/.test(
    words,
  );
}

/** A short code of the exchange of Hong Kong: (1692), （00926.HK）; the mainland's have six digits. */
const HONG_KONG_CODE = /\((?:hk|sehk|港股)?[:. ]?0?\d{4}(?:[.-]hk)?\)|\(0?\d{3}(?:[.-]hk)?\)|\d{4,5}\.hk/;

/**
 * In the news of Hong Kong 元 alone is its own dollar: where a listed company's short code stands, the writing is
 * traditional, and nothing says that yuan are meant.
 */
function inHongKong(text: string, folded: string): boolean {
  return (
    HONG_KONG_CODE.test(folded) &&
    /[億萬淨潤虧損營業額佔]/.test(text) &&
    text !== folded &&
    !/人民币|rmb|cny|美元|us\$/.test(folded)
  );
}

/** （新台币，下同）: what 元 alone stands for from here on. */
function saidOnce(folded: string): string | null {
  const unit = /(新台币|台币|港元|港币|美元|人民币)[,:]?\s?下同/.exec(folded)?.[1];
  return unit === undefined
    ? null
    : /台/.test(unit)
      ? 'TWD'
      : /港/.test(unit)
        ? 'HKD'
        : unit === '美元'
          ? 'USD'
          : 'CNY';
}

function mainCurrency(numbers: readonly FoundNumber[], folded: string, chinese: boolean): string {
  if (!chinese) {
    const count = new Map<string, number>();
    for (const n of numbers) if (n.currency !== null) count.set(n.currency, (count.get(n.currency) ?? 0) + 1);
    const best = [...count].sort((a, b) => b[1] - a[1])[0];
    return best?.[0] ?? 'USD';
  }
  const unit = /(?:单位|货币单位)[^,.;)]{0,8}(美元|港元|港币|新台币|欧元|日元)/.exec(folded)?.[1];
  if (unit !== undefined)
    return unit === '美元'
      ? 'USD'
      : unit === '新台币'
        ? 'TWD'
        : unit === '欧元'
          ? 'EUR'
          : unit === '日元'
            ? 'JPY'
            : 'HKD';
  return 'CNY';
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** The month the fiscal year ends in: given, or said in the text ("fiscal year ended June 30"). */
function yearEnd(passage: Passage, folded: string): number | null {
  const given =
    /(?:^|-)(\d\d)-\d\d$/.exec((passage.fiscalYearEnd ?? '').slice(0, 10)) ??
    /^--?(\d\d)/.exec(passage.fiscalYearEnd ?? '');
  if (given !== null) return Number(given[1]);
  const said =
    /(?:(?:fiscal|financial) year (?:ended|ending|ends)|(?:for|in|over) the year (?:through|to|ending)) (?:on )?(?:\d{1,2} )?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*/.exec(
      folded,
    );
  return said === null ? null : MONTHS.indexOf(said[1]!) + 1;
}
