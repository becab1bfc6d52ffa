/**
 * Generated streams with known truth: events told by several outlets in two languages, with reprints, late articles,
 * two stories of one company on one day, round-ups, and noise (articles that are alone). Everything is drawn from the
 * entity library, the bilingual lexicon and the sentence frames below by a seeded generator, so that a seed and a size
 * name a stream. The frames were written before the detector was tuned on them and are not changed with it.
 *
 * What it cannot show: real paraphrase. Frames repeat, so absolute figures flatter every method; compare methods.
 *
 * Changed once since, before the detector of today and without looking at its mistakes: half of the stories are now about
 * invented companies (a dictionary that knows everybody in the news flatters whoever owns one), people and places are
 * many instead of two dozen, and most stories have a word of their own (a project's name), as most stories do.
 */
import type { Entity, Term } from '../../src/entities/index.ts';
import type { ClusterDoc } from '../../src/events/features.ts';
import { inventName } from './names.ts';

export interface StreamOptions {
  readonly seed: number;
  readonly articles: number;
  readonly events: number;
  /** Share of articles that belong to no event. */
  readonly noise: number;
  /** Days the stream spans. */
  readonly days: number;
  /** First day, and what ids and events begin with: windows of an endless stream are generated one by one. */
  readonly from?: string;
  readonly prefix?: string;
}
export interface GeneratedDoc extends ClusterDoc {
  readonly event: string;
  readonly language: 'zh' | 'en';
  readonly outlet: string;
}

/** mulberry32: small, seedable, good enough to draw sentences. */
export function random(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const OUTLETS = {
  en: 'wire.example,ledger.example,tribune.example,techdaily.example,marketnote.example,courier.example,observer.example,bytes.example'.split(
    ',',
  ),
  zh: 'caijing.example,kuaixun.example,zhengquan.example,keji.example,shangbao.example,xinwen.example'.split(
    ',',
  ),
};
/** {c} company {p} product or company {t}{u}{v} notions {a}{b} amounts {r} percent {d} date {n} person {l} place {o} other company {x} a name of the story's own */
const TITLES = {
  en: [
    '{c}: {t} and {u} after {d}',
    '{t} at {c} puts {u} in the spotlight',
    '{c} makes its move: {t}, {a}',
    'Why {p} matters: {t} meets {u}',
    '{n} of {c} on {t}: {r} is only the beginning',
    '{a} for {t}: what {c} wants',
  ],
  zh: [
    '{c}:{t}与{u}成焦点',
    '{c}{t}涉及{a},{u}受关注',
    '{a}!{c}押注{t}',
    '{p}为何重要?{t}遇上{u}',
    '{c}{n}谈{t}:{r}只是开始',
    '{d}之后,{c}的{t}走向何方',
  ],
};
const SENTENCES = {
  en: [
    '{c} said on {d} that {t} would be worth {a}.',
    'People in {l} who follow {u} had looked for less than {b}.',
    '{n}, who runs the effort, spoke of {v} and of {r} more volume.',
    'For {c} the step touches {t} as well as {v}.',
    'The figure of {a} compares with {b} a year before, a change of {r}.',
    'Observers in {l} doubt whether {p} can carry {u} alone.',
    '{o} has tried {t} before and gave it up.',
    'A note from {l} sees {v} behind the decision, which {n} did not deny.',
    'Work on {p} goes on in {l}, where {u} is made.',
    'Holders took the news of {t} calmly; {r} was the largest move of the day.',
    '{n} named {b} as the next mark for {c}.',
    'Nothing was said about {v}, though {o} had asked.',
    'Inside {c} the matter goes by the name of {x}.',
    '{x} will be open to {o} too, {n} said in {l}.',
  ],
  zh: [
    '{c}在{d}表示,{t}涉及金额达{a}。',
    '{l}方面关注{u}的人士原先预计不到{b}。',
    '负责此事的{n}谈到{v},并称规模将多出{r}。',
    '对{c}来说,这一步既关系到{t},也关系到{v}。',
    '{a}这个数字,上年同期为{b},变动幅度{r}。',
    '{l}的观察者怀疑{p}能否独自撑起{u}。',
    '{o}此前也尝试过{t},后来作罢。',
    '一份来自{l}的报告认为,决定背后是{v},{n}没有否认。',
    '{p}的工作仍在{l}推进,{u}就在那里完成。',
    '持有人对{t}的消息反应平静,当天最大波动为{r}。',
    '{n}把{b}定为{c}的下一个目标。',
    '关于{v}没有更多说法,尽管{o}问过。',
    '在{c}内部,此事代号{x}。',
    '{n}在{l}说,{x}也将向{o}开放。',
  ],
};
const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);

