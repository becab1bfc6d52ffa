import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPipeline } from '../../jobs/pipeline.ts';
import type { OpenDatabase } from '../../src/db/index.ts';
import { cardOf, FULL, loadEvent, WORDS } from '../../src/deliver/index.ts';
import { createClusterer, eventDetail } from '../../src/events/index.ts';
import { applyLibrary } from '../../src/library/index.ts';
import { testClock, testContext, testDatabases } from '../databases.ts';
import {
  decided,
  docsOf,
  FILES,
  library,
  RECALL,
  RECALL_ZH,
  SETTLED,
  SETTLED_ZH,
  SUIT,
  SUIT_AGAIN,
  SUIT_ZH,
  type Told,
} from './told.ts';

/** A sequel joins its parent as a development, not the same event. All stories here are invented. */
describe('a sequel of another day', () => {
  it('is an event of its own though it retells the earlier story: a recall, then a lawsuit, then its settlement', () => {
    const [, suit, again, settled] = decided(RECALL, SUIT, SUIT_AGAIN, SETTLED);
    expect(suit).toMatchObject({ isNew: true, parent: 's0', development: { act: 'lawsuit' } });
    expect(again).toMatchObject({ isNew: false, event: 's1' });
    expect(settled).toMatchObject({ isNew: true, parent: 's1', development: { act: 'settlement' } });
    expect(settled!.development!.reason.en).toMatch(
      /^a settlement after a lawsuit, both about Toyota, .* 168 hours later$/,
    );
  });
  it('is a delay though the text names what is late and why', () => {
    const [, delay, again] = decided(
      [
        '2026-03-02T08:00:00Z',
        'Sony unveils PlayStation 6 at $599',
        'The PlayStation 6 console was shown in Tokyo on Monday with an 8K mode. Pre-orders open on March 20 in America.',
      ],
      [
        '2026-03-06T09:00:00Z',
        'Sony puts PlayStation 6 pre-orders on hold as tariffs bite',
        'American buyers will not be able to order on March 20; the company wants to see what the tariffs do to its costs.',
      ],
      [
        '2026-03-06T15:00:00Z',
        '索尼因关税推迟PlayStation 6美国预购',
        '索尼表示,原定3月20日开始的PlayStation 6美国预购延后,关税的影响仍在评估。',
      ],
    );
    expect(delay).toMatchObject({ isNew: true, parent: 's0', development: { act: 'delay' } });
    expect(again).toMatchObject({ isNew: false, event: 's1' });
  });
  it('is so in Chinese, and across languages', () => {
    const [, suit, settled] = decided(RECALL_ZH, SUIT_ZH, SETTLED_ZH);
    expect(suit).toMatchObject({ isNew: true, parent: 's0', development: { act: 'lawsuit' } });
    expect(suit!.development!.reason.zh).toContain('诉讼，主角同为丰田');
    expect(settled!.development!.reason.zh).toContain('诉讼之后的和解，主角同为丰田');
    const [, other] = decided(RECALL, SUIT_ZH);
    expect(other).toMatchObject({ isNew: true, parent: 's0', development: { act: 'lawsuit' } });
  });
  it('of the same day stays in its story, since one day’s reports tell both at once', () => {
    const [, same] = decided(RECALL, ['2026-03-02T10:00:00Z', SUIT[1], SUIT[2]]);
    expect(same).toMatchObject({ isNew: false, event: 's0' });
  });
});

