/**
 * How early an event is emerging and hype, and how often noise is: on a generated stream of known truth, for the shipped
 * thresholds and for others around them. The same seed gives the same table.
 *   node dist/bench/detection/detect.js [articles=10000] [waves=40] [locals=80] [fizzles=200] [seed=1] [days=42]
 */
import type { HypeSettings } from '../../src/events/index.ts';
import { detectionLibrary } from './library.ts';
import { detect, evaluate, type Reached } from './measure.ts';
import { detectionStream } from './stream.ts';

const [articles = 10_000, waves = 40, locals = 80, fizzles = 200, seed = 1, days = 42] = process.argv
  .slice(2)
  .map(Number);
const library = detectionLibrary(process.cwd());
const docs = detectionStream(
  { articles, waves, locals, fizzles, seed, days },
  [...library.dictionary.entities.values()],
  library.lexicon.terms,
);
console.log(
  `GENERATED stream (invented news, not real): ${docs.length} articles over ${days} days, ${waves} waves, ${locals} local stories, ${fizzles} fizzles, ${docs.filter((d) => d.kind === 'noise').length} noise articles, seed ${seed}`,
);
const begun = process.hrtime.bigint();
const steps = evaluate(docs, library);
const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
console.log(`${Math.round(docs.length / seconds)} articles/s, clustering included, without the database`);
const shipped = library.hype.settings;
const show = (r: Reached): string =>
  `${r.reached}/${r.of}, articles ${r.articles.join('–')}, minutes ${r.minutes.join('–')}`;
console.log('figures after a comma: median–ninth decile over the stories that got there');
console.log(
  'emerging/hype | waves emerging | waves hype | local stories emerging | local called hype | false emerging, hype per 10,000 noise',
);
/** Local stories that the shipped thresholds call hype, as they stood then. */
const called: string[] = [];
for (const emerging of [24, 28, shipped.states.emerging.enter, 36, 42])
  for (const hype of emerging === shipped.states.emerging.enter
    ? [45, 50, shipped.states.hype.enter, 60]
    : [shipped.states.hype.enter]) {
    const settings: HypeSettings = {
      ...shipped,
      states: {
        ...shipped.states,
        emerging: { enter: emerging, leave: Math.min(emerging, shipped.states.emerging.leave) },
        hype: { enter: hype, leave: Math.min(hype, shipped.states.hype.leave) },
      },
    };
    const d = detect(steps, settings);
    if (
      settings.states.emerging.enter === shipped.states.emerging.enter &&
      hype === shipped.states.hype.enter
    )
      called.push(
        ...d.localsCalled.map(({ event, hype: { score, components, inputs } }) =>
          [
            event,
            `score ${score}`,
            `${inputs.outlets} outlets (${inputs.voices} voices)`,
            `${inputs.loudOutlets} with words of hype: ${inputs.loudWords.join(', ')}`,
            `language ${components.language} (sum ${inputs.loudSum})`,
          ].join('; '),
        ),
      );
    const mark =
      emerging === shipped.states.emerging.enter && hype === shipped.states.hype.enter ? ' (shipped)' : '';
    console.log(
      `${emerging}/${hype}${mark} | ${show(d.waveEmerging)} | ${show(d.waveHype)} | ${show(d.localEmerging)} | ${d.localHype} | ${d.falseEmerging}, ${d.falseHype}`,
    );
  }
console.log(`local stories called hype by the shipped thresholds: ${called.length}`);
for (const line of called) console.log(`  ${line}`);
