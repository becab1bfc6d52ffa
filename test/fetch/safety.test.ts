import type { LookupAddress } from 'node:dns';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { DuibiaoError } from '../../src/errors.ts';
import {
  assertPublicAddress,
  createFetcher,
  type Fetcher,
  isPublicAddress,
  type ResolveAll,
} from '../../src/fetch/index.ts';
import { startServer, type TestServer } from './server.ts';

const open: (TestServer | Fetcher)[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((x) => x.close()));
});
const fetcher = (allowPrivate: string[] = [], resolve?: ResolveAll): Fetcher => {
  const made = createFetcher({ userAgent: 'duibiao/0.1', allowPrivate, ...(resolve ? { resolve } : {}) });
  open.push(made);
  return made;
};
const names =
  (table: Record<string, string | string[]>): ResolveAll =>
  (hostname, done) => {
    const found = ([] as string[]).concat(table[hostname] ?? []);
    done(
      null,
      found.map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };

describe('no request reaches an address that is not public', () => {
  it.each([
    'http://127.0.0.1/',
    'http://127.1/',
    'http://2130706433/',
    'http://0177.0.0.1/',
    'http://0x7f.0.0.1/',
    'http://0/',
    'http://0.0.0.0/',
    'http://10.1.2.3/',
    'http://172.16.0.1/',
    'http://192.168.1.1/',
    'http://100.100.100.200/',
    'http://169.254.169.254/latest/meta-data/',
    'http://168.63.129.16/',
    'http://192.0.0.192/',
    'http://224.0.0.1/',
    'http://255.255.255.255/',
    'http://[::1]/',
    'http://[::]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[::127.0.0.1]/',
    'http://[64:ff9b::a9fe:a9fe]/',
    'http://[2002:7f00:1::]/',
    'http://[fe80::1]/',
    'http://[fd00:ec2::254]/',
    'http://[fc00::1]/',
    'http://１２７.０.０.１/',
    'http://127。0。0。1/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'gopher://example.com/',
    'not an address',
  ])('%s is refused', async (url) => {
    expect(() => assertPublicAddress(url)).toThrowError(DuibiaoError);
    expect((await fetcher().fetch({ url })).kind).toBe('refused');
  });

  it('names that lead to private addresses are refused where they are resolved', async () => {
    const server = await startServer((_, res) => {
      res.end('secret');
    });
    open.push(server);
    const url = (host: string): string => `http://${host}:${server.port}/`;
    const f = fetcher([], names({ 'rebind.example': ['127.0.0.1'], 'six.example': '::ffff:127.0.0.1' }));
    for (const host of ['rebind.example', 'six.example', 'nowhere.example'])
      expect(await f.fetch({ url: url(host) })).toMatchObject({ kind: 'refused', status: null });
    expect((await fetcher().fetch({ url: url('localhost') })).kind).toBe('refused');
    expect(server.seen).toHaveLength(0);
  });

  it('a name with a public and a private address is never connected to the private one', async () => {
    const server = await startServer((_, res) => {
      res.end('secret');
    });
    open.push(server);
    let turn = 0;
    // Answers publicly when first asked, privately afterwards
    const changing: ResolveAll = (_, done) =>
      done(null, [{ address: turn++ === 0 ? '192.0.2.1' : '127.0.0.1', family: 4 }]);
    const f = createFetcher({ userAgent: 'x', limits: { total: 200 }, resolve: changing });
    open.push(f);
    expect((await f.fetch({ url: `http://rebind.example:${server.port}/` })).kind).not.toBe('ok');
    expect((await f.fetch({ url: `http://rebind.example:${server.port}/` })).kind).toBe('refused');
    expect(server.seen).toHaveLength(0);
  });

  it('a redirect to one is refused, even from a host that may be reached', async () => {
    const inner = await startServer((_, res) => {
      res.end('secret');
    });
    const outer = await startServer((_, res) => {
      res.writeHead(302, { Location: `http://localhost:${inner.port}/` }).end();
    });
    open.push(inner, outer);
    const f = fetcher(['desk.example'], names({ 'desk.example': '127.0.0.1', localhost: '127.0.0.1' }));
    expect(await f.fetch({ url: `http://desk.example:${outer.port}/` })).toMatchObject({ kind: 'refused' });
    expect(outer.seen).toHaveLength(1);
    expect(inner.seen).toHaveLength(0);
  });

  it('configuration may allow a host, an address or a range', () => {
    expect(isPublicAddress('10.1.2.3')).toBe(false);
    expect(isPublicAddress('10.1.2.3', ['10.0.0.0/8'])).toBe(true);
    expect(isPublicAddress('::ffff:10.1.2.3', ['10.0.0.0/8'])).toBe(true);
    expect(isPublicAddress('fd00::1', ['fd00::/8'])).toBe(true);
    expect(isPublicAddress('10.1.2.3', ['10.1.2.4'])).toBe(false);
    expect(() => assertPublicAddress('http://127.0.0.1:99/', ['127.0.0.1:98'])).toThrow();
    expect(assertPublicAddress('http://127.0.0.1:98/', ['127.0.0.1:98']).port).toBe('98');
  });

  it('public addresses are public', () => {
    for (const a of ['1.1.1.1', '8.8.8.8', '203.119.1.1', '2606:4700:4700::1111', '::ffff:8.8.8.8'])
      expect(isPublicAddress(a), a).toBe(true);
  });

  it('any spelling of a private IPv4 address that a URL can hold is refused', () => {
    const part = (n: number, form: number): string =>
      form === 0 ? String(n) : form === 1 ? `0${n.toString(8)}` : `0x${n.toString(16)}`;
    fc.assert(
      fc.property(
        fc.constantFrom([10], [127], [192, 168], [169, 254], [172, 20], [100, 64]),
        fc.array(fc.nat(255), { minLength: 3, maxLength: 3 }),
        fc.array(fc.nat(2), { minLength: 4, maxLength: 4 }),
        fc.boolean(),
        (prefix, rest, forms, whole) => {
          const bytes = [...prefix, ...rest].slice(0, 4);
          const host = whole
            ? part(
                bytes.reduce((a, b) => a * 256 + b, 0),
                forms[0]!,
              )
            : bytes.map((b, i) => part(b, forms[i]!)).join('.');
          expect(() => assertPublicAddress(`http://${host}/`)).toThrowError(DuibiaoError);
        },
      ),
    );
  });
});
