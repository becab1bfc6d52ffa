import { describe, expect, it } from 'vitest';
import { said } from './said.ts';

describe('a number is the company’s only where the words say so', () => {
  it('leaves the figures of partners, rivals and peers to them', () => {
    expect(
      said(
        "Marlow's partner, the drugmaker Ostrava, posted second-quarter sales of $4.1 billion, up 6%. Marlow itself reports in two weeks.",
        { issuer: 'Marlow Biologics' },
      ),
    ).toEqual([]);
    expect(
      said('同业方面,美国设备商哈珀第二季度营收86亿美元,同比增长7%。青川重工尚未披露半年报。', {
        issuer: '青川重工',
      }),
    ).toEqual([]);
  });

  it('leaves what a broker models or a house forecasts to the house', () => {
    expect(
      said('Hartwell models 2025 revenue of $3.2 billion and EPS of $2.10 for Marlow.', { issuer: 'Marlow' }),
    ).toEqual([]);
    expect(said('国泰证券发表报告,指青川重工昨日公告收购,上调2024年净利润预测3%,料同比增20%。')).toEqual([]);
  });

  it('reads another name at the head of a sentence as a part of the company', () => {
    const lines = said(
      'Marlow beat forecasts. Rapid-Drain is forecast to achieve 2025 revenue growth of 5% to 6%.',
      { issuer: 'Marlow Services' },
    );
    expect(lines).toEqual(['guidance other FY2025 5..6 percent']);
  });

  it('goes on with a segment that a heading named, until the whole is spoken of', () => {
    const lines = said(
      'Turning to the Instruments segment. Revenue increased 29% year-on-year. Operating income was $12.4 million. Consolidated revenue was $310 million.',
    );
    expect(lines.filter((l) => / (?:revenue_growth|operating_income) /.test(l))).toEqual([]);
    expect(lines).toContain('result revenue - 310000000 USD');
  });

  it('keeps the gross margin of the company beside a product’s sales', () => {
    expect(said('Cloud revenue was $2.6 billion, up 23%. Gross margin was 61.2%.')).toContain(
      'result gross_margin - 61.2 percent',
    );
  });

  it('takes no part, no contribution and no effect for a total', () => {
    expect(said('The acquisition contributed $12 million of revenue in the second quarter.')).toEqual([]);
    expect(
      said('The transaction is expected to add between $60 million and $70 million of revenue.'),
    ).toEqual([]);
    expect(
      said('We expect FFO per share of $1.47 to $1.57 in 2024, despite a $0.04 dilutive impact.'),
    ).toHaveLength(1);
    expect(
      said('Net debt to adjusted EBITDA was 0.9 times, and $200 million of liquidity was available.'),
    ).toEqual([]);
  });

  it('takes no rate of several years and no average for a figure of one', () => {
    expect(said('Over the past 10 years adjusted EPS showed compound annual growth of 9%.')).toEqual([]);
    expect(said('On a two-year stack basis, sales grew 17%.')).toEqual([]);
    expect(
      said('Over the period from 2015 to 2019 we delivered an average of $6.5 billion of EBITDA.'),
    ).toEqual([]);
  });

  it('takes the change of an expense for no expense, and a condition for no forecast', () => {
    expect(said('The rise reflects increases in selling expenses of $8.2 million.')).toEqual([]);
    expect(
      said('If the tenant does not pay, we would include $9 million of revenue for the quarter.'),
    ).toEqual([]);
  });

  it('takes a change of the year before, or one said beside a part, for none of this year', () => {
    expect(said('Soup sales decreased 21%, while cycling a 52% increase in the prior-year quarter.')).toEqual(
      ['result other - -21 percent'],
    );
    expect(said('Revenue rose 12%, with Canada growing 30% and Mexico growing 4%.')).toEqual([
      'result revenue_growth - 12 percent',
    ]);
  });

  it('holds the rest of a comparison’s list to be of then', () => {
    expect(
      said(
        'Revenue was $69 million, compared to revenue of $77 million and EBITDA of $10.3 million a year ago.',
      ),
    ).toEqual(['result revenue - 69000000 USD']);
  });
});

