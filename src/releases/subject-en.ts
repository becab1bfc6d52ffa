/** Whom a sentence speaks of where it is not the whole company, and where in it numbers are on an adjusted basis. */
export interface Subject {
  name: string;
  /** UTF-16 unit of the folded text behind the subject; what stands before it is not its own. */
  end: number;
}

const SEGMENT_SUBJECT =
  /(?:^|[.,;:] )(?:(?:and|but|while|in|for|at|within|on|turning to|moving (?:on )?to|looking at|now to|from) )*(?:our|the|its|in|(?:the )?[a-z]+'s) ((?!(?:company|whole|entire|overall|core|total|underlying|broader|business|group|combined|base|existing|(?:first|second|third|fourth) (?:quarter|half|fiscal|time|year)|current|prior|same)\b)(?:(?!(?:the|an?|of|to|in|for|by|expects?|board|reports?|reported|is|was|were|are|has|have|had|that|which|our|its|strong|growth|company)\b)[a-z&'/-]+ ){1,4}?)(?:segment|division|business(?:es)?|business unit|unit|region|brand|operations|group|category|categories|channel|franchise|portfolio|product line|platform|subsidiar(?:y|ies)|joint venture|transaction|acquisition|deal)s?(?![a-z])/;
/** "… net sales in this segment increased": said after the metric. */
const SUBJECT_AFTER = / (?:in|for|within) (?:this|that) (segment|division|business|region|category)(?![a-z])/;
/** "At Aerospace & Electronics, sales declined": a name with a capital, in the original text. */
const NAMED_SUBJECT =
  /^(?:And |But |and )?(?:At|In|Within|Across|For) (?:our |the )?((?!Q\d|FY|Fiscal|Total|Summary|Addition|Fact|Short|Closing|Sum|January|February|March|April|May|June|July|August|September|October|November|December|First|Second|Third|Fourth|H\d)[A-Z][A-Za-z&.'-]*(?: (?:[A-Z&][A-Za-z&.'-]*|and))*),/;

const BASIS =
  /(?:^|[;:.] |, (?:and|but|while) |(?<=^[^,]{0,40}), )(?:and |but )*(?:(?:on|under) an? (?:non-?gaap|adjusted|non-ifrs|core|underlying|normali[sz]ed) basis|(?:when )?(?:excluding|exclusive of|stripping out|adjust(?:ing|ed) for|not counting|leaving out|before (?:any )?(?:special|one-time|one-off|exceptional|unusual|non-?recurring|certain) (?:items?|charges?|costs?|gains?|expenses?)))(?![a-z])/g;
/** Where the adjusted basis ends again. */
const BASIS_ENDS =
  /;|(?<!non-)\bgaap\b|\breported (?:basis|earnings|net)|\bincluding (?:the|that|those|these)\b/;

export function adjustedSpans(folded: string, from: number, to: number): (readonly [number, number])[] {
  const sentence = folded.slice(from, to);
  return [...sentence.matchAll(BASIS)].map((m) => {
    const start = m.index + m[0].length;
    const end = BASIS_ENDS.exec(sentence.slice(start));
    return [from + start, end === null ? to : from + start + end.index] as const;
  });
}

/** Rates over several years, and averages of them: "a compound annual growth of 9%", "on a two-year stack". */
export const STACKED =
  /compound(?:ed)? annual|\bcagr\b|(?:two|three|four|five|multi|2|3|4|5)-year (?:stack|basis|average)|over the (?:past|last|next|coming) (?:\d+|two|three|four|five|six|seven|eight|ten|several|many) years|annualized (?:rate|return)|shareholder return/;

/** An average, or a sum over years: an amount of no one period. */
export const AVERAGED = /\ban average of\b|\bon average\b|over the period from|mid-cycle/;

/** "Moving now to circulation, where …": the part that is spoken of next. */
const TURNED =
  /^(?:and |but )?(?:turning|moving|looking|shifting)(?: now| next| on)* (?:to|at) (?:our |the )?([a-z][a-z &-]{2,40}?)(?:,|\.$)/;
const NO_PART =
  /result|quarter|year|outlook|guidance|slide|margin|expense|tax|balance|cash|capital|revenue|sales|income|earnings|liquidity|page|performance|financial|detail|dividend|board|next|other/;

/** "Roto-Rooter is forecast to …" where the issuer has another name. */
const FOREIGN =
  /^((?:[A-Z][\w&'-]*|[A-Z]\.)(?: (?:[A-Z&][\w&'.-]*|of|and))*)(?: operations)?,? (?:is|was|are|were|has|had|will|expects?|reported|posted|saw|grew|rose|fell|delivered|generated|achieved|recorded|booked|earned|forecasts?|sees|projects)\b/;
const ORDINARY =
  /^(?:the|this|that|these|those|it|we|they|our|its|management|analysts?|executives|results?|total|net|gross|operating|adjusted|gaap|non-gaap|revenues?|sales|earnings|profits?|income|margins?|diluted|basic|comparable|organic|capital|free|cash|second|third|fourth|first|full|fiscal|q\d|fy|consolidated|group|company|shares|guidance|outlook|ebitda|eps|capex|costs?|expenses?|wall|consensus|year|quarterly|annual|turnover|orders?|bookings|comps|ceo|cfo|chief)/i;

/** A heading of a part: "Turning to the Scientific segment." or "Now our segment results." */
export function headingOf(words: string): { segments: boolean; topic: string | null } {
  const named =
    /(?:^|[ ,])(?:the|our) ((?:[a-z&-]+ ){0,3}?[a-z&-]{2,20}) (?:segment|division|business unit)\.?$/.exec(
      words,
    );
  return {
    segments: /\bsegment (?:results|performance|review)|\bby segment\b|\b(?:our|the) segments\b/.test(words),
    topic: named === null || /\d/.test(words.replace(/slides? \d+|page \d+/g, '')) ? null : named[1]!,
  };
}

/** Said of the company again. */
const WHOLE =
  /\b(?:total|consolidated|company|company-wide|group|overall|net income|net sales|net earnings|we|our)\b/;

/** The segment that a sentence without a subject of its own goes on with: "Operating earnings were 21% of sales." */
export function topicOf(words: string, before: string | null): string | null {
  return before !== null && !WHOLE.test(words) ? before : null;
}

/** The segment that the sentence between `from` and `to` is about; null where it is about the company. */
export function subjectOf(
  text: string,
  folded: string,
  from: number,
  to: number,
  state: { issuer: ReadonlySet<string>; issuerNamed: boolean },
): Subject | null {
  const words = folded.slice(from, to);
  const subject = SEGMENT_SUBJECT.exec(words);
  if (subject !== null) return { name: subject[1]!.trim(), end: from + subject.index + subject[0].length };
  const turned = TURNED.exec(words);
  if (turned !== null && !NO_PART.test(turned[1]!)) return { name: turned[1]!, end: from + turned[0].length };
  const head = text.slice(from, from + 120);
  const own = (name: string): boolean =>
    name
      .toLowerCase()
      .split(/[^a-z]+/)
      .some((w) => state.issuer.has(w));
  const named = NAMED_SUBJECT.exec(head);
  if (named !== null && !own(named[1]!))
    return { name: named[1]!.toLowerCase(), end: from + named[0].length };
  const foreign = state.issuerNamed ? FOREIGN.exec(head) : null;
  if (foreign !== null && !ORDINARY.test(foreign[1]!) && !own(foreign[1]!))
    return { name: foreign[1]!.toLowerCase(), end: from + foreign[1]!.length };
  return SUBJECT_AFTER.test(words) ? { name: 'segment', end: from } : null;
}
