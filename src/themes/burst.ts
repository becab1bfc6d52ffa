/**
 * What suddenly is told of: themes, names, and words that are in no library yet, by day. A key bursts on a day when its
 * titles exceed its usual (baseline.ts, learned from the days before) by enough standard deviations, and are enough.
 * Titles only: they say what an article is about, and a trending list has nothing else.
 */
import { fold } from '../text/index.ts';
import { burstZ, type DayCount, type KindOfDay, type TellingLanguage, usualOf } from './baseline.ts';

export interface BurstSettings {
  /** Titles of the day that name the key, at least: by kind, because a theme's words are vetted and a word's are not. */
  readonly least: Readonly<Record<BurstKind, number>>;
  /** Standard deviations above the usual, at least. */
  readonly z: Readonly<Record<BurstKind, number>>;
  /** Days of the stream before anything counts as unusual. */
  readonly warmUpDays: number;
  /** Articles a day that a key is expected to have before anything is known of it. */
  readonly priorPerDay: number;
}
export type BurstKind = 'theme' | 'entity' | 'word';
export interface BurstTitle {
  readonly id: string;
  readonly title: string;
  /** YYYY-MM-DD, UTC. */
  readonly day: string;
  readonly language: TellingLanguage;
}
export interface BurstReaders {
  /** Ids of the themes (with parents) and of the entities (with makers) that a title names, each once. */
  themes(title: string): readonly string[];
  entities(title: string): readonly string[];
}
export interface Burst {
  readonly day: string;
  readonly kind: BurstKind;
  readonly key: string;
  readonly titles: number;
  readonly usual: number;
  readonly z: number;
  /** Up to three titles, as they stand. */
  readonly examples: readonly string[];
  /** Weaker keys that burst by the same titles: the theme of a name, the parts of a word. */
  readonly also: readonly string[];
}

const DAY = 86_400_000;
const LATIN = /[a-z][a-z0-9]*(?:[.+-][a-z0-9]+)*/g;
const HAN = /[\u3400-\u9fff]+/g;
/** Characters that begin or end no name: particles, pronouns, numerals, verbs of every sentence. */
const LOOSE =
  /^[的了是在和与或也就都而及着把被让给向从对为以等个这那哪其之与于你我他她它不没有很更最再又还将会能要可已曾一二三四五六七八九十两几多少上下中前后里外年月日时分如何怎么什谁么吗呢吧啊]|[的了是在和与或也就都而及着把被让给向从对为以等个这那其之于你我他她它不没有很更最再又还将会能要可已曾一二三四五六七八九十两几多少年月日时分么吗呢吧啊]$/;
const PLAIN = new Set(
  'the a an of to in on for and or with at by from is are be new how why what vs app ceo cto ipo pro max plus mini top ai tv pk vip'.split(
    ' ',
  ),
);

/** Words that may be the name of something new: Latin words, and runs of two to six Han characters. */
export function candidateWords(title: string): string[] {
  const folded = fold(title);
  const out = new Set<string>();
  for (const [word] of folded.matchAll(LATIN)) if (word.length > 1 && !PLAIN.has(word)) out.add(word);
  for (const [run] of folded.matchAll(HAN))
    for (let size = 2; size <= 6; size++)
      for (let i = 0; i + size <= run.length; i++) {
        const word = run.slice(i, i + size);
        if (!LOOSE.test(word)) out.add(word);
      }
  return [...out];
}

