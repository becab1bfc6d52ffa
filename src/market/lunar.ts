/**
 * Festivals of the Chinese calendar that close an exchange, as month and day of the common calendar. A table, because
 * the common approximations (ICU's among them) put the new moon of 6 February 2027, 23:56 in Beijing, on the next day.
 */
export interface LunarYear {
  /** First day of the first month. */
  readonly newYear: string;
  /** 清明: a solar term, 4 or 5 April. */
  readonly clearBright: string;
  /** Eighth of the fourth month. */
  readonly buddha: string;
  /** 端午, fifth of the fifth month. */
  readonly dragonBoat: string;
  /** 中秋, fifteenth of the eighth month. */
  readonly midAutumn: string;
  /** 重阳, ninth of the ninth month. */
  readonly doubleNinth: string;
}

// year: new year, clear and bright, buddha, dragon boat, mid-autumn, double ninth
const ROWS = `
2015 02-19 04-05 05-25 06-20 09-27 10-21
2016 02-08 04-04 05-14 06-09 09-15 10-09
2017 01-28 04-04 05-03 05-30 10-04 10-28
2018 02-16 04-05 05-22 06-18 09-24 10-17
2019 02-05 04-05 05-12 06-07 09-13 10-07
2020 01-25 04-04 04-30 06-25 10-01 10-25
2021 02-12 04-04 05-19 06-14 09-21 10-14
2022 02-01 04-05 05-08 06-03 09-10 10-04
2023 01-22 04-05 05-26 06-22 09-29 10-23
2024 02-10 04-04 05-15 06-10 09-17 10-11
2025 01-29 04-04 05-05 05-31 10-06 10-29
2026 02-17 04-05 05-24 06-19 09-25 10-18
2027 02-06 04-05 05-13 06-09 09-15 10-08
2028 01-26 04-04 05-02 05-28 10-03 10-26`;

export const LUNAR_YEARS: ReadonlyMap<number, LunarYear> = new Map(
  ROWS.trim()
    .split('\n')
    .map((row) => {
      const [year, ...days] = row.split(' ');
      const [newYear, clearBright, buddha, dragonBoat, midAutumn, doubleNinth] = days.map(
        (d) => `${year}-${d}`,
      );
      return [
        Number(year),
        {
          newYear: newYear!,
          clearBright: clearBright!,
          buddha: buddha!,
          dragonBoat: dragonBoat!,
          midAutumn: midAutumn!,
          doubleNinth: doubleNinth!,
        },
      ];
    }),
);
