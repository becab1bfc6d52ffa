import type { RequestListener } from 'node:http';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { createFetcher, type Fetcher, type FetcherOptions } from '../../src/fetch/index.ts';
import { startServer, type TestServer } from './server.ts';

const open: (TestServer | Fetcher)[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((x) => x.close()));
});
async function serve(listener: RequestListener): Promise<TestServer> {
  const server = await startServer(listener);
  open.push(server);
  return server;
}
function fetcher(options: Partial<FetcherOptions> = {}): Fetcher {
  const made = createFetcher({
    userAgent: 'duibiao/0.1 (+https://desk.example/contact)',
    allowPrivate: ['127.0.0.1'],
    clock: { now: () => new Date('2024-02-16T00:00:00Z') },
    ...options,
  });
  open.push(made);
  return made;
}
const text = (r: { kind: string; bytes?: Uint8Array }): string => Buffer.from(r.bytes ?? []).toString('utf8');

describe('conditional requests', () => {
  it.each(['W/"a,b c"', '"plain"', 'unquoted', '"ünï中"', '""', "'single'"])(
    'the validator %s goes back byte for byte',
    async (etag) => {
      const raw = Buffer.from(etag, 'utf8').toString('latin1');
      const server = await serve((req, res) => {
        res.setHeader('ETag', raw);
        res.setHeader('Last-Modified', 'yesterday-ish');
        res.statusCode = req.headers['if-none-match'] === raw ? 304 : 200;
        // A string body would make Node write the headers as UTF-8
        res.end(res.statusCode === 200 ? Buffer.from('x') : undefined);
      });
      const f = fetcher();
      const first = await f.fetch({ url: server.url });
      expect(first.kind).toBe('ok');
      if (first.kind !== 'ok') return;
      expect(first.conditional).toBe(false);
      const second = await f.fetch({ url: server.url, etag: first.etag, lastModified: first.lastModified });
      expect(second).toMatchObject({ kind: 'not_modified', status: 304, conditional: true });
      expect(server.seen[1]!.headers['if-modified-since']).toBe('yesterday-ish');
    },
  );
});

describe('what servers ask for', () => {
  it('a request says who asks, with a contact, and carries no cookie and no referrer', async () => {
    const server = await serve((_, res) => {
      res.setHeader('Set-Cookie', 'a=b; Path=/');
      res.end('x');
    });
    const f = fetcher();
    await f.fetch({ url: server.url });
    await f.fetch({ url: server.url });
    const { headers } = server.seen[1]!;
    expect(headers['user-agent']).toBe('duibiao/0.1 (+https://desk.example/contact)');
    expect(headers.cookie).toBeUndefined();
    expect(headers.referer).toBeUndefined();
    expect(headers['accept-encoding']).toContain('gzip');
  });

  it.each([
    [{ 'Cache-Control': 'public, max-age=600' }, 600],
    [{ 'Cache-Control': 'max-age=600', Age: '100' }, 500],
    [{ 'Cache-Control': 'no-cache, max-age=600' }, 0],
    [{ 'Cache-Control': 'max-age="30"' }, 30],
    [{ Expires: 'Fri, 16 Feb 2024 01:00:00 GMT', Date: 'Fri, 16 Feb 2024 00:00:00 GMT' }, 3600],
    [{ Expires: '0' }, 0],
    [{ Expires: 'Thu, 01 Jan 1970 00:00:00 GMT', Date: 'Fri, 16 Feb 2024 00:00:00 GMT' }, 0],
    [{}, null],
  ] as [Record<string, string>, number | null][])(
    '%j means fresh for %s seconds',
    async (headers, expected) => {
      const server = await serve((_, res) => {
        res.writeHead(200, headers).end('x');
      });
      expect(await fetcher().fetch({ url: server.url })).toMatchObject({ kind: 'ok', maxAge: expected });
    },
  );

  it.each([
    [429, '120', 120],
    [503, 'Fri, 16 Feb 2024 00:05:00 GMT', 300],
    [503, 'Thu, 15 Feb 2024 00:05:00 GMT', 0],
    [500, 'soon', null],
    [502, undefined, null],
  ])('%s with Retry-After %s asks for %s seconds of rest', async (status, value, expected) => {
    const server = await serve((_, res) => {
      if (value) res.setHeader('Retry-After', value);
      res.statusCode = status;
      res.end();
    });
    expect(await fetcher().fetch({ url: server.url })).toMatchObject({
      kind: 'retry',
      status,
      retryAfter: expected,
    });
  });

  it('410 is gone, 404 and 401 have failed', async () => {
    const server = await serve((req, res) => {
      res.statusCode = Number(req.url!.slice(1));
      res.end();
    });
    const f = fetcher();
    expect((await f.fetch({ url: `${server.url}/410` })).kind).toBe('gone');
    expect(await f.fetch({ url: `${server.url}/404` })).toMatchObject({ kind: 'failed', status: 404 });
    expect(await f.fetch({ url: `${server.url}/401` })).toMatchObject({ kind: 'failed', status: 401 });
  });
});

