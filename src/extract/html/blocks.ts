/**
 * The page as a row of text blocks in reading order. Every element covers a stretch of the row, so what lies below
 * an element is a difference of two running sums.
 */
import { type El, isInline, squeeze } from './element.ts';

export interface Block {
  /** The nearest block element that holds the text. */
  el: El;
  /** Lines (of `<br>`) are separated by a line feed; white space is squeezed. */
  text: string;
  /** Weighed characters: a Han character counts as two and a half. */
  size: number;
  /** Of those, inside links. */
  link: number;
  /** Sentence marks and commas. */
  marks: number;
  /** A picture stands in the same run: the text may be its caption. */
  image: boolean;
}

export interface Row {
  blocks: Block[];
  /** Element to its stretch [from, to) of the row. */
  from: Map<El, number>;
  to: Map<El, number>;
}

/** Kana and hangul count as Han here: characters that carry about half a word. */
function measured(text: string): { size: number; marks: number } {
  let wide = 0;
  let marks = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c < 0x80) {
      // , . ; : ! ? " '
      if (c === 44 || c === 46 || c === 59 || c === 58 || c === 33 || c === 63 || c === 34 || c === 39)
        marks++;
    } else if ((c >= 0x2e80 && c <= 0x9fff) || (c >= 0xac00 && c <= 0xd7af) || (c >= 0xf900 && c <= 0xfaff)) {
      if (c === 0x3001 || c === 0x3002) marks++;
      wide++;
    } else if (c === 0xff0c || c === 0xff1b || c === 0xff1a || c === 0xff01 || c === 0xff1f) marks++;
    else if (c === 0x201c || c === 0x201d || c === 0x2018 || c === 0x2019 || c === 0x2026) marks++;
  }
  return { size: text.length + 1.5 * wide, marks };
}
export const weigh = (text: string): number => measured(text).size;

/** A custom element is inline unless it holds blocks: footnote marks are, page components are not. */
const flows = (el: El): boolean =>
  el.children.every((c) => typeof c === 'string' || (isInline(c.tag) && flows(c)));

export function rowOf(root: El, dropped: (el: El) => boolean): Row {
  const blocks: Block[] = [];
  const from = new Map<El, number>();
  const to = new Map<El, number>();
  let text = '';
  let link = '';
  let image = false;
  let holder = root;

  const flush = (): void => {
    if (text !== '') {
      const t = text.includes('\u0001')
        ? text.split('\u0001').map(squeeze).filter(Boolean).join('\n')
        : squeeze(text);
      if (t !== '') {
        const l = link === '' ? '' : squeeze(link);
        const { size, marks } = measured(t);
        blocks.push({
          el: holder,
          text: t,
          size,
          link: l === '' ? 0 : Math.min(weigh(l), size),
          marks,
          image,
        });
      }
    }
    text = '';
    link = '';
    image = false;
  };
  const walk = (el: El, block: El, inLink: boolean): void => {
    for (const c of el.children) {
      if (typeof c === 'string') {
        if (/^[\s\u0001]*$/.test(text)) holder = block;
        text += c;
        if (inLink) link += c;
        continue;
      }
      if (c.tag === 'br') {
        text += '\u0001';
        continue;
      }
      if (c.tag === 'img') {
        image = true;
        continue;
      }
      if (c.tag === 'hr') {
        flush();
        continue;
      }
      if (c.children.length === 0 || dropped(c)) continue;
      if (isInline(c.tag) || (c.tag.includes('-') && flows(c))) {
        // an inline element may hold blocks; then its stretch is theirs
        from.set(c, blocks.length);
        walk(c, block, inLink || c.tag === 'a');
        to.set(c, blocks.length);
        continue;
      }
      flush();
      from.set(c, blocks.length);
      walk(c, c, inLink);
      flush();
      to.set(c, blocks.length);
    }
  };
  from.set(root, 0);
  walk(root, root, false);
  flush();
  to.set(root, blocks.length);
  return { blocks, from, to };
}
