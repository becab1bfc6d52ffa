/**
 * A long filing in pieces that are parsed one after the other, so that the tree of one megabyte is in memory and not
 * that of ten. A piece ends between paragraphs, or between rows of a table, which the next piece opens again.
 */

/** Characters from which a piece ends at the next place where it may; shorter filings are one piece. */
const PIECE = 1_000_000;

/** What leaves no trace in the text: taken out before anything is cut, for it may be the longest part of a filing. */
const UNSEEN = [
  ['<ix:header', '</ix:header>'],
  ['<script', '</script>'],
  ['<style', '</style>'],
  ['<head>', '</head>'],
] as const;

function withoutUnseen(html: string): string {
  let out = html;
  for (const [open, close] of UNSEEN) {
    const folded = out.toLowerCase();
    const kept: string[] = [];
    let at = 0;
    for (let from = folded.indexOf(open); from >= 0; from = folded.indexOf(open, at)) {
      const to = folded.indexOf(close, from);
      if (to < 0) break;
      kept.push(out.slice(at, from));
      at = to + close.length;
    }
    if (at > 0) out = `${kept.join('')}${out.slice(at)}`;
  }
  return out;
}

/** The pieces of a filing's markup in order. Linear in its length. */
export function* piecesOf(html: string): Generator<string> {
  if (html.length <= PIECE) {
    yield html;
    return;
  }
  const text = withoutUnseen(html);
  let from = 0;
  let depth = 0;
  let opened = '';
  for (const m of text.matchAll(/<(\/?)(table|tr|p|div)(?=[\s>/])[^>]{0,2000}>/gi)) {
    const name = m[2]!.toLowerCase();
    if (name === 'table') depth = Math.max(0, depth + (m[1] === '' ? 1 : -1));
    const end = m.index + m[0].length;
    if (m[1] === '' || end - from < PIECE || depth > 0 !== (name === 'tr')) continue;
    yield opened + text.slice(from, end);
    from = end;
    // A table that lays out the page holds the one that is cut: the cells around it are opened again too.
    opened = depth === 0 ? '' : `${'<table><tr><td>'.repeat(Math.min(depth, 50) - 1)}<table>`;
  }
  if (from < text.length) yield opened + text.slice(from);
}
