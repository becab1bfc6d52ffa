import type { Command } from 'commander';
import { type Context, instant } from '../context.ts';
import {
  addEndpoint,
  addSubscriber,
  CHANNEL_KINDS,
  CHAT_LANGUAGES,
  changeEndpoint,
  createDeliverer,
  enqueueTest,
  listAttempts,
  listDeliveries,
  listEndpoints,
  listSubscribers,
  removeEndpoint,
  removeSubscriber,
  replayDeliveries,
  rotateSecret,
  setEndpointStatus,
} from '../deliver/index.ts';
import { type AddCommand, readChoice, readInstant, readNumber, withDatabase } from './io.ts';
import { assertSendable } from './sendable.ts';

const list = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((t) => t.trim())
    .filter(Boolean);

interface WishOptions {
  types?: string;
  themes?: string;
  tickers?: string;
  restricted?: string;
  minimumScore?: string;
  ordered?: boolean;
  lang?: string;
}
function wishOf(o: WishOptions) {
  return {
    ...(o.types === undefined ? {} : { types: list(o.types) }),
    ...(o.themes === undefined ? {} : { themes: list(o.themes) }),
    ...(o.tickers === undefined ? {} : { tickers: list(o.tickers) }),
    ...(o.restricted === undefined ? {} : { restricted: list(o.restricted) }),
    ...(o.minimumScore === undefined
      ? {}
      : { minimumScore: readNumber(o.minimumScore, '--minimum-score', 0, 100) }),
    ...(o.ordered === undefined ? {} : { ordered: o.ordered }),
    ...(o.lang === undefined ? {} : { language: readChoice(o.lang, '--lang', CHAT_LANGUAGES) }),
  };
}

