import { DuibiaoError } from '../errors.ts';

/** Causes of failed requests in words; whatever is not listed keeps its own. */
const WORDS: Readonly<Record<string, string>> = {
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  UND_ERR_HEADERS_TIMEOUT: 'connected, but no answer in time',
  UND_ERR_BODY_TIMEOUT: 'the answer stopped half-way',
  UND_ERR_SOCKET: 'the connection was closed before the answer was whole',
  UND_ERR_HEADERS_OVERFLOW: 'the headers are too large',
  UND_ERR_RESPONSE_EXCEEDED_MAX_SIZE: 'the answer is too large',
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset',
  ENOTFOUND: 'the name does not exist',
  EAI_AGAIN: 'the name could not be looked up',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ETIMEDOUT: 'no connection in time',
  EPIPE: 'the connection was closed',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is self-signed',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate cannot be verified',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

/** The refusal inside an error, however deep undici wrapped it. */
export function refusalIn(error: unknown): DuibiaoError | null {
  for (let e: unknown = error, depth = 0; e instanceof Error && depth < 5; e = e.cause, depth++) {
    if (e instanceof DuibiaoError && e.code === 'ADDRESS_REFUSED') return e;
    if (e instanceof AggregateError)
      for (const inner of e.errors) {
        const found = refusalIn(inner);
        if (found) return found;
      }
  }
  return null;
}

export function causeInWords(error: unknown): string {
  const e = error as NodeJS.ErrnoException & { errors?: NodeJS.ErrnoException[] };
  const code = e.code ?? e.errors?.[0]?.code ?? '';
  if (WORDS[code]) return WORDS[code];
  if (code.startsWith('HPE_')) return 'the answer is not HTTP';
  if (/^ERR_(SSL|TLS)|^EPROTO|CERT/.test(code)) return `TLS failed (${code})`;
  return (e.message || code || 'unknown cause').split('\n')[0]!;
}
