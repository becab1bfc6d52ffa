import type { Article, Origin } from '../articles/index.ts';
import { originsOf, streamOf } from '../articles/index.ts';
import type { Db } from '../db/index.ts';
import { eventSurprise } from '../releases/index.ts';
import {
  ancestors,
  type BurstSettings,
  countBetween,
  type Theme,
  tellingLanguage,
  themeDays,
  usualOf,
  WHOLE_STREAM,
} from '../themes/index.ts';
import { JOIN_AT } from './cluster-score.ts';
import type { EventState } from './event.repository.ts';
import { lastHype, saveHype, saveState } from './hype.repository.ts';
import { type Hype, type HypeInput, type HypeSettings, scoreHype } from './hype.ts';
import { nextState } from './hype-state.ts';
import { kindOfDay, workingHours } from './newsroom.ts';
import { eventReaction, eventsBefore } from './past.repository.ts';

export interface HypeLibrary {
  readonly settings: HypeSettings;
  readonly bursts: BurstSettings;
  /** How strongly a text speaks the language of hype, 0..1, and in which words. */
  loudness(title: string, body: string): { strength: number; words: readonly string[] };
}

export interface Moved {
  readonly from: EventState;
  readonly to: EventState;
  readonly reason: { readonly zh: string; readonly en: string };
}

const HOUR = 3_600_000;
/** A figure six times what was expected of it is a figure misread: left out, not believed. */
const believable = (surprise: number | null): number | null =>
  surprise !== null && Math.abs(surprise) > 5 ? null : surprise;

/**
 * Scores an event as of a moment and moves its state; both are rows.
 * @param onlyNews leave out the row where the score is the one that stands and nothing moved: time alone evaluates often.
 * @returns the change of state, null where there was none.
 */
export async function evaluateEvent(
  db: Db,
  id: string,
  now: string,
  articles: readonly Article[],
  library: HypeLibrary & { readonly themeTree: ReadonlyMap<string, Theme> },
  onlyNews = false,
): Promise<Moved | null> {
  const event = await db
    .selectFrom('event')
    .select([
      'state',
      'issuer_entity',
      'parent_event_id',
      'origin',
      'first_seen',
      'last_seen',
      'first_article_id',
    ])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const stream = streamOf(event.origin as Origin);
  const theme = ownTheme(
    await db.selectFrom('event_theme').select(['theme_id', 'weight']).where('event_id', '=', id).execute(),
    library.themeTree,
  );
  const belongs = await belongings(db, id, event.first_article_id);
  const facts = { id, issuer: event.issuer_entity, theme, firstSeen: event.first_seen };
  const hype = scoreHype(
    {
      articles: articles.map((a) => {
        const { strength, words } = library.loudness(a.title, a.body);
        return {
          publishedAt: a.publishedAt,
          workingAge: a.publishedAt < now ? workingHours(a.publishedAt, now, shares([a])) : 0,
          outlet: a.outlet,
          tier: a.tier,
          firstHand: a.firstHand,
          belongs: belongs.get(a.id) ?? 1,
          loudness: strength,
          loudWords: words,
        };
      }),
      now,
      ...(await arrivals(db, stream, theme, now, event.first_seen, library.settings.priorPerDay)),
      before: await eventsBefore(db, facts, originsOf(stream)),
      isDevelopment: event.parent_event_id !== null,
      surprise: believable(await eventSurprise(db, id)),
      price: await eventReaction(db, facts, now),
    },
    library.settings,
  );
  const silentHours = workingHours(event.last_seen, now, shares(articles));
  const next = nextState({ state: event.state as EventState, hype, silentHours }, library.settings);
  if (onlyNews && next.state === event.state && (await lastHype(db, id)) === hype.score) return null;
  await saveHype(db, id, now, hype, library.settings.version);
  if (next.state === event.state) return null;
  await saveState(db, id, now, event.state as EventState, {
    to: next.state,
    reason: next.reason,
    score: hype.score,
    outlets: hype.inputs.outlets,
    silentHours,
    weightsVersion: library.settings.version,
  });
  return { from: event.state as EventState, to: next.state, reason: next.reason };
}

/**
 * How surely each article tells the event: the probability with which it joined. One that began an event (its own, or one
 * that a person merged into this) stands for itself.
 */
async function belongings(db: Db, id: string, first: string): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('event_article')
    .select(['article_id', 'score'])
    .where('event_id', '=', id)
    .execute();
  return new Map(
    rows.map((r) => [r.article_id, r.article_id === first || r.score < JOIN_AT ? 1 : Math.min(1, r.score)]),
  );
}

/**
 * The theme an event is held against: of the strongest (nine tenths of the strongest at least) the most particular one,
 * AI video before artificial intelligence. A parent has the weight of its strongest child, so weight alone would name the parent.
 */
export function ownTheme(
  themes: readonly { theme_id: string; weight: number }[],
  tree: ReadonlyMap<string, Theme>,
): string | null {
  const best = themes.reduce((max, t) => Math.max(max, t.weight), 0);
  const depth = (id: string): number => ancestors(tree, id).length;
  return (
    themes
      .filter((t) => t.weight >= 0.9 * best)
      .sort(
        (a, b) =>
          depth(b.theme_id) - depth(a.theme_id) || b.weight - a.weight || (a.theme_id < b.theme_id ? -1 : 1),
      )[0]?.theme_id ?? null
  );
}

/** Arrivals of the theme up to this hour, and what is usual: learned from the days before the event, whose own wave is not its usual. */
async function arrivals(
  db: Db,
  stream: ReturnType<typeof streamOf>,
  theme: string | null,
  now: string,
  firstSeen: string,
  priorPerDay: number,
): Promise<Pick<HypeInput, 'theme' | 'themeArticles' | 'usual'>> {
  if (theme === null) return { theme, themeArticles: 0, usual: priorPerDay };
  const until = firstSeen < now ? firstSeen : now;
  const days = await themeDays(db, stream, [theme], until, now);
  const own = days.get(theme) ?? [];
  const to = Date.parse(now);
  const thisHour = Math.floor(to / HOUR) * HOUR;
  return {
    theme,
    themeArticles: countBetween(own, thisHour - 24 * HOUR, thisHour),
    usual: usualOf({
      stream: days.get(WHOLE_STREAM) ?? [],
      theme: own,
      until,
      kindOfDay,
      priorPerDay,
    }).between(to - 24 * HOUR, to),
  };
}

/** In which languages an event is told. */
export function shares(articles: readonly { language: string }[]): { zh: number; en: number } {
  const zh = articles.filter((a) => tellingLanguage(a.language) === 'zh').length;
  return articles.length === 0
    ? { zh: 0.5, en: 0.5 }
    : { zh: zh / articles.length, en: 1 - zh / articles.length };
}

export type { Hype };