/** In English and in Chinese. */
type Name = readonly [string, string];
interface Maker {
  readonly name: Name;
  readonly products: readonly Name[];
}
interface Story {
  readonly id: string;
  readonly company: Maker;
  readonly product: Name;
  readonly other: Maker;
  readonly terms: readonly Term[];
  readonly amounts: readonly number[];
  readonly percent: string;
  readonly person: Name;
  readonly place: Name;
  readonly own: Name;
  readonly day: Date;
}

/** As many invented companies as one meets in a month of news; the library's stand beside them. */
const INVENTED = 3000;

export function generate(
  options: StreamOptions,
  entities: readonly Entity[],
  terms: readonly Term[],
): GeneratedDoc[] {
  const next = random(options.seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!;
  const nameOf = (e: Entity): Name => [e.nameEn, e.nameZh];
  const listed: Maker[] = entities
    .filter((e) => e.kind === 'company' && e.near.length === 0)
    .map((company) => ({
      name: nameOf(company),
      products: entities
        .filter((e) => e.kind === 'product' && e.maker === company.id && e.near.length === 0)
        .map(nameOf),
    }));
  // The same in every window of a stream: who is in the news does not change with the seed.
  const coin = random(20_240_301);
  const invented: Maker[] = Array.from({ length: INVENTED }, () => ({
    name: inventName(coin, 3),
    products: [inventName(coin, 2)],
  }));
  const people = Array.from({ length: 4000 }, () => inventName(coin, 2 + Math.floor(coin() * 2)));
  const places = Array.from({ length: 600 }, () => inventName(coin, 2));
  const anybody = (): Maker => (next() < 0.5 ? pick(listed) : pick(invented));
  const things = terms.filter((t) => !t.common);
  const start = Date.parse(options.from ?? '2024-03-01T00:00:00Z');
  const prefix = options.prefix ?? '';
  const span = options.days * 86_400_000;
  const story = (id: string, at: number, company = anybody()): Story => ({
    id: prefix + id,
    company,
    product: company.products.length > 0 ? pick(company.products) : company.name,
    other: anybody(),
    terms: [pick(things), pick(things), pick(things), pick(things)],
    amounts: [Math.round(next() * 9000 + 100) * 1e6, Math.round(next() * 900 + 10) * 1e7],
    percent: (next() * 80 + 1).toFixed(1),
    person: pick(people),
    place: pick(places),
    own: inventName(next, 3),
    day: new Date(at),
  });
  const tell = (s: Story, language: 'zh' | 'en', id: string, at: number): GeneratedDoc => {
    const zh = language === 'zh';
    const side = zh ? 1 : 0;
    const money = (value: number): string =>
      zh
        ? `${Number((value / 1e8).toPrecision(3))}亿美元`
        : value >= 1e9
          ? `$${Number((value / 1e9).toPrecision(3))} billion`
          : `$${Number((value / 1e6).toPrecision(3))} million`;
    const fill = (frame: string): string =>
      frame.replace(/\{(\w)\}/g, (_, slot: string) => {
        const term = (i: number): string => pick(zh ? s.terms[i]!.zh : s.terms[i]!.en).replace('*', '');
        switch (slot) {
          case 'c':
            return s.company.name[side];
          case 'p':
            return s.product[side];
          case 'o':
            return s.other.name[side];
          case 't':
            return term(0);
          case 'u':
            return term(1);
          case 'v':
            return term(2 + Math.floor(next() * 2));
          case 'a':
            return money(s.amounts[0]!);
          case 'b':
            return money(s.amounts[1]!);
          case 'r':
            return `${s.percent}%`;
          case 'n':
            return s.person[side];
          case 'l':
            return s.place[side];
          case 'x':
            return s.own[side];
          default:
            return zh
              ? `${s.day.getUTCMonth() + 1}月${s.day.getUTCDate()}日`
              : `${MONTHS[s.day.getUTCMonth()]} ${s.day.getUTCDate()}`;
        }
      });
    const frames = [...SENTENCES[language]];
    const body: string[] = [];
    const wanted = 4 + Math.floor(next() * 4);
    for (let i = 0; i < wanted; i++)
      body.push(fill(frames.splice(Math.floor(next() * frames.length), 1)[0]!));
    return {
      id,
      title: fill(pick(TITLES[language])),
      body: body.join(zh ? '' : ' '),
      language,
      publishedAt: new Date(Math.round(at / 1000) * 1000).toISOString().replace('.000Z', 'Z'),
      outlet: pick(OUTLETS[language]),
      event: s.id,
    };
  };
  const docs: GeneratedDoc[] = [];
  let serial = 0;
  const id = (): string => `${prefix}g${String(serial++).padStart(7, '0')}`;
  const told = Math.round(options.articles * (1 - options.noise));
  let left = told;
  let previous: Story | undefined;
  for (let e = 0; e < options.events && left > 0; e++) {
    const at = start + next() * span * 0.97;
    // One event in eight is a second story of the company before it, within a day: confusable neighbours.
    const beside = previous !== undefined && e % 8 === 7;
    const from = beside ? previous!.day.getTime() + next() * 86_400_000 : at;
    const s = story(`event-${e}`, from, beside ? previous!.company : undefined);
    previous = s;
    const mean = told / options.events;
    // Heavy-tailed sizes: most events have a handful of articles, a few have dozens.
    const size = Math.max(
      1,
      Math.min(left - (options.events - e - 1), Math.round((mean * 0.5) / Math.max(0.02, next()) ** 0.6)),
    );
    left -= size;
    const bilingual = next() < 0.5;
    const home: 'zh' | 'en' = next() < 0.6 ? 'en' : 'zh';
    const burst = (0.3 + next() * 1.7) * 86_400_000;
    const own: GeneratedDoc[] = [];
    for (let k = 0; k < size; k++) {
      const when = k === 0 ? from : from + Math.min(6 * 86_400_000, -Math.log(1 - next()) * burst);
      const reprinted = own.length > 0 && next() < 0.2 ? pick(own) : undefined;
      if (reprinted !== undefined) {
        const cut = reprinted.body.split(/(?<=[.。])\s*/);
        own.push({
          ...reprinted,
          id: id(),
          outlet: pick(OUTLETS[reprinted.language]),
          body: (next() < 0.5
            ? cut.slice(0, -1)
            : [reprinted.language === 'zh' ? '【快讯】' : 'Update:', ...cut]
          ).join(reprinted.language === 'zh' ? '' : ' '),
          publishedAt: new Date(Math.round(Math.max(when, Date.parse(reprinted.publishedAt)) / 1000) * 1000)
            .toISOString()
            .replace('.000Z', 'Z'),
        });
      } else own.push(tell(s, bilingual && next() < 0.4 ? (home === 'en' ? 'zh' : 'en') : home, id(), when));
    }
    docs.push(...own);
  }
  while (docs.length < options.articles) {
    const at = start + next() * span;
    const language = next() < 0.6 ? 'en' : 'zh';
    const name = `noise-${docs.length}`;
    const single = tell(story(name, at), language, id(), at);
    if (next() > 0.02) {
      docs.push(single);
      continue;
    }
    const heads = [single, tell(story(name, at), language, '', at), tell(story(name, at), language, '', at)];
    docs.push({
      ...single,
      title: `${language === 'zh' ? '早报丨' : 'Morning briefing: '}${heads.map((h) => h.title).join('; ')}`,
      body: heads.map((h) => h.body).join('\n'),
    });
  }
  return docs
    .slice(0, options.articles)
    .sort((a, b) =>
      a.publishedAt < b.publishedAt ? -1 : a.publishedAt > b.publishedAt ? 1 : a.id < b.id ? -1 : 1,
    );
}
