import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { HOME_EXCHANGES } from '../companies/index.ts';
import type { Db } from '../db/index.ts';
import { DuibiaoError } from '../errors.ts';
import { hash } from './message.ts';

export interface NewSubscriber {
  readonly email: string;
  readonly language?: 'zh' | 'zh-Hant' | 'en';
  /** An IANA name; Asia/Hong_Kong unless told. */
  readonly timeZone?: string;
  /** Local hour from which the day's digest is sent, 0–23; 8 unless told. */
  readonly hour?: number;
  readonly minimumHype?: number;
  readonly themes?: readonly string[];
  /** The weekly scoreboard too; only if asked for. */
  readonly scoreboard?: boolean;
  /** Exchanges whose companies are named: XHKG, XSHG, XSHE, BJSE; all unless told. */
  readonly markets?: readonly string[];
}
export interface SubscriberState {
  readonly id: string;
  readonly email: string;
  readonly language: 'zh' | 'zh-Hant' | 'en';
  readonly timeZone: string;
  readonly hour: number;
  readonly minimumHype: number;
  readonly status: string;
  readonly themes: readonly string[];
  readonly scoreboard: boolean;
  readonly markets: readonly string[];
}

/** Adds a subscriber, or brings one back who had left, with the wishes given. @throws DuibiaoError BAD_ARGUMENT. */
export async function addSubscriber(
  db: Db,
  wish: NewSubscriber,
  now: string,
): Promise<{ id: string; token: string }> {
  const email = wish.email.trim().toLowerCase();
  check('e-mail address', wish.email, /^[^\s@<>(),;:"[\]\\]+@[^\s@<>(),;:"[\]\\]+$/.test(email), 'name@host');
  const zone = wish.timeZone ?? 'Asia/Hong_Kong';
  check('time zone', zone, await knownZone(db, zone), 'an IANA name such as Asia/Shanghai');
  const hour = wish.hour ?? 8;
  check('hour', hour, Number.isInteger(hour) && hour >= 0 && hour <= 23, '0 to 23');
  const minimum = wish.minimumHype ?? 0;
  check('minimum hype', minimum, minimum >= 0 && minimum <= 100, '0 to 100');
  const language = wish.language ?? 'zh';
  check('language', language, ['zh', 'zh-Hant', 'en'].includes(language), 'zh, zh-Hant, en');
  const markets = [...new Set(wish.markets ?? [])].sort();
  for (const m of markets)
    check(
      'market',
      m,
      HOME_EXCHANGES.some((e) => e === m),
      HOME_EXCHANGES.join(', '),
    );
  const id = `sub_${hash(email).slice(0, 20)}`;
  const token = randomBytes(24).toString('base64url');
  await db.transaction().execute(async (trx) => {
    const wishes = {
      language,
      time_zone: zone,
      hour,
      minimum_hype: minimum,
      scoreboard: wish.scoreboard ?? false,
      markets,
      status: 'active',
    };
    await trx
      .insertInto('subscriber')
      .values({ id, email, token, created_at: now, ...wishes })
      .onConflict((c) => c.column('email').doUpdateSet({ ...wishes, token }))
      .execute();
    await trx.deleteFrom('subscriber_theme').where('subscriber_id', '=', id).execute();
    const themes = [...new Set(wish.themes ?? [])];
    if (themes.length > 0)
      await trx
        .insertInto('subscriber_theme')
        .values(themes.map((theme_id) => ({ subscriber_id: id, theme_id })))
        .execute();
  });
  return { id, token };
}

export async function listSubscribers(db: Db): Promise<SubscriberState[]> {
  const { rows } = await sql<SubscriberState>`
    SELECT s.id, s.email, s.language, s.time_zone AS "timeZone", s.hour, s.minimum_hype AS "minimumHype", s.status,
      ARRAY(SELECT t.theme_id FROM subscriber_theme t WHERE t.subscriber_id = s.id ORDER BY t.theme_id COLLATE "C") AS themes, s.scoreboard, s.markets
    FROM subscriber s ORDER BY s.email COLLATE "C"`.execute(db);
  return rows;
}

/** Forgets a subscriber, with the deliveries made to them. @throws DuibiaoError UNKNOWN_ID. */
export async function removeSubscriber(db: Db, idOrEmail: string): Promise<void> {
  const result = await db
    .deleteFrom('subscriber')
    .where((eb) => eb.or([eb('id', '=', idOrEmail), eb('email', '=', idOrEmail.toLowerCase())]))
    .executeTakeFirst();
  if (result.numDeletedRows === 0n)
    throw new DuibiaoError('UNKNOWN_ID', { kind: 'subscriber', got: idOrEmail });
}

/** Who a letter's link belongs to; null for a token nobody has. */
export async function subscriberByToken(
  db: Db,
  token: string,
): Promise<{ email: string; status: string } | null> {
  const row = await db
    .selectFrom('subscriber')
    .select(['email', 'status'])
    .where('token', '=', token)
    .executeTakeFirst();
  return row ?? null;
}

/** A reader's own secret; null for one who is not there or has left. */
export async function subscriberSecret(db: Db, id: string): Promise<string | null> {
  const row = await db
    .selectFrom('subscriber')
    .select('token')
    .where('id', '=', id)
    .where('status', '=', 'active')
    .executeTakeFirst();
  return row?.token ?? null;
}

/** Records that a reader left, and takes back what was not sent yet. @returns false for a token nobody has. */
export async function unsubscribe(db: Db, token: string): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const row = await trx
      .updateTable('subscriber')
      .set({ status: 'unsubscribed' })
      .where('token', '=', token)
      .returning('id')
      .executeTakeFirst();
    if (row === undefined) return false;
    await trx
      .updateTable('delivery')
      .set({ status: 'dead', last_error: 'unsubscribed' })
      .where('subscriber_id', '=', row.id)
      .where('status', '=', 'waiting')
      .execute();
    return true;
  });
}

/** The database is asked, since it is the one that will reckon with the zone. */
async function knownZone(db: Db, zone: string): Promise<boolean> {
  const { rows } = await sql<{
    n: number;
  }>`SELECT count(*)::int AS n FROM pg_timezone_names WHERE name = ${zone}`.execute(db);
  return (rows[0]?.n ?? 0) > 0;
}

function check(what: string, got: string | number, holds: boolean, allowed: string): void {
  if (!holds) throw new DuibiaoError('BAD_ARGUMENT', { what, got, allowed });
}
