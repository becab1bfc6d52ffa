import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OpenDatabase } from '../../src/db/index.ts';
import {
  addEndpoint,
  CHANNEL_KINDS,
  changeEndpoint,
  createDeliverer,
  deliverDue,
  enqueueDeliveries,
  enqueueTest,
  listDeliveries,
  listEndpoints,
} from '../../src/deliver/index.ts';
import { testClock, testContext, testDatabases } from '../databases.ts';
import { emptyTables, insertEvent, insertLibrary, NOW } from './example.ts';
import { type Received, type Receiver, startReceiver } from './receiver.ts';

const HOSTILE = '[click](https://evil.example) <@everyone> <!channel> <a href="x">y</a> *b* | 标题';
const SECRET = 'a-group-secret';

/** What each platform enforces, as it enforces it: null takes the message, a code refuses it. */
interface Platform {
  kind: string;
  path: string;
  perSecond: number;
  perMinute: number;
  /** Seconds for which it takes nothing more from who sent too many. */
  silence: number;
  check(r: Received, body: Record<string, never>, now: Date): string | null;
  taken: string;
  tooMany: { status: number; body: string; headers?: Record<string, string> };
  /** How this platform would read a stranger's words as its own markup. */
  markup: RegExp;
  /** The platform's own form, where it has one. */
  card?(body: Record<string, never>): void;
  /** Everything a person sees, as markup. */
  shown(body: Record<string, never>): string;
}
const bytes = (r: Received) => Buffer.byteLength(r.body);
const json = (value: unknown) => JSON.stringify(value);
const PLATFORMS: Platform[] = [
  {
    kind: 'feishu',
    markup: /"tag":"(?!plain_text|div|action|button")|"content":\{/,
    path: '/open-apis/bot/v2/hook/x',
    perSecond: 5,
    silence: 60,
    perMinute: 100,
    taken: json({ code: 0, msg: 'success' }),
    tooMany: { status: 200, body: json({ code: 11232 }) },
    check: (r, body, now) => {
      const { timestamp, sign } = body as Record<string, string>;
      const good = createHmac('sha256', `${timestamp}\n${SECRET}`).update('').digest('base64');
      if (sign !== good) return 'sign';
      if (Math.abs(Number(timestamp) - now.getTime() / 1000) > 3600) return 'old';
      return bytes(r) > 20_000 ? 'large' : null;
    },
    shown: (b) => json(b),
    card: (b) => expect(b).toMatchObject({ msg_type: 'interactive', card: { header: { template: 'red' } } }),
  },
  {
    kind: 'dingtalk',
    markup: /(?<!\\)\[click\\?\]\(|(?<!\\)@everyone/,
    path: '/robot/send?access_token=x',
    perSecond: 20,
    silence: 600,
    perMinute: 20,
    taken: json({ errcode: 0, errmsg: 'ok' }),
    tooMany: { status: 200, body: json({ errcode: 130101 }) },
    check: (r, _body, now) => {
      const url = new URL(r.path, 'http://x');
      const timestamp = url.searchParams.get('timestamp')!;
      const good = createHmac('sha256', SECRET).update(`${timestamp}\n${SECRET}`).digest('base64');
      if (url.searchParams.get('sign') !== good || url.searchParams.get('access_token') !== 'x')
        return 'sign';
      if (Math.abs(Number(timestamp) - now.getTime()) > 3_600_000) return 'old';
      return bytes(r) > 20_000 ? 'large' : null;
    },
    shown: (b) => (b as unknown as { markdown: { text: string } }).markdown.text,
  },
  {
    kind: 'wecom',
    markup: /(?<!\\)\[click\\?\]\(|(?<!\\)<@everyone>/,
    path: '/cgi-bin/webhook/send?key=x',
    perSecond: 20,
    silence: 60,
    perMinute: 20,
    taken: json({ errcode: 0 }),
    tooMany: { status: 200, body: json({ errcode: 45009 }) },
    check: (_r, body) =>
      Buffer.byteLength((body as unknown as { markdown: { content: string } }).markdown.content) > 4096
        ? 'large'
        : null,
    shown: (b) => (b as unknown as { markdown: { content: string } }).markdown.content,
  },
  {
    kind: 'slack',
    markup: /<!channel>|<@everyone>|\|y>/,
    path: '/services/x',
    perSecond: 1,
    silence: 30,
    perMinute: 60,
    taken: 'ok',
    tooMany: { status: 429, body: 'rate_limited', headers: { 'retry-after': '30' } },
    check: (_r, body) => {
      const { blocks } = body as unknown as { blocks: { text: { text: string } }[] };
      return blocks.length > 50 || blocks.some((b) => b.text.text.length > 3000 || b.text.text === '')
        ? 'blocks'
        : null;
    },
    shown: (b) =>
      (b as unknown as { blocks: { text: { text: string } }[] }).blocks
        .slice(1)
        .map((x) => x.text.text)
        .join('\n'),
  },
  {
    kind: 'telegram',
    markup: /<a href="x"|<@/,
    path: '/bot1:x/sendMessage?chat_id=-100',
    perSecond: 1,
    silence: 33,
    perMinute: 20,
    taken: json({ ok: true }),
    tooMany: { status: 429, body: json({ ok: false, parameters: { retry_after: 33 } }) },
    check: (_r, body) => {
      const b = body as unknown as { chat_id: string; text: string };
      return b.chat_id !== '-100' || b.text.length > 4096 ? 'text' : null;
    },
    shown: (b) => (b as unknown as { text: string }).text,
  },
  {
    kind: 'generic',
    markup: /\[click\]\(|<!channel>|@everyone/,
    path: '/hook',
    perSecond: 1,
    silence: 30,
    perMinute: 60,
    taken: '',
    tooMany: { status: 429, body: '', headers: { 'retry-after': '30' } },
    check: (r) => (bytes(r) > 16_000 ? 'large' : null),
    shown: (b) => (b as unknown as { text: string }).text,
  },
];

describe('chat groups', () => {
  let open: OpenDatabase;
  let receiver: Receiver;
  beforeAll(async () => {
    // PostgreSQL where there is one: two workers at once.
    open = await (await testDatabases()).at(-1)!.open();
  });
  afterAll(() => open.close());
  beforeEach(async () => {
    await emptyTables(open);
    await insertLibrary(open.db);
    receiver = await startReceiver();
  });
  afterEach(() => receiver.close());

  it('are all simulated here', () => {
    expect(['mail', 'webhook', 'webhook_thin', ...PLATFORMS.map((p) => p.kind)].sort()).toEqual(
      [...CHANNEL_KINDS].sort(),
    );
  });

  describe.each(PLATFORMS)('$kind', (platform) => {
    const clock = testClock(NOW);
    const tell = (n: number) =>
      open.db.transaction().execute(async (trx) => {
        for (let i = 0; i < n; i++)
          await enqueueDeliveries(
            trx,
            { type: 'event.hype', eventId: 'ev-lantern', change: `n${i}`, at: NOW },
            { publicUrl: 'https://duibiao.example' },
          );
      });
    const join = () => {
      clock.set(NOW);
      const url = new URL(platform.path, receiver.url).href;
      return addEndpoint(open.db, { url, kind: platform.kind, secret: SECRET }, NOW);
    };
    const ctx = () => testContext(open, clock, { DUIBIAO_ALLOW_PRIVATE: '127.0.0.1' });

    it('gets what it takes, at the pace it allows, whole items with the link and the disclaimer', async () => {
      await insertEvent(open.db, {
        why: `${HOSTILE} ${'很长的理由'.repeat(200)}`,
        headline: HOSTILE,
        headlineZh: HOSTILE,
      });
      await join();
      await tell(22);
      const times: number[] = [];
      const refused: string[] = [];
      let silentUntil = 0;
      receiver.answer = (r) => {
        const now = clock.now();
        const why = platform.check(r, JSON.parse(r.body), now);
        if (why !== null) refused.push(why);
        times.push(now.getTime());
        const within = (ms: number) => times.filter((t) => now.getTime() - t < ms).length;
        if (within(60_000) > platform.perMinute || within(1000) > platform.perSecond)
          silentUntil = now.getTime() + platform.silence * 1000;
        if (now.getTime() < silentUntil) {
          refused.push('too many');
          return platform.tooMany;
        }
        return { status: 200, body: platform.taken };
      };
      // Two workers: a group's pace is the group's, not a worker's.
      const workers = [createDeliverer(ctx()), createDeliverer(ctx())];
      for (let second = 0; second < 92; second++) {
        await Promise.all(workers.map((w) => w.runOnce()));
        clock.advance(1);
      }
      for (const w of workers) await w.close();
      expect(refused).toEqual([]);
      expect(await listDeliveries(open.db, { status: 'delivered' })).toHaveLength(22);
      const shown = platform.shown(JSON.parse(receiver.received[0]!.body));
      expect(shown).toContain('duibiao.example');
      expect(shown).toMatch(/不构成投资建议|not investment advice/);
      platform.card?.(JSON.parse(receiver.received[0]!.body));
      // Strangers' words make no link, no mention, no markup.
      expect(shown).not.toMatch(platform.markup);
    });

    it('is written to in the language it asks for, or in both, each item whole in both', async () => {
      await insertEvent(open.db);
      const { id } = await join();
      receiver.answer = () => ({ status: 200, body: platform.taken });
      const said = async (language: 'zh' | 'en' | 'both') => {
        await changeEndpoint(open.db, id, { language });
        await open.db.deleteFrom('delivery').execute();
        await open.db.updateTable('endpoint').set({ open_until: null }).execute();
        await tell(1);
        expect(await deliverDue(ctx())).toMatchObject({ delivered: 1 });
        return JSON.stringify(JSON.parse(receiver.received.at(-1)!.body)).replaceAll('\\\\', '');
      };
      const both = await said('both');
      for (const words of [/不构成投资建议/, /not investment advice/, /青灯算法/, /Qingdeng Algorithms/])
        expect(both).toMatch(words);
      // As many reasons in one language as in the other: an item is left out in both or in none.
      expect(both.match(/青灯算法/g)?.length).toBe(both.match(/Qingdeng Algorithms/g)?.length);
      await open.db.updateTable('endpoint').set({ open_until: null }).execute();
      await enqueueTest(ctx(), id);
      expect(await deliverDue(ctx())).toMatchObject({ delivered: 1 });
      const zh = await said('zh');
      expect(zh).toContain('青灯算法');
      expect(zh).not.toContain('investment advice');
      const en = await said('en');
      expect(en).toContain('Qingdeng Algorithms');
      expect(en).not.toContain('投资建议');
    });

    it('is left in peace for as long as it asks when it says "too many", whatever else waits for it', async () => {
      await insertEvent(open.db);
      await join();
      await tell(3);
      receiver.answer = () => platform.tooMany;
      expect(await deliverDue(ctx())).toMatchObject({ retried: 1 });
      for (const seconds of [5, 10, platform.silence - 20]) {
        clock.advance(seconds);
        expect(await deliverDue(ctx())).toMatchObject({ delivered: 0, retried: 0 });
      }
      expect(receiver.received).toHaveLength(1);
      receiver.answer = () => ({ status: 200, body: platform.taken });
      for (let i = 0; i < 3; i++) {
        clock.advance(60);
        await deliverDue(ctx());
      }
      expect(receiver.received).toHaveLength(4);
      expect((await listEndpoints(open.db))[0]).toMatchObject({ failures: 0 });
    });
  });
});
