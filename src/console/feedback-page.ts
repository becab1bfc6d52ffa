import type { Hono, Context as HonoContext } from 'hono';
import { recordFeedback } from '../analogues/index.ts';
import { type Context, instant } from '../context.ts';
import {
  type DigestEvent,
  escapeHtml,
  type FeedbackClaim,
  feedbackKey,
  holdsFeedback,
  loadEvent,
  readFeedback,
  say,
  subscriberSecret,
} from '../deliver/index.ts';
import { latest } from './event-page.ts';
import { languageOf } from './language.ts';
import { address, page } from './page.ts';
import { inScript } from './words.ts';

type Spoken = Awaited<ReturnType<typeof inScript>>;

/** GET shows a form, only POST records: a mail scanner that opens every link says nothing by it. */
export function registerFeedback(app: Hono, ctx: Context): void {
  const show = (c: HonoContext, w: Spoken, html: string, status: 200 | 400 | 404) =>
    c.html(
      page({ title: w.words.feedbackTitle, ...w, path: '/feedback', query: { t: c.req.query('t') ?? '' } }, [
        `<h1>${escapeHtml(w.words.feedbackTitle)}</h1>`,
        html,
      ]),
      status,
    );
  const paragraph = (text: string): string => `<p>${escapeHtml(text)}</p>`;

  /** Whose link it is and the event it is about; null where it says anything that is not so. */
  async function asked(c: HonoContext): Promise<{ claim: FeedbackClaim; event: DigestEvent } | null> {
    const token = c.req.query('t') ?? '';
    const claim = readFeedback(token);
    if (claim === null) return null;
    const secret = await subscriberSecret(ctx.db, claim.subscriberId);
    if (secret === null || !holdsFeedback(token, feedbackKey(ctx, secret), ctx.clock.now())) return null;
    const event = await loadEvent(ctx.db, claim.eventId, latest(ctx), languageOf(c));
    return event === null ? null : { claim, event };
  }

  app.get('/feedback', async (c) => {
    const w = await inScript(languageOf(c));
    const found = await asked(c);
    if (found === null) return show(c, w, paragraph(w.words.feedbackUnknown), 404);
    return show(c, w, form(found.event, found.claim, w, c.req.query('t')!), 200);
  });
  app.post('/feedback', async (c) => {
    const w = await inScript(languageOf(c));
    const found = await asked(c);
    if (found === null) return show(c, w, paragraph(w.words.feedbackUnknown), 404);
    const given = await c.req.parseBody();
    const ticker = String(given.ticker ?? '');
    const why = String(given.why ?? '')
      .trim()
      .slice(0, 2000);
    if (why === '' || !linesOf(found.event).some((a) => a.ticker === ticker))
      return show(c, w, form(found.event, found.claim, w, c.req.query('t')!), 400);
    await recordFeedback(ctx.db, {
      eventId: found.claim.eventId,
      ticker,
      verdict: found.claim.verdict,
      why,
      // Not the address: who reads the tables need not know who reads the mail.
      author: `reader ${found.claim.subscriberId.slice(0, 16)}`,
      channel: 'mail',
      at: instant(ctx.clock.now()),
    });
    return show(c, w, paragraph(w.words.feedbackDone), 200);
  });
}

const linesOf = (e: DigestEvent) => [...e.soft, ...e.hard, ...e.traps, ...e.issuer];

function form(event: DigestEvent, claim: FeedbackClaim, { words, language }: Spoken, token: string): string {
  const verdict = claim.verdict === 'wrong_company' ? words.wrongCompany : words.wrongReason;
  const choices = linesOf(event).map(
    (a, i) =>
      `<p><label><input type="radio" name="ticker" value="${escapeHtml(a.ticker)}" required${i === 0 ? ' checked' : ''}> ${escapeHtml(`${a.name} ${a.ticker}`)} <span class="n">${escapeHtml(a.why)}</span></label></p>`,
  );
  return [
    `<p>${escapeHtml(say(words.feedbackAsk, { headline: event.headline, verdict }))}</p>`,
    `<form method="post" action="${address('/feedback', { t: token, lang: language })}">`,
    `<fieldset><legend>${escapeHtml(words.feedbackWhich)}</legend>${choices.join('')}</fieldset>`,
    `<p><label>${escapeHtml(words.feedbackWhy)}<br><textarea name="why" rows="4" cols="50" maxlength="2000" required></textarea></label></p>`,
    `<p><button type="submit">${escapeHtml(words.feedbackSend)}</button></p></form>`,
  ].join('');
}
