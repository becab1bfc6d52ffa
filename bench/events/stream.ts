/**
 * Generated streams with known truth: events told by several outlets in two languages, with reprints, late articles,
 * two stories of one company on one day, round-ups, and noise (articles that are alone). Everything is drawn from the
 * entity library, the bilingual lexicon and the sentence frames below by a seeded generator, so that a seed and a size
 * name a stream. The frames were written before the detector was tuned on them and are not changed with it.
 *
 * What it cannot show: real paraphrase. Frames repeat, so absolute figures flatter every method; compare methods.
 */
import type { Entity, Term } from '../../src/entities/index.ts';
import type { ClusterDoc } from '../../src/events/features.ts';

export interface StreamOptions {
  readonly seed: number;
  readonly articles: number;
  readonly events: number;
  /** Share of articles that belong to no event. */
  readonly noise: number;
  /** Days the stream spans. */
  readonly days: number;
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

const PEOPLE: readonly (readonly [string, string])[] = (
  'Adler 阿德勒,Brandt 勃兰特,Castell 卡斯特尔,Dorsey 多尔西,Engel 恩格尔,Farrow 法罗,Gallo 加洛,Hartmann 哈特曼,Ibarra 伊巴拉,Jansen 扬森,Keller 凯勒曼,Lindqvist 林德奎斯特,Moretti 莫雷蒂,Novak 诺瓦克,Okafor 奥卡福,Petrov 彼得罗夫,Quinlan 昆兰,Rosales 罗萨莱斯,Sandoval 桑多瓦尔,Tanaka 田中一郎,Ulrich 乌尔里希,Vargas 瓦尔加斯,Whitlock 惠特洛克,Yamada 山田太郎,Zeller 策勒' as string
)
  .split(',')
  .map((p) => p.split(' ') as [string, string]);
const PLACES: readonly (readonly [string, string])[] = (
  'Austin 奥斯汀,Berlin 柏林,Dresden 德累斯顿,Osaka 大阪,Penang 槟城,Monterrey 蒙特雷,Pune 浦那,Lyon 里昂,Eindhoven 埃因霍温,Busan 釜山,Suzhou 苏州,Hefei 合肥,Chengdu 成都,Wuhan 武汉,Phoenix 凤凰城,Leeds 利兹,Turin 都灵,Gdansk 格但斯克,Haifa 海法,Perth 珀斯' as string
)
  .split(',')
  .map((p) => p.split(' ') as [string, string]);
const OUTLETS = {
  en: 'wire.example,ledger.example,tribune.example,techdaily.example,marketnote.example,courier.example,observer.example,bytes.example'.split(
    ',',
  ),
  zh: 'caijing.example,kuaixun.example,zhengquan.example,keji.example,shangbao.example,xinwen.example'.split(
    ',',
  ),
};
/** {c} company {p} product or company {t}{u}{v} notions {a}{b} amounts {r} percent {d} date {n} person {l} place {o} other company */
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
  ],
};
const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);

interface Story {
  readonly id: string;
  readonly company: Entity;
  readonly product: Entity;
  readonly other: Entity;
  readonly terms: readonly Term[];
  readonly amounts: readonly number[];
  readonly percent: string;
  readonly people: readonly [string, string];
  readonly place: readonly [string, string];
  readonly day: Date;
}

export function generate(
  options: StreamOptions,
  entities: readonly Entity[],
  terms: readonly Term[],
): GeneratedDoc[] {
  const next = random(options.seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!;
  const companies = entities.filter((e) => e.kind === 'company' && e.near.length === 0);
  const products = new Map<string, Entity[]>();
  for (const e of entities)
    if (e.kind === 'product' && e.maker !== null && e.near.length === 0)
      products.set(e.maker, [...(products.get(e.maker) ?? []), e]);
  const things = terms.filter((t) => !t.common);
  const start = Date.parse('2024-03-01T00:00:00Z');
  const span = options.days * 86_400_000;
  const story = (id: string, at: number, company = pick(companies)): Story => ({
    id,
    company,
    product: pick(products.get(company.id) ?? [company]),
    other: pick(companies),
    terms: [pick(things), pick(things), pick(things), pick(things)],
    amounts: [Math.round(next() * 9000 + 100) * 1e6, Math.round(next() * 900 + 10) * 1e7],
    percent: (next() * 80 + 1).toFixed(1),
    people: pick(PEOPLE),
    place: pick(PLACES),
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
            return zh ? s.company.nameZh : s.company.nameEn;
          case 'p':
            return zh ? s.product.nameZh : s.product.nameEn;
          case 'o':
            return zh ? s.other.nameZh : s.other.nameEn;
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
            return s.people[side]!;
          case 'l':
            return s.place[side]!;
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
  const id = (): string => `g${String(serial++).padStart(7, '0')}`;
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
