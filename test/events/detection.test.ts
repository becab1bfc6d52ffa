import { describe, expect, it } from 'vitest';
import { detectionLibrary } from '../../bench/detection/library.ts';
import { detect, evaluate } from '../../bench/detection/measure.ts';
import { detectionStream } from '../../bench/detection/stream.ts';

describe('detection on a small generated stream that no threshold was chosen on (seed 5)', () => {
  it('calls every wave emerging and hype within its first dozen articles, and no noise hype', () => {
    const library = detectionLibrary(process.cwd());
    const docs = detectionStream(
      { articles: 500, waves: 5, locals: 6, fizzles: 10, seed: 5, days: 28 },
      [...library.dictionary.entities.values()],
      library.lexicon.terms,
    );
    const found = detect(evaluate(docs, library), library.hype.settings);
    expect(found.waveEmerging).toMatchObject({ reached: 5, of: 5 });
    expect(found.waveHype).toMatchObject({ reached: 5, of: 5 });
    expect(Math.max(...found.waveEmerging.articles)).toBeLessThanOrEqual(6);
    expect(Math.max(...found.waveHype.articles)).toBeLessThanOrEqual(12);
    expect(found.falseHype).toBe(0);
  });
});
