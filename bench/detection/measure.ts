/**
 * The shipped path over a stream, without a database: clusterer, themes, baselines, score and states are those of src/.
 * What is left out is what a generated stream has none of: past events, figures, prices and first-hand documents.
 */

import type { FeatureLibrary } from '../../src/events/features.ts';
import type { Hype, HypeArticle, HypeLibrary } from '../../src/events/index.ts';
import {
  createClusterer,
  type HypeSettings,
  type HypeState,
  kindOfDay,
  nextState,
  ownTheme,
  scoreHype,
  shares,
  workingHours,
} from '../../src/events/index.ts';
import {
  type ArticleTerm,
  countBetween,
  type DayCount,
  type TermFinder,
  type Theme,
  tellingLanguage,
  termStrength,
  themesCounted,
  usualOf,
} from '../../src/themes/index.ts';
import type { DetectionDoc, Kind } from './stream.ts';

export interface DetectionLibrary extends FeatureLibrary {
  readonly hype: HypeLibrary;
  readonly themes: TermFinder;
  readonly themeTree: ReadonlyMap<string, Theme>;
}
/** One evaluation: after each article, of the event it joined. */
export interface Step {
  readonly doc: DetectionDoc;
  readonly event: string;
  readonly hype: Hype;
}

const HOUR = 3_600_000;
const WHOLE = '';

/** Counts of arrivals as the table theme_day keeps them. */
class Arrivals {
  private readonly rows = new Map<
    string,
    Map<string, { day: string; language: 'zh' | 'en'; hours: number[] }>
  >();
  add(doc: DetectionDoc, themes: readonly string[]): void {
    const day = doc.publishedAt.slice(0, 10);
    const language = tellingLanguage(doc.language);
    for (const theme of [WHOLE, ...themes]) {
      const days = this.rows.get(theme) ?? new Map();
      this.rows.set(theme, days);
      const key = `${day} ${language}`;
      const row = days.get(key) ?? { day, language, hours: Array.from({ length: 24 }, () => 0) };
      days.set(key, row);
      row.hours[new Date(doc.publishedAt).getUTCHours()]!++;
    }
  }
  of(theme: string): DayCount[] {
    return [...(this.rows.get(theme)?.values() ?? [])];
  }
}

export function evaluate(docs: readonly DetectionDoc[], library: DetectionLibrary): Step[] {
  const clusterer = createClusterer(library);
  const arrivals = new Arrivals();
  const events = new Map<
    string,
    {
      first: string;
      sequel: boolean;
      articles: (Omit<HypeArticle, 'workingAge'> & { language: string })[];
      terms: (ArticleTerm & { term: string })[];
    }
  >();
  return docs.map((doc) => {
    const found = library.themes.find(doc.title, doc.body);
    const assignment = clusterer.assign(doc);
    const counted = themesCounted(
      found.map((h) => h.id),
      library.themeTree,
    );
    arrivals.add(doc, counted);
    const event = events.get(assignment.event) ?? {
      first: doc.publishedAt,
      sequel: assignment.parent !== null,
      articles: [],
      terms: [],
    };
    events.set(assignment.event, event);
    const { strength, words } = library.hype.loudness(doc.title, doc.body);
    event.articles.push({
      publishedAt: doc.publishedAt,
      language: doc.language,
      outlet: doc.outlet,
      tier: doc.tier,
      firstHand: doc.firstHand,
      belongs: assignment.isNew ? 1 : assignment.score,
      loudness: strength,
      loudWords: words,
    });
    for (const term of counted)
      event.terms.push({
        term,
        articleId: doc.id,
        firstHand: false,
        weight: Math.max(
          ...found
            .filter((h) => themesCounted([h.id], library.themeTree).includes(term))
            .map((h) => h.weight),
        ),
      });
    const theme = ownTheme(
      [...new Set(event.terms.map((t) => t.term))].map((id) => ({
        theme_id: id,
        weight: termStrength(
          event.terms.filter((t) => t.term === id),
          { firstHand: 0, hearsay: event.articles.length },
        ).strength,
      })),
      library.themeTree,
    );
    const to = Date.parse(doc.publishedAt);
    const thisHour = Math.floor(to / HOUR) * HOUR;
    const { priorPerDay } = library.hype.settings;
    const hype = scoreHype(
      {
        articles: event.articles.map((a) => ({
          ...a,
          workingAge: workingHours(a.publishedAt, doc.publishedAt, shares([a])),
        })),
        now: doc.publishedAt,
        theme,
        themeArticles: theme === null ? 0 : countBetween(arrivals.of(theme), thisHour - 24 * HOUR, thisHour),
        usual:
          theme === null
            ? priorPerDay
            : usualOf({
                stream: arrivals.of(WHOLE),
                theme: arrivals.of(theme),
                until: event.first,
                kindOfDay,
                priorPerDay,
              }).between(to - 24 * HOUR, to),
        before: { issuer: 0, theme: 0, issuerWeight: 0, themeWeight: 0 },
        isDevelopment: event.sequel,
        surprise: null,
        price: null,
      },
      library.hype.settings,
    );
    return { doc, event: assignment.event, hype };
  });
}

