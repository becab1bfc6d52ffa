import { DuibiaoError } from '../errors.ts';
import type { SourceKind } from './kind.ts';
import * as all from './kinds/all.ts';

export const KINDS: ReadonlyMap<string, SourceKind> = new Map(
  (Object.values(all) as SourceKind[]).map((kind) => [kind.name, kind]),
);

/** @throws DuibiaoError LIBRARY_INVALID for a kind that does not exist. */
export function kindOf(name: string, where: string): SourceKind {
  const kind = KINDS.get(name);
  if (kind) return kind;
  throw new DuibiaoError('LIBRARY_INVALID', {
    where,
    what: `kind ${name} does not exist`,
    allowed: [...KINDS.keys()].join(', '),
  });
}
