import { addExtract, addFigures, addParseFeed } from './batch.ts';
import { addDigest } from './digest.ts';
import type { AddCommand } from './io.ts';
import { addLibrary } from './library.ts';
import { addCluster, addLink } from './link.ts';
import { addMarket } from './market.ts';
import { addDeliveryCommands, addEndpointCommands, addSubscriberCommands } from './out.ts';
import { addReplay, addRun, addServe, addWorker } from './run.ts';
import { addSource } from './source.ts';

/** In the order in which `--help` lists them. */
export const COMMANDS: readonly AddCommand[] = [
  addRun,
  addReplay,
  addDigest,
  addLink,
  addCluster,
  addExtract,
  addParseFeed,
  addFigures,
  addLibrary,
  addMarket,
  addSource,
  addEndpointCommands,
  addDeliveryCommands,
  addSubscriberCommands,
  addServe,
  addWorker,
];
