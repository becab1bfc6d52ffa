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
  it('finds every pattern that a loop of searches finds, in one pass', () => {
    const alphabet = fc.constantFrom('a', 'b', '中', '国');
    const word = fc.array(alphabet, { minLength: 1, maxLength: 4 }).map((x) => x.join(''));
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 8 }),
        fc.array(alphabet, { maxLength: 60 }).map((x) => x.join('')),
        (patterns, text) => {
          const hits = buildMatcher(patterns.map((p, id) => ({ id, text: p, wholeWord: false })))
            .find(text)
            .map((h) => `${h.id}@${h.start}-${h.end}`)
            .sort();
          const loop = patterns.flatMap((p, id) => {
            const found: string[] = [];
            for (let at = text.indexOf(p); at >= 0; at = text.indexOf(p, at + 1))
              found.push(`${id}@${at}-${at + p.length}`);
            return found;
          });
          expect(hits).toEqual(loop.sort());
        },
      ),
    );
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
