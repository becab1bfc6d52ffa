import { type LiveEvent, leadFeature, leading, type WeightedDoc } from './cluster-event.ts';
import { CHANNELS, type DocFeatures, HAN, LATIN } from './features.ts';

/** Events a prior is worth: online counts outweigh it after a few hundred. */
const PRIOR_EVENTS = 300;

/** Feature -> live events that have it, in two flat arrays: a hundred counts are read an article. */
class FeatureCounts {
  private keys = new Int32Array(1024).fill(-1);
  private counts = new Int32Array(1024);
  private used = 0;

  private at(id: number): number {
    const { keys } = this;
    const mask = keys.length - 1;
    let at = (Math.imul(id, 0x9e3779b1) >>> 9) & mask;
    while (keys[at] !== id && keys[at] !== -1) at = (at + 1) & mask;
    return at;
  }

  get(id: number): number {
    return this.counts[this.at(id)]!;
  }

  add(id: number, by: number): void {
    const at = this.at(id);
    if (this.keys[at] === -1) {
      this.keys[at] = id;
      this.used++;
    }
    this.counts[at]! += by;
    if (this.used * 2 > this.keys.length) this.rebuild();
  }

  /** Features that no live event has any more are left out, so the table follows the live events, not the archive. */
  private rebuild(): void {
    const { keys, counts } = this;
    let kept = 0;
    for (let i = 0; i < keys.length; i++) if (counts[i]! > 0) kept++;
    let size = 1024;
    while (size < kept * 4) size *= 2;
    this.keys = new Int32Array(size).fill(-1);
    this.counts = new Int32Array(size);
    this.used = kept;
    for (let i = 0; i < keys.length; i++) {
      if (counts[i]! <= 0) continue;
      const at = this.at(keys[i]!);
      this.keys[at] = keys[i]!;
      this.counts[at] = counts[i]!;
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
    return company === null ? 0 : this.leads.get(company)!;
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
