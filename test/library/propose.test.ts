import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createPipeline } from '../../jobs/pipeline.ts';
import { readConfig } from '../../src/config/index.ts';
import type { Context } from '../../src/context.ts';
import { type OpenDatabase, openEmbedded } from '../../src/db/index.ts';
import { eventId } from '../../src/events/index.ts';
import { applyLibrary, decideProposal, draftEntry, listProposals, propose } from '../../src/library/index.ts';
import { findQuotation } from '../../src/library/quotation.ts';
import { command, rows } from '../cli/command.ts';
import { testClock, testContext, testDatabases } from '../databases.ts';
import { LICENCE_STORY, readSmallLibrary } from '../small-library.ts';

const KEY = 'sk-never-to-be-seen-0123456789';
const EVENT = eventId('f1');
const both = (text: string) => ({ zh: text, en: text });

/** What a model might answer: some of it true, some of it made up. */
const PER_MAKER = {
  new: true,
  id: 'paid_per_maker',
  axis: 'economics',
  name: both('paid per maker'),
  meaning: 'Each maker pays.',
  patterns: [['every maker may use it', '每家厂商']],
  claims: [
    {
      trait: 'paid_per_maker',
      quote: 'An AI chip of\n every maker may use it',
      says: 'no maker is left out',
    },
    { trait: 'paid_per_maker', quote: 'royalties rose by 40 percent', says: 'invented' },
  ],
};
const RULE = {
  id: 'designs-to-designs',
  kind: 'analogue',
  status: 'published',
  title: both('designs'),
  rationale: both('others license too'),
  event: { require: ['ip_licensing>=0.4', 'paid_per_maker'] },
  company: { require: ['ip_licensing>=0.6'] },
  claims: [
    { trait: 'ip_licensing', quote: 'Foreignco licenses its designs to chip makers.', says: 'it licenses' },
    { trait: 'paid_per_maker', quote: 'An AI chip of every maker may use it.', says: 'all makers' },
  ],
};
const claimed = (rule: object, other: object) => ({ ...RULE, ...rule, ...other });
const GOOD = {
  traits: [PER_MAKER, { ...PER_MAKER, id: 'device_sales' }, { ...PER_MAKER, id: 'unmarked', new: undefined }],
  rules: [
    RULE,
    claimed({ id: 'names-a-company' }, { title: both('as 1111.HK does') }),
    claimed({ id: 'unknown-trait' }, { company: { require: ['moon_mining'] } }),
    claimed(
      { id: 'unfounded' },
      { claims: [{ ...RULE.claims[0], quote: 'Foreignco sold its factories to banks.' }] },
    ),
    claimed({ id: 'licences-to-licences' }, {}),
    { id: 'half a rule' },
  ],
};

interface Simulator {
  url: string;
  asked: { path: string; authorization: string | undefined; body: string }[];
  answer: (response: ServerResponse) => void;
  close(): Promise<void>;
}
async function simulator(): Promise<Simulator> {
  const sim = { asked: [] as Simulator['asked'] } as Simulator;
  const server: Server = createServer((request: IncomingMessage, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString('utf8');
    });
    request.on('end', () => {
      sim.asked.push({ path: request.url!, authorization: request.headers.authorization, body });
      sim.answer(response);
    });
  });
  await new Promise<void>((r) => server.listen(0, '127.0.0.1', r));
  sim.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  sim.close = () =>
    new Promise((r) => {
      server.closeAllConnections();
      server.close(() => r());
    });
  return sim;
}
const says = (content: string) => (response: ServerResponse) =>
  void response
    .setHeader('content-type', 'application/json')
    .end(JSON.stringify({ choices: [{ message: { role: 'assistant', content } }] }));

const FILES = readSmallLibrary();
async function withEvent(database: OpenDatabase): Promise<void> {
  await applyLibrary(database.db, FILES, '2024-01-31T00:00:00Z');
  const pipeline = await createPipeline(testContext(database, testClock('2024-02-08T00:00:00Z')), FILES);
  await pipeline.take([LICENCE_STORY], 'replay');
  await pipeline.analyse();
}

