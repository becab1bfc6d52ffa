import { describe, expect, it } from 'vitest';
import { findEarningsDates, type Passage } from '../../src/releases/index.ts';

const dates = (text: string, publishedAt: string, more: Partial<Passage> = {}): string[] =>
  findEarningsDates({ text, publishedAt, ...more }).map((d) => {
    const hour =
      d.hour === null ? '' : ` ${d.hour.hour}:${String(d.hour.minute).padStart(2, '0')} ${d.hour.zone}`;
    return `${d.kind} ${d.period} ${d.date} ${d.moment}${hour}`;
  });

describe('days announced for results', () => {
  it('are read with their period and the moment of the session', () => {
    expect(
      dates(
        'Lumen Holdings plc (Nasdaq: LUMN) will release its results for the fourth quarter and fiscal year ended March 31, 2024 after market close on Wednesday, May 8, 2024. Management will host a call at 2:00 p.m. Pacific Time the same day.',
        '2024-04-10',
        { fiscalYearEnd: '03-31' },
      ),
    ).toEqual(['results FY2024Q4 2024-05-08 after_close']);
    expect(
      dates(
        'Quartz Foods will announce second quarter 2024 results before the market opens on Thursday, August 1, 2024. The company will hold a conference call at 8:30 a.m. ET on August 1 to review the results.',
        '2024-07-11',
      ),
    ).toEqual([
      'results FY2024Q2 2024-08-01 before_open',
      'briefing FY2024Q2 2024-08-01 null 8:30 America/New_York',
    ]);
    expect(
      dates(
        'Solene SA will publish its first-half results on 25 July 2024 before market opening.',
        '2024-06-28',
      ),
    ).toEqual(['results FY2024H1 2024-07-25 before_open']);
  });

  it('are read from board meeting notices in both languages', () => {
    expect(
      dates(
        'The board of directors of Harbour Light Group Limited announces that a meeting of the board will be held on Thursday, 28 March 2024 for the purpose of considering and approving the annual results for the year ended 31 December 2023 and the payment of a dividend.',
        '2024-03-15',
      ),
    ).toEqual(['board_meeting FY2023 2024-03-28 null']);
    expect(
      dates(
        '董事會會議通告\n海燈控股有限公司董事會謹此公佈，本公司董事會會議將於二零二四年三月二十八日（星期四）舉行，藉以考慮及批准本集團截至二零二三年十二月三十一日止年度之全年業績。',
        '2024-03-15',
      ),
    ).toEqual(['board_meeting FY2023 2024-03-28 null']);
  });

  it('are read from 预约披露, 业绩说明会 and flash news, where Beijing’s morning is New York’s evening', () => {
    expect(dates('山河科技:2023年年报预约披露时间为4月27日', '2024-04-10')).toEqual([
      'results FY2023 2024-04-27 null',
    ]);
    expect(dates('公司定于2024年5月10日（星期五）15:00-16:00召开2023年度业绩说明会。', '2024-04-29')).toEqual(
      ['briefing FY2023 2024-05-10 null 15:00 null'],
    );
    expect(
      dates('英伟达将于北京时间5月23日凌晨、美股盘后公布2025财年第一季度财报。', '2024-05-20', {
        fiscalYearEnd: '01-31',
      }),
    ).toEqual(['results FY2025Q1 2024-05-22 after_close']);
  });

  it('are no days that have passed, end a period, or belong to a dividend or a general meeting', () => {
    for (const text of [
      'The company reported results on May 8, 2024. Revenue rose 10%.',
      'We expect results for the quarter ending September 30, 2024 to improve.',
      'Lumen will pay a dividend on May 16, 2024; results were announced on May 2.',
      '公司将于2024年5月20日召开2023年年度股东大会。',
      '预计2024年9月30日止季度业绩将有所改善。',
    ])
      expect(dates(text, '2024-05-08'), text).toEqual([]);
  });
});
