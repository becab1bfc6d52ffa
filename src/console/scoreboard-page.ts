import type { Hono, Context as HonoContext } from 'hono';
import { KINDS, kindChart, loadScoreboard, type Scoreboard, scoreboardWeeks } from '../backtest/index.ts';
import type { Context } from '../context.ts';
import { escapeHtml, inReadersScript, type Language, type SheetTable } from '../deliver/index.ts';
import { DuibiaoError } from '../errors.ts';
import { languageOf } from './language.ts';
import { address, eventAddress, page } from './page.ts';
import { inScript } from './words.ts';

const ORIGINS = ['live', 'archive', 'replay', 'any'] as const;
const WORDS = {
  en: {
    title: 'Scoreboard',
    none: 'No scoreboard is kept yet. One is kept each week once there are analogues; `duibiao backtest --store` keeps one by hand.',
    weeks: 'Weeks kept',
    generated: 'generated prices',
    data: 'as JSON',
  },
  zh: {
    title: '记分牌',
    none: '还没有记分牌。有了对标之后每周记一次；`duibiao backtest --store` 可以手工记一次。',
    weeks: '已记的各周',
    generated: '生成的行情',
    data: '以 JSON 查看',
  },
  'zh-Hant': {
    title: '記分牌',
    none: '還沒有記分牌。有了對標之後每週記一次；`duibiao backtest --store` 可以手工記一次。',
    weeks: '已記的各週',
    generated: '生成的行情',
    data: '以 JSON 查看',
  },
} as const satisfies Record<Language, object>;

/** The product's own claim, week by week: the page and its JSON. Invented prices are shown only when asked for, and say so. */
export function registerScoreboard(app: Hono, ctx: Context): void {
  app.get('/scoreboard', (c) => scoreboardPage(ctx, c));
  app.get('/api/scoreboard', async (c) => {
    const board = await asked(ctx, c);
    if (board === null)
      throw new DuibiaoError('UNKNOWN_ID', { kind: 'scoreboard', got: c.req.query('week') ?? 'newest' });
    return c.json({ schema: 'duibiao/scoreboard/1', ...board });
  });
}

function questionOf(c: HonoContext): { origin: (typeof ORIGINS)[number]; week?: string; generated: boolean } {
  const origin = c.req.query('origin') ?? 'live';
  const known = ORIGINS.find((o) => o === origin);
  if (known === undefined)
    throw new DuibiaoError('BAD_ARGUMENT', { what: 'origin', got: origin, allowed: ORIGINS.join(', ') });
  const week = c.req.query('week');
  if (week !== undefined && !/^\d{4}-W\d\d$/.test(week))
    throw new DuibiaoError('BAD_ARGUMENT', {
      what: 'week',
      got: week,
      allowed: 'an ISO week such as 2026-W47',
    });
  return {
    origin: known,
    ...(week === undefined ? {} : { week }),
    generated: c.req.query('prices') === 'generated',
  };
}

function asked(ctx: Context, c: HonoContext): Promise<Scoreboard | null> {
  return loadScoreboard(ctx.db, questionOf(c));
}

async function scoreboardPage(ctx: Context, c: HonoContext): Promise<Response> {
  const { words, language } = await inScript(languageOf(c));
  const mine = WORDS[language];
  const { origin, generated } = questionOf(c);
  const board = await asked(ctx, c);
  const weeks = await scoreboardWeeks(ctx.db, origin);
  const main =
    board === null
      ? [`<h1>${escapeHtml(mine.title)}</h1>`, `<p>${escapeHtml(mine.none)}</p>`]
      : await boardHtml(board, language);
  if (weeks.length > 0) {
    const links = weeks.map((w) => {
      const query = {
        week: w.week,
        lang: language,
        ...(origin === 'live' ? {} : { origin }),
        ...(w.generated ? { prices: 'generated' } : {}),
      };
      return `<a href="${address('/scoreboard', query)}">${w.week}${w.generated ? ` (${escapeHtml(mine.generated)})` : ''}</a>`;
    });
    main.push(
      `<nav class="days" aria-label="${escapeHtml(mine.weeks)}"><span class="n">${escapeHtml(mine.weeks)}</span> ${links.slice(0, 60).join(' ')}</nav>`,
    );
  }
  if (board !== null)
    main.push(
      `<p><a href="${address('/api/scoreboard', { week: board.week, ...(origin === 'live' ? {} : { origin }), ...(generated ? { prices: 'generated' } : {}) })}">${escapeHtml(mine.data)}</a></p>`,
    );
  const query: Record<string, string> = { ...(origin === 'live' ? {} : { origin }) };
  if (generated) query.prices = 'generated';
  if (board !== null) query.week = board.week;
  return c.html(page({ title: mine.title, language, words, path: '/scoreboard', query }, main));
}

async function boardHtml(board: Scoreboard, language: Language): Promise<string[]> {
  const sheet = await inReadersScript(board, language);
  const foresight = board.rows.some((r) => r.scope === 'foresight' && r.trades > 0);
  const charts = KINDS.flatMap((kind) => {
    const svg = kindChart(board, kind, language === 'en' ? 'en' : 'zh', {
      scope: foresight ? 'foresight' : 'all',
    });
    return svg === null ? [] : [`<li>${svg}</li>`];
  });
  return [
    sheet.warning === null
      ? ''
      : `<p class="label" role="note"><strong>${escapeHtml(sheet.warning)}</strong></p>`,
    `<h1>${escapeHtml(sheet.heading)}</h1>`,
    `<p class="claim"><strong>${escapeHtml(sheet.claim)}</strong></p>`,
    `<p class="n">${escapeHtml(sheet.about)}</p>`,
    charts.length === 0
      ? ''
      : `<section><h2>${escapeHtml(sheet.chartsHeading)}</h2><ul class="charts">${charts.join('')}</ul></section>`,
    ...sheet.tables.map(
      (t) => `<section><h2>${escapeHtml(t.caption)}</h2>${tableHtml(t, language)}</section>`,
    ),
    ...sheet.notes.map((n) => `<p class="n">${escapeHtml(n)}</p>`),
  ];
}

function tableHtml(t: SheetTable, language: Language): string {
  const kind = (i: number): string => (i >= t.figuresFrom && i <= t.figuresTo ? ' class="num"' : '');
  const head = t.head.map((h, i) => `<th scope="col"${kind(i)}>${escapeHtml(h)}</th>`).join('');
  const rows = t.rows.map(
    (r) =>
      `<tr>${r
        .map((cell, i) => {
          const html =
            typeof cell === 'string'
              ? escapeHtml(cell)
              : `<a href="${eventAddress(language)(cell.event)}">${escapeHtml(cell.title)}</a>`;
          const day = typeof cell === 'string' && /^\d{4}-\d\d-\d\d$/.test(cell) ? ' class="day"' : kind(i);
          return `<td${day}>${html}</td>`;
        })
        .join('')}</tr>`,
  );
  return `<div class="wide"><table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}
