/** Feeds of the size and shape that publishers serve, made up here: no text of anybody's. */
const WORDS =
  'model market price chip licence royalty quarter revenue guidance shares platform customer deploy'.split(
    ' ',
  );
const HAN = '公司发布业绩指引模型授权收入客户部署平台算法芯片市场';

function prose(seed: number, units: number): string {
  let text = '';
  for (let i = seed; text.length < units; i++)
    text += i % 3 === 0 ? `${HAN.slice(i % 17, (i % 17) + 6)}，` : `${WORDS[(i * 7) % WORDS.length]} `;
  return text;
}
const html = (seed: number, units: number): string =>
  `<p>${prose(seed, units / 2)} <a href="https://example.com/${seed}?a=1&amp;b=2">link</a></p>\n<p>${prose(seed + 5, units / 2)}</p>`;
const escaped = (s: string): string => s.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
const day = (i: number): Date => new Date(Date.UTC(2024, 1, 1, 0, i * 17));

export function rss(items: number, units: number): string {
  const body = Array.from(
    { length: items },
    (_, i) => `<item>
<title>Item ${i} &amp; ${prose(i, 40)}</title>
<link>https://example.com/news/${i}</link>
<guid isPermaLink="false">urn:item:${i}</guid>
<pubDate>${day(i).toUTCString()}</pubDate>
<dc:creator><![CDATA[Desk ${i}]]></dc:creator>
<category>one</category>
<description>${escaped(html(i, 300))}</description>
<content:encoded><![CDATA[${html(i, units)}]]></content:encoded>
</item>`,
  ).join('\n');
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Generated</title><link>https://example.com/</link><atom:link href="https://example.com/feed" rel="self"/>
${body}
</channel></rss>`;
}

export function atom(items: number, units: number): string {
  const body = Array.from(
    { length: items },
    (_, i) => `<entry><title type="html">Entry ${i} ${prose(i, 40)}</title>
<link rel="alternate" type="text/html" href="https://example.com/e/${i}"/><id>tag:example.com,2024:${i}</id>
<published>${day(i).toISOString()}</published><updated>${day(i + 1).toISOString()}</updated>
<author><name>Desk</name></author><summary type="html">${escaped(html(i, 300))}</summary>
<content type="html">${escaped(html(i, units))}</content></entry>`,
  ).join('\n');
  return `<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Generated</title><id>tag:example.com,2024:feed</id><updated>${day(0).toISOString()}</updated>
${body}
</feed>`;
}
