import { describe, expect, it } from 'vitest';
import { announcerOf, formOf, type Mention, readStatements, stanceOf } from '../../src/analogues/index.ts';

/** Finds the subjects of these texts by their words; a stand-in for the library's patterns. */
const WORDS: Record<string, string> = {
  Sora: 'entity:sora',
  OpenAI: 'entity:openai',
  AI视频: 'trait:ai_video',
  文生视频: 'trait:ai_video',
  'AI video': 'trait:ai_video',
  光模块: 'trait:optical_module',
  'optical modules': 'trait:optical_module',
  IP授权: 'trait:ip_licensing',
};
function mentions(text: { title: string; body: string }): Mention[] {
  return (['title', 'body'] as const).flatMap((field) =>
    Object.entries(WORDS).flatMap(([word, subject]) =>
      [...text[field].matchAll(new RegExp(word, 'gi'))].map((m) => ({
        subject,
        field,
        start: m.index,
        end: m.index + word.length,
      })),
    ),
  );
}
const read = (body: string, title = '某某公司：股票交易异常波动公告') => {
  const text = { title, body };
  return readStatements(text, formOf(title, body)!, mentions(text)).map((s) => ({
    stance: s.stance,
    share: s.share,
    subjects: s.subjects,
    said: text[s.field].slice(s.start, s.end),
  }));
};

describe('a clause of an announcement', () => {
  it.each([
    ['不涉及Sora相关业务', 'denies', null],
    ['公司目前未开展文生视频业务', 'denies', null],
    ['公司与该机构不存在任何合作关系', 'denies', null],
    ['本公司並無從事相關業務', 'denies', null],
    ['占营业收入比例低于1%', 'shrinks', 0.01],
    ['該業務佔本集團收入少於1%', 'shrinks', 0.01],
    ['相关收入占公司营业收入的比例不足0.5%', 'shrinks', 0.005],
    ['相关产品尚未产生收入', 'shrinks', 0],
    ['对公司业绩影响较小', 'shrinks', null],
    ['the Group has no business relating to AI video', 'denies', null],
    ['the Company is not currently engaged in any such business', 'denies', null],
    ['neither the Company nor its subsidiaries has any contract with the maker', 'denies', null],
    ['such business accounted for less than 1% of total revenue', 'shrinks', 0.01],
    ['it has not yet generated any revenue', 'shrinks', 0],
    ['which is an insignificant portion of its revenue', 'shrinks', null],
  ])('denies or shrinks: %s', (clause, stance, share) => {
    expect(stanceOf(clause)).toEqual({ stance, share });
  });

  it.each([
    '公司涉及Sora相关业务',
    '公司未来将布局AI视频',
    '公司不仅涉及AI视频业务',
    '公司不断投入AI视频业务',
    '公司主营无人驾驶业务',
    '是否涉及Sora相关业务',
    '不排除涉及Sora相关业务的可能',
    '公司没有放弃AI视频相关业务',
    '公司并非没有相关业务',
    '不存在应披露而未披露的重大事项',
    '光模块业务占营业收入比例约为35%',
    'the Company is principally engaged in AI video',
    'the Board is not aware of any reasons for these movements',
    'the Group has not ceased its AI video business',
    'whether the Group has no business in AI video',
    'we cannot rule out cooperation with OpenAI',
    'media reports claim that the Company has no such business',
    'the business contributed no less than 30% of revenue',
  ])('affirms, asks or says nothing: %s', (clause) => {
    expect(stanceOf(clause)).toBeNull();
  });
});

describe('an announcement', () => {
  it('denies what its clause is about and leaves alone what the clause before affirms', () => {
    expect(read('公司主营光模块，不涉及Sora相关业务。')).toEqual([
      {
        stance: 'denies',
        share: null,
        subjects: ['entity:sora'],
        said: '公司主营光模块，不涉及Sora相关业务。',
      },
    ]);
    expect(read('公司从事AI视频业务，不存在应披露而未披露的重大事项。')).toEqual([]);
    expect(read('公司从事AI视频业务，未参与其他项目。')).toEqual([]);
    expect(read('除已披露的AI视频业务外，公司未开展相关业务。')).toEqual([]);
  });

  it('shrinks what it has just affirmed where it points back at it, and takes the smallest of two numbers', () => {
    expect(read('公司布局了AI视频，相关业务占营业收入比例低于3%，去年占比不足1%。')).toMatchObject([
      { stance: 'shrinks', share: 0.01, subjects: ['trait:ai_video'] },
    ]);
    expect(read('文生视频产品已经推出。上述产品尚未产生收入。')).toMatchObject([
      { stance: 'shrinks', share: 0, subjects: ['trait:ai_video'], said: '上述产品尚未产生收入。' },
    ]);
  });

  it('answers the question that an investor asked', () => {
    const title = '某某公司：互动易回复投资者提问';
    expect(read('投资者：贵公司是否涉及Sora？答：您好，公司暂不涉及，感谢关注。', title)).toMatchObject([
      { stance: 'denies', subjects: ['entity:sora'] },
    ]);
    expect(read('投资者：贵公司是否涉及Sora？答：您好，公司已有布局，感谢关注。', title)).toEqual([]);
  });

  it('tells that the exchange asks, which is no answer', () => {
    expect(
      read(
        '深圳证券交易所请公司说明就Sora召开研讨会的情况，以及是否蹭热点。',
        '某某公司：关于收到关注函的公告',
      ),
    ).toMatchObject([{ stance: 'questioned', subjects: ['entity:sora'] }]);
  });

  it('is read in English alike', () => {
    const title = 'Somegroup: Unusual price and trading volume movements';
    expect(
      read(
        'The Board is not aware of any reasons for these movements. The Group sells optical modules and has no business relating to Sora or OpenAI.',
        title,
      ),
    ).toMatchObject([{ stance: 'denies', subjects: ['entity:openai', 'entity:sora'] }]);
    expect(
      read('Revenue from AI video amounted to less than 0.5% of the total revenue of the Group.', title),
    ).toMatchObject([{ stance: 'shrinks', share: 0.005, subjects: ['trait:ai_video'] }]);
    expect(read('The Group provides AI video tools to studios.', title)).toEqual([]);
  });

  it('is known by its form; any other article is not read for denials', () => {
    expect(formOf('某某公司：澄清公告', '')).toBe('clarification');
    expect(formOf('某某公司：关于对深圳证券交易所关注函回复的公告', '')).toBe('inquiry');
    expect(formOf('XYZ: UNUSUAL PRICE AND TRADING VOLUME MOVEMENTS', '')).toBe('unusual_trading');
    expect(formOf('某某公司：上证e互动回复', '')).toBe('investor_answer');
    expect(formOf('A model that turns text into video', 'It has no business model yet.')).toBeNull();
  });

  it('is of the listed company that its title names first', () => {
    const at = (entityId: string, field: 'title' | 'body', start: number) => ({ entityId, field, start });
    const listed = new Set(['alpha', 'beta']);
    expect(
      announcerOf([at('openai', 'title', 0), at('beta', 'title', 9), at('alpha', 'body', 0)], listed),
    ).toBe('beta');
    expect(announcerOf([at('alpha', 'body', 30)], listed)).toBe('alpha');
    expect(announcerOf([at('alpha', 'body', 3000)], listed)).toBeNull();
  });
});
