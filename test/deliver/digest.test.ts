import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shownOf, shownRelation } from '../../src/companies/index.ts';
import type { OpenDatabase } from '../../src/db/index.ts';
import {
  byUrgency,
  type DigestModel,
  loadDigest,
  loadEvent,
  quotation,
  renderDigest,
} from '../../src/deliver/index.ts';
import { testDatabases } from '../databases.ts';
import { BEFORE, insertEvent, insertFigures, insertLibrary, NOW } from './example.ts';

const wish = { from: BEFORE, to: NOW, date: '2027-03-03', origin: 'live', language: 'en' } as const;

describe.each(await testDatabases())('the digest as data on $name', (database) => {
  let open: OpenDatabase;
  let model: DigestModel;
  beforeAll(async () => {
    open = await database.open();
    const { db } = open;
    await insertLibrary(db);
    await insertEvent(db);
    await insertFigures(db, 'ev-lantern');
    await insertEvent(db, { id: 'ev-louder', score: 95, firstHand: false, headline: 'A louder story' });
    await insertEvent(db, { id: 'ev-plain', bare: true, headline: 'Loud and unexplained', score: 60 });
    await insertEvent(db, {
      id: 'ev-faded',
      bare: true,
      headline: 'Yesterday’s story',
      state: 'fading',
      score: 20,
    });
    await insertEvent(db, { id: 'ev-old', origin: 'archive', headline: 'A recorded story', score: 99 });
    await db
      .insertInto('event_correction')
      .values({
        kind: 'merge',
        event_id: 'ev-faded',
        into_event_id: 'ev-lantern',
        article_id: null,
        author: 'A. Editor',
        at: '2027-03-02T20:00:00Z',
        why: 'the same studio',
      })
      .execute();
    await db
      .insertInto('source')
      .values([
        {
          id: 'mute',
          name: 'Mute Gazette',
          url: 'https://mute.example/feed',
          kind: 'feed',
          provenance: 'invented',
          entity_id: null,
          next_poll_at: null,
          etag: null,
          last_modified: null,
          last_attempt_at: '2027-03-03T00:00:00Z',
          last_success_at: '2027-03-01T00:00:00Z',
          last_item_at: null,
          failures: 9,
          last_error: '403 from the host',
          items_per_day: null,
        },
      ])
      .execute();
    model = await loadDigest(db, wish);
  });
  afterAll(() => open.close());

  it('puts the loudest event first and names no recorded one', () => {
    expect(model.events.map((e) => e.id)).toEqual(['ev-louder', 'ev-lantern']);
    expect(model.recorded).toBe(false);
  });
  it('shows soft, hard and trap lines with evidence on both sides and against', () => {
    const event = model.events.find((e) => e.id === 'ev-lantern')!;
    expect([event.soft[0]?.ticker, event.hard[0]?.ticker, event.traps[0]?.ticker]).toEqual([
      '9901.HK',
      '688990.SH',
      '300990.SZ',
    ]);
    const soft = event.soft[0]!;
    expect(soft.quotes[0]).toMatchObject({ firstHand: true, article: { outlet: 'Lumen Studio' } });
    expect(soft.sources[0]).toMatchObject({ date: '2027-01-20', trait: 'Algorithm platform' });
    expect(soft.against.quotes[0]?.text).toContain('training compute');
    expect(soft.against.sources[0]?.note).toContain('loan facilitation');
    expect(soft.crowding).toBe('no prices');
    expect(soft.sizing[0]?.sum).toContain('CNY 1.5–1.8 billion');
    expect(soft.components.map((c) => c.name)).toEqual(['overlap', 'purity']);
  });
  it('says in Chinese what a source shows as it does in English: share, remark, the other side of a relation', async () => {
    const notes = async (language: 'zh' | 'en', note: string | null, note_zh: string | null) => {
      await open.db
        .updateTable('analogue_evidence')
        .set({ note, note_zh })
        .where('analogue_id', '=', 'ev-lantern-9901.HK')
        .where('against', '=', true)
        .where('side', '=', 'company')
        .execute();
      const read = await loadDigest(open.db, { ...wish, language });
      return read.events.find((e) => e.id === 'ev-lantern')!.soft[0]!.against.sources[0]!.note;
    };
    const fact = shownOf(0.516, 'revenue, 2022H1', { zh: '其他服务15.91亿元', en: 'other services 15.91' });
    expect(await notes('zh', fact.en, fact.zh)).toBe('占2022年上半年收入51.6%；其他服务15.91亿元');
    expect(await notes('en', fact.en, fact.zh)).toBe('51.6% (revenue, 2022H1); other services 15.91');
    const tie = shownRelation(
      'customer_of',
      { zh: '灯笼', en: 'Lantern' },
      { zh: '使用其API', en: 'its API' },
    );
    expect(await notes('zh', tie.en, tie.zh)).toBe('灯笼的客户；使用其API');
    expect(await notes('en', tie.en, tie.zh)).toBe('customer of Lantern; its API');
    // Stored before both were kept: the structure is said, an English remark is not shown as Chinese.
    expect(await notes('zh', '51.6% (revenue, FY2022); other services 15.91 of 30.83 亿元', null)).toBe(
      '占2022年收入51.6%',
    );
    expect(await notes('zh', '38% of revenue is loan facilitation', null)).toBeNull();
    await notes('en', '38% of revenue is loan facilitation', null);
  });
  it('says who was first-hand, and that hearsay is unread', () => {
    expect(model.events.find((e) => e.id === 'ev-lantern')?.firstHand?.outlet).toBe('Lumen Studio');
    expect(model.events.find((e) => e.id === 'ev-louder')).toMatchObject({ unread: true, firstHand: null });
  });
  it('carries the hype score with its curve, the figures and the next sessions', () => {
    const event = model.events.find((e) => e.id === 'ev-lantern')!;
    expect(event.hype?.score).toBeCloseTo(74.1, 1);
    expect(event.hype?.curve).toHaveLength(5);
    expect(event.figures.map((f) => f.metric)).toEqual(['revenue', 'eps_adjusted', 'revenue']);
    expect(model.sessions).toMatchObject([
      { exchange: 'XHKG', date: '2027-03-03', minutes: 60 },
      { exchange: 'XSHG', date: '2027-03-03', minutes: 60 },
    ]);
  });
  it('lists what no rule explains, what faded, what was corrected and who was silent', () => {
    expect(model.unexplained.map((e) => e.id)).toEqual(['ev-plain']);
    expect(model.unexplained[0]!.nearest, 'no rule is loaded here').toBeUndefined();
    expect(model.faded.map((e) => e.id)).toEqual(['ev-faded']);
    expect(model.corrections[0]).toMatchObject({
      kind: 'merge',
      intoEventId: 'ev-lantern',
      why: 'the same studio',
    });
    expect(model.troubles).toMatchObject([{ id: 'mute', kind: 'silent', lastError: '403 from the host' }]);
  });
  it('says what we got wrong since the reader was last told, and what we saw late', async () => {
    const { db } = open;
    await insertEvent(db, { id: 'ev-wrong', headline: 'A forged story' });
    await db
      .insertInto('event_retraction')
      .values({
        event_id: 'ev-wrong',
        author: 'ann',
        at: '2027-03-02T23:00:00Z',
        why: 'the document was forged',
      })
      .execute();
    await insertEvent(db, { id: 'ev-back', headline: 'A story with one link less' });
    await open.run(
      "UPDATE analogue SET computed_at = '2027-03-01T00:00:00Z' WHERE event_id IN ('ev-back', 'ev-wrong')",
    );
    await open.run(
      "UPDATE analogue SET superseded_at = '2027-03-02T22:00:00Z' WHERE event_id = 'ev-back' AND ticker = '300990.SZ'",
    );
    await open.run("UPDATE analogue SET superseded_at = '2027-03-02T23:00:00Z' WHERE event_id = 'ev-wrong'");
    await open.run(
      "UPDATE article SET fetched_at = '2027-03-02T18:00:00Z' WHERE url LIKE '%/ev-lantern/%' AND first_hand",
    );
    const found = await loadDigest(db, wish);
    expect(found.corrections.map((c) => [c.kind, c.eventId, c.company])).toEqual([
      ['merge', 'ev-faded', null],
      ['withdraw', 'ev-back', 'Candle Devices 300990.SZ'],
      ['retract', 'ev-wrong', null],
    ]);
    const told = await loadDigest(db, { ...wish, from: '2027-03-02T23:00:00Z' });
    expect(told.corrections).toEqual([]);
    expect(found.late.find((l) => l.eventId === 'ev-lantern')).toMatchObject({ outlet: expect.any(String) });
    const text = await renderDigest(found, 'text');
    expect(text).toContain('What we got wrong');
    expect(text).toContain('“A forged story” was retracted: the document was forged');
    expect(text).toMatch(/What we did not see\n[\s\S]*first\s+told\s+by/);
    await open.run("DELETE FROM event WHERE id IN ('ev-wrong', 'ev-back')");
  });
  it('shows news the next market has not traded on before louder news it has', () => {
    const [louder, lantern] = model.events;
    const late = { ...lantern!, lastSeen: '2027-03-02T20:00:00Z' };
    const early = { ...louder!, lastSeen: '2027-03-02T02:00:00Z' };
    expect([early, late].sort(byUrgency('2027-03-02T08:00:00Z')).map((e) => e.id)).toEqual([
      'ev-lantern',
      'ev-louder',
    ]);
  });
  it('marks words that go on with an ellipsis, and leaves whole sentences and titles alone', () => {
    expect(quotation('A network first compresses raw video', false)).toBe(
      'A network first compresses raw video…',
    );
    expect(quotation('It is done.', false)).toBe('It is done.');
    expect(quotation('Lantern model shown', true)).toBe('Lantern model shown');
    expect(quotation('词'.repeat(200), false)).toHaveLength(200);
    expect(quotation('词'.repeat(200), false).endsWith('…')).toBe(true);
  });
  it('sees nothing that came after its end', async () => {
    const early = await loadDigest(open.db, { ...wish, to: '2027-03-02T14:20:00Z' });
    expect(early.events).toEqual([]);
    expect(early.counted.events).toBe(4);
    const then = await loadEvent(open.db, 'ev-lantern', '2027-03-02T14:20:00Z', 'zh');
    expect(then).toMatchObject({ state: 'emerging', articles: 2, hype: null, soft: [] });
  });
  it('keeps to the themes, companies and loudness a reader asked for', async () => {
    const ids = async (rest: object) =>
      (await loadDigest(open.db, { ...wish, ...rest })).events.map((e) => e.id);
    expect(await ids({ minimumHype: 80 })).toEqual(['ev-louder']);
    expect(await ids({ themes: ['lantern'] })).toHaveLength(2);
    expect(await ids({ themes: ['teapots'] })).toEqual([]);
    expect(await ids({ tickers: ['9901.HK'] })).toHaveLength(2);
    expect(await ids({ tickers: ['0001.HK'] })).toEqual([]);
  });
  it('labels the archive as recorded', async () => {
    const archive = await loadDigest(open.db, { ...wish, origin: 'archive' });
    expect(archive.events.map((e) => e.id)).toEqual(['ev-old']);
    expect(archive.recorded).toBe(true);
  });
});
