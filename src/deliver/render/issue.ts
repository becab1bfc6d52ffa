import {
  type Appointment,
  type Correction,
  clip,
  type DigestAnalogue,
  type DigestEvent,
  type DigestModel,
  type EventLine,
  type LateSight,
  type SourceTrouble,
} from '../digest.ts';
import { type Card, cardOf, type Line, metaOf, type Part, type Room } from './card.ts';
import { closureWords } from './market-words.ts';
import { dayAndTime, dayWords, durationWords, sessionWords } from './time-words.ts';
import { say, type Words } from './words.ts';

/** A whole digest in order, before any medium. */
export interface Issue {
  /** Stands at the top in bold where anything is recorded rather than live. */
  readonly label: string | null;
  readonly title: string;
  readonly sessions: readonly string[];
  readonly counted: string;
  readonly nothing: string | null;
  /** A line an event for who reads no further: its headline, first soft analogues, first traps. */
  readonly glance: readonly Line[];
  readonly cards: readonly Card[];
  readonly moreEvents: string | null;
  readonly lists: readonly { readonly heading: string; readonly lines: readonly Line[] }[];
  readonly trapMeaning: string | null;
  readonly disclaimer: string;
}

/** How much of a digest a medium has room for. */
export interface Limits {
  readonly cards: number;
  readonly room: Room;
  /** Lines of each list below the cards; all unless told. */
  readonly lines?: number;
}

export function issueOf(model: DigestModel, words: Words, limits: Limits): Issue {
  const { language } = model;
  const cards = model.events.slice(0, limits.cards).map((e) => cardOf(e, words, language, limits.room));
  const rest = model.events.slice(limits.cards);
  const lists = [
    {
      heading: say(words.moreEvents, { n: rest.length }),
      lines: rest.slice(0, 12).map((e) => lineOf(e, words)),
    },
    {
      heading: words.comingUp,
      lines: model.comingUp.map((a) => plainLine(appointmentParts(a, words, model))),
    },
    { heading: words.unexplained, lines: model.unexplained.map((e) => unexplainedLine(e, words)) },
    { heading: words.faded, lines: model.faded.map((e) => lineOf(e, words)) },
    { heading: words.mistakes, lines: model.corrections.map((c) => plainLine(mistakeParts(c, words))) },
    {
      heading: words.unseen,
      lines: [
        ...model.late.map((l) => plainLine(lateParts(l, words))),
        ...model.troubles.slice(0, 12).map((t) => plainLine(troubleParts(t, words, model))),
      ],
    },
  ];
  return {
    label: labelOf(model, words),
    title: say(words.digestOf, { date: dayWords(model.date, language) }),
    sessions: model.sessions.map((s) => sessionWords(s, words, language)),
    counted: [
      ...(model.closures ?? []).map((c) => closureWords(c, model.events.length, language)),
      say(words.counted, model.counted),
    ].join(' '),
    nothing: model.events.length === 0 ? words.nothing : null,
    glance: model.events.slice(0, limits.cards).map((e) => glanceOf(e, words)),
    cards,
    moreEvents: rest.length > 0 ? say(words.moreEvents, { n: rest.length }) : null,
    lists: lists
      .filter((l) => l.lines.length > 0)
      .map((l) => ({ ...l, lines: l.lines.slice(0, limits.lines ?? l.lines.length) })),
    trapMeaning: cards.some((c) => c.sections.some((s) => s.kind === 'trap')) ? words.trapMeaning : null,
    disclaimer: words.disclaimer,
  };
}

export function labelOf(model: Pick<DigestModel, 'recorded' | 'origin'>, words: Words): string | null {
  if (!model.recorded) return null;
  return model.origin === 'replay' ? words.replayLabel : words.archiveLabel;
}

function glanceOf(e: DigestEvent, words: Words): Line {
  const named = (label: string, list: readonly DigestAnalogue[], strong: boolean): Part[] =>
    list.length === 0
      ? []
      : [
          { text: ` · ${label} ` },
          {
            text: list
              .slice(0, 3)
              .map((a) => `${a.name} ${a.ticker}`)
              .join(words.list),
            strong,
          },
        ];
  return plainLine([
    { text: clip(e.headline, 80) },
    ...named(words.softShort, e.soft, true),
    ...named(words.trapShort, e.traps, false),
  ]);
}

function lineOf(e: EventLine, words: Words): Line {
  return plainLine([
    { text: e.headline, href: (e.firstHand ?? e.first).url },
    { text: ` · ${metaOf(e, words)}${e.unread ? ` · ${words.unread}` : ''}`, quiet: true },
  ]);
}

function unexplainedLine(e: DigestModel['unexplained'][number], words: Words): Line {
  const { nearest } = e;
  const why =
    nearest === undefined
      ? words.noNearest
      : say(words.nearest, { title: nearest.title, id: nearest.id, lacks: nearest.lacks.join(words.list) });
  return plainLine([...lineOf(e, words).parts, { text: ` · ${why}`, quiet: true }]);
}

function appointmentParts(a: Appointment, words: Words, model: DigestModel): Part[] {
  const what = { results: words.dueResults, board_meeting: words.dueBoard, briefing: words.dueBriefing }[
    a.kind
  ];
  const moment =
    a.moment === null
      ? ''
      : ` · ${{ before_open: words.beforeOpen, during: words.during, after_close: words.afterClose }[a.moment]}`;
  return [
    { text: `${dayWords(a.date, model.language)}${moment}${words.colon}`, quiet: true },
    { text: a.issuer, href: a.url },
    { text: ` ${what}${a.period === null ? '' : ` ${a.period}`}` },
    ...(a.announced ? [] : [{ text: ` · ${words.byHabit}`, quiet: true }]),
  ];
}

function mistakeParts(c: Correction, words: Words): Part[] {
  const phrase = {
    merge: words.merge,
    split: c.intoHeadline === null ? words.splitAlone : words.split,
    retract: words.retracted,
    revise: words.revised,
    withdraw: words.withdrawn,
  }[c.kind];
  const said = say(phrase, {
    a: c.headline,
    b: c.kind === 'revise' ? c.why : (c.company ?? c.intoHeadline ?? c.intoEventId ?? ''),
  });
  const reason = c.kind === 'revise' || c.why === '' ? [] : [{ text: `${words.colon}${c.why}`, quiet: true }];
  return [{ text: said }, ...reason];
}

function lateParts(l: LateSight, words: Words): Part[] {
  return [
    {
      text: say(words.late, {
        a: l.headline,
        outlet: l.outlet,
        wait: durationWords(l.minutes, words),
        old: durationWords(l.sincePublished, words),
      }),
    },
  ];
}

function troubleParts(t: SourceTrouble, words: Words, model: DigestModel): Part[] {
  const state =
    t.kind === 'silent' && t.lastSuccessAt !== null
      ? say(words.silent, { time: dayAndTime(t.lastSuccessAt, model.language) })
      : t.kind === 'failing'
        ? words.failing
        : words.never;
  return [
    { text: `${t.name}${words.colon}${state}` },
    ...(t.lastError === null ? [] : [{ text: ` · ${t.lastError}`, quiet: true }]),
  ];
}

function plainLine(parts: readonly Part[]): Line {
  return { label: null, tone: 'plain', parts };
}
