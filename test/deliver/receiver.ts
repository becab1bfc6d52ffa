import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  headers: IncomingHttpHeaders;
  body: string;
  path: string;
}
export interface Receiver {
  url: string;
  received: Received[];
  /** How the next requests are answered; null hangs. */
  answer: (r: Received) => { status: number; headers?: Record<string, string>; body?: string } | null;
  /** Each answer waits for it; null waits for nothing. */
  hold: (() => Promise<void>) | null;
  /** Closes a connection that asks a second time, as a server does whose patience with idle ones ends just then. */
  closeReused: boolean;
  close(): Promise<void>;
}

/** A real HTTP server on this machine that keeps what it gets. */
export async function startReceiver(): Promise<Receiver> {
  const receiver: Receiver = {
    url: '',
    received: [],
    answer: () => ({ status: 204 }),
    hold: null,
    closeReused: false,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  const used = new WeakSet<object>();
  const server: Server = createServer((request, response) => {
    if (receiver.closeReused && used.has(request.socket)) return request.socket.destroy();
    used.add(request.socket);
    const chunks: Buffer[] = [];
    request.on('data', (c: Buffer) => chunks.push(c));
    request.on('end', async () => {
      const r = {
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
        path: request.url ?? '',
      };
      receiver.received.push(r);
      await receiver.hold?.();
      const a = receiver.answer(r);
      if (a === null) return;
      response.writeHead(a.status, a.headers);
      response.end(a.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  return receiver;
}
