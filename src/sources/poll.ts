import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Context, instant } from '../context.ts';
import { DuibiaoError } from '../errors.ts';
import type { Fetcher, FetchResult } from '../fetch/index.ts';
import { reserveHost } from './host.repository.ts';
import { checkedOptions, type SourceKind } from './kind.ts';
import { kindOf } from './kinds.ts';
import { pace } from './schedule.ts';
import { withoutSeen } from './seen.ts';
import type { Answer, DraftDocument, PlannedRequest, PollState, Round, Source } from './source.ts';

/**
 * One round for one source: plan, fetch, read, and take out what was handed on before. Nothing is written but the
 * host's next free moment; `recordOutcome` writes the rest, in the transaction that stores the documents, so that a
 * crash between the two loses nothing.
 *
 *     claimDue -> pollSource -> [transaction: save articles, recordOutcome]
 */
export type PollOutcome =
  | { kind: 'documents' }
  /** 304, or the same bytes again: nothing was parsed. */
  | { kind: 'unchanged' }
  /** Answered well, with nothing in it. */
  | { kind: 'empty' }
  | { kind: 'gone'; reason: string }
  | { kind: 'failed'; reason: string; retryAfter: number | null }
  /** Another worker keeps the host busy. */
  | { kind: 'later'; at: string };

export interface RequestLog {
  url: string;
  status: number | null;
  conditional: boolean;
  bytes: number;
  milliseconds: number;
  error: string | null;
}

export interface Polled {
  source: Source;
  outcome: PollOutcome;
  /** New or changed ones only, as the source orders them. */
  documents: DraftDocument[];
  /** All that the source showed. */
  items: number;
  state: PollState;
  /** Items a day that the source's own dates show, or null. */
  itemsPerDay: number | null;
  newestAt: string | null;
  /** Seconds; null when the server does not say. */
  maxAge: number | null;
  etag: string | null;
  lastModified: string | null;
  permanentRedirect: string | null;
  requests: RequestLog[];
}

export interface PollLimits {
  /** Milliseconds between two requests to one host, whoever sends them. */
  spacing: number;
  /** Milliseconds that one round waits for a busy host before it gives way. */
  patience: number;
  /** Requests of one round. */
  requests: number;
}
const LIMITS: PollLimits = { spacing: 1000, patience: 15_000, requests: 8 };

export async function pollSource(
  ctx: Pick<Context, 'db' | 'clock' | 'config'>,
  fetcher: Fetcher,
  source: Source,
  limits: Partial<PollLimits> = {},
): Promise<Polled> {
  const bounds = { ...LIMITS, ...limits };
  const polled: Polled = {
    source,
    outcome: { kind: 'unchanged' },
    documents: [],
    items: 0,
    state: source.state,
    itemsPerDay: source.itemsPerDay,
    newestAt: null,
    maxAge: null,
    etag: source.etag,
    lastModified: source.lastModified,
    permanentRedirect: null,
    requests: [],
  };
  try {
    const kind = kindOf(source.kind, source.id);
    const round: Round<unknown> = {
      source,
      options: checkedOptions(kind, source.options, source.id),
      own: source.state.own ?? {},
      now: instant(ctx.clock.now()),
    };
    const documents = kind.collect
      ? await collected(kind, round, ctx.config.dataFolder)
      : await requested(ctx, fetcher, kind, round, polled, bounds);
    if (documents !== null) finish(kind, round, polled, documents);
  } catch (error) {
    // A parser's own refusal is the source's failure; anything else is a bug of ours and must be seen
    if (!(error instanceof DuibiaoError)) throw error;
    polled.outcome = { kind: 'failed', reason: error.message, retryAfter: null };
  }
  return polled;
}

async function collected(kind: SourceKind, round: Round<unknown>, folder: string): Promise<DraftDocument[]> {
  const answers = await kind.collect!(round, folder);
  return answers.flatMap((answer) => kind.read(answer, round).documents);
}

