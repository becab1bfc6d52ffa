/** Invented news about invented companies, with a row in every table that a digest reads. */
import type { Db, OpenDatabase } from '../../src/db/index.ts';

export interface ExampleWish {
  id?: string;
  origin?: 'live' | 'archive' | 'replay' | 'ingest';
  headline?: string;
  headlineZh?: string;
  /** A first-hand document among the articles. */
  firstHand?: boolean;
  /** 0–100. */
  score?: number;
  state?: string;
  /** Text of the event-side quotation: hostile-text tests put theirs here. */
  quote?: string;
  why?: string;
  body?: string;
  /** Leaves out all analogues. */
  bare?: boolean;
}

/** Wednesday, before Hong Kong's open. */
export const NOW = '2027-03-03T00:30:00Z';
export const BEFORE = '2027-03-02T00:30:00Z';

/** As after migrating: opening a database anew for each test takes seconds. */
export async function emptyTables(open: OpenDatabase): Promise<void> {
  await open.run(
    'TRUNCATE article, event, company, trait, theme, rule, sizing, source, endpoint, subscriber CASCADE',
  );
}

/** Companies, traits, themes, one rule, one sizing row; once a database. */
export async function insertLibrary(db: Db): Promise<void> {
  await db
    .insertInto('theme')
    .values([
      { id: 'lantern', name_zh: '灯笼模型', name_en: 'Lantern models', parent_id: null },
      { id: 'lantern_video', name_zh: '灯笼视频', name_en: 'Lantern video', parent_id: 'lantern' },
    ])
    .execute();
  await db
    .insertInto('trait')
    .values([
      {
        id: 'algorithm_platform',
        axis: 'model',
        name_zh: '算法平台',
        name_en: 'Algorithm platform',
        meaning: 'sells output',
      },
      {
        id: 'device_sales',
        axis: 'model',
        name_zh: '硬件销售',
        name_en: 'Device sales',
        meaning: 'sells devices',
      },
      {
        id: 'compute_intensive',
        axis: 'economics',
        name_zh: '算力密集',
        name_en: 'Compute-intensive',
        meaning: 'compute',
      },
    ])
    .execute();
  const company = (ticker: string, zh: string, hant: string, en: string, exchange: string) => ({
    ticker,
    exchange,
    issuer: `issuer-${ticker}`,
    name_zh_hans: zh,
    name_zh_hant: hant,
    name_en: en,
    listed_on: '2020-01-02',
    delisted_on: null,
    summary_zh: `${zh}的说明`,
    summary_en: `What ${en} does`,
  });
  await db
    .insertInto('company')
    .values([
      company('9901.HK', '青灯算法', '青燈算法', 'Qingdeng Algorithms', 'XHKG'),
      company('688990.SH', '萤火软件', '螢火軟件', 'Firefly Software', 'XSHG'),
      company('300990.SZ', '烛光器件', '燭光器件', 'Candle Devices', 'XSHE'),
    ])
    .execute();
  await db
    .insertInto('company_trait')
    .values({
      ticker: '9901.HK',
      trait_id: 'algorithm_platform',
      valid_from: '2024-01-01',
      valid_to: null,
      strength: 0.9,
      revenue_share: 0.62,
      share_of: 'FY2026',
      source_title: 'Qingdeng annual report 2026',
      source_url: 'https://qingdeng.example/ar2026.pdf',
      source_date: '2027-01-20',
      note: null,
      recorded_at: '2027-02-01T00:00:00Z',
    })
    .execute();
  await db
    .insertInto('rule')
    .values({
      id: 'algorithm-advance',
      kind: 'analogue',
      title_zh: '算法之进',
      title_en: 'An advance of algorithm',
      rationale_zh: '进步在算法',
      rationale_en: 'The advance is one of algorithm',
      author: 'A. Editor',
      written_on: '2027-01-05',
      recorded_at: '2027-01-06T00:00:00Z',
    })
    .execute();
  await db
    .insertInto('sizing')
    .values({
      id: 'lantern-fees',
      trait_id: 'algorithm_platform',
      theme_id: null,
      name_zh: '灯笼服务费',
      name_en: 'Lantern service fees',
      market_size: 1000,
      unit: '亿元',
      fee_low: 0.015,
      fee_high: 0.018,
      share: null,
      source_title: 'Lantern Association yearbook',
      source_url: 'https://lanterns.example/yearbook',
      source_date: '2026-11-01',
    })
    .execute();
}

