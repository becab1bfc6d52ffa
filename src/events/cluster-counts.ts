import { type LiveEvent, leadFeature, leading, type WeightedDoc } from './cluster-event.ts';
import { CHANNELS, type DocFeatures, HAN, LATIN } from './features.ts';

/** Events a prior is worth: online counts outweigh it after a few hundred. */
const PRIOR_EVENTS = 300;

/**
 * Feature -> live events that have it, in one flat array of pairs: a hundred counts are read an article, each from
 * another corner of memory, so a key and its count lie beside each other.
 */
class FeatureCounts {
  private pairs = new Int32Array(2048).fill(-1);
  private mask = 1023;
  private used = 0;

  /** Where the pair of a feature begins, or the free one where it would. */
  private at(id: number): number {
    const { pairs, mask } = this;
    let at = (Math.imul(id, 0x9e3779b1) >>> 9) & mask;
    while (pairs[2 * at] !== id && pairs[2 * at] !== -1) at = (at + 1) & mask;
    return 2 * at;
  }

  get(id: number): number {
    const at = this.at(id);
    return this.pairs[at] === -1 ? 0 : this.pairs[at + 1]!;
  }

  add(id: number, by: number): void {
    const at = this.at(id);
    const { pairs } = this;
    if (pairs[at] === -1) {
      pairs[at] = id;
      pairs[at + 1] = by;
      if (++this.used * 2 > this.mask) this.rebuild();
    } else pairs[at + 1]! += by;
  }

  /** Features that no live event has any more are left out, so the table follows the live events, not the archive. */
  private rebuild(): void {
    const { pairs } = this;
    let kept = 0;
    for (let i = 0; i < pairs.length; i += 2) if (pairs[i] !== -1 && pairs[i + 1]! > 0) kept++;
    let size = 1024;
    while (size < kept * 4) size *= 2;
    this.pairs = new Int32Array(2 * size).fill(-1);
    this.mask = size - 1;
    this.used = kept;
    for (let i = 0; i < pairs.length; i += 2) {
      if (pairs[i] === -1 || pairs[i + 1]! <= 0) continue;
      const at = this.at(pairs[i]!);
      this.pairs[at] = pairs[i]!;
      this.pairs[at + 1] = pairs[i + 1]!;
    }
  }
}

/** What idf is counted by: how many live events have a feature, and how many a company leads. */
export class EventCounts {
  private readonly features = new FeatureCounts();
  private readonly leads = new Map<string, number>();

  /** A feature came to an event (1), or an event let it go (-1). */
  count(feature: number, by: 1 | -1): void {
    this.features.add(feature, by);
  }

  lead(company: string | null, by: 1 | -1): void {
    if (company === null) return;
    const n = (this.leads.get(company) ?? 0) + by;
    if (n === 0) this.leads.delete(company);
    else this.leads.set(company, n);
  }

  ledBy(company: string | null): number {
    return company === null ? 0 : (this.leads.get(company) ?? 0);
  }

  /** Counts all of an event that came (1) or closed (-1). */
  whole(event: LiveEvent, by: 1 | -1): void {
    event.profile.each((id) => this.features.add(id, by));
    this.lead(event.lead, by);
  }

  /** @param live how many live events there are. */
  weigh(doc: DocFeatures, live: number): WeightedDoc {
    const norms = new Float64Array(CHANNELS.length);
    const { ids, channels, priors, weights, plain } = doc;
    const values = new Float64Array(ids.length);
    const wordChannel = doc.language === 'zh' ? HAN : LATIN;
    const known = live + PRIOR_EVENTS;
    let telling = 0;
    for (let i = 0; i < values.length; i++) {
      const channel = channels[i]!;
      const idf = Math.log(1 + known / (this.features.get(ids[i]!) + priors[i]! * PRIOR_EVENTS));
      const value = weights[i]! * idf;
      values[i] = value;
      norms[channel]! += value * value;
      if (channel === wordChannel) telling += plain[i]! * value * value * value;
    }
    for (let i = 0; i < norms.length; i++) norms[i] = Math.sqrt(norms[i]!);
    const lead = leading(doc.companies);
    // Field by field: a spread of fifteen costs more than all the logarithms above.
    return {
      id: doc.id,
      at: doc.at,
      language: doc.language,
      shape: doc.shape,
      ids,
      channels,
      weights,
      priors,
      plain,
      subject: doc.subject,
      companies: doc.companies,
      products: doc.products,
      types: doc.types,
      versions: doc.versions,
      sketch: doc.sketch,
      values,
      norms,
      telling,
      lead,
      leadFeature: leadFeature(lead),
    };
  }
}
