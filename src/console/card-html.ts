import {
  type Card,
  type Entry,
  escapeHtml,
  heights,
  type Line,
  lineHtml,
  type Section,
  type Words,
} from '../deliver/index.ts';

/** An event's card as an article of the page. On a page of many (level 2) its headline leads to its own. */
export function cardHtml(
  card: Card,
  words: Words,
  pageOf: (eventId: string) => string,
  level: 2 | 1,
): string {
  const unread = card.unread === null ? '' : `<span class="badge un">${escapeHtml(card.unread)}</span> `;
  const headline = escapeHtml(card.headline);
  const title = level === 1 ? headline : `<a href="${pageOf(card.id)}">${headline}</a>`;
  return `<article class="card" aria-labelledby="h-${escapeHtml(card.id)}">
<h${level} id="h-${escapeHtml(card.id)}">${unread}${title}</h${level}>
<p class="meta">${curveSvg(card.curve, words)}<span>${escapeHtml(card.meta)}</span></p>
${card.lines.map((l) => lineParagraph(l, pageOf)).join('')}
${card.sections.map((s) => sectionHtml(s, level === 1 ? 2 : 3)).join('\n')}</article>`;
}

export function lineParagraph(line: Line, pageOf?: (eventId: string) => string): string {
  return `<p class="line">${lineHtml(line, pageOf)}</p>`;
}

function sectionHtml(s: Section, level: 2 | 3): string {
  const groups = s.groups.map(
    (g) => `${g.reason.map((l) => lineParagraph(l)).join('')}<ul>${g.entries.map(entryHtml).join('')}</ul>`,
  );
  return `<section class="${s.kind}"><h${level}>${escapeHtml(s.heading)}</h${level}>${groups.join('')}${s.more === null ? '' : `<p class="n">${escapeHtml(s.more)}</p>`}</section>`;
}

function entryHtml(e: Entry): string {
  return `<li class="entry"><p class="who"><strong>${escapeHtml(e.name)}</strong> <code>${escapeHtml(e.ticker)}</code>
<span class="n">${escapeHtml([e.score, ...e.marks].join(' · '))}</span></p>${e.lines.map((l) => lineParagraph(l)).join('')}</li>`;
}

/** Bars, newest to the right; drawn with attributes only, since the policy of the page allows no inline style. */
export function curveSvg(curve: readonly number[], words: Words, height = 28): string {
  if (curve.length < 2) return '';
  const bars = heights(curve, height).map(
    (h, i) => `<rect x="${i * 6}" y="${height - h}" width="5" height="${h}" rx="1"/>`,
  );
  const label = `${words.curve}: ${[curve[0]!, Math.max(...curve), curve.at(-1)!].map(Math.round).join(' → ')}`;
  return `<svg class="curve" role="img" aria-label="${escapeHtml(label)}" width="${curve.length * 6}" height="${height}" viewBox="0 0 ${curve.length * 6} ${height}">${bars.join('')}</svg>`;
}