export const addEndpointCommands: AddCommand = (program, io) => {
  const endpoint = program
    .command('endpoint')
    .description('where messages go: signed webhooks and chat groups')
    .addHelpText(
      'after',
      '\nExample: duibiao endpoint add https://desk.example.com/hooks\n         duibiao endpoint list\n         duibiao endpoint test ep_…\n         duibiao endpoint rotate ep_…\n         duibiao endpoint remove ep_…',
    );
  const wishes = (command: Command): Command =>
    command
      .option('--types <types>', 'comma-separated message types; all unless told')
      .option('--themes <themes>', 'only events of these themes')
      .option('--tickers <tickers>', 'only what names one of these companies: 6608.HK,688521.SH')
      .option('--restricted <tickers>', 'companies it must never be told of')
      .option('--minimum-score <n>', '0 to 100: of hype for events, of the line for companies')
      .option(
        '--lang <language>',
        `${CHAT_LANGUAGES.join(', ')}: of a chat group's messages; webhooks carry both`,
      )
      .option('--ordered', 'the next message of an event waits until the one before has ended')
      .option('--no-ordered', 'messages may overtake each other');
  wishes(
    endpoint
      .command('add <url>')
      .option('--kind <kind>', CHANNEL_KINDS.join(', '), 'webhook')
      .option('--secret <secret>', "a chat group's own signing secret; made here for webhooks"),
  )
    .description('add one; its secret is printed this once')
    .addHelpText(
      'after',
      '\nExample: duibiao endpoint add https://desk.example.com/hooks --types event.hype,analogue.added --tickers 6608.HK',
    )
    .action(async (url: string, o: WishOptions & { kind: string; secret?: string }) => {
      await withDatabase(io, async ({ ctx }) => {
        const warning = o.kind === 'mail' ? null : await assertSendable(url, ctx.config.allowPrivate);
        const added = await addEndpoint(
          ctx.db,
          { url, kind: o.kind, ...wishOf(o), ...(o.secret === undefined ? {} : { secret: o.secret }) },
          instant(ctx.clock.now()),
        );
        io.out(`${JSON.stringify(added)}\n`);
        if (warning !== null) io.say(warning);
      });
    });
  wishes(endpoint.command('change <id>'))
    .description('what it asks for; what is not given stays. An empty list ("") is no filter')
    .addHelpText('after', '\nExample: duibiao endpoint change ep_… --restricted 6608.HK,6682.HK --ordered')
    .action((id: string, o: WishOptions) =>
      withDatabase(io, async ({ ctx }) => changeEndpoint(ctx.db, id, wishOf(o))),
    );
  endpoint
    .command('list')
    .description('all of them, a line each; secrets are not shown')
    .action(() =>
      withDatabase(io, async ({ ctx }) =>
        (await listEndpoints(ctx.db)).forEach((e) => void io.out(`${JSON.stringify(e)}\n`)),
      ),
    );
  for (const [name, status] of [
    ['pause', 'paused'],
    ['resume', 'active'],
  ] as const)
    endpoint
      .command(`${name} <id>`)
      .description(name === 'pause' ? 'keep its messages waiting' : 'send again')
      .action((id: string) =>
        withDatabase(io, async ({ ctx }) => setEndpointStatus(ctx.db, id, status, instant(ctx.clock.now()))),
      );
  endpoint
    .command('remove <id>')
    .description('remove it and what waits for it')
    .action((id: string) => withDatabase(io, async ({ ctx }) => removeEndpoint(ctx.db, id)));
  endpoint
    .command('rotate <id>')
    .option('--overlap <hours>', 'hours in which both secrets sign', '24')
    .description('a new secret; the old one signs too while they overlap')
    .action((id: string, o: { overlap: string }) =>
      withDatabase(
        io,
        async ({ ctx }) =>
          void io.out(
            `${JSON.stringify({ id, secret: await rotateSecret(ctx.db, id, instant(ctx.clock.now()), readNumber(o.overlap, '--overlap', 0, 720)) })}\n`,
          ),
      ),
    );
  endpoint
    .command('test <id>')
    .description('send it a test.ping now and say what it answered')
    .action(async (id: string) => {
      await withDatabase(io, async ({ ctx }) => {
        const delivery = await enqueueTest(ctx, id);
        const deliverer = createDeliverer(ctx);
        try {
          await deliverer.runOnce();
        } finally {
          await deliverer.close();
        }
        const attempts = await listAttempts(ctx.db, delivery);
        for (const a of attempts) io.out(`${JSON.stringify(a)}\n`);
        const last = attempts.at(-1);
        if (last?.status != null && last.status < 300) io.say('it answered well');
        else if (last !== undefined) io.say(`not delivered: ${last.error ?? last.status}`);
        else io.say(await whyUntried(ctx, id));
      });
    });
};

/** Why a message to an endpoint was not even tried, and what mends it. */
async function whyUntried(ctx: Pick<Context, 'db' | 'clock'>, id: string): Promise<string> {
  const endpoint = (await listEndpoints(ctx.db)).find((e) => e.id === id);
  const now = instant(ctx.clock.now());
  if (endpoint !== undefined && endpoint.status !== 'active')
    return `not sent: it is ${endpoint.status}; the message waits. To send again: duibiao endpoint resume ${id}`;
  if (endpoint?.openUntil != null && endpoint.openUntil > now)
    return `not sent: it is left alone until ${endpoint.openUntil}, after ${endpoint.failures} failures in a row or because it asked for that; the message waits. To try now: duibiao endpoint resume ${id}`;
  return 'not sent yet: another worker has it, or messages before it wait; see duibiao delivery list';
}

