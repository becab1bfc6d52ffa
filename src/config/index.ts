export { type Config, readConfig, redacted } from './config.ts';
