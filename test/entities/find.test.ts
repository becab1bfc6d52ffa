import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  buildDictionary,
  findEntities,
  loadEntities,
  loadLexicon,
  relationOf,
} from '../../src/entities/index.ts';

const file = (path: string) => ({ file: path, text: readFileSync(path, 'utf8') });
const companies = readdirSync('library/companies')
  .filter((f) => f.endsWith('.yaml'))
  .sort()
  .map((f) => file(`library/companies/${f}`));
const dictionary = buildDictionary(loadEntities(file('library/entities.yaml'), companies));
const named = (title: string, body = ''): string[] => [
  ...new Set(findEntities(title, body, dictionary).map((h) => h.entityId)),
];

describe('names in two languages and two scripts', () => {
  it('knows one company under its English, simplified, traditional and ticker names', () => {
    for (const text of ['Nvidia gains', 'NVIDIA gains', '英伟达上涨', '英偉達上漲', '輝達上漲', 'NVDA up'])
      expect(named(text), text).toEqual(['nvidia']);
    expect(named('百融雲獲增持')).toEqual(named('Bairong gains'));
  });
  it('keeps Arm apart from arms, Ann Arbor and arm in lower case', () => {
    expect(named('Arm raises its outlook')).toEqual(['arm']);
    expect(named('ARM raises its outlook')).toEqual(['arm']);
    expect(named('a robot arm in Ann Arbor, with arms')).toEqual([]);
  });
  it('does not read the fruit, a river or a place as a company', () => {
    expect(named('一斤苹果汁多少钱')).toEqual([]);
    expect(named('Fires in the Amazon rainforest')).toEqual([]);
    expect(named('北京东城区发布规划')).toEqual([]);
    expect(named('博通集成公告')).not.toContain('broadcom');
  });
  it('lets a word of the text decide about an ambiguous name', () => {
    expect(named('Target cuts its forecast', 'The retailer blamed weak stores.')).toContain('target');
    expect(named('Target practice', 'An archer explains.')).toEqual([]);
  });
  it('takes the longest of overlapping names', () => {
    expect(named('阿里健康发布业绩')).toEqual(['alibaba-health']);
    expect(named('苹果头显开售')).toEqual(['vision-pro']);
  });
  it('gives spans that are the original text', () => {
    const title = '英偉達與OpenAI合作';
    const hits = findEntities(title, '', dictionary);
    expect(hits.map((h) => title.slice(h.start, h.end))).toEqual(['英偉達', 'OpenAI']);
  });
  it('leads from a product or a person to the company', () => {
    expect(relationOf('sora', dictionary)).toBe('openai');
    expect(relationOf('tpu', dictionary)).toBe('google');
    expect(relationOf('sam-altman', dictionary)).toBe('openai');
    expect(relationOf('kling', dictionary)).toBe('kuaishou');
    expect(relationOf('nvidia', dictionary)).toBe('nvidia');
  });
});

describe('the shipped library', () => {
  it('has over 300 names beside the home companies, each with both languages', () => {
    const foreign = [...dictionary.entities.values()].filter((e) => e.tickers.length === 0);
    expect(foreign.length).toBeGreaterThan(300);
    expect(foreign.every((e) => e.nameZh !== '' && e.nameEn !== '')).toBe(true);
  });
  it('names the file and the field of a mistake', () => {
    expect(() => loadEntities({ file: 'x.yaml', text: 'entities: [{ id: a, kind: planet }]' }, [])).toThrow(
      /x\.yaml: entities\.0/,
    );
  });
});

describe('the bilingual lexicon', () => {
  const lexicon = loadLexicon(file('library/lexicon.yaml'));
  const terms = (text: string): Set<string> => new Set(lexicon.find(text).map((h) => h.term.id));
  it('has over 300 terms and finds the same ones in both languages', () => {
    expect(lexicon.terms.length).toBeGreaterThan(300);
    for (const [zh, en] of [
      ['公司宣布裁员', 'the company announced layoffs'],
      ['定制芯片', 'custom chips'],
      ['出口管制', 'export controls'],
      ['固态电池', 'solid-state batteries'],
      ['临床试验', 'a clinical trial'],
    ]) {
      const shared = [...terms(zh!)].filter((t) => terms(en!).has(t));
      expect(shared.length, zh).toBeGreaterThan(0);
    }
  });
  it('extends an open-ended term to the end of its word and not into the middle of another', () => {
    expect(lexicon.find('They acquired it').some((h) => h.term.id === 'acquisition')).toBe(true);
    expect(terms('reacquire')).not.toContain('acquisition');
  });
});