describe('redirects', () => {
  it('a chain of 301 and 308 is a new address; one 302 in it is not, from there on', async () => {
    const server = await serve((req, res) => {
      const to: Record<string, [number, string]> = {
        '/a': [301, '/b'],
        '/b': [308, '/c'],
        '/t': [302, '/a'],
        '/m': [301, '/t'],
      };
      const step = to[req.url!];
      if (step) res.writeHead(step[0], { Location: step[1] }).end();
      else res.end('here');
    });
    const f = fetcher();
    expect(await f.fetch({ url: `${server.url}/a` })).toMatchObject({
      kind: 'ok',
      finalUrl: `${server.url}/c`,
      permanentRedirect: `${server.url}/c`,
    });
    expect(await f.fetch({ url: `${server.url}/t` })).toMatchObject({ kind: 'ok', permanentRedirect: null });
    expect(await f.fetch({ url: `${server.url}/m` })).toMatchObject({ permanentRedirect: `${server.url}/t` });
  });
  it('a loop ends', async () => {
    const server = await serve((_, res) => {
      res.writeHead(302, { Location: '/' }).end();
    });
    expect(await fetcher().fetch({ url: server.url })).toMatchObject({ kind: 'failed' });
    expect(server.seen.length).toBe(6);
  });
  it('a password goes only to the host it was given for, and into no result', async () => {
    const other = await serve((_, res) => {
      res.end('x');
    });
    const server = await serve((_, res) => {
      res.writeHead(302, { Location: other.url }).end();
    });
    const result = await fetcher().fetch({ url: server.url.replace('//', '//desk:s3cret@') });
    expect(server.seen[0]!.headers.authorization).toBe(
      `Basic ${Buffer.from('desk:s3cret').toString('base64')}`,
    );
    expect(other.seen[0]!.headers.authorization).toBeUndefined();
    expect(JSON.stringify(result)).not.toContain('s3cret');
  });
});

describe('packed bodies', () => {
  const body = `<rss>${'业绩 '.repeat(500)}</rss>`;
  it.each([
    ['gzip', gzipSync(body)],
    ['x-gzip', gzipSync(body)],
    ['deflate', deflateSync(body)],
    ['deflate', deflateRawSync(body)],
    ['br', brotliCompressSync(body)],
    ['gzip, br', brotliCompressSync(gzipSync(body))],
    ['gzip', Buffer.from(body)],
    ['identity', Buffer.from(body)],
  ])('%s is unpacked', async (encoding, bytes) => {
    const server = await serve((_, res) => {
      res.setHeader('Content-Encoding', encoding);
      res.end(bytes);
    });
    const result = await fetcher().fetch({ url: server.url });
    expect(result).toMatchObject({ kind: 'ok', wireBytes: bytes.length });
    expect(text(result)).toBe(body);
  });
  it('zstd is asked for and unpacked, also where Node itself cannot', async () => {
    // "<rss><item>新闻 news</item>…×3</rss>", packed by the zstd command line
    const bytes = Buffer.from(
      '28b52ffd0058350100e83c7273733e3c6974656d3ee696b0e997bb206e6577733c2f2f7273733e0200ee0c40b5730c',
      'hex',
    );
    const server = await serve((_, res) => {
      res.setHeader('Content-Encoding', 'zstd');
      res.end(bytes);
    });
    const result = await fetcher().fetch({ url: server.url });
    expect(String(server.seen[0]!.headers['accept-encoding'])).toContain('zstd');
    expect(text(result)).toBe(`<rss>${'<item>新闻 news</item>'.repeat(3)}</rss>`);
  });
  it('a zstd bomb ends at the limit, and a broken frame in a sentence', async () => {
    // 510 blocks that each say "one byte, 128 kB times": a header, then (size << 3 | RLE << 1 | last) and the byte
    const block = Buffer.from([
      ((131072 << 3) | 2) & 0xff,
      (131072 >> 5) & 0xff,
      (131072 >> 13) & 0xff,
      0x20,
    ]);
    const bomb = Buffer.concat([
      Buffer.from('28b52ffd0058', 'hex'),
      ...Array.from({ length: 510 }, () => block),
      Buffer.from([0x01, 0, 0]),
    ]);
    for (const [bytes, says] of [
      [bomb, 'bytes once unpacked'],
      // A window of 1.9 GB, alone and after a skippable frame and a frame of one segment
      [Buffer.concat([Buffer.from('28b52ffd00a7', 'hex'), block]), 'a window of more than 8 MB'],
      [
        Buffer.concat([
          Buffer.from('502a4d1802000000aaaa28b52ffd2003190000616263', 'hex'),
          Buffer.from('28b52ffd00a7', 'hex'),
          block,
        ]),
        'a window of more than 8 MB',
      ],
      [Buffer.from('28b52ffd0058ffffffffff', 'hex'), 'zstd packing is broken'],
    ] as const) {
      const server = await serve((_, res) => {
        res.setHeader('Content-Encoding', 'zstd');
        res.end(bytes);
      });
      const result = await fetcher().fetch({ url: server.url });
      expect(result).toMatchObject({ kind: 'failed', reason: expect.stringContaining(says) });
    }
  });
  it('what a cut-off gzip still holds is read', async () => {
    const server = await serve((_, res) => {
      res.setHeader('Content-Encoding', 'gzip');
      res.end(gzipSync(body).subarray(0, -12));
    });
    const result = await fetcher().fetch({ url: server.url });
    expect(result.kind).toBe('ok');
    expect(body.startsWith(text(result).slice(0, 100))).toBe(true);
  });
  it('a bomb ends at the limit', async () => {
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024));
    const server = await serve((_, res) => {
      res.setHeader('Content-Encoding', 'gzip');
      res.end(bomb);
    });
    const result = await fetcher({ limits: { bytes: 1_000_000 } }).fetch({ url: server.url });
    expect(result).toMatchObject({ kind: 'failed' });
    expect(result).toHaveProperty('reason', expect.stringContaining('1000000 bytes'));
  });
  it('an endless body ends at the limit on the wire', async () => {
    const server = await serve((_, res) => {
      const more = (): void => {
        while (!res.destroyed && res.write(Buffer.alloc(65_536)));
        if (!res.destroyed) res.once('drain', more);
      };
      more();
    });
    const result = await fetcher({ limits: { wireBytes: 500_000 } }).fetch({ url: server.url });
    expect(result).toHaveProperty('reason', expect.stringContaining('on the wire'));
  });
});

