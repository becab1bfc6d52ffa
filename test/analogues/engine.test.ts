import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPipeline, type Pipeline } from '../../jobs/pipeline.ts';
import {
  computeLines,
  explain,
  explainText,
  inThePast,
  loadLinkLibrary,
  storedHeldBack,
  storedLines,
  unexplained,
} from '../../src/analogues/index.ts';
import type { ArticleDraft } from '../../src/articles/index.ts';
import { type OpenDatabase, undone } from '../../src/db/index.ts';
import { eventId } from '../../src/events/index.ts';
import { applyLibrary, readersOf } from '../../src/library/index.ts';
import { testClock, testContext, testDatabases } from '../databases.ts';
import { LICENCE_STORY, readSmallLibrary } from '../small-library.ts';

const EVENT = eventId(LICENCE_STORY.id);
const FILES = readSmallLibrary();
const moment = (at: string, strict = false) => ({ at, strict, computedAt: at });

describe.each(await testDatabases())('the lines of an event on $name', ({ open }) => {
  let database: OpenDatabase;
  let pipeline: Pipeline;
  const db = () => database.db;
  const take = async (drafts: ArticleDraft[]) => {
    await pipeline.take(drafts, 'replay');
    await pipeline.analyse();
  };
  const lines = async (at: string, strict = false) =>
    new Map(
      (await computeLines(db(), await loadLinkLibrary(db()), EVENT, moment(at, strict))).map((l) => [
        l.ticker,
        l,
      ]),
    );

  beforeAll(async () => {
    database = await open();
    await applyLibrary(database.db, FILES, '2024-01-10T00:00:00Z');
    pipeline = await createPipeline(testContext(database, testClock('2024-03-01T00:00:00Z')), FILES);
    await take([LICENCE_STORY]);
  });
  afterAll(async () => database.close());

  it('name the company that shares the model, softly, with spans and a dated source', async () => {
    const line = (await lines('2024-02-08T00:00:00Z')).get('1111.HK')!;
    expect(line).toMatchObject({ kind: 'soft', ruleId: 'licences-to-licences', rank: 1 });
    const said = line.evidence.find((e) => e.side === 'event')!;
    expect(said.side === 'event' && LICENCE_STORY[said.field].slice(said.start, said.end)).toBe(
      said.side === 'event' ? said.text : '',
    );
    expect(line.evidence.find((e) => e.side === 'company')).toMatchObject({
      trait: 'ip_licensing',
      date: '2023-04-28',
    });
    expect(line.components.find((c) => c.name === 'purity')!.note).toBe('60.0% of revenue (ip_licensing)');
  });

  it('call a seller of the same product a trap where its model is opposed, and say which against which', async () => {
    const line = (await lines('2024-02-08T00:00:00Z')).get('300001.SZ')!;
    expect(line).toMatchObject({ kind: 'trap', sameProduct: true });
    expect(line.opposed).toMatchObject({ event: 'ip_licensing', company: 'device_sales' });
    expect(line.whyEn).toContain('one licenses, the other sells boxes');
  });

  it('know a supplier of the event’s issuer where the library names that issuer by its ticker', async () => {
    const kinds = await undone(db(), async (trx) => {
      await trx.updateTable('company').set({ issuer: 'foreignco' }).where('ticker', '=', '1111.HK').execute();
      await trx
        .updateTable('company_relation')
        .set({ entity_id: '1111.HK' })
        .where('ticker', '=', '600006.SH')
        .execute();
      const found = await computeLines(
        trx,
        await loadLinkLibrary(trx),
        EVENT,
        moment('2024-02-08T00:00:00Z'),
      );
      return new Map(found.map((l) => [l.ticker, l]));
    });
    expect(kinds.get('600006.SH')).toMatchObject({ kind: 'hard' });
    expect(kinds.get('600006.SH')!.relation).toMatchObject({ sourceDate: '2023-05-15' });
  });

  it('call one with the product and no opposed model hard', async () => {
    expect((await lines('2024-02-08T00:00:00Z')).get('4444.HK')).toMatchObject({
      kind: 'hard',
      product: 'ai_chip',
    });
  });

  it('call a supplier of the issuer hard with its contract, though it sells what a trap sells', async () => {
    const line = (await lines('2024-02-08T00:00:00Z')).get('600006.SH')!;
    expect(line.kind).toBe('hard');
    expect(line.evidence.some((e) => e.side === 'company' && e.source === 'contract announced')).toBe(true);
  });

  it('know a name that merely resembles', async () => {
    const line = (await lines('2024-02-08T00:00:00Z')).get('600007.SH')!;
    expect(line).toMatchObject({ kind: 'trap', lookalike: 'Foreignco' });
  });

  it('leave out who was not listed, who stopped, and who earns a sliver', async () => {
    const named = [...(await lines('2024-02-08T00:00:00Z')).keys()];
    for (const ticker of ['688008.SH', '1010.HK', '9999.HK']) expect(named).not.toContain(ticker);
    expect([...(await lines('2024-09-10T00:00:00Z')).keys()]).toContain('688008.SH');
  });

  it('do not see a report before the day after it came out', async () => {
    expect((await lines('2024-06-29T12:00:00Z')).has('2222.HK')).toBe(false);
    expect((await lines('2024-06-30T12:00:00Z')).has('2222.HK')).toBe(false);
    expect((await lines('2024-07-01T00:00:00Z')).get('2222.HK')).toMatchObject({ kind: 'soft' });
  });

  it('under strict do not see what was written down here later, though it was public', async () => {
    expect((await lines('2024-01-09T00:00:00Z', true)).has('1111.HK')).toBe(false);
    expect((await lines('2024-01-11T00:00:00Z', true)).has('1111.HK')).toBe(true);
    await database.run(
      "UPDATE company_trait SET recorded_at = '2024-08-01T00:00:00Z' WHERE ticker = '2222.HK'",
    );
    expect((await lines('2024-07-10T00:00:00Z', true)).has('2222.HK')).toBe(false);
    expect((await lines('2024-07-10T00:00:00Z')).has('2222.HK')).toBe(true);
    expect((await lines('2024-08-02T00:00:00Z', true)).has('2222.HK')).toBe(true);
  });

  it('stay what they are when computed again: not a row is written', async () => {
    const dump = async () =>
      JSON.stringify([
        (await database.run('SELECT * FROM analogue ORDER BY id')).rows,
        (await database.run('SELECT * FROM analogue_component ORDER BY analogue_id, name')).rows,
        (await database.run('SELECT * FROM analogue_evidence ORDER BY analogue_id, position')).rows,
      ]);
    const before = await dump();
    await pipeline.relink(EVENT, LICENCE_STORY.publishedAt);
    await pipeline.relink(EVENT, LICENCE_STORY.publishedAt);
    expect(await dump()).toBe(before);
  });

  it('list apart who is held back as too small', async () => {
    expect(await storedHeldBack(db(), EVENT)).toMatchObject([
      {
        ticker: '9999.HK',
        kind: 'soft',
        reason: 'too_small',
        ruleId: 'licences-to-licences',
        trait: 'ip_licensing',
        share: expect.closeTo(0.008),
        floor: expect.closeTo(0.02),
        source: { date: '2023-04-28' },
        said: null,
      },
    ]);
    const { rows } = await database.run('SELECT ticker, reason FROM analyst.held_back_all WHERE stands');
    expect(rows).toEqual([{ ticker: '9999.HK', reason: 'too_small' }]);
    const x = await explain(db(), await loadLinkLibrary(db()), EVENT, '9999.HK');
    expect(explainText(x, await loadLinkLibrary(db()), 'en')).toContain('0.8% of its revenue');
  });

  it('explain the whole sum for a named company, in both languages alike', async () => {
    const library = await loadLinkLibrary(db());
    const x = await explain(db(), library, EVENT, '1111.HK');
    expect(x.rules.map((r) => [r.ruleId, r.outcome])).toEqual([['licences-to-licences', 'wins']]);
    const product = x.line!.components.reduce((p, c) => p * c.value, 100);
    expect(Math.abs(product - x.line!.score)).toBeLessThan(0.1);
    const [zh, en] = [explainText(x, library, 'zh'), explainText(x, library, 'en')];
    for (const number of [String(x.line!.score), '0.76', '2023-04-28', 'f1 body'])
      for (const text of [zh, en]) expect(text).toContain(number);
    expect(zh.split('\n')).toHaveLength(en.split('\n').length);
  });

  it('explain why a company is missing: not listed, not public, too small, or the term it lacks', async () => {
    const library = await loadLinkLibrary(db());
    const why = async (ticker: string) =>
      explain(db(), library, EVENT, ticker, { at: '2024-02-08T00:00:00Z' });
    expect(await why('688008.SH')).toMatchObject({ listed: false, line: null });
    expect((await why('9999.HK')).rules[0]).toMatchObject({
      outcome: 'too_small',
      share: expect.closeTo(0.008),
    });
    expect((await why('2222.HK')).nearest[0]).toMatchObject({
      ruleId: 'licences-to-licences',
      fires: true,
      lacks: [
        {
          side: 'company',
          terms: ['ip_licensing'],
          unseen: { reason: 'not_public_yet', date: '2024-06-30' },
        },
      ],
    });
    expect((await why('1010.HK')).nearest[0]!.lacks[0]!.unseen).toMatchObject({ reason: 'no_longer_held' });
    const lambda = await why('1212.HK');
    expect(lambda.nearest.find((r) => r.ruleId === 'trap-compute-read-as-chips')!.lacks).toMatchObject([
      { side: 'event', terms: ['compute_intensive'], strength: 0, minimum: expect.closeTo(0.4) },
    ]);
    expect(explainText(lambda, library, 'en')).toContain('the event lacks compute intensive');
  });

  it('refuse ids that the tables do not hold', async () => {
    const library = await loadLinkLibrary(db());
    await expect(explain(db(), library, 'e-none', '1111.HK')).rejects.toThrow('no event with the id e-none');
    await expect(explain(db(), library, EVENT, '0001.HK')).rejects.toThrow('no company with the id 0001.HK');
  });

  it('put an event that no rule explains on the queue with what the nearest rule lacks', async () => {
    await take([
      {
        ...LICENCE_STORY,
        id: 'o1',
        url: 'https://otherco.example/1',
        title: 'Otherco opens a museum of chips',
        body: 'Otherco opened a museum about the history of the chip in its home town this week, visitors were many.',
        outlet: 'paper.example',
        firstHand: false,
        publishedAt: '2024-02-20T08:00:00Z',
      },
    ]);
    const [open] = await unexplained(db(), await loadLinkLibrary(db()), [EVENT, eventId('o1')]);
    expect(open).toMatchObject({ eventId: eventId('o1'), fires: [] });
    expect(open!.nearest).toMatchObject({
      ruleId: 'trap-compute-read-as-chips',
      lacks: [{ side: 'event', role: 'require', terms: ['compute_intensive'] }],
    });
    // As of a past moment: before its line was written the explained event is open too, and is read as it was then.
    const then = {
      at: '2024-01-01T00:00:00Z',
      held: new Map([[EVENT, new Map([['compute_intensive', 0.1]])]]),
    };
    const past = await unexplained(db(), await loadLinkLibrary(db()), [EVENT], then);
    expect(past.map((u) => [u.eventId, u.nearest?.ruleId])).toEqual([[EVENT, 'trap-compute-read-as-chips']]);
    // The view asks the same in SQL.
    const { rows } = await database.run(
      'SELECT event_id, nearest_rule_id, gap::real AS gap, lacks, fires FROM analyst.unexplained_all',
    );
    expect(rows).toEqual([
      {
        event_id: eventId('o1'),
        nearest_rule_id: open!.nearest!.ruleId,
        gap: expect.closeTo(open!.nearest!.gap, 4),
        lacks: ['needs compute_intensive at 0.40, has 0.00'],
        fires: [],
      },
    ]);
  });

  it('name no rule as near that has only the kind of news in common: a move of prices is no business', async () => {
    await database.run(
      `INSERT INTO rule (id, kind, title_zh, title_en, rationale_zh, rationale_en, author, written_on, recorded_at)
       VALUES ('by-news', 'trap', 't', 't', 'r', 'r', 'tests', '2024-01-05', '2024-01-05T00:00:00Z')`,
    );
    const terms = [
      ['trait', 'product_abandoned'],
      ['theme', 'tech'],
    ];
    for (const [subject, name] of terms)
      await database.run(
        `INSERT INTO rule_term (rule_id, side, subject, name, role, minimum) VALUES ('by-news', 'event', '${subject}', '${name}', 'require', 0.4)`,
      );
    const near = async (held: [string, number][]): Promise<(string | null | undefined)[]> => {
      const id = eventId('o1');
      await database.run(`DELETE FROM event_trait WHERE event_id = '${id}'`);
      await database.run(`DELETE FROM event_theme WHERE event_id = '${id}'`);
      for (const [name, strength] of held)
        await database.run(
          name.startsWith('theme:')
            ? `INSERT INTO event_theme (event_id, theme_id, weight, articles, first_seen) SELECT id, '${name.slice(6)}', ${strength}, 1, first_seen FROM event WHERE id = '${id}'`
            : `INSERT INTO event_trait (event_id, trait_id, strength, first_hand, articles) VALUES ('${id}', '${name}', ${strength}, false, 1)`,
        );
      const [open] = await unexplained(db(), await loadLinkLibrary(db()), [id]);
      const { rows } = await database.run(
        `SELECT nearest_rule_id FROM analyst.unexplained_all WHERE event_id = '${id}'`,
      );
      return [open!.nearest?.ruleId, rows[0]!.nearest_rule_id as string | null];
    };
    expect(await near([['product_abandoned', 0.9]])).toEqual([undefined, null]);
    expect(
      await near([
        ['product_abandoned', 0.3],
        ['theme:tech', 0.5],
      ]),
    ).toEqual(['by-news', 'by-news']);
    await database.run("DELETE FROM rule WHERE id = 'by-news'");
  });

  it('keep superseded lines readable when a first-hand document changes the score', async () => {
    const late = {
      ...LICENCE_STORY,
      id: 'r1',
      url: 'https://wire.example/1',
      title: 'Otherco licenses its designs, sources say',
      body: 'People who know of it say that Otherco licenses its designs to chip makers at home from this spring on.',
      outlet: 'wire.example',
      firstHand: false,
      publishedAt: '2024-03-01T08:00:00Z',
    };
    await take([late]);
    const id = eventId('r1');
    const hearsay = (await storedLines(db(), id, { ticker: '1111.HK' }))[0]!;
    expect(hearsay.components.find((c) => c.name === 'evidence_grade')!.value).toBeCloseTo(0.7);
    await take([
      {
        ...late,
        id: 'r2',
        url: 'https://otherco.example/2',
        title: 'Otherco licenses its designs',
        // Nearly the words of the wire: the issuer's own page stands for the text all the same.
        body: 'Otherco licenses its designs to chip makers at home from this spring on. IP licensing is a business of its own now.',
        outlet: 'otherco.example',
        firstHand: true,
        publishedAt: '2024-03-01T10:00:00Z',
      },
    ]);
    const history = await storedLines(db(), id, { ticker: '1111.HK', history: true });
    expect(
      history.map((l) => [
        l.supersededAt === null,
        l.components.find((c) => c.name === 'evidence_grade')!.value,
      ]),
    ).toEqual([
      [true, 1],
      [false, expect.closeTo(0.7)],
    ]);
    expect(history[1]).toMatchObject({ id: hearsay.id, supersededAt: '2024-03-01T10:00:00Z' });
    expect(history[0]!.score).toBeGreaterThan(history[1]!.score);
    // Asked of the hour before, the later document does not count, and nothing is written by asking.
    const { companyOf, themeTree } = readersOf(FILES);
    const at = '2024-03-01T09:00:00Z';
    const past = await inThePast(
      db(),
      id,
      { at, strict: false },
      { themes: themeTree, companyOf },
      async (trx) => computeLines(trx, await loadLinkLibrary(trx), id, moment(at)),
    );
    expect(past.find((l) => l.ticker === '1111.HK')!.score).toBe(hearsay.score);
    expect(await storedLines(db(), id, { ticker: '1111.HK', history: true })).toEqual(history);
    await expect(
      inThePast(
        db(),
        id,
        { at: '2024-02-01T00:00:00Z', strict: false },
        { themes: themeTree, companyOf },
        async () => 0,
      ),
    ).rejects.toThrow('a moment from 2024-03-01T08:00:00Z on');
  });

  it('name nobody as analogue while a block rule speaks, and explain says which', async () => {
    await take([
      {
        ...LICENCE_STORY,
        id: 'b1',
        url: 'https://otherco.example/3',
        title: 'Otherco abandons the project to license chip designs',
        body: 'Otherco abandons the project. It had wanted to earn by IP licensing; the chip designs stay in its drawer for good.',
        outlet: 'otherco.example',
        publishedAt: '2024-05-20T08:00:00Z',
      },
    ]);
    const library = await loadLinkLibrary(db());
    const x = await explain(db(), library, eventId('b1'), '1111.HK');
    expect(x.blockedBy).toEqual(['nothing-of-what-is-given-up']);
    expect(x.line?.kind).not.toBe('soft');
    expect(x.rules.find((r) => r.kind === 'analogue')).toMatchObject({ outcome: 'blocked' });
  });

  it('give a home company its own event as issuer', async () => {
    await take([
      {
        ...LICENCE_STORY,
        id: 'h1',
        url: 'https://lambdahome.example/1',
        title: 'Lambdahome sells devices abroad',
        body: 'Lambdahome sells devices in forty countries now, the company said in its report of the year on Monday.',
        outlet: 'lambdahome.example',
        publishedAt: '2024-06-20T08:00:00Z',
      },
    ]);
    expect((await storedLines(db(), eventId('h1'), { ticker: '1212.HK' }))[0]).toMatchObject({
      kind: 'issuer',
      score: 100,
    });
  });

  it('name an issuer once with all its listed lines, and explain of the other line which one stands for it', async () => {
    const ran = (text: string) => database.run(text);
    const columns = (table: string, but: string) =>
      database
        .run(
          `SELECT string_agg(column_name, ', ') AS list FROM information_schema.columns WHERE table_name = '${table}' AND table_schema = 'public' AND column_name NOT IN (${but})`,
        )
        .then((r) => (r.rows[0] as { list: string }).list);
    const company = await columns('company', "'ticker', 'exchange'");
    await ran(
      `INSERT INTO company (ticker, exchange, ${company}) SELECT '601111.SH', 'XSHG', ${company} FROM company WHERE ticker = '1111.HK'`,
    );
    const trait = await columns('company_trait', "'ticker'");
    await ran(
      `INSERT INTO company_trait (ticker, ${trait}) SELECT '601111.SH', ${trait} FROM company_trait WHERE ticker = '1111.HK'`,
    );
    try {
      const named = [...(await lines('2024-02-08T00:00:00Z')).values()];
      expect(named.filter((l) => l.lines.includes('601111.SH')).map((l) => [l.ticker, l.lines])).toEqual([
        ['1111.HK', ['1111.HK', '601111.SH']],
      ]);
      const library = await loadLinkLibrary(db());
      const x = await explain(db(), library, EVENT, '601111.SH', { at: '2024-02-08T00:00:00Z' });
      expect(x.line).toBeNull();
      expect(x.namedAs).toBe('1111.HK');
      expect(x.rules[0]).toMatchObject({ outcome: 'same_issuer' });
      for (const language of ['zh', 'en'] as const)
        expect(explainText(x, library, language)).toContain('1111.HK');
    } finally {
      await ran(`DELETE FROM company_trait WHERE ticker = '601111.SH'`);
      await ran(`DELETE FROM company WHERE ticker = '601111.SH'`);
    }
  });
});
