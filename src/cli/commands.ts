import { addExtract, addFigures, addParseFeed } from './batch.ts';
import type { AddCommand } from './io.ts';
import { addLibrary } from './library.ts';
import { addCluster, addLink } from './link.ts';
import { addMarket } from './market.ts';

/** In the order in which `--help` lists them. */
export const COMMANDS: readonly AddCommand[] = [
  addExtract,
  addParseFeed,
  addFigures,
  addCluster,
  addLink,
  addLibrary,
  addMarket,
];