describe.each(await testDatabases())('a language model as a proposer, on $name', ({ open }) => {
  let database: OpenDatabase;
  let sim: Simulator;
  const settings = (): Record<string, string> => ({
    DUIBIAO_LLM_URL: sim.url,
    DUIBIAO_LLM_MODEL: 'simulated-1',
    DUIBIAO_LLM_KEY: KEY,
    DUIBIAO_ALLOW_PRIVATE: '127.0.0.1',
  });
  const context = (env: Record<string, string> = settings()): Context => ({
    ...testContext(database, testClock('2024-02-09T00:00:00Z')),
    config: readConfig(env),
  });
  /** Everything that matching reads or wrote. */
  const facts = async () =>
    Promise.all(
      ['rule', 'rule_term', 'trait', 'trait_pattern', 'event_trait', 'analogue'].map(
        async (t) => (await database.run(`SELECT * FROM ${t} ORDER BY 1, 2, 3`)).rows,
      ),
    );
  const failure = async (env?: Record<string, string>, timeout?: number) => {
    const error = (await propose(context(env), EVENT, timeout).catch((e: unknown) => e)) as Error;
    expect(error).toBeInstanceOf(Error);
    expect(`${error.message} ${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`).not.toContain(
      KEY,
    );
    expect(await listProposals(database.db)).toEqual([]);
    return error;
  };

  beforeAll(async () => {
    database = await open();
    sim = await simulator();
    await withEvent(database);
  });
  afterAll(async () => {
    await sim.close();
    await database.close();
  });

  it('is never asked unless somebody configured it', async () => {
    const error = await failure({});
    expect(error).toMatchObject({ code: 'CONFIG_INVALID', exitCode: 2 });
    expect(sim.asked).toEqual([]);
  });

  it('leaves nothing behind when its key is refused, and the key stands in no error', async () => {
    sim.answer = (r) => void r.writeHead(401).end(`bad key ${KEY}`);
    expect((await failure()).message).toMatch(/the server answers 401; see DUIBIAO_LLM_KEY\.$/);
    expect(sim.asked.at(-1)).toMatchObject({ path: '/v1/chat/completions', authorization: `Bearer ${KEY}` });
  });

  it.each([
    ['prose', says('I would propose a rule about licences.')],
    ['JSON of another form', says('{"traits": "many"}')],
    ['no completion', (r: ServerResponse) => void r.end('{"error": null}')],
    ['bytes', (r: ServerResponse) => void r.end(Buffer.from([0, 159, 146, 150]))],
    ['the key itself', says(`{"traits": [], "rules": [], "note": "${KEY}"}`)],
    ['more than a megabyte', says(' '.repeat(1_100_000))],
    ['an address elsewhere', (r: ServerResponse) => void r.writeHead(307, { location: '/other' }).end()],
  ])('says in one sentence that it answered with %s, and keeps nothing', async (_what, answer) => {
    sim.answer = answer;
    const before = sim.asked.length;
    expect(await failure()).toMatchObject({ code: 'FETCH_FAILED' });
    expect(sim.asked.length).toBe(before + 1);
  });

  it('is given up when it does not answer in time', async () => {
    sim.answer = () => {};
    expect((await failure(undefined, 150)).message).toContain('not done in 0.15 seconds');
  });

  it('is not reached on a private network that nobody allowed', async () => {
    const before = sim.asked.length;
    const { DUIBIAO_ALLOW_PRIVATE: _, ...rest } = settings();
    expect(await failure(rest)).toMatchObject({ code: 'ADDRESS_REFUSED' });
    expect(sim.asked.length).toBe(before);
  });

  it('gives drafts with the words on which they stand; what it made up is dropped and counted; nothing fires', async () => {
    sim.answer = says(`\`\`\`json\n${JSON.stringify(GOOD)}\n\`\`\``);
    const before = await facts();
    const result = await propose(context(), EVENT);
    expect(result.kept.map((p) => [p.kind, p.name, p.spans.length, p.fresh])).toEqual([
      ['trait', 'paid_per_maker', 1, true],
      ['rule', 'designs-to-designs', 2, true],
    ]);
    expect(Object.fromEntries(result.dropped.map((d) => [d.what, d.why]))).toEqual({
      'trait device_sales': 'the library has a trait of that id',
      'trait unmarked': expect.stringMatching(/^new: /),
      'rule names-a-company': 'it names a ticker',
      'rule unknown-trait': 'no trait moon_mining, and it is not proposed as new',
      'rule unfounded': expect.stringContaining('it requires ip_licensing'),
      'rule licences-to-licences': 'there is a rule of that id',
      'rule half a rule': expect.any(String),
    });
    // One in each of the two traits that reached the search of quotations, one in the unfounded rule.
    expect(result.invented).toBe(3);
    for (const p of await listProposals(database.db))
      for (const s of p.spans) {
        expect(p).toMatchObject({ status: 'draft', eventId: EVENT, model: 'simulated-1' });
        expect(LICENCE_STORY[s.field].slice(s.start, s.end)).toBe(s.text);
      }
    expect(await facts()).toEqual(before);
    expect(JSON.parse(sim.asked.at(-1)!.body)).toMatchObject({ model: 'simulated-1' });
  });

  it('adds nothing by saying the same again', async () => {
    const result = await propose(context(), EVENT);
    expect(result.kept.map((p) => p.fresh)).toEqual([false, false]);
    expect(await listProposals(database.db)).toHaveLength(2);
  });

  it('becomes an entry that is still a draft, under the name of the person who accepts it, once', async () => {
    const [rule, trait] = ['rule', 'trait'].map(
      (kind) => async () => (await listProposals(database.db)).find((p) => p.kind === kind)!,
    );
    const by = { status: 'accepted', author: 'Ann', at: '2024-02-10T00:00:00Z', why: null } as const;
    const failing = decideProposal(database.db, (await rule!()).id, by, () => {
      throw new Error('disk full');
    });
    await expect(failing).rejects.toThrow('disk full');
    expect((await rule!()).status).toBe('draft');
    const accepted = await decideProposal(database.db, (await rule!()).id, by);
    expect(accepted).toMatchObject({
      status: 'accepted',
      decidedBy: 'Ann',
      decidedAt: '2024-02-10T00:00:00Z',
    });
    await expect(decideProposal(database.db, accepted.id, by)).rejects.toMatchObject({
      code: 'BAD_ARGUMENT',
    });
    const on = { author: 'Ann', written: '2024-02-10' };
    expect(parse(draftEntry(accepted, on))).toMatchObject([
      { id: 'designs-to-designs', status: 'draft', author: 'Ann', written: '2024-02-10', cases: [] },
    ]);
    const rejected = await decideProposal(database.db, (await trait!()).id, { ...by, status: 'rejected' });
    expect(rejected.status).toBe('rejected');
    // A trait has no status in the files: its entry is nothing until somebody takes the signs away.
    expect(parse(draftEntry(rejected, on))).toBe(null);
    expect(parse(draftEntry(rejected, on).replace(/^# (?!Draft|Stands)/gm, ''))).toMatchObject([
      { id: 'paid_per_maker', axis: 'economics' },
    ]);
    await propose(context(), EVENT);
    expect((await trait!()).status).toBe('rejected');
  });
});

describe('a quotation', () => {
  const find = (quote: string, body: string) =>
    findQuotation(quote, [{ id: 'a', title: 'A title of this page', body }])?.text;
  it('is found with other white space, as whole words, in either script, and in titles', () => {
    expect(find('royalty per chip sold', 'A royalty\nper  chip sold.')).toBe('royalty\nper  chip sold');
    expect(find('sells chips in bulk', 'It resells chips in bulk.')).toBe(undefined);
    expect(find('按芯片收费', '公司按芯片收费。')).toBe('按芯片收费');
    expect(find('title of this page', '')).toBe('title of this page');
    expect(find('(50%+) [of] revenue*', 'About (50%+) [of] revenue* came late')).toBe('(50%+) [of] revenue*');
  });
  it('is none where it is a single word or not as printed', () => {
    expect(find('chips', 'It sells chips.')).toBe(undefined);
    expect(find('royalties rose', 'Royalties rose.')).toBe(undefined);
  });
});

describe('duibiao propose', () => {
  let folder: string;
  let sim: Simulator;
  let env: Record<string, string>;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'duibiao-propose-'));
    sim = await simulator();
    env = {
      DUIBIAO_DATA: join(folder, 'data'),
      DUIBIAO_LLM_URL: `${sim.url}/`,
      DUIBIAO_LLM_MODEL: 'simulated-1',
      DUIBIAO_LLM_KEY: KEY,
      DUIBIAO_ALLOW_PRIVATE: '127.0.0.1',
      LOG_LEVEL: 'trace',
    };
    const database = await openEmbedded(env.DUIBIAO_DATA!);
    await withEvent(database);
    await database.close();
  });
  afterAll(async () => {
    await sim.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('asks, lists, writes an accepted rule behind what the file holds, and rejects; the key is nowhere', async () => {
    sim.answer = says(JSON.stringify(GOOD));
    const asked = await command(['propose', '--event', EVENT], env);
    expect(asked.code).toBe(0);
    expect(asked.err).toContain(
      '2 drafts kept; 7 proposals dropped, 3 quotations not found in the 1 articles',
    );
    const listed = await command(['propose', 'list', '--event', EVENT, '--json'], env);
    const [rule, trait] = ['rule', 'trait'].map(
      (k) => rows<{ id: string; kind: string }>(listed).find((p) => p.kind === k)!.id,
    );
    const file = join(folder, 'drafts.yaml');
    writeFileSync(file, '# ours');
    const accepted = await command(['propose', 'accept', rule!, '--author', 'Ann Li', '--out', file], env);
    expect(accepted.code).toBe(0);
    expect(readFileSync(file, 'utf8')).toMatch(/^# ours\n# Draft p-/);
    expect(parse(readFileSync(file, 'utf8'))).toMatchObject([{ status: 'draft', author: 'Ann Li' }]);
    const rejected = await command(
      ['propose', 'reject', trait!, '--author', 'Ann Li', '--why', 'too narrow'],
      env,
    );
    expect(rejected.err).toContain('rejected by Ann Li: trait paid_per_maker');
    const all = await command(['propose', 'list', '--status', 'all'], env);
    expect(all.out).toContain('rejected by Ann Li: too narrow');
    sim.answer = (r) => void r.writeHead(401).end();
    const refused = await command(['propose', '--event', EVENT, '--debug'], env);
    expect(refused.code).toBe(1);
    for (const ran of [asked, listed, accepted, rejected, all, refused])
      expect(ran.out + ran.err).not.toContain(KEY);
  });

  it('exits 2 without an event, and where no model is set', async () => {
    expect((await command(['propose'], env)).code).toBe(2);
    const { DUIBIAO_LLM_URL: _, DUIBIAO_LLM_MODEL: __, ...off } = env;
    const ran = await command(['propose', '--event', EVENT], off);
    expect([ran.code, ran.err]).toEqual([2, expect.stringContaining('no language model is configured')]);
  });
});
