import type { PGlite } from '@electric-sql/pglite';
import {
  CompiledQuery,
  type DatabaseConnection,
  type DatabaseIntrospector,
  type Dialect,
  type Driver,
  type Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely';

/**
 * PGlite is one session: whoever holds it holds the database. A transaction must therefore own it from BEGIN to
 * COMMIT, or another caller's statement would run inside it. `Turn` hands the session round, first come first served.
 */
export class Turn {
  #tail: Promise<void> = Promise.resolve();
  /** Resolves when it is the caller's turn, with the function that passes it on. */
  take(): Promise<() => void> {
    let release!: () => void;
    const mine = new Promise<void>((resolve) => {
      release = resolve;
    });
    const before = this.#tail;
    this.#tail = before.then(() => mine);
    return before.then(() => release);
  }
}

class PGliteConnection implements DatabaseConnection {
  release: () => void = () => {};
  readonly #pglite: PGlite;
  constructor(pglite: PGlite) {
    this.#pglite = pglite;
  }
  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const result = await this.#pglite.query<R>(query.sql, [...query.parameters]);
    return { rows: result.rows, numAffectedRows: BigInt(result.affectedRows ?? 0) };
  }
  // biome-ignore lint/correctness/useYield: PGlite has no cursors; the interface wants a generator.
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('PGlite does not stream');
  }
}

class PGliteDriver implements Driver {
  readonly #pglite: PGlite;
  readonly #turn: Turn;
  constructor(pglite: PGlite, turn: Turn) {
    this.#pglite = pglite;
    this.#turn = turn;
  }
  async init(): Promise<void> {}
  async acquireConnection(): Promise<PGliteConnection> {
    const release = await this.#turn.take();
    const connection = new PGliteConnection(this.#pglite);
    connection.release = release;
    return connection;
  }
  async beginTransaction(connection: PGliteConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('BEGIN'));
  }
  async commitTransaction(connection: PGliteConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('COMMIT'));
  }
  async rollbackTransaction(connection: PGliteConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('ROLLBACK'));
  }
  async releaseConnection(connection: PGliteConnection): Promise<void> {
    connection.release();
  }
  async destroy(): Promise<void> {}
}

/** Kysely on PGlite, sharing `turn` with whoever else speaks to the session (the queue). */
export class PGliteDialect implements Dialect {
  readonly #pglite: PGlite;
  readonly #turn: Turn;
  constructor(pglite: PGlite, turn: Turn) {
    this.#pglite = pglite;
    this.#turn = turn;
  }
  createDriver(): Driver {
    return new PGliteDriver(this.#pglite, this.#turn);
  }
  createQueryCompiler(): PostgresQueryCompiler {
    return new PostgresQueryCompiler();
  }
  createAdapter(): PostgresAdapter {
    return new PostgresAdapter();
  }
  createIntrospector(db: Kysely<unknown>): DatabaseIntrospector {
    return new PostgresIntrospector(db);
  }
}
