// `npm run bench -- NAME [arguments]`: one bench by its name; without a name, what there is.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const BENCHES = {
  intake: [
    'intake/whole.js',
    '[FEEDS.tar.gz] [sources] [workers]: reading feeds and polling sources, beside other readers (PEERS=folder)',
  ],
  parsing: ['intake/parsing.js', '[FEEDS.tar.gz]: reading feeds only, ms per MB'],
  polling: [
    'intake/rounds.js',
    '[sources] [workers]: rounds over local sources of which some changed, fail or hang',
  ],
  extraction: [
    'extraction/extract-many.js',
    'CORPUS [--worst N]: pages beside Readability and defuddle (PEERS=folder); or extract --many DIR --out FILE',
  ],
  duplicates: [
    'articles/duplicates.js',
    'quality | fill postgres://… | cost postgres://…: near-duplicates, right and wrong, and what one costs among a million',
  ],
  figures: ['figures/read.js', 'CORPORA: passages and filings read a second'],
  events: [
    'events/cluster.js',
    '[articles] [events] [noise]: a generated stream of known truth, a plain TF-IDF pass beside',
  ],
  'events-growth': [
    'events/growth.js',
    '[articles]: time an article and memory of the clusterer from ten thousand articles seen to a million',
  ],
  'events-stored': [
    'events/stored.js',
    '[postgres-url | pglite] [history] [articles] [live]: an article through the analysing duty among 10,000 live events, beside the decision and its rows alone; over an archive of several sizes (fresh databases)',
  ],
  matcher: [
    'text/matcher.js',
    '[patterns] [articles]: every pattern in one pass, beside one joined RegExp and a loop of RegExps',
  ],
  detection: [
    'detection/detect.js',
    '[articles] [waves] [locals] [fizzles] [seed]: how early emerging and hype, and how often noise; a table over thresholds',
  ],
  trending: [
    'trending/trending.js',
    'FILE [top] [day]: bursts of themes, names and new words in dated titles',
  ],
  analogues: [
    'analogues/match.js',
    '[companies] [rules] [traits] [postgres-url]: ms to link an event to generated companies, with the query plan',
  ],
  ablation: [
    'analogues/ablation.js',
    'CASES.json [-v]: product only, names in the text, and ours, on the same events and cases',
  ],
  delivery: [
    'delivery/measure.js',
    '[postgres-url] [--messages N] [--endpoints N] [--seconds N] [--readers N] [--arrivals N]: article to webhook, deliveries a second, dead neighbours, digests (a fresh database)',
  ],
  'delivery-kills': [
    'delivery/kills.js',
    '[kills] [postgres-url] [--messages N]: kill -9 of the sender while it sends; exits 1 where anything is lost or changed',
  ],
  market: [
    'market/market.js',
    'postgres-url [companies] [years] [events]: bars loaded, the shapes of a day, a backtest (a fresh database)',
  ],
};
const [name, ...rest] = process.argv.slice(2);
const bench = BENCHES[name];
if (bench === undefined) {
  console.error(
    `${name === undefined ? '' : `no bench called ${name}. `}npm run bench -- NAME [arguments], with NAME one of:`,
  );
  for (const [n, [, says]] of Object.entries(BENCHES)) console.error(`  ${n.padEnd(14)} ${says}`);
  process.exit(2);
}
const file = `dist/bench/${bench[0]}`;
if (!existsSync(file)) {
  console.error(`${file} is not there; compile first: npm run build`);
  process.exit(2);
}
process.exit(
  spawnSync(process.execPath, ['--enable-source-maps', file, ...rest], { stdio: 'inherit' }).status ?? 1,
);