/** One event with two or three articles, scores, traits, and soft, hard and trap lines with evidence for and against. */
export async function insertEvent(db: Db, wish: ExampleWish = {}): Promise<string> {
  const id = wish.id ?? 'ev-lantern';
  const origin = wish.origin ?? 'live';
  const quote = wish.quote ?? 'frames are folded into small paper squares before the network sees them';
  const body = wish.body ?? `The studio wrote that ${quote}. Quality rises with training compute.`;
  const article = (
    n: number,
    title: string,
    outlet: string,
    language: string,
    firstHand: boolean,
    at: string,
  ) => ({
    id: `${id}-a${n}`,
    source_id: null,
    document_id: null,
    origin,
    url: `https://${outlet.toLowerCase().replace(/\W/g, '') || 'denghuo'}.example/${id}/${n}`,
    canonical_url: `https://${outlet.toLowerCase().replace(/\W/g, '') || 'denghuo'}.example/${id}/${n}`,
    title,
    body,
    author: null,
    language,
    outlet,
    first_hand: firstHand,
    published_at: at,
    fetched_at: at,
    detected_at: at,
    duplicate_of: null,
    revised_at: null,
    analysed_at: at,
  });
  const headline = wish.headline ?? 'Lumen Studio shows a lantern model that folds video into paper squares';
  const articles = [
    article(1, headline, 'Evening Lamp', 'en', false, '2027-03-02T14:00:00Z'),
    article(2, wish.headlineZh ?? '流明工作室展示灯笼模型', '灯火日报', 'zh', false, '2027-03-02T15:30:00Z'),
    ...(wish.firstHand === false
      ? []
      : [article(3, 'Lantern model: technical note', 'Lumen Studio', 'en', true, '2027-03-02T13:40:00Z')]),
  ];
  await db.insertInto('article').values(articles).execute();
  await db
    .insertInto('event')
    .values({
      id,
      origin,
      headline,
      headline_zh: wish.headlineZh ?? '流明工作室展示把视频折成纸片的灯笼模型',
      headline_en: headline,
      state: wish.state ?? 'hype',
      first_seen: '2027-03-02T13:40:00Z',
      last_seen: '2027-03-02T15:30:00Z',
      first_article_id: articles[0]!.id,
      issuer_entity: null,
      parent_event_id: null,
      unread: wish.firstHand === false,
      recorded_at: '2027-03-02T14:01:00Z',
      linked_at: '2027-03-02T15:31:00Z',
    })
    .execute();
  await db
    .insertInto('event_article')
    .values(
      articles.map((a) => ({
        article_id: a.id,
        event_id: id,
        joined_at: a.published_at,
        score: 0.9,
        why: 'same names',
      })),
    )
    .execute();
  await db
    .insertInto('event_theme')
    .values({
      event_id: id,
      theme_id: 'lantern_video',
      weight: 0.8,
      articles: articles.length,
      first_seen: '2027-03-02T13:40:00Z',
    })
    .execute();
  await db
    .insertInto('event_trait')
    .values([
      {
        event_id: id,
        trait_id: 'algorithm_platform',
        strength: 0.8,
        first_hand: wish.firstHand !== false,
        articles: 2,
      },
      { event_id: id, trait_id: 'compute_intensive', strength: 0.4, first_hand: false, articles: 1 },
    ])
    .execute();
  const at = body.indexOf(quote.slice(0, 20));
  if (at >= 0)
    await db
      .insertInto('article_trait')
      .values({
        article_id: articles[0]!.id,
        trait_id: 'algorithm_platform',
        field: 'body',
        start_at: at,
        end_at: at + quote.length,
        strength: 0.8,
        first_hand: false,
      })
      .execute();
  const top = wish.score ?? 78;
  await db
    .insertInto('hype_score')
    .values(
      [0.1, 0.3, 0.7, 1, 0.95].map((part, i) => ({
        event_id: id,
        at: `2027-03-02T${14 + i}:30:00Z`,
        score: top * part,
        burst: 0.8,
        spread: 0.5,
        reach: 0.6,
        language: 1,
        novelty: 0.7,
        first_hand: 1,
        surprise: null,
        price: null,
        weights_version: 1,
      })),
    )
    .execute();
  await db
    .insertInto('event_state')
    .values([
      {
        event_id: id,
        at: '2027-03-02T14:01:00Z',
        from_state: null,
        to_state: 'emerging',
        reason: 'first article',
      },
      ...(wish.state === undefined || wish.state === 'hype'
        ? [
            {
              event_id: id,
              at: '2027-03-02T16:30:00Z',
              from_state: 'emerging',
              to_state: 'hype',
              reason: 'score above the threshold',
            },
          ]
        : wish.state === 'emerging'
          ? []
          : [
              {
                event_id: id,
                at: '2027-03-02T17:30:00Z',
                from_state: 'hype',
                to_state: wish.state,
                reason: 'no new outlets',
              },
            ]),
    ])
    .execute();
  if (wish.bare !== true)
    await insertAnalogues(db, id, articles.at(-1)!.id, articles[0]!.id, quote, wish.why);
  return id;
}

