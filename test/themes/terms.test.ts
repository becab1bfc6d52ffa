import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ancestors, compileTerms, type Term, type Theme, termStrength } from '../../src/themes/index.ts';

const term = (id: string, pattern: string, other: Partial<Term['patterns'][number]> = {}): Term => ({
  id,
  patterns: [{ pattern, weight: 1, near: [], unless: [], ...other }],
});
const ids = (terms: Term[], text: string): string[] =>
  compileTerms(terms)
    .find('', text)
    .map((h) => h.id);

describe('a pattern', () => {
  it('is found in either script and width and in any case, with the place in the text as it is', () => {
    const finder = compileTerms([term('compute', '算力租赁'), term('royalty', 'royalt*')]);
    const body = '甲公司從事算力租賃。ＲＯＹＡＬＴＹ revenue rose.';
    const hits = finder.find('', body);
    expect(hits.map((h) => [h.id, body.slice(h.start, h.end)])).toEqual([
      ['compute', '算力租賃'],
      ['royalty', expect.stringMatching(/^ＲＯＹＡＬＴ/)],
    ]);
  });

  it('of Latin letters is a whole word, save where a star leaves its end open', () => {
    expect(ids([term('arm', 'ARM')], 'The army is alarmed.')).toEqual([]);
    expect(ids([term('arm', 'ARM')], 'Arm is a designer.')).toEqual(['arm']);
    expect(
      ids([term('licence', 'licens*')], 'It licensed and licenses; the licensing goes on.'),
    ).toHaveLength(3);
  });

  it('that is negated in its sentence is none, in either language', () => {
    const terms = [term('licence', 'licenses its designs'), term('授权', '授权')];
    for (const text of [
      'The company no longer licenses its designs.',
      'It never licenses its designs.',
      'Makers work with it, but it does not: nobody says that it rather than others licenses its designs.',
      '公司并非授权。',
      '该公司没有授权业务。',
      '公司否认授权。',
    ])
      expect([text, ids(terms, text)]).toEqual([text, []]);
  });

  it('stands where the negation is of another clause or sentence, or is none', () => {
    const terms = [term('licence', 'licenses its designs'), term('授权', '授权')];
    for (const text of [
      'It does not make chips. It licenses its designs.',
      'It makes no chips; it licenses its designs.',
      '公司不断授权。',
      '公司不仅授权，还收版税。',
      '公司没有工厂。靠授权赚钱。',
    ])
      expect([text, ids(terms, text).length]).toEqual([text, 1]);
  });

  it('that wants a word near counts only with it in the same sentence', () => {
    const terms = [term('model', 'API', { near: ['token*', '模型'] })];
    expect(ids(terms, 'The API is billed by tokens.')).toEqual(['model']);
    expect(ids(terms, '开发者经API调用模型。')).toEqual(['model']);
    expect(ids(terms, 'The API changed. Tokens are cheap.')).toEqual([]);
  });

  it('that bars a word does not count beside it, and does in the next sentence', () => {
    const terms = [term('licence', 'licens*', { unless: ['export', '出口'] })];
    expect(ids(terms, 'The export licence was refused, licensing rules say.')).toEqual([]);
    expect(ids(terms, 'Export fell. It licenses designs.')).toEqual(['licence']);
  });

  it('is found once where several of one term overlap: the heaviest stays', () => {
    const both: Term = {
      id: 'custom',
      patterns: [
        { pattern: 'custom chip', weight: 0.5, near: [], unless: [] },
        { pattern: 'custom chip design', weight: 1, near: [], unless: [] },
      ],
    };
    expect(compileTerms([both]).find('', 'a custom chip design house')).toMatchObject([
      { weight: 1, start: 2, end: 20 },
    ]);
  });

  it('is found in titles and bodies apart, title first', () => {
    const hits = compileTerms([term('video', '视频')]).find('视频模型', '生成视频');
    expect(hits.map((h) => [h.field, h.start])).toEqual([
      ['title', 0],
      ['body', 2],
    ]);
  });

  it('always lies within the text, whatever the text', () => {
    const finder = compileTerms([
      term('a', 'AI*'),
      term('b', '模型'),
      term('c', 'royalt*', { near: ['chip'] }),
    ]);
    const piece = fc.constantFrom(
      'AI ',
      '模型',
      '。',
      'royalties ',
      'chip. ',
      '😀',
      '\u0000',
      'ﬁ',
      '𠀀',
      'İ',
      '\n',
      'not ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const body = pieces.join('');
        for (const h of finder.find('', body)) {
          expect(h.start).toBeGreaterThanOrEqual(0);
          expect(h.end).toBeGreaterThan(h.start);
          expect(h.end).toBeLessThanOrEqual(body.length);
        }
      }),
    );
  });
});

describe('the strength of a term in an event', () => {
  const said = (articleId: string, firstHand: boolean, weight: number) => ({ articleId, firstHand, weight });

  it('is full where a first-hand document says it outright, and never full by hearsay', () => {
    expect(termStrength([said('a', true, 1)], { firstHand: 1, hearsay: 5 })).toEqual({
      strength: 1,
      firstHand: true,
    });
    const all = termStrength(
      Array.from({ length: 20 }, (_, i) => said(`a${i}`, false, 1)),
      { firstHand: 0, hearsay: 20 },
    );
    expect(all.strength).toBeLessThanOrEqual(0.75);
    expect(all.firstHand).toBe(false);
  });

  it('stays small for one aside in ten retellings', () => {
    expect(termStrength([said('a', false, 1)], { firstHand: 0, hearsay: 10 }).strength).toBeLessThan(0.25);
  });

  it('never falls when one more article that there was says it too', () => {
    const weight = fc.double({ min: 0.01, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(weight, { maxLength: 8 }), weight, fc.boolean(), (weights, more, firstHand) => {
        const counts = { firstHand: 2, hearsay: 10 };
        const some = weights.map((w, i) => said(`a${i}`, false, w));
        const before = termStrength(some, counts).strength;
        const after = termStrength([...some, said('more', firstHand, more)], counts).strength;
        expect(after).toBeGreaterThanOrEqual(before);
        expect(after).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('the hierarchy of themes', () => {
  const theme = (id: string, parent: string | null): [string, Theme] => [
    id,
    { id, parent, name: { zh: id, en: id }, patterns: [] },
  ];

  it('gives every theme its parents, nearest first', () => {
    const tree = new Map([theme('video', 'ai'), theme('ai', 'tech'), theme('tech', null)]);
    expect(ancestors(tree, 'video')).toEqual(['ai', 'tech']);
    expect(ancestors(tree, 'tech')).toEqual([]);
  });

  it('ends even where somebody made a circle in SQL', () => {
    const tree = new Map([theme('a', 'b'), theme('b', 'a')]);
    expect(ancestors(tree, 'a')).toEqual(['b']);
  });
});