export interface Reached {
  /** Stories of the kind. */
  readonly of: number;
  readonly reached: number;
  /** Median and ninth decile over those that reached it. */
  readonly articles: readonly [number, number];
  readonly minutes: readonly [number, number];
}
export interface Detection {
  readonly waveEmerging: Reached;
  readonly waveHype: Reached;
  readonly localEmerging: Reached;
  /** Local stories called hype. */
  readonly localHype: number;
  /** Each of them as it was when it was first called so. */
  readonly localsCalled: readonly Step[];
  /** Events made of noise and fizzles alone that became emerging, or hype, per 10,000 noise articles. */
  readonly falseEmerging: number;
  readonly falseHype: number;
}

/** States over the evaluations, in order, and how they compare with the truth. */
export function detect(steps: readonly Step[], settings: HypeSettings): Detection {
  const states = new Map<string, HypeState>();
  const kinds = new Map<string, Set<Kind>>();
  const reached = { emerging: new Map<string, Step>(), hype: new Map<string, Step>() };
  const alarms = { emerging: new Set<string>(), hype: new Set<string>() };
  const stories = new Map<string, DetectionDoc[]>();
  for (const step of steps) {
    const { doc, event } = step;
    stories.set(doc.event, [...(stories.get(doc.event) ?? []), doc]);
    kinds.set(event, (kinds.get(event) ?? new Set()).add(doc.kind));
    const { state } = nextState(
      { state: states.get(event) ?? 'quiet', hype: step.hype, silentHours: 0 },
      settings,
    );
    states.set(event, state);
    for (const level of ['emerging', 'hype'] as const) {
      if (state !== 'hype' && state !== level) continue;
      if (!reached[level].has(doc.event)) reached[level].set(doc.event, step);
      alarms[level].add(event);
    }
  }
  const quantile = (values: readonly number[], q: number): number =>
    values.length === 0
      ? Number.NaN
      : [...values].sort((a, b) => a - b)[Math.floor(q * (values.length - 1))]!;
  const kindOf = (story: readonly DetectionDoc[]): Kind => story[0]!.kind;
  const times = (kind: Kind, level: 'emerging' | 'hype'): Reached => {
    const all = [...stories.values()].filter((s) => kindOf(s) === kind);
    const hit = all.flatMap((story) => {
      const step = reached[level].get(story[0]!.event);
      return step === undefined
        ? []
        : [
            {
              articles: story.findIndex((d) => d.id === step.doc.id) + 1,
              minutes: (Date.parse(step.doc.publishedAt) - Date.parse(story[0]!.publishedAt)) / 60_000,
            },
          ];
    });
    const spread = (values: number[]): [number, number] => [
      Math.round(quantile(values, 0.5)),
      Math.round(quantile(values, 0.9)),
    ];
    return {
      of: all.length,
      reached: hit.length,
      articles: spread(hit.map((h) => h.articles)),
      minutes: spread(hit.map((h) => h.minutes)),
    };
  };
  const noise = steps.filter((s) => s.doc.kind === 'noise').length;
  const empty = (level: 'emerging' | 'hype'): number =>
    [...alarms[level]].filter((e) => !kinds.get(e)!.has('wave') && !kinds.get(e)!.has('local')).length;
  const rate = (n: number): number => Math.round((n * 100_000) / Math.max(1, noise)) / 10;
  return {
    waveEmerging: times('wave', 'emerging'),
    waveHype: times('wave', 'hype'),
    localEmerging: times('local', 'emerging'),
    localHype: times('local', 'hype').reached,
    localsCalled: [...reached.hype.values()].filter((s) => s.doc.kind === 'local'),
    falseEmerging: rate(empty('emerging')),
    falseHype: rate(empty('hype')),
  };
}
