/** The other side of the delivery benches, in a process of its own: receivers of webhooks by path, and an SMTP server. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** What came since the last report. `delays`: milliseconds from `clocks.fetched`, the row's or the article's arrival. */
export interface Report {
  readonly delays: number[];
  /** The first message of each event. */
  readonly first: Record<string, number>;
  readonly mails: number;
  readonly bytes: number;
  /** How often each `webhook-id` came, and how many different texts it had (its sending time aside). */
  readonly ids: Record<string, { times: number; texts: number }>;
}

let report = blank();
let bodies = new Map<string, Set<string>>();

const http = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (c: Buffer) => chunks.push(c));
  request.on('end', () => {
    if (request.url?.startsWith('/hang')) return;
    if (request.url?.startsWith('/fail')) return response.writeHead(500).end();
    const body = Buffer.concat(chunks).toString('utf8');
    const message = JSON.parse(body) as { eventId: string | null; clocks: { fetched: string } };
    const delay = Date.now() - Date.parse(message.clocks.fetched);
    report.delays.push(delay);
    if (message.eventId !== null) report.first[message.eventId] ??= delay;
    if (request.url?.startsWith('/count')) {
      const id = String(request.headers['webhook-id']);
      const texts = bodies.get(id) ?? new Set();
      texts.add(body.replace(/,?"sent":"[^"]*"/, ''));
      bodies.set(id, texts);
      report.ids[id] = { times: (report.ids[id]?.times ?? 0) + 1, texts: texts.size };
      process.send!({ count: true });
    }
    response.writeHead(204).end();
  });
});
const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData(stream, _session, done) {
    stream.on('data', (c: Buffer) => {
      (report as { bytes: number }).bytes += c.length;
    });
    stream.on('end', () => {
      (report as { mails: number }).mails += 1;
      done();
    });
  },
});
process.on('message', () => {
  process.send!({ report });
  report = blank();
  bodies = new Map();
});
process.on('disconnect', () => process.exit(0));
http.listen(0, '127.0.0.1', () =>
  smtp.listen(0, '127.0.0.1', () =>
    process.send!({
      ports: {
        http: (http.address() as AddressInfo).port,
        smtp: (smtp.server.address() as AddressInfo).port,
      },
    }),
  ),
);

function blank(): Report {
  return { delays: [], first: {}, mails: 0, bytes: 0, ids: {} };
}
