/**
 * A page as a lean tree, built once from htmlparser2's tokens. Only what an article needs is kept: no scripts, styles
 * or drawings, few attributes. The tree's own depth is capped (deeper markup is flattened into its last allowed
 * ancestor), so walks may recurse; work per tag is bounded too, so no page can hang the parser or break the stack.
 */
import { Tokenizer, type TokenizerCallbacks } from 'htmlparser2';
import { DuibiaoError } from '../../errors.ts';
import { El } from './element.ts';

/** UTF-16 units of markup; the longest news pages are 2–3 million. */
export const MAX_UNITS = 24_000_000;
const MAX_ELEMENTS = 400_000;
/** Levels of the tree; real pages reach 60. */
const MAX_DEPTH = 200;
/** How far an end tag looks for its start: with the cap on elements this bounds the work of hostile pages. */
const MAX_SEARCH = 250;
const MAX_OPEN = 20_000;

export interface Page {
  root: El;
  /** Text of `<title>`. */
  title: string;
  /** `<meta>` name, property, itemprop or http-equiv in lower case, to the contents in order. */
  metas: Map<string, string[]>;
  links: { rel: string; href: string }[];
  /** JSON-LD scripts, unparsed. */
  jsonLd: string[];
  /** Other inline scripts, as [start, end) in `html`: sliced only when asked for. */
  scripts: [number, number][];
  html: string;
  lang: string | null;
}

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));
const VOID = set(
  'area base basefont br col command embed frame hr img input keygen link meta param source track wbr',
);
const KEPT = set(
  'class id itemprop itemtype property name content href rel datetime style hidden aria-hidden role lang type http-equiv data-testid data-component data-type aria-label pubdate data-time data-timestamp data-publish-time title',
);
/** Their content is no text of the page; `rt` and `rp` repeat a word's sound inside it. */
const SKIPPED = set(
  'script style svg math noscript template iframe object canvas audio video map select datalist textarea noembed noframes xmp rt rp',
);
const CLOSES_P = set(
  'address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr main menu nav ol p pre section table ul',
);
const TABLE_PARTS = set('table thead tbody tfoot tr td th caption');
const INLINE = set(
  'b i u em strong font span small big sub sup s strike tt code label abbr cite q ins del mark time nobr var kbd samp bdi bdo',
);
/** What may stand in a head; anything else ends it (HTML, 13.2.6.4.4), or a page whose head was never closed has no text. */
const IN_HEAD = set('base basefont bgsound head link meta noscript script style template title html');
/** What a start tag ends, and where the search for it stops. */
const IMPLIED: ReadonlyMap<string, readonly [ReadonlySet<string>, ReadonlySet<string>]> = new Map([
  ['li', [set('li'), set('ul ol menu dir')]],
  ['dt', [set('dt dd'), set('dl')]],
  ['dd', [set('dt dd'), set('dl')]],
  ['tr', [set('tr td th'), set('table')]],
  ['td', [set('td th'), set('table tr')]],
  ['th', [set('td th'), set('table tr')]],
  ['tbody', [set('thead tbody tfoot tr td th'), set('table')]],
  ['tfoot', [set('thead tbody tfoot tr td th'), set('table')]],
  ['option', [set('option'), set('select')]],
]);

interface Open {
  tag: string;
  el: El;
}

class Builder implements TokenizerCallbacks {
  readonly root = new El('#root', null, 0);
  readonly metas = new Map<string, string[]>();
  readonly links: { rel: string; href: string }[] = [];
  readonly jsonLd: string[] = [];
  readonly scripts: [number, number][] = [];
  title = '';
  lang: string | null = null;
  private readonly stack: Open[] = [{ tag: '#root', el: this.root }];
  private tag = '';
  private attrs: Record<string, string> | null = null;
  private attrName = '';
  private attrValue = '';
  private elements = 0;
  /** Levels inside content that is skipped; its outermost tag. */
  private skipDepth = 0;
  private skipTag = '';
  private scriptText: number | null = null;
  private scriptEnd = 0;
  private scriptIsLd = false;
  private inTitle = false;

  private readonly html: string;
  private readonly where: string;
  constructor(html: string, where: string) {
    this.html = html;
    this.where = where;
  }