export const addDeliveryCommands: AddCommand = (program, io) => {
  const delivery = program
    .command('delivery')
    .description('the outbox: what waits, what went, what died')
    .addHelpText(
      'after',
      '\nExample: duibiao delivery list --status dead\n         duibiao delivery attempts d_…\n         duibiao delivery replay --since 2026-11-23',
    );
  const STATES = ['waiting', 'delivered', 'dead'] as const;
  const filtered = (o: { status?: string; endpoint?: string; since?: string; limit?: string }) => ({
    ...(o.status === undefined ? {} : { status: readChoice(o.status, '--status', STATES) }),
    ...(o.endpoint === undefined ? {} : { endpoint: o.endpoint }),
    ...(o.since === undefined ? {} : { since: readInstant(o.since, '--since') }),
    ...(o.limit === undefined ? {} : { limit: readNumber(o.limit, '--limit', 1, 100_000) }),
  });
  delivery
    .command('list')
    .option('--status <status>', STATES.join(', '))
    .option('--endpoint <id>')
    .option('--since <instant>')
    .option('--limit <n>')
    .description('newest first, a line each')
    .action((o) =>
      withDatabase(io, async ({ ctx }) =>
        (await listDeliveries(ctx.db, filtered(o))).forEach((d) => void io.out(`${JSON.stringify(d)}\n`)),
      ),
    );
  delivery
    .command('attempts <id>')
    .description('every attempt with what was answered')
    .action((id: string) =>
      withDatabase(io, async ({ ctx }) =>
        (await listAttempts(ctx.db, id)).forEach((a) => void io.out(`${JSON.stringify(a)}\n`)),
      ),
    );
  delivery
    .command('replay [ids...]')
    .option('--since <instant>', 'everything created since')
    .option('--status <status>', STATES.join(', '), 'dead')
    .option('--endpoint <id>')
    .description('send again, with the ids they had; dead ones unless told')
    .addHelpText('after', '\nExample: duibiao delivery replay --since 2026-11-23 --endpoint ep_…')
    .action((ids: string[], o) =>
      withDatabase(io, async ({ ctx }) =>
        io.say(
          `${await replayDeliveries(ctx.db, { ...filtered(o), ...(ids.length > 0 ? { ids } : {}) }, instant(ctx.clock.now()))} wait to be sent again`,
        ),
      ),
    );
};

export const addSubscriberCommands: AddCommand = (program, io) => {
  const subscriber = program
    .command('subscriber')
    .description('who gets the digest by mail')
    .addHelpText(
      'after',
      '\nExample: duibiao subscriber add analyst@example.com --lang zh\n         duibiao subscriber list\n         duibiao subscriber remove analyst@example.com',
    );
  const LANGUAGES = ['zh', 'zh-Hant', 'en'] as const;
  subscriber
    .command('add <email>')
    .option('--lang <language>', LANGUAGES.join(', '), 'zh')
    .option('--time-zone <zone>', 'an IANA name', 'Asia/Hong_Kong')
    .option('--hour <n>', 'local hour, 0 to 23', '8')
    .option('--minimum-hype <n>', '0 to 100', '0')
    .option('--themes <themes>', 'comma-separated; all unless told')
    .option('--scoreboard', 'the weekly scoreboard too')
    .option('--markets <markets>', 'whose companies are named: XHKG, XSHG, XSHE, BJSE; all unless told')
    .description('add one, or bring one back')
    .addHelpText('after', '\nExample: duibiao subscriber add analyst@example.com --lang zh --hour 8')
    .action(
      (
        email: string,
        o: {
          lang: string;
          timeZone: string;
          hour: string;
          minimumHype: string;
          themes?: string;
          scoreboard?: boolean;
          markets?: string;
        },
      ) =>
        withDatabase(io, async ({ ctx }) => {
          const { id } = await addSubscriber(
            ctx.db,
            {
              email,
              language: readChoice(o.lang, '--lang', LANGUAGES),
              timeZone: o.timeZone,
              hour: readNumber(o.hour, '--hour', 0, 23),
              minimumHype: readNumber(o.minimumHype, '--minimum-hype', 0, 100),
              themes: list(o.themes),
              scoreboard: o.scoreboard ?? false,
              markets: list(o.markets),
            },
            instant(ctx.clock.now()),
          );
          io.out(`${JSON.stringify({ id })}\n`);
          if (ctx.config.smtpUrl === undefined) io.say('no mail is sent until SMTP_URL is set');
        }),
    );
  subscriber
    .command('list')
    .description('all of them, a line each')
    .action(() =>
      withDatabase(io, async ({ ctx }) =>
        (await listSubscribers(ctx.db)).forEach((s) => void io.out(`${JSON.stringify(s)}\n`)),
      ),
    );
  subscriber
    .command('remove <id-or-email>')
    .description('remove one for good')
    .action((id: string) => withDatabase(io, async ({ ctx }) => removeSubscriber(ctx.db, id)));
};
