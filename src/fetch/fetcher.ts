import { type Agent, request as send } from 'undici';
import { redacted } from '../config/index.ts';
import { DuibiaoError } from '../errors.ts';
import { type AllowPrivate, assertPublicAddress, type ResolveAll } from './address.ts';
import { createSafeAgent } from './agent.ts';
import { ACCEPT_ENCODING, decodeBody } from './decode-body.ts';
import { type Headers, header, maxAge, retryAfter, validatorOnTheWire } from './headers.ts';
import { DEFAULT_LIMITS, type FetchLimits, type FetchRequest, type FetchResult } from './result.ts';
import { allowedBy, memoryRobots, ROBOTS_BYTES, ROBOTS_KEPT, type RobotsStore } from './robots.ts';
import { causeInWords, refusalIn } from './sentence.ts';

export interface FetcherOptions {
  /** With a contact address, as servers ask for. */
  userAgent: string;
  allowPrivate?: AllowPrivate;
  limits?: Partial<FetchLimits>;
  clock?: { now(): Date };
  robots?: RobotsStore;
  /** Connections to one origin at once. */
  connections?: number;
  resolve?: ResolveAll;
}

export interface Fetcher {
  /** Never rejects: what went wrong is in the result. */
  fetch(request: FetchRequest): Promise<FetchResult>;
  close(): Promise<void>;
}

const ACCEPT =
  'application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5';
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const PERMANENT = new Set([301, 308]);
const RETRIED = new Set([408, 425, 429, 500, 502, 503, 504, 507, 509, 520, 521, 522, 523, 524, 529]);

interface Hop {
  status: number;
  headers: Headers;
  body: Uint8Array;
  tooLarge: boolean;
}

