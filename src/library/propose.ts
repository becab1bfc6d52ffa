import { z } from 'zod';
import { loadRules } from '../analogues/index.ts';
import { type Config, redacted } from '../config/index.ts';
import { type Context, instant } from '../context.ts';
import { DuibiaoError } from '../errors.ts';
import { createFetcher } from '../fetch/index.ts';
import { loadThemes, loadTraits } from '../themes/index.ts';
import { articlesToRead, saveProposals } from './proposal.repository.ts';
import { ANSWER, type JudgedProposal, type Judgement, judgeAnswer } from './proposal.ts';
import { promptFor } from './proposal-prompt.ts';

/** Bytes of an answer that are read at most. */
const LARGEST_ANSWER = 1024 * 1024;
const COMPLETION = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string() }) })).min(1),
});

export interface Proposed extends Omit<Judgement, 'kept'> {
  readonly eventId: string;
  readonly model: string;
  /** Articles that the model was shown. */
  readonly read: number;
  readonly kept: readonly (JudgedProposal & { readonly id: string; readonly fresh: boolean })[];
}

/**
 * Asks the configured language model for traits and rules that an event lacks, and keeps what holds as drafts. Rules, traits
 * and lines are not touched: nothing but `propose list` reads what is written here.
 * @param timeout of the whole request, in milliseconds.
 * @throws DuibiaoError CONFIG_INVALID where no model is configured; UNKNOWN_ID; FETCH_FAILED where it gives no answer that can be read.
 */
export async function propose(ctx: Context, eventId: string, timeout = 120_000): Promise<Proposed> {
  const { llm } = ctx.config;
  if (llm === undefined)
    throw new DuibiaoError('CONFIG_INVALID', {
      name: 'DUIBIAO_LLM_URL',
      got: '(nothing)',
      what: 'no language model is configured, and none is asked unless one is',
      allowed: 'the base address of an OpenAI-compatible interface, with DUIBIAO_LLM_MODEL',
    });
  const articles = await articlesToRead(ctx.db, eventId);
  const known = {
    traits: await loadTraits(ctx.db),
    themes: await loadThemes(ctx.db),
    rules: (await loadRules(ctx.db)).map((r) => r.rule.id),
  };
  if (known.traits.length === 0)
    throw new DuibiaoError('BAD_ARGUMENT', {
      what: 'propose',
      got: 'a database without a library',
      allowed: 'one into which the library was loaded (duibiao library apply)',
    });
  const prompt = promptFor(known, articles);
  const answer = await ask(ctx.config, llm, prompt.messages, timeout);
  const judged = judgeAnswer(answer, known, prompt.articles);
  const at = instant(ctx.clock.now());
  const ids = await saveProposals(ctx.db, { eventId, model: llm.model, at }, judged.kept);
  ctx.log.info({ event: eventId, kept: ids.length, invented: judged.invented }, 'proposals kept as drafts');
  return {
    ...judged,
    eventId,
    model: llm.model,
    read: prompt.articles.length,
    kept: judged.kept.map((p, i) => ({ ...p, ...ids[i]! })),
  };
}

async function ask(
  config: Config,
  llm: NonNullable<Config['llm']>,
  messages: readonly { role: string; content: string }[],
  timeout: number,
): Promise<z.infer<typeof ANSWER>> {
  const url = `${llm.url}/chat/completions`;
  const refuse = (what: string): never => {
    throw new DuibiaoError('FETCH_FAILED', { where: redacted(url), what });
  };
  const fetcher = createFetcher({
    userAgent: `duibiao/0.1 (+${config.contact})`,
    allowPrivate: config.allowPrivate,
    // A redirect would carry the text of the articles to somebody whom nobody named.
    limits: {
      headers: timeout,
      body: timeout,
      total: timeout,
      wireBytes: LARGEST_ANSWER,
      bytes: LARGEST_ANSWER,
      redirects: 0,
    },
  });
  let text: string;
  try {
    const result = await fetcher.fetch({
      url,
      method: 'POST',
      accept: 'application/json',
      contentType: 'application/json',
      body: JSON.stringify({ model: llm.model, messages, response_format: { type: 'json_object' } }),
      ...(llm.key === undefined ? {} : { bearer: llm.key }),
    });
    if (result.kind !== 'ok') {
      if (result.kind === 'refused')
        throw new DuibiaoError('ADDRESS_REFUSED', {
          where: redacted(url),
          what: 'it is on a private network, and DUIBIAO_ALLOW_PRIVATE does not name it',
        });
      const hint = result.status === 401 || result.status === 403 ? '; see DUIBIAO_LLM_KEY' : '';
      const reason = result.kind === 'not_modified' ? 'the server answers 304' : result.reason;
      return refuse(`${reason.replace(`${redacted(url)}: `, '')}${hint}`);
    }
    text = Buffer.from(result.bytes).toString('utf8');
  } finally {
    await fetcher.close();
  }
  // A server that echoes the request must not bring the key into a table.
  if (llm.key !== undefined && text.includes(llm.key))
    return refuse('the answer repeats the key; it was not read');
  const completion = COMPLETION.safeParse(parsed(text));
  if (!completion.success) return refuse('the answer is not that of an OpenAI-compatible interface');
  // PostgreSQL's text holds no NUL, and a fence around JSON is a habit of models.
  const content = completion.data.choices[0]!.message.content.replace(
    /^\s*```(?:json)?\s*|\s*```\s*$/g,
    '',
  ).replaceAll('\\u0000', '');
  const answer = ANSWER.safeParse(parsed(content));
  if (!answer.success)
    return refuse('what the model wrote is not JSON with lists called traits and rules; nothing was kept');
  return answer.data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
