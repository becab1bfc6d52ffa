import { z } from 'zod';
import { parseYaml, redacted } from '../config/index.ts';
import { DuibiaoError, sentenceOf } from '../errors.ts';
import { checkSelectors, type ListingRules } from '../extract/feed/index.ts';
import { checkedOptions } from './kind.ts';
import { kindOf } from './kinds.ts';
import { publicAddress } from './source.ts';

/** One entry of library/sources.yaml. */
const ENTRY = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'small letters, digits and hyphens'),
    name: z.string().min(1),
    url: z.string(),
    kind: z.string(),
    language: z.string().regex(/^[a-z]{2}(-[A-Za-z]+)?$/),
    tier: z.number().int().min(1).max(4),
    timeZone: z.string().default('UTC'),
    firstHand: z.boolean().default(false),
    entity: z.string().nullable().default(null),
    cadenceSeconds: z
      .number()
      .int()
      .min(60)
      .max(7 * 86_400),
    /** Where the address was seen, or that it was not polled. */
    provenance: z.string().min(1),
    status: z.enum(['active', 'paused', 'not_polled']).default('active'),
    options: z.record(z.string(), z.unknown()).default({}),
  })
  .readonly();
export type SourceEntry = z.infer<typeof ENTRY>;

/**
 * The sources of a library file, in its order.
 * @throws DuibiaoError LIBRARY_INVALID naming the entry, the field and what is allowed.
 */
export function readSources(text: string, where: string): SourceEntry[] {
  let value: unknown;
  try {
    value = parseYaml(text);
  } catch (error) {
    throw new DuibiaoError('LIBRARY_INVALID', { where, what: sentenceOf(error), allowed: 'YAML' }, error);
  }
  const list = z.strictObject({ sources: z.array(z.unknown()) }).safeParse(value);
  if (!list.success)
    throw new DuibiaoError('LIBRARY_INVALID', {
      where,
      what: 'no list of sources',
      allowed: 'sources: [ … ]',
    });
  const ids = new Set<string>();
  return list.data.sources.map((raw, i) => {
    const entry = readEntry(raw, `${where}, entry ${i + 1}`);
    if (ids.has(entry.id))
      throw new DuibiaoError('LIBRARY_INVALID', {
        where: `${where}, ${entry.id}`,
        what: 'given twice',
        allowed: 'one entry an id',
      });
    ids.add(entry.id);
    return entry;
  });
}

export function readEntry(raw: unknown, where: string): SourceEntry {
  const parsed = ENTRY.safeParse(raw);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    const id = (raw as { id?: unknown } | null)?.id;
    throw new DuibiaoError('LIBRARY_INVALID', {
      where: typeof id === 'string' ? `${where} (${id})` : where,
      what: `${issue.path.join('.') || 'entry'}: ${issue.message}`,
      allowed: 'see library/sources.yaml, its first lines',
    });
  }
  const kind = kindOf(parsed.data.kind, `${where} (${parsed.data.id})`);
  const options = checkedOptions(kind, parsed.data.options, `${where} (${parsed.data.id})`);
  if (kind.name === 'listing') checkSelectors(options as ListingRules);
  if (!kind.collect && !/^https?:\/\//.test(parsed.data.url))
    throw new DuibiaoError('LIBRARY_INVALID', {
      where: `${where} (${parsed.data.id})`,
      what: `url ${redacted(parsed.data.url)}`,
      allowed: 'an http or https address',
    });
  if (!zoneExists(parsed.data.timeZone))
    throw new DuibiaoError('LIBRARY_INVALID', {
      where: `${where} (${parsed.data.id})`,
      what: `timeZone ${parsed.data.timeZone}`,
      allowed: 'an IANA zone such as Asia/Shanghai',
    });
  return parsed.data;
}

export function zoneExists(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** An id from a name or, where that has no Latin letters, from the address without its secrets. */
export function sourceId(name: string, url: string): string {
  const slug = (s: string): string =>
    s
      .normalize('NFKD')
      .replace(/[^\x20-\x7e]/g, '')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 60);
  return slug(name) || slug(publicAddress(url).replace(/^https?:\/\/(www\.)?/, '')) || 'source';
}
