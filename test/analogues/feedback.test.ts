import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listFeedback, type NewFeedback, recordFeedback, ruleAcceptance } from '../../src/analogues/index.ts';
import type { OpenDatabase } from '../../src/db/index.ts';
import { testDatabases } from '../databases.ts';
import { insertEvent, insertLibrary } from '../deliver/example.ts';

describe.each(await testDatabases())('what people say of lines, on $name', ({ open }) => {
  let database: OpenDatabase;
  let soft: { ticker: string; rule_id: string; kind: string };
  const said = (other: Partial<NewFeedback> = {}): NewFeedback => ({
    eventId: 'ev-lantern',
    ticker: soft.ticker,
    verdict: 'accept',
    why: 'sells the output, as the studio does',
    author: 'ann',
    channel: 'cli',
    at: '2027-03-03T01:00:00Z',
    ...other,
  });
  const count = async () =>
    Number((await database.run('SELECT count(*)::int AS n FROM analogue_feedback')).rows[0]!.n);

  beforeAll(async () => {
    database = await open();
    await insertLibrary(database.db);
    await insertEvent(database.db);
    await insertEvent(database.db, { id: 'ev-old', origin: 'archive' });
    const { rows } = await database.run(
      "SELECT ticker, rule_id, kind FROM analogue WHERE event_id = 'ev-lantern' ORDER BY rank",
    );
    soft = rows.find((r) => r.rule_id !== null) as typeof soft;
  });
  afterAll(() => database.close());

  it('is kept with author, time, channel and the line as it stood', async () => {
    const { feedback, fresh } = await recordFeedback(database.db, said());
    expect(fresh).toBe(true);
    expect(feedback).toMatchObject({
      author: 'ann',
      at: '2027-03-03T01:00:00Z',
      channel: 'cli',
      ruleId: soft.rule_id,
      kind: soft.kind,
      verdict: 'accept',
    });
  });

  it('is one statement when it is said again, and when a form or link is sent twice at once', async () => {
    const before = await count();
    expect((await recordFeedback(database.db, said({ at: '2027-03-03T02:00:00Z' }))).fresh).toBe(false);
    const link = said({ author: 'reader', channel: 'mail', key: 'token-1', why: '' });
    const both = await Promise.all([recordFeedback(database.db, link), recordFeedback(database.db, link)]);
    expect(both.map((b) => b.fresh).sort()).toEqual([false, true]);
    expect(both[0]!.feedback).toEqual(both[1]!.feedback);
    expect(await count()).toBe(before + 1);
  });

  it('may change: both statements stay, the newer one counts, and an old link followed again changes nothing', async () => {
    const token = said({ author: 'bob', channel: 'mail', key: 'token-2', why: '' });
    await recordFeedback(database.db, token);
    await recordFeedback(database.db, said({ author: 'bob', verdict: 'wrong_reason', why: 'it is the fee' }));
    await recordFeedback(database.db, token);
    const { rows } = await database.run(
      "SELECT verdict, counts FROM analyst.feedback WHERE author = 'bob' ORDER BY feedback_id",
    );
    expect(rows).toEqual([
      { verdict: 'accept', counts: false },
      { verdict: 'wrong_reason', counts: true },
    ]);
  });

  it('cannot be altered or deleted, not in SQL either', async () => {
    for (const statement of [
      "UPDATE analogue_feedback SET verdict = 'accept'",
      'DELETE FROM analogue_feedback',
    ])
      await expect(database.run(statement)).rejects.toThrow('only ever added to');
  });

  it('needs a line, an author, and a reason where the line is called wrong', async () => {
    const before = await count();
    await expect(recordFeedback(database.db, said({ ticker: '0001.HK' }))).rejects.toThrow(
      'no line on the event ev-lantern with the id 0001.HK',
    );
    await expect(recordFeedback(database.db, said({ eventId: 'e-none' }))).rejects.toThrow('e-none');
    await expect(recordFeedback(database.db, said({ author: ' ' }))).rejects.toThrow(
      'the name of who says it',
    );
    await expect(recordFeedback(database.db, said({ verdict: 'wrong_company', why: ' ' }))).rejects.toThrow(
      'a reason in words',
    );
    await expect(recordFeedback(database.db, said({ why: 'x'.repeat(2001) }))).rejects.toThrow(
      'at most 2000',
    );
    expect(await count()).toBe(before);
  });

  it('tells the wrong company from the wrong reason in the report of rules, recorded material apart', async () => {
    await recordFeedback(database.db, said({ author: 'cy', verdict: 'wrong_company', why: 'sells boxes' }));
    await recordFeedback(
      database.db,
      said({ eventId: 'ev-old', author: 'cy', verdict: 'wrong_company', why: 'of old' }),
    );
    const of = async (recorded: boolean) =>
      (await ruleAcceptance(database.db, { recorded })).find((r) => r.ruleId === soft.rule_id)!;
    // ann and reader accept, bob changed his mind, cy rejects.
    const live = await of(false);
    expect(live).toMatchObject({ judged: 4, accepted: 2, wrongReason: 1, wrongCompany: 1, rate: 0.5 });
    // Wilson's interval for 2 of 4.
    expect(live.rateLow).toBeCloseTo(0.15, 3);
    expect(live.rateHigh).toBeCloseTo(0.85, 3);
    expect(await of(true)).toMatchObject({ judged: 5, wrongCompany: 2, lines: live.lines * 2 });
    expect((await listFeedback(database.db, { eventId: 'ev-old' })).map((f) => f.why)).toEqual(['of old']);
  });
});
