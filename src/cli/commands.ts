import { addArticle } from './article.ts';
import { addBacktest } from './backtest.ts';
import { addBars } from './bars.ts';
import { addExtract, addFigures, addParseFeed } from './batch.ts';
import { addDigest } from './digest.ts';
import { addDoctor } from './doctor.ts';
import { addEarnings } from './earnings.ts';
import { addEventCorrect } from './event-correct.ts';
import { addEvents } from './events.ts';
import { addAnalogues, addExplain } from './explain.ts';
import { addExport } from './export.ts';
import { addFeedback } from './feedback.ts';
import { addFx } from './fx.ts';
import type { AddCommand } from './io.ts';
import { addLibrary } from './library.ts';
import { addCluster, addLink } from './link.ts';
import { addMarket } from './market.ts';
import { addMigrate } from './migrate.ts';
import { addDeliveryCommands, addEndpointCommands, addSubscriberCommands } from './out.ts';
import { addPropose } from './propose.ts';
import { addReplay, addRun, addServe, addWorker } from './run.ts';
import { addScoreboard } from './scoreboard.ts';
import { addSource } from './source.ts';
import { addThemes } from './themes.ts';

/** In the order in which `--help` lists them. */
export const COMMANDS: readonly AddCommand[] = [
  addRun,
  addReplay,
  addDigest,
  addEvents,
  addEventCorrect,
  addThemes,
  addArticle,
  addAnalogues,
  addExplain,
  addFeedback,
  addLink,
  addCluster,
  addExtract,
  addParseFeed,
  addFigures,
  addLibrary,
  addPropose,
  addMarket,
  addEarnings,
  addExport,
  addBars,
  addFx,
  addBacktest,
  addScoreboard,
  addSource,
  addEndpointCommands,
  addDeliveryCommands,
  addSubscriberCommands,
  addServe,
  addWorker,
  addMigrate,
  addDoctor,
];
