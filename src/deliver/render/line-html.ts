import type { Line, Part } from './card.ts';
import { escapeHtml, safeHref } from './plain.ts';

/**
 * A line of a card as HTML, for mail and page: classes `ag` (against), `n` (quiet), `q` (quotation) are theirs to colour.
 * @param pageOf the address of an event that a part names, ready for an attribute; without it the name stands alone.
 */
export function lineHtml(line: Line, pageOf?: (eventId: string) => string): string {
  const label =
    line.label === null
      ? ''
      : `<b class="${line.tone === 'against' ? 'ag' : 'n'}">${escapeHtml(line.label)}</b> `;
  return label + line.parts.map((p) => partHtml(p, pageOf)).join('');
}

/** Spaces at a part's edges belong to the sentence; `escapeHtml` trims what is inside. */
export function partHtml(part: Part, pageOf?: (eventId: string) => string): string {
  const lead = /^\s/.test(part.text) ? ' ' : '';
  const tail = /\s$/.test(part.text) ? ' ' : '';
  const href = safeHref(part.href ?? null);
  let html = escapeHtml(part.text);
  if (href !== null) html = `<a href="${escapeHtml(href)}">${html}</a>`;
  else if (part.event !== undefined && pageOf !== undefined)
    html = `<a href="${pageOf(part.event)}">${html}</a>`;
  if (part.strong) html = `<b>${html}</b>`;
  if (part.quote) html = `<span class="q">${html}</span>`;
  if (part.quiet) html = `<span class="n">${html}</span>`;
  return lead + html + tail;
}
