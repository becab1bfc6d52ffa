/** Milliseconds for all steps of a request together; waiting for a turn is not counted. */
export interface Budget {
  within<T>(step: (signal: AbortSignal) => Promise<T>): Promise<T>;
  spent(): boolean;
}

export function createBudget(total: number): Budget {
  let left = total;
  let over = false;
  return {
    async within(step) {
      const abort = new AbortController();
      const began = performance.now();
      const timer = setTimeout(
        () => {
          over = true;
          abort.abort();
        },
        Math.max(0, left),
      );
      try {
        return await step(abort.signal);
      } finally {
        clearTimeout(timer);
        left -= performance.now() - began;
      }
    },
    spent: () => over,
  };
}

/** Runs work by key, so many at a time for each; the rest waits in order. */
export function createLanes(width: number): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const lanes = new Map<string, { busy: number; waiting: (() => void)[] }>();
  return async (key, work) => {
    const lane = lanes.get(key) ?? { busy: 0, waiting: [] };
    lanes.set(key, lane);
    if (lane.busy >= width) await new Promise<void>((go) => lane.waiting.push(go));
    else lane.busy++;
    try {
      return await work();
    } finally {
      const next = lane.waiting.shift();
      if (next) next();
      else if (--lane.busy === 0) lanes.delete(key);
    }
  };
}
