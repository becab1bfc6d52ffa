import type { DigestAnalogue, DigestModel } from '../digest.ts';
import { plain } from './plain.ts';
import { dayWords } from './time-words.ts';
import { widthOf } from './width.ts';
import { say, type Words } from './words.ts';

const HEADLINE_COLUMNS = 56;

/** The main thing first: the loudest event, its first soft analogues, its first trap. One line, about 110 columns at most. */
export function subjectOf(model: DigestModel, words: Words): string {
  const tag = !model.recorded ? '' : model.origin === 'replay' ? words.replayTag : words.archiveTag;
  // An event with a soft analogue is what a reader can act on; of those, the loudest.
  const event = model.events.find((e) => e.soft.length > 0) ?? model.events[0];
  if (event === undefined)
    return `${tag}${say(words.subjectNothing, { date: dayWords(model.date, model.language) })}`;
  const headline = shorten(plain(event.headline), HEADLINE_COLUMNS);
  const { soft, traps } = event;
  if (soft.length === 0) return `${tag}${say(words.subjectPlain, { headline })}`;
  const trap = traps.length === 0 ? '' : say(words.subjectTrap, { names: names(traps.slice(0, 1), words) });
  return `${tag}${say(words.subjectSoft, { headline, names: names(soft.slice(0, 2), words) })}${trap}`;
}

function names(list: readonly DigestAnalogue[], words: Words): string {
  return list.map((a) => `${plain(a.name)} ${a.ticker}`).join(words.list);
}

function shorten(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let out = '';
  for (const c of text) {
    if (widthOf(out) + widthOf(c) > columns - 1) break;
    out += c;
  }
  const space = out.lastIndexOf(' ');
  return `${space > columns * 0.6 ? out.slice(0, space) : out.trimEnd()}…`;
}
