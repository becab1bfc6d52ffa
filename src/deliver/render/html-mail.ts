import type { DigestModel } from '../digest.ts';
import { BRIEF, type Card, type Entry, type Group } from './card.ts';
import { CURVE_SIZE, curvePng } from './curve-png.ts';
import { type Issue, issueOf, type Limits } from './issue.ts';
import { lineHtml } from './line-html.ts';
import { mailHtml } from './mjml.ts';
import { escapeHtml } from './plain.ts';
import { say, type Words } from './words.ts';

/** Mail clients clip what is longer, and with it the way to unsubscribe. */
export const MAIL_LIMIT_BYTES = 100_000;

export interface MailLinks {
  /** The reader's own way out; null in a preview. */
  readonly unsubscribe: string | null;
  /** Where event pages are: `https://…`, no slash at the end. */
  readonly publicUrl: string;
  /** The reader's own link for saying what is wrong with an event's lines; null in a preview. */
  readonly feedback: ((eventId: string, verdict: 'wrong_company' | 'wrong_reason') => string) | null;
  /** Pictures go with a mail as parts of it (`cid:`), and inside the page of a preview. */
  readonly pictures: 'parts' | 'inside';
}
/** A picture that goes with a mail, under its Content-ID. */
export interface MailPicture {
  readonly cid: string;
  readonly png: Uint8Array;
}

/** The digest as the HTML part of a mail: under `MAIL_LIMIT_BYTES`, whole cards only, no scripts, nothing fetched. */
export async function renderMailHtml(
  model: DigestModel,
  words: Words,
  links: MailLinks,
): Promise<{ html: string; pictures: readonly MailPicture[] }> {
  const rooms: readonly Limits[] = [
    { cards: 8, room: BRIEF },
    { cards: 6, room: { ...BRIEF, soft: 4, trap: 4, hard: 2, sources: 1 } },
    { cards: 4, room: { ...BRIEF, soft: 3, trap: 3, hard: 1, sources: 1 } },
    { cards: 2, room: { ...BRIEF, soft: 3, trap: 3, hard: 1, sources: 1 } },
    { cards: 0, room: BRIEF },
    // Addresses are strangers' and as long as they like: the lists give way too, and at last nothing but the way out is left.
    { cards: 0, room: BRIEF, lines: 4 },
    { cards: 0, room: BRIEF, lines: 0 },
  ];
  for (const limits of rooms) {
    const issue = issueOf(model, words, limits);
    const html = await mailHtml(mjmlOf(issue, model, words, links));
    if (Buffer.byteLength(html) > MAIL_LIMIT_BYTES && limits.lines !== 0) continue;
    const pictures = links.pictures === 'inside' ? [] : issue.cards.filter(hasCurve).map(pictureOf);
    return { html, pictures };
  }
  throw new Error('a digest without cards and lines is always made');
}

const hasCurve = (card: Card): boolean => card.curve.length > 1;
/** Named by the event: the same mail has the same parts. */
function pictureOf(card: Card): MailPicture {
  return { cid: `curve.${Buffer.from(card.id).toString('hex')}@duibiao`, png: curvePng(card.curve) };
}

/** Dark clients are told the same colours in reverse; those that ignore it invert the light ones legibly. */
const STYLE = `
  :root { color-scheme: light dark; supported-color-schemes: light dark; }
  a { color: #0b57a4; }
  .q { color: #3a3f45; } .n { color: #5f6670; } .ag { color: #8a4b00; } .un { color: #a32020; }
  .soft { color: #17663a; } .trap { color: #a32020; } .hard, .issuer { color: #3a4a63; }
  .e { border-left: 3px solid #d9dde3; padding-left: 10px; margin: 10px 0 14px 0; }
  .e p, .c p { margin: 3px 0; }
  @media (prefers-color-scheme: dark) {
    body, .page, .page > table, .page td { background-color: #14171b !important; border-color: #3a424d !important; }
    .page div, .page h1, .page h2 { color: #e6e8eb !important; }
    a { color: #8ab8f0 !important; }
    .q { color: #c9ced6 !important; } .n { color: #9aa3ae !important; } .ag { color: #e0a95c !important; } .un { color: #ff9a9a !important; }
    h3.soft { color: #7fd6a4 !important; } h3.trap { color: #ff9a9a !important; } h3.hard, h3.issuer { color: #a9bedd !important; }
    .e { border-left-color: #3a424d !important; }
    .page .label, .page .label td, .page .label div { background-color: #5a4300 !important; color: #fff3d1 !important; }
  }
  [data-ogsc] .page div, [data-ogsc] .page p { color: #e6e8eb !important; }`;

