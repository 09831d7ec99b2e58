#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';
import { runCommandLine } from './command-line.ts';

// Items live for a moment only: a smaller nursery collects them as fast, and leaves the memory to what is kept.
setFlagsFromString('--max-semi-space-size=8');
// By default what is kept may double before it is looked through again: the memory of a large input would be half garbage.
setFlagsFromString('--heap-growing-percent=50');

await runCommandLine(process.argv.slice(2));
