import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { health } from '../../jobs/health.ts';
import { poll } from '../../jobs/poll.ts';
import { addEndpoint, createDeliverer, type Letter, messageSchema } from '../../src/deliver/index.ts';
import { testDatabases } from '../databases.ts';
import { type Receiver, startReceiver } from '../deliver/receiver.ts';
import { deskFor, rss } from './desk.ts';

const START = '2024-02-16T08:00:00Z';

describe.each(await testDatabases())('word of silent sources on $name', ({ open }) => {
  const desk = deskFor(open, START);
  let receiver: Receiver;
  beforeEach(async () => {
    receiver = await startReceiver();
  });
  afterEach(async () => {
    await receiver.close();
  });
  const told = () => receiver.received.map((r) => messageSchema.parse(JSON.parse(r.body)));
  async function later(seconds: number): Promise<Record<string, number>> {
    desk.clock.advance(seconds);
    await poll.runOnce(desk.app);
    const counts = await health.runOnce(desk.app);
    await desk.app.deliverer.runOnce();
    return counts;
  }

  it('goes to the configured endpoint, signed, once a silence, with an all-clear when it speaks again', async () => {
    const { secret } = await addEndpoint(
      desk.app.ctx.db,
      { url: receiver.url, types: ['source.silent', 'source.recovered'] },
      START,
    );
    desk.site.put('/feed', rss(['/1', 'A']));
    await desk.watch({ id: 'wire', url: '{site}/feed', options: { page: 'never' } });
    expect(await later(0)).toEqual({ raised: 0, cleared: 0 });
    expect(await later(5 * 86_400)).toEqual({ raised: 1, cleared: 0 });
    for (let i = 0; i < 3; i++) expect(await later(3600)).toEqual({ raised: 0, cleared: 0 });
    expect(told()).toMatchObject([
      {
        type: 'source.silent',
        data: {
          source: { id: 'wire' },
          alarm: 'silent',
          since: '2024-02-16T07:00:00Z',
          clearedAt: null,
          sentence: {
            en: expect.stringContaining('nothing new since'),
            zh: expect.stringContaining('没有新内容'),
          },
        },
      },
    ]);
    desk.site.put('/feed', rss(['/2', 'B', '2024-02-21T10:00:00Z']));
    expect(await later(3600)).toEqual({ raised: 0, cleared: 1 });
    expect(told()[1]).toMatchObject({ type: 'source.recovered', supersedes: told()[0]!.id });
    for (const { headers, body } of receiver.received)
      expect(headers['webhook-signature']).toBe(
        new Webhook(secret).sign(
          String(headers['webhook-id']),
          new Date(Number(headers['webhook-timestamp']) * 1000),
          body,
        ),
      );
    expect(
      await desk.app.ctx.db.selectFrom('source_alarm').select(['source_id', 'kind', 'told']).execute(),
    ).toEqual([{ source_id: 'wire', kind: 'silent', told: 1 }]);
  });

  it('is raised for an answer with nothing in it, for errors in a row, and for a feed that its server retired', async () => {
    await addEndpoint(desk.app.ctx.db, { url: receiver.url, types: ['source.silent'] }, START);
    desk.site.put('/empty', rss());
    desk.site.put('/broken', { status: 500 });
    desk.site.put('/gone', { status: 410 });
    for (const id of ['empty', 'broken', 'gone']) await desk.watch({ id, url: `{site}/${id}` });
    for (let i = 0; i < 5; i++) {
      // Without validators, so that each answer is a whole empty one
      desk.site.put('/empty', { body: `${rss()}<!-- ${i} -->`, bare: true });
      await later(20_000);
    }
    expect(
      told()
        .map((m) => (m.type === 'source.silent' ? `${m.data.source.id}: ${m.data.alarm}` : m.type))
        .sort(),
    ).toEqual(['broken: failing', 'empty: empty', 'gone: gone']);
  });

  it('is not sent to desks that did not ask for it, nor when a person paused the source', async () => {
    await addEndpoint(desk.app.ctx.db, { url: receiver.url }, START);
    desk.site.put('/broken', { status: 500 });
    await desk.watch({ id: 'broken', url: '{site}/broken' });
    for (let i = 0; i < 5; i++) await later(20_000);
    await desk.app.database.run("UPDATE source SET status = 'paused'");
    expect(await later(3600)).toEqual({ raised: 0, cleared: 0 });
    expect(receiver.received).toEqual([]);
    const { rows } = await desk.app.database.run('SELECT cleared_at IS NULL AS open FROM source_alarm');
    expect(rows).toEqual([{ open: false }]);
  });

  it('goes by mail where that is what was configured', async () => {
    await addEndpoint(
      desk.app.ctx.db,
      { url: 'mailto:ops@desk.example', kind: 'mail', types: ['source.silent'] },
      START,
    );
    await expect(
      addEndpoint(desk.app.ctx.db, { url: 'https://desk.example', kind: 'mail' }, START),
    ).rejects.toThrow('mailto:');
    desk.site.put('/gone', { status: 410 });
    await desk.watch({ id: 'gone', url: '{site}/gone' });
    await later(0);
    const letters: Letter[] = [];
    const deliverer = createDeliverer(desk.app.ctx, {
      mailer: {
        send: async (letter) => {
          letters.push(letter);
          return { delivered: true, retry: false, status: 250, excerpt: '250 ok' };
        },
        close: () => {},
      },
    });
    desk.clock.advance(7200);
    await deliverer.runOnce();
    await deliverer.close();
    expect(letters).toMatchObject([{ to: 'ops@desk.example' }]);
    expect(letters[0]!.parts.subject).toContain('gone');
    expect(letters[0]!.parts.text).toContain('retired by its server');
    expect(letters[0]!.parts.text).toContain('已被其服务器停用');
  });
});