function mjmlOf(issue: Issue, model: DigestModel, words: Words, links: MailLinks): string {
  const lang = model.language === 'en' ? 'en' : model.language === 'zh' ? 'zh-Hans' : 'zh-Hant';
  const label =
    issue.label === null
      ? ''
      : `<mj-section css-class="label" background-color="#fff3d1" padding="10px 16px"><mj-column><mj-text font-weight="700" color="#5a4300">${escapeHtml(issue.label)}</mj-text></mj-column></mj-section>`;
  const latin = "-apple-system, 'Segoe UI', Roboto, Helvetica, Arial";
  const han = "'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC'";
  // English quotation marks in a Chinese face are full-width: each language names its own faces first.
  const faces = model.language === 'en' ? `${latin}, ${han}, sans-serif` : `${han}, ${latin}, sans-serif`;
  const preview = say(words.previewText, {
    n: model.events.length,
    sessions: issue.sessions.join(words.list),
  });
  return `<mjml lang="${lang}"><mj-head>
<mj-title>${escapeHtml(issue.title)}</mj-title><mj-preview>${escapeHtml(preview)}</mj-preview>
<mj-attributes><mj-all font-family="${faces}" /><mj-text font-size="15px" line-height="1.5" color="#1c2024" padding="0" /><mj-section background-color="#ffffff" padding="12px 16px" /></mj-attributes>
<mj-raw><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"></mj-raw>
<mj-style>${STYLE}</mj-style></mj-head>
<mj-body width="640px" background-color="#ffffff" css-class="page">${label}
<mj-section><mj-column><mj-text><h1 style="font-size:20px;margin:0 0 6px 0;line-height:1.3">${escapeHtml(issue.title)}</h1>${issue.sessions.map((s) => `<p style="margin:2px 0"><b>${escapeHtml(s)}</b></p>`).join('')}<p class="n" style="margin:6px 0 0 0;font-size:13px">${escapeHtml(issue.counted)}</p></mj-text></mj-column></mj-section>
${issue.nothing === null ? '' : textSection(escapeHtml(issue.nothing))}
${issue.glance.length < 2 ? '' : textSection(glanceHtml(issue, words), 'border-top="1px solid #d9dde3"')}
${issue.cards.map((c, i) => textSection(cardHtml(c, i + 1, words, links), 'border-top="1px solid #d9dde3"')).join('\n')}
${issue.lists.map((l) => textSection(`<h2 style="${H2}">${escapeHtml(l.heading)}</h2>${l.lines.map((x) => `<p style="margin:4px 0">${lineHtml(x)}</p>`).join('')}`, 'border-top="1px solid #d9dde3"')).join('\n')}
${textSection(footer(issue, words, links), 'border-top="1px solid #d9dde3"')}
</mj-body></mjml>`;
}
const H2 = 'font-size:16px;margin:0 0 6px 0;line-height:1.35';

function glanceHtml(issue: Issue, words: Words): string {
  const lines = issue.glance.map((l, i) => `<p style="font-size:14px">${i + 1}. ${lineHtml(l)}</p>`);
  return `<h2 style="${H2}">${escapeHtml(words.glance)}</h2>${lines.join('')}`;
}

