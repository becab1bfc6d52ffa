import type { Hono, Context as HonoContext } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import {
  FEEDBACK_LIMITS,
  FEEDBACK_VERDICTS,
  type Feedback,
  listFeedback,
  recordFeedback,
} from '../analogues/index.ts';
import { type Context, instant } from '../context.ts';
import { type DigestEvent, dayAndTime, escapeHtml, loadEvent, scriptOf } from '../deliver/index.ts';
import { DuibiaoError, ERRORS } from '../errors.ts';
import { latest } from './event-page.ts';
import { languageOf } from './language.ts';
import { address, eventAddress, page } from './page.ts';
import { fromElsewhere, sameToken } from './token.ts';
import { inScript } from './words.ts';

const PHRASES = {
  zh: {
    title: '评判各行',
    lead: '评判以姓名和时间保存，不可更改；改变看法就再写一条。规则按采纳率列在 duibiao rules report。',
    company: '公司',
    verdict: '评判',
    accept: '对',
    wrong_company: '公司不对：不该列它',
    wrong_reason: '公司对，理由不对',
    why: '理由（不采纳时必填）',
    author: '评判人',
    token: '控制台口令（CONSOLE_TOKEN）',
    button: '记下',
    said: '已有的评判',
    kept: '已记下。',
    nothingNew: '与上次所说相同，没有再记。',
    noLines: '此事件没有点名任何公司。',
    wrongToken: '口令缺失或不符，未作任何记录。',
    elsewhere: '此请求来自别的网站，未作任何记录。',
    shut: '评判未开启：请设置 CONSOLE_TOKEN。',
    back: '返回事件',
  },
  en: {
    title: 'Judge the lines',
    lead: 'What you say is kept with your name and the time and never changed; a change of mind is one more statement. Rules by acceptance: duibiao rules report.',
    company: 'Company',
    verdict: 'Verdict',
    accept: 'right',
    wrong_company: 'the wrong company: it should not be named',
    wrong_reason: 'the right company, for the wrong reason',
    why: 'Why (needed unless right)',
    author: 'Who says so',
    token: 'Console token (CONSOLE_TOKEN)',
    button: 'Keep it',
    said: 'Said before',
    kept: 'Kept.',
    nothingNew: 'That is what was said last; nothing was added.',
    noLines: 'The event names no company.',
    wrongToken: 'The token is missing or wrong; nothing was kept.',
    elsewhere: 'The request came from another site; nothing was kept.',
    shut: 'Judging is shut: set CONSOLE_TOKEN to open it.',
    back: 'Back to the event',
  },
} as const;
type Phrases = Record<keyof (typeof PHRASES)['en'], string>;

const LIMIT_BYTES = 20_000;

/** What a person typed, shown again where something was wrong; the token never is. */
type Given = Readonly<Record<'ticker' | 'verdict' | 'why' | 'author', string>>;
const NOTHING: Given = { ticker: '', verdict: 'accept', why: '', author: '' };

/**
 * `GET /events/:id/judge` shows the lines and what was said of them; only POST keeps anything. As with corrections, each
 * POST carries the token itself, and one that a browser says comes from another site is refused before it is looked at.
 */
