import { detectLanguage, fold, sentences } from '../text/index.ts';
import { dayOf, endDay, periodKey, resolvePeriod } from './calendar.ts';
import type { DateKind, SessionMoment } from './coming-up.repository.ts';
import { type DayMention, findDays, findHour, type Hour } from './day-words.ts';
import type { Passage } from './figure.ts';
import { findPeriods } from './periods.ts';

/** A day on which results are to come, as an announcement says it. Offsets are UTF-16 units into the passage. */
export interface EarningsDate {
  kind: DateKind;
  period: string | null;
  date: string;
  moment: SessionMoment | null;
  /** The hour named for it, on the wall of its zone. */
  hour: Hour | null;
  start: number;
  end: number;
}

const RESULTS_EN =
  /\b(?:results?|earnings|financials?|annual report|interim report|quarterly report|half-year report|trading update)\b/;
const WILL_EN =
  /\b(?:will|to|plans? to|expects? to|intends? to|is scheduled|are scheduled|scheduled|is due|sets? date|date (?:of|for|has been)|confirms? date|expected to)\b/;
const DOES_EN =
  /\b(?:report|release|releases|announce|issue|publish|disclose|post|unveil|file|date|due|scheduled)\b/;
const BOARD_EN = /\bmeeting of the (?:board|directors)|\bboard meeting\b/;
const BRIEFING_EN =
  /\b(?:conference call|earnings call|webcast|results briefing|results presentation|investor call|analyst briefing|call (?:at|is|will|to follow))\b/;
