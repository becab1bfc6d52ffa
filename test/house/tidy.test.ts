import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkLibrary, readLibrary } from '../../src/library/index.ts';

/** Files with more than 500 lines, each with the reason why it is one file. */
const LONG: Readonly<Record<string, string>> = {
  'docs/DICTIONARY.md': 'written by scripts/dictionary.mjs, a table a view, to be looked up and not read',
  'src/releases/read-zh.ts':
    'one reader: its methods share the state of one sentence, and a state cut in two files would have to be handed back and forth',
};

const tracked = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' })
  .split('\0')
  .filter((f) => f !== '' && statSync(f, { throwIfNoEntry: false })?.isFile() === true);

/** Hosts that serve packages, and the one that this machine is told to use: an address of theirs belongs to a machine, not to the project. */
const registryHosts = [
  'registry.npmjs.org',
  'registry.yarnpkg.com',
  'registry.npmmirror.com',
  'pypi.org',
  'files.pythonhosted.org',
  'proxy.golang.org',
  new URL(execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim()).host,
];
/** An absolute path that exists on one machine only. */
const MACHINE_PATH = /(?<![\w.:/-])\/(?:root|work|home\/[\w-]+|Users\/[\w-]+)\/[\w.]/;

function machineTraces(text: string): string[] {
  const found = registryHosts.filter((host) => text.includes(host));
  const path = MACHINE_PATH.exec(text)?.[0];
  if (path !== undefined) found.push(path);
  for (const own of [process.cwd(), homedir()])
    if (own.split('/').length > 2 && text.includes(`${own}/`)) found.push(own);
  return found;
}

describe('the tracked files', () => {
  it('name no package registry and no path of one machine', () => {
    const found = tracked
      .filter((file) => file !== 'test/house/tidy.test.ts')
      .flatMap((file) => machineTraces(readFileSync(file, 'utf8')).map((trace) => `${file}: ${trace}`));
    expect(found).toEqual([]);
  });

  it('would be caught naming one', () => {
    expect(machineTraces('see /root/project/x.ts')).toEqual(['/root/p']);
    expect(machineTraces('"resolved": "https://registry.npmjs.org/x"')).toEqual(
      expect.arrayContaining(['registry.npmjs.org']),
    );
    expect(machineTraces('https://example.org/home/page and ./data/work/x')).toEqual([]);
  });

  it('hold a lock file that says what to install and not from where', () => {
    const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
      packages: Record<string, { resolved?: string }>;
    };
    expect(Object.entries(lock.packages).filter(([, p]) => p.resolved !== undefined)).toEqual([]);
  });

  it('have at most 500 lines, or a reason written down', () => {
    const long = tracked
      .filter((f) => /\.(ts|mjs|sql|md)$|^\.ci\//.test(f))
      .filter((f) => readFileSync(f, 'utf8').split('\n').length - 1 > 500);
    expect(long.filter((f) => LONG[f] === undefined)).toEqual([]);
  });

  it('avoid names that say nothing', () => {
    const vague = /(^|\/)(utils?|commons?|helpers?|types|managers?)(\.ts|\/)/;
    expect(tracked.filter((f) => vague.test(f))).toEqual([]);
  });
});

describe('what is written by a program', () => {
  it('row types are those that the migrations say', () => {
    const run = spawnSync(process.execPath, ['scripts/table-types.mjs', '--check'], { encoding: 'utf8' });
    expect(run.stderr).toBe('');
    expect(run.status).toBe(0);
  });
});

describe('the library', () => {
  it('passes its own check', () => {
    const findings = checkLibrary(readLibrary(join(process.cwd(), 'library')), '2026-01-01');
    expect(findings.filter((f) => f.level === 'error')).toEqual([]);
  });
});
