import { type ChildProcess, spawn } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenDatabase, packageFolder } from '../../src/db/index.ts';
import { addEndpoint, deliverDue, enqueueDeliveries, MESSAGE_TYPES } from '../../src/deliver/index.ts';
import { testContext, testDatabases } from '../databases.ts';
import { emptyTables, insertEvent, insertLibrary, NOW } from './example.ts';

const DOC = readFileSync(join(packageFolder(), 'docs', 'WEBHOOKS.md'), 'utf8');
const PYTHON = ['/usr/bin/python3', '/usr/local/bin/python3', '/opt/homebrew/bin/python3'].find(existsSync);

/** A port that was free a moment ago. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
/** Resolves with all output once it contains the words. */
function said(child: ChildProcess, words: string): Promise<string> {
  let out = '';
  return new Promise((resolve, reject) => {
    child.stdout!.on('data', (d) => {
      out += d;
      if (out.includes(words)) resolve(out);
    });
    child.stderr!.on('data', (d) => {
      out += d;
    });
    child.once('exit', () => reject(new Error(out)));
  });
}

describe('the receivers of docs/WEBHOOKS.md', () => {
  let open: OpenDatabase;
  let folder: string;
  beforeAll(async () => {
    open = await (await testDatabases())[0]!.open();
    folder = mkdtempSync(join(tmpdir(), 'duibiao-docs-'));
    symlinkSync(join(packageFolder(), 'node_modules'), join(folder, 'node_modules'));
  });
  afterAll(async () => {
    await open.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    ['js', 'receiver.mjs', process.execPath],
    ['python', 'receiver.py', PYTHON],
  ])('verify what is sent, as written (%s)', async (language, file, runtime) => {
    if (runtime === undefined) return console.log('skipped: python3 is not installed');
    const code = new RegExp(`\`\`\`${language}\\n([\\s\\S]+?)\`\`\``).exec(DOC)![1]!;
    expect(code.trimEnd().split('\n').length).toBeLessThanOrEqual(30);
    writeFileSync(join(folder, file), code);
    await emptyTables(open);
    await insertLibrary(open.db);
    await insertEvent(open.db);
    const port = await freePort();
    const { secret } = await addEndpoint(open.db, { url: `http://127.0.0.1:${port}/` }, NOW);
    const receiver = spawn(runtime, [join(folder, file)], {
      env: { ...process.env, SECRET: secret, PORT: String(port) },
    });
    try {
      await said(receiver, 'listening');
      await open.db
        .transaction()
        .execute((trx) =>
          enqueueDeliveries(
            trx,
            { type: 'event.hype', eventId: 'ev-lantern', change: 'x', at: NOW },
            { publicUrl: 'https://duibiao.example' },
          ),
        );
      // Receivers refuse old timestamps: here the wall's clock is the right one.
      const ctx = testContext(open, { now: () => new Date() }, { DUIBIAO_ALLOW_PRIVATE: '127.0.0.1' });
      await open.run(
        `UPDATE delivery SET next_attempt_at = '2020-01-01', created_at = '${new Date().toISOString()}'`,
      );
      const printed = said(receiver, 'event.hype 1');
      expect(await deliverDue(ctx)).toMatchObject({ delivered: 1 });
      await printed;
      await open.run("UPDATE endpoint SET secret = 'whsec_bm90IHRoZSByaWdodCBzZWNyZXQgYXQgYWxs'");
      await open.run("UPDATE delivery SET status = 'waiting', next_attempt_at = '2020-01-01'");
      expect(await deliverDue(ctx)).toMatchObject({ delivered: 0, retried: 1 });
    } finally {
      receiver.kill();
    }
  });

  it('are set up by its commands, as written, from an empty data folder to a verified message', async () => {
    const commands = /```sh\n([\s\S]+?)```/.exec(DOC)![1]!;
    const js = /```js\n([\s\S]+?)```/.exec(DOC)![1]!;
    const here = mkdtempSync(join(tmpdir(), 'duibiao-walk-'));
    // The project's folder, but for what the walk writes into it.
    for (const entry of readdirSync(packageFolder()))
      if (!entry.startsWith('.') && entry !== 'data')
        symlinkSync(join(packageFolder(), entry), join(here, entry));
    writeFileSync(join(here, 'receiver.mjs'), js);
    const port = await freePort();
    const walk = spawn('bash', ['-ec', `${commands.replaceAll('9000', String(port))}\nkill %1`], {
      cwd: here,
      env: { ...process.env, DUIBIAO_DATA: join(here, 'walked') },
    });
    let out = '';
    for (const stream of [walk.stdout, walk.stderr])
      stream.on('data', (d) => {
        out += d;
      });
    const code = await new Promise((resolve) => walk.once('close', resolve));
    rmSync(here, { recursive: true, force: true });
    expect([code, out]).toEqual([0, expect.stringContaining('it answered well')]);
    expect(out).toContain('"status":204');
    expect(out).toContain('test.ping null');
  });

  it('are told every message type there is', () => {
    for (const type of MESSAGE_TYPES) expect(DOC).toContain(`\`${type}\``);
  });
});
