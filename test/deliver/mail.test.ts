import { createHash, createVerify, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as cheerio from 'cheerio';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openApp } from '../../jobs/app.ts';
import { createApp } from '../../src/console/index.ts';
import type { Context } from '../../src/context.ts';
import type { OpenDatabase } from '../../src/db/index.ts';
import {
  addSubscriber,
  createMailer,
  deliverDue,
  enqueueDigest,
  listDeliveries,
  listSubscribers,
  type Mailer,
  unsubscribe,
} from '../../src/deliver/index.ts';
import { testClock, testContext, testDatabases } from '../databases.ts';
import { emptyTables, insertEvent, insertLibrary, NOW } from './example.ts';

interface PostOffice {
  url: string;
  letters: { mail: ParsedMail; raw: string; to: string[] }[];
  /** An SMTP reply code for a recipient instead of taking the letter. */
  refuse: (to: string) => number | null;
  close(): Promise<void>;
}
/** A real SMTP server on this machine. */
async function startPostOffice(): Promise<PostOffice> {
  const office: PostOffice = {
    url: '',
    letters: [],
    refuse: () => null,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo(address, _session, done) {
      const code = office.refuse(address.address);
      done(code === null ? null : Object.assign(new Error('not taken'), { responseCode: code }));
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (c: Buffer) => chunks.push(c));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks);
        simpleParser(raw).then((mail) => {
          office.letters.push({
            mail,
            raw: raw.toString('utf8'),
            to: session.envelope.rcptTo.map((r) => r.address),
          });
          done();
        }, done);
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  office.url = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  return office;
}

