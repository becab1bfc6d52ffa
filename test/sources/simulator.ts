import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { startServer, type TestServer } from '../fetch/server.ts';

/** A site that behaves: validators, 304, redirects, whatever is put at an address. */
export interface Page {
  body?: string | Uint8Array;
  status?: number;
  headers?: Record<string, string>;
  /** Without validators, as careless servers are. */
  bare?: boolean;
}
export interface Site extends TestServer {
  put(path: string, page: Page | string): void;
  /** Requests for a path, as `200`, `304`, … in order. */
  answered(path: string): number[];
  /** A status with which a request is refused, whatever it asks for. */
  refuse: (request: IncomingMessage) => number | null;
  /** Called with each request as it arrives. */
  arrived: (request: IncomingMessage) => void;
}

export async function startSite(): Promise<Site> {
  const pages = new Map<string, Page>();
  const log: { path: string; status: number; request: IncomingMessage }[] = [];
  const server = await startServer((req, res) => {
    site.arrived(req);
    const path = new URL(req.url!, 'http://x').pathname;
    const refused = site.refuse(req);
    const page: Page =
      refused === null ? (pages.get(path) ?? { status: 404, body: '' }) : { status: refused };
    const body = Buffer.from(page.body ?? '');
    const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 12)}"`;
    let status = page.status ?? 200;
    if (status === 200 && !page.bare && req.headers['if-none-match'] === etag) status = 304;
    if (!page.bare) res.setHeader('ETag', etag);
    for (const [name, value] of Object.entries(page.headers ?? {})) res.setHeader(name, value);
    log.push({ path, status, request: req });
    req.resume();
    res.writeHead(status);
    res.end(status === 304 ? undefined : body);
  });
  const site: Site = {
    ...server,
    refuse: () => null,
    arrived: () => {},
    put: (path, page) => void pages.set(path, typeof page === 'string' ? { body: page } : page),
    answered: (path) => log.filter((l) => l.path === path).map((l) => l.status),
  };
  return site;
}
