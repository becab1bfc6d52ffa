/** Who wrote it, as the page says: people before organisations, without titles and contact. */
import type { Block } from './blocks.ts';
import { squeeze } from './element.ts';
import { authorsOf, type Node } from './jsonld.ts';
import type { Survey } from './survey.ts';
import type { Page } from './tree.ts';
import { heaviest, keyOf } from './weighed.ts';

/** How far each kind of evidence is believed alone; what two of them agree on is believed as much as both together. */
const WEIGHTS = { jsonLd: 6, meta: 4, line: 5, microdata: 4, byline: 1.5 } as const;
/** What a name loses for being the site's own, or a newsroom's: a house by-line is better than none, and worse than a person. */
const OWN = 8;
const HOUSE = 2;

const METAS = [
  'author',
  'article:author',
  'dc.creator',
  'parsely-author',
  'sailthru.author',
  'byl',
  'citation_author',
  'weibo: article:author',
];
const BY = /^(?:by|von|por|par|di)[:\s]\s*/i;
/** `作者：张三`, `记者 张三`, `文/张三`; a name has two to four characters, or is Latin. */
const ZH =
  /(?:^|[\s（(|丨，、])(?:(?:作者|记者|撰文|采写)\s*[:：/／|丨]?|文\s*[:：/／|丨])\s*([\p{Script=Han}·]{2,8}|[A-Z][\w.'-]+(?: [A-Z][\w.'-]+){1,3})(?=$|[\s，,、；;|丨)）/／])/u;

export function authorOf(
  page: Page,
  survey: Survey,
  nodes: readonly Node[],
  near: readonly Block[],
  siteName: string | null,
): string | null {
  const told: [string, number][] = [];
  for (const n of nodes.slice(0, 2)) {
    const names = authorsOf(n.author);
    if (names.length > 0) told.push([names.join(', '), WEIGHTS.jsonLd]);
  }
  for (const name of METAS)
    for (const value of (page.metas.get(name) ?? []).slice(0, 3)) told.push([value, WEIGHTS.meta]);
  for (const b of near) {
    const m = b.text.length < 160 ? ZH.exec(b.text) : null;
    if (m) told.push([m[1]!, WEIGHTS.line]);
  }
  for (const value of survey.items.get('author') ?? []) told.push([value, WEIGHTS.microdata]);
  for (const value of survey.bylines) told.push([value, WEIGHTS.byline]);
  return heaviest(
    told.map(([raw, weight]) => [cleaned(raw), weight]),
    (name) => (siteName !== null && keyOf(name) === keyOf(siteName) ? OWN : NEWSROOM.test(name) ? HOUSE : 0),
  );
}

const NEWSROOM =
  /(?:\b(?:staff|team|newsroom|desk|editors?|reporters?)|编辑部|小编|综合|网|报|社|新闻|财经|号|客户端)$/iu;

function cleaned(raw: string): string | null {
  let text = squeeze(raw.replace(/<[^>]*>/g, ' '))
    .replace(BY, '')
    .replace(/^(?:来自|来源[:：]?|作者[:：]?|text:|текст:)\s*/i, '');
  text = text
    .split(
      /\s+(?:\||•|·|—|–|-)\s+|\s*(?:@|updated|published|posted|发布|发表|来源|时间|(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|june|july|august|september|october|november|december)\b|\d{1,2}:\d{2}|(?:19|20)\d{2})/i,
    )[0]!
    .replace(/[\s,;:：|/·-]+$/, '');
  if (
    text.length < 2 ||
    text.length > 100 ||
    /https?:|www\.|^(?:admin|administrator|editor|staff|unknown|null|undefined|author|name, email)$|^\d/i.test(
      text,
    )
  )
    return null;
  return /\p{L}{2}/u.test(text) ? text : null;
}
