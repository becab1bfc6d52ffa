/**
 * Intake, measured: reading feeds beside other readers, then rounds over many local sources beside other programs.
 *
 *   npm run bench -- intake [FEEDS.tar.gz] [sources=2000] [workers=20]
 *
 * Exits 1 where the round with nothing new sends an unconditional request to a source that gave validators, or parses.
 * @rowanmanning/feed-parser is taken from the folder PEERS (npm install it there); newsboat and sfeed where installed.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const [tarball = '', sources = '2000', workers = '20'] = process.argv.slice(2);
const run = (file: string, ...args: string[]): number =>
  spawnSync(process.execPath, [fileURLToPath(new URL(file, import.meta.url)), ...args], { stdio: 'inherit' })
    .status ?? 1;
const parsing = run('./parsing.js', tarball);
const rounds = run('./rounds.js', sources, workers);
process.exitCode = parsing || rounds;
