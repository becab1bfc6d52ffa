import { promisify } from 'node:util';
import { DuibiaoError, sentenceOf } from '../errors.ts';
import { type AllowPrivate, assertPublicAddress, safeLookup } from '../fetch/index.ts';

/**
 * Refuses an endpoint that would be refused at each sending: told now, it costs a minute and not three days of retries.
 * @returns a warning where the name leads inside or nowhere today; names change, so that is not for us to refuse.
 * @throws DuibiaoError BAD_ARGUMENT for an address written as a number that may not be reached.
 */
export async function assertSendable(url: string, allow: AllowPrivate): Promise<string | null> {
  // Whatever is no address at all is refused in its own words where it is stored
  if (!URL.canParse(url) || !/^https?:/i.test(url)) return null;
  const { hostname } = new URL(url);
  try {
    assertPublicAddress(url, allow);
  } catch (error) {
    if (!(error instanceof DuibiaoError)) throw error;
    throw new DuibiaoError('BAD_ARGUMENT', {
      what: 'endpoint address',
      got: hostname,
      allowed: `public addresses, and those that DUIBIAO_ALLOW_PRIVATE names (DUIBIAO_ALLOW_PRIVATE=${hostname})`,
    });
  }
  if (/^[\d.]+$|^\[/.test(hostname)) return null;
  try {
    await promisify(safeLookup(allow))(hostname, { all: true });
    return null;
  } catch (error) {
    const refused = error instanceof DuibiaoError;
    const what = refused ? sentenceOf(error) : `${hostname} cannot be looked up today.`;
    return `${what} Until that changes${refused ? ', or DUIBIAO_ALLOW_PRIVATE names it' : ''}, nothing will be sent there.`;
  }
}
