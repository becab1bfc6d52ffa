/** The weekly mail: a sheet as text and as HTML with its charts as pictures inside the mail; nothing is fetched. */
import { mailHtml } from './mjml.ts';
import { escapeHtml } from './plain.ts';
import type { Sheet, SheetTable } from './scoreboard.ts';
import { widthOf, wrap } from './width.ts';

export interface BoardMail {
  readonly lang: 'en' | 'zh-Hans' | 'zh-Hant';
  readonly sheet: Sheet;
  /** Content ids of the charts, by kind. */
  readonly charts: readonly { readonly kind: 'soft' | 'hard' | 'trap' | 'random'; readonly cid: string }[];
  /** Where the page is, and the reader's way out. */
  readonly page: string;
  readonly pageWords: string;
  readonly unsubscribe: string;
  readonly unsubscribeWords: string;
}

export function boardMailText(mail: BoardMail): string {
  const { sheet } = mail;
  const paragraphs = [
    ...(sheet.warning === null ? [] : [sheet.warning]),
    sheet.heading,
    sheet.claim,
    sheet.about,
  ].map((p) => wrap(p, 76).join('\n'));
  const tables = sheet.tables.map((t) => `${wrap(t.caption, 76).join('\n')}\n${tableText(t)}`);
  const notes = [...sheet.notes, sheet.disclaimer].map((n) => wrap(n, 76).join('\n'));
  return `${[...paragraphs, ...tables, ...notes, `${mail.pageWords}: ${mail.page}`, `${mail.unsubscribeWords}: ${mail.unsubscribe}`].join('\n\n')}\n`;
}

function tableText(t: SheetTable): string {
  const rows = [t.head, ...t.rows.map((r) => r.map((c) => (typeof c === 'string' ? c : c.title)))];
  const widths = t.head.map((_, i) => Math.max(...rows.map((r) => widthOf(r[i] ?? ''))));
  return rows
    .map((r) =>
      r
        .map((c, i) => c + ' '.repeat(Math.max(0, widths[i]! - widthOf(c))))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export const boardMailHtml = (mail: BoardMail): Promise<string> => mailHtml(mjmlOf(mail));

const STYLE = `
  :root { color-scheme: light dark; supported-color-schemes: light dark; }
  a { color: #0b57a4; } .n { color: #5f6670; }
  table.t { border-collapse: collapse; width: 100%; font-size: 13px; } .t th { text-align: left; font-weight: 600; color: #5f6670; } .t th, .t td { padding: 3px 8px 3px 0; border-bottom: 1px solid #d9dde3; vertical-align: top; }
  .t .r { text-align: right; white-space: nowrap; }
  @media (max-width: 520px) { table.t { font-size: 11px; } .t th, .t td { padding: 3px 4px 3px 0; overflow-wrap: anywhere; } .t .r { white-space: normal; overflow-wrap: normal; } }
  @media (prefers-color-scheme: dark) {
    body, .page, .page > table, .page td { background-color: #14171b !important; }
    .page div, .page h1, .page h2, .page td { color: #e6e8eb !important; } a { color: #8ab8f0 !important; } .n, .t th { color: #9aa3ae !important; }
    .t th, .t td { border-bottom-color: #3a424d !important; }
  }`;

function mjmlOf(mail: BoardMail): string {
  const { sheet } = mail;
  const latin = "-apple-system, 'Segoe UI', Roboto, Helvetica, Arial";
  const han = "'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC'";
  const faces = mail.lang === 'en' ? `${latin}, ${han}, sans-serif` : `${han}, ${latin}, sans-serif`;
  const section = (html: string): string =>
    `<mj-section border-top="1px solid #d9dde3"><mj-column><mj-text>${html}</mj-text></mj-column></mj-section>`;
  const charts = mail.charts.map(
    (c) =>
      `<div style="margin:10px 0 2px 0"><b>${escapeHtml(sheet.chartNames[c.kind])}</b></div><img src="cid:${escapeHtml(c.cid)}" width="480" alt="${escapeHtml(sheet.chartWords[c.kind])}" style="max-width:100%;height:auto;border:0" />`,
  );
  const notes = [...sheet.notes, sheet.disclaimer].map(
    (n) => `<p class="n" style="font-size:13px;margin:4px 0">${escapeHtml(n)}</p>`,
  );
  return `<mjml lang="${mail.lang}"><mj-head><mj-title>${escapeHtml(sheet.heading)}</mj-title><mj-preview>${escapeHtml(sheet.claim)}</mj-preview>
<mj-attributes><mj-all font-family="${faces}" /><mj-text font-size="15px" line-height="1.5" color="#1c2024" padding="0" /><mj-section background-color="#ffffff" padding="12px 16px" /></mj-attributes>
<mj-raw><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"></mj-raw>
<mj-style>${STYLE}</mj-style></mj-head>
<mj-body width="680px" background-color="#ffffff" css-class="page">
<mj-section><mj-column><mj-text>${sheet.warning === null ? '' : `<p><b>${escapeHtml(sheet.warning)}</b></p>`}<h1 style="font-size:20px;margin:0 0 6px 0;line-height:1.3">${escapeHtml(sheet.heading)}</h1><p style="margin:4px 0"><b>${escapeHtml(sheet.claim)}</b></p><p class="n" style="margin:6px 0 0 0;font-size:13px">${escapeHtml(sheet.about)}</p></mj-text></mj-column></mj-section>
${charts.length === 0 ? '' : section(`<h2 style="${H2}">${escapeHtml(sheet.chartsHeading)}</h2>${charts.join('')}`)}
${sheet.tables.map((t) => section(`<h2 style="${H2}">${escapeHtml(t.caption)}</h2>${tableHtml(t)}`)).join('\n')}
${section(`${notes.join('')}<p style="font-size:13px"><a href="${escapeHtml(mail.page)}">${escapeHtml(mail.pageWords)}</a> · <a href="${escapeHtml(mail.unsubscribe)}">${escapeHtml(mail.unsubscribeWords)}</a></p>`)}
</mj-body></mjml>`;
}
const H2 = 'font-size:16px;margin:0 0 6px 0;line-height:1.35';

function tableHtml(t: SheetTable): string {
  const right = (i: number): string => (i >= t.figuresFrom && i <= t.figuresTo ? ' class="r"' : '');
  const head = t.head.map((h, i) => `<th${right(i)}>${escapeHtml(h)}</th>`).join('');
  const rows = t.rows.map(
    (r) =>
      `<tr>${r.map((c, i) => `<td${right(i)}>${escapeHtml(typeof c === 'string' ? c : c.title)}</td>`).join('')}</tr>`,
  );
  return `<table class="t"><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table>`;
}
