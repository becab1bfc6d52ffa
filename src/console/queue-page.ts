import type { Hono } from 'hono';
import { lackWords, loadLinkLibrary, unexplained } from '../analogues/index.ts';
import { originsOf, type Stream } from '../articles/index.ts';
import type { Context } from '../context.ts';
import { dayAndTime, escapeHtml, labelOf, scriptOf, usualOrigin } from '../deliver/index.ts';
import { heldEvents } from '../events/index.ts';
import { languageOf } from './language.ts';
import { eventAddress, page } from './page.ts';
import { inScript } from './words.ts';

const PHRASES = {
  zh: {
    title: '没有规则能说明的事件',
    lead: '写规则者的待办：每个未了结的事件，最接近的规则，以及事件还缺什么。命令行：duibiao events --unexplained。',
    nearest: '最接近：{rule}。{lacks}',
    none: '没有规则与它有共同之处。',
    fires: '规则成立而没有公司符合：{rules}。',
    empty: '没有这样的事件。',
    counted: '最近 {all} 个未了结的事件中，{open} 个没有规则能说明。',
  },
  en: {
    title: 'Events that no rule explains',
    lead: 'The queue of whoever writes rules: each open event, the nearest rule, and what the event lacks for it. On the command line: duibiao events --unexplained.',
    nearest: 'Nearest: {rule}; {lacks}',
    none: 'No rule has anything in common with it.',
    fires: 'Fires, but no company has its side: {rules}.',
    empty: 'There is none.',
    counted: 'Of the last {all} open events, {open} are explained by no rule.',
  },
} as const;
/** Open events looked at, the newest first, and shown. */
const LOOK = 300;
const SHOW = 60;
const STREAMS: readonly Stream[] = ['live', 'archive', 'replay'];

/** `GET /queue`: what the first page shows, or with `?stream=archive` or `replay` that of recorded material. */
export function registerQueue(app: Hono, ctx: Context): void {
  app.get('/queue', async (c) => {
    const { words, language } = await inScript(languageOf(c));
    const zh = language !== 'en';
    const script = zh ? await scriptOf(language) : (text: string) => text;
    const say = (
      phrase: keyof (typeof PHRASES)['en'],
      values: Record<string, string | number> = {},
    ): string =>
      Object.entries(values).reduce<string>(
        (text, [k, v]) => text.replace(`{${k}}`, () => String(v)),
        script(PHRASES[zh ? 'zh' : 'en'][phrase]),
      );
    const stream = STREAMS.find((s) => s === c.req.query('stream')) ?? (await usualOrigin(ctx.db));
    const events = await heldEvents(ctx.db)
      .select(['id', 'headline', 'headline_zh', 'headline_en', 'last_seen'])
      .where('origin', 'in', [...originsOf(stream)])
      .where('state', '<>', 'closed')
      .orderBy('last_seen', 'desc')
      .orderBy('id')
      .limit(LOOK)
      .execute();
    const label = stream === 'live' ? null : labelOf({ recorded: true, origin: stream }, words);
    const library = await loadLinkLibrary(ctx.db);
    const open = await unexplained(
      ctx.db,
      library,
      events.map((e) => e.id),
    );
    const byId = new Map(events.map((e) => [e.id, e]));
    const items = open.slice(0, SHOW).map((u) => {
      const e = byId.get(u.eventId)!;
      const lacks = u.nearest?.lacks.map((l) => script(lackWords(l, library, zh ? 'zh' : 'en'))) ?? [];
      const title = u.nearest === null ? undefined : library.rules.get(u.nearest.ruleId)?.rule.title;
      const rule = `${title === undefined ? '' : `${zh ? script(title.zh) : title.en} `}[${u.nearest?.ruleId}]`;
      return `<li><time datetime="${escapeHtml(e.last_seen)}">${escapeHtml(dayAndTime(e.last_seen, language))}</time> <a href="${eventAddress(language)(e.id)}">${escapeHtml(zh ? script(e.headline_zh ?? e.headline) : (e.headline_en ?? e.headline))}</a>${
        u.fires.length === 0
          ? ''
          : `<p class="n">${escapeHtml(say('fires', { rules: u.fires.join(', ') }))}</p>`
      }<p class="n">${escapeHtml(u.nearest === null ? say('none') : say('nearest', { rule, lacks: lacks.join(zh ? '；' : '; ') }))}</p></li>`;
    });
    return c.html(
      page(
        { title: say('title'), language, words, path: '/queue', query: stream === 'live' ? {} : { stream } },
        [
          label === null ? '' : `<p class="label" role="note"><strong>${escapeHtml(label)}</strong></p>`,
          `<h1>${escapeHtml(say('title'))}</h1><p>${escapeHtml(say('lead'))}</p>`,
          `<p>${escapeHtml(say('counted', { all: events.length, open: open.length }))}</p>`,
          items.length === 0
            ? `<p>${escapeHtml(say('empty'))}</p>`
            : `<ol class="articles">${items.join('')}</ol>`,
        ],
      ),
    );
  });
}