  isInForeignContext(): boolean {
    return this.skipDepth > 0 && (this.skipTag === 'svg' || this.skipTag === 'math');
  }

  private text(data: string): void {
    if (this.inTitle) {
      this.title += data;
      return;
    }
    if (this.skipDepth > 0) return;
    this.stack[this.stack.length - 1]!.el.addText(data);
  }
  ontext(start: number, end: number): void {
    if (this.skipDepth > 0 && !this.inTitle) {
      if (this.skipTag === 'script') {
        this.scriptText ??= start;
        this.scriptEnd = end;
      }
      return;
    }
    this.text(this.html.slice(start, end));
  }
  ontextentity(codepoint: number, end: number): void {
    if (this.skipDepth > 0 && !this.inTitle) this.scriptEnd = end;
    else this.text(String.fromCodePoint(codepoint));
  }

  onopentagname(start: number, end: number): void {
    this.tag = this.html.slice(start, end).toLowerCase();
    this.attrs = null;
  }
  onattribname(start: number, end: number): void {
    this.attrName = this.html.slice(start, end).toLowerCase();
    this.attrValue = '';
  }
  onattribdata(start: number, end: number): void {
    if (KEPT.has(this.attrName)) this.attrValue += this.html.slice(start, end);
  }
  onattribentity(codepoint: number): void {
    if (KEPT.has(this.attrName)) this.attrValue += String.fromCodePoint(codepoint);
  }
  onattribend(): void {
    if (!KEPT.has(this.attrName)) return;
    this.attrs ??= {};
    if (this.attrs[this.attrName] === undefined) this.attrs[this.attrName] = this.attrValue;
  }
  onopentagend(): void {
    this.open();
  }
  onselfclosingtag(): void {
    // HTML has no self-closing tags, but a skipped one (`<svg/>`, `<iframe/>`) must not swallow the page
    const tag = this.tag;
    this.open();
    if (this.skipDepth > 0 && SKIPPED.has(tag)) this.close(tag);
  }

  private open(): void {
    const tag = this.tag;
    if (++this.elements > MAX_ELEMENTS)
      throw new DuibiaoError('PAGE_TOO_LARGE', {
        where: this.where,
        what: 'the page has too many elements',
        allowed: `${MAX_ELEMENTS} elements`,
      });
    if (this.skipDepth > 0) {
      if (tag === this.skipTag && !VOID.has(tag)) this.skipDepth++;
      return;
    }
    if (tag === 'meta') this.meta();
    else if (tag === 'link') this.link();
    if (tag === 'title') {
      this.inTitle = this.title === '';
      this.skipDepth = 1;
      this.skipTag = tag;
      return;
    }
    if (SKIPPED.has(tag)) {
      this.skipDepth = 1;
      this.skipTag = tag;
      this.scriptText = null;
      this.scriptIsLd = tag === 'script' && /ld\+json/i.test(this.attrs?.type ?? '');
      return;
    }
    if (tag === 'html' || tag === 'body') {
      if (tag === 'html') this.lang ??= this.attrs?.lang ?? null;
      this.merge(tag);
      return;
    }
    this.endHead(tag);
    this.imply(tag);
    const parent = this.stack[this.stack.length - 1]!.el;
    let el = parent;
    if (parent.depth < MAX_DEPTH || VOID.has(tag)) {
      el = new El(tag, parent, parent.depth + 1);
      if (this.attrs) el.attrs = this.attrs;
      parent.children.push(el);
    }
    if (!VOID.has(tag) && this.stack.length < MAX_OPEN) this.stack.push({ tag, el });
  }

  /** A second `<html>` or `<body>` is no new element. */
  private merge(tag: string): void {
    for (let i = 1; i < Math.min(this.stack.length, 8); i++) if (this.stack[i]!.tag === tag) return;
    const parent = this.stack[this.stack.length - 1]!.el;
    const el = new El(tag, parent, parent.depth + 1);
    if (this.attrs) el.attrs = this.attrs;
    parent.children.push(el);
    this.stack.push({ tag, el });
  }

