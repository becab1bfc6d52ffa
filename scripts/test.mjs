// `npm test`: the whole suite, ending with one plain line for people and for CI.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'duibiao-test-'));
const report = join(folder, 'report.json');
const run = spawnSync(
  process.execPath,
  [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
  { stdio: ['ignore', 'inherit', 'inherit'] },
);
let line = '0 passed, 1 failed';
try {
  const r = JSON.parse(readFileSync(report, 'utf8'));
  const broken = r.testResults.filter((f) => f.status === 'failed' && f.assertionResults.length === 0).length;
  const skipped = r.numPendingTests + r.numTodoTests;
  line = `${r.numPassedTests} passed, ${r.numFailedTests + broken} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
} catch {
  console.error('the test runner ended without a report');
}
rmSync(folder, { recursive: true, force: true });
console.log(line);
process.exitCode = run.status === 0 ? 0 : 1;
