import { sql } from 'kysely';
import type { Db } from '../db/index.ts';
import { DuibiaoError } from '../errors.ts';
import { type AddCommand, withDatabase } from './io.ts';

export const addMigrate: AddCommand = (program, io) => {
  program
    .command('migrate')
    .option(
      '--analyst-role <name>',
      'also make (or mend) a role that reads the schema `analyst` and nothing else',
    )
    .description('bring the tables up to date; safe to run again, and on many machines at once')
    .addHelpText('after', '\nExample: DATABASE_URL=postgres://… duibiao migrate --analyst-role desk_reader')
    .action(async (options: { analystRole?: string }) => {
      const role = options.analystRole;
      // A name that needs no quoting cannot be anything but a name.
      if (role !== undefined && (!/^[a-z_][a-z0-9_]{0,62}$/.test(role) || /^pg_/.test(role)))
        throw new DuibiaoError('BAD_ARGUMENT', {
          what: '--analyst-role',
          got: role,
          allowed: 'lower-case letters, digits and _, not beginning with a digit or pg_',
        });
      await withDatabase(io, async ({ ctx, database }) => {
        const { rows } = await database.run(
          'SELECT file, applied_at FROM schema_migration ORDER BY version DESC LIMIT 1',
        );
        io.say(`${database.kind} at ${database.where}: up to date with ${String(rows[0]?.file)}`);
        if (role !== undefined) {
          await grantAnalyst(ctx.db, role);
          io.say(
            `${role} reads the views of the schema analyst and nothing else; give it a password with: ALTER ROLE ${role} PASSWORD '…'`,
          );
        }
      });
    });
};

/**
 * A role for analysts: it may log in and read the views of `analyst`, in read-only transactions, and nothing else. Views run with
 * their owner's rights, so the tables below stay shut. Safe to run again: after a migration it covers new views.
 */
export async function grantAnalyst(db: Db, role: string): Promise<void> {
  const name = sql.raw(`"${role}"`);
  await db.transaction().execute(async (trx) => {
    const { rows } = await sql`SELECT 1 FROM pg_roles WHERE rolname = ${role}`.execute(trx);
    if (rows.length === 0)
      await sql`CREATE ROLE ${name} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE`.execute(trx);
    await sql`GRANT USAGE ON SCHEMA analyst TO ${name}`.execute(trx);
    await sql`GRANT SELECT ON ALL TABLES IN SCHEMA analyst TO ${name}`.execute(trx);
    await sql`ALTER DEFAULT PRIVILEGES IN SCHEMA analyst GRANT SELECT ON TABLES TO ${name}`.execute(trx);
    await sql`ALTER ROLE ${name} SET default_transaction_read_only = on`.execute(trx);
    await sql`ALTER ROLE ${name} SET search_path = analyst`.execute(trx);
    await sql`ALTER ROLE ${name} SET statement_timeout = '60s'`.execute(trx);
  });
}
