import { YAMLParseError } from 'yaml';
import { z } from 'zod';
import { DuibiaoError, sentenceOf } from '../errors.ts';

/* What is wrong with an entry or a file, in words for whoever wrote it by hand; pure. */

type Issue = z.ZodError['issues'][number];
type Schema = z.core.$ZodType;

/** A text that lost its quotes falls into pieces at its commas, and the pieces look like fields. */
const QUOTES = 'a text with a comma, a # or ": " in it stands in quotes';

/** The error that names the first problem of an entry: where, what stands there, what is allowed. */
export function entryProblem(file: string, entry: string, value: unknown, schema: Schema, issue: Issue) {
  const at = issue.path.length > 0 ? `, ${issue.path.join('.')}` : '';
  return new DuibiaoError('LIBRARY_INVALID', {
    where: `${file}${entry}${at}`,
    ...wordsOf(issue, issue.path.reduce<unknown>(inside, value), schemaAt(schema, issue.path)),
  });
}

export function yamlProblem(file: string, error: unknown): DuibiaoError {
  const at = error instanceof YAMLParseError ? error.linePos?.[0] : undefined;
  return new DuibiaoError(
    'LIBRARY_INVALID',
    {
      where: at === undefined ? file : `${file}, line ${at.line}, column ${at.col}`,
      what: sentenceOf(error).replace(/ at line \d+, column \d+:?$/, ''),
      allowed: `YAML, indented with spaces; ${QUOTES}`,
    },
    error,
  );
}

function wordsOf(issue: Issue, got: unknown, schema: Schema | undefined): { what: string; allowed: string } {
  const is = got === undefined ? 'is missing' : `is ${JSON.stringify(got)}`;
  switch (issue.code) {
    case 'unrecognized_keys':
      return {
        what: `${issue.keys.map((k) => `"${k}"`).join(', ')} is no field of it`,
        allowed: `${fieldsOf(schema).join(', ')}${issue.keys.some((k) => /\s/.test(k)) ? `; ${QUOTES}` : ''}`,
      };
    case 'invalid_value':
      return { what: is, allowed: issue.values.join(', ') };
    case 'invalid_type':
      return { what: is, allowed: formOf(schema, issue.expected) };
    case 'too_big':
      return { what: is, allowed: `${issue.inclusive === false ? 'under' : 'at most'} ${issue.maximum}` };
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? { what: got === '' || issue.origin === 'array' ? 'is empty' : is, allowed: 'something in it' }
        : { what: is, allowed: `${issue.inclusive === false ? 'above' : 'at least'} ${issue.minimum}` };
    case 'invalid_format':
    case 'custom':
      return { what: is, allowed: issue.message };
    default:
      return { what: issue.message, allowed: 'see docs/RULES.md' };
  }
}

function inside(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<PropertyKey, unknown>)[key]
    : undefined;
}

function schemaAt(schema: Schema, path: readonly PropertyKey[]): Schema | undefined {
  let at: Schema | undefined = bare(schema);
  for (const key of path) {
    if (at instanceof z.ZodObject) at = at.shape[String(key)] as Schema | undefined;
    else if (at instanceof z.ZodArray) at = at.element;
    else if (at instanceof z.ZodRecord) at = at.valueType as Schema;
    else return undefined;
    if (at !== undefined) at = bare(at);
  }
  return at;
}
function bare(schema: Schema): Schema {
  let inner = schema;
  while (inner instanceof z.ZodDefault || inner instanceof z.ZodNullable || inner instanceof z.ZodOptional)
    inner = inner.unwrap() as Schema;
  return inner;
}

function fieldsOf(schema: Schema | undefined): string[] {
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape);
  if (schema instanceof z.ZodRecord && schema.keyType instanceof z.ZodEnum)
    return schema.keyType.options.map(String);
  return ['the fields of docs/RULES.md'];
}

function formOf(schema: Schema | undefined, expected: string): string {
  const fields = fieldsOf(schema);
  if (expected === 'array') return 'a list in brackets, such as [one, two]';
  if (expected === 'string') return 'a text (in quotes where it looks like a number)';
  if (expected === 'number') return 'a number';
  if (expected === 'boolean') return 'true or false';
  if (fields.join() === 'zh,en') return '{ zh: "…", en: "…" }';
  return `a group with ${fields.join(', ')}`;
}

/** The known name that a wrong one was probably meant to be: at most two letters off. */
export function nearestName(wrong: string, known: Iterable<string>): string | undefined {
  let best: { name: string; off: number } | undefined;
  for (const name of known) {
    const off = lettersOff(wrong, name);
    if (off <= 2 && (best === undefined || off < best.off)) best = { name, off };
  }
  return best?.name;
}

/** Letters to add, take away or change to make one word of the other. */
function lettersOff(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
