import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, readConfig } from '../config/index.ts';
import { instant, systemClock } from '../context.ts';
import { type Db, type OpenDatabase, packageFolder, templateFile } from '../db/index.ts';
import { outboxHealth } from '../deliver/index.ts';
import { DuibiaoError, sentenceOf } from '../errors.ts';
import { checkLibrary, libraryDigest, readLibrary } from '../library/index.ts';
import { silentSources } from '../sources/index.ts';
import { type AddCommand, openConfigured } from './io.ts';
import { libraryFolder } from './library.ts';

/** `note` is worth knowing, `wrong` makes doctor fail; both say what to do. */
export interface Check {
  readonly name: string;
  readonly state: 'ok' | 'note' | 'wrong';
  readonly what: string;
  readonly todo: string | null;
}
const ok = (name: string, what: string): Check => ({ name, state: 'ok', what, todo: null });
const note = (name: string, what: string, todo: string): Check => ({ name, state: 'note', what, todo });
const wrong = (name: string, what: string, todo: string): Check => ({ name, state: 'wrong', what, todo });

export const addDoctor: AddCommand = (program, io, exit) => {
  program
    .command('doctor')
    .option('--json', 'a line a check on stdout')
    .description(
      'is everything in order? what is not is named with what to do; exit 1 where something is wrong',
    )
    .addHelpText('after', '\nExample: duibiao doctor')
    .action(async (options: { json?: boolean }) => {
      const config = readConfig(io.env);
      const now = instant(systemClock.now());
      const checks = [
        nodeCheck(process.versions.node),
        timeZoneCheck(),
        libraryFilesCheck(now),
        buildCheck(),
      ];
      let database: OpenDatabase | undefined;
      try {
        database = await openConfigured(config);
        checks.push(
          ok('database', `${database.kind} at ${database.where} answers (${await version(database)})`),
        );
        checks.push(...(await tableChecks(database, config, now)));
      } catch (error) {
        if (!(error instanceof DuibiaoError)) throw error;
        // The sentence of a known error says what to do already.
        checks.push(
          error.code === 'DATABASE_BUSY'
            ? note('database', error.message, 'ask the running one, or stop it and run doctor again')
            : wrong('database', error.message, 'see the sentence'),
        );
      } finally {
        await database?.close();
      }
      for (const c of checks) {
        if (options.json === true) io.out(`${JSON.stringify(c)}\n`);
        else
          io.out(
            `${c.state.padEnd(5)}  ${c.name.padEnd(10)}  ${c.what}${c.todo === null ? '' : ` → ${c.todo}`}\n`,
          );
      }
      const broken = checks.filter((c) => c.state === 'wrong').length;
      io.say(broken === 0 ? 'in order' : `${broken} thing(s) wrong`);
      exit(broken === 0 ? 0 : 1);
    });
};

export function nodeCheck(versionText: string): Check {
  const [major = 0, minor = 0] = versionText.split('.').map(Number);
  return (major === 20 && minor >= 20) || (major > 20 && major < 25)
    ? ok('node', `Node ${versionText}`)
    : wrong('node', `Node ${versionText}`, 'install Node 20.20 to 24');
}

/** A Node without full time-zone data would date sessions and mails wrongly and say nothing. */
function timeZoneCheck(): Check {
  const hour = (zone: string, at: string): string => {
    try {
      return new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(
        new Date(at),
      );
    } catch {
      return 'unknown zone';
    }
  };
  const wanted = [
    ['Asia/Hong_Kong', '2024-02-16T01:30:00Z', '09:30'],
    ['Asia/Shanghai', '2024-02-19T01:30:00Z', '09:30'],
    ['America/New_York', '2024-07-01T13:30:00Z', '09:30'],
    ['America/New_York', '2024-01-02T14:30:00Z', '09:30'],
  ] as const;
  const bad = wanted.filter(([zone, at, want]) => hour(zone, at) !== want);
  return bad.length === 0
    ? ok('time zones', 'Hong Kong, Shanghai and New York, summer time included')
    : wrong(
        'time zones',
        `this Node does not know ${[...new Set(bad.map(([zone]) => zone))].join(', ')}`,
        'use a Node with full ICU data (the official builds have it)',
      );
}

function libraryFilesCheck(now: string): Check {
  try {
    const files = readLibrary(libraryFolder(undefined));
    const errors = checkLibrary(files, now.slice(0, 10)).filter((f) => f.level === 'error');
    return errors.length === 0
      ? ok('library', `files: ${files.rules.length} rules, ${files.companies.length} companies, no errors`)
      : wrong('library', `${errors[0]!.where}: ${errors[0]!.what}`, '`duibiao library check` lists all');
  } catch (error) {
    return wrong('library', sentenceOf(error), '`duibiao library check` after mending the file');
  }
}

