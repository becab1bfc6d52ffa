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
