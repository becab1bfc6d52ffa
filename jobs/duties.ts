import { age } from './age.ts';
import { analyse } from './analyse.ts';
import { bars } from './bars.ts';
import { calendar } from './calendar.ts';
import { deliver } from './deliver.ts';
import { digest } from './digest.ts';
import type { Duty } from './duty.ts';
import { health } from './health.ts';
import { pages } from './pages.ts';
import { poll } from './poll.ts';
import { scoreboard } from './scoreboard.ts';
import { themes } from './themes.ts';

/** Every duty, in the order in which one round by hand does them. */
export const DUTIES: readonly Duty[] = [
  poll,
  pages,
  bars,
  analyse,
  age,
  digest,
  deliver,
  health,
  calendar,
  scoreboard,
  themes,
];
