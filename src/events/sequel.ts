import type { LiveEvent, WeightedDoc } from './cluster-event.ts';
import type { Parts } from './cluster-score.ts';

/*
 * A sequel joins its parent as a development, not the same event: a recall is followed by a lawsuit, a report by its
 * denial, a filing by its approval. It is about the same company (or about somebody whom the earlier story put first),
 * it is later, something besides the name ties the two together, and it tells an act that the earlier story does not.
 *
 * Some acts follow only what calls for them: a settlement follows a quarrel, an approval an application. Some of another day are
 * stories of their own however alike the texts are, since the later text retells the earlier story; a denial of the day, or
 * what a story does to the shares, stays in it unless the clusterer itself has put them apart.
 */
interface Act {
  readonly zh: string;
  readonly en: string;
  /** Kinds of happening that it follows; null where it may follow anything. */
  readonly after: readonly string[] | null;
  /** Of another day it opens an event of its own, however near the text is. */
  readonly apart: boolean;
}
const QUARREL = ['lawsuit', 'probe', 'penalty', 'fraud', 'breach', 'recall', 'accident', 'ban', 'strike'];
/** By the kind of happening (library/lexicon.yaml, `type`). */
export const ACTS: Readonly<Record<string, Act>> = {
  denial: { zh: '否认', en: 'a denial', after: null, apart: false },
  lawsuit: { zh: '诉讼', en: 'a lawsuit', after: null, apart: true },
  settlement: { zh: '和解', en: 'a settlement', after: QUARREL, apart: true },
  verdict: { zh: '裁决', en: 'a ruling', after: [...QUARREL, 'arrest', 'deal', 'controls'], apart: true },
  penalty: { zh: '处罚', en: 'a penalty', after: [...QUARREL, 'outage', 'shortseller'], apart: true },
  probe: { zh: '调查', en: 'an investigation', after: null, apart: true },
  recall: { zh: '召回', en: 'a recall', after: null, apart: true },
  approval: {
    zh: '获批',
    en: 'an approval',
    after: ['listing', 'trial', 'deal', 'launch', 'production', 'policy', 'filing'],
    apart: true,
  },
  results: { zh: '业绩', en: 'results', after: ['warning'], apart: true },
  'on-sale': { zh: '开售', en: 'the first day on sale', after: ['launch'], apart: false },
  delay: { zh: '推迟', en: 'a delay', after: null, apart: true },
  cancel: { zh: '取消', en: 'a cancellation', after: null, apart: true },
  'deal-off': { zh: '交易告吹', en: 'the end of a deal', after: ['deal', 'stake', 'probe'], apart: true },
  ban: { zh: '禁令', en: 'a ban', after: null, apart: true },
  arrest: { zh: '拘捕', en: 'an arrest', after: null, apart: true },
  bankruptcy: { zh: '破产', en: 'a bankruptcy', after: null, apart: true },
  delisting: { zh: '退市', en: 'a delisting', after: null, apart: true },
  layoffs: { zh: '裁员', en: 'job cuts', after: null, apart: false },
  management: { zh: '换人', en: 'a change at the top', after: null, apart: false },
  halt: { zh: '停牌', en: 'a trading halt', after: null, apart: false },
  shares: { zh: '股价变动', en: 'a move of shares', after: null, apart: false },
};
/** What an act may follow, in words; kinds that are acts themselves are named there. */
const BEFORE: Readonly<Record<string, { zh: string; en: string }>> = {
  warning: { zh: '预警', en: 'a warning' },
  accident: { zh: '事故', en: 'an accident' },
  breach: { zh: '泄露', en: 'a breach' },
  fraud: { zh: '造假', en: 'a fraud' },
  strike: { zh: '罢工', en: 'a strike' },
  outage: { zh: '故障', en: 'an outage' },
  shortseller: { zh: '做空', en: 'a short seller' },
  deal: { zh: '交易', en: 'a deal' },
  controls: { zh: '管制', en: 'controls' },
  listing: { zh: '上市申请', en: 'a listing' },
  filing: { zh: '申请', en: 'an application' },
  trial: { zh: '临床', en: 'a trial' },
  launch: { zh: '发布', en: 'a launch' },
  production: { zh: '投产', en: 'production' },
  policy: { zh: '政策', en: 'a policy' },
  stake: { zh: '持股', en: 'a stake' },
  default: { zh: '违约', en: 'a default' },
  order: { zh: '订单', en: 'an order' },
  partnership: { zh: '合作', en: 'a partnership' },
};