describe('an act that another calls for', () => {
  it('follows it: approval after the filing, results after the warning', () => {
    const cases: [Told, Told, string][] = [
      [
        [
          '2026-03-02T08:00:00Z',
          'Mixue files to list in Hong Kong',
          'Mixue filed for an initial public offering in Hong Kong on Monday, hoping to raise $500 million for its tea shops.',
        ],
        [
          '2026-03-10T08:00:00Z',
          'Mixue wins approval for Hong Kong share sale',
          'Mixue won approval from the Hong Kong exchange on Tuesday for the tea chain that wants to raise $500 million.',
        ],
        'approval',
      ],
      [
        [
          '2026-03-02T08:00:00Z',
          '蜜雪冰城向港交所递表',
          '蜜雪冰城周一向港交所提交上市申请,拟募资5亿美元用于扩张茶饮门店。',
        ],
        ['2026-03-10T08:00:00Z', '蜜雪冰城赴港上市获批', '蜜雪冰城上市获批,拟募资5亿美元,用于扩张茶饮门店。'],
        'approval',
      ],
      [
        [
          '2026-03-02T08:00:00Z',
          'Profit warning from Nike: quarter to fall short',
          'Nike issued a profit warning on Monday, saying demand for running shoes in China had weakened.',
        ],
        [
          '2026-03-09T20:00:00Z',
          'Nike reports lower revenue and profit as feared',
          'Nike reported quarterly results on Friday. Revenue fell 9% to $10.8 billion and net income fell by a third as shoes in China sold slowly.',
        ],
        'results',
      ],
      [
        [
          '2026-03-02T08:00:00Z',
          '耐克发出盈利预警:中国跑鞋需求转弱',
          '耐克周一发布盈利预警,称中国市场跑鞋需求转弱。',
        ],
        [
          '2026-03-09T20:00:00Z',
          '耐克季报:营收降9%,净利润少三分之一',
          '耐克公布季度业绩,营收同比下降9%至108亿美元,净利润下降三分之一,跑鞋在中国卖得慢。',
        ],
        'results',
      ],
    ];
    for (const [first, then, act] of cases)
      expect(decided(first, then)[1]).toMatchObject({ isNew: true, parent: 's0', development: { act } });
  });
  it('need not be about the same company: shares fall after a rival’s trial', () => {
    const [, fall] = decided(
      [
        '2026-03-02T08:00:00Z',
        'Novo Nordisk shows obesity pill',
        'Novo Nordisk presented trial data for amycretin, an obesity pill. Patients lost 22% of their weight in 36 weeks in the phase 2 clinical trial.',
      ],
      [
        '2026-03-03T15:00:00Z',
        'Eli Lilly shares plunge after Novo Nordisk amycretin data',
        'Eli Lilly shares fell 9%, a day after Novo Nordisk said its amycretin pill had patients lose 22% of their weight.',
      ],
    );
    expect(fall).toMatchObject({ isNew: true, parent: 's0', development: { act: 'shares' } });
    expect(fall!.development!.reason.en).toContain('which names Novo Nordisk');
    const [, zh] = decided(
      [
        '2026-03-02T08:00:00Z',
        '诺和诺德减重药片amycretin二期数据公布',
        '诺和诺德公布减重药片amycretin的二期临床数据,36周减重22%。',
      ],
      [
        '2026-03-03T15:00:00Z',
        '礼来股价大跌9%:诺和诺德amycretin数据搅局',
        '礼来股价下跌9%,市值蒸发600亿美元。前一天诺和诺德称amycretin让患者减重22%。',
      ],
    );
    expect(zh!.development!.reason.zh).toContain('起因涉及诺和诺德');
  });
});