  private endHead(tag: string): void {
    if (IN_HEAD.has(tag)) return;
    for (let i = 1; i < Math.min(this.stack.length, 4); i++)
      if (this.stack[i]!.tag === 'head') this.stack.length = i;
  }

  private imply(tag: string): void {
    if (CLOSES_P.has(tag)) this.popTo('p', TABLE_PARTS);
    if (tag === 'a') this.popTo('a', TABLE_PARTS);
    const rule = IMPLIED.get(tag);
    if (!rule) return;
    const [ended, fence] = rule;
    for (let i = this.stack.length - 1; i > 0 && i > this.stack.length - MAX_SEARCH; i--) {
      const open = this.stack[i]!.tag;
      if (fence.has(open)) {
        return;
      }
      if (ended.has(open)) {
        this.stack.length = i;
        // a row ends its cell too
        if (tag === 'li' || tag === 'dt' || tag === 'dd') return;
      }
    }
  }

  private popTo(tag: string, fence: ReadonlySet<string>): void {
    for (let i = this.stack.length - 1; i > 0 && i > this.stack.length - MAX_SEARCH; i--) {
      const open = this.stack[i]!.tag;
      if (open === tag) {
        this.stack.length = i;
        return;
      }
      if (fence.has(open)) return;
      // a link may hold blocks, and a paragraph only inline elements: what is in between decides
      if (tag === 'p' && !INLINE.has(open) && open !== 'a') return;
    }
  }

  onclosetag(start: number, end: number): void {
    this.close(this.html.slice(start, end).toLowerCase());
  }
  private close(tag: string): void {
    if (this.skipDepth > 0) {
      if (tag !== this.skipTag) return;
      if (--this.skipDepth > 0) return;
      this.inTitle = false;
      if (tag === 'script' && this.scriptText !== null) {
        if (this.scriptIsLd) this.jsonLd.push(this.html.slice(this.scriptText, this.scriptEnd));
        else this.scripts.push([this.scriptText, this.scriptEnd]);
      }
      return;
    }
    if (tag === 'br') {
      const parent = this.stack[this.stack.length - 1]!.el;
      parent.children.push(new El('br', parent, parent.depth + 1));
      return;
    }
    if (tag === 'html' || tag === 'body') return;
    const inline = INLINE.has(tag);
    const part = TABLE_PARTS.has(tag);
    for (let i = this.stack.length - 1; i > 0 && i > this.stack.length - MAX_SEARCH; i--) {
      const open = this.stack[i]!.tag;
      if (open === tag) {
        this.stack.length = i;
        return;
      }
      if (!part && (open === 'td' || open === 'th' || open === 'table')) return;
      if (inline && !INLINE.has(open) && open !== 'a') return;
    }
  }

  private meta(): void {
    const a = this.attrs;
    const content = a?.content;
    if (!a || content === undefined) return;
    for (const key of ['property', 'name', 'itemprop', 'http-equiv']) {
      const name = a[key]?.trim().toLowerCase();
      if (!name) continue;
      const list = this.metas.get(name);
      if (list) list.push(content);
      else this.metas.set(name, [content]);
    }
  }
  private link(): void {
    const a = this.attrs;
    if (a?.rel && a.href) this.links.push({ rel: a.rel.toLowerCase(), href: a.href });
  }

  oncdata(start: number, end: number): void {
    this.text(this.html.slice(start, end));
  }
  oncomment(): void {}
  ondeclaration(): void {}
  onprocessinginstruction(): void {}
  onend(): void {}
}

/** Throws PAGE_TOO_LARGE past the limits; any other input gives a tree. */
export function parsePage(source: string, where: string): Page {
  if (source.length > MAX_UNITS)
    throw new DuibiaoError('PAGE_TOO_LARGE', {
      where,
      what: `the page has ${source.length} characters`,
      allowed: `${MAX_UNITS} characters`,
    });
  const html = source.includes('\0') ? source.replaceAll('\0', '') : source;
  const builder = new Builder(html, where);
  const tokenizer = new Tokenizer({ decodeEntities: true }, builder);
  tokenizer.write(html);
  tokenizer.end();
  const { root, title, metas, links, jsonLd, scripts, lang } = builder;
  return { root, title, metas, links, jsonLd, scripts, html, lang };
}
