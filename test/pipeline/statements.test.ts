import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPipeline, type Pipeline } from '../../jobs/pipeline.ts';
import { applyAndRelink, type Relinked } from '../../jobs/relink.ts';
import { computeAll, loadLinkLibrary, storedHeldBack, storedLines } from '../../src/analogues/index.ts';
import type { ArticleDraft } from '../../src/articles/index.ts';
import type { OpenDatabase } from '../../src/db/index.ts';
import { addEndpoint, loadDigest, renderDigest } from '../../src/deliver/index.ts';
import { eventId } from '../../src/events/index.ts';
import { applyLibrary } from '../../src/library/index.ts';
import { testClock, testContext, testDatabases } from '../databases.ts';
import { LICENCE_STORY, readSmallLibrary } from '../small-library.ts';

/*
 * An event, the companies that the rules name, and what these companies say of it in the days after.
 */
const EVENT = eventId(LICENCE_STORY.id);
const FILES = readSmallLibrary();
const announcement = (id: string, title: string, body: string, at: string, other = {}): ArticleDraft => ({
  ...LICENCE_STORY,
  id,
  url: `https://announcements.example/${id}`,
  title,
  body,
  language: /\p{Script=Han}/u.test(title) ? 'zh' : 'en',
  outlet: 'announcements.example',
  publishedAt: at,
  ...other,
});

