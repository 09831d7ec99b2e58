import { expect, it } from 'vitest';
import { problemsOfCall } from './sdk-model.ts';

it.each([
  ['an operation that does not exist', 'lambda', 'UpdateFunctionTracing', {}, [], 'lambda:UpdateFunctionTracing'],
  ['a misspelt parameter', 'iam', 'AttachRolePolicy', { RoleArn: 'x' }, [], 'AttachRolePolicy.RoleArn'],
  [
    'a misspelt parameter inside another',
    'lambda',
    'UpdateFunctionConfiguration',
    { TracingConfig: { mode: 'Active' } },
    [],
    'UpdateFunctionConfiguration.TracingConfig.mode',
  ],
  [
    'a misspelt parameter inside a list',
    'iam',
    'SimulatePrincipalPolicy',
    { ContextEntries: [{ Key: 'x' }] },
    [],
    'SimulatePrincipalPolicy.ContextEntries.Key',
  ],
  ['a selector of nothing', 'lambda', 'GetFunctionConfiguration', {}, ['$.Tracing.Mode'], 'Tracing.Mode'],
  [
    'a selector of nothing inside a list',
    'iam',
    'SimulatePrincipalPolicy',
    {},
    ['$.EvaluationResults[0].Decision'],
    'EvaluationResults.Decision',
  ],
  ['a filter the written list lacks', 'ssm', 'DescribeAutomationStepExecutions', { Filter: [] }, [], 'Filter'],
])('finds %s', (_, Service, Api, request, selectors, problem) => {
  const problems = problemsOfCall({ Service, Api, ...request }, selectors);

  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(problem);
});
