import type { Deployment, PlannedFunctions, TemplateInput } from '../../cloudformation/read-templates.ts';
import { PlannedInputError } from '../../planned-input-error.ts';
import { functionsIn } from '../functions.ts';
import { unseenIn } from '../unseen-resources.ts';
import { parsePlan } from './plan-document.ts';
import { PlanState } from './plan-state.ts';
import { recognizePlan } from './recognize-plan.ts';

/**
 * Reads the functions of a plan, as `terraform show -json` prints it.
 *
 * @throws PlannedInputError for what is no such plan, one that ended with errors, or one of an unknown format.
 */
export function readPlan({ file, text }: TemplateInput, deployment: Deployment): PlannedFunctions {
  if (recognizePlan(text) === 'binary plan') {
    throw new PlannedInputError(
      file,
      undefined,
      'this is the binary plan: run "terraform show -json" on it, and give what that prints',
    );
  }
  const state = new PlanState(parsePlan(file, text), file);
  return {
    functions: functionsIn(state, deployment),
    unseen: unseenIn(state),
    nestedFiles: new Set(),
  };
}
