import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { pino } from 'pino';
import type { z } from 'zod';
import { type Config, readConfig } from '../config/index.ts';
import { type Clock, type Context, systemClock } from '../context.ts';
import { type OpenDatabase, openEmbedded, openServer } from '../db/index.ts';
import { DuibiaoError } from '../errors.ts';

export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** stdout: data. */
  out(text: string): void;
  /** stderr: words, a line each. */
  say(text: string): void;
}
/** Adds a command to the program; `exit` sets the code of a run that did not throw. */
export type AddCommand = (program: Command, io: Io, exit: (code: number) => void) => void;

export function readInput(file: string): string {
  if (!existsSync(file) || !statSync(file).isFile()) throw new DuibiaoError('FILE_MISSING', { file });
  return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
}

/**
 * Reads a file of one JSON object a line.
 * @throws DuibiaoError LINE_INVALID with the file, the line and the field; FILE_EMPTY where there is none.
 */
export function readLines<T>(file: string, schema: z.ZodType<T>, expected: string): T[] {
  const rows: T[] = [];
  readInput(file)
    .split('\n')
    .forEach((text, i) => {
      if (text.trim() === '') return;
      let value: unknown;
      try {
        value = JSON.parse(text);
      } catch {
        throw new DuibiaoError('LINE_INVALID', {
          file,
          line: i + 1,
          what: 'it is not JSON; allowed: one JSON object a line',
        });
      }
      const result = schema.safeParse(value);
      if (!result.success) {
        const issue = result.error.issues[0]!;
        throw new DuibiaoError('LINE_INVALID', {
          file,
          line: i + 1,
          what: `${issue.path.join('.') || 'the line'}: ${issue.message}; expected ${expected}`,
        });
      }
      rows.push(result.data);
    });
  if (rows.length === 0) throw new DuibiaoError('FILE_EMPTY', { file, expected });
  return rows;
}

/** Writes one JSON object a line, whole or not at all: to a file beside the target, then renamed. */
export function writeLines(file: string, rows: readonly unknown[]): void {
  writeWhole(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
}
export function writeWhole(file: string, text: string | Uint8Array): void {
  const beside = `${file}.${process.pid}.part`;
  try {
    writeFileSync(beside, text);
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw new DuibiaoError(
      'BAD_ARGUMENT',
      {
        what: 'the output cannot be written',
        got: file,
        allowed: 'a file in a folder that exists and is writable',
      },
      error,
    );
  }
}

/** An instant or a day on the command line, as ISO with Z. */
export function readInstant(text: string, option: string): string {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const at = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/.test(text)
    ? new Date(day ? `${text}T00:00:00Z` : /(Z|[+-]\d{2}:?\d{2})$/.test(text) ? text : `${text}Z`)
    : new Date(Number.NaN);
  if (Number.isNaN(at.getTime()) || (day && at.toISOString().slice(0, 10) !== text))
    throw new DuibiaoError('BAD_ARGUMENT', {
      what: option,
      got: text,
      allowed: 'a day (2024-02-19) or an instant (2024-02-19T01:30:00Z)',
    });
  return at.toISOString().replace('.000Z', 'Z');
}
export function readDay(text: string, option: string): string {
  const instant = readInstant(text, option);
  if (text.length !== 10)
    throw new DuibiaoError('BAD_ARGUMENT', { what: option, got: text, allowed: 'a day such as 2024-02-19' });
  return instant.slice(0, 10);
}
export function readChoice<T extends string>(text: string, option: string, allowed: readonly T[]): T {
  if (!(allowed as readonly string[]).includes(text))
    throw new DuibiaoError('BAD_ARGUMENT', { what: option, got: text, allowed: allowed.join(', ') });
  return text as T;
}
export function readNumber(text: string, option: string, low: number, high: number): number {
  const n = Number(text);
  if (text.trim() === '' || !Number.isFinite(n) || n < low || n > high)
    throw new DuibiaoError('BAD_ARGUMENT', {
      what: option,
      got: text,
      allowed: `a number from ${low} to ${high}`,
    });
  return n;
}

export interface Session {
  readonly config: Config;
  readonly database: OpenDatabase;
  readonly ctx: Context;
}

/** The configured database: a server where DATABASE_URL names one, else the embedded one in the data folder. */
export async function openConfigured(config: Config): Promise<OpenDatabase> {
  return config.databaseUrl === undefined ? openEmbedded(config.dataFolder) : openServer(config.databaseUrl);
}

export function contextOf(config: Config, database: OpenDatabase, clock: Clock = systemClock): Context {
  return {
    db: database.db,
    config,
    log: pino({ level: config.logLevel, redact: ['*.secret', '*.password', '*.token'] }, pino.destination(2)),
    clock,
    random: Math.random,
  };
}

/** Opens, hands over, and closes again whatever happens. */
export async function withDatabase<T>(io: Io, work: (session: Session) => Promise<T>): Promise<T> {
  const config = readConfig(io.env);
  const database = await openConfigured(config);
  try {
    return await work({ config, database, ctx: contextOf(config, database) });
  } finally {
    await database.close();
  }
}