describe('servers that hang', () => {
  it('no answer, a body that stops, and no connection each end in a sentence', async () => {
    const server = await serve((req, res) => {
      if (req.url === '/body') res.write('<rss>');
    });
    const f = fetcher({ limits: { total: 300 } });
    for (const path of ['/', '/body'])
      expect(await f.fetch({ url: server.url + path })).toMatchObject({
        kind: 'failed',
        reason: expect.stringContaining('not done in 0.3 seconds'),
      });
    await server.close();
    const refused = await fetcher().fetch({ url: server.url });
    expect(refused).toMatchObject({
      kind: 'failed',
      status: null,
      reason: expect.stringContaining('refused'),
    });
  });
  it('one slow host does not hold up another', async () => {
    const slow = await serve(() => {});
    const quick = await serve((_, res) => {
      res.end('x');
    });
    const f = fetcher({ limits: { total: 2000 } });
    const order: string[] = [];
    await Promise.all([
      ...[1, 2, 3, 4].map(() => f.fetch({ url: slow.url }).then(() => order.push('slow'))),
      f.fetch({ url: quick.url }).then(() => order.push('quick')),
    ]);
    expect(order[0]).toBe('quick');
  });
});

describe('robots.txt, for pages', () => {
  it('is asked once, obeyed, and not asked for feeds', async () => {
    const server = await serve((req, res) => {
      res.end(req.url === '/robots.txt' ? 'User-agent: duibiao\nDisallow: /private\n' : 'page');
    });
    const f = fetcher();
    expect((await f.fetch({ url: `${server.url}/private/a`, robots: true })).kind).toBe('refused');
    expect((await f.fetch({ url: `${server.url}/open`, robots: true })).kind).toBe('ok');
    expect((await f.fetch({ url: `${server.url}/private/feed` })).kind).toBe('ok');
    expect(server.seen.filter((s) => s.url === '/robots.txt')).toHaveLength(1);
  });
  it('that is missing allows all; that is broken allows nothing for now', async () => {
    let status = 404;
    const server = await serve((req, res) => {
      res.statusCode = req.url === '/robots.txt' ? status : 200;
      res.end('x');
    });
    expect((await fetcher().fetch({ url: `${server.url}/a`, robots: true })).kind).toBe('ok');
    status = 503;
    expect(await fetcher().fetch({ url: `${server.url}/a`, robots: true })).toMatchObject({
      kind: 'failed',
      reason: `${server.url}/a: its robots.txt cannot be read (the server answers 503), and until it can no page of the host is asked for`,
    });
  });
  it('is not what is named where the host itself does not answer', async () => {
    const server = await serve(() => {});
    await server.close();
    expect(await fetcher().fetch({ url: `${server.url}/a`, robots: true })).toMatchObject({
      kind: 'failed',
      status: null,
      reason: `${server.url}/a: the connection was refused`,
    });
  });
});
