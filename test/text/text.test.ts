import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildMatcher, detectLanguage, fold, sentences, words } from '../../src/text/index.ts';

describe('folding', () => {
  it('makes traditional and simplified, full and half width, capitals and accents the same, unit for unit', () => {
    expect(fold('英偉達公佈業績')).toBe('英伟达公布业绩');
    expect(fold('ＮＶＩＤＩＡ “Nestlé” — 5％')).toBe('nvidia "nestle" - 5%');
  });
  it('never moves an offset, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 200 }),
        (text) => fold(text).length === text.length && fold(fold(text)) === fold(text),
      ),
    );
  });
});

describe('the matcher', () => {
  const find = (text: string, ...patterns: { text: string; openEnd?: boolean }[]) =>
    buildMatcher(patterns.map((p, id) => ({ id, ...p })))
      .find(text)
      .map((h) => text.slice(h.start, h.end));
  it('finds Latin words whole and Han anywhere', () => {
    expect(find('Alarm: ARM and arms, 光模块龙头', { text: 'arm' }, { text: '光模塊' })).toEqual([
      'ARM',
      '光模块',
    ]);
  });
  it('lets a pattern leave the end of its word open', () => {
    expect(find('It licenses and is licensing; a license', { text: 'licens', openEnd: true })).toEqual([
      'licenses',
      'licensing',
      'license',
    ]);
  });
  /** What the matcher promises, said slowly: every place, every pattern, looked at alone. */
  const slowly = (
    text: string,
    patterns: readonly { text: string; wholeWord?: boolean; openEnd?: boolean }[],
  ) => {
    const folded = fold(text);
    const isWord = (at: number): boolean => /[a-z0-9]/.test(folded[at] ?? ' ');
    const hits: { id: number; start: number; end: number }[] = [];
    for (let start = 0; start < folded.length; start++)
      patterns.forEach((p, id) => {
        const wanted = fold(p.text);
        const whole = p.wholeWord !== false;
        let end = start + wanted.length;
        if (wanted === '' || !folded.startsWith(wanted, start)) return;
        if (whole && isWord(start) && isWord(start - 1)) return;
        if (whole && p.openEnd !== true && isWord(end - 1) && isWord(end)) return;
        if (p.openEnd === true) while (isWord(end)) end++;
        hits.push({ id, start, end });
      });
    return hits.sort((a, b) => a.start - b.start || a.end - b.end || a.id - b.id);
  };
  // Few letters, so that patterns overlap, end in one another, begin inside words and meet marks and both scripts.
  const letters = fc.constantFrom('a', 'B', 'ａ', '中', '國', '国', ' ', '-', '5');
  const wording = fc.array(letters, { minLength: 1, maxLength: 5 }).map((x) => x.join(''));
  const pattern = fc.record({ text: wording, wholeWord: fc.boolean(), openEnd: fc.boolean() });
  it('finds in one pass what looking for each pattern at each place finds', () => {
    fc.assert(
      fc.property(
        fc.array(pattern, { maxLength: 12 }),
        fc.array(letters, { maxLength: 60 }).map((x) => x.join('')),
        (patterns, text) => {
          const matcher = buildMatcher(patterns.map((p, id) => ({ id, ...p })));
          expect(matcher.find(text)).toEqual(slowly(text, patterns));
          expect(matcher.find(text)).toEqual(matcher.find(text));
        },
      ),
      { numRuns: 500 },
    );
  });
  it('holds thousands of patterns of two scripts and still finds each', () => {
    const patterns = Array.from({ length: 4000 }, (_, i) =>
      i % 2 === 0
        ? `w${i.toString(36)} ${(i * 7919).toString(36)}`
        : String.fromCharCode(0x4e00 + ((i * 31) % 7000), 0x4e00 + ((i * 577) % 9000), 0x4e00 + (i % 300)),
    );
    const matcher = buildMatcher(patterns.map((text, id) => ({ id, text })));
    for (let i = 0; i < patterns.length; i += 97)
      expect(matcher.find(`x ${patterns[i]} 。`).some((h) => h.id === i && h.start === 2)).toBe(true);
  });
});

