import type { Hono, Context as HonoContext } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { type Context, instant } from '../context.ts';
import { type DigestEvent, dayAndTime, escapeHtml, loadEvent, scriptOf } from '../deliver/index.ts';
import { DuibiaoError, ERRORS } from '../errors.ts';
import type { Correction } from '../events/index.ts';
import { articlesOf, type EventArticle } from './event.repository.ts';
import { latest } from './event-page.ts';
import { languageOf } from './language.ts';
import { type NearEvent, nearEvents } from './near.repository.ts';
import { address, eventAddress, page } from './page.ts';
import { fromElsewhere, sameToken } from './token.ts';
import { inScript } from './words.ts';

/** What the form hands a correction to: the pipeline's, so that everything that follows is computed again. */
export interface Correct {
  merge(from: string, into: string, correction: Correction): Promise<void>;
  /** @returns the event that the articles opened. */
  split(from: string, articleIds: readonly string[], correction: Correction): Promise<string>;
}

const PHRASES = {
  zh: {
    title: '更正聚类',
    lead: '更正立即生效，并对以后到来或重放的报道同样有效；作者和理由会保存并告知收到过此事件的接收方。',
    merge: '并入另一事件：这两件是同一件事',
    into: '并入的事件编号',
    near: '时间相近、主题或主体相同的事件',
    split: '拆出：所选报道讲的是另一件事',
    opens: '给事件定编号的报道不能拆出',
    author: '更正人',
    why: '理由',
    token: '控制台口令（CONSOLE_TOKEN）',
    mergeButton: '并入',
    splitButton: '拆出所选',
    wrongToken: '口令缺失或不符，未作任何更改。',
    needed: '请填写更正人和理由，未作任何更改。',
    noArticle: '请至少选择一篇报道，未作任何更改。',
    elsewhere: '此请求来自别的网站，未作任何更改。',
    shut: '更正功能未开启：请设置 CONSOLE_TOKEN。',
    back: '返回事件',
  },
  en: {
    title: 'Correct the clustering',
    lead: 'A correction holds at once, and for whatever comes or is replayed later. Who says so and why is kept, and told to those who were told of the event.',
    merge: 'Merge into another event: both are one story',
    into: 'Id of the event it joins',
    near: 'Events near in time that share a theme or their subject',
    split: 'Split out: the chosen articles tell another story',
    opens: 'the article that gives the event its id stays',
    author: 'Who corrects',
    why: 'Why',
    token: 'Console token (CONSOLE_TOKEN)',
    mergeButton: 'Merge',
    splitButton: 'Split out',
    wrongToken: 'The token is missing or wrong; nothing was changed.',
    needed: 'Say who corrects and why; nothing was changed.',
    noArticle: 'Choose at least one article; nothing was changed.',
    elsewhere: 'The request came from another site; nothing was changed.',
    shut: 'Corrections are shut: set CONSOLE_TOKEN to open them.',
    back: 'Back to the event',
  },
} as const;
type Phrases = Record<keyof (typeof PHRASES)['en'], string>;

const LIMIT_BYTES = 100_000;

/** What a person typed, to be shown again where something else was wrong; the token never is. */
interface Given {
  readonly into: string;
  readonly author: string;
  readonly why: string;
  readonly articles: readonly string[];
}
const NOTHING: Given = { into: '', author: '', why: '', articles: [] };

/**
 * `GET /events/:id/correct` shows the forms, only POST changes anything. Each POST carries the token itself and nothing is
 * remembered between requests, so a foreign page has nothing to ride on; one that a browser says comes from elsewhere is
 * refused before the token is looked at.
 */
