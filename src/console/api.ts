import type { Hono } from 'hono';
import type { Context } from '../context.ts';
import { eventLines, loadEvent } from '../deliver/index.ts';
import { DuibiaoError } from '../errors.ts';
import { evaluationsOf } from '../events/index.ts';
import { answer, questionOf } from './digest-page.ts';
import { articlesOf, newestEvents, standsAt, statesOf, traitSpans } from './event.repository.ts';
import { latest } from './event-page.ts';
import { languageOf } from './language.ts';
import type { ConsoleOptions } from './options.ts';

const ORIGINS = {
  live: ['live', 'ingest'],
  archive: ['archive'],
  replay: ['replay'],
  any: ['live', 'ingest', 'archive', 'replay'],
} as const;

/** Read-only JSON. Recorded material is left out unless `origin` asks for it, and each event says where it is from. */
export function registerApi(app: Hono, ctx: Context, options: ConsoleOptions): void {
  app.get('/api/events', async (c) => {
    const asked = c.req.query('origin') ?? 'live';
    if (!(asked in ORIGINS))
      throw new DuibiaoError('BAD_ARGUMENT', {
        what: 'origin',
        got: asked,
        allowed: Object.keys(ORIGINS).join(', '),
      });
    const limit = Number(c.req.query('limit') ?? 50);
    if (!(Number.isInteger(limit) && limit >= 1 && limit <= 500))
      throw new DuibiaoError('BAD_ARGUMENT', { what: 'limit', got: limit, allowed: '1 to 500' });
    const since = c.req.query('since') ?? null;
    if (since !== null && Number.isNaN(Date.parse(since)))
      throw new DuibiaoError('BAD_ARGUMENT', {
        what: 'since',
        got: since,
        allowed: 'ISO 8601 in UTC with Z',
      });
    const ids = await newestEvents(ctx.db, ORIGINS[asked as keyof typeof ORIGINS], since, limit);
    const lines = await eventLines(ctx.db, ids, latest(ctx), languageOf(c));
    return c.json({ events: lines.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id)) });
  });
  app.get('/api/events/:id', async (c) => {
    const id = c.req.param('id');
    const language = languageOf(c);
    const event = await loadEvent(ctx.db, id, await standsAt(ctx.db, id, latest(ctx)), language);
    if (event === null) throw new DuibiaoError('UNKNOWN_ID', { kind: 'event', got: id });
    return c.json({
      event,
      articles: await articlesOf(ctx.db, id),
      evaluations: await evaluationsOf(ctx.db, id),
      states: await statesOf(ctx.db, id),
      spans: await traitSpans(ctx.db, id, language),
    });
  });
  app.get('/api/digest', async (c) =>
    c.json({ schema: 'duibiao/digest/1', ...(await answer(ctx, await questionOf(ctx, c), options)) }),
  );
}