function textSection(html: string, attributes = ''): string {
  return `<mj-section ${attributes}><mj-column><mj-text><div class="c">${html}</div></mj-text></mj-column></mj-section>`;
}

function cardHtml(card: Card, number: number, words: Words, links: MailLinks): string {
  const unread = card.unread === null ? '' : `<span class="un">【${escapeHtml(card.unread)}】</span>`;
  return [
    `<h2 style="${H2}">${number}. ${unread}${escapeHtml(card.headline)}</h2>`,
    `<table role="presentation" cellpadding="0" cellspacing="0"><tr><td style="padding-right:12px"><span class="n" style="font-size:13px">${escapeHtml(card.meta)}</span></td>${curveHtml(card, words, links)}</tr></table>`,
    ...card.lines.map((l) => `<p>${lineHtml(l)}</p>`),
    ...card.sections.map(
      (s) =>
        `<h3 class="${s.kind}" style="font-size:14px;margin:14px 0 2px 0">${escapeHtml(s.heading)}</h3>${s.groups.map(groupHtml).join('')}${s.more === null ? '' : `<p class="n">${escapeHtml(s.more)}</p>`}`,
    ),
    `<p style="font-size:13px"><a href="${escapeHtml(`${links.publicUrl}/events/${encodeURIComponent(card.id)}`)}">${escapeHtml(words.eventPage)}</a>${feedbackHtml(card, words, links)}</p>`,
  ].join('');
}

function groupHtml(g: Group): string {
  return `${g.reason.map((l) => `<p style="font-size:14px">${lineHtml(l)}</p>`).join('')}${g.entries.map(entryHtml).join('')}`;
}

function entryHtml(e: Entry): string {
  const marks = [e.score, ...e.marks].join(' · ');
  return `<div class="e"><p><b>${escapeHtml(e.name)} ${escapeHtml(e.ticker)}</b> <span class="n" style="font-size:13px">${escapeHtml(marks)}</span></p>${e.lines.map((l) => `<p style="font-size:14px">${lineHtml(l)}</p>`).join('')}</div>`;
}

/** A picture with the curve in words, for who sees none: where it began, its top, where it is. */
function curveHtml(card: Card, words: Words, links: MailLinks): string {
  if (!hasCurve(card)) return '';
  const { cid, png } = pictureOf(card);
  const source =
    links.pictures === 'parts'
      ? `cid:${cid}`
      : `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  const [first, top, last] = [card.curve[0]!, Math.max(...card.curve), card.curve.at(-1)!].map(Math.round);
  const alt = `${words.curve}${words.colon}${first} → ${top} → ${last}`;
  return `<td><img src="${source}" width="${CURVE_SIZE.width}" height="${CURVE_SIZE.height}" alt="${escapeHtml(alt)}" style="display:block;border:0;font-size:12px"></td>`;
}

function feedbackHtml(card: Card, words: Words, links: MailLinks): string {
  const { feedback } = links;
  if (feedback === null || card.sections.length === 0) return '';
  const link = (verdict: 'wrong_company' | 'wrong_reason', text: string): string =>
    ` · <a href="${escapeHtml(feedback(card.id, verdict))}">${escapeHtml(text)}</a>`;
  return link('wrong_company', words.wrongCompany) + link('wrong_reason', words.wrongReason);
}

function footer(issue: Issue, words: Words, links: MailLinks): string {
  return [
    ...(issue.trapMeaning === null
      ? []
      : [`<p class="n" style="font-size:13px">${escapeHtml(issue.trapMeaning)}</p>`]),
    `<p class="n" style="font-size:13px"><b>${escapeHtml(issue.disclaimer)}</b></p>`,
    ...(links.unsubscribe === null
      ? []
      : [
          `<p class="n" style="font-size:13px">${escapeHtml(words.manage)} <a href="${escapeHtml(links.unsubscribe)}">${escapeHtml(words.unsubscribe)}</a></p>`,
        ]),
  ].join('');
}
