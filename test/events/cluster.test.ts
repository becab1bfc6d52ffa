import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bCubed } from '../../bench/events/measure.ts';
import { generate } from '../../bench/events/stream.ts';
import { buildDictionary, loadEntities, loadLexicon } from '../../src/entities/index.ts';
import { clusterMany, createClusterer } from '../../src/events/cluster.ts';
import type { ClusterDoc } from '../../src/events/features.ts';

const file = (path: string) => ({ file: path, text: readFileSync(path, 'utf8') });
const library = {
  dictionary: buildDictionary(
    loadEntities(
      file('library/entities.yaml'),
      readdirSync('library/companies')
        .filter((f) => f.endsWith('.yaml'))
        .sort()
        .map((f) => file(`library/companies/${f}`)),
    ),
  ),
  lexicon: loadLexicon(file('library/lexicon.yaml')),
};
let serial = 0;
const doc = (title: string, body: string, publishedAt: string): ClusterDoc => ({
  id: `t${++serial}`,
  title,
  body,
  publishedAt,
});
const events = (docs: readonly ClusterDoc[]): string[] => clusterMany(docs, library).map((a) => a.event);

describe('one story, two languages', () => {
  const english = doc(
    'Micron to buy a packaging plant in Penang for $1.2 billion',
    'Micron agreed to acquire the plant, which packages high-bandwidth memory, for $1.2 billion. About 3,400 employees move with it. The deal should close in the third quarter.',
    '2024-06-03T12:00:00Z',
  );
  const chinese = doc(
    '美光12亿美元收购槟城封装厂',
    '美光宣布以12亿美元收购槟城一家高带宽内存封装工厂,约3400名员工一并转入,交易预计第三季度完成。',
    '2024-06-03T14:00:00Z',
  );
  it('joins the Chinese article to the English event by names, amounts and notions', () => {
    expect(new Set(events([english, chinese])).size).toBe(1);
    expect(new Set(events([chinese, { ...english, publishedAt: '2024-06-03T16:00:00Z' }])).size).toBe(1);
  });
  it('says why in one sentence, and shows the candidates with their parts', () => {
    const [, second] = clusterMany([english, chinese], library);
    expect(second!.why).toMatch(/^joins: /);
    expect(second!.candidates[0]).toMatchObject({ event: english.id });
    expect(second!.candidates[0]!.parts.quantity).toBeGreaterThan(0);
  });
});

describe('neighbours', () => {
  it('keeps two products of two makers of one day apart', () => {
    const [a, b] = events([
      doc(
        'Anthropic releases Claude 3',
        'Anthropic released Claude 3, a family of three models for reading long documents.',
        '2024-03-04T14:00:00Z',
      ),
      doc(
        'Inflection presents its next assistant',
        'Inflection AI presented version 2.5 of its personal assistant, which talks with less compute.',
        '2024-03-04T15:00:00Z',
      ),
    ]);
    expect(a).not.toBe(b);
  });
  it("keeps a company's lawsuit apart from its results of the same day", () => {
    const [a, b] = events([
      doc(
        'Tesla misses profit estimates',
        'Tesla reported quarterly revenue of $21.3 billion and a gross margin of 17.4%, below estimates.',
        '2024-04-23T20:10:00Z',
      ),
      doc(
        'Tesla sued over battery patents',
        'A court filing in Delaware accuses Tesla of infringing nine patents on battery cooling.',
        '2024-04-23T21:00:00Z',
      ),
    ]);
    expect(a).not.toBe(b);
  });
  it('leaves a round-up and its stories alone', () => {
    const story = doc(
      'Roblox raises prices in Japan',
      'Roblox raises the price of its currency in Japan by 12%.',
      '2024-05-06T08:00:00Z',
    );
    const roundup = doc(
      '早报丨Roblox日本涨价;索尼发布新机;任天堂回应传闻',
      'Roblox在日本涨价12%。索尼发布新机。任天堂回应传闻。',
      '2024-05-06T09:00:00Z',
    );
    const later = doc(
      'Roblox makes its currency dearer in Japan',
      'The price of the currency of Roblox goes up 12% in Japan.',
      '2024-05-06T10:00:00Z',
    );
    const [a, b, c] = events([story, roundup, later]);
    expect(b).toBe(roundup.id);
    expect(c).toBe(a);
  });
  it('joins a reprint with another headline', () => {
    const body =
      'The port of Gdansk will double its container capacity by 2027, the operator said, after three years of planning. Work on the two new quays begins in August. The cost is put at 470 million euros, most of it borrowed.';
    const [a, b] = events([
      doc('Gdansk port doubles capacity', body, '2024-05-06T08:00:00Z'),
      doc('Update: bigger quays for Gdansk', `(Adds details) ${body}`, '2024-05-07T08:00:00Z'),
    ]);
    expect(b).toBe(a);
  });
});

