import type { AddressInfo } from 'node:net';
import { serve as listen } from '@hono/node-server';
import type { Hono } from 'hono';
import { DuibiaoError } from '../errors.ts';

export interface Served {
  /** `http://127.0.0.1:8080`, with the port that was found where 0 was asked for. */
  readonly url: string;
  /** Lets requests under way finish; safe to call twice. */
  close(): Promise<void>;
}

/** Starts listening. @throws DuibiaoError CONFIG_INVALID when the port is taken or not allowed. */
export function serve(app: Hono, host: string, port: number): Promise<Served> {
  return new Promise((resolve, reject) => {
    const server = listen({ fetch: app.fetch, hostname: host, port }, (info: AddressInfo) => {
      const shown = info.family === 'IPv6' ? `[${info.address}]` : info.address;
      let closing: Promise<void> | undefined;
      resolve({
        url: `http://${shown}:${info.port}`,
        close() {
          closing ??= new Promise((done) => {
            server.close(() => done());
            // Browsers keep idle connections open for minutes.
            if ('closeIdleConnections' in server) server.closeIdleConnections();
          });
          return closing;
        },
      });
    });
    server.once('error', (error: NodeJS.ErrnoException) => {
      const what = error.code === 'EADDRINUSE' ? 'another program listens there' : error.message;
      reject(
        new DuibiaoError(
          'CONFIG_INVALID',
          { name: 'DUIBIAO_PORT', got: port, what, allowed: 'a free port, or 0 for any' },
          error,
        ),
      );
    });
  });
}
