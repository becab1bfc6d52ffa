/** What an endpoint is told: one message a change, in both languages, with a per-event sequence number and four clocks. */
import { createHash } from 'node:crypto';
import { z } from 'zod';

export const MESSAGE_TYPES = [
  'event.emerging',
  'event.hype',
  'event.faded',
  'event.first_hand',
  'event.revised',
  'event.merged',
  'event.split',
  'event.retracted',
  'link.withdrawn',
  'analogue.added',
  'analogue.reranked',
  'guidance.released',
  'digest.ready',
  'source.silent',
  'source.recovered',
] as const;
export type MessageType = (typeof MESSAGE_TYPES)[number];
/** For who runs the program: only endpoints that name these types get them. */
export type SourceNoticeType = Extract<MessageType, `source.${string}`>;
/** About an event. */
export type EventMessageType = Exclude<MessageType, 'digest.ready' | SourceNoticeType>;
const isEventType = (t: MessageType): t is EventMessageType =>
  t !== 'digest.ready' && !t.startsWith('source.');

const instant = z.iso.datetime().describe('ISO 8601, UTC, Z');
const both = z.object({ zh: z.string(), en: z.string() }).describe('The same in Chinese and English');
const article = z.object({ title: z.string(), url: z.string(), outlet: z.string(), publishedAt: instant });
const quoted = z.object({
  side: z.literal('event'),
  trait: z.string().nullable(),
  text: z.string().max(200).describe('Words of the article, at most 200 UTF-16 units; … where they go on'),
  outlet: z.string(),
  url: z.string(),
  firstHand: z.boolean(),
});
const sourced = z.object({
  side: z.literal('company'),
  trait: z.string().nullable(),
  source: z.string(),
  url: z.string().nullable(),
  date: z.string().describe('Of the source, YYYY-MM-DD'),
  note: z.string().nullable().describe('In English'),
  noteZh: z
    .string()
    .optional()
    .describe('The note in Chinese; absent where there is none, and before the field was added'),
});
const evidence = z.array(z.discriminatedUnion('side', [quoted, sourced]));
const trading = z.object({
  ticker: z.string(),
  nextMinute: instant
    .nullable()
    .describe(
      'First instant since its issuer was first named at which it can be traded; null where not known',
    ),
  minutes: z
    .int()
    .min(0)
    .nullable()
    .describe('Whole minutes to it from the first article of the event, rounded up'),
  namedAt: instant.describe('When its issuer was first named for the event; a line restated later keeps it'),
  minutesFromNaming: z.int().min(0).nullable().describe('Whole minutes to nextMinute from namedAt'),
  suspended: z.boolean().nullable().describe('No trade in the last session; null where that is not known'),
  atLimit: z.enum(['up', 'down']).nullable().describe('The last session ended at its limit'),
  limit: z.number().nullable().describe('Largest move of the day, a fraction'),
  specialTreatment: z.boolean(),
  generated: z.boolean().describe('A price behind it was invented'),
});
const analogue = z.object({
  ticker: z.string(),
  lines: z.array(z.string()).describe('Every listed line of the issuer (A, H), this one first'),
  name: both,
  kind: z
    .enum(['soft', 'hard', 'trap', 'issuer'])
    .describe('trap: a wrong reason to buy, not a forecast of the price'),
  sameProduct: z.boolean(),
  score: z.number().min(0).max(100),
  rank: z.int().positive(),
  why: both,
  rule: z.object({ id: z.string(), version: z.int() }).nullable(),
  crowding: both,
  trading: z.array(trading).describe('A row a listed line'),
  evidence,
  against: evidence,
});
const figure = z.object({
  kind: z.enum(['result', 'guidance']),
  metric: z.string(),
  name: z.string().nullable(),
  period: z.string().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  point: z.number().nullable(),
  unit: z.string(),
  direction: z.string().nullable(),
  yoyPercent: z.tuple([z.number().nullable(), z.number().nullable()]).nullable(),
  firstHand: z.boolean().optional().describe("Read in the issuer's own document"),
  url: z.string().optional().describe('Where it was read'),
  surprise: z
    .array(
      z.object({
        basis: z
          .enum(['expectation', 'guidance', 'yearBefore'])
          .describe(
            "What it is held against: others' expectation, the issuer's guidance before, the year before",
          ),
        value: z.number().describe('Per cent of that, or points where both are percentages'),
        measure: z.enum(['percent', 'points']),
        grade: z.int().min(-2).max(2).describe('-2 far below, 0 as expected, 2 far above'),
      }),
    )
    .optional(),
  contradiction: z
    .object({
      side: z
        .enum(['told', 'filed'])
        .describe(
          "Whose number stands in here: told is a retelling that differs, and this figure stands; filed is the issuer's document, and this figure does not",
        ),
      low: z.number().nullable(),
      high: z.number().nullable(),
      point: z.number().nullable(),
      url: z.string(),
    })
    .nullable()
    .optional()
    .describe('Another number for the same figure elsewhere; the document wins. null where there is none'),
});

