import {
  inThePast,
  lackWords,
  lineRow,
  loadLinkLibrary,
  storedLines,
  unexplained,
} from '../analogues/index.ts';
import { ORIGINS, type Origin } from '../articles/index.ts';
import { instant } from '../context.ts';
import type { Db } from '../db/index.ts';
import { eventFigures, type FigureLine, figureWords, spark, WORDS } from '../deliver/index.ts';
import {
  breakdown,
  countEvents,
  distanceWords,
  type Evaluation,
  type EventDetail,
  type EventSummary,
  eventDetail,
  type HypeState,
  listEvents,
  missingWords,
  stateAt,
} from '../events/index.ts';
import { pastParts } from './explain.ts';
import { type AddCommand, type Io, readChoice, readInstant, readNumber, withDatabase } from './io.ts';
import { reasoned, table } from './table.ts';
import { axisIn, kindIn, LANGUAGES, type Language, stateIn } from './words.ts';

const STATES = ['emerging', 'hype', 'fading', 'closed', 'quiet'] as const;

/** `live` is what analysts see by default: polled and handed-in news. Recorded material is asked for by its name. */
export function originsFor(choice: string): Origin[] {
  const origin = readChoice(choice, '--origin', ['live', 'archive', 'replay', 'any']);
  return origin === 'any' ? [...ORIGINS] : origin === 'live' ? ['live', 'ingest'] : [origin];
}

interface ListOptions {
  json?: boolean;
  from?: string;
  to?: string;
  state?: string;
  origin: string;
  limit: string;
  unexplained?: boolean;
  lang: string;
}

export const addEvents: AddCommand = (program, io) => {
  program
    .command('events')
    .option('--from <when>', 'told at or after this day or instant (UTC)')
    .option('--to <when>', 'begun before this day or instant (UTC)')
    .option('--state <state>', STATES.join(', '))
    .option('--origin <origin>', 'live, archive, replay or any', 'live')
    .option('--limit <n>', 'at most so many, newest first', '50')
    .option('--unexplained', 'only events that no rule explains, with the nearest rule and what it lacks')
    .option('--lang <language>', 'headlines and words in zh or en', 'en')
    .option('--json', 'a line an event on stdout')
    .description('the events that the tables hold, newest first')
    .addHelpText(
      'after',
      '\nExample: duibiao events --origin archive --from 2024-02-15 --to 2024-02-20 --lang zh\n         duibiao events --unexplained --json',
    )
    .action(async (options: ListOptions) => {
      const language = readChoice(options.lang, '--lang', LANGUAGES);
      const limit = Math.floor(readNumber(options.limit, '--limit', 1, 100_000));
      const wanted = {
        origins: originsFor(options.origin),
        ...(options.from === undefined ? {} : { from: readInstant(options.from, '--from') }),
        ...(options.to === undefined ? {} : { to: readInstant(options.to, '--to') }),
        ...(options.state === undefined ? {} : { state: readChoice(options.state, '--state', STATES) }),
      };
      await withDatabase(io, async ({ ctx: { db } }) => {
        const events = await listEvents(db, {
          ...wanted,
          // The events that rules do explain are left out afterwards: the limit counts those that are shown.
          limit: options.unexplained === true ? 100_000 : limit,
        });
        if (options.unexplained === true) await showUnexplained(io, db, events, limit, options, language);
        else if (options.json === true) for (const e of events) io.out(`${JSON.stringify(summaryRow(e))}\n`);
        else if (events.length > 0) io.out(eventTable(events, language));
        if (events.length === 0) await sayWhere(io, db, options.origin);
      });
    });

  const event = program.command('event').description('one event');
  event
    .command('show')
    .argument('<ID>', 'an event, such as e-1f0c22d94a51')
    .option(
      '--at <when>',
      'all of it as it stood at this day or instant (UTC); as it stands now unless given',
    )
    .option('--lang <language>', 'words in zh or en', 'en')
    .option('--json', 'one object on stdout')
    .description('hype taken apart, articles, traits and themes, changes of state with their reasons, lines')
    .addHelpText(
      'after',
      '\nExample: duibiao event show e-1f0c22d94a51 --lang zh\n         duibiao event show e-1f0c22d94a51 --at 2024-02-16T01:30:00Z',
    )
    .action(async (id: string, options: { json?: boolean; lang: string; at?: string }) => {
      const language = readChoice(options.lang, '--lang', LANGUAGES);
      await withDatabase(io, async ({ ctx: { db, clock } }) => {
        const at = options.at === undefined ? undefined : readInstant(options.at, '--at');
        const read = async (of: Db) => ({
          detail: await eventDetail(of, id, at),
          figures: (await eventFigures(of, [id], at ?? instant(clock.now()))).get(id) ?? [],
          lines: await storedLines(of, id, at === undefined ? {} : { at }),
        });
        const { detail, figures, lines } =
          at === undefined
            ? await read(db)
            : await inThePast(db, id, { at, strict: false, option: '--at' }, await pastParts(db), read);
        if (options.json === true)
          io.out(
            `${JSON.stringify({ ...detail, summary: summaryRow(detail.summary), figures, analogues: lines.map(lineRow) })}\n`,
          );
        else io.out(detailText(detail, figures, lines, language));
      });
    });
};