function buildCheck(): Check {
  return existsSync(templateFile())
    ? ok('build', 'the migrated template of this build is there')
    : note(
        'build',
        'no template database for these migrations: a first start takes seconds longer',
        'npm run build',
      );
}

async function version(database: OpenDatabase): Promise<string> {
  const { rows } = await database.run("SELECT current_setting('server_version') AS v");
  return `PostgreSQL ${String(rows[0]?.v)}`;
}

async function tableChecks(database: OpenDatabase, config: Config, now: string): Promise<Check[]> {
  const checks: Check[] = [await migrationCheck(database), await zoneCheck(database)];
  const db = database.db;
  checks.push(await loadedCheck(db));
  checks.push(await sourcesCheck(db, now));
  checks.push(await outboxCheck(db, now));
  checks.push(await mailCheck(db, config));
  return checks;
}

async function migrationCheck(database: OpenDatabase): Promise<Check> {
  const files = readdirSync(join(packageFolder(), 'migrations')).filter((f) => /^\d{4}_.+\.sql$/.test(f));
  const { rows } = await database.run('SELECT file FROM schema_migration ORDER BY version');
  const ran = rows.map((r) => String(r.file));
  const missing = files.filter((f) => !ran.includes(f));
  const newer = ran.filter((f) => !files.includes(f));
  if (missing.length > 0) return wrong('tables', `${missing.join(', ')} did not run`, '`duibiao migrate`');
  return newer.length > 0
    ? wrong('tables', `the database is newer than this program: ${newer.join(', ')}`, 'update the program')
    : ok('tables', `all ${files.length} migrations ran`);
}

/** Named zones are used in SQL too (days of a market). */
async function zoneCheck(database: OpenDatabase): Promise<Check> {
  const { rows } = await database.run(
    "SELECT timestamp '2024-02-16 09:30' AT TIME ZONE 'Asia/Hong_Kong' AS at, current_setting('TimeZone') AS zone",
  );
  return rows[0]?.at === '2024-02-16T01:30:00Z' && rows[0]?.zone === 'UTC'
    ? ok('db zones', 'the database knows named zones and answers in UTC')
    : wrong(
        'db zones',
        `the database answers ${String(rows[0]?.at)} in ${String(rows[0]?.zone)}`,
        'install its time-zone data (tzdata)',
      );
}

async function loadedCheck(db: Db): Promise<Check> {
  const row = await db
    .selectFrom('library_version')
    .selectAll()
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined)
    return wrong('rules', 'no library is loaded: no event can be explained', '`duibiao library apply`');
  let same = false;
  try {
    same = libraryDigest(readLibrary(libraryFolder(undefined))) === row.digest;
  } catch {
    // Unreadable files are named by their own check.
  }
  const what = `library version ${row.version} (${row.digest.slice(0, 12)}), loaded ${row.recorded_at}`;
  return same
    ? ok('rules', what)
    : note(
        'rules',
        `${what}; the files say something else`,
        '`duibiao library diff`, then `duibiao library apply`',
      );
}

async function sourcesCheck(db: Db, now: string): Promise<Check> {
  const { n } = await db
    .selectFrom('source')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('status', '=', 'active')
    .executeTakeFirstOrThrow();
  const watched = Number(n);
  if (watched === 0)
    return note('sources', 'no source is watched', '`duibiao run` loads library/sources.yaml');
  const alarms = await silentSources(db, now);
  if (alarms.length === 0) return ok('sources', `${watched} watched, none silent`);
  const what = `${alarms.length} of ${watched} need a look; ${alarms[0]!.sentence}`;
  return alarms.length * 2 > watched
    ? wrong('sources', what, 'is there a network? `duibiao source list` names them')
    : note('sources', what, '`duibiao source list` names them');
}

async function outboxCheck(db: Db, now: string): Promise<Check> {
  const { waiting, late, dead } = await outboxHealth(db, now);
  if (late > 0)
    return wrong(
      'outbox',
      `${late} messages are more than an hour late (${waiting} waiting)`,
      'is a worker running? `duibiao worker --stages deliver`',
    );
  return dead > 0
    ? note(
        'outbox',
        `${dead} dead, ${waiting} waiting`,
        '`duibiao delivery list --status dead`, then replay what should go out',
      )
    : ok('outbox', `${waiting} waiting, none dead`);
}

async function mailCheck(db: Db, config: Config): Promise<Check> {
  const row = await db
    .selectFrom('subscriber')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('status', '=', 'active')
    .executeTakeFirstOrThrow();
  const readers = Number(row.n);
  if (config.smtpUrl !== undefined) return ok('mail', `SMTP is configured; ${readers} subscribers`);
  return readers > 0
    ? wrong(
        'mail',
        `${readers} subscribers, and no SMTP server is configured`,
        'set SMTP_URL=smtp://user:password@host:587',
      )
    : note(
        'mail',
        'no SMTP server is configured, so no mail is sent',
        'set SMTP_URL once somebody subscribes',
      );
}
