import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ArticleDraft,
  canonicalUrl,
  type Origin,
  outletOf,
  saveArticle,
  waitingArticles,
} from '../../src/articles/index.ts';
import type { OpenDatabase } from '../../src/db/index.ts';
import { testDatabases } from '../databases.ts';

describe('the canonical address of a page', () => {
  it.each([
    ['http://www.example.com/a/', 'https://example.com/a'],
    ['https://m.example.com/a?utm_source=x&id=7&utm_medium=y', 'https://example.com/a?id=7'],
    ['https://example.com/a?b=2&a=1#part', 'https://example.com/a?a=1&b=2'],
    ['https://example.com//news//story.html', 'https://example.com/news/story.html'],
    ['https://example.com/news/index.html', 'https://example.com/news'],
    ['https://example.com/amp/story', 'https://example.com/story'],
    ['https://example.com/story.amp.html', 'https://example.com/story.html'],
    ['https://EXAMPLE.com:8443/A?q=%E7%AE%97%E5%8A%9B', 'https://example.com:8443/A?q=%E7%AE%97%E5%8A%9B'],
    ['https://example.com/a?fbclid=1', 'https://example.com/a'],
  ])('of %s is %s', (given, canonical) => {
    expect(canonicalUrl(given)).toBe(canonical);
  });

  it('keeps what is no web address as it is', () => {
    for (const text of ['urn:isbn:123', 'not an address', 'mailto:a@b.example'])
      expect(canonicalUrl(` ${text} `)).toBe(text);
  });

  it('is its own canonical address, whatever the address was', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (url) => {
        const once = canonicalUrl(url);
        expect(canonicalUrl(once)).toBe(once);
      }),
    );
  });

  it('tells the outlet', () => {
    expect(outletOf('https://www.36kr.com/p/1')).toBe('36kr.com');
    expect(outletOf('nothing')).toBe('unknown');
  });
});

const LONG =
  'The chip designer said revenue for the quarter was 824 million dollars, fourteen per cent more than a year before. ' +
  'Royalties grew because makers of phones moved to its newest architecture, for which they pay about twice as much. ' +
  'For the quarter to March it expects between 850 and 900 million dollars and a higher profit a share than analysts had thought.';

describe.each(await testDatabases())('storing articles on $name', ({ open }) => {
  let database: OpenDatabase;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(async () => database.close());
  const save = (draft: ArticleDraft, origin: Origin = 'live', now = '2024-02-08T00:00:00Z') =>
    saveArticle(database.db, draft, { origin, now });
  const row = async (id: string) =>
    (await database.run('SELECT * FROM article WHERE id = $1', [id])).rows[0] as Record<string, unknown>;
  const draft = (url: string, other: Partial<ArticleDraft> = {}): ArticleDraft => ({
    url,
    title: 'Arm reports its third quarter',
    body: LONG,
    publishedAt: '2024-02-07T21:10:00Z',
    ...other,
  });

  it('keeps one article of a page whatever links led to it', async () => {
    const first = await save(draft('https://www.arm.example/news/q3?utm_source=mail'));
    expect(first.outcome).toBe('new');
    for (const url of ['http://arm.example/news/q3/', 'https://m.arm.example/news/q3#top'])
      expect(await save(draft(url))).toEqual({ id: first.id, outcome: 'known' });
    expect(await row(first.id)).toMatchObject({
      canonical_url: 'https://arm.example/news/q3',
      language: 'en',
      outlet: 'arm.example',
      tier: 3,
    });
  });

  it('takes an edit for a revision: the text before is kept and the article waits to be read again', async () => {
    const url = 'https://paper.example/edited';
    const { id } = await save(draft(url, { body: `${LONG} Shares rose.` }));
    await database.run('UPDATE article SET analysed_at = now() WHERE id = $1', [id]);
    const edit = draft(url, { body: `${LONG} Shares rose by 48 per cent.` });
    expect(await save(edit, 'live', '2024-02-09T00:00:00Z')).toEqual({ id, outcome: 'revised' });
    expect(await row(id)).toMatchObject({
      revision: 2,
      revised_at: '2024-02-09T00:00:00Z',
      analysed_at: null,
    });
    const { rows } = await database.run('SELECT * FROM article_revision WHERE article_id = $1', [id]);
    expect(rows).toMatchObject([
      { revision: 1, body: `${LONG} Shares rose.`, seen_at: '2024-02-09T00:00:00Z' },
    ]);
    expect((await waitingArticles(database.db, 100)).map((a) => a.id)).toContain(id);
    expect((await save(edit)).outcome).toBe('known');
  });

  it('does not take the shorter text of a feed for an edit of the page', async () => {
    const url = 'https://paper.example/long';
    const { id } = await save(draft(url, { title: 'A title' }));
    expect(await save(draft(url, { title: 'A title', body: LONG.slice(0, 90) }))).toEqual({
      id,
      outcome: 'known',
    });
    expect(await row(id)).toMatchObject({ body: LONG, revision: 1 });
  });

  it('points a reprint to the first article with that text, and a reprint of a reprint too', async () => {
    const text =
      'Ships wait two days longer for a berth since the lock was closed, and freight rates from the delta have risen by a tenth. Grain traders sent trucks instead; the port counts on a normal week before the end of the month.';
    const first = await save(draft('https://wire.example/1', { title: 'Wire', body: text }));
    const second = await save(
      draft('https://paper.example/1', { title: 'Wire', body: text, publishedAt: '2024-02-07T23:00:00Z' }),
    );
    const third = await save(
      draft('https://blog.example/1', { title: 'Wire', body: text, publishedAt: '2024-02-08T01:00:00Z' }),
    );
    expect((await row(first.id)).duplicate_of).toBeNull();
    expect((await row(second.id)).duplicate_of).toBe(first.id);
    expect((await row(third.id)).duplicate_of).toBe(first.id);
  });

  it('does not call a text a reprint after a fortnight, in another stream, or where it is too short to tell', async () => {
    const text =
      'The mill will run on four days a week until spring, because two large customers have moved their orders for packaging board abroad. Nobody is to be dismissed, the works council says, but temporary contracts end in January.';
    const first = await save(draft('https://wire.example/2', { title: 'W', body: text }));
    const late = await save(
      draft('https://wire.example/3', { title: 'W', body: text, publishedAt: '2024-02-29T21:10:00Z' }),
    );
    const recorded = await save(draft('https://wire.example/4', { title: 'W', body: text }), 'replay');
    expect((await row(late.id)).duplicate_of).toBeNull();
    expect((await row(recorded.id)).duplicate_of).toBeNull();
    expect((await row(first.id)).duplicate_of).toBeNull();
    await save(draft('https://wire.example/5', { title: 'Closed', body: 'No trading today.' }));
    const short = await save(draft('https://wire.example/6', { title: 'Closed', body: 'No trading today.' }));
    expect((await row(short.id)).duplicate_of).toBeNull();
  });

  it('dates an article without a date by when it was seen, and knows a first-hand document', async () => {
    const { id } = await save(
      draft('https://issuer.example/release', {
        publishedAt: null,
        firstHand: true,
        body: '公司公布业绩，收入增长。',
        title: '业绩公告',
      }),
      'live',
      '2024-02-10T05:00:00Z',
    );
    expect(await row(id)).toMatchObject({
      published_at: '2024-02-10T05:00:00Z',
      first_hand: true,
      tier: 1,
      language: 'zh',
    });
  });
});
