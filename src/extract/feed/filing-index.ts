import { resolveLink } from './links.ts';
import { parsePage } from './page.ts';
import { folded } from './plain.ts';

/** The table of an EDGAR filing's index page: sequence, description, document, type, size. */
export interface FilingIndexRow {
  type: string;
  description: string;
  url: string;
}

/** Document order. @throws DuibiaoError PAGE_TOO_LARGE. Pure. */
export function readFilingIndex(html: string, pageUrl: string): FilingIndexRow[] {
  const $ = parsePage(html, pageUrl);
  const rows: FilingIndexRow[] = [];
  $('table tr').each((_, row) => {
    const cells = $(row).children('td');
    // Inline XBRL is shown through a viewer: /ix?doc=/Archives/…
    const href = cells
      .eq(2)
      .find('a[href]')
      .attr('href')
      ?.replace(/^\/ix\?doc=/, '');
    const url = resolveLink(href, pageUrl);
    const type = folded(cells.eq(3).text());
    if (url && type !== '') rows.push({ type, description: folded(cells.eq(1).text()), url });
  });
  return rows;
}