export function registerJudge(app: Hono, ctx: Context): void {
  const token = ctx.config.consoleToken;

  async function show(
    c: HonoContext,
    status: 200 | 400 | 401 | 403 | 404,
    notice: keyof Phrases | { sentence: string } | null,
    given = NOTHING,
  ): Promise<Response> {
    const w = await inScript(languageOf(c));
    const p = await phrasesOf(w.language);
    const id = c.req.param('id')!;
    const event = await loadEvent(ctx.db, id, latest(ctx), w.language);
    if (event === null) throw new DuibiaoError('UNKNOWN_ID', { kind: 'event', got: id });
    const sentence = notice === null ? null : typeof notice === 'string' ? p[notice] : notice.sentence;
    const main = [
      `<h1>${escapeHtml(p.title)}</h1><p>${escapeHtml(event.headline)} <code>${escapeHtml(id)}</code></p>`,
      sentence === null ? '' : `<p class="label" role="alert">${escapeHtml(sentence)}</p>`,
      token === undefined ? '' : form(event, given, p, w.language),
      saidHtml(await listFeedback(ctx.db, { eventId: id, limit: 100 }), p, w.language),
      `<p><a href="${eventAddress(w.language)(id)}">${escapeHtml(p.back)}</a></p>`,
    ];
    return c.html(
      page({ title: p.title, ...w, path: `/events/${encodeURIComponent(id)}/judge`, query: {} }, main),
      status,
    );
  }

  app.get('/events/:id/judge', (c) => (token === undefined ? show(c, 403, 'shut') : show(c, 200, null)));
  app.post('/events/:id/judge', bodyLimit({ maxSize: LIMIT_BYTES }), async (c) => {
    if (token === undefined) return show(c, 403, 'shut');
    if (fromElsewhere(c)) return show(c, 403, 'elsewhere');
    const body = await c.req.parseBody();
    const text = (name: string, most: number): string =>
      typeof body[name] === 'string' ? body[name].trim().slice(0, most) : '';
    const given: Given = {
      ticker: text('ticker', 20),
      verdict: text('verdict', 20),
      why: text('why', FEEDBACK_LIMITS.why),
      author: text('author', FEEDBACK_LIMITS.author),
    };
    if (!sameToken(text('token', 1000), token)) return show(c, 401, 'wrongToken', given);
    try {
      const { fresh } = await recordFeedback(ctx.db, {
        eventId: c.req.param('id')!,
        ...given,
        verdict: given.verdict as (typeof FEEDBACK_VERDICTS)[number],
        channel: 'console',
        at: instant(ctx.clock.now()),
      });
      return show(c, 200, fresh ? 'kept' : 'nothingNew', { ...NOTHING, author: given.author });
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

/** The sentence of a line begins with the company, which stands in front of it already. */
function withoutName({ name, why }: { readonly name: string; readonly why: string }): string {
  const rest = why.startsWith(name) ? /^[：:]\s*(.+)$/s.exec(why.slice(name.length)) : null;
  return rest?.[1] ?? why;
}

function form(event: DigestEvent, given: Given, p: Phrases, language: string): string {
  const lines = [...event.soft, ...event.hard, ...event.traps, ...event.issuer];
  if (lines.length === 0) return `<p>${escapeHtml(p.noLines)}</p>`;
  const chosen = given.ticker === '' ? lines[0]!.ticker : given.ticker;
  const companies = lines.map(
    (a) =>
      `<p><label><input type="radio" name="ticker" value="${escapeHtml(a.ticker)}" required${a.ticker === chosen ? ' checked' : ''}> <strong>${escapeHtml(a.name)}</strong> <code>${escapeHtml(a.ticker)}</code> <span class="n">${escapeHtml(withoutName(a))}</span></label></p>`,
  );
  const verdicts = FEEDBACK_VERDICTS.map(
    (v) =>
      `<p><label><input type="radio" name="verdict" value="${v}" required${v === given.verdict ? ' checked' : ''}> ${escapeHtml(p[v])}</label></p>`,
  );
  const field = (label: string, name: string, value: string, more: string): string =>
    `<p><label>${escapeHtml(label)}<br><input name="${name}" value="${escapeHtml(value)}" ${more}></label></p>`;
  return [
    `<p>${escapeHtml(p.lead)}</p><section><form method="post" action="${address(`/events/${encodeURIComponent(event.id)}/judge`, { lang: language })}">`,
    `<fieldset><legend>${escapeHtml(p.company)}</legend>${companies.join('')}</fieldset>`,
    `<fieldset><legend>${escapeHtml(p.verdict)}</legend>${verdicts.join('')}</fieldset>`,
    `<p><label>${escapeHtml(p.why)}<br><textarea name="why" rows="3" cols="50" maxlength="${FEEDBACK_LIMITS.why}">${escapeHtml(given.why)}</textarea></label></p>`,
    field(
      p.author,
      'author',
      given.author,
      `required maxlength="${FEEDBACK_LIMITS.author}" autocomplete="username"`,
    ),
    field(p.token, 'token', '', 'required type="password" autocomplete="current-password"'),
    `<p><button type="submit">${escapeHtml(p.button)}</button></p></form></section>`,
  ].join('');
}

function saidHtml(said: readonly Feedback[], p: Phrases, language: Parameters<typeof dayAndTime>[1]): string {
  if (said.length === 0) return '';
  const items = said.map(
    (f) =>
      `<li><time datetime="${escapeHtml(f.at)}">${escapeHtml(dayAndTime(f.at, language))}</time> <strong>${escapeHtml(f.author)}</strong> <code>${escapeHtml(f.ticker)}</code> ${escapeHtml(p[f.verdict])}${f.why === '' ? '' : ` <span class="n">${escapeHtml(f.why)}</span>`}</li>`,
  );
  return `<section><h2>${escapeHtml(p.said)}</h2><ol class="articles">${items.join('')}</ol></section>`;
}