const RESULTS_ZH = /业绩|财报|年报|半年报|季报|中报|年度报告|季度报告|半年度报告|定期报告/;
const WILL_ZH = /将|拟|定于|预约|计划|谨定|预定|预计于/;
const DOES_ZH = /披露|发布|公布|公告|刊发|发表|发放|揭晓|出炉|举行|召开|举办/;
const BOARD_ZH = /董事会(?:会议)?(?:[^,.;]{0,12}(?:会议|举行|召开)|会议)/;
const BRIEFING_ZH = /业绩说明会|业绩发布会|业绩交流会|业绩会|电话会议?|投资者说明会/;
/** What another body does on a day is no date of results. */
const NOT =
  /\b(?:dividend|record date|ex-dividend|annual general meeting|shareholders' meeting)\b|股东大会|除权|派息日|股权登记/;

const AFTER =
  /\b(?:after|following|post)[- ](?:the )?(?:u\.?s\.? )?(?:(?:financial |stock |trading )?markets?(?:'s)?[- ](?:close[sd]?|hours)|close|(?:closing )?bell|closing of (?:the )?(?:\w+ )?markets?|close of (?:the )?(?:\w+ ){0,2}(?:markets?|trading)|trading hours)|\bafter[- ]hours|\bpost-market|盘后|收市后|收盘后|收市之后|闭市后|交易结束后/;
const BEFORE =
  /\b(?:before|prior to|ahead of)[- ](?:the )?(?:u\.?s\.? )?(?:(?:financial |stock |trading )?markets?(?:'s)?[- ]open(?:s|ing)?|open(?:ing)?(?: bell)?|bell|opening of (?:the )?(?:\w+ )?(?:markets?|trading)|start of trading)|\bpre-market|盘前|开市前|开盘前|早市前/;
const DURING = /盘中|\bduring (?:market|trading) hours\b/;

/** Longest time ahead for which a company names a day. */
const AHEAD = 200;
const DAY = 86_400_000;

/** Days announced for results, in the order of the text; empty where the text names none. Never throws. */
export function findEarningsDates(passage: Passage): EarningsDate[] {
  const published = passage.publishedAt ?? '';
  if (!/^\d{4}-\d\d-\d\d/.test(published) || Number.isNaN(Date.parse(published.slice(0, 10)))) return [];
  const folded = fold(passage.text);
  if (!RESULTS_EN.test(folded) && !RESULTS_ZH.test(folded)) return [];
  const chinese =
    /^zh/.test(passage.language ?? '') ||
    (passage.language === undefined && detectLanguage(passage.text) === 'zh');
  const days = findDays(folded, chinese, published).filter((d) => {
    const ahead = (Date.parse(d.date) - Date.parse(published.slice(0, 10))) / DAY;
    return ahead >= 0 && ahead <= AHEAD && !ends(folded, d, chinese);
  });
  if (days.length === 0) return [];
  const spans = sentences(passage.text);
  const out: EarningsDate[] = [];
  const moment = momentOf(folded);
  for (const [i, span] of spans.entries()) {
    const words = folded.slice(span.start, span.end);
    if (words.length > 1500) continue;
    const kind = chinese ? kindZh(words) : kindEn(words);
    if (kind === null || (NOT.test(words) && kind !== 'board_meeting')) continue;
    const day = days.find((d) => d.start >= span.start && d.end <= span.end);
    if (day === undefined) continue;
    const own = momentOf(words);
    const [from, to] = [day.start - span.start, day.end - span.start];
    // The day itself is no period: 2024年4月27日披露2023年年度报告.
    const rest = words.slice(0, from) + ' '.repeat(to - from) + words.slice(to);
    const said = findHour(rest.slice(to)) ?? findHour(rest.slice(0, from));
    // The hour of a call in the same sentence is the call's.
    const hour = kind === 'results' && (chinese ? BRIEFING_ZH : BRIEFING_EN).test(words) ? null : said;
    // 北京时间5月23日凌晨、美股盘后: on the exchange's own wall it is still the day before.
    const abroad = /美股/.test(words) && /北京时间[^,.;]{0,14}(?:凌晨|早间|清晨|早上)/.test(words);
    const date = abroad ? shifted(day.date, -1) : day.date;
    out.push({
      kind,
      period: periodIn(rest, folded.slice(0, span.start), date, passage, chinese),
      date,
      moment: own ?? (kind === 'briefing' || spans.length > 12 ? null : i < 4 ? moment : null),
      hour,
      start: span.start,
      end: span.end,
    });
  }
  return distinct(out);
}

const shifted = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * DAY).toISOString().slice(0, 10);

function kindEn(words: string): DateKind | null {
  if (!RESULTS_EN.test(words)) return null;
  if (BOARD_EN.test(words))
    return /\b(?:will|to) be held|\bwill (?:hold|meet)|\bscheduled|\bto consider|\bapprov/.test(words)
      ? 'board_meeting'
      : null;
  const tells =
    WILL_EN.test(words) &&
    DOES_EN.test(words) &&
    /\b(?:report|release|announce|issue|publish|disclose|post|unveil|date|due)\b[^.;]{0,160}\b(?:results?|earnings|financials?|report|update)\b|\b(?:results?|earnings|report)\b[^.;]{0,80}\b(?:date|due|will be (?:released|announced|published|issued|reported))\b/.test(
      words,
    );
  const call = BRIEFING_EN.test(words);
  if (
    call &&
    /\b(?:host|hold|conduct|discuss)\b/.test(words) &&
    !/\b(?:will|to|plans to) (?:report|release|announce|issue|publish|disclose)\b/.test(words)
  )
    return /\b(?:will|to|scheduled)\b/.test(words) ? 'briefing' : null;
  return tells ? 'results' : null;
}

function kindZh(words: string): DateKind | null {
  if (!WILL_ZH.test(words)) return null;
  if (BOARD_ZH.test(words)) return RESULTS_ZH.test(words) && /举行|召开/.test(words) ? 'board_meeting' : null;
  if (BRIEFING_ZH.test(words)) return /举行|召开|举办|开展|参加/.test(words) ? 'briefing' : null;
  return RESULTS_ZH.test(words) && DOES_ZH.test(words) ? 'results' : null;
}

/** "Quarter ended June 30", 截至12月31日止: the end of the period and not a day to come. */
function ends(folded: string, day: DayMention, chinese: boolean): boolean {
  const before = folded.slice(Math.max(0, day.start - 24), day.start);
  const after = folded.slice(day.end, day.end + 4);
  return chinese
    ? /(?:截至|截止|止于|为止|自|由)[^,.;]{0,6}$/.test(before) || /^ ?(?:止|前|以来|起|的年度)/.test(after)
    : /(?:end(?:ed|ing|s)?|as of|as at|through|until|since|record on|dated|from)(?: on)?(?: \w+,)? $/.test(
        before,
      );
}

function momentOf(words: string): SessionMoment | null {
  const [after, before] = [AFTER.test(words), BEFORE.test(words)];
  if (after !== before) return after ? 'after_close' : 'before_open';
  return !after && DURING.test(words) ? 'during' : null;
}

/** The period that the sentence names, else the last one named before it; its year is that of results due on the day. */
function periodIn(
  words: string,
  before: string,
  date: string,
  passage: Passage,
  chinese: boolean,
): string | null {
  const due = dayOf(Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8)));
  const end = /(?:^|-)(\d\d)-\d\d$/.exec((passage.fiscalYearEnd ?? '').slice(0, 10));
  const context = {
    publishedDay: due,
    yearEndMonth: end === null ? null : Number(end[1]),
    last: null,
    chinese,
    preannouncement: false,
  };
  for (const text of [words, before.slice(-400)]) {
    const named = findPeriods(text, chinese)
      .filter((p) => !p.anaphor && p.kind !== 'date' && p.kind !== 'none')
      .map((p) => resolvePeriod(p, 'result', context))
      .filter((p) => p !== null)
      // Results follow their period by weeks or a few months: another period is only spoken of.
      .filter((p) => {
        const lag = due - endDay(p, context.yearEndMonth);
        return lag > (context.yearEndMonth === null ? -330 : 0) && lag < 330;
      });
    const over = named.filter((p) => due > endDay(p, context.yearEndMonth));
    const quarter = over.find((p) => p.kind !== 'FY') ?? over[0] ?? named.find((p) => p.kind !== 'FY');
    const found = text === words ? (quarter ?? named[0]) : named.at(-1);
    if (found !== undefined) return periodKey(found);
  }
  return null;
}

function distinct(all: readonly EarningsDate[]): EarningsDate[] {
  const out: EarningsDate[] = [];
  for (const d of all) {
    const known = out.find(
      (x) =>
        x.date === d.date &&
        x.kind === d.kind &&
        (x.period === d.period || x.period === null || d.period === null),
    );
    if (known === undefined) out.push({ ...d });
    else {
      known.period ??= d.period;
      known.moment ??= d.moment;
      known.hour ??= d.hour;
    }
  }
  return out;
}