/** An empty table says where there is something. */
async function sayWhere(io: Io, db: Db, origin: string): Promise<void> {
  const counts = [...(await countEvents(db))].sort(([a], [b]) => (a < b ? -1 : 1));
  io.say(
    counts.length === 0
      ? 'no events yet'
      : `no events match (--origin ${origin}); the tables hold ${counts.map(([o, n]) => `${n} ${o}`).join(', ')}`,
  );
}

function summaryRow(e: EventSummary): object {
  const { id, ...rest } = e;
  return { event: id, ...rest };
}

const number = (n: number | null): string => (n === null ? '–' : String(Math.round(n * 10) / 10));
const headline = (e: EventSummary, language: Language): string =>
  (language === 'zh' ? e.headlineZh : e.headlineEn) ?? e.headline;
const counted = (n: number, thing: string): string => `${n} ${thing}${n === 1 ? '' : 's'}`;
const minute = (at: string): string => at.slice(0, 16).replace('T', ' ');

export function eventTable(events: readonly EventSummary[], language: Language): string {
  const zh = language === 'zh';
  return table([
    zh
      ? ['事件', '状态', '热度', '首见 (UTC)', '篇数', '原文', '标题']
      : ['EVENT', 'STATE', 'HYPE', 'PEAK', 'FIRST SEEN (UTC)', 'ARTICLES', 'READ', 'HEADLINE'],
    ...events.map((e) => [
      e.id,
      stateIn(e.state, language),
      number(e.hype),
      number(e.peak),
      minute(e.firstSeen),
      String(e.articles),
      e.unread ? (zh ? '未见原文' : 'unread') : zh ? '已见' : 'read',
      headline(e, language),
    ]),
  ]);
}

async function showUnexplained(
  io: Io,
  db: Db,
  events: readonly EventSummary[],
  limit: number,
  options: ListOptions,
  language: Language,
): Promise<void> {
  const library = await loadLinkLibrary(db);
  const open = await unexplained(
    db,
    library,
    events.map((e) => e.id),
  );
  const byId = new Map(events.map((e) => [e.id, e]));
  for (const u of open.slice(0, limit)) {
    const e = byId.get(u.eventId)!;
    if (options.json === true) {
      io.out(`${JSON.stringify({ ...summaryRow(e), fires: u.fires, nearest: u.nearest })}\n`);
      continue;
    }
    io.out(`${e.id}  ${minute(e.lastSeen)}  ${headline(e, language)}\n`);
    if (u.fires.length > 0)
      io.out(
        language === 'zh'
          ? `    规则成立而没有公司符合：${u.fires.join('、')}\n`
          : `    fires, but no company has its side: ${u.fires.join(', ')}\n`,
      );
    io.out(
      u.nearest === null
        ? `    ${language === 'zh' ? '没有规则与它有共同之处' : 'no rule has anything in common with it'}\n`
        : `    ${language === 'zh' ? '最接近' : 'nearest'}: ${u.nearest.ruleId}: ${u.nearest.lacks.map((l) => lackWords(l, library, language)).join(language === 'zh' ? '；' : '; ')}\n`,
    );
  }
  io.say(`${open.length} of ${events.length} events are explained by no rule`);
}