export function findBursts(
  titles: readonly BurstTitle[],
  readers: BurstReaders,
  settings: BurstSettings,
  kindOfDay: KindOfDay,
  /** Only bursts of these days; every day of the titles unless given. */
  of?: { readonly from: string; readonly to: string },
): Burst[] {
  const stream: BurstTitle[] = [];
  const byKey = new Map<string, BurstTitle[]>();
  for (const t of titles) {
    stream.push(t);
    const keys = [
      ...readers.themes(t.title).map((id) => `theme ${id}`),
      ...readers.entities(t.title).map((id) => `entity ${id}`),
      ...candidateWords(t.title).map((word) => `word ${word}`),
    ];
    for (const key of keys) {
      const list = byKey.get(key);
      if (list === undefined) byKey.set(key, [t]);
      else list.push(t);
    }
  }
  const whole = countDays(stream);
  const first = stream.reduce((min, t) => (t.day < min ? t.day : min), '9999-12-31');
  const found: (Burst & { ids: ReadonlySet<string> })[] = [];
  for (const [name, told] of byKey) {
    const kind = name.slice(0, name.indexOf(' ')) as BurstKind;
    if (told.length < settings.least[kind]) continue;
    const byDay = new Map<string, BurstTitle[]>();
    for (const t of told) byDay.set(t.day, [...(byDay.get(t.day) ?? []), t]);
    for (const [day, list] of byDay) {
      if (list.length < settings.least[kind]) continue;
      if (of !== undefined && (day < of.from || day > of.to)) continue;
      const at = Date.parse(day);
      if (at - Date.parse(first) < settings.warmUpDays * DAY) continue;
      const usual = usualOf({
        stream: whole,
        theme: countDays(told),
        until: day,
        kindOfDay,
        priorPerDay: settings.priorPerDay,
      }).between(at, at + DAY);
      const z = burstZ(list.length - usual, usual);
      if (z < settings.z[kind]) continue;
      found.push({
        day,
        kind,
        key: name.slice(name.indexOf(' ') + 1),
        titles: list.length,
        usual,
        z,
        examples: list.slice(0, 3).map((t) => t.title),
        also: [],
        ids: new Set(list.map((t) => t.id)),
      });
    }
  }
  return merged(found);
}

/** Trending lists say no hour: all of a day in its first hour, which a whole day's usual does not notice. */
function countDays(titles: readonly BurstTitle[]): DayCount[] {
  const days = new Map<string, { day: string; language: TellingLanguage; hours: number[] }>();
  for (const { day, language } of titles) {
    const key = `${day} ${language}`;
    const row = days.get(key) ?? { day, language, hours: Array.from({ length: 24 }, () => 0) };
    days.set(key, row);
    row.hours[0]!++;
  }
  return [...days.values()];
}

type Kept = Omit<Burst, 'key' | 'also'> & { key: string; also: string[]; ids: ReadonlySet<string> };
/** 王楚钦 in place of 王楚, where nearly all titles have the longer word. */
const isWhole = (longer: Burst, part: Pick<Burst, 'kind' | 'key' | 'titles'>): boolean =>
  longer.kind === 'word' &&
  part.kind === 'word' &&
  longer.key.includes(part.key) &&
  longer.titles >= 0.8 * part.titles;
const RANK: Readonly<Record<BurstKind, number>> = { theme: 0, entity: 1, word: 2 };
/** Half of the titles shared: one burst seen through two keys. The stronger is kept and names the other. */
function merged(found: readonly (Burst & { ids: ReadonlySet<string> })[]): Burst[] {
  const order = [...found].sort(
    (a, b) =>
      (a.day < b.day ? -1 : a.day > b.day ? 1 : 0) ||
      b.z - a.z ||
      RANK[a.kind] - RANK[b.kind] ||
      b.key.length - a.key.length ||
      (a.key < b.key ? -1 : 1),
  );
  const kept: Kept[] = [];
  for (const b of order) {
    const over = kept.find(
      (k) => k.day === b.day && 2 * [...b.ids].filter((id) => k.ids.has(id)).length >= b.ids.size,
    );
    if (over === undefined) kept.push({ ...b, also: [] });
    else if (isWhole(b, over)) {
      over.also.unshift(`${over.kind} ${over.key}`);
      over.key = b.key;
    } else if (over.also.length < 5) over.also.push(`${b.kind} ${b.key}`);
  }
  return kept.map(({ ids: _, ...b }) => b);
}
