/** Pure: a digest's data in, words for a medium out. */
import type { DigestModel } from '../digest.ts';
import { type MailLinks, type MailPicture, renderMailHtml } from './html-mail.ts';
import { subjectOf } from './subject.ts';
import { renderText, type TextOptions } from './text.ts';
import { traditionalModel, traditionalWords } from './traditional.ts';

export { scriptOf } from './traditional.ts';

import { WORDS, type Words } from './words.ts';

export {
  BRIEF,
  type Card,
  cardOf,
  type Entry,
  FULL,
  type Group,
  type Line,
  metaOf,
  type Part,
  type Room,
  type Section,
  stateWord,
} from './card.ts';
export { figureWords } from './figure-words.ts';
export {
  type MailLinks,
  type MailPicture,
  renderMailHtml,
} from './html-mail.ts';
export { type Issue, issueOf, labelOf } from './issue.ts';
export { lineHtml, partHtml } from './line-html.ts';
export { escapeHtml, plain, safeHref } from './plain.ts';
export { type Sheet, type SheetTable, sheetOf } from './scoreboard.ts';
export { type BoardMail, boardMailHtml, boardMailText } from './scoreboard-mail.ts';
export { heights, spark } from './spark.ts';
export { subjectOf } from './subject.ts';
export { partsText, renderText, type TextOptions } from './text.ts';
export { dayAndTime, dayWords, sessionWords } from './time-words.ts';
export { traditionalModel } from './traditional.ts';
export { widthOf, wrap } from './width.ts';
export { say, WORDS, type Words } from './words.ts';

/** The model in its reader's script, and the words to draw it with. */
export async function inScript(model: DigestModel): Promise<{ model: DigestModel; words: Words }> {
  if (model.language !== 'zh-Hant') return { model, words: model.language === 'en' ? WORDS.en : WORDS.zh };
  return { model: await traditionalModel(model), words: await traditionalWords() };
}

/** The digest for people and programs: `text` for a terminal, `html` as mailed (a preview, without a reader's own links), `json`. */
export async function renderDigest(
  model: DigestModel,
  format: 'text' | 'html' | 'json',
  options: TextOptions & { publicUrl?: string } = {},
): Promise<string> {
  const { model: m, words } = await inScript(model);
  if (format === 'json') return renderJson(m);
  if (format === 'html') {
    const { html } = await renderMailHtml(m, words, {
      unsubscribe: null,
      publicUrl: options.publicUrl ?? 'http://127.0.0.1:8080',
      feedback: null,
      pictures: 'inside',
    });
    return html;
  }
  return renderText(m, words, options);
}

/** The model with a version; one line, keys in a fixed order. */
export function renderJson(model: DigestModel): string {
  return `${JSON.stringify({ schema: 'duibiao/digest/1', ...model })}\n`;
}

export interface MailParts {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly pictures?: readonly MailPicture[];
}
/** Both parts of a mail and its subject. */
export async function renderMail(model: DigestModel, links: MailLinks): Promise<MailParts> {
  const { model: m, words } = await inScript(model);
  const text = renderText(m, words, { columns: 72, cards: 8, feedback: links.feedback });
  const { html, pictures } = await renderMailHtml(m, words, links);
  const leave =
    links.unsubscribe === null ? '' : `${words.manage}\n${words.unsubscribe}: ${links.unsubscribe}\n`;
  return { subject: subjectOf(m, words), text: text + leave, html, pictures };
}