export function registerCorrect(app: Hono, ctx: Context, correct: Correct | undefined): void {
  const token = ctx.config.consoleToken;

  async function show(
    c: HonoContext,
    status: 200 | 400 | 401 | 403 | 404 | 409,
    problem: keyof Phrases | { sentence: string } | null,
    given = NOTHING,
  ): Promise<Response> {
    const w = await inScript(languageOf(c));
    const phrases = await phrasesOf(w.language);
    const id = c.req.param('id')!;
    const event = await loadEvent(ctx.db, id, latest(ctx), w.language);
    if (event === null) throw new DuibiaoError('UNKNOWN_ID', { kind: 'event', got: id });
    const sentence =
      problem === null ? null : typeof problem === 'string' ? phrases[problem] : problem.sentence;
    const open = token !== undefined && correct !== undefined;
    const main = [
      `<h1>${escapeHtml(phrases.title)}</h1><p>${escapeHtml(event.headline)} <code>${escapeHtml(id)}</code></p>`,
      sentence === null ? '' : `<p class="label" role="alert">${escapeHtml(sentence)}</p>`,
      open
        ? forms(
            event,
            { articles: await articlesOf(ctx.db, id), near: await nearEvents(ctx.db, id, w.language) },
            given,
            phrases,
            w.language,
          )
        : '',
      `<p><a href="${eventAddress(w.language)(id)}">${escapeHtml(phrases.back)}</a></p>`,
    ];
    const path = `/events/${encodeURIComponent(id)}/correct`;
    return c.html(page({ title: phrases.title, ...w, path, query: {} }, main), status);
  }

  app.get('/events/:id/correct', (c) =>
    token === undefined || correct === undefined ? show(c, 403, 'shut') : show(c, 200, null),
  );
  app.post('/events/:id/correct', bodyLimit({ maxSize: LIMIT_BYTES }), async (c) => {
    if (token === undefined || correct === undefined) return show(c, 403, 'shut');
    if (fromElsewhere(c)) return show(c, 403, 'elsewhere');
    const body = await c.req.parseBody({ all: true });
    const text = (name: string): string => {
      const value = body[name];
      return typeof value === 'string' ? value.trim() : '';
    };
    const chosen = body.article;
    const given: Given = {
      into: text('into').slice(0, 100),
      author: text('author').slice(0, 100),
      why: text('why').slice(0, 2000),
      articles: (Array.isArray(chosen) ? chosen : [chosen]).filter(
        (a) => typeof a === 'string' && a !== '',
      ) as string[],
    };
    if (!sameToken(text('token'), token)) return show(c, 401, 'wrongToken', given);
    if (given.author === '' || given.why === '') return show(c, 400, 'needed', given);
    const id = c.req.param('id')!;
    const said: Correction = { author: given.author, why: given.why, at: instant(ctx.clock.now()) };
    try {
      let target = given.into;
      if (text('what') === 'merge') await correct.merge(id, given.into, said);
      else if (given.articles.length === 0) return show(c, 400, 'noArticle', given);
      else target = await correct.split(id, given.articles, said);
      return c.redirect(`/events/${encodeURIComponent(target)}?lang=${languageOf(c)}`, 303);
    } catch (error) {
      if (!(error instanceof DuibiaoError) || ERRORS[error.code].status >= 500) throw error;
      return show(c, ERRORS[error.code].status as 400, { sentence: error.message }, given);
    }
  });
}

async function phrasesOf(language: string): Promise<Phrases> {
  if (language === 'en') return PHRASES.en;
  const script = await scriptOf(language);
  return Object.fromEntries(Object.entries(PHRASES.zh).map(([k, v]) => [k, script(v)])) as Phrases;
}

function forms(
  event: DigestEvent,
  shown: { readonly articles: readonly EventArticle[]; readonly near: readonly NearEvent[] },
  given: Given,
  p: Phrases,
  language: Parameters<typeof dayAndTime>[1],
): string {
  const action = address(`/events/${encodeURIComponent(event.id)}/correct`, { lang: language });
  const open = (what: string, legend: string): string =>
    `<section><form method="post" action="${action}"><input type="hidden" name="what" value="${what}"><h2>${escapeHtml(legend)}</h2>`;
  const field = (label: string, name: string, value: string, more = ''): string =>
    `<p><label>${escapeHtml(label)}<br><input name="${name}" value="${escapeHtml(value)}" required ${more}></label></p>`;
  const close = (button: string): string =>
    `${field(p.why, 'why', given.why, 'maxlength="2000" autocomplete="off"')}${field(p.author, 'author', given.author, 'maxlength="100" autocomplete="username"')}${field(p.token, 'token', '', 'type="password" autocomplete="current-password"')}<p><button type="submit">${escapeHtml(button)}</button></p></form></section>`;
  const near = shown.near.map(
    (e) =>
      `<li><time datetime="${escapeHtml(e.firstSeen)}">${escapeHtml(dayAndTime(e.firstSeen, language))}</time> <code>${escapeHtml(e.id)}</code> ${escapeHtml(e.headline)}</li>`,
  );
  const choices = shown.articles.map(
    (a) =>
      `<li><label><input type="checkbox" name="article" value="${escapeHtml(a.id)}"${given.articles.includes(a.id) ? ' checked' : ''}> <time datetime="${escapeHtml(a.publishedAt)}">${escapeHtml(dayAndTime(a.publishedAt, language))}</time> <span class="n">${escapeHtml(a.outlet)}</span> <span lang="${escapeHtml(a.language)}">${escapeHtml(a.title)}</span></label></li>`,
  );
  return [
    `<p>${escapeHtml(p.lead)}</p>`,
    open('merge', p.merge),
    field(p.into, 'into', given.into, 'maxlength="100" list="near" autocomplete="off"'),
    `<datalist id="near">${shown.near.map((e) => `<option value="${escapeHtml(e.id)}">${escapeHtml(e.headline)}</option>`).join('')}</datalist>`,
    near.length === 0 ? '' : `<h3>${escapeHtml(p.near)}</h3><ol class="articles">${near.join('')}</ol>`,
    close(p.mergeButton),
    shown.articles.length < 2
      ? ''
      : `${open('split', p.split)}<p class="n">${escapeHtml(p.opens)}</p><ol class="articles">${choices.join('')}</ol>${close(p.splitButton)}`,
  ].join('');
}
