import { createHash } from 'node:crypto';
import { type Selectable, sql } from 'kysely';
import type { Db } from '../db/index.ts';
import { DuibiaoError } from '../errors.ts';
import type { AnalogueFeedbackTable } from './analogue.table.ts';
import {
  FEEDBACK_CHANNELS,
  FEEDBACK_LIMITS,
  FEEDBACK_VERDICTS,
  type Feedback,
  type NewFeedback,
  type RuleAcceptance,
} from './feedback.ts';

/**
 * Keeps what a person says of a line. Nothing is ever changed: a change of mind is a new row, and a repetition none.
 * @returns the row, and whether it was written now.
 * @throws DuibiaoError UNKNOWN_ID where the event never named the company; BAD_ARGUMENT without an author or a reason.
 */
export async function recordFeedback(
  db: Db,
  given: NewFeedback,
): Promise<{ feedback: Feedback; fresh: boolean }> {
  const said = checked(given);
  const mine = await lastOf(db, said);
  if (given.key === undefined && mine !== undefined && mine.verdict === said.verdict && mine.why === said.why)
    return { feedback: mine, fresh: false };
  const key =
    given.key ??
    hash(said.eventId, said.ticker, said.author, said.verdict, said.why, String(mine?.id ?? 'first'));
  const line = await lineOf(db, said.eventId, said.ticker);
  if (line === undefined)
    throw new DuibiaoError('UNKNOWN_ID', {
      kind: `line on the event ${said.eventId}`,
      got: said.ticker,
    });
  const { eventId, ticker, verdict, why, author, channel, at } = said;
  const inserted = await db
    .insertInto('analogue_feedback')
    .values({
      event_id: eventId,
      ticker,
      analogue_id: line.id,
      kind: line.kind,
      score: line.score,
      rank: line.rank,
      rule_id: line.rule_id,
      rule_version: line.rule_version,
      verdict,
      why,
      author,
      channel,
      at,
      key,
    })
    .onConflict((c) => c.column('key').doNothing())
    .executeTakeFirst();
  const row = await db
    .selectFrom('analogue_feedback')
    .selectAll()
    .where('key', '=', key)
    .executeTakeFirstOrThrow();
  return { feedback: feedbackOf(row), fresh: Number(inserted.numInsertedOrUpdatedRows ?? 0) > 0 };
}

function checked(given: NewFeedback): Omit<NewFeedback, 'key'> {
  const { key: _key, ...rest } = given;
  const said = { ...rest, why: given.why.trim(), author: given.author.trim() };
  const refuse = (what: string, got: string, allowed: string): never => {
    throw new DuibiaoError('BAD_ARGUMENT', { what, got, allowed });
  };
  if (!FEEDBACK_VERDICTS.includes(said.verdict))
    refuse('verdict', said.verdict, FEEDBACK_VERDICTS.join(', '));
  if (!FEEDBACK_CHANNELS.includes(said.channel))
    refuse('channel', said.channel, FEEDBACK_CHANNELS.join(', '));
  if (said.author === '') refuse('author', '(nothing)', 'the name of who says it');
  if (said.author.length > FEEDBACK_LIMITS.author)
    refuse('author', said.author, `at most ${FEEDBACK_LIMITS.author} characters`);
  if (said.verdict !== 'accept' && said.why === '') refuse('why', '(nothing)', 'a reason in words');
  if (said.why.length > FEEDBACK_LIMITS.why)
    refuse('why', said.why, `at most ${FEEDBACK_LIMITS.why} characters`);
  return said;
}

/** The line that stands, else the newest that did: a person may answer a mail of yesterday. */
async function lineOf(db: Db, eventId: string, ticker: string) {
  return db
    .selectFrom('analogue')
    .select(['id', 'kind', 'score', 'rank', 'rule_id', 'rule_version'])
    .where('event_id', '=', eventId)
    .where('ticker', '=', ticker)
    .orderBy((eb) => eb('superseded_at', 'is', null), 'desc')
    .orderBy('superseded_at', 'desc')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
}

async function lastOf(
  db: Db,
  of: { eventId: string; ticker: string; author: string },
): Promise<Feedback | undefined> {
  const row = await db
    .selectFrom('analogue_feedback')
    .selectAll()
    .where('event_id', '=', of.eventId)
    .where('ticker', '=', of.ticker)
    .where('author', '=', of.author)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : feedbackOf(row);
}

/** What was said, newest first: of one event, of one rule, or of all. */
export async function listFeedback(
  db: Db,
  wanted: { eventId?: string; ruleId?: string; limit?: number } = {},
): Promise<Feedback[]> {
  let query = db.selectFrom('analogue_feedback').selectAll().orderBy('id', 'desc');
  if (wanted.eventId !== undefined) query = query.where('event_id', '=', wanted.eventId);
  if (wanted.ruleId !== undefined) query = query.where('rule_id', '=', wanted.ruleId);
  return (await query.limit(wanted.limit ?? 1000).execute()).map(feedbackOf);
}

/** Rules by how often their lines were accepted: the least accepted first, those nobody judged last. */
export async function ruleAcceptance(db: Db, options: { recorded: boolean }): Promise<RuleAcceptance[]> {
  const view = sql.id('analyst', options.recorded ? 'rule_acceptance_all' : 'rule_acceptance');
  const { rows } = await sql<RuleAcceptance>`
SELECT rule_id AS "ruleId", lines, judged, accepted, wrong_company AS "wrongCompany", wrong_reason AS "wrongReason",
  rate, rate_low AS "rateLow", rate_high AS "rateHigh"
FROM ${view} ORDER BY rate NULLS LAST, judged DESC, lines DESC, rule_id COLLATE "C"`.execute(db);
  return rows;
}

function feedbackOf(row: Omit<Selectable<AnalogueFeedbackTable>, 'key'>): Feedback {
  return {
    id: Number(row.id),
    eventId: row.event_id,
    ticker: row.ticker,
    lineId: row.analogue_id,
    kind: row.kind,
    score: row.score,
    rank: row.rank,
    ruleId: row.rule_id,
    ruleVersion: row.rule_version,
    verdict: row.verdict as Feedback['verdict'],
    why: row.why,
    author: row.author,
    channel: row.channel as Feedback['channel'],
    at: row.at,
  };
}

const hash = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
