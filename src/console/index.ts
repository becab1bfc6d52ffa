/** Pages and the JSON API over what the tables hold. */
export { createApp } from './app.ts';
export { type Draft, draftSchema, type Ingest } from './ingest.ts';
export type { ConsoleOptions } from './options.ts';
export { type Served, serve } from './serve.ts';