export function createFetcher(options: FetcherOptions): Fetcher {
  const limits: FetchLimits = { ...DEFAULT_LIMITS, ...options.limits };
  const allow = options.allowPrivate ?? [];
  const clock = options.clock ?? { now: () => new Date() };
  const robots = options.robots ?? memoryRobots();
  const agent = createSafeAgent({
    allowPrivate: allow,
    connectTimeout: limits.connect,
    headersTimeout: limits.headers,
    bodyTimeout: limits.body,
    connections: options.connections ?? 2,
    ...(options.resolve ? { resolve: options.resolve } : {}),
  });

  async function run(request: FetchRequest, started: number): Promise<FetchResult> {
    const shown = redacted(request.url);
    const etag = validatorOnTheWire(request.etag);
    const lastModified = validatorOnTheWire(request.lastModified);
    const common = {
      url: shown,
      status: null as number | null,
      wireBytes: 0,
      milliseconds: 0,
      conditional: etag !== null || lastModified !== null,
    };
    const done = <T extends object>(rest: T): typeof common & T => {
      common.milliseconds = Math.round(performance.now() - started);
      return { ...common, ...rest };
    };
    const total = Math.min(limits.total, request.timeouts?.total ?? limits.total);
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), total);
    try {
      let url = assertPublicAddress(request.url, allow);
      const login = credentialsOf(url);
      const home = url.origin;
      let permanent = true;
      let permanentUrl: string | null = null;
      for (let hops = 0; ; hops++) {
        if (request.robots && !(await robotsAllow(url))) {
          const reason = `${shown}: robots.txt does not allow it`;
          return done({ kind: 'refused' as const, reason });
        }
        const hop = await oneHop(agent, url, {
          method: hops === 0 ? (request.method ?? 'GET') : 'GET',
          body: hops === 0 ? request.body : undefined,
          headers: {
            'user-agent': options.userAgent,
            accept: request.accept ?? ACCEPT,
            'accept-encoding': ACCEPT_ENCODING,
            ...(etag === null ? {} : { 'if-none-match': etag }),
            ...(lastModified === null ? {} : { 'if-modified-since': lastModified }),
            ...(login && url.origin === home ? { authorization: login } : {}),
            ...(hops === 0 && request.body !== undefined
              ? { 'content-type': request.contentType ?? 'application/x-www-form-urlencoded; charset=UTF-8' }
              : {}),
          },
          signal: abort.signal,
          maxWire: limits.wireBytes,
        });
        common.status = hop.status;
        common.wireBytes = hop.body.length;
        const location = header(hop.headers, 'location');
        if (REDIRECTS.has(hop.status) && location !== null) {
          if (hops >= limits.redirects)
            return done({
              kind: 'failed' as const,
              reason: `${shown}: more than ${limits.redirects} redirects`,
            });
          url = assertPublicAddress(absolute(location, url), allow);
          permanent &&= PERMANENT.has(hop.status);
          if (permanent) permanentUrl = url.href;
          continue;
        }
        return done(await outcomeOf(hop, request, url, permanentUrl));
      }
    } catch (error) {
      const refused = refusalIn(error);
      if (refused) return done({ kind: 'refused' as const, reason: refused.message });
      const what = abort.signal.aborted ? `not done in ${total / 1000} seconds` : causeInWords(error);
      return done({ kind: 'failed' as const, reason: `${shown}: ${what}` });
    } finally {
      clearTimeout(timer);
    }
  }

  async function outcomeOf(hop: Hop, request: FetchRequest, url: URL, permanentRedirect: string | null) {
    const shown = redacted(request.url);
    const now = clock.now().getTime();
    const answered = {
      etag: header(hop.headers, 'etag'),
      lastModified: header(hop.headers, 'last-modified'),
      maxAge: maxAge(hop.headers, now),
      finalUrl: url.href,
      permanentRedirect,
    };
    if (hop.status === 304) return { kind: 'not_modified' as const, ...answered };
    if (hop.status === 410) return { kind: 'gone' as const, reason: `${shown}: gone for good (410)` };
    if (RETRIED.has(hop.status)) {
      const after = retryAfter(hop.headers, now);
      const reason = `${shown}: the server answers ${hop.status}${after === null ? '' : ` and wants ${after} s of rest`}`;
      return { kind: 'retry' as const, retryAfter: after, reason };
    }
    if (hop.status < 200 || hop.status > 299 || hop.status === 204 || hop.status === 206)
      return { kind: 'failed' as const, reason: `${shown}: the server answers ${hop.status}` };
    if (hop.tooLarge)
      return { kind: 'failed' as const, reason: `${shown}: more than ${limits.wireBytes} bytes on the wire` };
    const maxBytes = Math.min(limits.bytes, request.maxBytes ?? limits.bytes);
    const body = await decodeBody(hop.body, header(hop.headers, 'content-encoding'), maxBytes);
    if ('problem' in body) return { kind: 'failed' as const, reason: `${shown}: ${body.problem}` };
    return {
      kind: 'ok' as const,
      ...answered,
      bytes: body,
      contentType: header(hop.headers, 'content-type'),
    };
  }

  async function robotsAllow(url: URL): Promise<boolean> {
    const robotsUrl = `${url.origin}/robots.txt`;
    const now = clock.now().getTime();
    let kept = await robots.read(url.origin);
    if (!kept || now - kept.fetchedAt > ROBOTS_KEPT) {
      const answer = await fetch({ url: robotsUrl, accept: 'text/plain, */*;q=0.1', maxBytes: ROBOTS_BYTES });
      const text =
        answer.kind === 'ok'
          ? Buffer.from(answer.bytes).toString('utf8')
          : answer.kind === 'gone' ||
              (answer.status !== null &&
                answer.status >= 400 &&
                answer.status < 500 &&
                answer.kind === 'failed')
            ? ''
            : null;
      if (text === null) {
        if (answer.kind === 'refused')
          throw new DuibiaoError('ADDRESS_REFUSED', { where: robotsUrl, what: answer.reason });
        // An old copy is better than none while the server is down
        if (!kept) throw new Error('robots.txt cannot be read now');
      } else {
        kept = { text, fetchedAt: now };
        await robots.write(url.origin, text, now);
      }
    }
    return allowedBy(kept!.text, robotsUrl, url.href);
  }

  const fetch = (request: FetchRequest): Promise<FetchResult> => run(request, performance.now());
  return { fetch, close: () => agent.destroy() };
}

/** `user:password@` becomes a header, so that it never travels in an address. */
function credentialsOf(url: URL): string | null {
  if (url.username === '' && url.password === '') return null;
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = '';
  url.password = '';
  return `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
}

/** Locations are UTF-8 in the wild, though the standard wants ASCII; undici has read their bytes as Latin-1. */
function absolute(location: string, from: URL): string {
  try {
    return new URL(Buffer.from(location, 'latin1').toString('utf8'), from).href;
  } catch {
    return location;
  }
}

interface HopOptions {
  method: 'GET' | 'POST';
  body: string | undefined;
  headers: Record<string, string>;
  signal: AbortSignal;
  /** Bytes. */
  maxWire: number;
}

async function oneHop(agent: Agent, url: URL, o: HopOptions): Promise<Hop> {
  const response = await send(url, {
    dispatcher: agent,
    method: o.method,
    headers: o.headers,
    body: o.body ?? null,
    signal: o.signal,
  });
  // A body that is given up ends in an error of its own, which nobody waits for
  response.body.on('error', () => {});
  const chunks: Uint8Array[] = [];
  let length = 0;
  let tooLarge = Number(header(response.headers, 'content-length')) > o.maxWire;
  if (tooLarge) response.body.destroy();
  else
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      length += chunk.length;
      if (length > o.maxWire) {
        tooLarge = true;
        // Leaving the loop closes the connection: the rest is not read
        break;
      }
      chunks.push(chunk);
    }
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks), tooLarge };
}
