import type { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { sameToken } from './token.ts';

/** No database keeps a NUL or half of a surrogate pair: what was stored would differ from what was sent. */
const text = (least: number, most: number) =>
  z
    .string()
    .min(least)
    .max(most)
    .refine((s) => least === 0 || s.trim() !== '', 'nothing but white space in it')
    .refine((s) => !s.includes('\0') && !/\p{Surrogate}/u.test(s), 'a NUL or half a surrogate pair in it');

/** UTC; before it no article that a desk pushes was published. */
const EARLIEST = Date.UTC(1970, 0, 1);

/** An article as its sender has it; what is not known is found out from the text. */
export const draftSchema = z.object({
  id: text(1, 200).optional(),
  url: z.url({ protocol: /^https?$/ }).max(2000),
  title: text(1, 1000),
  body: text(0, 500_000),
  language: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,4})?$/, 'a language such as en, zh or zh-Hant')
    .optional(),
  publishedAt: z.iso.datetime({ offset: true }).refine((s) => Date.parse(s) >= EARLIEST, 'before 1970'),
  outlet: text(1, 200),
  firstHand: z.boolean().optional(),
});
export type Draft = z.infer<typeof draftSchema>;
/** Takes drafts into the pipeline, all or none, and says what came of them. */
export type Ingest = (drafts: readonly Draft[]) => Promise<Readonly<Record<string, number>>>;

/** Milliseconds that a sender's clock may be ahead of ours: what is published later than that is a mistake. */
const AHEAD = 600_000;
const LIMIT_BYTES = 5_000_000;
const LIMIT_DRAFTS = 1000;

/** `POST /ingest` with `Authorization: Bearer INGEST_TOKEN`: a JSON array of drafts, or one draft a line. */
export function registerIngest(app: Hono, ctx: Context, ingest: Ingest | undefined): void {
  app.post(
    '/ingest',
    bodyLimit({
      maxSize: LIMIT_BYTES,
      onError: (c) =>
        c.json({ error: 'TOO_LARGE', sentence: `At most ${LIMIT_BYTES} bytes a request.` }, 413),
    }),
    async (c) => {
      const token = ctx.config.ingestToken;
      if (token === undefined || ingest === undefined)
        return c.json({ error: 'SHUT', sentence: 'POST /ingest is shut: set INGEST_TOKEN to open it.' }, 403);
      const given = /^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1] ?? '';
      if (!sameToken(given, token)) {
        c.header('WWW-Authenticate', 'Bearer');
        return c.json({ error: 'UNAUTHORISED', sentence: 'The bearer token is missing or wrong.' }, 401);
      }
      const read = draftsOf(await c.req.text());
      if ('sentence' in read) return c.json({ error: 'BAD_DRAFTS', sentence: read.sentence }, 400);
      const now = ctx.clock.now().getTime();
      const early = read.drafts.findIndex((d) => Date.parse(d.publishedAt) > now + AHEAD);
      if (early >= 0) {
        const sentence = `Draft ${early + 1}, publishedAt: ${read.drafts[early]!.publishedAt} is in the future; nothing was taken.`;
        return c.json({ error: 'BAD_DRAFTS', sentence }, 400);
      }
      return c.json(await ingest(read.drafts));
    },
  );
}

function draftsOf(text: string): { drafts: Draft[] } | { sentence: string } {
  let values: unknown;
  try {
    values = text.trimStart().startsWith('[')
      ? JSON.parse(text)
      : text
          .split('\n')
          .filter((l) => l.trim() !== '')
          .map((l) => JSON.parse(l));
  } catch (error) {
    return {
      sentence: `The body is neither a JSON array nor one JSON object a line: ${(error as Error).message.replace(/\s+/g, ' ').slice(0, 200)}.`,
    };
  }
  const parsed = z.array(draftSchema).min(1).max(LIMIT_DRAFTS).safeParse(values);
  if (parsed.success) return { drafts: parsed.data };
  const issue = parsed.error.issues[0]!;
  const [index, ...path] = issue.path.map(String);
  const where =
    index === undefined ? 'The body' : `Draft ${Number(index) + 1}, ${path.join('.') || 'itself'}`;
  return { sentence: `${where}: ${issue.message}; nothing was taken.` };
}
