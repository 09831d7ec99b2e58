import type { PlannedFunctions } from '../cloudformation/read-templates.ts';
import type { TerraformState } from './resource.ts';

/** Resource types that bring functions which only their own text tells of. */
const UNSEEN: ReadonlyMap<string, string> = new Map([
  ['aws_cloudformation_stack', 'its template is to be given by itself'],
  ['aws_cloudformation_stack_set', 'its template is to be given by itself'],
  ['aws_serverlessapplicationrepository_cloudformation_stack', 'its template is not in the plan'],
  ['awscc_lambda_function', 'resources of the provider awscc are not read'],
]);

/** The resources that may bring functions which cannot be judged from here. */
export function unseenIn(state: TerraformState): PlannedFunctions['unseen'] {
  return [...UNSEEN].flatMap(([type, why]) =>
    state.ofType(type).map(({ address, place }) => ({ address, place, why })),
  );
}
