/** Pages and the JSON API over what the tables hold. */
export { type ConsoleOptions, createApp } from './app.ts';
export { type Draft, draftSchema, type Ingest } from './ingest.ts';
export { type Served, serve } from './serve.ts';