describe.each(await testDatabases())('a company that speaks against its link, on $name', ({ open }) => {
  let database: OpenDatabase;
  let pipeline: Pipeline;
  const clock = testClock('2024-02-07T21:05:00Z');
  const take = async (draft: ArticleDraft) => {
    clock.set(draft.publishedAt!);
    clock.advance(60);
    await pipeline.take([draft], 'live');
    await pipeline.analyse();
  };
  const kindOf = async (ticker: string) => (await storedLines(database.db, EVENT, { ticker }))[0]?.kind;
  const asOf = async (at: string, strict = false) =>
    computeAll(database.db, await loadLinkLibrary(database.db), EVENT, { at, strict, computedAt: at });
  const told = async (type: string) =>
    (
      await database.run(`SELECT payload FROM delivery WHERE type = '${type}' ORDER BY created_at, id`)
    ).rows.map((r) => JSON.parse(r.payload as string).data.other as Record<string, string>);

  beforeAll(async () => {
    database = await open();
    await applyLibrary(database.db, FILES, '2024-01-10T00:00:00Z');
    const ctx = testContext(database, clock, { DUIBIAO_ALLOW_PRIVATE: '127.0.0.1' });
    await addEndpoint(database.db, { url: 'http://127.0.0.1:9/' }, '2024-02-01T00:00:00Z');
    pipeline = await createPipeline(ctx, FILES);
    await take(LICENCE_STORY);
    expect(await kindOf('1111.HK')).toBe('soft');
    expect(await kindOf('4444.HK')).toBe('hard');
    expect(await kindOf('300001.SZ')).toBe('trap');
  });
  afterAll(() => database.close());

  it('keeps it when it affirms, when hearsay says so, and when another company denies its own', async () => {
    const deny = 'Alphalic公司不从事IP授权业务。';
    await take(
      announcement(
        's1',
        'Alphalic公司：股票交易异常波动公告',
        'Alphalic公司从事IP授权业务，不存在应披露而未披露的重大事项。',
        '2024-02-08T01:00:00Z',
      ),
    );
    await take(
      announcement('s2', 'Alphalic公司发布澄清公告', deny, '2024-02-08T02:00:00Z', { firstHand: false }),
    );
    await take(
      announcement(
        's3',
        'Lambdahome公司：澄清公告',
        'Lambdahome公司不从事IP授权业务。Alphalic公司情况不详。',
        '2024-02-08T03:00:00Z',
      ),
    );
    expect(await kindOf('1111.HK')).toBe('soft');
    expect(await told('link.withdrawn')).toEqual([]);
  });

  it('is shown beside what the exchange asks, a little lower and not withdrawn', async () => {
    const before = (await storedLines(database.db, EVENT, { ticker: '1111.HK' }))[0]!;
    await take(
      announcement(
        's4',
        'Alphalic公司：关于收到交易所关注函的公告',
        '交易所请Alphalic公司说明IP授权业务的合作模式，以及是否存在蹭热点的情形。',
        '2024-02-08T10:30:00Z',
      ),
    );
    const line = (await storedLines(database.db, EVENT, { ticker: '1111.HK' }))[0]!;
    expect(line.kind).toBe('soft');
    expect(line.score).toBeCloseTo(before.score * 0.9, 0);
    expect(line.against).toContainEqual(
      expect.objectContaining({ articleId: 's4', text: expect.stringContaining('是否存在蹭热点') }),
    );
    expect(await told('analogue.reranked')).toContainEqual(
      expect.objectContaining({
        ticker: '1111.HK',
        reason: 'company_questioned',
        document: 'https://announcements.example/s4',
      }),
    );
  });

  it('loses it where it denies what the link rests on, with its own words as evidence', async () => {
    await take(
      announcement(
        's5',
        'Alphalic公司：关于对关注函回复的公告',
        'Alphalic公司主营软件服务，目前不从事IP授权相关业务，敬请投资者注意风险。',
        '2024-02-09T10:00:00Z',
      ),
    );
    expect(await kindOf('1111.HK')).toBeUndefined();
    const [held] = await storedHeldBack(database.db, EVENT, { ticker: '1111.HK' });
    expect(held).toMatchObject({
      reason: 'denied',
      ruleId: 'licences-to-licences',
      said: { articleId: 's5', text: expect.stringContaining('不从事IP授权相关业务') },
    });
    expect(await told('link.withdrawn')).toEqual([
      {
        ticker: '1111.HK',
        reason: 'company_denies',
        share: '0.6000',
        document: 'https://announcements.example/s5',
        said: expect.stringContaining('不从事IP授权相关业务'),
      },
    ]);
    // What stood can be read again.
    const history = await storedLines(database.db, EVENT, { ticker: '1111.HK', history: true });
    expect(history[0]).toMatchObject({ kind: 'soft', supersededAt: '2024-02-09T10:01:00Z' });
    // The next digest says so, with the company's own words.
    const digest = await loadDigest(database.db, {
      from: '2024-02-09T09:00:00Z',
      to: '2024-02-09T10:30:00Z',
      date: '2024-02-10',
      origin: 'live',
      language: 'zh',
    });
    expect(digest.corrections).toMatchObject([
      {
        kind: 'withdraw',
        company: expect.stringContaining('1111.HK'),
        why: expect.stringContaining('不从事IP授权'),
      },
    ]);
    expect(await renderDigest(digest, 'text')).toMatch(/撤回.*1111\.HK[\s\S]*不从事IP授权相关业务/);
  });

  it('is held back as too small where it says that the product is under the floor, in English alike', async () => {
    await take(
      announcement(
        's6',
        'Deltaprod: Unusual price and trading volume movements',
        'The board of Deltaprod is not aware of any reasons for these movements. Sales of AI chips accounted for less than 1% of the total revenue of the group.',
        '2024-02-09T11:00:00Z',
      ),
    );
    expect(await kindOf('4444.HK')).toBeUndefined();
    expect((await storedHeldBack(database.db, EVENT, { ticker: '4444.HK' }))[0]).toMatchObject({
      kind: 'hard',
      reason: 'too_small',
      share: expect.closeTo(0.01),
      floor: expect.closeTo(0.02),
      said: { articleId: 's6' },
    });
  });

  it('stays a trap, with its denial as a reason', async () => {
    await take(
      announcement(
        's7',
        'Gammasell公司：澄清公告',
        'Gammasell公司与Foreignco不存在任何合作关系，AI芯片相关产品尚未产生收入。',
        '2024-02-09T12:00:00Z',
      ),
    );
    const line = (await storedLines(database.db, EVENT, { ticker: '300001.SZ' }))[0]!;
    expect(line.kind).toBe('trap');
    expect(line.evidence).toContainEqual(expect.objectContaining({ articleId: 's7' }));
    expect((await told('analogue.reranked')).filter((o) => o.ticker === '300001.SZ').at(-1)).toMatchObject({
      document: 'https://announcements.example/s7',
    });
  });

  it('is judged as of a moment by what had been published, and under strict by what had been fetched', async () => {
    const before = await asOf('2024-02-09T09:59:00Z');
    expect(before.lines.find((l) => l.ticker === '1111.HK')?.kind).toBe('soft');
    expect((await asOf('2024-02-09T10:00:00Z')).lines.find((l) => l.ticker === '1111.HK')).toBeUndefined();
    // Fetched a minute after it was published.
    expect((await asOf('2024-02-09T10:00:30Z', true)).lines.find((l) => l.ticker === '1111.HK')?.kind).toBe(
      'soft',
    );
    expect((await asOf('2024-02-09T10:01:30Z', true)).lines.some((l) => l.ticker === '1111.HK')).toBe(false);
  });

  it('does not speak of an event that is a month old, nor of one that began later', async () => {
    const late = {
      ...LICENCE_STORY,
      id: 'f2',
      url: 'https://foreignco.example/2',
      publishedAt: '2024-04-20T21:00:00Z',
    };
    await take({
      ...late,
      title: 'Foreignco licenses its designs again',
      body: `${LICENCE_STORY.body} A second round of licences began in April.`,
    });
    expect((await storedLines(database.db, eventId('f2'), { ticker: '1111.HK' }))[0]?.kind).toBe('soft');
    await take(
      announcement('s8', 'Alphalic公司：澄清公告', 'Alphalic公司不从事IP授权业务。', '2024-05-25T10:00:00Z'),
    );
    expect((await storedLines(database.db, eventId('f2'), { ticker: '1111.HK' }))[0]?.kind).toBe('soft');
  });

  it('changes nothing when the tables refuse the change half-way, and everything when asked again', async () => {
    const third = {
      ...LICENCE_STORY,
      id: 'f3',
      url: 'https://foreignco.example/3',
      publishedAt: '2024-07-20T21:00:00Z',
    };
    await take({
      ...third,
      title: 'Foreignco licenses its designs in summer',
      body: `${LICENCE_STORY.body} Summer brought new licensees to the table.`,
    });
    const id = eventId('f3');
    await database.run(
      "CREATE FUNCTION refuse_held() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'out of room'; END $$",
    );
    await database.run(
      'CREATE TRIGGER held BEFORE INSERT ON analogue_held_back FOR EACH ROW EXECUTE FUNCTION refuse_held()',
    );
    const denial = announcement(
      's9',
      'Alphalic公司：澄清公告（二）',
      'Alphalic公司不从事IP授权业务。',
      '2024-07-22T10:00:00Z',
    );
    await expect(take(denial)).rejects.toThrow('out of room');
    const state = async () => ({
      line: (await storedLines(database.db, id, { ticker: '1111.HK' }))[0]?.kind,
      statements: (
        await database.run("SELECT count(*)::int AS n FROM company_statement WHERE article_id = 's9'")
      ).rows[0]!.n,
      told: (await told('link.withdrawn')).filter((o) => o.document?.endsWith('/s9')).length,
    });
    expect(await state()).toEqual({ line: 'soft', statements: 0, told: 0 });
    await database.run('DROP TRIGGER held ON analogue_held_back');
    await pipeline.analyse();
    expect(await state()).toEqual({ line: undefined, statements: 1, told: 1 });
    // Once more changes nothing: neither the tables nor what is told.
    await database.run("UPDATE article SET analysed_at = NULL WHERE id = 's9'");
    await pipeline.analyse();
    expect(await state()).toEqual({ line: undefined, statements: 1, told: 1 });
  });

  it('links open events again after the library changed: a dry run tells what would go, then it goes, once', async () => {
    const fourth = {
      ...LICENCE_STORY,
      id: 'f4',
      url: 'https://foreignco.example/4',
      title: 'Foreignco licenses its designs in autumn',
      body: `${LICENCE_STORY.body} Autumn brought more.`,
      publishedAt: '2024-10-20T21:00:00Z',
    };
    await take(fourth);
    await pipeline.take([{ ...fourth, id: 'f5', url: 'https://foreignco.example/5' }], 'replay');
    await pipeline.analyse();
    const [live, recorded] = [eventId('f4'), eventId('f5')];
    const kind = async (id: string) => (await storedLines(database.db, id, { ticker: '1111.HK' }))[0]?.kind;
    expect([await kind(live), await kind(recorded)]).toEqual(['soft', 'soft']);
    const without = { ...FILES, rules: FILES.rules.filter((r) => r.id !== 'licences-to-licences') };
    const ctx = testContext(database, clock);
    const withdrawnOf = async (id: string) =>
      (
        await database.run(
          `SELECT payload FROM delivery WHERE type = 'link.withdrawn' AND event_id = '${id}' AND payload LIKE '%1111.HK%'`,
        )
      ).rows.length;
    const relinked = async (dryRun: boolean) => {
      const seen: Relinked[] = [];
      const done = await applyAndRelink(ctx, without, { dryRun, each: (e) => seen.push(e) });
      expect(done.changed).toBe(seen.length);
      return seen;
    };

    const would = await relinked(true);
    expect(would.find((e) => e.event === live)).toMatchObject({
      origin: 'live',
      withdrawn: ['1111.HK', '2222.HK', '688008.SH'],
    });
    expect([await kind(live), await kind(recorded)]).toEqual(['soft', 'soft']);
    expect((await database.run("SELECT id FROM rule WHERE id = 'licences-to-licences'")).rows).toHaveLength(
      1,
    );
    expect(await withdrawnOf(live)).toBe(0);

    expect(await relinked(false)).toEqual(would);
    expect([await kind(live), await kind(recorded)]).toEqual([undefined, undefined]);
    const { rows } = await database.run(
      `SELECT DISTINCT event_id FROM analogue WHERE ticker = '1111.HK' AND kind = 'soft' AND superseded_at IS NOT NULL AND event_id IN ('${live}', '${recorded}')`,
    );
    expect(rows, 'what stood before stays readable').toHaveLength(2);
    expect([await withdrawnOf(live), await withdrawnOf(recorded)]).toEqual([1, 0]);

    expect(await relinked(false)).toEqual([]);
    expect(await withdrawnOf(live)).toBe(1);
  });
});