describe('neighbours in other fields', () => {
  const at = (hour: number, day = 25): string => `2024-04-${day}T${String(hour).padStart(2, '0')}:00:00Z`;
  it('takes a company that a headline names for its subject, not the index beside it, in either language', () => {
    const [a, b] = events([
      doc(
        'Starbucks to join Dow Industrials, replacing Verizon',
        'The change takes effect before the open on June 8, the index keeper said.',
        at(6),
      ),
      doc(
        '道指调整:星巴克取代威瑞森',
        '指数公司宣布,自6月8日开盘前起,星巴克将成为道琼斯工业平均指数成分股,威瑞森退出。',
        at(9),
      ),
    ]);
    expect(b).toBe(a);
  });
  it('keeps the results of two grocers of one day apart, each with its Chinese article', () => {
    const [a, b, c, d] = events([
      doc(
        'Nestlé first-quarter sales rise 1.4%, pricing slows',
        'Nestlé said organic sales grew 1.4% in the first quarter to 22.1 billion Swiss francs, as price increases slowed and volumes fell in North America.',
        at(6),
      ),
      doc(
        'Unilever sales grow 4.4% in first quarter as volumes return',
        'Unilever said underlying sales grew 4.4% in the first quarter to 15 billion euros, with volumes up 2.2% and price increases slowing.',
        at(7),
      ),
      doc(
        '雀巢一季度有机增长1.4%',
        '雀巢公布第一季度销售额221亿瑞士法郎,有机增长1.4%,提价放缓,北美销量下滑。',
        at(8),
      ),
      doc(
        '联合利华一季度销售增长4.4%,销量回升',
        '联合利华第一季度销售额150亿欧元,基础销售增长4.4%,销量增2.2%,提价放缓。',
        at(9),
      ),
    ]);
    expect(b).not.toBe(a);
    expect([c, d]).toEqual([a, b]);
  });
  it("keeps a holder's gain apart from the results of the company it holds, in whichever order they come", () => {
    const results = doc(
      'Tencent profit beats estimates as games recover',
      'Tencent reported a quarterly profit of 41.9 billion yuan, up 62%, as domestic games recovered and advertising grew 26%.',
      at(8),
    );
    const gain = doc(
      'Prosus gains 6% on Tencent results',
      'Shares of Prosus, which holds about a quarter of Tencent, rose 6% in Amsterdam, its best day since January, after the strong results of its largest holding.',
      at(10),
    );
    const chinese = doc(
      '腾讯一季度利润增长62%,游戏回暖',
      '腾讯公布一季度利润419亿元,同比增长62%,国内游戏回暖,广告收入增长26%。',
      at(11),
    );
    const [a, b, c] = clusterMany([results, gain, chinese], library);
    expect(b!.isNew).toBe(true);
    // It grew out of them, and says so.
    expect(b!.parent).toBe(a!.event);
    expect(b!.why).toContain(`a development of ${a!.event}`);
    expect(c!.event).toBe(a!.event);
    const [x, y] = events([gain, { ...results, publishedAt: at(12) }]);
    expect(y).not.toBe(x);
  });
  it('keeps the fall of a share apart from the trial that caused it', () => {
    const [a, b, c] = events([
      doc(
        'Novo Nordisk says CagriSema cut weight by 22.7% in late-stage trial',
        'Novo Nordisk said its next obesity drug CagriSema helped patients lose 22.7% of their weight after 68 weeks in the REDEFINE 1 trial, below the 25% it had hoped for.',
        at(11),
      ),
      doc(
        'CagriSema: patients lose 22.7% of weight in Novo Nordisk trial',
        'Patients on CagriSema lost 22.7% of their weight in the REDEFINE 1 trial, Novo Nordisk said; 57% reached the highest dose.',
        at(12),
      ),
      doc(
        'Novo Nordisk shares plunge 20%, wiping out $90 billion',
        'Shares of Novo Nordisk fell as much as 27% in Copenhagen and closed down 20%, the worst day on record, erasing about $90 billion of market value; European indices fell.',
        at(17),
      ),
    ]);
    expect(b).toBe(a);
    expect(c).not.toBe(a);
  });
  it('takes a late article into the event of its day, and no other one that came between', () => {
    const [a, b, c] = events([
      doc(
        'Maersk raises its outlook as Red Sea detours lift freight rates',
        'Maersk raised its full-year outlook to an underlying EBITDA of $7 billion to $9 billion as detours around the Red Sea lifted freight rates.',
        at(14),
      ),
      doc(
        'Ikea cuts prices on 800 products',
        'Ingka, which runs most Ikea stores, cut prices on 800 products in Europe.',
        at(8, 27),
      ),
      doc(
        '马士基上调全年指引',
        '马士基将全年基础EBITDA指引上调至70亿至90亿美元,称红海绕航推高运价。',
        at(15),
      ),
    ]);
    expect(b).not.toBe(a);
    expect(c).toBe(a);
  });
  it('leaves "7 things to know", 早报 and pieces that tell nothing alone, while the story goes on', () => {
    const [story, things, zao, guide, brew, later] = events([
      doc(
        'Starbucks workers in Buffalo vote for a second union',
        'Workers at a Starbucks in Buffalo voted 19 to 8 for a union.',
        at(12),
      ),
      doc(
        '7 things to know today: Starbucks union, oil, a new ferry',
        'Workers at a Starbucks in Buffalo voted for a union. Oil fell 2%. A ferry line opens in Oslo. Airbus hires 3,000.',
        at(13),
      ),
      doc(
        '早报:星巴克员工投票成立工会;油价下跌;奥斯陆新航线',
        '星巴克布法罗门店员工投票成立工会。油价下跌2%。奥斯陆开通新轮渡。',
        at(14),
      ),
      doc(
        "What is organic cocoa? A beginner's guide",
        'Cocoa beans grow near the equator. Fermentation takes a week.',
        at(15),
      ),
      doc(
        'How to brew coffee like a Starbucks barista',
        'Grind fresh, weigh the beans and let the water cool a little before you pour.',
        at(16),
      ),
      doc(
        'Second Starbucks union in Buffalo after 19-8 vote',
        'A Starbucks in Buffalo has a union after a vote of 19 to 8.',
        at(17),
      ),
    ]);
    expect(new Set([story, things, zao, guide, brew]).size).toBe(5);
    expect(later).toBe(story);
  });
  it.each([
    [
      'consumer goods',
      'Luckin opens its thousandth store outside China',
      'Luckin Coffee opened a store in Kuala Lumpur on Monday, its thousandth outside China, and plans 300 more this year.',
      '5 things to know today: Luckin abroad, beef prices, a toy recall',
      'Luckin Coffee opened its thousandth store outside China in Kuala Lumpur. Beef prices rose 4%. A toy maker recalls rattles. A bakery chain raises pay. Vietnam taxes sugar.',
      'Luckin Coffee reaches 1,000 overseas stores with Kuala Lumpur opening',
      'Luckin’s thousandth store abroad opened in Kuala Lumpur; 300 more are planned this year.',
    ],
    [
      '消费',
      '瑞幸海外第1000家门店在吉隆坡开业',
      '瑞幸咖啡周一在吉隆坡开出海外第1000家门店,今年计划再开300家。',
      '消费早报:瑞幸海外门店破千;牛肉涨价;玩具召回',
      '瑞幸咖啡海外第1000家门店在吉隆坡开业。牛肉价格上涨4%。一家玩具商召回摇铃。',
      '瑞幸咖啡海外门店达1000家,吉隆坡新店开业',
      '瑞幸咖啡第1000家海外门店落户吉隆坡,今年还将新增300家。',
    ],
    [
      'cars',
      'BYD starts building cars in Szeged',
      'BYD began production at its plant in Szeged, Hungary, on Monday, with a capacity of 150,000 cars a year.',
      'Auto industry morning briefing: BYD in Szeged, Rivian hires, tyre prices',
      'BYD began production in Szeged. Rivian hires 400. Tyre prices rise. A dealer group is for sale.',
      'BYD’s Hungarian plant in Szeged begins production',
      'The Szeged plant of BYD can build 150,000 cars a year; the first left the line on Monday.',
    ],
    [
      '汽车',
      '比亚迪匈牙利塞格德工厂投产',
      '比亚迪周一宣布匈牙利塞格德工厂投产,年产能15万辆。',
      '汽车晚报丨比亚迪塞格德工厂投产 轮胎涨价 经销商求售',
      '比亚迪塞格德工厂投产。Rivian招聘400人。轮胎涨价。',
      '比亚迪塞格德工厂正式投产,年产15万辆',
      '比亚迪在匈牙利塞格德的工厂投产,首车周一下线,年产能15万辆。',
    ],
    [
      'biotech',
      'Akeso’s ivonescimab beats Keytruda in lung cancer trial',
      'Akeso said ivonescimab kept lung cancer from growing for 11.1 months in a phase 3 trial, against 5.8 months with Keytruda.',
      'Biotech week in review: Akeso data, a gene therapy hold, two listings',
      'Akeso’s ivonescimab beat Keytruda. The regulator put a gene therapy on hold. Two companies listed.',
      'Ivonescimab doubles time to progression against Keytruda, Akeso says',
      'Patients on Akeso’s ivonescimab went 11.1 months without progression in the phase 3 trial, 5.8 months on Keytruda.',
    ],
    [
      '医药',
      '康方生物依沃西单抗三期头对头胜K药',
      '康方生物宣布依沃西单抗在三期临床中将肺癌无进展生存期延长至11.1个月,K药为5.8个月。',
      '医药周报:康方数据公布;基因疗法暂停;两家公司上市',
      '康方生物依沃西单抗胜K药。监管部门叫停一项基因疗法。两家公司上市。',
      '依沃西单抗击败K药,康方生物公布三期数据',
      '康方生物依沃西单抗三期数据显示,肺癌患者无进展生存期11.1个月,K药组5.8个月。',
    ],
    [
      'policy',
      'EU puts 35% duties on Chinese electric cars',
      'The European Commission set duties of up to 35.3% on electric cars built in China, for five years from Wednesday.',
      'Policy weekly digest: EU car duties, a chip subsidy, port fees',
      'The European Commission set duties of up to 35.3% on electric cars from China. A chip subsidy was approved. Port fees change.',
      'European Commission sets duties of up to 35.3% on China-made electric cars',
      'The duties on electric cars built in China hold for five years and start on Wednesday, the European Commission said.',
    ],
    [
      '政策',
      '欧盟对中国电动车加征最高35.3%关税',
      '欧盟委员会宣布对中国制造的电动车加征最高35.3%的关税,为期五年,周三生效。',
      '政策早知道:欧盟电动车关税;芯片补贴;港口收费',
      '欧盟委员会对中国电动车加征最高35.3%关税。芯片补贴获批。港口收费调整。',
      '中国电动车被欧盟加征最高35.3%关税',
      '欧盟委员会称,对中国制造电动车的关税最高35.3%,周三起生效,为期五年。',
    ],
  ])(
    'leaves the round-ups of other fields alone too, in both languages: %s',
    (_, title, body, roundup, items, again, more) => {
      const [story, digest, later] = events([
        doc(title, body, at(12)),
        doc(roundup, items, at(13)),
        doc(again, more, at(15)),
      ]);
      expect(digest).not.toBe(story);
      expect(later).toBe(story);
    },
  );
  it('joins a reprint that was cut and given a notice, and not the same robot text about another company', () => {
    const body = (who: string, what: string) =>
      `${who} opened ${what} on Monday. The ceremony was attended by the mayor and two hundred guests, who toured the halls for three hours. A second stage is planned for 2027, if the council agrees to widen the road. Local shops expect more visitors at weekends.`;
    const [a, b, c] = events([
      doc('Toyota opens a museum of engines', body('Toyota', 'a museum of engines'), at(8)),
      doc(
        'Museum of engines opened',
        `Reprinted with permission. ${body('Toyota', 'a museum of engines').split('. ').slice(0, 3).join('. ')}.`,
        at(9),
      ),
      doc('Airbus opens a museum of wings', body('Airbus', 'a museum of wings'), at(10)),
    ]);
    expect(b).toBe(a);
    expect(c).not.toBe(a);
  });
});

