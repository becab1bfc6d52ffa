import { describe, expect, it } from 'vitest';
import { said } from './said.ts';

describe('what was said before, withdrawn or expected by others', () => {
  it('is held against the figure, in the same sentence or the next, and is no guidance itself', () => {
    expect(
      said(
        'For fiscal 2024 the company now projects adjusted EPS of $8.35 to $8.55. Previously, the company expected adjusted EPS of $8.45 to $8.65.',
      ),
    ).toEqual(['guidance eps_adjusted FY2024 8.35..8.55 USD/share lowered']);
    expect(said('For fiscal 2024 we expect organic growth of 6% to 7% (prior: 5% to 6%).')).toEqual([
      'guidance revenue_growth FY2024 6..7 percent raised',
    ]);
    expect(said('Revenue growth: 3% to 4% (prior: 5% to 6%)')).toEqual([
      'guidance revenue_growth - 3..4 percent lowered',
    ]);
    expect(said('预计2024年全年营收增长6%至7%；修正前为5%至6%。')).toEqual([
      'guidance revenue_growth FY2024 6..7 percent raised',
    ]);
    expect(
      said(
        '前次业绩预告情况。预计2024年上半年归母净利润2.2亿元到2.4亿元。更正后的业绩预告情况。预计2024年上半年归母净利润1.9亿元左右。',
      ),
    ).toEqual(['guidance net_profit FY2024H1 190000000 CNY lowered']);
    expect(
      said('公司一季报中预计2024年1-6月归母净利润为1.1亿元至1.4亿元，修正后的预计业绩为2亿元至2.3亿元。'),
    ).toEqual(['guidance net_profit FY2024H1 200000000..230000000 CNY raised']);
  });

  it('tells a guidance that is withdrawn from one that stands', () => {
    expect(
      said(
        'The company is withdrawing the financial guidance for fiscal 2024, which called for adjusted EPS of $4.30 to $4.60.',
      ),
    ).toEqual([]);
    expect(
      said('The company is withdrawing a product. It expects fiscal 2024 adjusted EPS of $4.30 to $4.60.'),
    ).toEqual(['guidance eps_adjusted FY2024 4.3..4.6 USD/share']);
  });

  it('counts what analysts had expected in a sentence of their own as a beat or a miss', () => {
    expect(
      said(
        'Second-quarter revenue was $5.1 billion. Analysts on average had estimated revenue of $4.97 billion.',
      ),
    ).toEqual(['result revenue FY2024Q2 5100000000 USD beat']);
    expect(said('Analysts expected revenue of $33.98 billion.')).toEqual([]);
    expect(
      said(
        'The consensus from three analysts is for revenue of $326.8 million in 2025, with EPS forecast at $1.82.',
      ),
    ).toEqual([]);
  });
});

describe('an end of a range', () => {
  it('is what it says: the low end, a half, or beyond', () => {
    const range = (words: string): string[] =>
      said(`We expect full-year revenue ${words} our range of $500 million to $520 million.`);
    expect(range('at the low end of')).toEqual(['guidance revenue FY2024 500000000 USD']);
    expect(range('in the upper half of')).toEqual(['guidance revenue FY2024 510000000..520000000 USD']);
    expect(range('to be at or above the high end of')).toEqual(['guidance revenue FY2024 520000000.. USD']);
    expect(said('公司预计2024年收入5亿元至6亿元，接近区间下限。')).toEqual([
      'guidance revenue FY2024 500000000 CNY',
    ]);
    expect(said('公司预计2024年收入接近5亿元至6亿元区间的上限。')).toEqual([
      'guidance revenue FY2024 600000000 CNY',
    ]);
    expect(said('公司预计2024年收入5亿元至6亿元，下限高于此前指引。')).toEqual([
      'guidance revenue FY2024 500000000..600000000 CNY',
    ]);
  });

  it('of an earlier guidance is no new figure, and a result is held against the whole range', () => {
    expect(
      said(
        'The company sees full-year revenue at the high end of its previously announced range of $2.9 billion to $3.0 billion.',
      ),
    ).toEqual([]);
    expect(
      said(
        'Second-quarter revenue was $530 million, above the high end of our guidance range of $500 million to $520 million.',
      ),
    ).toEqual(['result revenue FY2024Q2 530000000 USD beat']);
  });

  it('may be flat', () => {
    expect(said('We expect fiscal 2024 net sales between a decline of 1 percent and flat.')).toEqual([
      'guidance revenue_growth FY2024 -1..0 percent',
    ]);
    expect(said('We expect fiscal 2024 organic growth of flat to up 2%.')).toEqual([
      'guidance revenue_growth FY2024 0..2 percent',
    ]);
  });
});

describe('numbers whose owner is not certain', () => {
  it('are left out: lists with strokes, changes of a count, the year before in brackets, a part of the group', () => {
    expect(said('上调2025-2027年净利润预测至95.40/101.49/113.99亿元。')).toEqual([]);
    expect(said('Large customers by revenue: 303 (+29% YoY).')).toEqual([]);
    expect(
      said(
        '截至二零二四年六月三十日止六个月，股东应占亏损约港币1,024.6万元（二零二三年：亏损港币678.1万元）。',
      ),
    ).toEqual(['result net_profit FY2024H1 -10246000 HKD']);
    expect(said('上半年玩具产品分类的亏损约为港币563万元。')).toEqual([]);
  });

  it('are read where the noun of change stands before the metric', () => {
    expect(
      said(
        'For the six months ended 30 June 2024, the Group is expected to record a decrease in profit attributable to owners of the Company of approximately 60% to 70%.',
      ),
    ).toEqual(['guidance net_profit FY2024H1 - percent yoy -70..-60']);
    expect(said('The Group expects profit for the year 2024 to increase by not less than 150%.')).toEqual([
      'guidance net_profit FY2024 - percent yoy 150..',
    ]);
  });
});
