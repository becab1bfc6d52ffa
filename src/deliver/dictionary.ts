import type { View } from './analyst.repository.ts';

/** The views and their columns as Markdown, from the comments in the database; the `_all` twins have the same columns. */
export function dictionaryMarkdown(views: readonly View[]): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|');
  return views
    .filter((v) => !v.view.endsWith('_all'))
    .map((v) =>
      [
        `### ${v.view}`,
        '',
        v.meaning,
        '',
        '| column | type | meaning |',
        '| --- | --- | --- |',
        ...v.columns.map((c) => `| ${c.column} | ${c.type} | ${cell(c.meaning)} |`),
        '',
      ].join('\n'),
    )
    .join('\n');
}
