import { grantAnalyst } from '../deliver/index.ts';
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
