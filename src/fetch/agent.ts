import { Agent, buildConnector } from 'undici';
import { type AllowPrivate, assertConnected, type ResolveAll, safeLookup } from './address.ts';

export interface SafeAgentOptions {
  allowPrivate?: AllowPrivate;
  /** Milliseconds. */
  connectTimeout?: number;
  headersTimeout?: number;
  bodyTimeout?: number;
  /** Connections to one origin at once. */
  connections?: number;
  /** For tests of names that lie. */
  resolve?: ResolveAll;
}

/** An undici dispatcher whose sockets reach only addresses that may be reached. Redirects are the caller's to follow. */
export function createSafeAgent(options: SafeAgentOptions = {}): Agent {
  const allow = options.allowPrivate ?? [];
  const connect = buildConnector({
    timeout: options.connectTimeout ?? 10_000,
    lookup: safeLookup(allow, options.resolve),
  });
  return new Agent({
    connect: (opts, done) =>
      connect(opts, (...result) => {
        const [error, socket] = result;
        if (error) return done(...result);
        try {
          assertConnected(socket!.remoteAddress, opts.hostname, opts.port ?? '', allow);
        } catch (refused) {
          socket!.destroy();
          return done(refused as Error, null);
        }
        done(null, socket!);
      }),
    headersTimeout: options.headersTimeout ?? 20_000,
    bodyTimeout: options.bodyTimeout ?? 20_000,
    connections: options.connections ?? 2,
    pipelining: 1,
    maxHeaderSize: 32 * 1024,
    keepAliveTimeout: 10_000,
  });
}
