#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';
import { runCommandLine } from './command-line.ts';

// Items live for a moment only: a smaller nursery collects them as fast, and leaves the memory to what is kept.
setFlagsFromString('--max-semi-space-size=8');

await runCommandLine(process.argv.slice(2));
