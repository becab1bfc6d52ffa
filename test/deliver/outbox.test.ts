import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Context } from '../../src/context.ts';
import type { OpenDatabase } from '../../src/db/index.ts';
import {
  addEndpoint,
  type Change,
  changeEndpoint,
  createDeliverer,
  deliverDue,
  enqueueDeliveries,
  enqueueDigestReady,
  enqueueTest,
  listAttempts,
  listDeliveries,
  listEndpoints,
  messageSchema,
  type NewEndpoint,
  replayDeliveries,
  rotateSecret,
  setEndpointStatus,
} from '../../src/deliver/index.ts';
import { testClock, testContext, testDatabases } from '../databases.ts';
import { BEFORE, emptyTables, insertEvent, insertFigures, insertLibrary, NOW } from './example.ts';
import { type Receiver, startReceiver } from './receiver.ts';

const CHANGE: Change = {
  type: 'event.hype',
  eventId: 'ev-lantern',
  change: 'hype@2027-03-02T16:30:00Z',
  at: NOW,
};
const PUBLIC = { publicUrl: 'https://duibiao.example' };

describe.each(await testDatabases())('the outbox on $name', (database) => {
  let open: OpenDatabase;
  let receiver: Receiver;
  let clock: ReturnType<typeof testClock>;
  let ctx: Context;
  const tell = (change: Partial<Change> = {}) =>
    open.db.transaction().execute((trx) => enqueueDeliveries(trx, { ...CHANGE, ...change }, PUBLIC));
  const desk = (wish: Partial<NewEndpoint> = {}) => addEndpoint(open.db, { url: receiver.url, ...wish }, NOW);

  beforeAll(async () => {
    open = await database.open();
  });
  afterAll(() => open.close());
  beforeEach(async () => {
    await emptyTables(open);
    receiver = await startReceiver();
    clock = testClock(NOW);
    ctx = testContext(open, clock, { DUIBIAO_ALLOW_PRIVATE: '127.0.0.1' });
    await insertLibrary(open.db);
    await insertEvent(open.db);
    await insertFigures(open.db, 'ev-lantern');
  });
  afterEach(async () => {
    await receiver.close();
  });

  it('tells a desk of a change once, signed, in the published form, under 20 kB', async () => {
    const { secret } = await desk();
    expect(await tell()).toEqual({ enqueued: 1, refused: null });
    expect(await tell()).toEqual({ enqueued: 0, refused: null });
    expect(await deliverDue(ctx)).toEqual({ delivered: 1, retried: 0, dead: 0 });
    expect(await deliverDue(ctx)).toEqual({ delivered: 0, retried: 0, dead: 0 });
    expect(receiver.received).toHaveLength(1);
    const { headers, body } = receiver.received[0]!;
    const stamped = { ...(headers as Record<string, string>) };
    // The library checks the timestamp against the wall; the test's clock stands elsewhere.
    expect(stamped['webhook-timestamp']).toBe(String(Date.parse(NOW) / 1000));
    expect(stamped['webhook-signature']).toBe(
      new Webhook(secret).sign(stamped['webhook-id']!, new Date(NOW), body),
    );
    const message = messageSchema.parse(JSON.parse(body));
    expect(message).toMatchObject({
      type: 'event.hype',
      eventId: 'ev-lantern',
      sequence: 1,
      supersedes: null,
      id: stamped['webhook-id'],
      clocks: { published: '2027-03-02T15:30:00Z', detected: NOW },
      data: { event: { headline: { zh: expect.stringContaining('灯笼') } }, payload: 'full' },
    });
    expect(Buffer.byteLength(body)).toBeLessThan(20_000);
  });

  it('refuses recorded material, in the program and in the database', async () => {
    await desk();
    await insertEvent(open.db, { id: 'ev-old', origin: 'archive' });
    await insertEvent(open.db, { id: 'ev-again', origin: 'replay' });
    expect(await tell({ eventId: 'ev-old' })).toEqual({ enqueued: 0, refused: 'archive' });
    expect(await tell({ eventId: 'ev-again' })).toEqual({ enqueued: 0, refused: 'replay' });
    const smuggled = open.run(
      `INSERT INTO delivery (id, target, endpoint_id, type, event_id, key, payload, next_attempt_at, created_at)
       SELECT 'x', 'endpoint', id, 'event.hype', 'ev-old', 'x', '{}', '${NOW}', '${NOW}' FROM endpoint`,
    );
    await expect(smuggled).rejects.toThrow('recorded material');
    await open.db
      .transaction()
      .execute((trx) =>
        enqueueDigestReady(trx, { date: '2027-03-03', from: BEFORE, to: NOW, at: NOW }, PUBLIC),
      );
    await deliverDue(ctx);
    expect(receiver.received).toHaveLength(1);
    expect(receiver.received[0]!.body).not.toContain('ev-old');
    expect(messageSchema.parse(JSON.parse(receiver.received[0]!.body)).type).toBe('digest.ready');
  });

  it('keeps neither the change nor its deliveries when the transaction fails', async () => {
    await desk();
    const failing = open.db.transaction().execute(async (trx) => {
      await enqueueDeliveries(trx, CHANGE, PUBLIC);
      throw new Error('the change was not made');
    });
    await expect(failing).rejects.toThrow();
    expect(await listDeliveries(open.db)).toEqual([]);
    const event = await open.db.selectFrom('event').select('sequence').executeTakeFirstOrThrow();
    expect(event.sequence).toBe(0);
  });

  it('tells each desk only what it asked for', async () => {
    const reaches = async (wish: Partial<NewEndpoint>, change: Partial<Change> = {}) => {
      await open.db.deleteFrom('endpoint').execute();
      await desk(wish);
      return (await tell(change)).enqueued === 1;
    };
    expect(await reaches({ types: ['event.hype'] })).toBe(true);
    expect(await reaches({ types: ['event.faded'] })).toBe(false);
    expect(await reaches({ themes: ['lantern_video'] })).toBe(true);
    expect(await reaches({ themes: ['teapots'] })).toBe(false);
    expect(await reaches({ tickers: ['9901.HK'] })).toBe(true);
    expect(await reaches({ tickers: ['0001.HK'] })).toBe(false);
    expect(await reaches({ minimumScore: 74 })).toBe(true);
    expect(await reaches({ minimumScore: 75 })).toBe(false);
    const added: Partial<Change> = { type: 'analogue.added', change: 'a', other: { ticker: '300990.SZ' } };
    expect(await reaches({ minimumScore: 33 }, added)).toBe(true);
    expect(await reaches({ minimumScore: 34 }, added)).toBe(false);
    expect(await reaches({ tickers: ['9901.HK'] }, added)).toBe(false);
  });

  it('numbers an event’s messages, and names of each the one it replaces for that desk', async () => {
    await desk();
    const { id } = await addEndpoint(
      open.db,
      { url: `${receiver.url}?few`, types: ['event.faded', 'analogue.added'] },
      NOW,
    );
    const ticker = { ticker: '9901.HK' };
    await tell();
    await tell({ type: 'analogue.added', change: 'a', other: ticker });
    await tell({ type: 'event.faded', change: 'faded' });
    await tell({ type: 'analogue.added', change: 'b', other: ticker });
    await deliverDue(ctx);
    const at = (path: string) =>
      receiver.received
        .filter((r) => r.path === path)
        .map((r) => messageSchema.parse(JSON.parse(r.body)))
        .sort((a, b) => a.sequence! - b.sequence!);
    const all = at('/hook');
    expect(all.map((m) => m.sequence)).toEqual([1, 2, 3, 4]);
    expect(all.map((m) => m.supersedes)).toEqual([null, null, all[0]!.id, all[1]!.id]);
    // What this desk was never told of is not named to it.
    const few = at('/hook?few');
    expect(few.map((m) => [m.sequence, m.supersedes])).toEqual([
      [2, null],
      [3, null],
      [4, all[1]!.id],
    ]);
    expect(await listDeliveries(open.db, { endpoint: id })).toHaveLength(3);
  });

  it('tells whoever was told of a statement what became of it, however low its score has fallen, and nobody else', async () => {
    const { id } = await desk({ minimumScore: 33 });
    await addEndpoint(open.db, { url: `${receiver.url}?high`, minimumScore: 90 }, NOW);
    const candle = { ticker: '300990.SZ' };
    await tell({ type: 'analogue.added', change: 'a', other: candle });
    await open.run("UPDATE analogue SET superseded_at = computed_at WHERE ticker = '300990.SZ'");
    await tell({ type: 'link.withdrawn', change: 'w', other: candle });
    await tell({ type: 'link.withdrawn', change: 'w', other: { ticker: '9901.HK' } });
    await tell({ type: 'event.hype', change: 'h' });
    await open.run('UPDATE hype_score SET score = 10');
    await tell({ type: 'event.faded', change: 'f' });
    await tell({ type: 'event.retracted', change: 'r', other: { reason: 'forged' } });
    const told = (await listDeliveries(open.db)).filter((d) => d.to.endsWith('/hook')).map((d) => d.type);
    expect(told.sort()).toEqual([
      'analogue.added',
      'event.faded',
      'event.hype',
      'event.retracted',
      'link.withdrawn',
    ]);
    expect(await listDeliveries(open.db)).toHaveLength(told.length);
    expect(await listDeliveries(open.db, { endpoint: id })).toHaveLength(told.length);
  });

  it('never names a company on a desk’s restricted list, nor an event that is its own', async () => {
    const { id } = await desk({ restricted: ['9901.HK'] });
    await tell();
    await tell({ type: 'analogue.added', change: 'a', other: { ticker: '9901.HK' } });
    await open.db
      .transaction()
      .execute((trx) =>
        enqueueDigestReady(trx, { date: '2027-03-03', from: BEFORE, to: NOW, at: NOW }, PUBLIC),
      );
    await deliverDue(ctx);
    expect(receiver.received.map((r) => JSON.parse(r.body).type)).toEqual(['event.hype', 'digest.ready']);
    for (const r of receiver.received) {
      expect(r.body).toContain('300990.SZ');
      expect(r.body).not.toContain('9901.HK');
      expect(r.body).not.toContain('青灯');
    }
    await open.run("UPDATE analogue SET kind = 'issuer' WHERE ticker = '9901.HK'");
    expect(await tell({ change: 'again' })).toMatchObject({ enqueued: 0 });
    await changeEndpoint(open.db, id, { restricted: [] });
    expect(await tell({ change: 'again' })).toMatchObject({ enqueued: 1 });
    await expect(changeEndpoint(open.db, id, { restricted: ['百融'] })).rejects.toThrow('with its exchange');
  });

  it('keeps the order of an event’s messages for a desk that asks, and lets other events pass', async () => {
    await desk({ ordered: true });
    await insertEvent(open.db, { id: 'ev-kite' });
    for (let i = 1; i <= 6; i++) await tell({ change: `n${i}` });
    await tell({ eventId: 'ev-kite' });
    let refuse = true;
    receiver.answer = (r) => ({
      status:
        refuse && JSON.parse(r.body).sequence === 2 && r.body.includes('"eventId":"ev-lantern"') ? 503 : 200,
    });
    await deliverDue(ctx);
    const said = () =>
      receiver.received.map((r) => JSON.parse(r.body)).map((m) => `${m.eventId} ${m.sequence}`);
    expect(said().filter((s) => s.startsWith('ev-lantern'))).toEqual(['ev-lantern 1', 'ev-lantern 2']);
    expect(said()).toContain('ev-kite 1');
    refuse = false;
    clock.advance(120);
    await deliverDue(ctx);
    expect(said().filter((s) => s.startsWith('ev-lantern'))).toEqual(
      [1, 2, 2, 3, 4, 5, 6].map((n) => `ev-lantern ${n}`),
    );
  });

  it('tries again later with the same id, as long as the receiver asks for, and gives up after three days', async () => {
    await desk();
    await tell();
    receiver.answer = () => ({ status: 503, headers: { 'retry-after': '7200' }, body: 'closed for lunch' });
    expect(await deliverDue(ctx)).toMatchObject({ retried: 1 });
    clock.advance(7100);
    expect(await deliverDue(ctx)).toMatchObject({ delivered: 0, retried: 0 });
    clock.advance(101);
    expect(await deliverDue(ctx)).toMatchObject({ retried: 1 });
    const [waiting] = await listDeliveries(open.db);
    expect(waiting).toMatchObject({ status: 'waiting', attempts: 2, lastError: 'the receiver answered 503' });
    expect(await listAttempts(open.db, waiting!.id)).toMatchObject([
      { attempt: 1, status: 503, excerpt: 'closed for lunch' },
      { attempt: 2, status: 503 },
    ]);
    expect(new Set(receiver.received.map((r) => r.headers['webhook-id'])).size).toBe(1);
    let attempts = 0;
    for (let hour = 0; hour < 80; hour++) {
      clock.advance(3600);
      const counts = await deliverDue(ctx);
      attempts += counts.retried + counts.dead;
    }
    expect(attempts).toBeGreaterThan(5);
    expect((await listDeliveries(open.db))[0]).toMatchObject({ status: 'dead' });
    receiver.answer = () => ({ status: 200 });
    expect(
      await replayDeliveries(open.db, { since: BEFORE, status: 'dead' }, clock.now().toISOString()),
    ).toBe(1);
    const [endpoint] = await listEndpoints(open.db);
    await setEndpointStatus(open.db, endpoint!.id, 'active', clock.now().toISOString());
    expect(await deliverDue(ctx)).toMatchObject({ delivered: 1 });
    expect(receiver.received.at(-1)!.headers['webhook-id']).toBe(receiver.received[0]!.headers['webhook-id']);
  });

  it('follows no redirect and takes nothing but 2xx for delivered', async () => {
    await desk();
    await tell();
    receiver.answer = () => ({
      status: 302,
      headers: { location: receiver.url.replace('/hook', '/elsewhere') },
    });
    expect(await deliverDue(ctx)).toMatchObject({ retried: 1 });
    expect(receiver.received.map((r) => r.path)).toEqual(['/hook']);
  });

  it('shuts an endpoint that answers 410, with all that waited for it', async () => {
    await desk();
    await tell();
    await tell({ type: 'event.faded', change: 'faded' });
    receiver.answer = () => ({ status: 410 });
    await deliverDue(ctx, { concurrency: 1 });
    expect((await listEndpoints(open.db))[0]).toMatchObject({ status: 'disabled', waiting: 0, dead: 2 });
    expect(receiver.received).toHaveLength(1);
  });

  it('leaves a failing endpoint alone for a while, and serves the others meanwhile', async () => {
    const other = await startReceiver();
    await desk();
    await addEndpoint(open.db, { url: other.url }, NOW);
    receiver.answer = () => ({ status: 500 });
    for (let i = 0; i < 12; i++) await tell({ change: `n${i}` });
    await deliverDue(ctx);
    const tried = receiver.received.length;
    expect(tried).toBeLessThanOrEqual(6);
    expect(other.received).toHaveLength(12);
    const broken = (await listEndpoints(open.db)).find((e) => e.url === receiver.url)!;
    expect(broken.failures).toBeGreaterThanOrEqual(5);
    expect(Date.parse(broken.openUntil!)).toBeGreaterThan(Date.parse(NOW));
    clock.advance(30);
    await deliverDue(ctx);
    expect(receiver.received.length).toBe(tried);
    receiver.answer = () => ({ status: 200 });
    clock.advance(3600);
    await deliverDue(ctx);
    expect((await listEndpoints(open.db)).find((e) => e.url === receiver.url)).toMatchObject({
      failures: 0,
      openUntil: null,
      waiting: 0,
    });
    await other.close();
  });

  it('gives a receiver its time to answer and no more, without keeping others waiting', async () => {
    const other = await startReceiver();
    await desk();
    await addEndpoint(open.db, { url: other.url }, NOW);
    receiver.answer = () => null;
    await tell();
    expect(await deliverDue(ctx, { timeout: 4000 })).toMatchObject({ delivered: 1, retried: 1 });
    const failed = (await listDeliveries(open.db)).find((d) => d.status === 'waiting')!;
    expect(failed.lastError).toBe('no answer within 4 s');
    await other.close();
  });

  it('serves who answers while others behind the same host hang, more of them than it attempts at once', async () => {
    const at = (path: string) => new URL(path, receiver.url).href;
    receiver.answer = (r) => (r.path.startsWith('/hang') ? null : { status: 204 });
    for (let i = 0; i < 40; i++) await addEndpoint(open.db, { url: at(`/hang/${i}`) }, NOW);
    await tell();
    await tell({ change: 'again' });
    const deliverer = createDeliverer(ctx, { concurrency: 32, timeout: 120_000 });
    const round = deliverer.runOnce();
    const came = (path: string) => receiver.received.filter((r) => r.path.startsWith(path)).length;
    await vi.waitFor(() => expect(came('/hang')).toBe(80), { timeout: 60_000 });
    await addEndpoint(open.db, { url: at('/living') }, NOW);
    for (let i = 0; i < 20; i++) await tell({ change: `n${i}` });
    deliverer.wake();
    await vi.waitFor(() => expect(came('/living')).toBe(20), { timeout: 60_000 });
    // Each hung one has as many under way as an unknown desk may have, and no more.
    expect(came('/hang')).toBe(80);
    await receiver.close();
    await round;
    await deliverer.close();
  });

  it('sends again at once where a connection that was kept open is closed under its hands', async () => {
    await desk();
    await tell();
    const deliverer = createDeliverer(ctx);
    await deliverer.runOnce();
    receiver.closeReused = true;
    await tell({ change: 'again' });
    expect(await deliverer.runOnce()).toMatchObject({ delivered: 1, retried: 0 });
    await deliverer.close();
  });

  it('takes one outage for one failure, however many messages were under way', async () => {
    await desk();
    for (let i = 0; i < 24; i++) await tell({ change: `n${i}` });
    const deliverer = createDeliverer(ctx);
    // Its window opens; then all that is under way fails together.
    await deliverer.runOnce();
    for (let i = 24; i < 36; i++) await tell({ change: `n${i}` });
    const held: (() => void)[] = [];
    receiver.hold = () => new Promise((r) => held.push(r));
    receiver.answer = () => ({ status: 500 });
    const round = deliverer.runOnce();
    await vi.waitFor(() => expect(held.length).toBeGreaterThan(2), { timeout: 60_000 });
    const together = held.splice(0);
    for (const go of together) go();
    const failed = async () =>
      (await open.run('SELECT count(*)::int AS n FROM delivery_attempt WHERE status = 500')).rows[0]!.n;
    await vi.waitFor(async () => expect(await failed()).toBe(together.length), { timeout: 60_000 });
    expect((await listEndpoints(open.db))[0]).toMatchObject({ failures: 1, openUntil: null });
    receiver.hold = null;
    receiver.answer = () => ({ status: 200 });
    for (const go of held) go();
    await round;
    await deliverer.close();
  });

  it('sends at once all that was put off for a desk that is back, by itself or by a person’s word', async () => {
    const { id } = await desk();
    for (let i = 0; i < 3; i++) await tell({ change: `n${i}` });
    receiver.answer = () => ({ status: 500 });
    const away = async (hours: number) => {
      for (let hour = 0; hour < hours; hour++) {
        clock.advance(3600);
        await deliverDue(ctx);
      }
    };
    await away(20);
    receiver.answer = () => ({ status: 200 });
    while ((await deliverDue(ctx)).delivered === 0) clock.advance(3600);
    expect((await listEndpoints(open.db))[0]).toMatchObject({ waiting: 0, failures: 0, openUntil: null });
    receiver.answer = () => ({ status: 500 });
    for (let i = 3; i < 6; i++) await tell({ change: `n${i}`, at: clock.now().toISOString() });
    await away(20);
    receiver.answer = () => ({ status: 200 });
    await setEndpointStatus(open.db, id, 'active', clock.now().toISOString());
    expect(await deliverDue(ctx)).toMatchObject({ delivered: 3 });
  });

  it('counts a message that cannot be made as that message’s failure, and sends the others', async () => {
    await desk();
    await tell();
    await tell({ change: 'edited' });
    await open.run("UPDATE delivery SET payload = '{' WHERE sequence = 2");
    expect(await deliverDue(ctx)).toMatchObject({ delivered: 1, retried: 1 });
  });

  it('leaves a desk alone as a whole for as long as its Retry-After says', async () => {
    await desk();
    for (let i = 0; i < 5; i++) await tell({ change: `n${i}` });
    receiver.answer = () => ({ status: 429, headers: { 'retry-after': '3600' } });
    await deliverDue(ctx);
    const asked = receiver.received.length;
    expect(asked).toBeLessThanOrEqual(2);
    clock.advance(3590);
    await deliverDue(ctx);
    expect(receiver.received).toHaveLength(asked);
    receiver.answer = () => ({ status: 200 });
    clock.advance(20);
    expect(await deliverDue(ctx)).toMatchObject({ delivered: 5 });
  });

  it('signs by the old secret too while a new one is being taken over', async () => {
    const { id, secret } = await desk();
    const fresh = await rotateSecret(open.db, id, NOW, 24);
    await tell();
    await deliverDue(ctx);
    const { headers, body } = receiver.received[0]!;
    const signatures = String(headers['webhook-signature']).split(' ');
    const by = (s: string) => new Webhook(s).sign(String(headers['webhook-id']), new Date(NOW), body);
    expect(signatures).toEqual([by(fresh), by(secret)]);
    clock.advance(25 * 3600);
    await tell({ change: 'later', at: clock.now().toISOString() });
    await deliverDue(ctx);
    expect(String(receiver.received[1]!.headers['webhook-signature']).split(' ')).toHaveLength(1);
  });

  it('sends nothing to an address that is not public, unless it is allowed', async () => {
    const guarded = testContext(open, clock);
    await desk();
    await tell();
    expect(await deliverDue(guarded)).toMatchObject({ delivered: 0, retried: 1 });
    expect(receiver.received).toEqual([]);
    expect((await listDeliveries(open.db))[0]!.lastError).toContain('public');
    await expect(desk({ url: 'file:///etc/passwd' })).rejects.toThrow('endpoint address');
    await expect(desk({ url: 'https://user:pass@desk.example/' })).rejects.toThrow(
      'without user and password',
    );
  });

  it('keeps a paused desk’s messages, and sends a test when asked', async () => {
    const { id } = await desk();
    await setEndpointStatus(open.db, id, 'paused', NOW);
    expect(await tell()).toEqual({ enqueued: 1, refused: null });
    expect(await deliverDue(ctx)).toMatchObject({ delivered: 0 });
    await setEndpointStatus(open.db, id, 'active', NOW);
    await enqueueTest(ctx, id);
    expect(await deliverDue(ctx)).toMatchObject({ delivered: 2 });
    expect(receiver.received.map((r) => messageSchema.parse(JSON.parse(r.body)).type).sort()).toEqual([
      'event.hype',
      'test.ping',
    ]);
  });

  it('sends a thin payload to those who fetch the rest', async () => {
    await desk({ kind: 'webhook_thin' });
    await tell();
    await deliverDue(ctx);
    expect(JSON.parse(receiver.received[0]!.body)).toMatchObject({
      data: { analogues: [], payload: 'thin' },
    });
  });
});
