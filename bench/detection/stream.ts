/**
 * Generated streams for detection, with known truth: a background of single articles and small stories that follows the
 * hour and the weekday, and stories that grow. The texts are those of bench/events/stream.ts (same frames, same truth of
 * which article belongs to which story); here each gets its time, its outlet and its tone.
 *
 *   wave      20 to 60 articles by 12 to 30 outlets, half of them within 12 hours: ought to become *hype*
 *   local     6 to 10 articles by 4 to 6 outlets within a day: ought to become *emerging*, not hype
 *   fizzle    2 articles by 2 outlets: nothing
 *   noise     one article: nothing
 *
 * Written before the detector was tuned on it and not changed with it. Generated, not real: frames repeat, outlets are
 * invented, and arrivals are as regular as their formulas; compare thresholds with it, not the world.
 */
import type { Entity, Term } from '../../src/entities/index.ts';
import { type GeneratedDoc, generate, random } from '../events/stream.ts';

export interface DetectionOptions {
  readonly seed: number;
  /** Articles in all, about; noise is what the stories leave. */
  readonly articles: number;
  readonly waves: number;
  readonly locals: number;
  readonly fizzles: number;
  readonly days: number;
}
export type Kind = 'wave' | 'local' | 'fizzle' | 'noise';
export interface DetectionDoc extends GeneratedDoc {
  readonly kind: Kind;
  readonly tier: number;
  readonly firstHand: boolean;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** The first fortnight holds no story that grows: baselines are learned on it. */
const QUIET_DAYS = 14;
/** Shares of a day's articles by hour, UTC: two working days, East Asia's and North America's. */
const HOURS = [6, 7, 7, 6, 5, 6, 6, 6, 5, 4, 4, 4, 5, 7, 7, 7, 6, 5, 5, 4, 3, 2, 2, 3];
/** Of an ordinary working day, Sunday first. */
const WEEKDAYS = [0.35, 1, 1, 1, 1, 1, 0.4];
const TONES = {
  en: ['A game-changer: ', 'Insane: ', 'Mind-blowing: '],
  zh: ['炸裂!', '史诗级:', '颠覆!'],
} as const;

interface Outlet {
  readonly name: string;
  readonly tier: number;
}
const outletsOf = (language: 'zh' | 'en'): Outlet[] =>
  Array.from({ length: 40 }, (_, i) => ({
    name: `${language}${String(i).padStart(2, '0')}.example`,
    tier: i < 3 ? 1 : i < 12 ? 2 : i < 28 ? 3 : 4,
  }));

export function detectionStream(
  options: DetectionOptions,
  entities: readonly Entity[],
  terms: readonly Term[],
): DetectionDoc[] {
  const next = random(options.seed);
  const between = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!;
  const outlets = { zh: outletsOf('zh'), en: outletsOf('en') };
  const growing = options.waves + options.locals + options.fizzles;
  // Enough texts a story for the largest wave; what a story does not need is dropped.
  const texts = generate(
    {
      seed: options.seed,
      articles: options.articles + growing * 60,
      events: growing,
      noise: options.articles / (options.articles + growing * 60),
      days: options.days,
    },
    entities,
    terms,
  );
  const byEvent = new Map<string, GeneratedDoc[]>();
  const alone: GeneratedDoc[] = [];
  for (const doc of texts) {
    if (!doc.event.startsWith('event')) alone.push(doc);
    else byEvent.set(doc.event, [...(byEvent.get(doc.event) ?? []), doc]);
  }
  const start = Date.parse(texts[0]!.publishedAt.slice(0, 10));
  const at = (ms: number): string =>
    new Date(Math.round(ms / 1000) * 1000).toISOString().replace('.000Z', 'Z');
  /** An instant of a day by the hours' shares; a day is taken by its weekday's. */
  const ordinary = (): number => {
    for (;;) {
      const day = start + Math.floor(next() * options.days) * DAY;
      if (next() > WEEKDAYS[new Date(day).getUTCDay()]!) continue;
      let mark = next() * HOURS.reduce((a, b) => a + b, 0);
      const hour = HOURS.findIndex((share) => {
        mark -= share;
        return mark < 0;
      });
      return day + (hour + next()) * HOUR;
    }
  };
  const docs: DetectionDoc[] = [];
  const told = (doc: GeneratedDoc, kind: Kind, ms: number, outlet: Outlet, loud: boolean): void => {
    docs.push({
      ...doc,
      kind,
      publishedAt: at(ms),
      outlet: outlet.name,
      tier: outlet.tier,
      firstHand: false,
      title: loud ? `${pick(TONES[doc.language])}${doc.title}` : doc.title,
    });
  };
  const stories = [...byEvent.values()].sort(
    (a, b) => b.length - a.length || (a[0]!.event < b[0]!.event ? -1 : 1),
  );
  stories.forEach((story, i) => {
    const kind: Kind = i < options.waves ? 'wave' : i < options.waves + options.locals ? 'local' : 'fizzle';
    const size = Math.min(
      story.length,
      kind === 'wave' ? between(20, 60) : kind === 'local' ? between(6, 10) : 2,
    );
    const reach = kind === 'wave' ? between(12, 30) : kind === 'local' ? between(4, 6) : 2;
    const mine = { zh: new Set<Outlet>(), en: new Set<Outlet>() };
    let first = 0;
    do first = ordinary();
    while (first < start + QUIET_DAYS * DAY || first > start + (options.days - 2) * DAY);
    // Waves come in the hours after the first article, thinning out: half within 12 hours.
    const spread = kind === 'wave' ? (12 * HOUR) / Math.LN2 : 8 * HOUR;
    story.slice(0, size).forEach((doc, k) => {
      const ms =
        k === 0 ? first : first + Math.min(kind === 'wave' ? 3 * DAY : DAY, -Math.log(1 - next()) * spread);
      const pool = mine[doc.language];
      const outlet =
        mine.zh.size + mine.en.size < reach || pool.size === 0
          ? pick(outlets[doc.language].filter((o) => !pool.has(o)))
          : pick([...pool]);
      pool.add(outlet);
      told(doc, kind, ms, outlet, next() < (kind === 'wave' ? 0.4 : 0.1));
    });
  });
  for (const doc of alone) told(doc, 'noise', ordinary(), pick(outlets[doc.language]), next() < 0.1);
  return docs.sort((a, b) =>
    a.publishedAt < b.publishedAt ? -1 : a.publishedAt > b.publishedAt ? 1 : a.id < b.id ? -1 : 1,
  );
}
