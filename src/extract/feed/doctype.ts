import { DuibiaoError } from '../../errors.ts';

/**
 * The document type declaration is taken out before parsing: htmlparser2 ends it at the first `>`, and the rest of
 * an internal subset would be read as text. Plain text entities declared there are kept (some feeds use one for
 * their own address); entities that refer to others, and external ones, are not, so nothing can expand twice.
 */
const MAX_ENTITIES = 200;
/** UTF-16 units; one entity's text. */
const MAX_ENTITY_UNITS = 1000;
/** UTF-16 units; what all uses of them may come to in one document. */
const MAX_EXPANDED_UNITS = 1_000_000;

export interface WithoutDoctype {
  xml: string;
  entities: ReadonlyMap<string, string> | undefined;
}

/** @throws DuibiaoError FEED_MALFORMED when the declared entities would blow the document up. */
export function takeDoctype(xml: string, where: string): WithoutDoctype {
  const head = startOfDoctype(xml);
  if (head < 0) return { xml, entities: undefined };
  const end = endOfDeclaration(xml, head);
  const declaration = xml.slice(head, end);
  const rest = xml.slice(0, head) + xml.slice(end);
  const entities = new Map<string, string>();
  for (const m of declaration.matchAll(/<!ENTITY\s+([A-Za-z_][\w.-]*)\s+(?:"([^"]*)"|'([^']*)')\s*>/g)) {
    const value = m[2] ?? m[3] ?? '';
    if (entities.size >= MAX_ENTITIES || value.length > MAX_ENTITY_UNITS) throw bomb(where);
    if (!entities.has(m[1]!) && !/&(?!#|amp;|lt;|gt;|quot;|apos;)/.test(value)) entities.set(m[1]!, value);
  }
  if (entities.size === 0) return { xml: rest, entities: undefined };
  let expanded = 0;
  for (const m of rest.matchAll(/&([A-Za-z_][\w.-]*);/g)) {
    expanded += entities.get(m[1]!)?.length ?? 0;
    if (expanded > MAX_EXPANDED_UNITS) throw bomb(where);
  }
  return { xml: rest, entities };
}

const bomb = (where: string): DuibiaoError =>
  new DuibiaoError('FEED_MALFORMED', {
    where,
    what: `its declared entities expand too far (at most ${MAX_ENTITIES} entities of ${MAX_ENTITY_UNITS} characters, ${MAX_EXPANDED_UNITS} in all)`,
  });

/** Before the first element only: `<!DOCTYPE` is also what a tutorial's description begins with. */
function startOfDoctype(xml: string): number {
  let i = xml.indexOf('<');
  while (i >= 0) {
    if (xml.startsWith('<!--', i)) i = xml.indexOf('-->', i + 4);
    else if (xml[i + 1] === '?') i = xml.indexOf('?>', i + 2);
    else return xml.slice(i, i + 9).toUpperCase() === '<!DOCTYPE' ? i : -1;
    if (i >= 0) i = xml.indexOf('<', i);
  }
  return -1;
}

/** Past the `>` that closes the declaration, quotes and one internal subset respected; the end of text if none does. */
function endOfDeclaration(xml: string, from: number): number {
  let quote = '';
  let inside = false;
  for (let i = from + 2; i < xml.length; i++) {
    const c = xml[i]!;
    if (quote) {
      if (c === quote) quote = '';
    } else if (c === '"' || c === "'") quote = c;
    else if (c === '[') inside = true;
    else if (c === ']') inside = false;
    else if (c === '>' && !inside) return i + 1;
  }
  return xml.length;
}
