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

const HAN = /[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]/g;
const MARKS = /[,.;:!?，。；：！？、…”"'’]/g;
/** Kana and hangul count as Han here: characters that carry about half a word. */
export const weigh = (text: string): number => text.length + 1.5 * (text.match(HAN)?.length ?? 0);

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
      const t = text.split('\u0001').map(squeeze).filter(Boolean).join('\n');
      if (t !== '') {
        const l = squeeze(link);
        blocks.push({
          el: holder,
          text: t,
          size: weigh(t),
          link: l === '' ? 0 : Math.min(weigh(l), weigh(t)),
          marks: t.match(MARKS)?.length ?? 0,
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