describe('in operation', () => {
  const stream = generate(
    { seed: 3, articles: 400, events: 30, noise: 0.5, days: 6 },
    [...library.dictionary.entities.values()],
    library.lexicon.terms,
  );
  it('decides the same after a restart from a snapshot as without one', () => {
    const through = clusterMany(stream, library).map((a) => a.event);
    const first = createClusterer(library);
    const before = stream.slice(0, 200).map((d) => first.assign(d).event);
    const second = createClusterer(library, JSON.parse(JSON.stringify(first.snapshot())));
    const after = stream.slice(200).map((d) => second.assign(d).event);
    expect([...before, ...after]).toEqual(through);
  });
  it('never changes a decision for what comes later', () => {
    const half = clusterMany(stream.slice(0, 200), library).map((a) => a.event);
    expect(
      clusterMany(stream, library)
        .slice(0, 200)
        .map((a) => a.event),
    ).toEqual(half);
  });
  it('closes events after a quiet time, so that the archive costs nothing', () => {
    const clusterer = createClusterer(library);
    for (const d of stream) clusterer.assign(d);
    const busy = clusterer.live;
    clusterer.assign(doc('A month later', 'Nothing of the above.', '2024-04-20T00:00:00Z'));
    expect(busy).toBeGreaterThan(50);
    expect(clusterer.live).toBe(1);
  });
  it("keeps a person's merge for articles to come", () => {
    const clusterer = createClusterer(library);
    const [a, b, c] = [
      doc('Corning fire', 'A fire at a Corning plant in Turin stopped the lines.', '2024-05-06T08:00:00Z'),
      doc(
        'Moderna appoints a finance chief',
        'Moderna appointed a new chief financial officer from Leeds.',
        '2024-05-06T08:30:00Z',
      ),
      doc(
        'Moderna names CFO',
        'The new chief financial officer of Moderna comes from Leeds and was appointed on Monday.',
        '2024-05-06T09:30:00Z',
      ),
    ].map((d) => d!);
    clusterer.assign(a!);
    clusterer.assign(b!);
    clusterer.merge(b!.id, a!.id);
    expect(clusterer.assign(c!).event).toBe(a!.id);
  });
  it('finds the events of a generated stream', () => {
    const found = new Map(clusterMany(stream, library).map((a) => [a.id, a.event]));
    expect(bCubed(new Map(stream.map((d) => [d.id, d.event])), found).f1).toBeGreaterThan(0.9);
  });
});

