import type { OpenDatabase } from '../../src/db/index.ts';
import { applyLibrary } from '../../src/library/index.ts';
import { type Desk, startDesk } from '../sources/desk.ts';

/** A desk with the shipped library, a minute after the filings of these tests appear. Its pipeline reads its patterns from the tables, so it starts after they are filled. */
export async function startFilingDesk(database: OpenDatabase): Promise<Desk> {
  const first = await startDesk(database, '2027-02-04T20:00:00Z');
  await applyLibrary(database.db, first.app.library, '2027-02-01T00:00:00Z');
  await first.close();
  return startDesk(database, '2027-02-04T21:06:00Z');
}
