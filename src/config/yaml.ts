import { createHash } from 'node:crypto';
import { parse } from 'yaml';

/*
 * The library is a hundred and fifty YAML files, and YAML is slow to read: most of a second at every start. A text is
 * parsed once a process, and the build leaves what it parsed beside the compiled code, by the hash of the text: a file
 * that was edited since has another hash and is read anew.
 */
const parsed = new Map<string, unknown>();

export function yamlKey(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/** A YAML text as values; throws what the parser throws. Do not write into the answer: others share it. */
export function parseYaml(text: string): unknown {
  const key = yamlKey(text);
  if (!parsed.has(key)) parsed.set(key, parse(text));
  return parsed.get(key);
}

/** Takes in what the build parsed: `{key: value}` as JSON. */
export function warmYaml(json: string): void {
  for (const [key, value] of Object.entries(JSON.parse(json) as Record<string, unknown>))
    parsed.set(key, value);
}
