import { type Correction, mergeEvents, splitArticles } from '../src/events/index.ts';
import type { Pipeline } from './pipeline.ts';

/** A person's corrections, the same from the command line and from the console: at once, and for what comes or is replayed later. */
export interface Corrector {
  /** @throws DuibiaoError as `mergeEvents`; nothing is written then. */
  merge(from: string, into: string, correction: Correction): Promise<void>;
  /** @returns the event that the articles opened. @throws DuibiaoError as `splitArticles`; nothing is written then. */
  split(from: string, articleIds: readonly string[], correction: Correction): Promise<string>;
}

export function correctorOf(pipeline: Pipeline): Corrector {
  return {
    async merge(from, into, correction) {
      await pipeline.refollow(async (trx) => [await mergeEvents(trx, from, into, correction)]);
    },
    async split(from, articleIds, correction) {
      let opened = '';
      await pipeline.refollow(async (trx) => {
        const split = await splitArticles(trx, from, articleIds, correction);
        opened = split.opened;
        return [split.from, split.opened];
      });
      return opened;
    },
  };
}
