import type { Context as HonoContext } from 'hono';
import type { Context } from '../context.ts';
import {
  BRIEF,
  type DigestModel,
  dayInHongKong,
  digestDayOf,
  digestWindow,
  escapeHtml,
  inScript,
  issueOf,
  type Language,
  latestActivity,
  lineHtml,
  loadDigest,
  type OriginFilter,
  usualOrigin,
  windowBefore,
} from '../deliver/index.ts';
import { DuibiaoError } from '../errors.ts';
import { cardHtml, lineParagraph } from './card-html.ts';
import { languageOf } from './language.ts';
import type { ConsoleOptions } from './options.ts';
import { address, eventAddress, page } from './page.ts';

export interface DigestQuestion {
  readonly date: string | undefined;
  readonly origin: OriginFilter;
  readonly language: Language;
}

/** What a query asks for, checked. Live where there is anything live, else the archive, which says that it is one. */
export async function questionOf(ctx: Context, c: HonoContext): Promise<DigestQuestion> {
  const date = c.req.query('date');
  if (date !== undefined && !(/^\d{4}-\d\d-\d\d$/.test(date) && !Number.isNaN(Date.parse(date))))
    throw new DuibiaoError('BAD_ARGUMENT', { what: 'date', got: date, allowed: 'YYYY-MM-DD' });
  const asked = c.req.query('origin');
  const origins = ['live', 'archive', 'replay', 'any'] as const;
  const origin = origins.find((o) => o === asked);
  if (asked !== undefined && origin === undefined)
    throw new DuibiaoError('BAD_ARGUMENT', { what: 'origin', got: asked, allowed: origins.join(', ') });
  return {
    date,
    language: languageOf(c),
    origin: origin ?? (await usualOrigin(ctx.db)),
  };
}

/** Of a day as read before its open; without a day, of now for what is live and of its own day for what is recorded. */
export async function answer(ctx: Context, q: DigestQuestion, options: ConsoleOptions): Promise<DigestModel> {
  const now = ctx.clock.now().toISOString();
  const recordedDay = async (): Promise<string> =>
    (q.origin === 'archive' ? options.archiveDate : undefined) ??
    digestDayOf((await latestActivity(ctx.db, q.origin))?.at ?? now);
  const window =
    q.date !== undefined
      ? { date: q.date, ...digestWindow(q.date) }
      : q.origin === 'live'
        ? { date: dayInHongKong(now), ...windowBefore(now) }
        : await recordedDay().then((date) => ({ date, ...digestWindow(date) }));
  return loadDigest(ctx.db, { ...window, origin: q.origin, language: q.language });
}

export async function digestPage(ctx: Context, c: HonoContext, options: ConsoleOptions): Promise<Response> {
  const q = await questionOf(ctx, c);
  const { model, words } = await inScript(await answer(ctx, q, options));
  const issue = issueOf(model, words, { cards: 60, room: BRIEF });
  const lang = q.language;
  const day = (offset: number): string =>
    new Date(Date.parse(model.date) + offset * 86_400_000).toISOString().slice(0, 10);
  const other = q.origin === 'live' ? 'archive' : 'live';
  const hasOther = (await latestActivity(ctx.db, other)) !== null || other === 'live';
  const nav = [
    `<a rel="prev" href="${address('/', { lang, origin: q.origin, date: day(-1) })}">← ${escapeHtml(words.previousDay)}</a>`,
    `<a rel="next" href="${address('/', { lang, origin: q.origin, date: day(1) })}">${escapeHtml(words.nextDay)} →</a>`,
    ...(hasOther
      ? [
          `<a href="${address('/', { lang, origin: other })}">${escapeHtml(other === 'live' ? words.liveLink : words.archiveLink)}</a>`,
        ]
      : []),
    `<a href="${address('/api/digest', { lang, origin: q.origin, date: q.date })}">${escapeHtml(words.data)}</a>`,
  ];
  const empty = model.counted.events === 0 ? words.noEvents : issue.nothing;
  const main = [
    issue.label === null
      ? ''
      : `<p class="label" role="note"><strong>${escapeHtml(issue.label)}</strong></p>`,
    `<h1>${escapeHtml(issue.title)}</h1>`,
    `<ul class="sessions">${issue.sessions.map((s) => `<li>${escapeHtml(s)}</li>`).join('')}</ul>`,
    `<p class="n">${escapeHtml(issue.counted)}</p>`,
    `<nav class="days">${nav.join(' ')}</nav>`,
    empty === null ? '' : `<p>${escapeHtml(empty)}</p>`,
    issue.glance.length < 2
      ? ''
      : `<section class="glance"><h2>${escapeHtml(words.glance)}</h2><ol>${issue.glance.map((l) => `<li>${lineHtml(l)}</li>`).join('')}</ol></section>`,
    ...issue.cards.map((card) => cardHtml(card, words, eventAddress(lang), 2)),
    ...issue.lists.map(
      (l) =>
        `<section class="list"><h2>${escapeHtml(l.heading)}</h2>${l.lines.map((x) => lineParagraph(x)).join('')}</section>`,
    ),
  ];
  const query: Record<string, string> = { origin: q.origin };
  if (q.date !== undefined) query.date = q.date;
  return c.html(page({ title: issue.title, language: lang, words, path: '/', query }, main));
}
