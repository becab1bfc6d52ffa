import { existsSync } from 'node:fs';
import RssParser from 'rss-parser';
import { describe, expect, it } from 'vitest';
import { filesOf } from '../../bench/intake/tar.ts';
import { parseFeed } from '../../src/extract/feed/index.ts';

const TARBALL = '../shared/corpora/feeds/wellformed.tar.gz';

describe('a thousand feeds of a reference reader', () => {
  it('each yields its entries, at least as many as rss-parser finds', async (ctx) => {
    if (!existsSync(TARBALL)) return ctx.skip(`${TARBALL} is not here`);
    const parser = new RssParser();
    for (const { name, bytes } of filesOf(TARBALL)) {
      const ours = parseFeed(bytes, { where: name });
      const theirs = await parser.parseString(Buffer.from(bytes).toString('utf8')).catch(() => null);
      expect(ours.entries.length, name).toBeGreaterThanOrEqual(Math.max(1, theirs?.items.length ?? 0));
    }
  });
});
