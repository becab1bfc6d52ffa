/** From an article's arrival to a webhook received, through the whole pipeline with the shipped library. */
import { join } from 'node:path';
import { createPipeline } from '../../jobs/pipeline.ts';
import { instant } from '../../src/context.ts';
import { type OpenDatabase, packageFolder } from '../../src/db/index.ts';
import { createDeliverer } from '../../src/deliver/index.ts';
import { applyLibrary, readLibrary } from '../../src/library/index.ts';
import { random } from '../events/stream.ts';
import { benchContext, emptyOutbox, endpoints, type Other } from './stage.ts';

/**
 * GENERATED results of companies that the library knows by name, each a story of its own, one at a time: stored, analysed
 * (names, themes, cluster, figures, hype, links, outbox) and delivered by the functions the duties call.
 * @returns milliseconds from the article's `detected` clock to its first webhook, per article that desks are told of.
 */
export async function arrivals(open: OpenDatabase, other: Other, articles: number): Promise<number[]> {
  const ctx = benchContext(open);
  const library = readLibrary(join(packageFolder(), 'library'));
  await applyLibrary(ctx.db, library, instant(ctx.clock.now()));
  const names = library.entities
    .filter((e) => e.kind === 'company')
    .map((e) => e.nameEn)
    .filter((n) => /^[A-Z][A-Za-z]{3,}$/.test(n));
  await emptyOutbox(open);
  await endpoints(open, [`${other.http}/ok`]);
  // Invented words: else one article's story would be the next one's.
  const chance = random(1);
  const words = (n: number) => Array.from({ length: n }, word).join(' ');
  const word = () => Array.from({ length: 7 }, () => 'abdeilmnorstuz'[Math.floor(chance() * 14)]).join('');
  const pipeline = await createPipeline(ctx, library);
  const deliverer = createDeliverer(ctx);
  for (let i = 0; i < articles; i++) {
    if (i === 1) await other.report();
    const name = names[i % names.length]!;
    const at = instant(ctx.clock.now());
    const quarter = `Q${(Math.floor(i / names.length) % 4) + 1} of fiscal ${2030 + Math.floor(i / names.length / 4)}`;
    const revenue = Math.round(10 ** (1 + 4 * chance()));
    await pipeline.take(
      [
        {
          url: `https://newsroom.example/${i}`,
          title: `${name} ${words(6)}`,
          body: `${words(60)}. ${name} guides revenue of $${revenue} million to $${Math.round(revenue * 1.07)} million for ${quarter}. ${words(60)}.`,
          language: 'en',
          outlet: 'newsroom.example',
          tier: 1,
          firstHand: true,
          publishedAt: at,
        },
      ],
      'live',
    );
    await pipeline.analyse();
    await deliverer.runOnce();
  }
  await deliverer.close();
  return Object.values((await other.report()).first);
}
