/** Measures how long the templates take to be synthesized, and their size. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { atMost, type Budget, report } from './budget.ts';
import { runNode } from './run-node.ts';

/** What a StackSet takes inline (CloudFormation user guide, "CloudFormation quotas"). */
const INLINE_LIMIT = 51_200;

export async function benchTemplates(): Promise<readonly Budget[]> {
  await runNode(['--import', 'tsx', 'scripts/build.ts']);
  const { seconds } = await runNode(['--import', 'tsx', 'scripts/synth.ts']);
  const size = async (name: string) => (await stat(`dist/templates/${name}.template.json`)).size;
  return [
    atMost(5, 's', 'synth', seconds),
    atMost(INLINE_LIMIT, 'B', 'member template', await size('member')),
    atMost(INLINE_LIMIT, 'B', 'organization template', await size('organization')),
  ];
}

process.chdir(resolve(import.meta.dirname, '..'));

if (process.argv[1] === import.meta.filename) report(await benchTemplates());
