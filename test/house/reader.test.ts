import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** `| what | test/file.test.ts: the test's name |`, as docs/READER.md writes it. */
const ROWS = [
  ...readFileSync('docs/READER.md', 'utf8').matchAll(/^\| (.+) \| (test\/\S+\.test\.ts): (.+) \|$/gm),
].map((m) => ({ behaviour: m[1]!, file: m[2]!, name: m[3]! }));

describe('the table of reader behaviours in docs/READER.md', () => {
  it('has a row for each thing that good readers do', () => {
    expect(ROWS.length).toBeGreaterThanOrEqual(30);
    const all = ROWS.map((r) => r.behaviour).join('\n');
    for (const word of [
      'If-None-Match',
      'restart',
      'max-age',
      'Expires',
      'Retry-After',
      '429',
      '5xx',
      '301',
      '302',
      '410',
      'gzip',
      'br',
      'zstd',
      'User-Agent',
      'cookie',
      'referrer',
      'robots.txt',
      'redirect',
    ])
      expect(all, word).toContain(word);
  });
  it.each(ROWS)('$behaviour: its test exists', ({ file, name }) => {
    expect(existsSync(file), file).toBe(true);
    const said = readFileSync(file, 'utf8').replace(/\\'/g, "'");
    expect(
      said.includes(`'${name}'`) || said.includes(`"${name}"`) || said.includes(`\`${name}\``),
      name,
    ).toBe(true);
  });
});
