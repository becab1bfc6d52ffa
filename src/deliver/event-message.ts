import type { CompanySource, DigestAnalogue, DigestEvent, Quote } from './digest.ts';
import type { EventData } from './message.ts';

/** Receivers may count on it; what stands outside the data (ids, clocks) takes less than the difference to 20,000. */
export const DATA_LIMIT_BYTES = 19_000;

/** An event in both languages as endpoints get it, cut to whole items until it fits. */
export function eventDataOf(
  zh: DigestEvent,
  en: DigestEvent,
  url: string,
  other: Readonly<Record<string, string>>,
  thin: boolean,
): EventData {
  if (thin) return data(zh, en, url, other, 0, 0, 'thin');
  for (const [each, evidence] of [
    [12, 3],
    [8, 2],
    [5, 1],
    [3, 1],
    [1, 1],
  ] as const) {
    const whole = each === 12 && lists(zh).every((l) => l.length <= each);
    const d = data(zh, en, url, other, each, evidence, whole ? 'full' : 'trimmed');
    if (Buffer.byteLength(JSON.stringify(d)) <= DATA_LIMIT_BYTES) return d;
  }
  return data(zh, en, url, other, 0, 0, 'thin');
}

function lists(e: DigestEvent): readonly (readonly DigestAnalogue[])[] {
  return [e.soft, e.hard, e.traps, e.issuer];
}

function data(
  zh: DigestEvent,
  en: DigestEvent,
  url: string,
  other: Readonly<Record<string, string>>,
  each: number,
  evidence: number,
  payload: EventData['payload'],
): EventData {
  const english = new Map(
    lists(en)
      .flat()
      .map((a) => [a.id, a]),
  );
  const analogues = lists(zh).flatMap((l) => l.slice(0, each));
  return {
    event: {
      id: zh.id,
      headline: { zh: zh.headline, en: en.headline },
      state: zh.state,
      unread: zh.unread,
      firstSeen: zh.firstSeen,
      lastSeen: zh.lastSeen,
      articles: zh.articles,
      outlets: zh.outlets,
      hype: zh.hype === null ? null : { score: zh.hype.score, at: zh.hype.at },
      themes: zh.themes.map((t) => t.id),
      traits: zh.traits.map(({ id, strength, firstHand }) => ({ id, strength, firstHand })),
      firstHand: zh.firstHand,
      first: zh.first,
      url,
    },
    analogues: analogues.map((a) => {
      const e = english.get(a.id) ?? a;
      return {
        ticker: a.ticker,
        lines: [...a.lines],
        name: { zh: a.name, en: e.name },
        kind: a.kind,
        sameProduct: a.sameProduct,
        score: a.score,
        rank: a.rank,
        why: { zh: a.why, en: e.why },
        rule: a.rule === null ? null : { id: a.rule.id, version: a.rule.version },
        crowding: { zh: a.crowding, en: e.crowding },
        trading: a.trading.map((t) => ({
          ticker: t.ticker,
          nextMinute: t.nextMinute,
          minutes: t.minutes,
          namedAt: t.at,
          minutesFromNaming: t.minutesFromNaming,
          suspended: t.suspended,
          atLimit: t.atLimit,
          limit: t.limit,
          specialTreatment: t.specialTreatment,
          generated: t.generated,
        })),
        evidence: evidenceOf(a, e, evidence),
        against: evidenceOf(a.against, e.against, evidence),
      };
    }),
    figures: (payload === 'thin' ? [] : zh.figures.slice(0, 12)).map((f) => ({
      kind: f.kind,
      metric: f.metric,
      name: f.name,
      period: f.period,
      low: f.low,
      high: f.high,
      point: f.point,
      unit: f.unit,
      direction: f.direction,
      yoyPercent: f.yoyLow === null && f.yoyHigh === null ? null : [f.yoyLow, f.yoyHigh],
      firstHand: f.firstHand,
      url: f.url,
      surprise: (f.surprise ?? []).map((s) => ({ ...s })),
      contradiction: f.contradiction === undefined ? null : { ...f.contradiction },
    })),
    other: { ...other },
    payload,
  };
}

/** Both readings are of the same rows in the same order: the Chinese note of a source stands at its place in `zh`. */
function evidenceOf(
  zh: Pick<DigestAnalogue, 'sources'>,
  side: Pick<DigestAnalogue, 'quotes' | 'sources'>,
  each: number,
): EventData['analogues'][number]['evidence'] {
  const said = (q: Quote) => ({
    side: 'event' as const,
    trait: q.trait,
    text: q.text,
    outlet: q.article.outlet,
    url: q.article.url,
    firstHand: q.firstHand,
  });
  return [
    ...side.quotes.slice(0, each).map(said),
    ...side.sources.slice(0, each).map((s, i) => ({
      side: 'company' as const,
      trait: s.trait,
      source: s.title,
      url: s.url,
      date: s.date,
      note: s.note,
      ...chineseNote(zh.sources[i]),
    })),
  ];
}

function chineseNote(source: CompanySource | undefined): { noteZh?: string } {
  return source === undefined || source.note === null ? {} : { noteZh: source.note };
}
