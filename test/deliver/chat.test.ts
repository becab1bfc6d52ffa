import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OpenDatabase } from '../../src/db/index.ts';
import {
  addEndpoint,
  CHANNEL_KINDS,
  createDeliverer,
  deliverDue,
  enqueueDeliveries,
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
  perMinute: number;
  check(r: Received, body: Record<string, never>, now: Date): string | null;
  taken: string;
  tooMany: { status: number; body: string; headers?: Record<string, string> };
  /** How this platform would read a stranger's words as its own markup. */
  markup: RegExp;
  /** Everything a person sees, as markup. */
  shown(body: Record<string, never>): string;
}
const bytes = (r: Received) => Buffer.byteLength(r.body);
const json = (value: unknown) => JSON.stringify(value);
const PLATFORMS: Platform[] = [
  {
    kind: 'feishu',
    markup: /"tag":"(?!text|a")/,
    path: '/open-apis/bot/v2/hook/x',
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
  },
  {
    kind: 'dingtalk',
    markup: /(?<!\\)\[click\\?\]\(|(?<!\\)@everyone/,
    path: '/robot/send?access_token=x',
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
    open = await (await testDatabases())[0]!.open();
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
      receiver.answer = (r) => {
        const now = clock.now();
        const why = platform.check(r, JSON.parse(r.body), now);
        if (why !== null) refused.push(why);
        times.push(now.getTime());
        const lastMinute = times.filter((t) => now.getTime() - t < 60_000).length;
        if (lastMinute > platform.perMinute) {
          refused.push('too many');
          return platform.tooMany;
        }
        return { status: 200, body: platform.taken };
      };
      const deliverer = createDeliverer(ctx());
      for (let second = 0; second < 92; second++) {
        await deliverer.runOnce();
        clock.advance(1);
      }
      await deliverer.close();
      expect(refused).toEqual([]);
      expect(await listDeliveries(open.db, { status: 'delivered' })).toHaveLength(22);
      const shown = platform.shown(JSON.parse(receiver.received[0]!.body));
      expect(shown).toContain('duibiao.example');
      expect(shown).toMatch(/不构成投资建议|not investment advice/);
      // Strangers' words make no link, no mention, no markup.
      expect(shown).not.toMatch(platform.markup);
    });

    it('waits where it is told "too many", and gives up what is refused for good', async () => {
      await insertEvent(open.db);
      await join();
      await tell(1);
      receiver.answer = () => platform.tooMany;
      expect(await deliverDue(ctx())).toMatchObject({ retried: 1 });
      clock.advance(20);
      expect(await deliverDue(ctx())).toMatchObject({ delivered: 0, retried: 0 });
      receiver.answer = () => ({ status: 200, body: platform.taken });
      clock.advance(700);
      expect(await deliverDue(ctx())).toMatchObject({ delivered: 1 });
      expect((await listEndpoints(open.db))[0]).toMatchObject({ failures: 0 });
    });
  });
});
