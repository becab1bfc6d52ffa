import type { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { sameToken } from './token.ts';

/** An article as its sender has it; what is not known is found out from the text. */
export const draftSchema = z.object({
  id: z.string().min(1).max(200).optional(),
  url: z.url({ protocol: /^https?$/ }).max(2000),
  title: z.string().min(1).max(1000),
  body: z.string().max(500_000),
  language: z.string().max(10).optional(),
  publishedAt: z.iso.datetime({ offset: true }),
  outlet: z.string().min(1).max(200),
  firstHand: z.boolean().optional(),
});
export type Draft = z.infer<typeof draftSchema>;
/** Takes drafts into the pipeline, all or none, and says what came of them. */
export type Ingest = (drafts: readonly Draft[]) => Promise<Readonly<Record<string, number>>>;

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
      sentence: `The body is neither a JSON array nor one JSON object a line: ${(error as Error).message}.`,
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
