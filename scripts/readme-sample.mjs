// Writes the sample digests in README.md and README.zh.md from a data folder that has taken in the archive:
//   DUIBIAO_DATA=folder npm start -- --once && DUIBIAO_DATA=folder node scripts/readme-sample.mjs
// `…` stands for what is left out; test/pipeline/worked-cases.test.ts holds each line that is shown to the digest.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const DAY = '2024-02-19';
const MARK = `<!-- from \`digest --date ${DAY}\` -->`;

/** The head, the first card with two soft analogues and a trap, and the first card that nobody has read the source of. */
function excerpt(text) {
  const lines = text.split('\n');
  const starts = lines.flatMap((l, i) => (/^\d+\. /.test(l) ? [i] : []));
  const card = (n) =>
    lines.slice(starts[n], starts[n + 1] ?? lines.findIndex((l, i) => i > starts[n] && l.startsWith('─')));
  const unread = starts.findIndex((i) => /^\d+\. 【/.test(lines[i]));
  const shown = (n, wanted) => {
    const sections = card(n)
      .join('\n')
      .split(/\n\n {3}── /);
    return [
      sections[0],
      ...wanted.flatMap(([name, entries]) => {
        const section = sections.find((s) => s.startsWith(name));
        return section === undefined ? [] : [`\n   ── ${firstOf(section, entries)}\n   …`];
      }),
    ].join('\n');
  };
  const soft = /^(?:软对标|Soft analogues)/;
  const trap = /^(?:陷阱|Traps)/;
  const named = (pattern) =>
    card(0)
      .join('\n')
      .split(/\n\n {3}── /)
      .map((s) => s.match(pattern)?.[0])
      .find(Boolean);
  return [
    lines.slice(0, starts[0]).join('\n').trimEnd(),
    '',
    shown(0, [
      [named(soft), 2],
      [named(trap), 1],
    ]),
    ...(unread < 1 ? [] : ['', shown(unread, [[named(soft), 1]])]),
  ].join('\n');
}

/** A section's heading, its first reason, and as many companies as are wanted. */
function firstOf(section, entries) {
  const lines = section.split('\n');
  let seen = 0;
  const end = lines.findIndex((l, i) => i > 0 && /^ {3}[^\s[]/.test(l) && ++seen > entries);
  return lines.slice(0, end === -1 ? lines.length : end).join('\n');
}

for (const [file, language] of [
  ['README.md', 'en'],
  ['README.zh.md', 'zh'],
]) {
  const text = execFileSync('node', ['dist/src/main.js', 'digest', '--date', DAY, '--lang', language], {
    encoding: 'utf8',
  });
  const readme = readFileSync(file, 'utf8');
  const at = readme.indexOf(MARK);
  if (at < 0) throw new Error(`${file} has no line ${MARK}`);
  const from = readme.indexOf('```text\n', at) + '```text\n'.length;
  const to = readme.indexOf('\n```', from);
  writeFileSync(file, `${readme.slice(0, from)}${excerpt(text)}${readme.slice(to)}`);
}
