#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';
import { Command, CommanderError } from '@commander-js/extra-typings';
import { addDiffCommand } from './diff-command.ts';
import { addEvaluateCommand } from './evaluate-command.ts';
import { addEvidenceCommand } from './evidence-command.ts';
import { addExplainCommand } from './explain-command.ts';
import { addFixCommand } from './fix-command.ts';
import { addHistoryCommand } from './history-command.ts';
import { InputError } from './input-error.ts';
import { RULE_NAME, VERSION } from './version.ts';
import { visible } from './visible-text.ts';

// Items live for a moment only: a smaller nursery collects them as fast, and leaves the memory to what is kept.
setFlagsFromString('--max-semi-space-size=8');

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

await program.parseAsync().catch(fail);
