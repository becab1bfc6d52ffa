import type { Db } from '../db/index.ts';
import { DuibiaoError } from '../errors.ts';
import type { Correction } from './correct.repository.ts';
import { closeEvent, supersedeLines } from './end.repository.ts';

/**
 * A title by which a publisher takes an article back: "RETRACTED: …", "【撤稿】…". The word must lead it: a story *about* a
 * retraction has it elsewhere.
 */
export function saysRetracted(title: string): boolean {
  return (
    /^\s*[[(【]?\s*(retracted|retraction|withdrawn)\s*[\])】:：—–-]/i.test(title) ||
    /^\s*[[(【]?\s*(撤稿|撤回|已撤回|已撤稿|撤銷|撤销)\s*[\])】:：]/.test(title)
  );
}

/**
 * Marks a story as one that turned out to be wrong: it is closed, its lines are superseded, and nothing more follows from it.
 * @returns false where it was retracted before.
 * @throws DuibiaoError UNKNOWN_ID
 */
export async function retractEvent(db: Db, id: string, correction: Correction): Promise<boolean> {
  const event = await db.selectFrom('event').select(['id', 'state']).where('id', '=', id).executeTakeFirst();
  if (event === undefined) throw new DuibiaoError('UNKNOWN_ID', { kind: 'event', got: id });
  const written = await db
    .insertInto('event_retraction')
    .values({ event_id: id, author: correction.author, at: correction.at, why: correction.why })
    .onConflict((c) => c.column('event_id').doNothing())
    .executeTakeFirst();
  if (Number(written.numInsertedOrUpdatedRows ?? 0) === 0) return false;
  await supersedeLines(db, id, correction.at);
  if (event.state === 'closed') return true;
  await closeEvent(db, event, correction.at, {
    en: `retracted by ${correction.author}: ${correction.why}`,
    zh: `由${correction.author}撤回：${correction.why}`,
  });
  return true;
}

export async function isRetracted(db: Db, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('event_retraction')
    .select('event_id')
    .where('event_id', '=', id)
    .executeTakeFirst();
  return row !== undefined;
}