describe('labelled streams', () => {
  const read = (path: string): (ClusterDoc & { event: string })[] =>
    readFileSync(path, 'utf8')
      .split('\n')
      .filter((l) => l !== '')
      .map((l) => JSON.parse(l));
  const agreement = (docs: readonly (ClusterDoc & { event: string })[]) => {
    const sorted = [...docs].sort((a, b) =>
      a.publishedAt < b.publishedAt ? -1 : a.publishedAt > b.publishedAt ? 1 : 0,
    );
    const truth = new Map(sorted.map((d) => [d.id, d.event === 'none' ? `none-${d.id}` : d.event]));
    return bCubed(truth, new Map(clusterMany(sorted, library).map((a) => [a.id, a.event])));
  };
  it('has a B-cubed F1 of 0.93 on the news stream beside the project', (ctx) => {
    const path = '../shared/corpora/news-stream/dev.ndjson';
    if (!existsSync(path)) return ctx.skip('../shared is absent');
    expect(agreement(read(path)).f1).toBeGreaterThanOrEqual(0.93);
  });
  it('has a B-cubed F1 of 0.9 on the recorded archive', () => {
    const labels = new Map(read('library/archive/truth.ndjson').map((r) => [r.id, r.event]));
    const docs = read('library/archive/2024-02.ndjson').map((d) => ({ ...d, event: labels.get(d.id)! }));
    expect(agreement(docs).f1).toBeGreaterThanOrEqual(0.9);
  });
});
