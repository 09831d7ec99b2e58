/**
 * Runs every measurement and exits with 1 when a budget is missed. `--json` prints the rows as JSON. Each file can be run alone:
 * `tsx bench/sweep.ts`.
 */
import { benchAggregator } from './aggregator.ts';
import { report } from './budget.ts';
import { benchEvaluate } from './evaluate.ts';
import { benchFlips } from './flips.ts';
import { benchHistory } from './history.ts';
import { benchMixed } from './mixed.ts';
import { benchPages } from './page.ts';
import { benchPlanned } from './planned.ts';
import { benchRoleEvaluations } from './role-evaluations.ts';
import { benchSweep } from './sweep.ts';
import { benchTemplates } from './templates.ts';

report([
  ...benchRoleEvaluations(),
  ...(await benchTemplates()),
  ...(await benchEvaluate()),
  ...(await benchMixed()),
  ...(await benchHistory()),
  ...(await benchFlips()),
  ...(await benchPages()),
  ...(await benchPlanned()),
  ...(await benchSweep()),
  ...(await benchAggregator()),
]);
