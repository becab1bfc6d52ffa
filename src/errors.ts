/**
 * Every error a person can meet: a stable code, a sentence that says what is wrong, where, and what is allowed,
 * and what a job should do about it. Anything thrown that is not in this table is a bug of ours.
 */
type Outcome = 'stop' | 'retry';
interface Entry {
  /** `{name}` is filled from the error's details. */
  readonly sentence: string;
  readonly outcome: Outcome;
  /** HTTP status for the console and the JSON API. */
  readonly status: number;
  /** Exit code of the command line: 1 for a failure, 2 for bad input. */
  readonly exit: 1 | 2;
}
const input = (sentence: string): Entry => ({ sentence, outcome: 'stop', status: 400, exit: 2 });
const failure = (sentence: string, outcome: Outcome = 'stop', status = 500): Entry => ({
  sentence,
  outcome,
  status,
  exit: 1,
});

export const ERRORS = {
  BAD_ARGUMENT: input('{what}: got {got}; allowed: {allowed}.'),
  FILE_MISSING: input('{file}: no such file or folder.'),
  FILE_EMPTY: input('{file} is empty; expected {expected}.'),
  LINE_INVALID: input('{file}, line {line}: {what}.'),
  LIBRARY_INVALID: input('library: {where}: {what}; allowed: {allowed}.'),
  CONFIG_INVALID: input('{name}={got}: {what}; allowed: {allowed}.'),
  FEED_MALFORMED: input('{where}: not a feed that can be read: {what}.'),
  PAGE_EMPTY: input('{where}: the page has no text to read ({what}).'),
  PAGE_TOO_LARGE: input('{where}: {what}; at most {allowed}.'),
  CHARSET_UNKNOWN: input('{where}: the character set {got} is not known; the bytes were not read.'),
  BARS_INVALID: input('{file}: {what}; nothing was loaded.'),
  UNKNOWN_ID: { ...input('no {kind} with the id {got}.'), status: 404 },
  ADDRESS_REFUSED: failure('{where}: {what}; only public http and https addresses are fetched.', 'stop', 403),
  FETCH_FAILED: failure('{where}: {what}.', 'retry', 502),
  DATABASE_DOWN: failure(
    'The database at {where} does not answer ({what}); start it with: {command}.',
    'retry',
    503,
  ),
  DATABASE_BUSY: failure(
    'The data folder {where} is in use by another duibiao (process {pid}); stop it first, or set DUIBIAO_DATA to another folder.',
  ),
  MIGRATION_FAILED: failure('Migration {file} failed and was rolled back: {what}.'),
  DELIVERY_FAILED: failure('{where}: {what}.', 'retry', 502),
  DELIVERY_REFUSED: failure('{where}: {what}; it will not be tried again.', 'stop', 410),
} as const satisfies Record<string, Entry>;

export type ErrorCode = keyof typeof ERRORS;
export type ErrorDetails = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** An error whose message is one sentence for people; `code` and `details` are for programs. */
export class DuibiaoError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
  constructor(code: ErrorCode, details: ErrorDetails = {}, cause?: unknown) {
    super(
      ERRORS[code].sentence.replace(/\{(\w+)\}/g, (_, name: string) => shown(details[name])),
      cause === undefined ? undefined : { cause },
    );
    this.name = 'DuibiaoError';
    this.code = code;
    this.details = details;
  }
  get outcome(): Outcome {
    return ERRORS[this.code].outcome;
  }
  get status(): number {
    return ERRORS[this.code].status;
  }
  get exitCode(): 1 | 2 {
    return ERRORS[this.code].exit;
  }
}

/** Long or multi-line values would bury the sentence. */
function shown(value: ErrorDetails[string]): string {
  const text =
    value === undefined || value === null ? '(nothing)' : String(value).replace(/\s+/g, ' ').trim();
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

/** The one sentence of any thrown thing. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message.split('\n')[0]! : String(error);
}
