/** One walk over the page for what describes it: headings, times, microdata, by-lines. */
import { type El, NO_ATTRS, squeeze } from './element.ts';
import { isHidden, META, marksOf } from './marks.ts';

export interface Survey {
  headings: { level: number; text: string; el: El }[];
  /** `<time>` and microdata dates: the attribute, else the text. */
  times: { value: string; itemprop: string; el: El }[];
  /** Microdata of names: itemprop to its texts. */
  items: Map<string, string[]>;
  bylines: string[];
  links: number;
}

const MAX = 400;
const HEADINGS: ReadonlyMap<string, number> = new Map([
  ['h1', 1],
  ['h2', 2],
  ['h3', 3],
  ['h4', 4],
]);
const BYLINE = /\b(?:byline|by-line|author|writer|contributor|reporter)\b/i;

export function surveyOf(root: El): Survey {
  const out: Survey = { headings: [], times: [], items: new Map(), bylines: [], links: 0 };
  const walk = (el: El): void => {
    for (const c of el.children) {
      if (typeof c === 'string') continue;
      if (c.tag === 'a') out.links++;
      const a = c.attrs;
      const level = HEADINGS.get(c.tag);
      if (level !== undefined && out.headings.length < MAX && !isHidden(c))
        out.headings.push({ level, text: squeeze(c.text()).slice(0, 300), el: c });
      if (a === NO_ATTRS && c.tag !== 'time') {
        walk(c);
        continue;
      }
      const itemprop = a.itemprop ?? '';
      if (
        out.times.length < MAX &&
        (c.tag === 'time' || (itemprop !== '' && /date|time/i.test(itemprop)) || a.pubdate !== undefined)
      ) {
        const value = a.datetime ?? a.content ?? (squeeze(c.text()) || a.title);
        if (value && value.length < 200) out.times.push({ value, itemprop, el: c });
      }
      if (itemprop && c.tag !== 'meta') {
        for (const name of itemprop.toLowerCase().split(/\s+/)) {
          if (name !== 'author' && name !== 'headline' && name !== 'name') continue;
          const list = out.items.get(name) ?? [];
          if (list.length < 20) list.push((a.content ?? squeeze(c.text())).slice(0, 300));
          out.items.set(name, list);
        }
      }
      const rel = a.rel ?? '';
      if (
        out.bylines.length < 20 &&
        ((rel !== '' && /\bauthor\b/i.test(rel)) || (marksOf(c) & META && BYLINE.test(`${c.class} ${c.id}`)))
      ) {
        const text = squeeze(c.text());
        if (text.length > 1 && text.length < 120) out.bylines.push(text);
      }
      walk(c);
    }
  };
  walk(root);
  return out;
}
