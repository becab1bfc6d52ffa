import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '../db/index.ts';
import { DuibiaoError } from '../errors.ts';
import { CHANNEL_KINDS, type ChatLanguage, isMailAddress, MAIL_KIND } from './channel/index.ts';
import { MESSAGE_TYPES } from './message.ts';

export interface NewEndpoint {
  readonly url: string;
  /** `webhook` unless told; see CHANNEL_KINDS. */
  readonly kind?: string;
  /** Which messages; all unless told. */
  readonly types?: readonly string[];
  readonly themes?: readonly string[];
  readonly tickers?: readonly string[];
  /** Companies it must never be told of. */
  readonly restricted?: readonly string[];
  /** The next message of an event waits until the one before was delivered or given up. */
  readonly ordered?: boolean;
  /** 0–100: hype for events, an analogue's score for analogues. */
  readonly minimumScore?: number;
  /** A chat group's own signing secret; made here for webhooks. */
  readonly secret?: string;
  /** Of messages to a chat group or a mail address: see CHAT_LANGUAGES. As the platform is used unless told; webhooks carry both. */
  readonly language?: ChatLanguage;
}
export const CHAT_LANGUAGES: readonly ChatLanguage[] = ['zh', 'en', 'both'];
export interface EndpointState {
  readonly id: string;
  readonly url: string;
  readonly kind: string;
  readonly status: string;
  readonly types: readonly string[];
  readonly themes: readonly string[];
  readonly tickers: readonly string[];
  readonly restricted: readonly string[];
  readonly ordered: boolean;
  readonly minimumScore: number;
  /** Empty where nobody said. */
  readonly language: string;
  readonly failures: number;
  readonly openUntil: string | null;
  readonly waiting: number;
  readonly dead: number;
}

/** Standard Webhooks: 24 random bytes, base64, with the prefix its libraries expect. */
export function newSecret(): string {
  return `whsec_${randomBytes(24).toString('base64')}`;
}

/**
 * Adds an endpoint; adding the same address and kind again is refused.
 * @returns its id and its secret, shown this once.
 * @throws DuibiaoError BAD_ARGUMENT for an address, kind or type that cannot be.
 */
export async function addEndpoint(
  db: Db,
  wish: NewEndpoint,
  now: string,
): Promise<{ id: string; secret: string }> {
  const kind = wish.kind ?? 'webhook';
  if (!CHANNEL_KINDS.includes(kind))
    throw new DuibiaoError('BAD_ARGUMENT', {
      what: 'endpoint kind',
      got: kind,
      allowed: CHANNEL_KINDS.join(', '),
    });
  if (kind === MAIL_KIND) checkMail(wish.url);
  else checkUrl(wish.url);
  checkWishes(wish);
  const id = `ep_${createHash('sha256').update(`${kind}\n${wish.url}`).digest('hex').slice(0, 20)}`;
  const secret = wish.secret ?? newSecret();
  const result = await db
    .insertInto('endpoint')
    .values({
      id,
      url: wish.url,
      kind,
      secret,
      previous_secret: null,
      previous_until: null,
      types: [...(wish.types ?? [])],
      themes: [...(wish.themes ?? [])],
      tickers: [...(wish.tickers ?? [])],
      restricted: [...(wish.restricted ?? [])],
      ordered: wish.ordered ?? false,
      minimum_score: wish.minimumScore ?? 0,
      language: wish.language ?? '',
      open_until: null,
      created_at: now,
    })
    .onConflict((c) => c.column('id').doNothing())
    .executeTakeFirst();
  if (Number(result.numInsertedOrUpdatedRows ?? 0) === 0)
    throw new DuibiaoError('BAD_ARGUMENT', {
      what: 'endpoint',
      got: wish.url,
      allowed: `an address not yet added (this one is ${id})`,
    });
  return { id, secret };
}

export async function listEndpoints(db: Db): Promise<EndpointState[]> {
  const { rows } = await sql<EndpointState>`
    SELECT e.id, e.url, e.kind, e.status, e.types, e.themes, e.tickers, e.restricted, e.ordered, e.minimum_score AS "minimumScore", e.language, e.failures, e.open_until AS "openUntil",
      (SELECT count(*)::int FROM delivery d WHERE d.endpoint_id = e.id AND d.status = 'waiting') AS waiting,
      (SELECT count(*)::int FROM delivery d WHERE d.endpoint_id = e.id AND d.status = 'dead') AS dead
    FROM endpoint e ORDER BY e.created_at, e.id COLLATE "C"`.execute(db);
  return rows;
}

