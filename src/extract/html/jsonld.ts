/** JSON-LD: what a page says of itself to search engines. Often broken, so read with forgiveness. */
type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type Node = { [key: string]: Json };

const MAX_UNITS = 1_000_000;
const MAX_NODES = 5000;

function parse(source: string): Json | null {
  if (source.length > MAX_UNITS) return null;
  const text = source
    .replace(/^\s*(?:<!--|\/\*\s*<!\[CDATA\[\s*\*\/|<!\[CDATA\[)|(?:-->|\/\*\s*\]\]>\s*\*\/|\]\]>)\s*$/g, '')
    .trim()
    .replace(/;$/, '');
  for (const attempt of [
    (): string => text,
    // raw line feeds and tabs inside strings, commas before a closing bracket
    (): string => text.replace(/[\u0000-\u001f]+/g, ' ').replace(/,\s*([}\]])/g, '$1'),
  ]) {
    try {
      return JSON.parse(attempt()) as Json;
    } catch {
      // the next repair, or nothing
    }
  }
  return null;
}

const ARTICLE_TYPE =
  /(?:Article|NewsArticle|BlogPosting|Report|Posting|Review|ClaimReview|ScholarlyArticle|LiveBlogPosting|Recipe|SocialMediaPosting)$/i;
const PAGE_TYPE = /(?:WebPage|ItemPage|AboutPage|VideoObject|Product|Event)$/i;

const typesOf = (n: Node): string[] => [n['@type']].flat().filter((t): t is string => typeof t === 'string');

/** The nodes that describe an article, then those that describe the page. */
export function articleNodes(scripts: readonly string[]): Node[] {
  const articles: Node[] = [];
  const pages: Node[] = [];
  let seen = 0;
  const queue: Json[] = scripts.map(parse);
  while (queue.length > 0 && seen < MAX_NODES) {
    const item = queue.shift()!;
    seen++;
    if (Array.isArray(item)) queue.push(...item.slice(0, 200));
    else if (item && typeof item === 'object') {
      const types = typesOf(item);
      if (types.some((t) => ARTICLE_TYPE.test(t))) articles.push(item);
      else if (types.some((t) => PAGE_TYPE.test(t))) pages.push(item);
      for (const key of ['@graph', 'mainEntity', 'mainEntityOfPage', 'itemListElement', 'hasPart'])
        if (item[key]) queue.push(item[key]!);
      if (types.length === 0 && item.datePublished !== undefined) articles.push(item);
    }
  }
  return [...articles, ...pages];
}

export function stringOf(value: Json | undefined): string | null {
  if (typeof value === 'string') return value.trim() || null;
  if (Array.isArray(value)) return stringOf(value[0]);
  if (value && typeof value === 'object') return stringOf(value['@value'] ?? value.name);
  return null;
}

/** Names of people; an organisation is named when there is nobody else. */
export function authorsOf(value: Json | undefined): string[] {
  const names: string[] = [];
  for (const v of [value].flat(2)) {
    const name = stringOf(v as Json);
    if (name && !names.includes(name)) names.push(name);
  }
  return names;
}
