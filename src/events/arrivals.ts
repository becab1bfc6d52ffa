/** More than one article brings. */
const MANY = 40;

/**
 * Numbers with the decision that brought each, in order of coming: the features that find an event, and the hashes of its
 * texts. A flat list, since most events have one article: a Map costs such an event more than all its other parts.
 */
export class Arrivals {
  private readonly numbers: number[] = [];
  /** A decision and how many numbers it brought, by turns. */
  private readonly runs: number[] = [];
  /** Every number is greater than the one before, as the hashes of one sketch are. */
  private ascending = true;
  /** The numbers again, where there are many; a few are looked through as they stand. */
  private known: Set<number> | undefined;

  static from(entries: readonly (readonly [number, number])[]): Arrivals {
    const out = new Arrivals();
    for (const [number, decision] of entries) out.add(number, decision);
    return out;
  }

  get size(): number {
    return this.numbers.length;
  }

  has(number: number): boolean {
    return this.known === undefined ? this.numbers.includes(number) : this.known.has(number);
  }

  /** @param number one that is not there yet. */
  add(number: number, decision: number): void {
    const { numbers, runs } = this;
    if (numbers.length > 0 && number < numbers[numbers.length - 1]!) this.ascending = false;
    numbers.push(number);
    if (runs.length > 0 && runs[runs.length - 2] === decision) runs[runs.length - 1]!++;
    else runs.push(decision, 1);
    if (this.known !== undefined) this.known.add(number);
    else if (numbers.length > MANY) this.known = new Set(numbers);
  }

  /** @param of in ascending order. @returns how many of them are here. */
  shared(of: readonly number[]): number {
    const { numbers } = this;
    let shared = 0;
    if (!this.ascending) {
      for (const number of of) if (this.has(number)) shared++;
      return shared;
    }
    for (let i = 0, at = 0; i < of.length && at < numbers.length; i++) {
      const wanted = of[i]!;
      while (at < numbers.length && numbers[at]! < wanted) at++;
      if (numbers[at] === wanted) shared++;
    }
    return shared;
  }

  /** In order of coming. */
  keys(): readonly number[] {
    return this.numbers;
  }

  /** In order of coming, each with its decision. */
  entries(): [number, number][] {
    const out: [number, number][] = [];
    for (let run = 0; run < this.runs.length; run += 2)
      for (let left = this.runs[run + 1]!; left > 0; left--)
        out.push([this.numbers[out.length]!, this.runs[run]!]);
    return out;
  }

  /** The last decision that brought anything; 0 where none did. */
  get latest(): number {
    return this.runs.at(-2) ?? 0;
  }
}
