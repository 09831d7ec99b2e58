/** Runs every measurement and exits with 1 when a budget is missed. The sweep can be run alone: `tsx bench/sweep.ts`. */
import { benchAggregator } from './aggregator.ts';
import { report } from './budget.ts';
import { benchEvaluate } from './evaluate.ts';
import { benchHistory } from './history.ts';
import { benchPages } from './page.ts';
import { benchRoleEvaluations } from './role-evaluations.ts';
import { benchSweep } from './sweep.ts';

report([
  ...benchRoleEvaluations(),
  ...(await benchEvaluate()),
  ...(await benchHistory()),
  ...(await benchPages()),
  ...(await benchSweep()),
  ...(await benchAggregator()),
]);