/** Null when the round ended without anything to read; `polled.outcome` then says why. */
async function requested(
  ctx: Pick<Context, 'db' | 'clock'>,
  fetcher: Fetcher,
  kind: SourceKind,
  round: Round<unknown>,
  polled: Polled,
  bounds: PollLimits,
): Promise<DraftDocument[] | null> {
  const { source } = round;
  const documents: DraftDocument[] = [];
  const queue: PlannedRequest[] = kind.plan(round);
  let own = round.own;
  let whole = true;
  for (let sent = 0; queue.length > 0 && sent < bounds.requests; sent++) {
    const request = queue.shift()!;
    const primary = sent === 0;
    const wait = await untilFree(ctx, request.url, bounds);
    if (wait !== null) {
      if (!primary) {
        whole = false;
        break;
      }
      polled.outcome = { kind: 'later', at: wait };
      return null;
    }
    const validators = primary && request.method !== 'POST';
    const result = await fetcher.fetch({
      ...request,
      ...(validators ? { etag: source.etag, lastModified: source.lastModified } : {}),
    });
    polled.requests.push(logged(result));
    if (result.kind !== 'ok') {
      if (primary) {
        ended(result, polled);
        return null;
      }
      if (result.kind === 'retry' || result.status === null) whole = false;
      continue;
    }
    if (primary) {
      remember(result, polled);
      const hash = createHash('sha256').update(result.bytes).digest('hex');
      if (hash === source.state.hash && queue.length === 0) return null;
      polled.state = { ...polled.state, hash };
    }
    const answer: Answer = {
      step: request.step,
      carry: request.carry ?? {},
      url: result.finalUrl,
      bytes: result.bytes,
      contentType: result.contentType,
    };
    const reading = kind.read(answer, { ...round, own });
    documents.push(...reading.documents);
    own = reading.own ?? own;
    queue.push(...(reading.more ?? []));
  }
  if (whole) polled.state = { ...polled.state, own };
  else {
    // Something of this round is still to come: the next one must not be told that nothing has changed
    const { hash: _, ...state } = source.state;
    Object.assign(polled, { state, etag: null, lastModified: null });
  }
  return documents;
}

/** Waits for the host's turn; an instant when that takes longer than the round's patience. */
async function untilFree(
  ctx: Pick<Context, 'db' | 'clock'>,
  url: string,
  bounds: PollLimits,
): Promise<string | null> {
  if (bounds.spacing <= 0 || !URL.canParse(url)) return null;
  const now = ctx.clock.now();
  const free = await reserveHost(ctx.db, new URL(url).host, instant(now), bounds);
  if (!free.reserved) return free.at;
  const wait = Date.parse(free.at) - now.getTime();
  if (wait > 0) await sleep(wait);
  return null;
}

function remember(result: Extract<FetchResult, { kind: 'ok' | 'not_modified' }>, polled: Polled): void {
  polled.maxAge = result.maxAge;
  polled.permanentRedirect = result.permanentRedirect;
  if (result.kind === 'ok') {
    polled.etag = result.etag;
    polled.lastModified = result.lastModified;
    return;
  }
  // A 304 may bring a newer validator, and need not repeat the old one
  polled.etag = result.etag ?? polled.etag;
  polled.lastModified = result.lastModified ?? polled.lastModified;
}

function ended(result: Exclude<FetchResult, { kind: 'ok' }>, polled: Polled): void {
  if (result.kind === 'not_modified') remember(result, polled);
  else if (result.kind === 'gone') polled.outcome = { kind: 'gone', reason: result.reason };
  else
    polled.outcome = {
      kind: 'failed',
      reason: result.reason,
      retryAfter: result.kind === 'retry' ? result.retryAfter : null,
    };
}

const logged = (r: FetchResult): RequestLog => ({
  url: r.url,
  status: r.status,
  conditional: r.conditional,
  bytes: r.wireBytes,
  milliseconds: r.milliseconds,
  error: r.kind === 'ok' || r.kind === 'not_modified' ? null : r.reason,
});

function finish(kind: SourceKind, round: Round<unknown>, polled: Polled, documents: DraftDocument[]): void {
  const { maxAgeDays } = round.options as { maxAgeDays: number };
  const since = new Date(Date.parse(round.now) - maxAgeDays * 86_400_000).toISOString();
  const first = polled.source.state.seen === undefined;
  const keep = (d: DraftDocument): boolean =>
    d.publishedAt === null ? !(first && kind.undatedAreOld) : d.publishedAt >= since;
  const { fresh, seen } = withoutSeen(documents, polled.source.state.seen ?? [], keep);
  const dates = documents.map((d) => d.publishedAt);
  polled.items = documents.length;
  polled.documents = fresh;
  polled.itemsPerDay = pace(dates, round.now) ?? polled.source.itemsPerDay;
  polled.newestAt = dates.reduce<string | null>(
    (max, d) => (d !== null && d <= round.now && (max === null || d > max) ? d : max),
    null,
  );
  const empty = documents.length === 0;
  polled.state = { ...polled.state, seen, empty: empty ? (polled.source.state.empty ?? 0) + 1 : 0 };
  // A folder with no files is its usual state
  polled.outcome = { kind: empty && !kind.collect ? 'empty' : 'documents' };
}
