/** From the blocks of the article to its lines: the title, notes, pointers and appeals around the text go. */
import { fold } from '../../text/index.ts';
import type { Block } from './blocks.ts';
import {
  APPEAL,
  BIO,
  CLOSING,
  EDGE_NOTE_ZH,
  END_ZH,
  FURNITURE,
  MORE_HEAD,
  NOTE_ZH,
  NOTE_ZH_MAX,
  POINTER,
  SHORTCODE,
} from './lines.ts';
import { isProse, linkShare } from './sums.ts';

const HEADING = /^h[1-6]$/;
const letters = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');

/** Whether a line is the page's title, give or take the site's name. */
function isTitle(line: string, titles: readonly string[]): boolean {
  const a = letters(line);
  if (a.length < 4) return false;
  return titles.some((t) => {
    const b = letters(t);
    if (b.length < 4) return false;
    if (a === b) return true;
    const [short, long] = a.length < b.length ? [a, b] : [b, a];
    return short.length >= 0.6 * long.length && short.length >= 8 && long.includes(short);
  });
}

interface Line {
  text: string;
  block: Block;
}
/** Characters from which a repeated line is dropped; shorter ones (labels, scores) may repeat. */
const REPEAT_MIN = 100;

/** `above`: the headline is known to stand above these blocks, so a line that repeats it is a subhead of the text. */
export function tidy(input: readonly Block[], titles: readonly string[], above = false): string[] {
  let blocks = afterTitle(input, titles, above);
  blocks = withoutOtherArticles(blocks);
  const lines: Line[] = [];
  const seen = new Set<string>();
  for (const block of blocks) {
    if (isCaption(block) || block.tags) continue;
    for (const text of block.text.split('\n')) {
      if (isNote(folded(text), block)) continue;
      // the same paragraph twice is a page's doing (two layouts, a repeated appeal); a writer repeats questions
      if (text.length >= REPEAT_MIN && isProse(block) && !/[?？]["”]?$/.test(text)) {
        if (seen.has(text)) continue;
        seen.add(text);
      }
      lines.push({ text, block });
    }
  }
  cutOthers(lines);
  trimStart(lines);
  trimEnd(lines);
  return lines.map((l) => l.text);
}

/** Chinese patterns are written once, in simplified characters. */
const HAN = /\p{Script=Han}/u;
const folded = (text: string): string => (text.length <= 200 && HAN.test(text) ? fold(text) : text);

function isNote(text: string, block: Block): boolean {
  if (FURNITURE.test(text) || SHORTCODE.test(text)) return true;
  if (text.length <= NOTE_ZH_MAX && NOTE_ZH.test(text)) return true;
  if (text.length < 200 && POINTER.test(text) && linkShare(block) > 0.35) return true;
  return text.length < 120 && !/^(?:p|li)$/.test(block.el.tag) && APPEAL.test(text);
}

/** A short label beside or under a picture: in italics, or no sentence. */
const CAPTION_MAX = 160;
function isCaption(b: Block): boolean {
  if (b.image === null || b.text.length > CAPTION_MAX) return false;
  // items and cells with a picture are content; so is Han text, where subheads share a paragraph with a picture
  if (!/^(?:p|div|center|span|figure)$/.test(b.el.tag) || b.size > 1.3 * b.text.length) return false;
  if (b.italic) return true;
  const sentence = /[.。！？!?…:：]["”’)]?$/.test(b.text);
  return !sentence && (b.image === 'run' || b.el.tag !== 'p');
}

/** What stands above the title is not the article; nor is the title. */
function afterTitle(blocks: readonly Block[], titles: readonly string[], above: boolean): Block[] {
  const prose = blocks.map((b) => (isProse(b) ? b.size : 0));
  const all = prose.reduce((a, b) => a + b, 0);
  let before = 0;
  for (let i = 0; i < blocks.length; i++) {
    const b = blocks[i]!;
    const heading = HEADING.test(b.el.tag);
    if (
      b.text.length <= 300 &&
      isTitle(b.text, titles) &&
      (heading || i <= 5) &&
      before <= (above ? 0 : 0.65 * all)
    ) {
      // a headline may stand twice (a fixed bar, a print version): the last one near the first counts
      let k = i + 1;
      while (k < blocks.length && k < i + 4 && isTitle(blocks[k]!.text, titles)) k++;
      return blocks.slice(k);
    }
    if (b.el.tag === 'h1' && before === 0 && i <= 4) return blocks.slice(i + 1);
    before += prose[i]!;
  }
  return [...blocks];
}

/** Lists of other articles under a head that says so, up to the next paragraph. */
function withoutOtherArticles(blocks: readonly Block[]): Block[] {
  const out: Block[] = [];
  for (let i = 0; i < blocks.length; i++) {
    const b = blocks[i]!;
    if (b.text.length <= 80 && MORE_HEAD.test(folded(b.text)) && !isProse(b)) {
      let k = i + 1;
      while (k < blocks.length && isOther(blocks[k]!)) k++;
      // the head alone is no proof: something of a list, or the end, must follow
      if (k > i + 1 || k === blocks.length || linkShare(b) > 0.5) {
        i = k - 1;
        continue;
      }
    }
    out.push(b);
  }
  return out;
}
function isOther(b: Block): boolean {
  if (b.el.tag === 'p' && isProse(b)) return false;
  if (linkShare(b) > 0.25) return true;
  return b.el.tag === 'p' ? b.size < 80 : !HEADING.test(b.el.tag) && b.size < 240;
}

const DATE =
  /\b(?:19|20)\d\d[-/.年]\s?\d{1,2}|\b\d{1,2}[/.]\d{1,2}[/.](?:19|20)\d\d|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2},? (?:19|20)\d\d|\d{1,2}:\d\d/i;
/** Date and by-line above the first paragraph. */
function trimStart(lines: Line[]): void {
  let k = 0;
  while (k < Math.min(lines.length, 4)) {
    const { text, block } = lines[k]!;
    const dated = (DATE.exec(text)?.index ?? 99) < 12;
    const sentence = /[.。！？!?"”…]$/.test(text) || (!dated && isProse(block));
    const byline =
      /^(?:by|von|por|par|di) \p{Lu}/u.test(text) ||
      /^(?:posted|published|updated|last updated)\b/i.test(text);
    if (text.length > 120 || !(EDGE_NOTE_ZH.test(folded(text)) || (!sentence && (DATE.test(text) || byline))))
      break;
    k++;
  }
  lines.splice(0, k);
}

/** Part of the text that may go below a line that opens the list of other articles. */
const OTHERS_MAX = 0.5;
function cutOthers(lines: Line[]): void {
  const all = lines.reduce((n, l) => n + l.text.length, 0);
  let below = 0;
  let cut = lines.length;
  for (let k = lines.length - 1; k >= 0 && below <= OTHERS_MAX * all; k--) {
    if (END_ZH.test(folded(lines[k]!.text))) cut = k;
    below += lines[k]!.text.length;
  }
  lines.splice(cut);
}

/** How many last lines may be appeals, contacts or biographies. */
const CLOSING_LINES = 5;
function trimEnd(lines: Line[]): void {
  for (let looked = 0; looked < CLOSING_LINES && lines.length > 1; looked++) {
    const { text, block } = lines[lines.length - 1]!;
    const heading = HEADING.test(block.el.tag);
    const closing =
      (text.length <= NOTE_ZH_MAX && EDGE_NOTE_ZH.test(folded(text))) ||
      (text.length < 400 && (CLOSING.test(text) || (text.length < 300 && BIO.test(text))));
    const rule = !/[\p{L}\p{N}]/u.test(text);
    if (!heading && !closing && !rule) return;
    lines.pop();
  }
}
