/**
 * What a round trip costs by law and custom, as fractions of the value traded: stamp duty, exchange and regulator levies,
 * and a broker's commission of 0.025% a side. Sources in docs/MARKET.md. Spread and impact are the study's `slippage`.
 */
import type { Exchange } from '../market/index.ts';

interface Rate {
  readonly from: string;
  readonly buy: number;
  readonly sell: number;
}

const COMMISSION = 0.00025;

// Newest first. Hong Kong: stamp duty on both sides; levies of about 0.0085% a side. Mainland: stamp duty on the sale.
const HONG_KONG: readonly Rate[] = [
  { from: '2023-11-17', buy: 0.001 + 0.000085, sell: 0.001 + 0.000085 },
  { from: '2021-08-01', buy: 0.0013 + 0.000085, sell: 0.0013 + 0.000085 },
  { from: '2000-01-01', buy: 0.001 + 0.000085, sell: 0.001 + 0.000085 },
];
const MAINLAND: readonly Rate[] = [
  { from: '2023-08-28', buy: 0.000064, sell: 0.0005 + 0.000064 },
  { from: '2000-01-01', buy: 0.000089, sell: 0.001 + 0.000089 },
];
const NEW_YORK: readonly Rate[] = [{ from: '2000-01-01', buy: 0, sell: 0.00003 }];

const RATES: Readonly<Record<Exchange, readonly Rate[]>> = {
  XHKG: HONG_KONG,
  XSHG: MAINLAND,
  XSHE: MAINLAND,
  BJSE: MAINLAND,
  XNYS: NEW_YORK,
  XNAS: NEW_YORK,
};

/** Buying on one day and selling on another, both sides' slippage included. */
export function roundTripCost(
  exchange: Exchange,
  boughtOn: string,
  soldOn: string,
  slippage: number,
): number {
  const rate = (date: string): Rate => RATES[exchange].find((r) => r.from <= date) ?? RATES[exchange].at(-1)!;
  return rate(boughtOn).buy + rate(soldOn).sell + 2 * (COMMISSION + slippage);
}