/** The newest evaluation as a table whose points add up to the score, and what each component was computed from. */
function hypeLines(latest: Evaluation, state: HypeState, language: Language): string[] {
  const zh = language === 'zh';
  const b = breakdown(latest, language);
  const missing = missingWords(b, language);
  const [head, ...rows] = table([
    zh ? ['', '分量', '值', '', '权重', '得分'] : ['', 'COMPONENT', 'VALUE', '', 'WEIGHT', 'POINTS'],
    ...b.rows.map((r) => [
      '',
      r.label,
      r.value === null ? '–' : r.value.toFixed(2),
      r.value === null ? '' : '█'.repeat(Math.round(r.value * 12)).padEnd(12, '·'),
      r.value === null ? '–' : `${number(r.share * 100)}%`,
      r.value === null ? '–' : r.points.toFixed(1),
    ]),
  ])
    .trimEnd()
    .split('\n');
  return [
    head!,
    // What a value was counted from is what two readers have to agree on: whole, on a line of its own.
    ...rows.flatMap((row, i) => [row, `      ${b.rows[i]!.from}`]),
    ...(missing === null ? [] : [`  ${missing}`]),
    ...distanceWords(latest, state, language).map((s) => `  ${s}`),
    zh
      ? `  权重与阈值：第 ${latest.weightsVersion} 版`
      : `  weights and thresholds: version ${latest.weightsVersion}`,
  ];
}

function articleMarks(
  a: EventDetail['articles'][number],
  detail: EventDetail,
  t: (zh: string, en: string) => string,
): string[] {
  const original = detail.articles.find((o) => o.id === a.duplicateOf);
  return [
    ...(a.firstHand ? [t('第一手', 'first-hand')] : []),
    ...(a.duplicateOf === null
      ? []
      : [
          original === undefined
            ? t('转载', 'reprint')
            : t(`转载自${original.outlet}`, `reprint of ${original.outlet}`),
        ]),
    ...(a.carriedBy === 0 ? [] : [t(`另有${a.carriedBy}家转载`, `carried by ${a.carriedBy} more`)]),
    ...(a.supersedes === null ? [] : [t('更正', 'correction')]),
    ...(detail.articles.some((b) => b.supersedes === a.id) ? [t('已被更正', 'corrected since')] : []),
    ...(a.edits === 0 ? [] : [t(`修订${a.edits}次`, `edited ${a.edits}×`)]),
  ];
}

