import { redacted } from '../config/index.ts';
import { DuibiaoError } from '../errors.ts';
import { type AllowPrivate, assertPublicAddress, type ResolveAll } from './address.ts';
import { createSafeAgent } from './agent.ts';
import { type Budget, createBudget, createLanes } from './budget.ts';
import { ACCEPT_ENCODING, decodeBody } from './decode-body.ts';
import { header, maxAge, retryAfter, validatorOnTheWire } from './headers.ts';
import { absolute, credentialsOf, type Hop, oneHop } from './hop.ts';
import { DEFAULT_LIMITS, type FetchLimits, type FetchRequest, type FetchResult } from './result.ts';
import { allowedBy, memoryRobots, ROBOTS_BYTES, ROBOTS_KEPT, type RobotsStore, rulesIn } from './robots.ts';
import { causeInWords, refusalIn } from './sentence.ts';

export interface FetcherOptions {
  /** With a contact address, as servers ask for. */
  userAgent: string;
  allowPrivate?: AllowPrivate;
  limits?: Partial<FetchLimits>;
  clock?: { now(): Date };
  robots?: RobotsStore;
  /** Requests to one origin at once, of this process. */
  connections?: number;
  /** Awaited before each request that leaves: robots.txt and every redirect too. */
  turn?: Turn;
  resolve?: ResolveAll;
}

/**
 * Waits for the host's next free moment and returns null, or returns that moment (ISO 8601 with Z) when it is further
 * away than is worth waiting for. Workers share moments through the database (sources/host.repository.ts).
 */
export type Turn = (url: URL) => Promise<string | null>;

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

export function createFetcher(options: FetcherOptions): Fetcher {
  const limits: FetchLimits = { ...DEFAULT_LIMITS, ...options.limits };
  const allow = options.allowPrivate ?? [];
  const clock = options.clock ?? { now: () => new Date() };
  const robots = options.robots ?? memoryRobots();
  const connections = options.connections ?? 2;
  const lanes = createLanes(connections);
  const agent = createSafeAgent({
    allowPrivate: allow,
    connectTimeout: limits.connect,
    headersTimeout: limits.headers,
    bodyTimeout: limits.body,
    connections,
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
    const budget = createBudget(total);
    try {
      let url = assertPublicAddress(request.url, allow);
      const pair = credentialsOf(url);
      const login = request.bearer === undefined ? pair : `Bearer ${request.bearer}`;
      const home = url.origin;
      let permanent = true;
      let permanentUrl: string | null = null;
      for (let hops = 0; ; hops++) {
        if (request.robots) {
          const allowed = await robotsAllow(url);
          if (typeof allowed === 'object') return done(busy(shown, allowed.freeAt));
          if (!allowed)
            return done({ kind: 'refused' as const, reason: `${shown}: robots.txt does not allow it` });
        }
        const hop = await inTurn(url, budget, (signal) =>
          oneHop(agent, url, {
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
                ? {
                    'content-type': request.contentType ?? 'application/x-www-form-urlencoded; charset=UTF-8',
                  }
                : {}),
            },
            signal,
            maxWire: limits.wireBytes,
          }),
        );
        if ('freeAt' in hop) return done(busy(shown, hop.freeAt));
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
      const what = budget.spent() ? `not done in ${total / 1000} seconds` : causeInWords(error);
      return done({ kind: 'failed' as const, reason: `${shown}: ${what}` });
    }
  }

  /** One request at its turn. In this order: a request that waits for a connection would leave later than its moment. */
  const inTurn = <T>(
    url: URL,
    budget: Budget,
    send: (signal: AbortSignal) => Promise<T>,
  ): Promise<T | { freeAt: string }> =>
    lanes(url.origin, async () => {
      const freeAt = (await options.turn?.(url)) ?? null;
      return freeAt === null ? budget.within(send) : { freeAt };
    });

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

  /** Asked for once by many pages at a time. */
  const asking = new Map<string, Promise<FetchResult>>();
  function askRobots(origin: string, url: string): Promise<FetchResult> {
    let answer = asking.get(origin);
    if (!answer) {
      answer = fetch({ url, accept: 'text/plain, */*;q=0.1', maxBytes: ROBOTS_BYTES }).finally(() =>
        asking.delete(origin),
      );
      asking.set(origin, answer);
    }
    return answer;
  }

  async function robotsAllow(url: URL): Promise<boolean | { freeAt: string }> {
    const robotsUrl = `${url.origin}/robots.txt`;
    const now = clock.now().getTime();
    let kept = await robots.read(url.origin);
    if (!kept || now - kept.fetchedAt > ROBOTS_KEPT) {
      const answer = await askRobots(url.origin, robotsUrl);
      const text = rulesIn(answer);
      if (text !== null) {
        kept = { text, fetchedAt: now };
        await robots.write(url.origin, text, now);
      } else if (answer.kind === 'refused')
        throw new DuibiaoError('ADDRESS_REFUSED', { where: robotsUrl, what: answer.reason });
      else if (answer.kind === 'busy') return { freeAt: answer.freeAt };
      // An old copy is better than none while the server is down
      else if (!kept) throw new Error(robotsUnread(answer));
    }
    return allowedBy(kept!.text, robotsUrl, url.href);
  }

  const fetch = (request: FetchRequest): Promise<FetchResult> => run(request, performance.now());
  return { fetch, close: () => agent.destroy() };
}

/** A host that does not answer is not an affair of its robots.txt: the cause is the whole sentence. */
function robotsUnread(answer: FetchResult): string {
  const reason = 'reason' in answer ? answer.reason : `the server answers ${answer.status}`;
  const cause = reason.slice(reason.startsWith(`${answer.url}: `) ? answer.url.length + 2 : 0);
  if (answer.status === null) return cause;
  return `its robots.txt cannot be read (${cause}), and until it can no page of the host is asked for`;
}

const busy = (shown: string, freeAt: string) => ({
  kind: 'busy' as const,
  freeAt,
  reason: `${shown}: its host is busy until ${freeAt}`,
});