describe.each(await testDatabases())('the digest by mail on $name', (database) => {
  let open: OpenDatabase;
  let office: PostOffice;
  let mailer: Mailer;
  let clock: ReturnType<typeof testClock>;
  let ctx: Context;
  const enqueue = () =>
    open.db
      .transaction()
      .execute((trx) => enqueueDigest(trx, clock.now().toISOString().replace('.000Z', 'Z')));
  const MAIL_FROM = 'Lantern Desk <digest@duibiao.example>';

  beforeAll(async () => {
    open = await database.open();
  });
  afterAll(() => open.close());
  beforeEach(async () => {
    await emptyTables(open);
    office = await startPostOffice();
    mailer = createMailer({ smtpUrl: office.url, from: MAIL_FROM });
    clock = testClock(NOW);
    ctx = testContext(open, clock, { MAIL_FROM, PUBLIC_URL: 'https://duibiao.example' });
    await insertLibrary(open.db);
    await insertEvent(open.db);
    await insertEvent(open.db, { id: 'ev-old', origin: 'archive', headline: 'A recorded story', score: 99 });
  });
  afterEach(async () => {
    mailer.close();
    await office.close();
  });

  it('reaches each reader once a day, in their language, at their hour', async () => {
    await addSubscriber(open.db, { email: 'Zhang@reader.example', language: 'zh' }, NOW);
    await addSubscriber(open.db, { email: 'chan@reader.example', language: 'zh-Hant' }, NOW);
    await addSubscriber(open.db, { email: 'smith@reader.example', language: 'en', hour: 9 }, NOW);
    await addSubscriber(open.db, { email: 'late@reader.example', timeZone: 'America/New_York' }, NOW);
    // 00:30 UTC is 08:30 in Hong Kong and 19:30 of the day before in New York.
    expect(await enqueue()).toBe(3);
    expect(await enqueue()).toBe(0);
    expect(await deliverDue(ctx, { mailer })).toMatchObject({ delivered: 3 });
    clock.advance(3600);
    expect(await enqueue()).toBe(1);
    await deliverDue(ctx, { mailer });
    const subjects = Object.fromEntries(office.letters.map((l) => [l.to[0], l.mail.subject]));
    expect(subjects['zhang@reader.example']).toContain('软对标 青灯算法 9901.HK');
    expect(subjects['chan@reader.example']).toContain('軟對標 青燈算法 9901.HK');
    expect(subjects['smith@reader.example']).toContain('analogue Qingdeng Algorithms 9901.HK');
    expect(office.letters.some((l) => l.raw.includes('recorded story'))).toBe(false);
  });

  it('has a text and an HTML part, one-click unsubscribing, and the same Message-ID when sent again', async () => {
    const { token } = await addSubscriber(open.db, { email: 'smith@reader.example', language: 'en' }, NOW);
    await enqueue();
    await deliverDue(ctx, { mailer });
    await open.run("UPDATE delivery SET status = 'waiting', locked_until = NULL");
    await deliverDue(ctx, { mailer });
    expect(office.letters).toHaveLength(2);
    const [first, second] = office.letters.map((l) => l.mail);
    expect(second!.messageId).toBe(first!.messageId);
    expect(first!.messageId).toMatch(/^<digest\.2027-03-03\.sub_[0-9a-f]+@duibiao\.example>$/);
    expect(first!.headers.get('list')).toMatchObject({
      unsubscribe: { url: `https://duibiao.example/unsubscribe?t=${token}` },
      'unsubscribe-post': { name: 'List-Unsubscribe=One-Click' },
    });
    expect(first!.text).toContain('Qingdeng Algorithms 9901.HK');
    expect(first!.text).toContain(`Unsubscribe: https://duibiao.example/unsubscribe?t=${token}`);
    const $ = cheerio.load(String(first!.html));
    expect($(`a[href="https://duibiao.example/unsubscribe?t=${token}"]`).length).toBe(1);
    expect(first!.attachments.map((a) => [a.contentType, a.contentDisposition, a.related])).toEqual([
      ['image/png', 'inline', true],
    ]);
  });

  it('begins where the last one that arrived ended: nothing twice, nothing lost, not even a day that failed', async () => {
    await addSubscriber(open.db, { email: 'smith@reader.example', language: 'en' }, NOW);
    const said = () =>
      office.letters.map((l) =>
        /brand new/.test(l.raw) ? 'new' : /lantern/i.test(l.mail.text!) ? 'lantern' : 'nothing',
      );
    await enqueue();
    await deliverDue(ctx, { mailer });
    const spans = async () =>
      (
        await open.db.selectFrom('delivery').select(['payload', 'status']).orderBy('created_at').execute()
      ).map((d) => ({ ...JSON.parse(d.payload), status: d.status }));
    // The next day's never arrives; the day after says what it would have said.
    clock.advance(86_400);
    await insertEvent(open.db, { id: 'ev-new', headline: 'A brand new story' });
    await open.run("UPDATE event_article SET joined_at = '2027-03-03T12:00:00Z' WHERE event_id = 'ev-new'");
    await enqueue();
    office.refuse = () => 451;
    await deliverDue(ctx, { mailer });
    clock.advance(86_400);
    expect(await enqueue()).toBe(1);
    office.refuse = () => null;
    await deliverDue(ctx, { mailer });
    expect(await spans()).toMatchObject([
      { to: NOW, status: 'delivered' },
      { from: NOW, to: '2027-03-04T00:30:00Z', status: 'dead' },
      { from: NOW, to: '2027-03-05T00:30:00Z', status: 'delivered' },
    ]);
    expect(said()).toEqual(['lantern', 'new']);
  });

  it('lets a reader say which line is wrong: opening the link says nothing, the form does', async () => {
    const { id } = await addSubscriber(open.db, { email: 'smith@reader.example', language: 'en' }, NOW);
    await enqueue();
    await deliverDue(ctx, { mailer });
    const $ = cheerio.load(String(office.letters[0]!.mail.html));
    const [company, reason] = $('a[href*="/feedback"]')
      .toArray()
      .map((a) => new URL($(a).attr('href')!));
    const app = createApp(ctx);
    const path = `${reason!.pathname}${reason!.search}`;
    const count = async () => (await open.run('SELECT * FROM analogue_feedback ORDER BY id')).rows;
    for (const method of ['GET', 'HEAD']) await app.request(path, { method });
    const shown = await (await app.request(`${path}&lang=en`)).text();
    expect(shown).toContain('Qingdeng Algorithms 9901.HK');
    expect(shown).toContain('Wrong reason');
    expect(await count()).toEqual([]);
    const post = (to: string, fields: Record<string, string>) =>
      app.request(to, { method: 'POST', body: new URLSearchParams(fields) });
    expect((await post(path, { ticker: '9901.HK', why: '' })).status).toBe(400);
    expect((await post(path, { ticker: '0001.HK', why: 'not named' })).status).toBe(400);
    for (const _ of [1, 2])
      expect((await post(path, { ticker: '9901.HK', why: 'the fee is what matters' })).status).toBe(200);
    expect(await count()).toMatchObject([
      { ticker: '9901.HK', verdict: 'wrong_reason', channel: 'mail', why: 'the fee is what matters' },
    ]);
    expect((await count())[0]!.author).not.toContain('@');
    // A link that was changed, or is another reader's, or old, or of who has left, opens nothing.
    const token = new URLSearchParams(company!.search).get('t')!;
    const forged = `${Buffer.from(JSON.stringify([id, 'ev-lantern', 'wrong_company', 9e9])).toString('base64url')}.${token.split('.')[1]}`;
    expect((await app.request(`/feedback?t=${forged}`)).status).toBe(404);
    expect((await app.request('/feedback?t=nonsense')).status).toBe(404);
    clock.advance(31 * 86_400);
    expect((await post(path, { ticker: '9901.HK', why: 'late' })).status).toBe(404);
    clock.set(NOW);
    await open.run("UPDATE subscriber SET status = 'unsubscribed'");
    expect((await post(path, { ticker: '9901.HK', why: 'gone' })).status).toBe(404);
    expect(await count()).toHaveLength(1);
  });

  it('names only companies of the markets a reader asked for', async () => {
    await addSubscriber(open.db, { email: 'hk@reader.example', language: 'en', markets: ['XHKG'] }, NOW);
    await enqueue();
    await deliverDue(ctx, { mailer });
    expect(office.letters[0]!.mail.text).toContain('9901.HK');
    expect(office.letters[0]!.mail.text).not.toMatch(/688990\.SH|300990\.SZ/);
    await expect(addSubscriber(open.db, { email: 'x@y.example', markets: ['NYSE'] }, NOW)).rejects.toThrow(
      'XHKG',
    );
  });

  it('waits where the server is busy, gives up where there is no such reader', async () => {
    await addSubscriber(open.db, { email: 'busy@reader.example' }, NOW);
    await addSubscriber(open.db, { email: 'nobody@reader.example' }, NOW);
    await enqueue();
    office.refuse = (to) => (to.startsWith('busy') ? 451 : 550);
    expect(await deliverDue(ctx, { mailer })).toEqual({ delivered: 0, retried: 1, dead: 1 });
    office.refuse = () => null;
    clock.advance(60);
    expect(await deliverDue(ctx, { mailer })).toMatchObject({ delivered: 1 });
    expect(office.letters.map((l) => l.to)).toEqual([['busy@reader.example']]);
  });

  it('is not sent to who has left, not even what was under way', async () => {
    const { token } = await addSubscriber(open.db, { email: 'smith@reader.example' }, NOW);
    await enqueue();
    expect(await unsubscribe(open.db, token)).toBe(true);
    expect(await unsubscribe(open.db, 'nonsense')).toBe(false);
    expect(await deliverDue(ctx, { mailer })).toMatchObject({ delivered: 0 });
    clock.advance(86_400);
    expect(await enqueue()).toBe(0);
    await addSubscriber(open.db, { email: 'smith@reader.example', language: 'en' }, NOW);
    expect(await listSubscribers(open.db)).toMatchObject([{ status: 'active', language: 'en' }]);
    expect(await enqueue()).toBe(1);
  });

  it('keeps letters while no server is set, and while it is down', async () => {
    await addSubscriber(open.db, { email: 'smith@reader.example' }, NOW);
    await enqueue();
    expect(await deliverDue(ctx)).toEqual({ delivered: 0, retried: 0, dead: 0 });
    await office.close();
    expect(await deliverDue(ctx, { mailer })).toMatchObject({ retried: 1 });
    expect((await listDeliveries(open.db))[0]).toMatchObject({ status: 'waiting', attempts: 1 });
    office = await startPostOffice();
  });

  it('takes no address, time zone or hour that cannot be', async () => {
    const add = (rest: object) => addSubscriber(open.db, { email: 'a@b.example', ...rest }, NOW);
    await expect(add({ email: 'a@b.example\r\nBcc: c@d.example' })).rejects.toThrow('e-mail address');
    await expect(add({ timeZone: 'Mars/Olympus' })).rejects.toThrow('IANA');
    await expect(add({ hour: 24 })).rejects.toThrow('0 to 23');
  });
});

