/**
 * When the page was published: everything that speaks of it, weighed. Machine-readable dates are exact but may belong
 * to a re-publication or carry a false zone; the line that readers see is what the newsroom meant; an address gives a
 * day to check the rest against.
 */
import type { Block } from './blocks.ts';
import { type Moment, readMoment, toIso, wallClock } from './instant.ts';
import { type Node, stringOf } from './jsonld.ts';
import { isProse } from './sums.ts';
import type { Survey } from './survey.ts';
import type { Page } from './tree.ts';

interface Evidence {
  moment: Moment;
  weight: number;
}

/** Names of `<meta>` (lower case) to how far they are believed. */
const METAS: readonly [string, number][] = [
  ['article:published_time', 8],
  ['og:article:published_time', 8],
  ['weibo: article:create_at', 9],
  ['weibo:article:create_at', 9],
  ['og:published_time', 8],
  ['datepublished', 8],
  ['og:time', 7],
  ['apub:time', 7],
  ['publish-date', 7],
  ['publish_date', 7],
  ['publishdate', 7],
  ['published_time', 7],
  ['publishtime', 7],
  ['publish_time', 7],
  ['pubdate', 7],
  ['parsely-pub-date', 7],
  ['sailthru.date', 6],
  ['cxenseparse:recs:publishtime', 6],
  ['article.published', 7],
  ['dc.date.issued', 6],
  ['dcterms.created', 6],
  ['dc.date', 5],
  ['dc.date.created', 5],
  ['citation_publication_date', 5],
  ['originalpublicationdate', 7],
  ['article_date_original', 7],
  ['bt:pubdate', 6],
  ['date', 5],
  ['releasedate', 6],
  ['dateupdate', 2],
  ['article:modified_time', 1],
];

const PUBLISHED_LABEL =
  /(?:发布(?:日期|时间|于)?|发表(?:日期|时间|于)|时间|日期|刊发|published|posted|first published|on|date)\s*[:：]?\s*$/i;
const FIRST_LABEL = /publish|posted|发布|发表/i;
const UPDATED_LABEL = /(?:updated|modified|revised|更新|修改|编辑于)/i;

export function publishedAt(
  page: Page,
  survey: Survey,
  nodes: readonly Node[],
  visible: { near: readonly Block[]; after: readonly Block[] },
  context: { url: string | null; zone: number | string; han: boolean },
): string | null {
  const evidence: Evidence[] = [];
  const add = (value: string | null | undefined, weight: number): void => {
    const moment = value ? readMoment(value) : null;
    if (moment) evidence.push({ moment, weight: moment.precision === 'day' ? weight - 4 : weight });
  };
  nodes.slice(0, 3).forEach((n, i) => {
    add(stringOf(n.datePublished), 8.5 - i);
    add(stringOf(n.uploadDate), 4 - i);
    add(stringOf(n.dateCreated), 5 - i);
  });
  for (const [name, weight] of METAS)
    for (const value of (page.metas.get(name) ?? []).slice(0, 2)) add(value, weight);
  for (const t of survey.times.slice(0, 30)) {
    const modified = /modif|updat/i.test(t.itemprop);
    add(t.value, /published|created/i.test(t.itemprop) ? 7.5 : modified ? 1 : 0.5);
  }
  lookAround(visible.near, context.han ? 9.5 : 5.5, evidence);
  if (evidence.every((e) => e.weight < 4)) lookAround(visible.after, 4.5, evidence);
  fromScripts(page, evidence);
  const urlDay = dayOfUrl(context.url ?? page.metas.get('og:url')?.[0] ?? null);
  if (urlDay) {
    evidence.push({ moment: urlDay, weight: 1.5 });
    for (const e of evidence) if (Math.abs(daysBetween(e.moment, urlDay)) <= 1) e.weight += 1;
  }
  let best: Evidence | null = null;
  for (const e of evidence) if (e.weight > 0 && (!best || e.weight > best.weight)) best = e;
  if (!best) return null;
  return toIso(settled(best.moment, evidence, context), context.zone);
}

