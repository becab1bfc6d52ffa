/** Who wrote it, as the page says: people before organisations, without titles and contact. */
import type { Block } from './blocks.ts';
import { squeeze } from './element.ts';
import { authorsOf, type Node } from './jsonld.ts';
import type { Survey } from './survey.ts';
import type { Page } from './tree.ts';

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
  const candidates: string[] = [];
  for (const n of nodes.slice(0, 2)) {
    const names = authorsOf(n.author);
    if (names.length > 0) candidates.push(names.join(', '));
  }
  for (const name of METAS) candidates.push(...(page.metas.get(name) ?? []).slice(0, 3));
  for (const b of near) {
    const m = b.text.length < 160 ? ZH.exec(b.text) : null;
    if (m) candidates.push(m[1]!);
  }
  candidates.push(...(survey.items.get('author') ?? []), ...survey.bylines);
  for (const raw of candidates) {
    const name = cleaned(raw);
    if (name !== null && name.toLowerCase() !== siteName?.toLowerCase()) return name;
  }
  // a house by-line is better than none
  return candidates.map(cleaned).find((n) => n !== null) ?? null;
}

function cleaned(raw: string): string | null {
  let text = squeeze(raw.replace(/<[^>]*>/g, ' '))
    .replace(BY, '')
    .replace(/^(?:来自|来源[:：]?|作者[:：]?|text:|текст:)\s*/i, '');
  text = text
    .split(
      /\s+(?:\||•|·|—|–|-)\s+|\s*(?:@|updated|published|posted|发布|发表|来源|时间|(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|june|july|august|september|october|november|december)\b|\d{1,2}:\d{2}|(?:19|20)\d{2})/i,
    )[0]!
    .replace(/[\s,;:|/·-]+$/, '');
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
