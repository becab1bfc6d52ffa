import type { Db } from '../db/index.ts';

/** The lines of an event that a person ended stay readable and count no more. */
export async function supersedeLines(db: Db, id: string, at: string): Promise<void> {
  await db
    .updateTable('analogue')
    .set({ superseded_at: at })
    .where('event_id', '=', id)
    .where('superseded_at', 'is', null)
    .execute();
}

/** Closes an event by a person's word, with the reason in both languages. */
export async function closeEvent(
  db: Db,
  event: { readonly id: string; readonly state: string },
  at: string,
  reason: { readonly en: string; readonly zh: string },
): Promise<void> {
  await db.updateTable('event').set({ state: 'closed' }).where('id', '=', event.id).execute();
  await db
    .insertInto('event_state')
    .values({
      event_id: event.id,
      at,
      from_state: event.state,
      to_state: 'closed',
      reason: reason.en,
      reason_zh: reason.zh,
    })
    .onConflict((c) => c.doNothing())
    .execute();
}
