import { Hono, type Context as HonoContext } from 'hono';
import type { Context } from '../context.ts';
import { DuibiaoError, ERRORS, sentenceOf } from '../errors.ts';
import { registerApi } from './api.ts';
import { registerCorrect } from './correct-page.ts';
import { digestPage } from './digest-page.ts';
import { eventPage } from './event-page.ts';
import { registerFeedback } from './feedback-page.ts';
import { registerFeeds } from './feeds.ts';
import { registerIngest } from './ingest.ts';
import { registerJudge } from './judge-page.ts';
import { languageOf } from './language.ts';
import { metrics } from './metrics.repository.ts';
import type { ConsoleOptions } from './options.ts';
import { page } from './page.ts';
import { registerQueue } from './queue-page.ts';
import { schemaNames, schemaText } from './schemas.ts';
import { registerScoreboard } from './scoreboard-page.ts';
import { STYLE } from './style.ts';
import { registerUnsubscribe } from './unsubscribe-page.ts';
import { inScript } from './words.ts';

/** Nothing is loaded but our own style sheet; no script runs; no other site frames the page or takes its forms. */
const HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

/** The console: pages and a JSON API over what the tables hold. It has no log-in: see docs/WEBHOOKS.md before opening it to others. */
export function createApp(ctx: Context, options: ConsoleOptions = {}): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(HEADERS)) c.res.headers.set(name, value);
  });
  app.get('/', (c) => digestPage(ctx, c, options));
  app.get('/events/:id', (c) => eventPage(ctx, c, options));
  app.get('/style.css', (c) =>
    c.body(STYLE, 200, { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'max-age=300' }),
  );
  app.get('/favicon.ico', (c) => c.body(null, 204));
  registerApi(app, ctx, options);
  registerIngest(app, ctx, options.ingest);
  registerCorrect(app, ctx, options.correct);
  registerJudge(app, ctx);
  registerQueue(app, ctx);
  registerScoreboard(app, ctx);
  registerUnsubscribe(app, ctx);
  registerFeedback(app, ctx);
  registerFeeds(app, ctx);
  app.get('/schemas', (c) => c.json(schemaNames().map((name) => `/schemas/${name}`)));
  app.get('/schemas/:name', (c) =>
    c.body(schemaText(c.req.param('name')), 200, { 'content-type': 'application/schema+json' }),
  );
  app.get('/healthz', async (c) => {
    try {
      await ctx.db.selectNoFrom((eb) => eb.lit(1).as('one')).execute();
      return c.json({ status: 'ok' });
    } catch (error) {
      return c.json({ status: 'down', reason: sentenceOf(error) }, 503);
    }
  });
  app.get('/metrics', async (c) =>
    c.body(await metrics(ctx.db, ctx.clock.now().toISOString()), 200, {
      'content-type': 'text/plain; version=0.0.4; charset=utf-8',
    }),
  );
  app.notFound((c) => failed(c, 404, null));
  app.onError((error, c) => {
    if (error instanceof DuibiaoError) return failed(c, ERRORS[error.code].status, error);
    ctx.log.error({ err: error, path: c.req.path }, 'a request failed');
    return failed(c, 500, null);
  });
  return app;
}

async function failed(c: HonoContext, status: number, error: DuibiaoError | null): Promise<Response> {
  const code = status as 400;
  const pages = c.req.method === 'GET' && !/^\/(api|schemas)\//.test(c.req.path);
  if (!pages || !(c.req.header('accept') ?? '').includes('text/html'))
    return c.json(
      { error: error?.code ?? (status === 404 ? 'NOT_FOUND' : 'INTERNAL'), sentence: error?.message ?? null },
      code,
    );
  const { words, language } = await inScript(languageOf(c));
  const title = error?.message ?? (status === 404 ? words.notFound : '500');
  return c.html(
    page({ title, language, words, path: '/', query: {} }, [
      `<h1>${page.escape(title)}</h1>`,
      `<p><a href="/">${page.escape(words.home)}</a></p>`,
    ]),
    code,
  );
}
