/** What an exchange's file says of a day; local wall-clock times `HH:MM`. */
export interface DayHours {
  readonly open: string;
  readonly close: string;
  readonly breakStart?: string;
  readonly breakEnd?: string;
}

export interface ExchangeRules {
  /** Minutes that the exchange's clock is ahead of UTC on a day (a day number of day.ts). */
  readonly offsetMinutes: (day: number) => number;
  /** The last year whose holidays its government or the exchange has published; later years are computed, provisional. */
  readonly announcedThrough: number;
  /** The hours of a weekday of that year, or null when it is shut. Saturdays and Sundays are never asked for. */
  readonly year: (year: number) => (day: number) => DayHours | null;
  /** The hours of a weekday of that year if it is no holiday: what an announced year is laid on instead of the estimate. */
  readonly ordinary: (year: number) => (day: number) => DayHours | null;
}
