/** Other readers on the same local feeds: wall time of the same three rounds. Skipped with a line where absent. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Work {
  urls: readonly string[];
  workers: number;
  /** After which a request is given up. */
  seconds: number;
}

interface Peer {
  name: string;
  /** Programs that it needs. */
  needs: string[];
  /** Writes what it needs into the folder. @returns how one round is run */
  prepare(folder: string, work: Work): string[];
}

const PEERS: readonly Peer[] = [
  {
    name: 'newsboat',
    needs: ['newsboat'],
    prepare(folder, { urls, workers, seconds }) {
      const [list, config] = [join(folder, 'urls'), join(folder, 'config')];
      writeFileSync(list, urls.join('\n'));
      writeFileSync(config, `reload-threads ${workers}\ndownload-timeout ${seconds}\ndownload-retries 1\n`);
      return ['newsboat', '-u', list, '-c', join(folder, 'cache.db'), '-C', config, '-x', 'reload'];
    },
  },
  {
    // A shell job a feed: curl fetches, with the validators it kept; `grep .` ends the job where nothing came (304)
    name: 'sfeed_update',
    needs: ['sfeed_update', 'sfeed', 'curl'],
    prepare(folder, { urls, workers, seconds }) {
      const rc = join(folder, 'sfeedrc');
      const feeds = urls.map((u, i) => `\tfeed "f${i}" "${u}"`).join('\n');
      mkdirSync(join(folder, 'etags'));
      writeFileSync(
        rc,
        `sfeedpath="${folder}/feeds"\nmaxjobs=${workers}\nfetch() {\n\tcurl -s -f -m ${seconds} --etag-save "${folder}/etags/$1" --etag-compare "${folder}/etags/$1" "$2" | grep .\n}\nfeeds() {\n${feeds}\n}\n`,
      );
      return ['sfeed_update', rc];
    },
  },
];

export async function peerRounds(
  work: Work,
  server: { requests(): Promise<number>; change(): void },
  say: (line: object) => void,
): Promise<void> {
  for (const peer of PEERS) {
    const missing = peer.needs.find((n) => spawnSync('sh', ['-c', `command -v ${n}`]).status !== 0);
    if (missing !== undefined) {
      say({ peer: peer.name, skipped: `${missing} is not installed` });
      continue;
    }
    const folder = mkdtempSync(join(tmpdir(), 'duibiao-peer-'));
    try {
      const command = peer.prepare(folder, work);
      for (const round of ['first', 'nothing new', '10% changed']) {
        if (round === '10% changed') server.change();
        const before = await server.requests();
        const started = performance.now();
        // The shell's `times` says what its children cost: user and system, the last line
        const ran = spawnSync('sh', ['-c', '"$@" >/dev/null 2>&1; times', 'sh', ...command], {
          encoding: 'utf8',
          env: { ...process.env, HOME: folder },
        });
        const seconds = Number(((performance.now() - started) / 1000).toFixed(1));
        const spent = ran.stdout
          .trim()
          .split('\n')
          .at(-1)!
          .match(/(\d+)m([\d.]+)s/g)!;
        const requests = (await server.requests()) - before;
        say({
          peer: peer.name,
          round,
          sources: work.urls.length,
          workers: work.workers,
          seconds,
          cpuSeconds: Number(
            spent
              .map((t) => t.split('m'))
              .reduce((sum, [m, rest]) => sum + Number(m) * 60 + Number.parseFloat(rest!), 0)
              .toFixed(1),
          ),
          requests,
          kept: kept(folder),
        });
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

/** Files that a round left: that it did its work can be seen. */
const kept = (folder: string): number => readdirSync(folder, { recursive: true }).length;
