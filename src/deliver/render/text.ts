import type { DigestModel } from '../digest.ts';
import { BRIEF, type Card, type Entry, type Line, type Part, type Room } from './card.ts';
import { issueOf } from './issue.ts';
import { plain, safeHref } from './plain.ts';
import { spark } from './spark.ts';
import { widthOf, wrap } from './width.ts';
import type { Words } from './words.ts';

export interface TextOptions {
  /** Terminal columns; 92 unless told, 72 in mail. */
  readonly columns?: number;
  /** Bold and dim for a terminal that shows them. */
  readonly ansi?: boolean;
  readonly cards?: number;
  readonly room?: Room;
  /** The reader's own link for saying what is wrong with an event's lines; none in a terminal. */
  readonly feedback?: ((eventId: string, verdict: LinkVerdict) => string) | null;
}
type LinkVerdict = 'wrong_company' | 'wrong_reason';
interface Style {
  readonly columns: number;
  bold(text: string): string;
  dim(text: string): string;
}

/** The digest for a terminal or the plain part of a mail. Ends with a line break. */
export function renderText(model: DigestModel, words: Words, options: TextOptions = {}): string {
  const issue = issueOf(model, words, { cards: options.cards ?? 12, room: options.room ?? BRIEF });
  const paint = (code: number) => (text: string) => (options.ansi ? `\u001B[${code}m${text}\u001B[0m` : text);
  const style: Style = { columns: options.columns ?? 92, bold: paint(1), dim: paint(2) };
  const out: string[] = [];
  if (issue.label !== null) out.push(...wrap(`【${issue.label}】`, style.columns).map(style.bold), '');
  out.push(style.bold(plain(issue.title)));
  for (const s of issue.sessions) out.push(...wrap(s, style.columns));
  out.push(...wrap(issue.counted, style.columns).map(style.dim), rule(style));
  if (issue.nothing !== null) out.push('', issue.nothing);
  if (issue.glance.length > 1) {
    out.push('', style.bold(words.glance));
    issue.glance.forEach((line, i) => {
      out.push(...lineText(line, 2, `${i + 1}. `, style));
    });
  }
  issue.cards.forEach((card, i) => {
    out.push('', ...cardText(card, i + 1, style));
    // Not wrapped: a link broken in two opens nothing.
    if (options.feedback != null && card.sections.length > 0)
      out.push(
        '',
        `   ${words.wrongCompany}${words.colon}${options.feedback(card.id, 'wrong_company')}`,
        `   ${words.wrongReason}${words.colon}${options.feedback(card.id, 'wrong_reason')}`,
      );
  });
  for (const list of issue.lists) {
    out.push('', style.bold(list.heading));
    for (const line of list.lines) out.push(...lineText(line, 2, '· ', style));
  }
  out.push('', rule(style));
  if (issue.trapMeaning !== null) out.push(...wrap(issue.trapMeaning, style.columns));
  out.push(...wrap(issue.disclaimer, style.columns));
  return `${out.join('\n')}\n`;
}

function cardText(card: Card, number: number | null, style: Style): string[] {
  const out: string[] = [];
  const mark = number === null ? '' : `${number}. `;
  const unread = card.unread === null ? '' : `【${card.unread}】`;
  out.push(
    ...hang(`${unread}${plain(card.headline)}`, mark, '   '.slice(0, mark.length), style).map(style.bold),
  );
  const curve = card.curve.length > 1 ? `  ${spark(card.curve)}` : '';
  out.push(`   ${card.meta}${curve}`);
  for (const line of card.lines) out.push(...lineText(line, 3, '', style));
  for (const section of card.sections) {
    out.push('', `   ${style.bold(`── ${section.heading}`)}`);
    for (const group of section.groups) {
      for (const line of group.reason) out.push(...lineText(line, 3, '', style));
      for (const entry of group.entries) out.push(...entryText(entry, style));
    }
    if (section.more !== null) out.push(`   ${style.dim(section.more)}`);
  }
  return out;
}

function entryText(entry: Entry, style: Style): string[] {
  const head = `${plain(entry.name)} ${entry.ticker}`;
  const marks = [entry.score, ...entry.marks].join(' · ');
  const line = `${head}  ${marks}`;
  const out =
    3 + widthOf(line) <= style.columns
      ? [`   ${style.bold(head)}  ${marks}`]
      : [...hang(head, '   ', '     ', style).map(style.bold), ...hang(marks, '     ', '     ', style)];
  for (const l of entry.lines) out.push(...lineText(l, 5, '', style));
  return out;
}

function lineText(line: Line, indent: number, bullet: string, style: Style): string[] {
  const label = line.label === null ? '' : `[${line.label}] `;
  return hang(
    partsText(line.parts),
    ' '.repeat(indent) + bullet + label,
    ' '.repeat(indent + (bullet === '' ? 2 : widthOf(bullet))),
    style,
  );
}

/** Links stand after their words, in angle brackets, where mail readers and terminals find them. */
export function partsText(parts: readonly Part[]): string {
  return parts
    .map((p) => {
      const lead = /^\s/.test(p.text) ? ' ' : '';
      const tail = /\s$/.test(p.text) ? ' ' : '';
      const text = `${lead}${plain(p.text)}${tail}`;
      const href = safeHref(p.href ?? null);
      return href === null ? text : `${text} <${href}>`;
    })
    .join('');
}

function hang(text: string, first: string, rest: string, style: Style): string[] {
  // The first line is shorter by what its label takes beyond the indent of the others.
  const extra = Math.max(0, widthOf(first) - widthOf(rest));
  const lines = wrap(`${'\u00A0'.repeat(extra)}${text}`, style.columns - widthOf(rest));
  return lines.map((l, i) => (i === 0 ? first + l.replace(/^\u00A0+/, '') : rest + l));
}

function rule(style: Style): string {
  return '─'.repeat(Math.min(style.columns, 92));
}
