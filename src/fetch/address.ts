import { type LookupAddress, lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { redacted } from '../config/index.ts';
import { DuibiaoError } from '../errors.ts';

/**
 * Which addresses a request may reach. Names are checked where they are resolved, by the lookup that the socket itself
 * uses, so a name that changes its answer between a check and the connection gains nothing; addresses written as
 * numbers are checked before, since no lookup happens for them; and the connected socket is checked once more.
 */

/** Hosts (`hooks.corp.example`, also with `:port`), addresses, or CIDR ranges that may be reached although private. */
export type AllowPrivate = readonly string[];

interface Allowed {
  hosts: ReadonlySet<string>;
  ranges: readonly [ipaddr.IPv4 | ipaddr.IPv6, number][];
}
const parsedLists = new WeakMap<AllowPrivate, Allowed>();

function parsed(allow: AllowPrivate): Allowed {
  const known = parsedLists.get(allow);
  if (known) return known;
  const hosts = new Set<string>();
  const ranges: [ipaddr.IPv4 | ipaddr.IPv6, number][] = [];
  for (const entry of allow) {
    const text = entry.trim().toLowerCase();
    if (ipaddr.isValidCIDR(text)) ranges.push(ipaddr.parseCIDR(text));
    else if (ipaddr.isValid(text)) ranges.push([ipaddr.parse(text), text.includes(':') ? 128 : 32]);
    else if (text !== '') hosts.add(text);
  }
  const result = { hosts, ranges };
  parsedLists.set(allow, result);
  return result;
}

/** Cloud services answer on public addresses too: Azure's wire server. */
const METADATA = new Set(['168.63.129.16']);

/** IPv4 inside IPv6, however it is wrapped: mapped, compatible, NAT64, 6to4. */
function unwrapped(address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 {
  if (address.kind() === 'ipv4') return address;
  const v6 = address as ipaddr.IPv6;
  const p = v6.parts;
  const v4 = (high: number, low: number): ipaddr.IPv4 =>
    new ipaddr.IPv4([high >> 8, high & 255, low >> 8, low & 255]);
  const zero = (from: number, to: number): boolean => p.slice(from, to).every((x) => x === 0);
  if (v6.isIPv4MappedAddress()) return v6.toIPv4Address();
  // ::a.b.c.d, but :: and ::1 are themselves
  if (zero(0, 6) && (p[6] !== 0 || p[7]! > 1)) return v4(p[6]!, p[7]!);
  if (p[0] === 0x64 && p[1] === 0xff9b) return v4(p[6]!, p[7]!);
  if (p[0] === 0x2002) return v4(p[1]!, p[2]!);
  return v6;
}

/** Why an address may not be reached, or null. */
function refusal(text: string, allow: AllowPrivate): string | null {
  const bare = text.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  if (!ipaddr.isValid(bare)) return 'its address cannot be read';
  const written = ipaddr.parse(bare);
  const address = unwrapped(written);
  for (const [range, bits] of parsed(allow).ranges)
    for (const a of [address, written])
      if (a.kind() === range.kind() && a.match([range, bits] as never)) return null;
  const range = address.range();
  if (METADATA.has(address.toString())) return `${address.toString()} is a metadata service`;
  return range === 'unicast' ? null : `${address.toString()} is not public (${range})`;
}

export const isPublicAddress = (address: string, allow: AllowPrivate = []): boolean =>
  refusal(address, allow) === null;

const hostAllowed = (hostname: string, port: string, allow: AllowPrivate): boolean => {
  const { hosts } = parsed(allow);
  const name = hostname.toLowerCase().replace(/\.$/, '');
  return hosts.has(name) || (port !== '' && hosts.has(`${name}:${port}`));
};

/**
 * The address of a request, checked as far as it can be without resolving a name: http or https, and, when the host is
 * a number in any spelling (`2130706433`, `0177.1`, `[::ffff:7f00:1]`), a public one.
 * @throws DuibiaoError ADDRESS_REFUSED
 */
export function assertPublicAddress(url: string | URL, allow: AllowPrivate = []): URL {
  const where = redacted(String(url)).slice(0, 200);
  let parsedUrl: URL;
  try {
    parsedUrl = new URL(url);
  } catch {
    throw new DuibiaoError('ADDRESS_REFUSED', { where, what: 'not an address' });
  }
  if (parsedUrl.protocol !== 'http:' && parsedUrl.protocol !== 'https:')
    throw new DuibiaoError('ADDRESS_REFUSED', { where, what: `${parsedUrl.protocol} is not fetched` });
  const host = parsedUrl.hostname;
  if (hostAllowed(host, parsedUrl.port, allow)) return parsedUrl;
  if (host.startsWith('[') || ipaddr.IPv4.isValidFourPartDecimal(host)) {
    const what = refusal(host, allow);
    if (what) throw new DuibiaoError('ADDRESS_REFUSED', { where, what });
  }
  return parsedUrl;
}

/** What `dns.lookup` with `all` does; tests hand in another. */
export type ResolveAll = (
  hostname: string,
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;
const resolveAll: ResolveAll = (hostname, done) => systemLookup(hostname, { all: true }, done);

/** A `lookup` for sockets that gives only addresses that may be reached, and an error when there are none. */
export function safeLookup(allow: AllowPrivate = [], resolve: ResolveAll = resolveAll): LookupFunction {
  return (hostname, options, done) => {
    resolve(hostname, (error, all) => {
      if (error) return done(error, '', 0);
      const family = typeof options.family === 'number' ? options.family : 0;
      const named = hostAllowed(hostname, '', allow);
      const wanted = all.filter((a) => family === 0 || a.family === family);
      const open = wanted.filter((a) => named || isPublicAddress(a.address, allow));
      if (open.length === 0) return done(refusedLookup(hostname, wanted, allow), '', 0);
      if (options.all) return done(null, open);
      done(null, open[0]!.address, open[0]!.family);
    });
  };
}

function refusedLookup(hostname: string, found: readonly LookupAddress[], allow: AllowPrivate): Error {
  const what = found[0]
    ? `the name leads inside: ${refusal(found[0].address, allow)}`
    : 'the name has no address';
  return new DuibiaoError('ADDRESS_REFUSED', { where: hostname, what });
}

/** The last check: where a socket really ended up. */
export function assertConnected(
  remote: string | undefined,
  hostname: string,
  port: string,
  allow: AllowPrivate,
): void {
  if (hostAllowed(hostname, port, allow)) return;
  const what = remote === undefined ? 'the connection has no address' : refusal(remote, allow);
  if (what) throw new DuibiaoError('ADDRESS_REFUSED', { where: hostname, what });
}