async function insertAnalogues(
  db: Db,
  event: string,
  firstHand: string,
  hearsay: string,
  quote: string,
  why: string | undefined,
): Promise<void> {
  const line = (ticker: string, kind: string, score: number, whyZh: string, whyEn: string) => ({
    id: `${event}-${ticker}`,
    event_id: event,
    ticker,
    kind,
    same_product: kind !== 'soft',
    score,
    rank: 1,
    rule_id: 'algorithm-advance',
    rule_version: 1,
    why_zh: why ?? whyZh,
    why_en: why ?? whyEn,
    as_of: '2027-03-02T17:00:00Z',
    computed_at: '2027-03-02T17:00:00Z',
    superseded_at: null,
  });
  await db
    .insertInto('analogue')
    .values([
      line(
        '9901.HK',
        'soft',
        71.5,
        '与事件同为算法平台：价值在算法，不在算力。',
        'Sells what its own algorithms produce, as the event does: the value is in the algorithm, not in compute.',
      ),
      line(
        '688990.SH',
        'hard',
        40,
        '做同类产品，商业模式所知不多。',
        'Makes the same product; too little of the model is known.',
      ),
      line(
        '300990.SZ',
        'trap',
        33,
        '卖器件：事件的进步在算法，不带来器件需求。',
        'Sells devices: the advance is one of algorithm and says nothing of demand for devices.',
      ),
    ])
    .execute();
  await db
    .insertInto('analogue_component')
    .values([
      { analogue_id: `${event}-9901.HK`, name: 'overlap', value: 0.82, note: 'algorithm_platform' },
      { analogue_id: `${event}-9901.HK`, name: 'purity', value: 0.62, note: 'FY2026' },
    ])
    .execute();
  const said = (
    analogue: string,
    position: number,
    against: boolean,
    article: string,
    trait: string,
    text: string,
  ) => ({
    analogue_id: `${event}-${analogue}`,
    position,
    against,
    side: 'event',
    trait_id: trait,
    article_id: article,
    field: 'body',
    start_at: 22,
    end_at: 22 + text.length,
    text,
    source_title: null,
    source_url: null,
    source_date: null,
    note: null,
  });
  const sourced = (analogue: string, position: number, against: boolean, trait: string, title: string) => ({
    analogue_id: `${event}-${analogue}`,
    position,
    against,
    side: 'company',
    trait_id: trait,
    article_id: null,
    field: null,
    start_at: null,
    end_at: null,
    text: null,
    source_title: title,
    source_url: 'https://qingdeng.example/ar2026.pdf',
    source_date: '2027-01-20',
    note: against ? '38% of revenue is loan facilitation' : null,
  });
  const compute = 'Quality rises with training compute';
  await db
    .insertInto('analogue_evidence')
    .values([
      said('9901.HK', 1, false, firstHand, 'algorithm_platform', quote),
      sourced('9901.HK', 2, false, 'algorithm_platform', 'Qingdeng annual report 2026'),
      said('9901.HK', 3, true, hearsay, 'compute_intensive', compute),
      sourced('9901.HK', 4, true, 'device_sales', 'Qingdeng annual report 2026, segment note'),
      said('300990.SZ', 1, false, firstHand, 'algorithm_platform', quote),
      sourced('300990.SZ', 2, false, 'device_sales', 'Candle prospectus'),
      said('300990.SZ', 3, true, hearsay, 'compute_intensive', compute),
      sourced('688990.SH', 1, false, 'algorithm_platform', 'Firefly annual report 2026'),
    ])
    .execute();
}

/** A release with its figures, attached to the event's last article. */
export async function insertFigures(db: Db, event: string): Promise<void> {
  await db
    .insertInto('release')
    .values({
      id: `${event}-release`,
      article_id: `${event}-a3`,
      event_id: event,
      issuer_entity: null,
      issuer: 'Lumen Studio',
      published_at: '2027-03-02T13:40:00Z',
      first_hand: true,
    })
    .execute();
  const figure = (position: number, kind: string, metric: string, rest: object) => ({
    release_id: `${event}-release`,
    position,
    kind,
    metric,
    name: null,
    period: 'FY2027Q4',
    low: null,
    high: null,
    point: null,
    unit: 'USD',
    direction: null,
    yoy_low: null,
    yoy_high: null,
    expected: null,
    surprise: null,
    start_at: 0,
    end_at: 4,
    ...rest,
  });
  await db
    .insertInto('release_figure')
    .values([
      figure(1, 'result', 'revenue', { point: 824_000_000, yoy_low: 14, yoy_high: 14, direction: 'beat' }),
      figure(2, 'result', 'eps_adjusted', { point: 0.29, unit: 'USD/share', expected: 0.25 }),
      figure(3, 'guidance', 'revenue', {
        low: 850_000_000,
        high: 900_000_000,
        period: 'FY2028Q1',
        direction: 'raised',
      }),
    ])
    .execute();
}
