import { createPrivateKey } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../src/config/index.ts';
import { type Context, instant } from '../src/context.ts';
import { type OpenDatabase, packageFolder } from '../src/db/index.ts';
import {
  createDeliverer,
  createMailer,
  type Deliverer,
  domainOf,
  type MailSettings,
} from '../src/deliver/index.ts';
import { DuibiaoError } from '../src/errors.ts';
import { createFetcher, type Fetcher } from '../src/fetch/index.ts';
import { applyLibrary, type LibraryFiles, readLibrary } from '../src/library/index.ts';
import { readRevenues, readSizing, storeRevenues, storeSizing } from '../src/market/index.ts';
import { databaseRobots, hostTurns, loadSources, readSources } from '../src/sources/index.ts';
import { createPipeline, type Pipeline } from './pipeline.ts';

/** Everything a duty needs, opened once a process. */
export interface App {
  readonly ctx: Context;
  readonly database: OpenDatabase;
  readonly library: LibraryFiles;
  readonly pipeline: Pipeline;
  readonly fetcher: Fetcher;
  readonly deliverer: Deliverer;
  /** Words for people, on stderr. */
  say(text: string): void;
  close(): Promise<void>;
}

/** Loads the library and the sources, and puts the parts together. */
export async function openApp(
  ctx: Context,
  database: OpenDatabase,
  say: (text: string) => void,
): Promise<App> {
  const folder = join(packageFolder(), 'library');
  const library = readLibrary(folder);
  say(`library: ${library.companies.length} companies, ${library.rules.length} rules`);
  const sized = (file: string): string => readFileSync(join(folder, 'market', file), 'utf8');
  if (await applyLibrary(ctx.db, library, instant(ctx.clock.now())))
    await storeSizing(ctx.db, readSizing(sized('sizing.yaml'), 'market/sizing.yaml'));
  await storeRevenues(ctx.db, readRevenues(sized('revenue.yaml'), 'market/revenue.yaml'));
  const sources = join(folder, 'sources.yaml');
  if (existsSync(sources))
    await ctx.db
      .transaction()
      .execute((trx) => loadSources(trx, readSources(readFileSync(sources, 'utf8'), 'sources.yaml')));
  const fetcher = createFetcher({
    userAgent: `duibiao/0.1 (+${ctx.config.contact})`,
    allowPrivate: ctx.config.allowPrivate,
    robots: databaseRobots(ctx.db),
    turn: hostTurns(ctx.db, ctx.clock),
    clock: ctx.clock,
  });
  const mailer =
    ctx.config.smtpUrl === undefined
      ? undefined
      : createMailer({ smtpUrl: ctx.config.smtpUrl, from: ctx.config.mailFrom, ...dkimOf(ctx.config) });
  const deliverer = createDeliverer(ctx, mailer === undefined ? {} : { mailer });
  return {
    ctx,
    database,
    library,
    pipeline: await createPipeline(ctx, library),
    fetcher,
    deliverer,
    say,
    async close() {
      await deliverer.close();
      mailer?.close();
      await fetcher.close();
      await database.close();
    },
  };
}

/** The key is read once, at start: a file that cannot be read is a reason not to start, not one to send unsigned. */
function dkimOf(config: Config): Pick<MailSettings, 'dkim'> {
  const { dkimKeyFile: file, dkimSelector: keySelector } = config;
  if (file === undefined || keySelector === undefined) return {};
  const refused = (what: string, error?: unknown): DuibiaoError =>
    new DuibiaoError(
      'CONFIG_INVALID',
      { name: 'DKIM_KEY_FILE', got: file, what, allowed: 'a file with an RSA key in PEM' },
      error,
    );
  let privateKey: string;
  let kind: string | undefined;
  try {
    privateKey = readFileSync(file, 'utf8');
    kind = createPrivateKey(privateKey).asymmetricKeyType;
  } catch (error) {
    throw refused('no private key can be read from it', error);
  }
  // The mail library signs by RSA alone, and most receivers check nothing else.
  if (kind !== 'rsa') throw refused(`its key is ${kind}`);
  return { dkim: { domainName: domainOf(config.mailFrom), keySelector, privateKey } };
}