export const eventData = z.object({
  event: z.object({
    id: z.string(),
    headline: both,
    state: z.string(),
    unread: z.boolean().describe('未见原文: no first-hand document has been seen'),
    firstSeen: instant,
    lastSeen: instant,
    articles: z.int(),
    outlets: z.int(),
    hype: z.object({ score: z.number(), at: instant }).nullable(),
    themes: z.array(z.string()),
    traits: z.array(z.object({ id: z.string(), strength: z.number(), firstHand: z.boolean() })),
    firstHand: article.nullable(),
    first: article,
    url: z.string().describe('The event on this console'),
  }),
  analogues: z.array(analogue).describe('Empty in a thin payload'),
  figures: z.array(figure),
  other: z
    .record(z.string(), z.string())
    .describe(
      'What the type adds: ticker, reason, fromEvent, intoEvent, articleId, articleUrl, formerTitle, what (title or text)',
    ),
  payload: z.enum(['full', 'trimmed', 'thin']).describe('trimmed: lists were cut to stay below 20,000 bytes'),
});
export type EventData = z.infer<typeof eventData>;

export const digestData = z.object({
  date: z.string().describe('YYYY-MM-DD'),
  events: z.array(
    z.object({
      id: z.string(),
      headline: both,
      score: z.number().nullable(),
      soft: z.array(z.string()),
      traps: z.array(z.string()),
    }),
  ),
  url: z.string(),
});
export type DigestData = z.infer<typeof digestData>;

export const sourceData = z.object({
  source: z.object({ id: z.string(), name: z.string(), kind: z.string(), firstHand: z.boolean() }),
  alarm: z
    .enum(['failing', 'empty', 'silent', 'gone'])
    .describe(
      'failing: errors in a row; empty: answers with nothing in it; silent: nothing new for longer than its pace explains; gone: retired by its server (410)',
    ),
  since: instant.nullable().describe('Its last sign of life before the alarm'),
  raisedAt: instant,
  clearedAt: instant.nullable().describe('When it spoke again; null while it is silent'),
  sentence: both,
  url: z.string().describe('This console'),
});

const head = {
  schema: z.literal('duibiao/message/1'),
  id: z
    .string()
    .describe('The same in the webhook-id header, on every retry and replay: what to deduplicate by'),
  eventId: z.string().nullable(),
  sequence: z
    .int()
    .nullable()
    .describe(
      'Rises by one with each message about the event; sort by it, ignore what is older than what you have',
    ),
  supersedes: z
    .string()
    .nullable()
    .describe('The message, of those sent to this endpoint, whose statement this one replaces'),
  clocks: z.object({
    published: instant.describe('By the source, of the article that caused the change'),
    fetched: instant,
    detected: instant.describe('When the change was written here'),
    sent: instant.describe('Of this attempt'),
  }),
};
export const messageSchema = z.discriminatedUnion('type', [
  z.object({ ...head, type: z.enum(MESSAGE_TYPES.filter(isEventType)), data: eventData }),
  z.object({ ...head, type: z.literal('digest.ready'), data: digestData }),
  z.object({ ...head, type: z.literal('source.silent'), data: sourceData }),
  z.object({ ...head, type: z.literal('source.recovered'), data: sourceData }),
  z.object({ ...head, type: z.literal('test.ping'), data: z.object({ text: z.string() }) }),
]);
export type Message = z.infer<typeof messageSchema>;
/** As stored in the outbox: the fourth clock is read when it is sent. */
export type StoredMessage = {
  [K in keyof Message]: K extends 'clocks' ? Omit<Message['clocks'], 'sent'> : Message[K];
};

/** The id of the message that tells of a change: the same change has the same id on every machine. */
export function messageId(type: MessageType, subject: string, change: string): string {
  return `msg_${hash(type, subject, change)}`;
}
export function hash(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

/** The schemas that stand in library/schemas, by file name. */
export function schemaFiles(): Readonly<Record<string, unknown>> {
  const file = (name: string, schema: z.ZodType) => [
    name,
    {
      $id: `/schemas/${name}`,
      title: name.replace('.json', ''),
      ...z.toJSONSchema(schema, { reused: 'ref' }),
    },
  ];
  return Object.fromEntries([
    file('message.v1.json', messageSchema),
    file('event.v1.json', eventData),
    file('digest-ready.v1.json', digestData),
  ]);
}
