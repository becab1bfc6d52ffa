export { chunks } from './chunks.ts';
export type { Database } from './database.ts';
export { listen } from './listen.ts';
export { migrate } from './migrate.ts';
export { type Db, type OpenDatabase, openEmbedded, openServer, templateFile } from './open.ts';
export { packageFolder } from './place.ts';
export { openSqlPort, type SqlPort } from './sql-port.ts';
export { refreshStatistics } from './statistics.ts';
export { undone } from './undone.ts';
