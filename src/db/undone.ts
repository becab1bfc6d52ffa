import type { Transaction } from 'kysely';
import type { Database } from './database.ts';
import type { Db } from './open.ts';

class Undo extends Error {}

/**
 * Does some work in a transaction that is always rolled back, and hands over what it found: to ask "what if" of the tables.
 * Errors of the work come through as they are.
 */
export async function undone<T>(db: Db, work: (trx: Transaction<Database>) => Promise<T>): Promise<T> {
  let answer: { value: T } | undefined;
  await db
    .transaction()
    .execute(async (trx) => {
      answer = { value: await work(trx) };
      throw new Undo();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undo)) throw error;
    });
  return answer!.value;
}
