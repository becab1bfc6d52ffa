/** What the delivery benches share: the receiver's process, a database emptied and filled, figures as text. */
import { fork } from 'node:child_process';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { readConfig } from '../../src/config/index.ts';
import type { Context } from '../../src/context.ts';
import type { OpenDatabase } from '../../src/db/index.ts';
import { newSecret } from '../../src/deliver/index.ts';
import type { Report } from './receiver.ts';

export interface Other {
  readonly http: string;
  readonly smtp: string;
  /** What came since the last call. */
  report(): Promise<Report>;
  /** Called at each message to `/count`. */
  onCount: () => void;
  stop(): void;
}

export async function startOther(): Promise<Other> {
  const child = fork(fileURLToPath(new URL('./receiver.js', import.meta.url)));
  type Said = { ports?: { http: number; smtp: number }; report?: Report; count?: true };
  let reported: (r: Report) => void = () => {};
  return new Promise((resolve) => {
    child.on('message', (said: Said) => {
      if (said.count) return other.onCount();
      if (said.report !== undefined) return reported(said.report);
      resolve(
        Object.assign(other, {
          http: `http://127.0.0.1:${said.ports!.http}`,
          smtp: `smtp://127.0.0.1:${said.ports!.smtp}`,
        }),
      );
    });
    const other: Other = {
      http: '',
      smtp: '',
      report: () =>
        new Promise((r) => {
          reported = r;
          child.send('report');
        }),
      onCount: () => {},
      stop: () => child.disconnect(),
    };
  });
}

export function benchContext(open: OpenDatabase): Context {
  return {
    db: open.db,
    config: readConfig({ DUIBIAO_ALLOW_PRIVATE: '127.0.0.1', MAIL_FROM: 'digest@duibiao.example' }),
    log: { error: console.error, warn() {}, info() {}, debug() {} } as unknown as Context['log'],
    clock: { now: () => new Date() },
    random: Math.random,
  };
}

export async function emptyOutbox(open: OpenDatabase): Promise<void> {
  await open.run('TRUNCATE delivery, endpoint, subscriber CASCADE');
}

export async function endpoints(open: OpenDatabase, urls: readonly string[]): Promise<void> {
  await open.db
    .insertInto('endpoint')
    .values(
      urls.map((u, i) => ({
        id: `ep_${i}`,
        url: u,
        secret: newSecret(),
        previous_secret: null,
        previous_until: null,
        open_until: null,
        created_at: new Date().toISOString(),
      })),
    )
    .execute();
}

let told = 0;
/** `each` messages, about 4 kB as real ones are, due now, for the endpoints from `first` on, `count` of them. */
export async function enqueue(open: OpenDatabase, each: number, first = 0, count = 1e6): Promise<void> {
  const at = new Date().toISOString();
  const payload = JSON.stringify({
    schema: 'duibiao/message/1',
    id: 'msg_ID',
    type: 'event.hype',
    eventId: null,
    sequence: null,
    supersedes: null,
    clocks: { published: at, fetched: at, detected: at },
    data: { text: 'x'.repeat(4000) },
  });
  told += each;
  await open.run(
    `INSERT INTO delivery (id, target, endpoint_id, type, key, payload, next_attempt_at, created_at)
     SELECT 'd' || n || e.id, 'endpoint', e.id, 'event.hype', 'd' || n || e.id, replace($1, 'msg_ID', 'msg_' || n || e.id), $2::timestamptz, $2::timestamptz
     FROM endpoint e, generate_series($3::int, $4::int) n WHERE substr(e.id, 4)::int >= $5::int AND substr(e.id, 4)::int < $5::int + $6::int`,
    [payload, at, told - each + 1, told, first, count],
  );
}

/** The q-quantile of milliseconds. */
export function quantile(delays: readonly number[], q: number): number {
  const sorted = [...delays].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}
export function spread(delays: readonly number[]): string {
  return `n ${delays.length}, p50 ${quantile(delays, 0.5)} ms, p99 ${quantile(delays, 0.99)} ms`;
}
/** The machine's load, to stand beside each figure. */
export function load(): string {
  return `load ${loadavg()[0]!.toFixed(1)}`;
}
export function pause(milliseconds: number): Promise<void> {
  return new Promise((r) => setTimeout(r, milliseconds));
}
