import { createHash } from 'node:crypto';
import { redacted } from '../config/index.ts';
import { type Context, instant } from '../context.ts';
import { DuibiaoError } from '../errors.ts';
import type { Fetcher, FetchResult } from '../fetch/index.ts';
import { checkedOptions, type SourceKind } from './kind.ts';
import { kindOf } from './kinds.ts';
import { pace } from './schedule.ts';
import { newest, withoutSeen } from './seen.ts';
import type { Answer, DraftDocument, PlannedRequest, PollState, Reading, Round, Source } from './source.ts';

/**
 * One round for one source: plan, fetch, read, and take out what was handed on before. Nothing is written (but the
 * hosts' next free moments, by the fetcher's turns); `recordOutcome` writes the rest, in the transaction that stores the
 * documents, so that a crash between the two loses nothing.
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
  /** Hosts that asked for rest, with the seconds. */
  rests: { host: string; seconds: number }[];
  /** What of a good round could not be read: one file of a folder, one sitemap of several. */
  problem: string | null;
}

export interface PollLimits {
  /** Requests of one round. */
  requests: number;
  /** Milliseconds after which a round sends no further request: a slow host may not hold a worker for long. */
  milliseconds: number;
}
const LIMITS: PollLimits = { requests: 8, milliseconds: 120_000 };
/** Documents handed on by a source's first round, the newest ones: a feed that shows ten years is history, not news. */
const FIRST = 300;

export async function pollSource(
  ctx: Pick<Context, 'clock' | 'config'>,
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
    rests: [],
    problem: null,
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
      ? await collected(kind, round, ctx.config.dataFolder, polled)
      : await requested(fetcher, kind, round, polled, bounds);
    if (documents !== null) finish(kind, round, polled, documents);
  } catch (error) {
    // A parser's own refusal is the source's failure; anything else is a bug of ours and must be seen
    if (!(error instanceof DuibiaoError)) throw error;
    polled.outcome = { kind: 'failed', reason: redacted(error.message), retryAfter: null };
  }
  return polled;
}

async function collected(
  kind: SourceKind,
  round: Round<unknown>,
  folder: string,
  polled: Polled,
): Promise<DraftDocument[]> {
  const answers = await kind.collect!(round, folder);
  return answers.flatMap((answer) => readOr(kind, answer, round, polled)?.documents ?? []);
}

/** What an answer holds; null, with the reason kept, for one of several that cannot be read: the others still count. */
function readOr(kind: SourceKind, answer: Answer, round: Round<unknown>, polled: Polled): Reading | null {
  try {
    return kind.read(answer, round);
  } catch (error) {
    if (!(error instanceof DuibiaoError)) throw error;
    polled.problem ??= redacted(error.message);
    return null;
  }
}

/** Null when the round ended without anything to read; `polled.outcome` then says why. */
async function requested(
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
  let again = false;
  const began = performance.now();
  for (let sent = 0; queue.length > 0 && sent < bounds.requests; sent++) {
    const request = queue.shift()!;
    const primary = sent === 0;
    if (performance.now() - began > bounds.milliseconds) {
      whole = false;
      break;
    }
    const validators = primary && request.method !== 'POST';
    const result = await fetcher.fetch({
      ...request,
      ...(validators ? { etag: source.etag, lastModified: source.lastModified } : {}),
    });
    if (result.kind === 'busy') {
      if (primary) {
        polled.outcome = { kind: 'later', at: result.freeAt };
        return null;
      }
      whole = false;
      break;
    }
    polled.requests.push(logged(result));
    if (result.kind === 'retry' && result.retryAfter !== null)
      polled.rests.push({ host: new URL(request.url).host, seconds: result.retryAfter });
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
    const reading = primary
      ? kind.read(answer, { ...round, own })
      : readOr(kind, answer, { ...round, own }, polled);
    if (reading === null) continue;
    documents.push(...reading.documents);
    own = reading.own ?? own;
    again ||= reading.again ?? false;
    queue.push(...(reading.more ?? []));
  }
  if (whole) polled.state = { ...polled.state, own };
  if (!whole || again) {
    // Something is still to come: the next round must not be told that nothing has changed
    const { hash: _, ...state } = whole ? polled.state : source.state;
    Object.assign(polled, { state, etag: null, lastModified: null });
  }
  return documents;
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

function ended(result: Exclude<FetchResult, { kind: 'ok' | 'busy' }>, polled: Polled): void {
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
  polled.documents = first ? newest(fresh, FIRST) : fresh;
  polled.itemsPerDay = pace(dates, round.now) ?? polled.source.itemsPerDay;
  polled.newestAt = dates.reduce<string | null>(
    (max, d) => (d !== null && d <= round.now && (max === null || d > max) ? d : max),
    null,
  );
  const empty = documents.length === 0;
  polled.state = { ...polled.state, seen, empty: empty ? (polled.source.state.empty ?? 0) + 1 : 0 };
  if (empty && polled.problem !== null)
    polled.outcome = { kind: 'failed', reason: polled.problem, retryAfter: null };
  // A folder with no files is its usual state
  else polled.outcome = { kind: empty && !kind.collect ? 'empty' : 'documents' };
}
