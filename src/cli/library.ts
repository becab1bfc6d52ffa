import { join } from 'node:path';
import { loadRules } from '../analogues/index.ts';
import { instant, systemClock } from '../context.ts';
import { openEmbedded, packageFolder } from '../db/index.ts';
import { DuibiaoError } from '../errors.ts';
import { applyLibrary, type CaseResult, checkLibrary, readLibrary, runCases } from '../library/index.ts';
import { type AddCommand, withDatabase } from './io.ts';

/** The library that ships with the program, unless another folder is named. */
export function libraryFolder(given: string | undefined): string {
  return given ?? join(packageFolder(), 'library');
}

export const addLibrary: AddCommand = (program, io, exit) => {
  const library = program
    .command('library')
    .description('themes, traits, companies and rules as files, reviewed like code');
  const folder = '--folder <dir>';
  const folderHelp = 'another library folder (default: the one that ships with the program)';

  library
    .command('check')
    .option(folder, folderHelp)
    .description('read every file and say what is wrong; exit 2 where something is')
    .action((options: { folder?: string }) => {
      const files = readLibrary(libraryFolder(options.folder));
      const findings = checkLibrary(files, instant(systemClock.now()).slice(0, 10));
      for (const f of findings) io.say(`${f.level}: ${f.where}: ${f.what}`);
      const errors = findings.filter((f) => f.level === 'error').length;
      io.say(
        `${files.traits.length} traits, ${files.themes.length} themes, ${files.entities.length} entities, ${files.companies.length} companies, ${files.rules.length} rules; ${errors} errors, ${findings.length - errors} warnings`,
      );
      exit(errors > 0 ? 2 : 0);
    });

  library
    .command('test')
    .option(folder, folderHelp)
    .option('--rule <id>', 'only the cases of this rule')
    .option('--json', 'a line a case on stdout')
    .description("run every rule's own cases in a throw-away database; exit 1 where one fails")
    .addHelpText('after', '\nExample: duibiao library test --rule licence-model-to-models-customers-call')
    .action(async (options: { folder?: string; rule?: string; json?: boolean }) => {
      const files = readLibrary(libraryFolder(options.folder));
      const rules =
        options.rule === undefined ? files.rules : files.rules.filter((r) => r.id === options.rule);
      if (rules.length === 0) throw new DuibiaoError('UNKNOWN_ID', { kind: 'rule', got: options.rule });
      const database = await openEmbedded(null);
      let results: CaseResult[];
      try {
        await applyLibrary(database.db, files, '2000-01-01T00:00:00Z');
        results = await runCases(database.db, files, rules, (done, of) => {
          if (done % 25 === 0) io.say(`${done} of ${of} cases`);
        });
      } finally {
        await database.close();
      }
      for (const r of results) {
        if (options.json) io.out(`${JSON.stringify(r)}\n`);
        else if (!r.passed)
          io.say(`FAILED ${r.rule}: ${r.name}: ${r.ticker} is ${r.got}, expected ${r.expect} (${r.note})`);
      }
      const failed = results.filter((r) => !r.passed).length;
      io.say(`${results.length - failed} of ${results.length} cases hold`);
      exit(failed > 0 ? 1 : 0);
    });

  library
    .command('apply')
    .option(folder, folderHelp)
    .description('load the files into the database, in one transaction')
    .action(async (options: { folder?: string }) => {
      const files = readLibrary(libraryFolder(options.folder));
      const errors = checkLibrary(files, instant(systemClock.now()).slice(0, 10)).filter(
        (f) => f.level === 'error',
      );
      if (errors.length > 0)
        throw new DuibiaoError('LIBRARY_INVALID', {
          where: errors[0]!.where,
          what: errors[0]!.what,
          allowed: 'a library that passes `library check`',
        });
      await withDatabase(io, async ({ ctx }) => {
        const changed = await applyLibrary(ctx.db, files, instant(ctx.clock.now()));
        const rules = await loadRules(ctx.db);
        io.say(
          changed
            ? `loaded: ${rules.length} rules, ${files.companies.length} companies`
            : 'nothing to do: this library is loaded already',
        );
      });
    });
};
