import { join } from 'node:path';
import { applyAndRelink, type Relinked } from '../../jobs/relink.ts';
import { loadRules } from '../analogues/index.ts';
import { instant, systemClock } from '../context.ts';
import { openEmbedded, packageFolder } from '../db/index.ts';
import { DuibiaoError } from '../errors.ts';
import {
  applyLibrary,
  type CaseResult,
  checkLibrary,
  diffLibrary,
  distinctness,
  exportLibrary,
  PARTS,
  readLibrary,
  runCases,
} from '../library/index.ts';
import { type AddCommand, type Io, readNumber, withDatabase } from './io.ts';

/** The library that ships with the program, unless another folder is named. */
export function libraryFolder(given: string | undefined): string {
  return given ?? join(packageFolder(), 'library');
}

export const addLibrary: AddCommand = (program, io, exit) => {
  const library = program
    .command('library')
    .description('themes, traits, companies and rules as files, reviewed like code')
    .addHelpText(
      'after',
      '\nExample: duibiao library check\n         duibiao library test\n         duibiao library diff\n         duibiao library apply',
    );
  const folder = '--folder <dir>';
  const folderHelp = 'another library folder (default: the one that ships with the program)';

  library
    .command('check')
    .option(folder, folderHelp)
    .option('--stale', 'name each company whose newest source is more than three years old')
    .description('read every file and say what is wrong; exit 2 where something is')
    .action((options: { folder?: string; stale?: boolean }) => {
      const files = readLibrary(libraryFolder(options.folder));
      const findings = checkLibrary(files, instant(systemClock.now()).slice(0, 10));
      const old = findings.filter((f) => f.about === 'age');
      if (options.stale !== true && old.length > 0)
        io.say(
          `${old.length} companies rest on sources that are years old: \`library check --stale\` names them`,
        );
      for (const f of findings)
        if (options.stale === true || f.about !== 'age') io.say(`${f.level}: ${f.where}: ${f.what}`);
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
    .option(
      '--distinct',
      'also name the rules that could be taken out without changing a case of another rule; exit 1 where there is one',
    )
    .option('--json', 'a line a case on stdout')
    .description("run every rule's own cases in a throw-away database; exit 1 where one fails")
    .addHelpText(
      'after',
      '\nExample: duibiao library test --rule licence-model-to-models-customers-call\n         duibiao library test --distinct',
    )
    .action(async (options: { folder?: string; rule?: string; distinct?: boolean; json?: boolean }) => {
      const files = readLibrary(libraryFolder(options.folder));
      if (options.distinct === true && options.rule !== undefined)
        throw new DuibiaoError('BAD_ARGUMENT', {
          what: '--distinct with --rule',
          got: options.rule,
          allowed: 'one of them: whether a rule is distinct is asked of the cases of all others',
        });
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
      const distinct = options.distinct === true ? distinctness(files.rules, results) : [];
      if (options.distinct === true) {
        for (const d of distinct)
          if (d.turns.length === 0)
            io.say(`NOT DISTINCT ${d.rule}: without it, no case of another rule changes`);
          else if (options.json !== true)
            io.out(
              `${d.rule}: ${d.turns.length} cases of others turn, such as ${d.turns[0]!.of} "${d.turns[0]!.name}" (${d.turns[0]!.ticker}: ${d.turns[0]!.got} would be ${d.turns[0]!.without})\n`,
            );
        io.say(
          `${distinct.filter((d) => d.turns.length > 0).length} of ${distinct.length} rules are distinct`,
        );
      }
      exit(failed > 0 || distinct.some((d) => d.turns.length === 0) ? 1 : 0);
    });

  library
    .command('apply')
    .option(folder, folderHelp)
    .option(
      '--relink',
      'link the open events again: who follows them is told what changed; nothing is told of recorded ones',
    )
    .option('--dry-run', 'with --relink: say what would change, and change nothing')
    .option('--json', 'with --relink: a line an event whose lines change, on stdout')
    .description('load the files into the database, in one transaction')
    .addHelpText(
      'after',
      '\nExample: duibiao library apply\n         duibiao library apply --relink --dry-run\n         duibiao library apply --relink',
    )
    .action(async (options: { folder?: string; relink?: boolean; dryRun?: boolean; json?: boolean }) => {
      if (options.dryRun === true && options.relink !== true)
        throw new DuibiaoError('BAD_ARGUMENT', {
          what: '--dry-run',
          got: 'no --relink',
          allowed: '--relink --dry-run; what loading alone would change says `library diff`',
        });
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
        if (options.relink === true) {
          const done = await applyAndRelink(ctx, files, {
            dryRun: options.dryRun === true,
            progress: progressOf(io, 'events'),
            each: (e) => io.out(options.json ? `${JSON.stringify(e)}\n` : relinkedText(e)),
          });
          io.say(
            options.dryRun === true
              ? `nothing was changed; the lines of ${done.changed} of ${done.events} open events would be`
              : `${done.loaded ? 'loaded' : 'loaded already'}: the lines of ${done.changed} of ${done.events} open events changed`,
          );
          return;
        }
        const changed = await applyLibrary(ctx.db, files, instant(ctx.clock.now()));
        const rules = await loadRules(ctx.db);
        io.say(
          changed
            ? `loaded: ${rules.length} rules, ${files.companies.length} companies; open events keep their lines until they are linked again (--relink)`
            : 'nothing to do: this library is loaded already',
        );
      });
    });

  library
    .command('diff')
    .option(folder, folderHelp)
    .option('--days <n>', 'how many last days of events to link again (counted from the newest event)', '90')
    .option('--json', 'one object on stdout')
    .description(
      'what loading the files would change: entries, and lines of recent events; nothing is changed',
    )
    .addHelpText('after', '\nExample: duibiao library diff --folder ../my-library --days 30')
    .action(async (options: { folder?: string; days: string; json?: boolean }) => {
      const days = readNumber(options.days, '--days', 0, 36_500);
      const files = readLibrary(libraryFolder(options.folder));
      await withDatabase(io, async ({ ctx }) => {
        const diff = await diffLibrary(ctx.db, files, {
          days,
          now: instant(ctx.clock.now()),
          progress: progressOf(io, 'events'),
        });
        if (options.json) {
          io.out(`${JSON.stringify(diff)}\n`);
          return;
        }
        const entries = PARTS.reduce((sum, part) => sum + diff.parts[part].length, 0);
        if (diff.fresh) {
          io.say(
            `this database holds no library yet: all ${entries} entries are new; \`run --once\` loads the library and the recorded archive, \`library apply\` the library alone, and what you change after that stands here alone`,
          );
          return;
        }
        for (const part of PARTS)
          for (const c of diff.parts[part]) {
            io.out(`${{ added: '+', changed: '~', removed: '-' }[c.change]} ${part}: ${c.key}\n`);
            for (const what of c.what.slice(0, 12)) io.out(`      ${what}\n`);
            if (c.what.length > 12) io.out(`      and ${c.what.length - 12} more\n`);
          }
        const place = (p: { kind: string; rank: number; score: number } | null): string =>
          p === null ? 'not named' : `${p.kind} ${p.score} (rank ${p.rank})`;
        for (const e of diff.changed) {
          io.out(`${e.event}  ${e.headline}\n`);
          for (const l of e.lines) io.out(`      ${l.ticker}: ${place(l.before)} → ${place(l.after)}\n`);
        }
        io.say(
          diff.events === 0
            ? `${entries} entries differ; no event is stored whose lines could change`
            : `${entries} entries differ; the lines of ${diff.changed.length} of ${diff.events} events would change`,
        );
      });
    });

  library
    .command('export')
    .requiredOption('--out <dir>', 'a folder that is new or empty')
    .option(folder, 'the files that the library was loaded from (default: those that ship with the program)')
    .description('the tables back out as files: what was edited in SQL or in the console, ready for review')
    .addHelpText('after', '\nExample: duibiao library export --out edited && diff -ru library edited')
    .action(async (options: { out: string; folder?: string }) => {
      await withDatabase(io, async ({ ctx }) => {
        const counts = await exportLibrary(ctx.db, libraryFolder(options.folder), options.out);
        io.out(`${JSON.stringify({ out: options.out, ...counts })}\n`);
        io.say(
          `${counts.files} files in ${options.out}: ${counts.changed.length} entries changed, ${counts.added.length} added, ${counts.removed.length} removed`,
        );
      });
    });
};

/** Says how far it is, every two seconds. */
function progressOf(io: Io, what: string): (done: number, of: number) => void {
  let said = Date.now();
  return (done, of) => {
    if (Date.now() - said < 2000) return;
    said = Date.now();
    io.say(`${done} of ${of} ${what}`);
  };
}

function relinkedText(e: Relinked): string {
  const words = [
    ...e.added.map((t) => `+ ${t}`),
    ...e.changed.map((t) => `~ ${t}`),
    ...e.withdrawn.map((t) => `- ${t}`),
  ];
  return `${e.event}  ${e.headline}${e.origin === 'live' ? '' : ` (${e.origin})`}\n      ${words.join('  ')}\n`;
}
