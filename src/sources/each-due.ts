import { type Context, instant } from '../context.ts';
import { claimDue } from './source.repository.ts';
import type { Source } from './source.ts';

export interface DueOptions {
  /** Sources at once. */
  places: number;
  /** Milliseconds after which a source is slow: it keeps going, and its place is given to another. */
  slowAfter: number;
  /** Sources at once with those that are slow: a bound on memory and open connections. */
  most: number;
  /** Milliseconds in which further sources are taken on; what is under way ends as it ends. */
  taking: number;
  /** Of one host at once, by all workers together. */
  perHost?: number;
}

/** Sources claimed for each place at a time: claiming looks at all of them, and others may have the rest. */
const CLAIMED = 5;

/**
 * Works through the sources whose time has come, and what falls due meanwhile. One slow host must not delay another: a
 * dozen servers that hang would else hold a dozen places, and everybody behind them waits for their time-outs.
 */
export async function eachDue(
  ctx: Pick<Context, 'db' | 'clock'>,
  options: DueOptions,
  work: (source: Source) => Promise<void>,
): Promise<void> {
  const { places, slowAfter, most, taking, perHost } = options;
  const until = performance.now() + taking;
  let batch: Source[] = [];
  let claiming: Promise<void> | undefined;
  const next = async (): Promise<Source | undefined> => {
    if (batch.length === 0 && performance.now() < until) {
      const bound = perHost === undefined ? {} : { perHost };
      claiming ??= claimDue(ctx.db, instant(ctx.clock.now()), places * CLAIMED, bound)
        .then((claimed) => {
          batch = claimed;
        })
        .finally(() => {
          claiming = undefined;
        });
      await claiming;
    }
    return batch.shift();
  };
  const crew: Promise<void>[] = [];
  const mistakes: unknown[] = [];
  let busy = 0;
  const one = async (): Promise<void> => {
    for (let source = await next(); source !== undefined; source = await next()) {
      let replaced = false;
      const slow = setTimeout(() => {
        replaced = busy < most;
        if (replaced) join();
      }, slowAfter);
      await work(source).finally(() => clearTimeout(slow));
      if (replaced) return;
    }
  };
  const join = (): void => {
    busy++;
    const ended = one()
      .catch((mistake) => mistakes.push(mistake))
      .finally(() => busy--);
    crew.push(ended.then(() => {}));
  };
  for (let n = 0; n < places; n++) join();
  // The crew grows while it is waited for
  for (let n = 0; n < crew.length; n++) await crew[n];
  if (mistakes.length > 0) throw mistakes[0];
}
