/** Other readers on the same local feeds: wall time of a first and of a second round. Skipped with a line where absent. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Peer {
  name: string;
  version: string[];
  /** Writes what it needs into the folder. @returns how one round is run */
  prepare(folder: string, urls: readonly string[], workers: number, seconds: number): string[];
}

const PEERS: readonly Peer[] = [
  {
    name: 'newsboat',
    version: ['newsboat', '-v'],
    prepare(folder, urls, workers, seconds) {
      const [list, config] = [join(folder, 'urls'), join(folder, 'config')];
      writeFileSync(list, urls.join('\n'));
      writeFileSync(config, `reload-threads ${workers}\ndownload-timeout ${seconds}\ndownload-retries 1\n`);
      return ['newsboat', '-u', list, '-c', join(folder, 'cache.db'), '-C', config, '-x', 'reload'];
    },
  },
  {
    name: 'sfeed_update',
    version: ['sfeed_update', '/dev/null'],
    prepare(folder, urls, workers, seconds) {
      const rc = join(folder, 'sfeedrc');
      const feeds = urls.map((u, i) => `\tfeed "f${i}" "${u}"`).join('\n');
      writeFileSync(
        rc,
        `sfeedpath="${folder}/feeds"\nmaxjobs=${workers}\nfetch() { curl -s -f -m ${seconds} -z "${folder}/feeds/$1" "$2"; }\nfeeds() {\n${feeds}\n}\n`,
      );
      return ['sfeed_update', rc];
    },
  },
];

export function peerRounds(
  urls: readonly string[],
  workers: number,
  requests: () => Promise<number>,
  say: (line: object) => void,
): Promise<void> {
  return PEERS.reduce(
    (before, peer) => before.then(() => runPeer(peer, urls, workers, requests, say)),
    Promise.resolve(),
  );
}

async function runPeer(
  peer: Peer,
  urls: readonly string[],
  workers: number,
  requests: () => Promise<number>,
  say: (line: object) => void,
): Promise<void> {
  if (spawnSync(peer.version[0]!, peer.version.slice(1), { stdio: 'ignore' }).error)
    return say({ peer: peer.name, skipped: 'not installed' });
  const folder = mkdtempSync(join(tmpdir(), 'duibiao-peer-'));
  try {
    const [command, ...args] = peer.prepare(folder, urls, workers, 5);
    for (const round of ['first', 'nothing new']) {
      const before = await requests();
      const started = performance.now();
      spawnSync(command!, args, { stdio: 'ignore', env: { ...process.env, HOME: folder } });
      const seconds = Number(((performance.now() - started) / 1000).toFixed(1));
      say({
        peer: peer.name,
        round,
        sources: urls.length,
        workers,
        seconds,
        requests: (await requests()) - before,
      });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