/**
 * `active` also closes the circuit breaker, and what waits for it is due at `now`, however far off its next attempt was put:
 * whoever says so has mended the desk.
 */
export async function setEndpointStatus(
  db: Db,
  id: string,
  status: 'active' | 'paused' | 'disabled',
  now: string,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const result = await trx
      .updateTable('endpoint')
      .set(status === 'active' ? { status, failures: 0, open_until: null } : { status })
      .where('id', '=', id)
      .executeTakeFirst();
    found(result.numUpdatedRows, id);
    if (status !== 'active') return;
    await sql`UPDATE delivery SET next_attempt_at = ${now} WHERE endpoint_id = ${id} AND status = 'waiting' AND next_attempt_at > ${now}
      AND (locked_until IS NULL OR locked_until <= ${now})`.execute(trx);
  });
}

export async function removeEndpoint(db: Db, id: string): Promise<void> {
  const result = await db.deleteFrom('endpoint').where('id', '=', id).executeTakeFirst();
  found(result.numDeletedRows, id);
}

/** A new secret; for `overlapHours` (24 unless told) messages carry two signatures, by the new and by the old one. */
export async function rotateSecret(db: Db, id: string, now: string, overlapHours = 24): Promise<string> {
  const secret = newSecret();
  const until = new Date(Date.parse(now) + overlapHours * 3_600_000).toISOString();
  const result = await db
    .updateTable('endpoint')
    .set((eb) => ({ previous_secret: eb.ref('secret'), previous_until: until, secret }))
    .where('id', '=', id)
    .executeTakeFirst();
  found(result.numUpdatedRows, id);
  return secret;
}

/** What an endpoint asks for; its address, kind and secret stay. What is not given stays too. @throws DuibiaoError */
export async function changeEndpoint(
  db: Db,
  id: string,
  wish: Omit<NewEndpoint, 'url' | 'kind' | 'secret'>,
): Promise<void> {
  checkWishes(wish);
  const given = {
    types: wish.types,
    themes: wish.themes,
    tickers: wish.tickers,
    restricted: wish.restricted,
  };
  const lists = Object.fromEntries(
    Object.entries(given).flatMap(([name, list]) => (list === undefined ? [] : [[name, [...list]]])),
  );
  const result = await db
    .updateTable('endpoint')
    .set((eb) => ({
      id: eb.ref('id'),
      ...lists,
      ...(wish.ordered === undefined ? {} : { ordered: wish.ordered }),
      ...(wish.minimumScore === undefined ? {} : { minimum_score: wish.minimumScore }),
      ...(wish.language === undefined ? {} : { language: wish.language }),
    }))
    .where('id', '=', id)
    .executeTakeFirst();
  found(result.numUpdatedRows, id);
}

function checkWishes(wish: Pick<NewEndpoint, 'types' | 'tickers' | 'restricted' | 'minimumScore'>): void {
  for (const type of wish.types ?? [])
    if (!MESSAGE_TYPES.some((t) => t === type))
      throw new DuibiaoError('BAD_ARGUMENT', {
        what: 'message type',
        got: type,
        allowed: MESSAGE_TYPES.join(', '),
      });
  const minimum = wish.minimumScore ?? 0;
  if (!(minimum >= 0 && minimum <= 100))
    throw new DuibiaoError('BAD_ARGUMENT', { what: 'minimum score', got: minimum, allowed: '0 to 100' });
  for (const ticker of [...(wish.tickers ?? []), ...(wish.restricted ?? [])])
    if (!/^[0-9A-Z]{1,12}\.[A-Z]{2}$/.test(ticker))
      throw new DuibiaoError('BAD_ARGUMENT', {
        what: 'ticker',
        got: ticker,
        allowed: 'with its exchange: 6608.HK, 688521.SH, 300308.SZ, 920799.BJ',
      });
}

function found(rows: bigint, id: string): void {
  if (rows === 0n) throw new DuibiaoError('UNKNOWN_ID', { kind: 'endpoint', got: id });
}

function checkMail(url: string): void {
  if (!isMailAddress(url))
    throw new DuibiaoError('BAD_ARGUMENT', {
      what: 'endpoint address',
      got: url,
      allowed: 'mailto: and one address, for the kind mail',
    });
}

function checkUrl(url: string): void {
  const bad = (allowed: string) =>
    new DuibiaoError('BAD_ARGUMENT', { what: 'endpoint address', got: url, allowed });
  if (!URL.canParse(url)) throw bad('an absolute https:// or http:// address');
  const { protocol, username, password } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') throw bad('an https:// or http:// address');
  if (username !== '' || password !== '')
    throw bad('an address without user and password; requests are signed instead');
}
