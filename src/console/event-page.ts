import type { Context as HonoContext } from 'hono';
import type { Context } from '../context.ts';
import {
  cardOf,
  type DigestAnalogue,
  type DigestEvent,
  dayAndTime,
  escapeHtml,
  FULL,
  isRecorded,
  labelOf,
  loadEvent,
  safeHref,
  say,
  scriptOf,
  type Words,
} from '../deliver/index.ts';
import { DuibiaoError } from '../errors.ts';
import { evaluationsOf } from '../events/index.ts';
import { tradabilityOfEvent } from '../market/index.ts';
import { cardHtml } from './card-html.ts';
import {
  articlesOf,
  type EventArticle,
  standsAt,
  statesOf,
  type TraitSpan,
  traitSpans,
} from './event.repository.ts';
import { hypeHtml } from './hype-html.ts';
import { languageOf } from './language.ts';
import type { ConsoleOptions } from './options.ts';
import { address, eventAddress, page } from './page.ts';
import { tradabilityHtml } from './tradability-html.ts';
import { inScript } from './words.ts';

/** Everything known of one event: why it is hype, who told it, which words speak for which trait, and each score taken apart. */
export async function eventPage(ctx: Context, c: HonoContext, options: ConsoleOptions): Promise<Response> {
  const id = c.req.param('id')!;
  const { words, language } = await inScript(languageOf(c));
  const event = await loadEvent(ctx.db, id, await standsAt(ctx.db, id, latest(ctx)), language);
  if (event === null) throw new DuibiaoError('UNKNOWN_ID', { kind: 'event', got: id });
  const label = labelOf(
    { recorded: isRecorded(event.origin), origin: event.origin === 'replay' ? 'replay' : 'archive' },
    words,
  );
  const main = [
    label === null ? '' : `<p class="label" role="note"><strong>${escapeHtml(label)}</strong></p>`,
    cardHtml(cardOf(event, words, language, FULL), words, eventAddress(language), 1),
    hypeHtml({
      evaluations: await evaluationsOf(ctx.db, id),
      states: await statesOf(ctx.db, id),
      language,
      words,
      script: await scriptOf(language),
    }),
    traitsHtml(await traitSpans(ctx.db, id, language), words),
    sumsHtml(event, words),
    tradabilityHtml(await tradabilityOfEvent(ctx.db, id), language),
    articlesHtml(await articlesOf(ctx.db, id), words, language),
    `<p><a href="${address('/', { lang: language })}">${escapeHtml(words.home)}</a> · <a href="${address(`/api/events/${encodeURIComponent(id)}`, { lang: language })}">${escapeHtml(words.data)}</a>${ctx.config.consoleToken === undefined || options.correct === undefined ? '' : ` · <a href="${address(`/events/${encodeURIComponent(id)}/correct`, { lang: language })}">${escapeHtml({ en: 'Correct: merge or split', zh: '更正：合并或拆分', 'zh-Hant': '更正：合併或拆分' }[language])}</a>`}${ctx.config.consoleToken === undefined ? '' : ` · <a href="${address(`/events/${encodeURIComponent(id)}/judge`, { lang: language })}">${escapeHtml({ en: 'Judge the lines', zh: '评判各行', 'zh-Hant': '評判各行' }[language])}</a>`}</p>`,
  ];
  return c.html(
    page(
      { title: event.headline, language, words, path: `/events/${encodeURIComponent(id)}`, query: {} },
      main,
    ),
  );
}

/** Replays may have run ahead of the wall: their rows are seen too. */
export function latest(ctx: Context): string {
  return new Date(Math.max(ctx.clock.now().getTime(), Date.parse('9000-01-01T00:00:00Z'))).toISOString();
}

type DigestLanguage = Parameters<typeof dayAndTime>[1];
function round(x: number): string {
  return String(Math.round(x * 1000) / 1000);
}

