import type { Hono, Context as HonoContext } from 'hono';
import type { Context } from '../context.ts';
import { escapeHtml, say, subscriberByToken, unsubscribe } from '../deliver/index.ts';
import { languageOf } from './language.ts';
import { address, page } from './page.ts';
import { inScript } from './words.ts';

/** GET shows, only POST records: mail scanners open every link. The POST is also RFC 8058's one-click. */
export function registerUnsubscribe(app: Hono, ctx: Context): void {
  const show = async (
    c: HonoContext,
    body: (words: Awaited<ReturnType<typeof inScript>>) => string,
    status: 200 | 404,
  ) => {
    const w = await inScript(languageOf(c));
    const title = w.words.leaveTitle;
    const query = { t: c.req.query('t') ?? '' };
    return c.html(
      page({ title, ...w, path: '/unsubscribe', query }, [`<h1>${escapeHtml(title)}</h1>`, body(w)]),
      status,
    );
  };
  app.get('/unsubscribe', async (c) => {
    const token = c.req.query('t') ?? '';
    const reader = await subscriberByToken(ctx.db, token);
    if (reader === null) return show(c, ({ words }) => `<p>${escapeHtml(words.leaveUnknown)}</p>`, 404);
    if (reader.status !== 'active')
      return show(c, ({ words }) => `<p>${escapeHtml(say(words.left, reader))}</p>`, 200);
    return show(
      c,
      ({ words, language }) =>
        `<p>${escapeHtml(say(words.leaveAsk, reader))}</p><form method="post" action="${address('/unsubscribe', { t: token, lang: language })}"><button type="submit">${escapeHtml(words.leaveButton)}</button></form>`,
      200,
    );
  });
  app.post('/unsubscribe', async (c) => {
    const token = c.req.query('t') ?? '';
    const reader = await subscriberByToken(ctx.db, token);
    if (reader === null || !(await unsubscribe(ctx.db, token)))
      return show(c, ({ words }) => `<p>${escapeHtml(words.leaveUnknown)}</p>`, 404);
    return show(c, ({ words }) => `<p>${escapeHtml(say(words.left, reader))}</p>`, 200);
  });
}
