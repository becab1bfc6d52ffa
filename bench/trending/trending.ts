/**
 * Bursts in a file of dated titles, by the shipped path (src/themes/burst.ts with library/hype.yaml):
 *   node dist/bench/trending/trending.js FILE [top=10] [day]
 * FILE: a line a day `{date,titles}` or a line a title `{date,title}`. With a day, only that day's bursts.
 */
import { readFileSync } from 'node:fs';
import { kindOfDay } from '../../src/events/index.ts';
import { burstReadersOf } from '../../src/library/index.ts';
import { detectLanguage } from '../../src/text/index.ts';
import { type BurstTitle, findBursts, tellingLanguage } from '../../src/themes/index.ts';
import { detectionLibrary } from '../detection/library.ts';

const [file, top = '10', day] = process.argv.slice(2);
if (file === undefined) {
  console.error('npm run bench -- trending FILE [top] [day]: a file of {date,titles} or {date,title} lines');
  process.exit(2);
}
const titles: BurstTitle[] = readFileSync(file, 'utf8')
  .split('\n')
  .filter((l) => l.trim() !== '')
  .flatMap((line, row) => {
    const d = JSON.parse(line) as { date: string; titles?: string[]; title?: string };
    return (d.titles ?? [d.title ?? '']).map((title, i) => ({
      id: `${row}-${i}`,
      title,
      day: d.date,
      language: tellingLanguage(detectLanguage(title)),
    }));
  });
const library = detectionLibrary(process.cwd());
const begun = process.hrtime.bigint();
const bursts = findBursts(titles, burstReadersOf(library), library.hype.bursts, kindOfDay);
const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
const days = new Set(titles.map((t) => t.day));
console.log(
  `${titles.length} titles of ${days.size} days, ${[...days].sort()[0]} to ${[...days].sort().at(-1)}, read in ${seconds.toFixed(1)} s; ${bursts.length} bursts (${['theme', 'entity', 'word'].map((k) => `${bursts.filter((b) => b.kind === k).length} ${k}`).join(', ')})`,
);
const shown =
  day === undefined
    ? [...bursts].sort((a, b) => b.z - a.z || (a.day < b.day ? -1 : 1)).slice(0, Number(top))
    : bursts.filter((b) => b.day === day);
for (const b of shown) {
  console.log(
    `${b.day}  z ${b.z.toFixed(1)}  ${b.kind} ${b.key}: ${b.titles} titles, usual ${b.usual.toFixed(1)}${b.also.length === 0 ? '' : ` (also ${b.also.join(', ')})`}`,
  );
  for (const e of b.examples) console.log(`      ${e}`);
}
