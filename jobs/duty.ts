import type { App } from './app.ts';

/** A background duty: a name, a schedule, and one idempotent round that returns what it did. */
export interface Duty {
  readonly name: string;
  /** Which workers do it (`worker --stages`). */
  readonly stage: 'fetch' | 'analyse' | 'deliver';
  /** node-cron, six fields, UTC: only *when*; who does it the queue decides. */
  readonly cron: string;
  /** Seconds after which a round that has not ended counts as lost and may be done by another. */
  readonly expireInSeconds: number;
  runOnce(app: App): Promise<Record<string, number>>;
  /** Tells a round under way that there is more to do; only for duties whose rounds may wait for others (a desk that hangs). */
  wake?(app: App): void;
}