function detailText(
  detail: EventDetail,
  figures: readonly FigureLine[],
  lines: Awaited<ReturnType<typeof storedLines>>,
  language: Language,
): string {
  const zh = language === 'zh';
  const t = (a: string, b: string): string => (zh ? a : b);
  const s = detail.summary;
  const out: string[] = [
    `${s.id}  ${headline(s, language)}`,
    ...[s.headlineZh, s.headlineEn]
      .filter((h) => h !== null && h !== headline(s, language))
      .map((h) => `  ${h}`),
    [
      stateIn(s.state, language),
      s.origin,
      s.unread
        ? t('未见原文', 'unread: no first-hand document yet')
        : t('已见原文', 'first-hand document seen'),
      t(
        `${s.articles} 篇，${s.outlets} 家媒体`,
        `${counted(s.articles, 'article')}, ${counted(s.outlets, 'outlet')}`,
      ),
      s.languages.join('+'),
    ].join(' · '),
    `${minute(s.firstSeen)} – ${minute(s.lastSeen)} UTC${s.issuer === null ? '' : ` · ${t('主角', 'issuer')} ${s.issuer}`}`,
    ...(detail.parent === null
      ? []
      : [
          `${t('后续发展，源自', 'a development of')} ${detail.parent}${detail.development === null ? '' : `${t('：', ': ')}${zh ? detail.development.zh : detail.development.en}`}`,
        ]),
    ...detail.followed.map((f) => {
      const reason = zh ? f.zh : f.en;
      return `${t('此后的发展', 'followed by')} ${f.id}  ${f.headline}${reason === null ? '' : ` (${reason})`}`;
    }),
    '',
  ];
  const latest = detail.hype.at(-1);
  if (latest === undefined) out.push(t('热度：尚未评估', 'Hype: not evaluated yet'));
  else {
    out.push(
      `${t('热度', 'Hype')} ${number(latest.score)}/100  ${spark(detail.hype.slice(-60).map((h) => h.score))}  ${t('最高', 'peak')} ${number(s.peak)}  (${minute(latest.at)})`,
    );
    out.push(...hypeLines(latest, stateAt(detail.states, latest.at), language));
  }
  const section = (title: string, rows: readonly (readonly string[])[]): void => {
    if (rows.length === 0) return;
    out.push('', title, table(rows.map((r) => ['', ...r])).trimEnd());
  };
  // Reasons are whole sentences: they stand on lines of their own, not in a column that is cut.
  if (detail.states.length > 0) out.push('', t('状态变化', 'Changes of state'));
  for (const x of detail.states)
    out.push(
      `  ${minute(x.at)}  ${x.from === null ? '–' : stateIn(x.from, language)} → ${stateIn(x.to, language)}`,
      `      ${zh && x.reasonZh !== '' ? x.reasonZh : x.reason}`,
    );
  section(
    t('特征', 'Traits'),
    detail.traits.map((x) => [
      x.id,
      x.strength.toFixed(2),
      x.firstHand ? t('第一手', 'first-hand') : t('转述', 'hearsay'),
      t(`${x.articles} 篇`, counted(x.articles, 'article')),
      t(`${x.zh}（${axisIn(x.axis, language)}）`, `${x.en} (${axisIn(x.axis, language)})`),
    ]),
  );
  section(
    t('主题', 'Themes'),
    detail.themes.map((x) => [x.id, x.weight.toFixed(2), zh ? x.zh : x.en]),
  );
  section(
    t('报道', 'Articles'),
    detail.articles.map((a) => [
      minute(a.publishedAt),
      a.id,
      a.outlet,
      articleMarks(a, detail, t).join(', '),
      a.title,
    ]),
  );
  section(
    t('数字', 'Figures'),
    figures.map((f) => [
      f.firstHand ? t('第一手', 'first-hand') : t('转述', 'hearsay'),
      figureWords(f, WORDS[language], language),
    ]),
  );
  if (lines.length > 0) {
    const rows = lines.map((l) => ({
      cells: [
        '',
        String(l.rank),
        kindIn(l.kind, language),
        l.lines.join(' '),
        number(l.score),
        l.ruleId ?? '–',
      ],
      reason: zh ? l.whyZh : l.whyEn,
    }));
    out.push('', t('对标与陷阱', 'Lines'), reasoned(null, rows).trimEnd());
  }
  section(
    t('人工更正', 'Corrections'),
    detail.corrections.map((c) => [
      minute(c.at),
      c.kind === 'merge' ? t('合并', 'merge') : c.kind === 'split' ? t('拆分', 'split') : c.kind,
      `${c.article ?? c.event} → ${c.into ?? '–'}`,
      c.author,
      c.why,
    ]),
  );
  return `${out.join('\n')}\n`;
}
