/** Features there is room for at first; a list that a very long article made larger shrinks to it again. */
const ROOM = 256;
const LARGE = 16 * ROOM;

/** A feature is a place in these five. */
export interface Features {
  readonly ids: Int32Array;
  readonly channels: Uint8Array;
  /** Before idf: how prominent it is in this document. */
  readonly weights: Float64Array;
  /** Expected share of events that have it, where that is known beforehand. */
  readonly priors: Float64Array;
  /** 1 for words that are in no term of the lexicon: what they tell is not told by the terms already. */
  readonly plain: Uint8Array;
}

/**
 * The features of one article while they are gathered: a feature is a place in four lists, found again by its id in a
 * small table with open addressing. One list serves article after article: what an article costs is its features, not
 * fresh arrays.
 */
export class FeatureList {
  size = 0;
  private ids = new Int32Array(ROOM);
  private channels = new Uint8Array(ROOM);
  private weights = new Float64Array(ROOM);
  private priors = new Float64Array(ROOM);
  private plain = new Uint8Array(ROOM);
  /** Place + 1 by the hash of an id; 0 is free. */
  private table = new Int32Array(4 * ROOM);

  clear(): void {
    this.size = 0;
    if (this.ids.length > LARGE) this.makeRoom(ROOM);
    else this.table.fill(0);
  }

  /** @returns the feature's place. A repeated name gains less each time: 1, 1.5, 1.8 … of its weight. */
  add(id: number, channel: number, weight: number, prior: number): number {
    const { weights } = this;
    const at = this.at(id);
    const known = this.table[at]! - 1;
    if (known >= 0) {
      weights[known]! += weight / (1 + weights[known]! / weight);
      return known;
    }
    const place = this.size++;
    this.table[at] = place + 1;
    this.ids[place] = id;
    this.channels[place] = channel;
    weights[place] = weight;
    this.priors[place] = prior;
    this.plain[place] = 0;
    if (this.size === this.ids.length) this.makeRoom(2 * this.size);
    return place;
  }

  /** The feature at the place is told outside every term of the lexicon too. */
  setPlain(place: number): void {
    this.plain[place] = 1;
  }

  /** The lists of this article, for good: views of one piece of memory. */
  taken(): Features {
    const { size } = this;
    const memory = new ArrayBuffer(size * 22);
    const weights = new Float64Array(memory, 0, size);
    const priors = new Float64Array(memory, size * 8, size);
    const ids = new Int32Array(memory, size * 16, size);
    const channels = new Uint8Array(memory, size * 20, size);
    const plain = new Uint8Array(memory, size * 21, size);
    weights.set(this.weights.subarray(0, size));
    priors.set(this.priors.subarray(0, size));
    ids.set(this.ids.subarray(0, size));
    channels.set(this.channels.subarray(0, size));
    plain.set(this.plain.subarray(0, size));
    return { ids, channels, weights, priors, plain };
  }

  private at(id: number): number {
    const { table, ids } = this;
    const mask = table.length - 1;
    let at = (Math.imul(id, 0x9e3779b1) >>> 12) & mask;
    while (table[at] !== 0 && ids[table[at]! - 1] !== id) at = (at + 1) & mask;
    return at;
  }

  private makeRoom(length: number): void {
    const { ids, channels, weights, priors, plain, size } = this;
    this.ids = new Int32Array(length);
    this.channels = new Uint8Array(length);
    this.weights = new Float64Array(length);
    this.priors = new Float64Array(length);
    this.plain = new Uint8Array(length);
    this.table = new Int32Array(4 * length);
    this.ids.set(ids.subarray(0, size));
    this.channels.set(channels.subarray(0, size));
    this.weights.set(weights.subarray(0, size));
    this.priors.set(priors.subarray(0, size));
    this.plain.set(plain.subarray(0, size));
    for (let i = 0; i < size; i++) this.table[this.at(ids[i]!)] = i + 1;
  }
}
