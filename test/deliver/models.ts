/** A digest made without a database, of invented names, for what must hold for any digest. */
import type { DigestAnalogue, DigestEvent, DigestModel, Kind, Language } from '../../src/deliver/index.ts';

export function analogue(kind: Kind, n: number, text: string): DigestAnalogue {
  const article = {
    title: text,
    url: `https://paper${n}.example/${'x'.repeat(60)}`,
    outlet: text,
    publishedAt: '2027-03-02T13:40:00Z',
  };
  const quote = { text, trait: text, firstHand: true, article, note: text };
  const source = {
    trait: text,
    title: text,
    url: 'https://reports.example/a.pdf',
    date: '2027-01-20',
    note: text,
  };
  return {
    id: `a${n}`,
    ticker: `${9900 + n}.HK`,
    lines: [`${9900 + n}.HK`],
    name: text,
    exchange: 'XHKG',
    kind,
    sameProduct: false,
    score: 50,
    rank: n,
    why: text,
    rule: { id: 'r', version: 1, title: text, rationale: text },
    reservation: null,
    quotes: [{ ...quote, page: null, text: `${text}${n}` }],
    sources: [source],
    against: { quotes: [{ ...quote, page: null, text: `but ${text}${n}` }], sources: [source] },
    components: [{ name: 'overlap', value: 0.5, note: null }],
    crowding: 'no prices',
    trading: [
      {
        ticker: `${9900 + n}.HK`,
        at: '2027-03-02T15:30:00Z',
        shut: true,
        nextMinute: '2027-03-03T01:30:00Z',
        minutes: 780,
        minutesFromNaming: 600,
        suspended: null,
        atLimit: null,
        limit: null,
        specialTreatment: false,
        premium: null,
        premiumOn: null,
        generated: false,
      },
    ],
    sizing: [],
  };
}

export function event(n: number, text: string, each = 3): DigestEvent {
  const article = {
    title: text,
    url: 'https://paper.example/1',
    outlet: text,
    publishedAt: '2027-03-02T13:40:00Z',
  };
  const list = (kind: Kind, count: number) =>
    Array.from({ length: count }, (_, i) => analogue(kind, i + 1, text));
  return {
    id: `e${n}`,
    origin: 'live',
    headline: text,
    state: 'hype',
    unread: n % 2 === 0,
    firstSeen: '2027-03-02T13:40:00Z',
    lastSeen: '2027-03-02T15:30:00Z',
    firstHand: n % 2 === 0 ? null : article,
    first: article,
    articles: 3,
    outlets: 3,
    languages: ['en', 'zh'],
    hype: {
      score: 70,
      at: '2027-03-02T15:30:00Z',
      components: [],
      curve: [10, 40, 70].map((score, i) => ({ at: `2027-03-02T1${i}:30:00Z`, score })),
    },
    themes: [],
    traits: [],
    soft: list('soft', each),
    hard: list('hard', each),
    traps: list('trap', each),
    issuer: [],
    figures: [],
    sizing: [],
  };
}

export function model(
  language: Language,
  events: DigestEvent[],
  rest: Partial<DigestModel> = {},
): DigestModel {
  return {
    language,
    date: '2027-03-03',
    from: '2027-03-02T00:30:00Z',
    to: '2027-03-03T00:30:00Z',
    origin: 'live',
    recorded: false,
    sessions: [
      {
        exchange: 'XHKG',
        date: '2027-03-03',
        open: '2027-03-03T01:30:00Z',
        close: '2027-03-03T08:00:00Z',
        minutes: 60,
      },
    ],
    events,
    unexplained: [],
    faded: [],
    comingUp: [],
    late: [],
    corrections: [],
    troubles: [],
    counted: { articles: 9, events: events.length, quiet: 0 },
    ...rest,
  };
}
