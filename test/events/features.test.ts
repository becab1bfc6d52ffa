import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hanNumber, quantities } from '../../src/events/features-quantities.ts';
import { sketchOf } from '../../src/events/features-sketch.ts';
import { shapeOf } from '../../src/events/roundup.ts';
import { fold } from '../../src/text/index.ts';

const keys = (text: string): string[] => quantities(fold(text)).map((q) => q.key);

describe('amounts', () => {
  it('are the same in both languages', () => {
    for (const [zh, en] of [
      ['8.5亿美元', '$850 million'],
      ['221亿美元', 'US$22.1bn'],
      ['9500亿日元', '¥950 billion'],
      ['12.8万个', '128,000'],
      ['近2000名员工', 'nearly 2,000 employees'],
      ['60秒', 'one minute'],
      ['十年', 'ten years'],
      ['2月27日', 'February 27'],
      ['第三财季', 'third quarter'],
      ['2024财年', 'fiscal 2024'],
      ['增长265%', 'up 265 percent'],
    ])
      expect(keys(zh!), `${zh} ${en}`).toEqual(keys(en!));
  });
  it('take the unit of a range once for both ends', () => {
    expect(keys('8.5亿至9亿美元')).toEqual(['usd:850000000', 'usd:900000000']);
    expect(keys('$850–900M')).toEqual(['usd:850000000', 'usd:900000000']);
  });
  it('do not take years and small bare numbers for counts', () => {
    expect(keys('In 2024 three of 12 people')).toEqual([]);
  });
  it('read Chinese numerals', () => {
    expect(hanNumber('两千')).toBe(2000);
    expect(hanNumber('十二')).toBe(12);
    expect(hanNumber('三百万')).toBe(3_000_000);
  });
  it('never throw and stay inside the text, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) =>
        quantities(fold(text)).every((q) => q.start >= 0 && q.start < text.length),
      ),
      { numRuns: 200 },
    );
  });
});

describe('sketches', () => {
  it('say how much of two texts is the same', () => {
    const text = 'The harbour authority said on Monday that the new crane would be ready by spring. '.repeat(
      1,
    );
    const longer = `${text}Nobody was hurt when the old one was taken down last week.`;
    const a = sketchOf(text);
    const b = new Set(sketchOf(longer));
    expect(a.filter((h) => b.has(h)).length / a.length).toBeGreaterThan(0.3);
    expect(sketchOf('另一件事情与港口完全没有关系,只是天气变冷了而已').some((h) => b.has(h))).toBe(false);
  });
});

describe('shapes of articles', () => {
  it('tell round-ups in both languages from stories', () => {
    for (const title of [
      '9点1氪丨甲公司上市;乙公司裁员;丙公司涨价',
      '早报:三件大事',
      '7 things to know before the bell',
      'Morning briefing: rates, chips and tea',
      'Weekly roundup',
    ])
      expect(shapeOf(title, ''), title).toBe('roundup');
    for (const title of ['Chipmaker raises its outlook', '某公司上调指引', 'Seven engineers leave the lab'])
      expect(shapeOf(title, ''), title).toBe('story');
  });
  it('tell pieces without a happening', () => {
    expect(shapeOf('How to choose a standing desk', '')).toBe('evergreen');
    expect(shapeOf('家常豆腐的做法', '')).toBe('evergreen');
  });
});
