import { describe, expect, it } from 'vitest';
import { said } from './said.ts';

describe('figures in Chinese', () => {
  it('reads a pre-announcement: ranges, changes, losses and who they belong to', () => {
    expect(
      said(
        '甲公司1月30日晚间发布业绩预告，预计2023年度归属于上市公司股东的净利润为1.2亿元–1.5亿元，比上年同期增长51.18%–59.13%；扣除非经常性损益后的净利润为9,800万元–1.1亿元。',
        { publishedAt: '2024-01-30' },
      ),
    ).toEqual([
      'guidance net_profit FY2023 120000000..150000000 CNY yoy 51.18..59.13',
      'guidance net_profit_ex_nonrecurring FY2023 98000000..110000000 CNY',
    ]);
    expect(
      said('预计2023年度净利润亏损1.5亿元至2亿元，上年同期亏损8000万元。', { publishedAt: '2024-01-30' }),
    ).toEqual(['guidance net_profit FY2023 -200000000..-150000000 CNY']);
    expect(
      said('乙公司：预计2023年净利润增加4.88亿元-6.5亿元，同比增长30%-40%。', { publishedAt: '2024-01-30' }),
    ).toEqual(['guidance net_profit FY2023 - percent yoy 30..40']);
    expect(
      said('【丙公司：2023年净利同比预增57%】丙公司公告，预计2023年实现净利润40.16亿元，同比增长57.13%。', {
        publishedAt: '2024-01-30',
      }),
    ).toEqual(['guidance net_profit FY2023 4016000000 CNY yoy 57.13']);
    expect(said('公司预计2023年净利润同比增长不低于18.4%。', { publishedAt: '2024-01-30' })).toEqual([
      'guidance net_profit FY2023 - percent yoy 18.4..',
    ]);
  });

  it('reads Hong Kong warnings and alerts in traditional characters', () => {
    expect(
      said(
        '預期截至2023年12月31日止年度將錄得公司擁有人應佔溢利約2.8億港元至3.2億港元，較2022年同期增加約45%至65%。',
        { publishedAt: '2024-03-22' },
      ),
    ).toEqual(['guidance net_profit FY2023 280000000..320000000 HKD yoy 45..65']);
    expect(
      said(
        '本集團預期截至二零二四年六月三十日止六個月將錄得淨虧損不少於人民幣5000萬元，而截至二零二三年六月三十日止六個月則錄得純利約人民幣1200萬元。',
      ),
    ).toEqual(['guidance net_profit FY2024H1 ..-50000000 CNY']);
    expect(said('預期中期虧損約3000萬至3500萬港元，去年同期盈利1200萬港元，發盈警。')).toEqual([
      'guidance net_profit FY2024H1 -35000000..-30000000 HKD',
    ]);
  });

  it('reads results, drops the sequential change and keeps each quarter apart', () => {
    expect(
      said(
        '前三季度实现营收173.13亿元，同比增长146.26%；其中第三季度营收65.14亿元，同比增长115.25%，环比增长9.4%。',
        { publishedAt: '2024-10-29' },
      ),
    ).toEqual([
      'result revenue FY2024M9 17313000000 CNY yoy 146.26',
      'result revenue FY2024Q3 6514000000 CNY yoy 115.25',
    ]);
    expect(said('上半年股东应占溢利同比上升23.5%至5.61亿港元，每股盈利0.28港元，中期息10港仙。')).toEqual([
      'result net_profit FY2024H1 561000000 HKD yoy 23.5',
      'result eps FY2024H1 0.28 HKD/share',
    ]);
    expect(said('净利润和营业收入同比分别下降5.4%和3.2%。')).toEqual([
      'result net_profit - - percent yoy -5.4',
      'result revenue_growth - -3.2 percent',
    ]);
  });

  it('sets results and guidance against what the market expected', () => {
    expect(
      said(
        '英伟达2024财年第四财季营收221亿美元，同比增长265%，市场预期204.1亿美元；预计2025财年第一财季营收240亿美元（±2%），分析师预计219亿美元。',
        { publishedAt: '2024-02-22' },
      ),
    ).toEqual([
      'result revenue FY2024Q4 22100000000 USD beat yoy 265',
      'guidance revenue FY2025Q1 23520000000..24480000000 USD',
    ]);
    expect(said('将全年资本支出预期从300亿至370亿美元上调至350亿至400亿美元。')).toEqual([
      'guidance capex FY2024 35000000000..40000000000 USD raised',
    ]);
    expect(
      said('公司将2023年度归母净利润预计区间由1.2亿元至1.5亿元下修为0.8亿元至1亿元。', {
        publishedAt: '2024-01-30',
      }),
    ).toEqual(['guidance net_profit FY2023 80000000..100000000 CNY lowered']);
  });

  it('leaves out brokers, whole industries, causes, subsidies, contracts and pay', () => {
    for (const text of [
      '某证券研报指出，预计公司2024年净利润12亿元，目标价88港元。',
      '全国150家期货公司11月净利润12.48亿元，同比增长30.45%。',
      '收入下滑是由于煤炭销售量、平均销售价格同比分别下降5.4%和5.2%。',
      '公司收到政府补助1290万元。',
      '公司中标某项目，合同金额3.5亿元，占公司2023年度营业收入的12.3%。',
      '公司拟每10股派发现金红利5元，合计派发2.3亿元。',
      '破产重整事项预计对公司2021年度归母利润影响金额为4800万元。',
      '首席执行官2021年年薪与奖金总收入为9870万美元。',
    ])
      expect(said(text), text).toEqual([]);
  });

  it('deals the numbers of a list out to its metrics, and goes on in the tone of what it is a part of', () => {
    expect(said('公司上半年营收、净利润分别为41.2亿元、3.74亿元，同比分别增长18.2%、96.5%。')).toEqual([
      'result revenue FY2024H1 4120000000 CNY yoy 18.2',
      'result net_profit FY2024H1 374000000 CNY yoy 96.5',
    ]);
    expect(
      said('公司预计前三季度净利润为6.05亿元；其中第三季度净利润为2.31亿元。', { publishedAt: '2024-10-13' }),
    ).toEqual(['guidance net_profit FY2024M9 605000000 CNY', 'guidance net_profit FY2024Q3 231000000 CNY']);
  });

  it('reads changes in tenths and in words, and a year before that stands between a figure and its change', () => {
    expect(said('一季度净利润预计下滑五成左右。', { publishedAt: '2024-04-12' })).toEqual([
      'guidance net_profit FY2024Q1 - percent yoy -50',
    ]);
    expect(said('公司上半年净利润2.4亿元，同比增长百分之十二点五。')).toEqual([
      'result net_profit FY2024H1 240000000 CNY yoy 12.5',
    ]);
    expect(
      said(
        '預期二零二三年度錄得股東應佔溢利不低於人民幣1.8億元，較二零二二年度之溢利人民幣1.12億元增加不低於60%。',
        { publishedAt: '2024-03-15' },
      ),
    ).toEqual(['guidance net_profit FY2023 180000000.. CNY yoy 60..']);
    expect(
      said('預計2024年全年淨利潤約為人民幣7.5億元，較2023年的15.2億元減少約50%。', {
        publishedAt: '2025-03-07',
      }),
    ).toEqual(['guidance net_profit FY2024 750000000 CNY yoy -50']);
  });

  it('takes 元 in the news of Hong Kong for its dollar, unless yuan are meant, and knows its words for loss', () => {
    const at = { publishedAt: '2023-03-27' };
    expect(
      said('示例控股(1692)公佈，2022年蝕1.34億元，每股基本虧損37.41仙。營業額8.24億元，按年增7.9%。', at),
    ).toEqual([
      'result net_profit FY2022 -134000000 HKD',
      'result eps FY2022 -0.3741 HKD/share',
      'result revenue FY2022 824000000 HKD yoy 7.9',
    ]);
    expect(said('示例控股(1692)公佈，2022年純利1.34億元（人民幣，下同）。', at)).toEqual([
      'result net_profit FY2022 134000000 CNY',
    ]);
    expect(said('示例股份(300146)公告，2022年净利润1.34亿元。', at)).toEqual([
      'result net_profit FY2022 134000000 CNY',
    ]);
  });

  it('takes the owners’ profit and not the whole group’s beside it, and a business’s revenue for its own', () => {
    expect(
      said(
        '预期截至2024年6月30日止六个月集团期内亏损约为15亿港元至17亿港元，公司拥有人应占亏损约为19亿港元至21亿港元。',
        { publishedAt: '2024-07-30' },
      ),
    ).toEqual(['guidance net_profit FY2024H1 -2100000000..-1900000000 HKD']);
    expect(
      said('公司预计2024年收益约17亿元，当中香港眼科业务的收益将增加超过40%。', {
        publishedAt: '2024-12-01',
      }).filter((l) => !l.includes(' other ')),
    ).toEqual(['guidance revenue FY2024 1700000000 CNY']);
  });

  it('takes a year that is not over for what is to come, twelve months for the year, and a change after its colon', () => {
    expect(said('公司力争2025年实现营收80亿元，净利润不低于8亿元。', { publishedAt: '2024-11-08' })).toEqual([
      'guidance revenue FY2025 8000000000 CNY',
      'guidance net_profit FY2025 800000000.. CNY',
    ]);
    expect(
      said(
        '预计2023年1-12月归属于上市公司股东的净利润盈利：8,000万元至1.1亿元，比上年同期上升：120.35%至202.98%。',
        {
          publishedAt: '2024-01-30',
        },
      ),
    ).toEqual(['guidance net_profit FY2023 80000000..110000000 CNY yoy 120.35..202.98']);
  });

  it('goes on in the year reported after the year before has been named', () => {
    expect(
      said('公司2023年经调整净亏损收窄至人民币1.2亿元，2022年为人民币3.4亿元；毛利率为33.1%。', {
        publishedAt: '2024-03-25',
      }),
    ).toEqual(['result other FY2023 -120000000 CNY', 'result gross_margin FY2023 33.1 percent']);
  });
});