describe('what is no development', () => {
  it('a company’s other trouble, with nothing in common but its name, in both languages', () => {
    for (const [first, then] of [
      [
        [
          '2026-03-02T08:00:00Z',
          'Boeing wins order for 40 jets from Ryanair',
          'Boeing said Ryanair had ordered 40 jets worth $4 billion, to be built in Renton.',
        ],
        [
          '2026-03-04T08:00:00Z',
          'Boeing sued by former engineer over age',
          'A former engineer has filed a lawsuit against Boeing, saying he was passed over for younger colleagues in St. Louis.',
        ],
      ],
      [
        ['2026-03-02T08:00:00Z', '瑞安航空向波音订购40架飞机', '波音称瑞安航空订购40架飞机,价值40亿美元。'],
        [
          '2026-03-04T08:00:00Z',
          '前工程师以年龄歧视起诉波音',
          '一名前工程师在圣路易斯起诉波音,称晋升时被年轻同事取代。',
        ],
      ],
    ] as [Told, Told][])
      expect(decided(first, then)[1]).toMatchObject({ isNew: true, parent: null, development: null });
  });
  it('what came earlier: a late report of the recall has no lawsuit for a parent', () => {
    const [, late] = decided(SUIT, RECALL);
    expect(late!.development).toBeNull();
  });
  it('a denial of the day, which is told in one story with the rumour', () => {
    for (const stories of [
      [
        [
          '2026-03-02T08:00:00Z',
          'Starbucks in talks to sell its China business to Meituan, report says',
          'Starbucks is in talks to sell its China cafes to Meituan for about $6 billion, a newspaper reported, citing people it did not name.',
        ],
        [
          '2026-03-02T12:00:00Z',
          'Meituan denies report of Starbucks China purchase',
          'Meituan denied on Monday that it is buying the cafes of Starbucks in China. The report is untrue, a spokesman said.',
        ],
      ],
      [
        [
          '2026-03-02T08:00:00Z',
          '消息称美团洽购星巴克中国门店',
          '据报道,美团正洽谈以约60亿美元收购星巴克中国业务。',
        ],
        [
          '2026-03-02T12:00:00Z',
          '美团否认收购星巴克中国',
          '美团周一否认收购星巴克中国业务的报道,称消息不实。',
        ],
      ],
    ] as Told[][])
      expect(decided(...stories)[1]!.event).toBe('s0');
  });
  it('a denial of the next day, which answers the rumour and is told with it', () => {
    for (const [rumour, denial] of [
      [
        [
          '2026-03-02T08:00:00Z',
          'Starbucks in talks to sell its China business to Meituan, report says',
          'Starbucks is in talks to sell its China cafes to Meituan for about $6 billion, a newspaper reported, citing people it did not name.',
        ],
        [
          '2026-03-03T09:00:00Z',
          'Meituan denies it is buying Starbucks cafes',
          'Meituan denied on Tuesday that it is in talks to buy the cafes of Starbucks in China. The report is untrue, a spokesman said.',
        ],
      ],
      [
        [
          '2026-03-02T08:00:00Z',
          '消息称美团洽购星巴克中国门店',
          '据报道,美团正洽谈以约60亿美元收购星巴克中国业务。',
        ],
        ['2026-03-03T09:00:00Z', '美团否认收购星巴克', '美团周二否认收购星巴克中国业务的报道,称消息不实。'],
      ],
    ] as [Told, Told][])
      expect(decided(rumour, denial)[1]).toMatchObject({ isNew: false, event: 's0' });
  });
});

describe('a clusterer that stopped between the two', () => {
  it('finds the same parent for the same reason', () => {
    const [first, then] = docsOf([RECALL, SUIT]);
    const before = createClusterer(library);
    before.assign(first!);
    const after = createClusterer(library, before.snapshot());
    expect(after.assign(then!)).toEqual(before.assign(then!));
  });
});

describe.each(await testDatabases())('a development in the tables ($name)', (database) => {
  let open: OpenDatabase;
  beforeAll(async () => {
    open = await database.open();
    await applyLibrary(open.db, FILES, '2026-03-01T00:00:00Z');
  }, 300_000);
  afterAll(() => open.close());
  it('is stored with its reason, and said on the page, in the digest’s card and in event show, on both sides', async () => {
    const clock = testClock('2026-03-05T16:00:00Z');
    const pipeline = await createPipeline(testContext(open, clock), FILES);
    await pipeline.take(docsOf([RECALL, SUIT]), 'replay');
    await pipeline.analyse();
    const rows = await open.db.selectFrom('event').selectAll().orderBy('first_seen').execute();
    const [recall, suit] = rows;
    expect(suit).toMatchObject({ parent_event_id: recall!.id, parent_act: 'lawsuit' });
    const detail = await eventDetail(open.db, suit!.id);
    expect(detail.development).toMatchObject({
      act: 'lawsuit',
      en: expect.stringContaining('both about Toyota'),
    });
    expect((await eventDetail(open.db, recall!.id)).followed.map((f) => f.id)).toEqual([suit!.id]);
    const lines = async (id: string, to: string, language: 'zh' | 'en') =>
      cardOf((await loadEvent(open.db, id, to, language))!, WORDS[language], language, FULL).lines.map(
        (l) => `${l.label}: ${l.parts.map((p) => p.text).join('')}`,
      );
    const now = '2026-03-06T00:00:00Z';
    expect(await lines(suit!.id, now, 'en')).toContainEqual(
      expect.stringMatching(/^A development of: Toyota recalls .* \(a lawsuit, both about Toyota/),
    );
    expect(await lines(suit!.id, now, 'zh')).toContainEqual(
      expect.stringMatching(/^后续发展，源自: .*（诉讼，主角同为丰田/),
    );
    expect(await lines(recall!.id, now, 'en')).toContainEqual(
      expect.stringMatching(/^What followed: Owners sue Toyota/),
    );
    // Before the lawsuit was known, nothing had followed.
    expect((await lines(recall!.id, '2026-03-03T00:00:00Z', 'en')).join()).not.toContain('What followed');
  });
});
