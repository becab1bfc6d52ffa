import { findBody } from './body.ts';
import { tidy } from './tidy.ts';
import { parsePage } from './tree.ts';
export function extractBytes0(html: string) {
  const page = parsePage(html, '');
  const b = findBody(page.root);
  const titles = [page.title, ...(page.metas.get('og:title') ?? [])];
  return { body: tidy(b.blocks, titles).join('\n') };
}
