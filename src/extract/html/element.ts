/** One element of the lean tree; text is plain strings among the children. */
export class El {
  readonly tag: string;
  readonly parent: El | null;
  readonly depth: number;
  attrs: Readonly<Record<string, string>> = NO_ATTRS;
  readonly children: (El | string)[] = [];
  /** Place in the row of blocks that was made last (blocks.ts). */
  row: object | null = null;
  from = 0;
  to = 0;
  constructor(tag: string, parent: El | null, depth: number) {
    this.tag = tag;
    this.parent = parent;
    this.depth = depth;
  }

  addText(data: string): void {
    const last = this.children.length - 1;
    const before = this.children[last];
    if (typeof before === 'string') this.children[last] = before + data;
    else this.children.push(data);
  }

  get class(): string {
    return this.attrs.class ?? '';
  }
  get id(): string {
    return this.attrs.id ?? '';
  }

  /** All text below, white space as it comes; a space between blocks. */
  text(): string {
    let out = '';
    for (const c of this.children)
      out += typeof c === 'string' ? c : isInline(c.tag) ? c.text() : ` ${c.text()} `;
    return out;
  }

  /** Elements below in document order, this one not among them. */
  *all(): Generator<El> {
    for (const c of this.children) {
      if (typeof c === 'string') continue;
      yield c;
      yield* c.all();
    }
  }
}

/** Shared by all elements without attributes. */
export const NO_ATTRS: Readonly<Record<string, string>> = Object.freeze({});

const INLINE = new Set(
  'a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rb ruby s samp small span strike strong sub sup time tt u var wbr img'.split(
    ' ',
  ),
);
export const isInline = (tag: string): boolean => INLINE.has(tag);

export const squeeze = (text: string): string => text.replace(/[\s\u00a0\u3000\u200b\ufeff]+/g, ' ').trim();
