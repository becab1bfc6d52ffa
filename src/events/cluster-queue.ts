import type { LiveEvent } from './cluster-event.ts';

/**
 * Which live event has been quiet longest: a binary heap by the time of the last article, then by serial. An event's
 * entry is brought up to date only when it comes to the top, so an article costs nothing here. What leaves when is decided
 * by the events alone, not by when they were put in: a clusterer restored from the tables closes the same ones.
 */
export class QuietQueue {
  private readonly heap: { event: LiveEvent; last: number }[] = [];

  push(event: LiveEvent): void {
    const { heap } = this;
    heap.push({ event, last: event.last });
    for (let at = heap.length - 1; at > 0; ) {
      const up = (at - 1) >> 1;
      if (!this.before(at, up)) break;
      this.swap(at, up);
      at = up;
    }
  }

  /** Takes out every event whose last article is older than `oldest`. */
  take(oldest: number, close: (event: LiveEvent) => void): void {
    const { heap } = this;
    for (let top = heap[0]; top !== undefined && top.last < oldest; top = heap[0]) {
      const { event } = top;
      if (event.live && event.last > top.last) {
        top.last = event.last;
        this.sink();
        continue;
      }
      const end = heap.pop()!;
      if (heap.length > 0) {
        heap[0] = end;
        this.sink();
      }
      if (event.live) close(event);
    }
  }

  private sink(): void {
    for (let at = 0; ; ) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < this.heap.length && this.before(child, least)) least = child;
      if (least === at) return;
      this.swap(at, least);
      at = least;
    }
  }

  private before(a: number, b: number): boolean {
    const x = this.heap[a]!;
    const y = this.heap[b]!;
    return x.last < y.last || (x.last === y.last && x.event.serial < y.event.serial);
  }

  private swap(a: number, b: number): void {
    const x = this.heap[a]!;
    this.heap[a] = this.heap[b]!;
    this.heap[b] = x;
  }
}
