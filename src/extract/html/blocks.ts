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
  /** Most of it are links that say they lead to a tag (`rel=tag`). */
  tags: boolean;
  /** Sentence marks and commas. */
  marks: number;
  /** A picture stands in the same run, or right above with no text between: the text may be its caption. */
  image: 'run' | 'above' | null;
  /** All of it is in italics. */
  italic: boolean;
}

export interface Row {
  blocks: Block[];
  /** First block of an element's stretch [from, to); -1 when the element is not in this row. */
  from(el: El): number;
  to(el: El): number;
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
  // marks on the elements, not maps: pages have up to 400,000. A later row of the same page overwrites them.
  const key = {};
  const enter = (el: El): void => {
    el.row = key;
    el.from = blocks.length;
    el.to = blocks.length;
  };
  let text = '';
  let link = '';
  let tags = 0;
  let image = false;
  let above = false;
  let italic = 0;
  let blank = true;
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
          tags: tags > 0.6 * t.length,
          marks,
          image: image ? 'run' : above ? 'above' : null,
          italic: italic > 0.9 * t.length,
        });
        above = false;
      }
    }
    if (image && text.trim() === '') above = true;
    text = '';
    link = '';
    tags = 0;
    image = false;
    italic = 0;
    blank = true;
  };
  const walk = (el: El, block: El, inLink: boolean, inItalic: boolean): void => {
    for (const c of el.children) {
      if (typeof c === 'string') {
        // a flag, not a look at `text`: reading a string that grows piece by piece would be quadratic
        if (blank && /\S/.test(c)) {
          holder = block;
          blank = false;
        }
        text += c;
        if (inLink) link += c;
        if (inItalic) italic += c.length;
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
        enter(c);
        const before = text.length;
        walk(c, block, inLink || c.tag === 'a', inItalic || c.tag === 'em' || c.tag === 'i');
        c.to = blocks.length;
        if (c.tag === 'a' && /\btag\b/i.test(c.attrs.rel ?? '')) tags += Math.max(0, text.length - before);
        continue;
      }
      flush();
      enter(c);
      walk(c, c, inLink, inItalic);
      flush();
      c.to = blocks.length;
    }
  };
  enter(root);
  walk(root, root, false, false);
  flush();
  root.to = blocks.length;
  return {
    blocks,
    from: (el) => (el.row === key ? el.from : -1),
    to: (el) => (el.row === key ? el.to : -1),
  };
}
