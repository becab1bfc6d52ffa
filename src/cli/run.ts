import { join } from 'node:path';
import { type App, openApp } from '../../jobs/app.ts';
import { calendar } from '../../jobs/calendar.ts';
import { startClock } from '../../jobs/clock.ts';
import { correctorOf } from '../../jobs/correct.ts';
import { DUTIES } from '../../jobs/duties.ts';
import { startQueue } from '../../jobs/queue.ts';
import { type Config, readConfig } from '../config/index.ts';
import { createApp, serve } from '../console/index.ts';
import { openSqlPort, packageFolder, type SqlPort } from '../db/index.ts';
import { DuibiaoError } from '../errors.ts';
import { ARCHIVE_DAY, digestOf, latestDigest } from './digest.ts';
import { inTime, readDocuments } from './documents.ts';
import { type AddCommand, contextOf, type Io, openConfigured, readChoice, readNumber } from './io.ts';

const STAGES = ['fetch', 'analyse', 'deliver'] as const;

async function openWhole(io: Io, config: Config): Promise<App> {
  io.say(
    config.databaseUrl === undefined ? `database: embedded, in ${config.dataFolder}` : 'database: PostgreSQL',
  );
  const database = await openConfigured(config);
  try {
    return await openApp(contextOf(config, database), database, io.say);
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** The bundled archive through the same pipeline as live news; nothing is added where it is there already. */
async function replayArchive(app: App, io: Io): Promise<void> {
  const docs = inTime(readDocuments(join(packageFolder(), 'library', 'archive', '2024-02.ndjson')));
  const known = await app.ctx.db
    .selectFrom('article')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('origin', '=', 'archive')
    .where('analysed_at', 'is not', null)
    .executeTakeFirstOrThrow();
  if (Number(known.n) === docs.length) return;
  io.say(`recorded archive: ${docs.length} articles of February 2024, rewritten from facts for this project`);
  await app.pipeline.take(docs, 'archive');
  await analyseAll(app, io, docs.length);
}

async function analyseAll(app: App, io: Io, of: number): Promise<number> {
  let done = 0;
  for (;;) {
    const { articles } = await app.pipeline.analyse(25);
    if (articles === 0) return done;
    done += articles;
    io.say(`  ${done} of ${of} articles read`);
  }
}

async function showDigest(
  app: App,
  io: Io,
  wish: { date: string; origin: 'live' | 'archive' },
): Promise<void> {
  io.out(
    await digestOf(app.ctx.db, {
      ...wish,
      language: 'zh',
      format: 'text',
      publicUrl: app.ctx.config.publicUrl,
    }),
  );
}

const SQL_HELP =
  "also answer psql there (127.0.0.1:5433), on a copy of the analysts' views; embedded database only";
/** Minutes after which the copy is taken anew for who connects next. */
const COPY_MINUTES = 15;

/** A port for psql on a copy of what analysts may see; the time of the copy is said and can be asked for. */
async function openSql(app: App, io: Io, address: string): Promise<SqlPort> {
  const [, host, port] = /^(?:(.+):)?(\d{1,5})$/.exec(address) ?? [];
  if (port === undefined)
    throw new DuibiaoError('BAD_ARGUMENT', { what: '--sql', got: address, allowed: '127.0.0.1:5433' });
  const opened = await openSqlPort(app.database, {
    host: host ?? '127.0.0.1',
    port: readNumber(port, '--sql', 0, 65535),
    schema: 'analyst',
    maximumAge: COPY_MINUTES * 60,
    now: () => app.ctx.clock.now(),
  });
  io.say(
    `sql: psql "${opened.url}" reads a copy taken at ${opened.takenAt()}, taken anew after ${COPY_MINUTES} minutes (SELECT taken_at FROM copied); writes reach nothing`,
  );
  return opened;
}

/** Resolves when the process is asked to end. */
function asked(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
}

export const addRun: AddCommand = (program, io) => {
  program
    .command('run')
    .option('--once', 'one round of every duty, the digest, and out')
    .option('--no-archive', 'leave the recorded archive out')
    .option('--sql <address>', SQL_HELP)
    .description(
      'the whole pipeline: digest in the terminal, page on 127.0.0.1, sources polled on their schedules',
    )
    .addHelpText(
      'after',
      '\nExample: DUIBIAO_DATA=/var/lib/duibiao duibiao run\n         duibiao run --once --no-archive',
    )
    .action(async (options: { once?: boolean; archive: boolean; sql?: string }) => {
      const config = readConfig(io.env);
      const app = await openWhole(io, config);
      try {
        if (options.archive) {
          await replayArchive(app, io);
          await showDigest(app, io, { date: ARCHIVE_DAY, origin: 'archive' });
        }
        if (options.once) await oneRound(app, io);
        else await keepRunning(app, io, options.sql);
      } finally {
        await app.close();
      }
    });
};

/** One round of every duty by hand; what could not be reached is named and is no failure of the round. */
async function oneRound(app: App, io: Io): Promise<void> {
  io.say('one round of the live sources');
  for (const duty of DUTIES) {
    const counts = Object.entries(await duty.runOnce(app)).filter(([, n]) => n > 0);
    if (counts.length > 0) io.say(`  ${duty.name}: ${counts.map(([name, n]) => `${n} ${name}`).join(', ')}`);
  }
  const latest = await latestDigest(app.ctx.db);
  if (latest?.origin === 'live') await showDigest(app, io, { date: latest.date, origin: 'live' });
  else io.say('nothing live yet: no source could be reached, or none had anything new');
}

/** The page, and the SQL port where it is asked for, while `work` lasts; a place that cannot be had leaves neither open. */
async function whileServed(
  app: App,
  io: Io,
  at: { host: string; port: number; sql: string | undefined },
  work: () => Promise<void>,
): Promise<void> {
  const sql = at.sql === undefined ? undefined : await openSql(app, io, at.sql);
  try {
    const served = await serve(
      createApp(app.ctx, {
        archiveDate: ARCHIVE_DAY,
        ingest: (drafts) => app.pipeline.takeWith(drafts, 'ingest', async () => {}),
        correct: correctorOf(app.pipeline),
      }),
      at.host,
      at.port,
    );
    io.say(`page: ${served.url}`);
    try {
      await work();
    } finally {
      await served.close();
    }
  } finally {
    await sql?.close();
  }
}

async function keepRunning(app: App, io: Io, sql: string | undefined): Promise<void> {
  const { host, port } = app.ctx.config;
  await whileServed(app, io, { host, port, sql }, async () => {
    const queue = await startQueue(app, STAGES);
    const stopClock = startClock(app, queue);
    for (const duty of DUTIES) await queue.send(duty.name);
    io.say('polling the live sources on their schedules; Ctrl-C ends it');
    await asked();
    io.say('ending: work under way is finished first');
    await stopClock();
    await queue.stop();
  });
}

export const addReplay: AddCommand = (program, io) => {
  program
    .command('replay <FILE.ndjson>')
    .option('--speed <n>', 'hours of the file a second; as fast as it goes unless told')
    .option('--progress <n>', 'say so after every n articles', '25')
    .description('articles in time order through the whole pipeline, the clock following the file')
    .addHelpText(
      'after',
      '\nExample: duibiao replay articles.ndjson --speed 24\nReplayed events carry origin=replay: they never reach a subscriber, an endpoint or a default analyst view.',
    )
    .action(async (file: string, options: { speed?: string; progress: string }) => {
      const docs = inTime(readDocuments(file));
      const speed = options.speed === undefined ? null : readNumber(options.speed, '--speed', 0.001, 1e6);
      const every = readNumber(options.progress, '--progress', 1, 1e9);
      const app = await openWhole(io, readConfig(io.env));
      try {
        let before = Date.parse(docs[0]!.publishedAt!);
        let done = 0;
        for (const doc of docs) {
          const at = Date.parse(doc.publishedAt!);
          if (speed !== null && at > before)
            await new Promise((resolve) =>
              setTimeout(resolve, Math.min(2 ** 31 - 1, (at - before) / 3_600 / speed)),
            );
          before = at;
          await app.pipeline.take([doc], 'replay');
          await app.pipeline.analyse(10);
          if (++done % every === 0) io.say(`  ${done} of ${docs.length} articles read`);
        }
        // The views of an event's sessions need the table that the duty of the night fills.
        await calendar.runOnce(app);
        const events = await app.ctx.db
          .selectFrom('event')
          .select((eb) => eb.fn.countAll<number>().as('n'))
          .where('origin', '=', 'replay')
          .executeTakeFirstOrThrow();
        io.say(
          `${done} articles; ${events.n} replayed events in the database; see: duibiao events --origin replay`,
        );
      } finally {
        await app.close();
      }
    });
};

export const addWorker: AddCommand = (program, io) => {
  program
    .command('worker')
    .option('--stages <stages>', STAGES.join(','), STAGES.join(','))
    .description(
      'one of many machines on one PostgreSQL: does the duties of these stages, and keeps the schedule',
    )
    .addHelpText('after', '\nExample: DATABASE_URL=postgres://… duibiao worker --stages fetch,analyse')
    .action(async (options: { stages: string }) => {
      const stages = options.stages.split(',').map((s) => readChoice(s.trim(), '--stages', STAGES));
      const config = readConfig(io.env);
      if (config.databaseUrl === undefined)
        throw new DuibiaoError('CONFIG_INVALID', {
          name: 'DATABASE_URL',
          got: '(nothing)',
          what: 'a worker shares a server with others',
          allowed: 'postgres://user:password@host:5432/name',
        });
      const app = await openWhole(io, config);
      try {
        const queue = await startQueue(app, stages);
        const stopClock = startClock(app, queue);
        io.say(`working: ${stages.join(', ')}`);
        await asked();
        await stopClock();
        await queue.stop();
      } finally {
        await app.close();
      }
    });
};

export const addServe: AddCommand = (program, io) => {
  program
    .command('serve')
    .option('--host <host>', 'default: DUIBIAO_HOST, else 127.0.0.1')
    .option('--port <port>', 'default: DUIBIAO_PORT, else 8080')
    .description('only the pages and the JSON API')
    .option('--sql <address>', SQL_HELP)
    .addHelpText(
      'after',
      '\nExample: duibiao serve --port 8081\n         duibiao serve --sql 127.0.0.1:5433   then: psql "postgres://postgres@127.0.0.1:5433/postgres" -c "SELECT * FROM analyst.events"',
    )
    .action(async (options: { host?: string; port?: string; sql?: string }) => {
      const config = readConfig(io.env);
      const app = await openWhole(io, config);
      try {
        const port = options.port === undefined ? config.port : readNumber(options.port, '--port', 0, 65535);
        await whileServed(app, io, { host: options.host ?? config.host, port, sql: options.sql }, asked);
      } finally {
        await app.close();
      }
    });
};
