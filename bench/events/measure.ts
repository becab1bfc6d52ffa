/** B-cubed precision, recall and F1 (Bagga & Baldwin 1998) of one labelling against another. */
export interface Agreement {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

export function bCubed(truth: ReadonlyMap<string, string>, found: ReadonlyMap<string, string>): Agreement {
  const sizes = (labels: ReadonlyMap<string, string>): Map<string, number> => {
    const out = new Map<string, number>();
    for (const label of labels.values()) out.set(label, (out.get(label) ?? 0) + 1);
    return out;
  };
  const both = new Map<string, number>();
  for (const [id, event] of truth) {
    const key = `${event}\u0000${found.get(id)}`;
    both.set(key, (both.get(key) ?? 0) + 1);
  }
  const gold = sizes(truth);
  const guess = sizes(found);
  let precision = 0;
  let recall = 0;
  for (const [id, event] of truth) {
    const shared = both.get(`${event}\u0000${found.get(id)}`)!;
    precision += shared / guess.get(found.get(id)!)!;
    recall += shared / gold.get(event)!;
  }
  precision /= truth.size;
  recall /= truth.size;
  return { precision, recall, f1: (2 * precision * recall) / (precision + recall) };
}