function traitsHtml(spans: readonly TraitSpan[], words: Words): string {
  if (spans.length === 0) return '';
  const items = spans.map((s) => {
    const href = safeHref(s.url);
    const outlet =
      href === null ? escapeHtml(s.outlet) : `<a href="${escapeHtml(href)}">${escapeHtml(s.outlet)}</a>`;
    const mark = s.firstHand ? ` <span class="badge fh">${escapeHtml(words.firstHandMark)}</span>` : '';
    return `<li><p class="who"><strong>${escapeHtml(s.name)}</strong> <span class="n">${escapeHtml(say(words.strength, { x: round(s.strength) }))}</span>${mark}</p>
<blockquote>${edge(s.before)}<mark>${escapeHtml(s.hit)}</mark>${edge(s.after)}</blockquote><p class="n">— ${outlet}${s.page === null ? '' : `, ${escapeHtml(say(words.pageAt, { n: s.page }))}`}</p></li>`;
  });
  return `<section><h2>${escapeHtml(words.traits)}</h2><ul class="spans">${items.join('')}</ul></section>`;
}
/** `escapeHtml` trims; the space between the marked words and their neighbours is part of the sentence. */
function edge(text: string): string {
  const lead = /^\s/.test(text) ? ' ' : '';
  const tail = /\s$/.test(text) ? ' ' : '';
  return lead + escapeHtml(text) + tail;
}

function sumsHtml(event: DigestEvent, words: Words): string {
  const all = [...event.soft, ...event.hard, ...event.traps, ...event.issuer].filter(
    (a) => a.components.length > 0,
  );
  if (all.length === 0) return '';
  return `<section><h2>${escapeHtml(words.sums)}</h2>${all.map((a) => sumHtml(a, words)).join('')}</section>`;
}
function sumHtml(a: DigestAnalogue, words: Words): string {
  const kind = {
    soft: words.softShort,
    hard: words.hardShort,
    trap: words.trapShort,
    issuer: words.issuerShort,
  }[a.kind];
  const rule =
    a.rule === null
      ? words.noRule
      : say(words.ruleLine, { title: a.rule.title, id: a.rule.id, version: a.rule.version });
  const rows = a.components.map(
    (x) =>
      `<tr><th scope="row">${escapeHtml(x.name)}</th><td class="num">${round(x.value)}</td><td>${escapeHtml(x.note ?? '')}</td></tr>`,
  );
  return `<details><summary><strong>${escapeHtml(a.name)}</strong> <code>${escapeHtml(a.ticker)}</code> <span class="n">${escapeHtml(kind)} · ${escapeHtml(say(words.score, { score: Math.round(a.score * 10) / 10 }))}</span></summary>
<p class="n">${escapeHtml(rule)}</p><table><thead><tr><th scope="col">${escapeHtml(words.component)}</th><th scope="col" class="num">${escapeHtml(words.value)}</th><th scope="col">${escapeHtml(words.note)}</th></tr></thead><tbody>${rows.join('')}</tbody></table></details>`;
}

const badge = (text: string): string => `<span class="badge">${escapeHtml(text)}</span>`;

function articlesHtml(articles: readonly EventArticle[], words: Words, language: DigestLanguage): string {
  const items = articles.map((a) => {
    const href = safeHref(a.url);
    const title =
      href === null ? escapeHtml(a.title) : `<a href="${escapeHtml(href)}">${escapeHtml(a.title)}</a>`;
    const marks = [
      ...(a.firstHand ? [`<span class="badge fh">${escapeHtml(words.firstHandMark)}</span>`] : []),
      ...(a.duplicateOf === null
        ? []
        : [
            badge(
              a.duplicateOutlet === null || a.duplicateOutlet === a.outlet
                ? words.duplicate
                : say(words.duplicateOf, { outlet: a.duplicateOutlet }),
            ),
          ]),
      ...(a.carriedBy === 0 ? [] : [badge(say(words.carriedBy, { n: a.carriedBy }))]),
      ...(a.corrects ? [badge(words.correctionOf)] : []),
      ...(a.corrected ? [badge(words.superseded)] : []),
    ];
    const former = a.former.map(
      (f) =>
        `<li><time datetime="${escapeHtml(f.seenAt)}">${escapeHtml(dayAndTime(f.seenAt, language))}</time> <span class="n">${escapeHtml(words.before)}</span> <span lang="${escapeHtml(a.language)}">${escapeHtml(f.title)}</span></li>`,
    );
    const history =
      former.length === 0
        ? ''
        : `<details><summary class="n">${escapeHtml(say(words.revisedTimes, { n: former.length }))}</summary><ol>${former.join('')}</ol></details>`;
    return `<li><time datetime="${escapeHtml(a.publishedAt)}">${escapeHtml(dayAndTime(a.publishedAt, language))}</time> <span class="n">${escapeHtml(a.outlet)}</span> <span lang="${escapeHtml(a.language)}">${title}</span> ${marks.join(' ')}${history}</li>`;
  });
  return `<section><h2>${escapeHtml(words.articles)}</h2><ol class="articles">${items.join('')}</ol></section>`;
}
