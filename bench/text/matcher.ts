/**
 * The multi-pattern matcher beside what one would write first: one regular expression of all patterns joined, and a loop
 * of a regular expression each. The same patterns (the library's words, filled up with generated ones), the same generated
 * text in both languages, one run.
 *   node dist/bench/text/matcher.js [patterns=5000] [articles=2000]
 *
 * The other two are given every advantage: texts and patterns already folded (the matcher folds as it reads), no flag
 * for case, plain \b for boundaries. The joined expression finds less, of hits that overlap only the first; the loop
 * must find as many as the matcher, and the run fails if it does not.
 */
import { buildMatcher, fold, type Pattern } from '../../src/text/index.ts';
import { libraryAt } from '../events/fit.ts';
import { generate, random } from '../events/stream.ts';

const [count = 5000, articles = 2000] = process.argv.slice(2).map(Number);
const library = libraryAt(process.cwd());
const words = new Set<string>();
for (const entity of library.dictionary.entities.values())
  for (const alias of entity.aliases) words.add(alias.text);
for (const term of library.lexicon.terms)
  for (const text of [...term.zh, ...term.en]) words.add(text.replace('*', ''));
const next = random(5);
const letters = 'abcdefghijklmnoprstuvw';
while (words.size < count) {
  const zh = next() < 0.5;
  const length = zh ? 2 + Math.floor(next() * 4) : 4 + Math.floor(next() * 8);
  let text = '';
  for (let i = 0; i < length; i++)
    text += zh
      ? String.fromCharCode(0x4e00 + Math.floor(next() * 3000))
      : letters[Math.floor(next() * letters.length)];
  words.add(text);
}
const patterns: Pattern[] = [...words].slice(0, count).map((text, id) => ({ id, text }));
const written = generate(
  { seed: 7, articles, events: Math.ceil(articles / 20), noise: 0.8, days: 10 },
  [...library.dictionary.entities.values()],
  library.lexicon.terms,
).map((d) => `${d.title}\n${d.body}`);
// Long texts, or the loop would mostly pay for its calls.
const texts = Array.from({ length: Math.ceil(written.length / 50) }, (_, i) =>
  written.slice(i * 50, (i + 1) * 50).join('\n'),
);
const bytes = texts.reduce((n, t) => n + Buffer.byteLength(t), 0);

const source = ({ text }: Pattern): string => {
  const folded = fold(text);
  const escaped = folded.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
  return `${/^[a-z0-9]/.test(folded) ? '\\b' : ''}${escaped}${/[a-z0-9]$/.test(folded) ? '\\b' : ''}`;
};
/** MB of UTF-8 a second, best of `rounds`, over as many of the texts as `part` says. */
function speed(find: (text: string) => number, part: number, rounds: number): { rate: number; hits: number } {
  const some = texts.slice(0, Math.max(1, Math.floor(texts.length * part)));
  const size = some.reduce((n, t) => n + Buffer.byteLength(t), 0);
  let best = Number.POSITIVE_INFINITY;
  let hits = 0;
  for (let round = 0; round < rounds; round++) {
    hits = 0;
    const from = process.hrtime.bigint();
    for (const text of some) hits += find(text);
    best = Math.min(best, Number(process.hrtime.bigint() - from) / 1e9);
  }
  return { rate: size / 1e6 / best, hits };
}
const occurrences = (regex: RegExp, text: string): number => {
  let n = 0;
  regex.lastIndex = 0;
  while (regex.exec(text) !== null) n++;
  return n;
};

/** Of the texts, for the loop: it is slow. */
const PART = 0.05;

let from = process.hrtime.bigint();
const matcher = buildMatcher(patterns);
const building = Number(process.hrtime.bigint() - from) / 1e6;
from = process.hrtime.bigint();
const joined = new RegExp(
  [...patterns]
    .sort((a, b) => b.text.length - a.text.length)
    .map(source)
    .join('|'),
  'g',
);
const loop = patterns.map((p) => new RegExp(source(p), 'g'));

console.log(
  `${count} patterns, ${written.length} generated articles in texts of fifty, ${(bytes / 1e6).toFixed(1)} MB of UTF-8; the matcher was built in ${building.toFixed(0)} ms`,
);
const ours = speed((t) => matcher.find(t).length, 1, 5);
const folded = new Map(texts.map((t) => [t, fold(t)]));
const one = speed((t) => occurrences(joined, folded.get(t)!), 0.05, 2);
const many = speed((t) => loop.reduce((n, r) => n + occurrences(r, folded.get(t)!), 0), PART, 2);
const same = speed((t) => matcher.find(t).length, PART, 1).hits;
if (same !== many.hits) throw new Error(`the matcher found ${same} hits where the loop found ${many.hits}`);
const show = (name: string, s: { rate: number }): void =>
  console.log(
    `${name.padEnd(22)} ${s.rate.toFixed(3).padStart(9)} MB/s   ours is ${(ours.rate / s.rate).toFixed(1)} times it`,
  );
show('ours', ours);
show('one joined RegExp', one);
show('a loop of RegExps', many);
