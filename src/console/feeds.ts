import { createHash } from 'node:crypto';
import type { Hono, Context as HonoContext } from 'hono';
import type { Context } from '../context.ts';
import {
  calendarOf,
  FEED_FORMATS,
  type FeedFormat,
  feedOf,
  loadEvents,
  updatedAt,
  wanted,
} from '../deliver/index.ts';
import { DuibiaoError } from '../errors.ts';
import { comingUp } from '../releases/index.ts';
import { newestEvents } from './event.repository.ts';
import { latest } from './event-page.ts';
import { languageOf } from './language.ts';
import { inScript } from './words.ts';

/** Events looked at for a feed, and items in it at most. */
const LOOKED_AT = 200;
const ITEMS = 50;
const CALENDAR_DAYS = { before: 7, after: 120 };

/**
 * `/feed.rss`, `/feed.atom`, `/feed.json`: live events that are or were more than quiet, `?lang=&theme=&ticker=&minimum=` (hype);
 * `/calendar.ics`: results that are due. All with validators, so that a reader who asks again gets 304.
 */
export function registerFeeds(app: Hono, ctx: Context): void {
  for (const format of Object.keys(FEED_FORMATS) as FeedFormat[])
    app.get(`/feed.${format}`, async (c) => {
      const minimum = Number(c.req.query('minimum') ?? 0);
      if (!(minimum >= 0 && minimum <= 100))
        throw new DuibiaoError('BAD_ARGUMENT', {
          what: 'minimum',
          got: c.req.query('minimum'),
          allowed: '0 to 100, of hype',
        });
      const wish = {
        minimumHype: minimum,
        themes: c.req.queries('theme') ?? [],
        tickers: c.req.queries('ticker') ?? [],
      };
      const language = languageOf(c);
      const ids = await newestEvents(ctx.db, ['live', 'ingest'], null, LOOKED_AT);
      const events = (await loadEvents(ctx.db, ids, latest(ctx), language))
        .filter((e) => e.state !== 'quiet' && wanted(e, wish))
        .sort((a, b) => (updatedAt(a) > updatedAt(b) ? -1 : 1))
        .slice(0, ITEMS);
      return answer(ctx, c, FEED_FORMATS[format], async (frame) => feedOf(format, events, frame));
    });
  app.get('/calendar.ics', async (c) => {
    const day = (offset: number): string =>
      new Date(ctx.clock.now().getTime() + offset * 86_400_000).toISOString().slice(0, 10);
    const due = await comingUp(ctx.db, {
      from: day(-CALENDAR_DAYS.before),
      to: day(CALENDAR_DAYS.after),
      asOf: latest(ctx),
    });
    const listed = due.map((d) => ({ ...d, announced: d.source === 'announced' }));
    return answer(ctx, c, 'text/calendar', async (frame) => calendarOf(listed, frame));
  });
}

async function answer(
  ctx: Context,
  c: HonoContext,
  type: string,
  make: (frame: Parameters<typeof calendarOf>[1]) => Promise<string>,
): Promise<Response> {
  const { words, language } = await inScript(languageOf(c));
  const { pathname, search } = new URL(c.req.url);
  const body = await make({ language, words, publicUrl: ctx.config.publicUrl, self: pathname + search });
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
  const headers = { etag, 'cache-control': 'max-age=60', vary: 'accept-language' };
  const known = (c.req.header('if-none-match') ?? '').split(',').map((t) => t.trim().replace(/^W\//, ''));
  if (known.includes(etag) || known.includes('*')) return c.body(null, 304, headers);
  return c.body(body, 200, { ...headers, 'content-type': `${type}; charset=utf-8` });
}
