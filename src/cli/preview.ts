import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Io, writeWhole } from './io.ts';

const OPENERS: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ['open'],
  win32: ['explorer'],
  linux: ['xdg-open'],
};

/**
 * Shows a page in the person's browser: the command in BROWSER, else the system's own. In a folder of its own, which nobody
 * could have prepared. Where no browser starts, the address is what there is.
 */
export function preview(io: Io, name: string, html: string): void {
  const file = join(mkdtempSync(join(tmpdir(), 'duibiao-preview-')), name);
  writeWhole(file, html);
  const url = pathToFileURL(file).href;
  io.out(`${url}\n`);
  const [command, ...rest] = io.env.BROWSER ? [io.env.BROWSER] : (OPENERS[process.platform] ?? []);
  if (command === undefined) return;
  spawn(command, [...rest, url], { detached: true, stdio: 'ignore' })
    .once('error', () => io.say(`no browser could be started (${command}); open ${url}`))
    .unref();
}