export interface Development {
  readonly parent: string;
  /** The new act, a key of ACTS; `further` where the same subject is told on without one. */
  readonly act: string;
  /** Why, in a sentence of each language, without the id of the parent. */
  readonly reason: { readonly zh: string; readonly en: string };
}
export interface Compared {
  readonly event: LiveEvent;
  readonly score: number;
  readonly parts: Parts;
}

const HOUR = 3_600_000;
/** Earlier by so much: another day's news, not the same one told again. */
const ANOTHER_DAY = 12 * HOUR;
/** Share of what an article says happened, and of what an event's articles say. */
const TELLS = 0.4;
const HARDLY = 0.1;
/** Share from which an act stands apart. */
const APART = 0.5;
/** A delay names what is late beside it, and mostly why (a sale, a tariff): a quarter of the share is enough. */
const LATE = 0.25;
/** Share of an event from which it is known for a kind of happening. */
export const KNOWN = 0.15;
/** Probability of telling the event from which one without a new act is still tied to it. */
const FURTHER = 0.15;

export const told = (event: LiveEvent, type: string): number => {
  let sum = 0;
  for (const w of event.types.values()) sum += w;
  return sum === 0 ? 0 : (event.types.get(type) ?? 0) / sum;
};
const from = (type: string, least: number): number => (type === 'delay' ? LATE : least);
/** The act that the article tells and the event does not, the largest first. */
export function newAct(doc: WeightedDoc, event: LiveEvent, least = TELLS): string | undefined {
  return [...doc.types]
    .filter(([type, share]) => {
      const act = ACTS[type];
      if (act === undefined || share < from(type, least)) return false;
      // Results come after a warning that speaks of results too.
      const follows = act.after?.some((before) => told(event, before) >= KNOWN) ?? true;
      return follows && (type === 'results' ? told(event, 'warning') >= KNOWN : told(event, type) < HARDLY);
    })
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0];
}

/**
 * Whether the article, though near enough to join, tells an act of another day that has a story of its own. A text that is
 * in good part the event's own is told again, not new.
 */
export function standsApart(doc: WeightedDoc, { event, parts }: Compared): boolean {
  if (event.types.size === 0 || doc.at - event.first < ANOTHER_DAY || parts.text >= 0.3) return false;
  const act = newAct(doc, event, APART);
  return act !== undefined && ACTS[act]!.apart;
}

/** Somebody's share of those whom an article tells of, or an event. */
const shareOf = (of: ReadonlyMap<string, number>, who: string | null): number => {
  if (who === null) return 0;
  let sum = 0;
  for (const w of of.values()) sum += w;
  return sum === 0 ? 0 : (of.get(who) ?? 0) / sum;
};

type NameOf = (id: string) => { readonly zh: string; readonly en: string };
/** Why an earlier event is the parent: what the reason is put together from, beside the act. */
export interface Grounds {
  /** The kind of happening that called for the act, where one did. */
  readonly called: string | undefined;
  /** Both are about the same company; else the earlier one's stands in the later text. */
  readonly same: boolean;
  readonly tie: { readonly zh: string; readonly en: string };
}

/** The event that a new one grew out of, with the reason; the nearest of those that qualify. */
export const developmentOf = (
  doc: WeightedDoc,
  compared: readonly Compared[],
  nameOf: NameOf,
): Development | null =>
  nearestParent(doc, compared, nameOf, ({ event, parts }, act) => {
    const same = parts.lead >= 0.5;
    // Whose shares fall need not be who caused it: the earlier story's company stands in the later headline or sentence.
    if (!same && shareOf(doc.companies, event.lead) < 0.2) return null;
    const called = ACTS[act]!.after?.find((before) => told(event, before) >= KNOWN);
    const tie = tieOf(parts, called !== undefined);
    return tie === null ? null : { called, same, tie };
  });

