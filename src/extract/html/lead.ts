/**
 * The paragraph between the headline and the body (standfirst, chapeau, 导语). Templates put it into a header of its own,
 * and often call it a teaser; it is the story's first paragraph all the same.
 */
import type { Block, Row } from './blocks.ts';
import type { El } from './element.ts';
import { CAPTION, COMMENTS, hasJunkRole, JUNK, LEAD, META, marksOf } from './marks.ts';
import { isProse, linkShare } from './sums.ts';

/** Blocks looked at between headline and body, and of these kept at most. */
const LOOK = 40;
const MOST = 4;
/** Weighed characters of a lead; more is an article of its own. */
const LONGEST = 1600;
const SHORTEST = 45;

/** Indexes into the row, in order; empty where nothing stands between, or the headline does not stand above the body. */
export function leadOf(root: El, row: Row, alive: Uint8Array, headline: El | null): number[] {
  if (headline === null || row.from(headline) < 0) return [];
  const from = row.to(headline);
  const to = row.from(root);
  if (from > to || to - from > LOOK) return [];
  const body = new Set<string>();
  for (let i = to; i < row.to(root); i++) if (alive[i]) body.add(opening(row.blocks[i]!.text));
  const out: number[] = [];
  let size = 0;
  for (let i = from; i < to; i++) {
    const b = row.blocks[i]!;
    if (!isLead(b, alive[i] === 1) || body.has(opening(b.text))) continue;
    size += b.size;
    if (size > LONGEST || out.length >= MOST) return [];
    out.push(i);
  }
  return out;
}

/** What two printings of one paragraph share, though one of them is cut. */
const opening = (text: string): string => text.replace(/[^\p{L}\p{N}]+/gu, '').slice(0, 24);

const AROUND = 6;
/** Weighed characters from which a paragraph counts without a name: a shorter one may be a summary. */
const PLAIN = 160;
const ELSEWHERE = /^(?:nav|footer|aside|figure|figcaption|form|menu|li|td|table)$/;
const SENTENCE = /[.。！？!?…"”]$/;
function isLead(b: Block, alive: boolean): boolean {
  if (b.size < SHORTEST || linkShare(b) > 0.35) return false;
  let named = false;
  let el: El | null = b.el;
  for (let n = 0; el !== null && el.tag !== 'body' && n < AROUND; n++, el = el.parent) {
    const marks = marksOf(el);
    if (marks & LEAD) named = true;
    if (marks & LEAD) continue;
    if (marks & (COMMENTS | CAPTION | META | JUNK) || hasJunkRole(el)) return false;
    if (ELSEWHERE.test(el.tag)) return false;
  }
  if (/^h\d$/.test(b.el.tag)) return named && isProse(b);
  return named || (alive && b.size >= PLAIN && isProse(b) && SENTENCE.test(b.text));
}
