/**
 * An Aho–Corasick automaton (Aho & Corasick 1975) in a double array (Aoe 1989): a state is a place in the arrays, and the
 * child of `s` by class `c` is the place `base[s] + c` if `check` there names `s`. Two alphabets with thousands of Han
 * characters would make a dense table of tens of millions of cells; this one has about as many cells as states.
 */
export interface Automaton {
  readonly base: Int32Array;
  readonly check: Int32Array;
  /** Where to go on when no child fits: the state of the longest suffix that begins a pattern. */
  readonly fail: Int32Array;
  /** The child of the root by class, 0 where there is none: the step taken most. */
  readonly root: Int32Array;
  /** State -> 1 + index of the first sequence that ends there, 0 for none; the next by `also`. */
  readonly ends: Int32Array;
  /** Sequence -> 1 + index of the next equal one, 0 for none. */
  readonly also: Int32Array;
  /** State -> the nearest state by `fail` where a sequence ends, 0 for none. */
  readonly shorter: Int32Array;
}

/**
 * @param sequences non-empty sequences of classes, each class from 1 to `classes`; equal ones are kept in their order.
 * The root is state 0.
 */
export function buildAutomaton(sequences: readonly Uint16Array[], classes: number): Automaton {
  const order = sequences.map((_, i) => i).sort((a, b) => compare(sequences[a]!, sequences[b]!) || a - b);
  const cells = new Cells(classes, sequences.reduce((n, s) => n + s.length, 1) + classes + 1);
  const also = new Int32Array(sequences.length);
  const root = new Int32Array(classes + 1);
  // Breadth first, so that the state a failure leads to is complete. A node is a range of the sorted sequences.
  const nodes: { state: number; from: number; to: number; depth: number }[] = [
    { state: 0, from: 0, to: order.length, depth: 0 },
  ];
  for (let head = 0; head < nodes.length; head++) {
    const { state, from, to, depth } = nodes[head]!;
    let at = from;
    while (at < to && sequences[order[at]!]!.length === depth) at++;
    for (let i = at - 1; i >= from; i--) {
      also[order[i]!] = cells.ends[state]!;
      cells.ends[state] = order[i]! + 1;
    }
    const found: number[] = [];
    const starts: number[] = [];
    for (let i = at; i < to; i++) {
      const c = sequences[order[i]!]![depth]!;
      if (found.at(-1) === c) continue;
      found.push(c);
      starts.push(i);
    }
    if (found.length === 0) continue;
    const base = cells.place(state, found);
    for (let k = 0; k < found.length; k++) {
      const c = found[k]!;
      const child = base + c;
      nodes.push({ state: child, from: starts[k]!, to: starts[k + 1] ?? to, depth: depth + 1 });
      if (state === 0) {
        root[c] = child;
        continue;
      }
      let back = cells.fail[state]!;
      while (back !== 0 && cells.check[cells.base[back]! + c] !== back) back = cells.fail[back]!;
      const target = back === 0 ? root[c]! : cells.base[back]! + c;
      cells.fail[child] = target;
    }
  }
  // By then every state knows whether something ends in it.
  for (const { state } of nodes) {
    const back = cells.fail[state]!;
    cells.shorter[state] = cells.ends[back] !== 0 ? back : cells.shorter[back]!;
  }
  const { base, check, fail, ends, shorter } = cells;
  return { base, check, fail, root, ends, also, shorter };
}

function compare(a: Uint16Array, b: Uint16Array): number {
  const end = Math.min(a.length, b.length);
  for (let i = 0; i < end; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}

class Cells {
  base: Int32Array;
  check: Int32Array;
  fail: Int32Array;
  ends: Int32Array;
  shorter: Int32Array;
  /** No free cell lies before it. */
  private free = 1;
  private readonly classes: number;

  constructor(classes: number, size: number) {
    this.classes = classes;
    this.base = new Int32Array(size);
    this.check = new Int32Array(size).fill(-1);
    this.fail = new Int32Array(size);
    this.ends = new Int32Array(size);
    this.shorter = new Int32Array(size);
    // The root is nobody's child.
    this.check[0] = -2;
  }

  /** Finds room for a state's children (classes ascending) and takes it. */
  place(state: number, children: readonly number[]): number {
    while (this.check[this.free] !== undefined && this.check[this.free] !== -1) this.free++;
    const first = children[0]!;
    for (let cell = Math.max(this.free, first); ; cell++) {
      const base = cell - first;
      // A reader may look up any class from here: the arrays reach that far.
      if (base + this.classes >= this.check.length) this.grow(base + this.classes + 1);
      if (children.some((c) => this.check[base + c] !== -1)) continue;
      for (const c of children) this.check[base + c] = state;
      this.base[state] = base;
      return base;
    }
  }

  private grow(least: number): void {
    const size = Math.max(least, Math.ceil(this.check.length * 1.5));
    const longer = (old: Int32Array, fill: number): Int32Array => {
      const out = new Int32Array(size).fill(fill, old.length);
      out.set(old);
      return out;
    };
    this.base = longer(this.base, 0);
    this.check = longer(this.check, -1);
    this.fail = longer(this.fail, 0);
    this.ends = longer(this.ends, 0);
    this.shorter = longer(this.shorter, 0);
  }
}
