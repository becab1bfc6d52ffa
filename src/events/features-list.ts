/**
 * The features of one article while they are gathered: a feature is a place in four lists, found again by its id in a
 * small table with open addressing.
 */
export class FeatureList {
  readonly ids: number[] = [];
  readonly channels: number[] = [];
  readonly weights: number[] = [];
  readonly priors: number[] = [];
  /** Place + 1 by the hash of an id; 0 is free. */
  private table = new Int32Array(512);

  /** @returns the feature's place. A repeated name gains less each time: 1, 1.5, 1.8 … of its weight. */
  add(id: number, channel: number, weight: number, prior: number): number {
    const { ids, weights } = this;
    const at = this.at(id);
    const known = this.table[at]! - 1;
    if (known >= 0) {
      weights[known]! += weight / (1 + weights[known]! / weight);
      return known;
    }
    const place = ids.length;
    this.table[at] = place + 1;
    ids.push(id);
    this.channels.push(channel);
    weights.push(weight);
    this.priors.push(prior);
    if (place * 2 > this.table.length) {
      this.table = new Int32Array(this.table.length * 2);
      for (let i = 0; i <= place; i++) this.table[this.at(ids[i]!)] = i + 1;
    }
    return place;
  }

  private at(id: number): number {
    const { table, ids } = this;
    const mask = table.length - 1;
    let at = (Math.imul(id, 0x9e3779b1) >>> 12) & mask;
    while (table[at] !== 0 && ids[table[at]! - 1] !== id) at = (at + 1) & mask;
    return at;
  }
}
