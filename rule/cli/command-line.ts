import { Command, CommanderError } from '@commander-js/extra-typings';
import { addCompletionCommand } from './completion-command.ts';
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
    .version(VERSION, '-v, --version')
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
  addCompletionCommand(program);
  await program.parseAsync(args, { from: 'user' }).catch(fail);
}

/** One line on standard error for what the caller can mend; anything else is a defect and keeps its stack. */
function fail(error: unknown): void {
  if (error instanceof CommanderError && error.exitCode === 0) return;
  process.exitCode = 2;
  if (error instanceof CommanderError || error instanceof InputError) {
    const line = error instanceof InputError ? error.message : usageProblem(error);
    process.stderr.write(`${RULE_NAME}: ${visible(line)}\n`);
  } else {
    process.stderr.write(`${RULE_NAME}: unexpected: ${error instanceof Error ? error.stack : error}\n`);
  }
}

/** One line of commander's two: what is wrong, and what may have been meant. */
function usageProblem({ message }: CommanderError): string {
  return message
    .replace(/^error: /, '')
    .split('\n')
    .slice(0, 2)
    .join(' ');
}
