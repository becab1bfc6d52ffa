import type { NumberUnit } from './numbers.ts';

/** One quantity of the text: a value, a range or a bound, with everything said about its size. */
export interface Quantity {
  low: number | null;
  high: number | null;
  point: number | null;
  unit: NumberUnit;
  currency: string | null;
  perShare: boolean;
  signed: boolean;
  times: boolean;
  /** "from A to B": a range, or a change from A to B; only the verb before it can tell. */
  fromTo: [number, number] | null;
  /** The two ends of a range in the order they were written. */
  pair: [number, number] | null;
  /** "plus or minus X" that stands alone; it belongs to a value elsewhere in the sentence. */
  margin: boolean;
  inWords: string | null;
  /** A range that was given before and of which the text names an end ("the low end of the prior range"). */
  earlier: boolean;
  /** Written without scale, unit or currency: a value only where a table or the metric says so. */
  bare: boolean;
  /** A scale word stood with it: what a table's head says about thousands does not touch it. */
  scaled: boolean;
  start: number;
  end: number;
}

export const EMPTY_QUANTITY: Quantity = {
  low: null,
  high: null,
  point: null,
  unit: 'percent',
  currency: null,
  perShare: false,
  signed: false,
  times: false,
  fromTo: null,
  pair: null,
  margin: false,
  inWords: null,
  earlier: false,
  bare: false,
  scaled: false,
  start: 0,
  end: 0,
};
