import { expect, it } from 'vitest';
import { decide } from '../../rule/core/decide.ts';
import { assessRole } from '../../rule/core/iam/assess-role.ts';
import { DEFAULT_PARAMETERS } from '../../rule/core/parameters.ts';
import { parseConfigurationItem } from '../../rule/recorded/configuration-item.ts';
import { knownRole } from '../../rule/recorded/iam-role.ts';
import { functionFacts } from '../../rule/recorded/lambda-function.ts';
import { Deployment, deployedRole } from './cloudformation.ts';
import { synthesized } from './synthesized.ts';

const NOW = new Date('2026-11-20T12:00:00Z');
const ROLE_ARN = 'arn:aws-us-gov:iam::111122223333:role/EvaluatorRole';

/** The deployed function, as AWS Config would record it. */
function recordedEvaluator(deployment: Deployment) {
  const { TracingConfig } = deployment.resource('Evaluator') as { TracingConfig?: { Mode: string } };
  return functionFacts(
    parseConfigurationItem({
      resourceType: 'AWS::Lambda::Function',
      resourceId: 'lambda-active-tracing',
      awsAccountId: '111122223333',
      awsRegion: 'us-gov-west-1',
      configurationItemStatus: 'OK',
      configuration: { role: ROLE_ARN, tracingConfig: { mode: TracingConfig?.Mode } },
    }),
    DEFAULT_PARAMETERS.exemptionTagKey,
  );
}

it('the evaluator and its role pass their own rule: COMPLIANT', () => {
  const deployment = new Deployment(synthesized().member);
  const { Policies } = deployedRole(deployment, 'EvaluatorRole');
  const role = knownRole(
    {
      kind: 'readable',
      arn: ROLE_ARN,
      tags: new Map(),
      inline: Policies.map(({ PolicyName: name, PolicyDocument: document }) => ({ name, document })),
      attachedArns: [],
      boundaryArn: undefined,
    },
    (arn) => {
      throw new Error(`the role has no managed policy, least of all ${arn}`);
    },
    { kind: 'not-evaluated' },
  );
  const verdict = decide(
    recordedEvaluator(deployment),
    (fn) => assessRole(role, fn, DEFAULT_PARAMETERS, NOW),
    DEFAULT_PARAMETERS,
    NOW,
  );
  expect(verdict).toMatchObject({ compliance: 'COMPLIANT', reasons: ['compliant'] });
});
