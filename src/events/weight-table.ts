/**
 * Feature -> weight in two flat arrays (open addressing, linear probing). A live event has one, ten thousand events have
 * ten thousand, and every comparison reads one a hundred times: a Map costs several times the memory and the time.
 * Ids are non-negative and below 2^31 (-1 asks for nobody and gets 0); a weight is never 0, so 0 stands for "not there".
 */
export class WeightTable {
  private keys: Int32Array;
  private values: Float64Array;
  private mask: number;
  private used = 0;

  /** @param expected how many features there is room for before the table grows. */
  constructor(expected = 0) {
    let size = 32;
    while (size * 5 < expected * 8) size *= 2;
    this.keys = new Int32Array(size).fill(-1);
    this.values = new Float64Array(size);
    this.mask = size - 1;
  }

  static from(entries: readonly (readonly [number, number])[]): WeightTable {
    const table = new WeightTable(entries.length);
    for (const [id, weight] of entries) table.set(id, weight);
    return table;
  }

  get size(): number {
    return this.used;
  }

  get(id: number): number {
    const { keys, mask } = this;
    for (let at = (Math.imul(id, 0x9e3779b1) >>> 12) & mask; ; at = (at + 1) & mask) {
      const key = keys[at]!;
      if (key === -1) return 0;
      if (key === id) return this.values[at]!;
    }
  }

  set(id: number, weight: number): void {
    let at = (Math.imul(id, 0x9e3779b1) >>> 12) & this.mask;
    while (this.keys[at] !== -1 && this.keys[at] !== id) at = (at + 1) & this.mask;
    if (this.keys[at] === -1) {
      this.keys[at] = id;
      this.used++;
    }
    this.values[at] = weight;
    if (this.used * 8 > (this.mask + 1) * 5) this.grow();
  }

  /** In no order. */
  each(visit: (id: number) => void): void {
    for (const id of this.keys) if (id !== -1) visit(id);
  }

  /** Ascending by id. */
  entries(): [number, number][] {
    const out: [number, number][] = [];
    for (let at = 0; at <= this.mask; at++)
      if (this.keys[at] !== -1) out.push([this.keys[at]!, this.values[at]!]);
    return out.sort((a, b) => a[0] - b[0]);
  }

  private grow(): void {
    const { keys, values } = this;
    this.mask = this.mask * 2 + 1;
    this.keys = new Int32Array(this.mask + 1).fill(-1);
    this.values = new Float64Array(this.mask + 1);
    this.used = 0;
    for (let at = 0; at < keys.length; at++) if (keys[at] !== -1) this.set(keys[at]!, values[at]!);
  }
}