/**
 * The zone of the chosen moment. A page that prints the wall clock of its `+00:00` stamp to readers elsewhere wrote
 * local time under a false zone; a wall clock that another stamp repeats with a zone takes that zone.
 */
function settled(
  m: Moment,
  evidence: readonly Evidence[],
  context: { zone: number | string; han: boolean },
): Moment {
  const same = evidence.filter((e) => wallClock(e.moment) === wallClock(m));
  if (m.zone === 0 && context.han && context.zone !== 0 && same.some((e) => e.moment.zone === null))
    return { ...m, zone: null };
  if (m.zone !== null || m.precision === 'day') return m;
  const zoned = same.find((e) => e.moment.zone !== null && e.moment.zone !== 0);
  const exact = same.find((e) => e.moment.precision === 'second');
  return { ...m, second: exact ? exact.moment.second : m.second, zone: zoned ? zoned.moment.zone : null };
}

function lookAround(blocks: readonly Block[], weight: number, evidence: Evidence[]): void {
  let labelled: Evidence | null = null;
  let first: Evidence | null = null;
  for (const b of blocks) {
    for (const line of b.text.split('\n')) {
      let text = line.slice(0, 160);
      // `Updated …, published …`: the second date is meant
      const label = UPDATED_LABEL.test(text.slice(0, 24)) ? text.search(FIRST_LABEL) : -1;
      if (label > 0) text = text.slice(label);
      const moment = readMoment(text);
      if (!moment) continue;
      // a date inside a sentence is part of the story
      if (
        moment.precision === 'day' &&
        (line.length > 160 || (isProse(b) && !/^\W*(?:19|20)\d\d[-/.]/.test(line)))
      )
        continue;
      if (UPDATED_LABEL.test(text.slice(0, 24))) continue;
      const found = { moment, weight: moment.precision === 'day' ? weight - 4 : weight };
      if (PUBLISHED_LABEL.test(text.split(/\d/)[0] ?? '')) labelled ??= found;
      if (!first || (first.moment.precision === 'day' && moment.precision !== 'day')) first = found;
    }
  }
  const pick =
    labelled && (labelled.moment.precision !== 'day' || first?.moment.precision === 'day') ? labelled : first;
  if (pick) evidence.push(pick);
}

/** Variables that pages of several content systems carry: `publishTime`, `pubtime`, `newsTime`, WeChat's `ct`. */
const SCRIPT_TIME =
  /["']?(?:\b|_)(publish_?time|publish_?date|pub_?time|pub_?date|news_?time|createTime|create_time|ct|date_?published|datePublished)["']?\s*[:=]\s*["']?((?:1\d{9}(?:\d{3})?)|(?:19|20)\d{2}[-/年.]\d{1,2}[-/月.]\d{1,2}[^"',;<]{0,24})/i;
const SCRIPT_LOOK = 60_000;
function fromScripts(page: Page, evidence: Evidence[]): void {
  for (const [start, end] of page.scripts.slice(0, 80)) {
    const m = SCRIPT_TIME.exec(page.html.slice(start, Math.min(end, start + SCRIPT_LOOK)));
    const moment = m && readMoment(m[2]!);
    if (moment) {
      evidence.push({ moment, weight: moment.precision === 'day' ? 1 : 5 });
      return;
    }
  }
}

const URL_DAY =
  /(?:^|[/_\-.=])((?:19|20)\d{2})[-/_.]?(0[1-9]|1[0-2]|[a-z]{3})[-/_.]?(0[1-9]|[12]\d|3[01])(?!\d)/i;
/** The day in an address such as `/2019/11/18/` or `/20191118/`. */
export function dayOfUrl(url: string | null): Moment | null {
  const m = URL_DAY.exec(url?.replace(/^[a-z]+:\/\/[^/]*/i, '') ?? '');
  return m ? readMoment(/[a-z]/i.test(m[2]!) ? `${m[3]} ${m[2]} ${m[1]}` : `${m[1]}-${m[2]}-${m[3]}`) : null;
}
const daysBetween = (a: Moment, b: Moment): number =>
  (Date.UTC(a.year, a.month - 1, a.day) - Date.UTC(b.year, b.month - 1, b.day)) / 86_400_000;
