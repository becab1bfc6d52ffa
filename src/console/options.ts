import type { Correct } from './correct-page.ts';
import type { Ingest } from './ingest.ts';

export interface ConsoleOptions {
  /** What `POST /ingest` hands drafts to; without it, or without INGEST_TOKEN, the door is shut. */
  readonly ingest?: Ingest;
  /** What the form of `/events/ID/correct` hands corrections to; without it, or without CONSOLE_TOKEN, it is shut. */
  readonly correct?: Correct;
  /** The day the recorded archive is shown for until another is asked for, YYYY-MM-DD; its last day unless told. */
  readonly archiveDate?: string;
}
