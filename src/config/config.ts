import { z } from 'zod';
import { DuibiaoError } from '../errors.ts';

/**
 * Everything the environment may say, read once. Each default is what a newcomer on one machine wants.
 * Secrets (`DATABASE_URL`, `SMTP_URL`, `INGEST_TOKEN`, `CONSOLE_TOKEN`, `DUIBIAO_SECRET`, `DUIBIAO_LLM_KEY`) are never logged: see `redacted`.
 */
const SCHEMA = z.object({
  /** Folder of the embedded database and of kept documents. */
  DUIBIAO_DATA: z.string().min(1).default('./data'),
  /** `postgres://…`; without it the embedded PGlite is used. */
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//)
    .optional(),
  /** Address the console listens on; 127.0.0.1 unless told, since it has no log-in of its own. */
  DUIBIAO_HOST: z.string().min(1).default('127.0.0.1'),
  DUIBIAO_PORT: z.coerce.number().int().min(0).max(65535).default(8080),
  /** `smtp://user:password@host:587`; without it no mail is sent. */
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//)
    .optional(),
  MAIL_FROM: z.string().min(3).default('duibiao <digest@localhost>'),
  /** File with the private key (PEM) that signs mails by DKIM, for the domain of MAIL_FROM; with it DKIM_SELECTOR. */
  DKIM_KEY_FILE: z.string().min(1).optional(),
  DKIM_SELECTOR: z
    .string()
    .regex(/^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$/)
    .optional(),
  /** Goes into the signature of feedback links beside each reader's own; a change of it ends those already sent. */
  DUIBIAO_SECRET: z.string().min(16).optional(),
  /** What links in mails begin with. */
  PUBLIC_URL: z.url().default('http://127.0.0.1:8080'),
  /** Contact shown in the User-Agent, as servers ask for. */
  DUIBIAO_CONTACT: z.string().min(3).default('https://example.org/duibiao (set DUIBIAO_CONTACT)'),
  /** Bearer token for `POST /ingest`; without it the door is shut. */
  INGEST_TOKEN: z.string().min(16).optional(),
  /** Token asked for by the console's forms that change something; without it they are shut. */
  CONSOLE_TOKEN: z.string().min(16).optional(),
  /** Comma-separated hosts or CIDR ranges that may be reached although private (a desk's own receivers). */
  DUIBIAO_ALLOW_PRIVATE: z.string().default(''),
  /** Comma-separated quote interfaces that may be asked (eastmoney, yahoo, stooq); none unless told. */
  DUIBIAO_QUOTES: z.string().default(''),
  /** Base address of an OpenAI-compatible interface for `propose`; without it no language model is ever asked. */
  DUIBIAO_LLM_URL: z
    .string()
    .regex(/^https?:\/\/[^\s?#]+$/)
    .optional(),
  DUIBIAO_LLM_MODEL: z
    .string()
    .regex(/^[\x21-\x7e]{1,120}$/)
    .optional(),
  /** Bearer token of that interface; a model on one's own machine may need none. */
  DUIBIAO_LLM_KEY: z
    .string()
    .regex(/^[\x21-\x7e]+$/)
    .optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('warn'),
});

export interface Config {
  readonly dataFolder: string;
  readonly databaseUrl: string | undefined;
  readonly host: string;
  readonly port: number;
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string;
  readonly dkimKeyFile: string | undefined;
  readonly dkimSelector: string | undefined;
  readonly secret: string | undefined;
  readonly publicUrl: string;
  readonly contact: string;
  readonly ingestToken: string | undefined;
  readonly consoleToken: string | undefined;
  readonly allowPrivate: readonly string[];
  /** Quote interfaces whose data somebody here has the right to use. */
  readonly quotes: readonly string[];
  /** The language model that `propose` asks; undefined unless somebody set one. */
  readonly llm:
    | { readonly url: string; readonly model: string; readonly key: string | undefined }
    | undefined;
  readonly logLevel: string;
}

/**
 * Reads the environment into one frozen object.
 * @throws DuibiaoError CONFIG_INVALID naming the variable, its value (secrets withheld) and what is allowed.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(([k, v]) => k in SCHEMA.shape && v !== undefined && v !== ''),
  );
  const parsed = SCHEMA.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    const name = String(issue.path[0]);
    const secret = /URL|TOKEN|SECRET|_KEY$/.test(name) && name !== 'PUBLIC_URL';
    throw new DuibiaoError('CONFIG_INVALID', {
      name,
      got: secret ? '(withheld)' : given[name],
      what: issue.message,
      allowed: ALLOWED[name] ?? 'see README.md, Configuration',
    });
  }
  const v = parsed.data;
  if ((v.DKIM_KEY_FILE === undefined) !== (v.DKIM_SELECTOR === undefined))
    throw new DuibiaoError('CONFIG_INVALID', {
      name: v.DKIM_KEY_FILE === undefined ? 'DKIM_KEY_FILE' : 'DKIM_SELECTOR',
      got: '(nothing)',
      what: 'a DKIM signature needs a key and the selector under which its public half is published',
      allowed: 'both DKIM_KEY_FILE and DKIM_SELECTOR, or neither',
    });
  if ((v.DUIBIAO_LLM_URL === undefined) !== (v.DUIBIAO_LLM_MODEL === undefined))
    throw new DuibiaoError('CONFIG_INVALID', {
      name: v.DUIBIAO_LLM_URL === undefined ? 'DUIBIAO_LLM_URL' : 'DUIBIAO_LLM_MODEL',
      got: '(nothing)',
      what: 'a language model is asked at an address and by its name there',
      allowed: 'both DUIBIAO_LLM_URL and DUIBIAO_LLM_MODEL, or neither',
    });
  return Object.freeze({
    dataFolder: v.DUIBIAO_DATA,
    databaseUrl: v.DATABASE_URL,
    host: v.DUIBIAO_HOST,
    port: v.DUIBIAO_PORT,
    smtpUrl: v.SMTP_URL,
    mailFrom: v.MAIL_FROM,
    dkimKeyFile: v.DKIM_KEY_FILE,
    dkimSelector: v.DKIM_SELECTOR,
    secret: v.DUIBIAO_SECRET,
    publicUrl: v.PUBLIC_URL.replace(/\/$/, ''),
    contact: v.DUIBIAO_CONTACT,
    ingestToken: v.INGEST_TOKEN,
    consoleToken: v.CONSOLE_TOKEN,
    allowPrivate: Object.freeze(
      v.DUIBIAO_ALLOW_PRIVATE.split(',')
        .map((s) => s.trim())
        .filter(Boolean),
    ),
    quotes: Object.freeze(
      v.DUIBIAO_QUOTES.split(',')
        .map((s) => s.trim())
        .filter(Boolean),
    ),
    llm:
      v.DUIBIAO_LLM_URL === undefined || v.DUIBIAO_LLM_MODEL === undefined
        ? undefined
        : Object.freeze({
            url: v.DUIBIAO_LLM_URL.replace(/\/+$/, ''),
            model: v.DUIBIAO_LLM_MODEL,
            key: v.DUIBIAO_LLM_KEY,
          }),
    logLevel: v.LOG_LEVEL,
  });
}

const ALLOWED: Readonly<Record<string, string>> = {
  DATABASE_URL: 'postgres://user:password@host:5432/name',
  SMTP_URL: 'smtp://host:25 or smtps://user:password@host:465',
  DUIBIAO_PORT: 'a whole number from 0 to 65535',
  LOG_LEVEL: 'trace, debug, info, warn, error, silent',
  INGEST_TOKEN: 'at least 16 characters',
  CONSOLE_TOKEN: 'at least 16 characters',
  DUIBIAO_SECRET: 'at least 16 characters',
  DUIBIAO_LLM_URL: 'an http(s) address such as https://llm.example/v1, without a query',
  DUIBIAO_LLM_MODEL: 'the name of a model there, in printable ASCII',
  DUIBIAO_LLM_KEY: 'printable ASCII without spaces',
  DKIM_SELECTOR: 'a name as in selector._domainkey.example.com',
  PUBLIC_URL: 'an http(s) address',
};

/** A URL for logs: the password is replaced, the rest stays readable. */
export function redacted(text: string): string {
  return text
    .replace(/\/\/([^\s/?#]*)@/g, (_, login: string) => {
      const colon = login.indexOf(':');
      return colon > 0 ? `//${login.slice(0, colon)}:***@` : '//***@';
    })
    .replace(
      /([?&;](?:[\w-]*(?:password|passwd|secret|signature|token|apikey|api[-_]?key)|key|auth|sig)=)[^&#\s"'<>]*/gi,
      '$1***',
    );
}