describe('a signed letter', () => {
  it('has both unsubscribe headers under its DKIM signature, by the key that the settings name', async () => {
    const office = await startPostOffice();
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const folder = mkdtempSync(join(tmpdir(), 'duibiao-dkim-'));
    const file = join(folder, 'k1.pem');
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const open = await (await testDatabases())[0]!.open();
    const clock = testClock(NOW);
    const start = (keyFile: string) =>
      openApp(
        testContext(open, clock, {
          SMTP_URL: office.url,
          MAIL_FROM: 'digest@duibiao.example',
          PUBLIC_URL: 'https://duibiao.example',
          DKIM_KEY_FILE: keyFile,
          DKIM_SELECTOR: 'k1',
        }),
        open,
        () => {},
      );
    // Better not to start than to send unsigned.
    await expect(start(join(folder, 'none.pem'))).rejects.toThrow('DKIM_KEY_FILE');
    const { publicKey: _, privateKey: curve } = generateKeyPairSync('ed25519');
    writeFileSync(join(folder, 'curve.pem'), curve.export({ type: 'pkcs8', format: 'pem' }));
    await expect(start(join(folder, 'curve.pem'))).rejects.toThrow('RSA');
    const app = await start(file);
    const { token } = await addSubscriber(app.ctx.db, { email: 'smith@reader.example', language: 'en' }, NOW);
    await app.ctx.db.transaction().execute((trx) => enqueueDigest(trx, NOW));
    expect(await app.deliverer.runOnce()).toMatchObject({ delivered: 1 });
    await app.close();
    await office.close();
    rmSync(folder, { recursive: true });
    const { raw } = office.letters[0]!;
    const end = raw.indexOf('\r\n\r\n');
    const headers = raw.slice(0, end).split(/\r\n(?![ \t])/);
    // RFC 6376, 3.4: the relaxed forms of a header and of a body.
    const relaxed = (h: string): string => {
      const colon = h.indexOf(':');
      const value = h
        .slice(colon + 1)
        .replace(/\r\n/g, '')
        .replace(/[ \t]+/g, ' ')
        .trim();
      return `${h.slice(0, colon).trim().toLowerCase()}:${value}`;
    };
    const body = raw
      .slice(end + 4)
      .split('\r\n')
      .map((l) => l.replace(/[ \t]+/g, ' ').replace(/ $/, ''))
      .join('\r\n')
      .replace(/(\r\n)*$/, '\r\n');
    const stamp = headers.find((h) => /^dkim-signature:/i.test(h))!;
    const tag = (name: string) =>
      new RegExp(`[:;]\\s*${name}=([^;]*)`).exec(stamp.replace(/\r\n/g, ''))![1]!.replace(/\s+/g, '');
    expect([tag('a'), tag('c'), tag('d'), tag('s')]).toEqual([
      'rsa-sha256',
      'relaxed/relaxed',
      'duibiao.example',
      'k1',
    ]);
    expect(tag('bh')).toBe(createHash('sha256').update(body).digest('base64'));
    const signed = tag('h').split(':');
    expect(signed.map((h) => h.toLowerCase())).toEqual(
      expect.arrayContaining(['list-unsubscribe', 'list-unsubscribe-post', 'from', 'subject', 'message-id']),
    );
    const covered = signed
      .map((name) => headers.find((h) => h.toLowerCase().startsWith(`${name.toLowerCase()}:`)))
      .filter((h) => h !== undefined)
      .map(relaxed);
    const text = [...covered, relaxed(stamp).replace(/([:;]\s*b=)[^;]*/, '$1')].join('\r\n');
    const holds = (t: string) => createVerify('sha256').update(t).verify(publicKey, tag('b'), 'base64');
    expect(holds(text)).toBe(true);
    expect(text).toContain(`unsubscribe?t=${token}`);
    expect(holds(text.replace(`unsubscribe?t=${token}`, 'unsubscribe?t=y'))).toBe(false);
  });
});