describe('sentences', () => {
  const split = (text: string): string[] => sentences(text).map((s) => text.slice(s.start, s.end));
  it('respects decimals, abbreviations and initials', () => {
    expect(
      split('Arm Inc. said U.S. sales rose 8.5% to $824 million. It guides higher. J. Smith agreed.'),
    ).toEqual([
      'Arm Inc. said U.S. sales rose 8.5% to $824 million.',
      'It guides higher.',
      'J. Smith agreed.',
    ]);
  });
  it('splits Chinese and keeps closing marks with their sentence', () => {
    expect(split('公司称:“需求强劲。”营收22.1亿美元!下季更高')).toEqual([
      '公司称:“需求强劲。”',
      '营收22.1亿美元!',
      '下季更高',
    ]);
  });
  it('covers every letter of any text, in order, without overlap', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('a', 'B', '.', '。', ' ', '\n', '5', '”', '!', '中'),
          maxLength: 80,
        }),
        (text) => {
          const spans = sentences(text);
          let at = 0;
          for (const s of spans) {
            expect(s.start).toBeGreaterThanOrEqual(at);
            expect(text.slice(at, s.start).trim()).toBe('');
            expect(s.end).toBeGreaterThan(s.start);
            at = s.end;
          }
          expect(text.slice(at).trim()).toBe('');
        },
      ),
    );
  });
});

describe('language', () => {
  it('calls a Chinese headline full of Latin names Chinese', () => {
    expect(detectLanguage('OpenAI发布Sora')).toBe('zh');
    expect(detectLanguage('Gemini 1.5 Pro: Google 的新模型')).toBe('zh');
  });
  it('tells English, Japanese, Korean and the rest apart', () => {
    expect(detectLanguage('The company said it will report its results on Thursday.')).toBe('en');
    expect(detectLanguage('ソフトバンクの決算は黒字になった')).toBe('ja');
    expect(detectLanguage('삼성전자가 실적을 발표했다')).toBe('ko');
    expect(
      detectLanguage(
        'Das Unternehmen hat die Zahlen für das dritte Quartal vorgelegt und ist mit den Ergebnissen zufrieden',
      ),
    ).toBe('other');
  });
});

describe('words', () => {
  it('keeps versions and hyphens whole and pairs Han characters, with exact offsets', () => {
    const text = "Gemini 1.5's text-to-video 光模块";
    for (const w of words(text)) expect(fold(text.slice(w.start, w.end)).startsWith(w.word)).toBe(true);
    expect(words(text).map((w) => w.word)).toEqual(['gemini', '1.5', 'text-to-video', '光模', '模块']);
  });
});

describe('sentences of both languages', () => {
  const split = (text: string): string[] => sentences(text).map((s) => text.slice(s.start, s.end));
  it.each([
    ['他说：「需求强劲。」随后离场。', ['他说：「需求强劲。」', '随后离场。']],
    ['《公告》称，营收增长8.5%……下季更高。', ['《公告》称，营收增长8.5%……', '下季更高。']],
    ['真的吗？！公司没有回应。', ['真的吗？！', '公司没有回应。']],
    ['一、收入\n二、成本', ['一、收入', '二、成本']],
    [
      '公司在A股(300308.SZ)及H股(6608.HK)上市。股价涨3.2%。',
      ['公司在A股(300308.SZ)及H股(6608.HK)上市。', '股价涨3.2%。'],
    ],
    [
      'OpenAI发布Sora。It makes videos of up to 60 seconds. 股价未动。',
      ['OpenAI发布Sora。', 'It makes videos of up to 60 seconds.', '股价未动。'],
    ],
    [
      '"We will grow," he said. "It is early." Shares rose.',
      ['"We will grow," he said.', '"It is early."', 'Shares rose.'],
    ],
    [
      'Revenue was $1.2 bn vs. $1.1 bn a year ago. Gross margin rose.',
      ['Revenue was $1.2 bn vs. $1.1 bn a year ago.', 'Gross margin rose.'],
    ],
    [
      'The deal with Acme Corp. closed on Jan. 5 at 4 p.m. in New York. Mr. Li signed.',
      ['The deal with Acme Corp. closed on Jan. 5 at 4 p.m. in New York.', 'Mr. Li signed.'],
    ],
    ['Is it real? Yes! It is.', ['Is it real?', 'Yes!', 'It is.']],
    [
      'Yahoo! said so... and then it stopped. Then nothing.',
      ['Yahoo! said so... and then it stopped.', 'Then nothing.'],
    ],
    ['1. Revenue rose. 2. Costs fell.', ['1. Revenue rose.', '2. Costs fell.']],
    ['See www.example.com. It has the figures.', ['See www.example.com.', 'It has the figures.']],
  ])('%s', (text, want) => {
    expect(split(text)).toEqual(want);
  });
});

describe('the language of a headline in two', () => {
  it.each([
    ['Arm财报超预期，盘后涨20%', 'zh'],
    ['英偉達 NVIDIA GTC 2024：Blackwell B200 GPU 發布', 'zh'],
    ['NVIDIA H100 vs AMD MI300X 对比', 'zh'],
    ['Alibaba (阿里巴巴) posts slower growth than expected', 'en'],
    ['Tencent’s 混元 model is open to developers', 'en'],
    ['ソニー、Vision Proにパネル供給', 'ja'],
  ])('%s is %s', (text, want) => {
    expect(detectLanguage(text)).toBe(want);
  });
});