describe('result or guidance', () => {
  it('takes a range that nobody calls a result for a forecast', () => {
    expect(said('For the full year 2024: revenue of $2.64 billion to $2.65 billion.')).toEqual([
      'guidance revenue FY2024 2640000000..2650000000 USD',
    ]);
    expect(said('公司2024年实现净利润1.6亿元至2.2亿元。')).toEqual([
      'guidance net_profit FY2024 160000000..220000000 CNY',
    ]);
  });

  it('takes what is said of a year not over for a forecast', () => {
    expect(said('By plan: revenue of about $10 billion and a gross margin of 44% in 2028.')).toEqual([
      'guidance revenue FY2028 10000000000 USD',
      'guidance gross_margin FY2028 44 percent',
    ]);
  });

  it('reads the headlines of the wires', () => {
    expect(
      said('*MARLOW 2Q ADJ. EPS $1.18, EST. $1.10\n*MARLOW SEES FY REV. $4.6B TO $4.7B, SAW $4.4B TO $4.6B', {
        issuer: 'Marlow',
      }),
    ).toEqual([
      'result eps_adjusted FY2024Q2 1.18 USD/share beat',
      'guidance revenue FY2024 4600000000..4700000000 USD raised',
    ]);
  });

  it('reckons a quarter without a year from the day it is told on', () => {
    expect(
      said('Raises 2025 outlook. Q4 sales rose 2 percent to $894 million.', { publishedAt: '2025-02-15' }),
    ).toEqual(['result revenue FY2024Q4 894000000 USD yoy 2']);
    expect(
      said('Costs were in line with full-year 2023. First-quarter revenue was $19 million.', {
        publishedAt: '2024-05-02',
      }),
    ).toEqual(['result revenue FY2024Q1 19000000 USD']);
  });

  it('reads ends that carry their side behind them', () => {
    expect(said('Net sales are expected to be 2% lower to flat in 2025.')).toEqual([
      'guidance revenue_growth FY2025 -2..0 percent',
    ]);
    expect(said('We expect organic sales to be 1% lower to 1% higher in 2025.')).toEqual([
      'guidance revenue_growth FY2025 -1..1 percent',
    ]);
  });

  it('reads crore, lakh and years written 2025/26, and a year through March', () => {
    expect(
      said('Revenue for the 2025/26 financial year was ₹44,490 crore.', { publishedAt: '2026-05-10' }),
    ).toEqual(['result revenue FY2026 444900000000 INR']);
    expect(
      said('It lifted its outlook for the year through March 2026 to net income of 2.9 trillion yen.', {
        publishedAt: '2025-11-05',
      }),
    ).toEqual(['guidance net_profit FY2026 2900000000000 JPY raised']);
  });
});

describe('公告里的一个数字是谁的', () => {
  it('对比期的数字不是本期的', () => {
    expect(
      said(
        '本集团预计截至二零二四年三月三十一日止年度录得除税后亏损约五百万港元,相较二零二三年同期则录得除税后溢利约一百八十万港元。',
      ),
    ).toEqual(['guidance net_profit FY2024 -5000000 HKD']);
    expect(
      said(
        '截至2024年6月30日止六个月净利润为15.4亿港元,营收为151亿港元,上年同期净利润为13.5亿港元,营收为136亿港元。',
      ),
    ).toEqual(['result net_profit FY2024H1 1540000000 HKD', 'result revenue FY2024H1 15100000000 HKD']);
    expect(
      said('估计截至2024年3月31日止季度将录得约2.4百万港元之亏损,而对比2023年同期亏损为4.9百万港元。'),
    ).toEqual(['guidance net_profit FY2024Q1 -2400000 HKD']);
  });

  it('市场的预期和机构的预测不是公司的', () => {
    expect(said('市场预期其每股收益为1.9美元,营收预计将达到1190亿美元。')).toEqual([]);
    expect(said('公司预期,2024年全年纯利逾5100万元。')).toEqual([
      'guidance net_profit FY2024 51000000.. CNY',
    ]);
  });

  it('分产品、分地区的收入和毛利率是各部分的', () => {
    expect(
      said('2024年上半年分产品看,白酒业务收入20.5亿元,毛利率78.2%。分地区看,省内收入12亿元。').filter((l) =>
        / (?:revenue|gross_margin) /.test(l),
      ),
    ).toEqual([]);
  });

  it('变动额、出售所得、减值的影响和占比的基数都不是业绩', () => {
    expect(said('亏损主要由于减少收入约一千一百万港元所致。')).toEqual([]);
    expect(said('公司2024年转让房地产项目,实现净利润约2.7亿元。')).toEqual([]);
    expect(said('公司拟处置船舶,须计提减值准备约5.3亿元,相应减少公司2024年度净利润约4.6亿元。')).toEqual([]);
    expect(said('自合同生效以来,累计盈利160万元。')).toEqual([]);
  });

  it('别的主语的增幅不归上一个指标', () => {
    expect(said('2024年上半年广告收入增速超过30%,会员数达5140万,同比增长41%。').join()).not.toMatch(/41/);
  });

  it('本报告期一栏取标题里的期间', () => {
    expect(
      said(
        '甲公司2023年度业绩快报(单位:万元)| 项目 | 本报告期 | 上年同期 | 增减变动幅度(%)\n营业总收入 | 128,640.55 | 109,871.32 | 17.08',
        {
          publishedAt: '2024-02-27',
        },
      ),
    ).toEqual(['result revenue FY2023 1286405500 CNY yoy 17.08']);
  });
});

describe('a release’s own calendar', () => {
  it('names the weeks to a day by the quarter that the same figure is said of', () => {
    const text =
      'Net income for the fiscal quarter ended May 4, 2024 was $44.2 million. Net sales for the 13-week period ended May 4, 2024 were $293.6 million. ' +
      'Net income for the first quarter of fiscal 2024 was $44.2 million.';
    expect(said(text)).toContain('result revenue FY2024Q1 293600000 USD');
    expect(said(text.replace(/ Net income for the first.*/, ''))).toContain('result revenue - 293600000 USD');
  });

  it('leaves out a smaller amount in a later sentence where the whole was stated for the span', () => {
    expect(
      said(
        'Second-quarter revenue was $2.78 billion. It rose in all divisions except for News, which saw $74 million in revenue.',
      ),
    ).toEqual(['result revenue FY2024Q2 2780000000 USD']);
  });
});
