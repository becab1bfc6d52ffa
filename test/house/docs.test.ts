import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { FLOOR, LIMITS, MATERIALITY, purityFactor } from '../../src/analogues/index.ts';
import { COMMANDS } from '../../src/cli/commands.ts';
import { openEmbedded } from '../../src/db/index.ts';
import { applyLibrary, checkLibrary, readersOf, readLibrary, runCases } from '../../src/library/index.ts';

const READMES = ['README.md', 'README.zh.md'];
const DOCS = [
  ...READMES,
  ...readdirSync('docs', { recursive: true })
    .map(String)
    .filter((f) => f.endsWith('.md'))
    .map((f) => `docs/${f}`),
];

describe('the documents', () => {
  it('name files that are there', () => {
    const missing = DOCS.flatMap((doc) =>
      [
        ...readFileSync(doc, 'utf8').matchAll(
          /`((?:src|jobs|library|scripts|migrations|docs|test)\/[\w./-]+)`/g,
        ),
      ]
        .map(([, file]) => file!)
        .filter((file) => !existsSync(file))
        .map((file) => `${doc}: ${file}`),
    );
    expect(missing).toEqual([]);
  });

  it('link to documents that are there', () => {
    const missing = DOCS.flatMap((doc) =>
      [...readFileSync(doc, 'utf8').matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)]
        .map(([, file]) => join(doc, '..', file!))
        .filter((file) => !existsSync(file))
        .map((file) => `${doc}: ${file}`),
    );
    expect(missing).toEqual([]);
  });

  it('name commands that there are', () => {
    const program = new Command('duibiao');
    for (const add of COMMANDS) add(program, { env: {}, out() {}, say() {} }, () => {});
    const known = (words: string[]): boolean => {
      const command = program.commands.find((c) => c.name() === words[0]);
      if (command === undefined) return false;
      const second = words[1];
      // A second word is a subcommand only where there are any.
      return (
        command.commands.length === 0 ||
        second === undefined ||
        command.commands.some((c) => c.name() === second)
      );
    };
    const unknown = DOCS.flatMap((doc) =>
      [...readFileSync(doc, 'utf8').matchAll(/(?:`|-- )(?:duibiao )([a-z][a-z-]+)(?: ([a-z][a-z-]+))?/gm)]
        .concat([
          ...readFileSync(doc, 'utf8').matchAll(/npm run -s duibiao -- ([a-z][a-z-]+)(?: ([a-z][a-z-]+))?/g),
        ])
        .map(([, ...words]) => words.filter((w) => w !== undefined))
        .filter((words) => !known(words))
        .map((words) => `${doc}: duibiao ${words.join(' ')}`),
    );
    expect(unknown).toEqual([]);
  });

  it.each(READMES)('list every setting and no other (%s)', (doc) => {
    const settings = [
      ...readFileSync('src/config/config.ts', 'utf8').matchAll(/^ {2}([A-Z][A-Z_]+): z/gm),
    ].map(([, name]) => name);
    const listed = [...readFileSync(doc, 'utf8').matchAll(/^\| `([A-Z][A-Z_]+)`/gm)].map(([, name]) => name);
    expect(settings.length).toBeGreaterThan(8);
    expect(listed.sort()).toEqual(settings.sort());
  });

  it('give the limits and factors that the ranking has', () => {
    const rules = readFileSync('docs/RULES.md', 'utf8').replace(/\s+/g, ' ');
    expect(rules).toContain(
      `at most ${LIMITS.soft} soft (from ${FLOOR.soft} points), ${LIMITS.hard} hard (from ${FLOOR.hard}), ${LIMITS.trap} traps (from ${FLOOR.trap})`,
    );
    expect(rules).toContain(`published share is under ${MATERIALITY * 100}%`);
    expect([purityFactor(0), purityFactor(1)].map((n) => Math.round(n * 100) / 100)).toEqual([0.4, 1]);
    expect(rules).toContain('0.4 + 0.6 · share');
  });

  it('show a rule that passes its check and its cases as written', async () => {
    const example = /```yaml\n([\s\S]*?)```/.exec(readFileSync('docs/RULES.md', 'utf8'))?.[1];
    expect(example).toBeDefined();
    const folder = mkdtempSync(join(tmpdir(), 'duibiao-example-'));
    const database = await openEmbedded(null);
    try {
      cpSync('library', folder, { recursive: true });
      writeFileSync(join(folder, 'rules', 'example-of-the-documents.yaml'), example!);
      const files = readLibrary(folder);
      const id = /- id: (\S+)/.exec(example!)![1]!;
      expect(checkLibrary(files, '2026-01-01').filter((f) => f.where === `rule ${id}`)).toEqual([]);
      await applyLibrary(database.db, files, '2026-01-01T00:00:00Z');
      const results = await runCases(
        database.db,
        files,
        files.rules.filter((r) => r.id === id),
      );
      expect(results.length).toBeGreaterThan(1);
      expect(results.filter((r) => !r.passed)).toEqual([]);
    } finally {
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('show a theme and a trait that load as written and are found in a sentence of each language', () => {
    const [, theme, trait, ...more] = [
      ...readFileSync('docs/RULES.md', 'utf8').matchAll(/```yaml\n([\s\S]*?)```/g),
    ].map(([, text]) => text!);
    expect(more).toEqual([]);
    const folder = mkdtempSync(join(tmpdir(), 'duibiao-example-'));
    try {
      cpSync('library', folder, { recursive: true });
      appendFileSync(join(folder, 'themes.yaml'), `\n${theme}`);
      appendFileSync(join(folder, 'traits.yaml'), `\n${trait}`);
      const readers = readersOf(readLibrary(folder));
      const found = (body: string) => ({
        theme: readers.themes.find('', body).some((h) => h.id === 'live_streaming'),
        trait: readers.traits.find('', body).some((h) => h.id === 'viewer_gifts'),
      });
      expect(found('Viewers of the livestream bought more virtual gifts.')).toEqual({
        theme: true,
        trait: true,
      });
      expect(found('秀场直播的观众打赏更多。')).toEqual({ theme: true, trait: true });
      expect(found('Tipping at restaurants fell, a host said.')).toEqual({ theme: false, trait: false });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
