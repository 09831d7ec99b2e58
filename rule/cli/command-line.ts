import { Command, CommanderError } from '@commander-js/extra-typings';
import { addDeliveryCommand } from './delivery-command.ts';
import { addDiffCommand } from './diff-command.ts';
import { addEvaluateCommand } from './evaluate-command.ts';
import { addEvidenceCommand } from './evidence-command.ts';
import { addExplainCommand } from './explain-command.ts';
import { addFixCommand } from './fix-command.ts';
import { addForecastCommand } from './forecast-command.ts';
import { addHistoryCommand } from './history-command.ts';
import { InputError } from './input-error.ts';
import { RULE_NAME, VERSION } from './version.ts';
import { visible } from './visible-text.ts';

/** Runs one command; what went wrong is said on standard error, and told by the exit code of the process. */
export async function runCommandLine(args: readonly string[]): Promise<void> {
  const program = new Command(RULE_NAME)
    .description('Does every Lambda function trace actively, and can its execution role really deliver the traces?')
    .version(VERSION)
    .exitOverride()
    .configureOutput({ outputError: () => undefined });

  addEvaluateCommand(program);
  addExplainCommand(program);
  addFixCommand(program);
  addDiffCommand(program);
  addHistoryCommand(program);
  addEvidenceCommand(program);
  addDeliveryCommand(program);
  addForecastCommand(program);
  await program.parseAsync(args, { from: 'user' }).catch(fail);
}

/** One line on standard error for what the caller can mend; anything else is a defect and keeps its stack. */
function fail(error: unknown): void {
  if (error instanceof CommanderError && error.exitCode === 0) return;
  process.exitCode = 2;
  if (error instanceof CommanderError || error instanceof InputError) {
    const firstLine =
      error instanceof InputError
        ? error.message
        : error.message
            .replace(/^error: /, '')
            .split('\n', 1)
            .join();
    process.stderr.write(`${RULE_NAME}: ${visible(firstLine)}\n`);
  } else {
    process.stderr.write(`${RULE_NAME}: unexpected: ${error instanceof Error ? error.stack : error}\n`);
  }
}