/**
 * The first of these, nearest first, that was told before the article, has not told its act, and has `grounds` for being
 * its parent.
 */
export function nearestParent(
  doc: WeightedDoc,
  compared: readonly Compared[],
  nameOf: NameOf,
  grounds: (compared: Compared, act: string) => Grounds | null,
): Development | null {
  for (const one of compared) {
    if (one.event.alone || one.event.first >= doc.at) continue;
    const act = newAct(doc, one.event);
    const found = act === undefined ? null : grounds(one, act);
    if (found !== null) return developmentSaid(doc, one.event, act!, found, nameOf);
  }
  return null;
}

/** A development with its reason in both languages. */
function developmentSaid(
  doc: WeightedDoc,
  event: LiveEvent,
  act: string,
  { called, same, tie }: Grounds,
  nameOf: NameOf,
): Development {
  const who = nameOf(same ? doc.lead! : event.lead!);
  const before = called === undefined ? undefined : (BEFORE[called] ?? ACTS[called]);
  const later = doc.at - event.first;
  return {
    parent: event.id,
    act,
    reason: {
      zh: `${before === undefined ? '' : `${before.zh}之后的`}${ACTS[act]!.zh}，${same ? '主角同为' : '起因涉及'}${who.zh}，${tie.zh}，晚 ${later > DAYS_FROM ? `${days(later)} 天` : `${hours(later)} 小时`}`,
      en: `${ACTS[act]!.en}${before === undefined ? '' : ` after ${before.en}`}, ${same ? 'both about' : 'which names'} ${who.en}, ${tie.en}, ${later > DAYS_FROM ? `${days(later)} days` : `${hours(later)} hours`} later`,
    },
  };
}

/**
 * The nearest event where no new act is named: the article may well tell it (`FURTHER` at least) and is about the same
 * subject, but not surely enough to join. A reader finds the one from the other.
 */
export function furtherOf(doc: WeightedDoc, nearest: Compared): Development | null {
  const { event, score, parts } = nearest;
  if (score < FURTHER || parts.subject < 0.3 || event.alone || event.first >= doc.at) return null;
  const p = score.toFixed(2);
  return {
    parent: event.id,
    act: 'further',
    reason: {
      zh: `同一主题的后续报道，属于同一事件的概率只有 ${p}`,
      en: `more of the same subject, with a probability of only ${p} of being the same event`,
    },
  };
}

const hours = (ms: number): string => String(Math.round(ms / HOUR));
const days = (ms: number): string => String(Math.round(ms / (24 * HOUR)));
/** From here on the time between is said in days. */
const DAYS_FROM = 14 * 24 * HOUR;

/** One product or version, and amounts, names or rare words besides. */
export const particular = (parts: Parts): boolean =>
  (parts.product >= 0.5 || parts.version >= 0.3) &&
  (parts.quantity >= 0.3 || parts.names >= 0.3 || parts.telling >= 0.08 || parts.foreign >= 0.3);

/** What ties two stories together besides the company's name; one company has many stories a week. */
export function tieOf(parts: Parts, called: boolean): { zh: string; en: string } | null {
  const has = (value: number): string => value.toFixed(2);
  if (parts.product >= 0.5 || parts.version >= 0.3) return { zh: '同一产品', en: 'the same product' };
  if (parts.quantity >= 0.3) return { zh: '同样的数额', en: 'the same amounts' };
  if (parts.names >= 0.3)
    return { zh: `同样的其他名称（${has(parts.names)}）`, en: `the same other names (${has(parts.names)})` };
  if (parts.term >= 0.12)
    return { zh: `同样的概念（${has(parts.term)}）`, en: `the same notions (${has(parts.term)})` };
  if (parts.telling >= 0.04 || parts.foreign >= 0.15)
    return { zh: '同样的少见词', en: 'the same rare words' };
  return called ? { zh: '前因后果相称', en: 'the one calls for the other' } : null;
}
