/**
 * What a sweep is compared with, each in a process of its own: `chain` lists the functions and does nothing else, `naive`
 * reads the role of every function anew and reports it by itself, as the sample rules do. Prints the milliseconds it took.
 */
import { ConfigServiceClient, PutEvaluationsCommand } from '@aws-sdk/client-config-service';
import {
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
} from '@aws-sdk/client-iam';
import { LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';

const [kind, limit] = process.argv.slice(2);
const lambda = new LambdaClient();
const iam = new IAMClient();
const config = new ConfigServiceClient();

async function chain(): Promise<void> {
  for await (const _page of paginateListFunctions({ client: lambda, pageSize: 50 }, {}));
}

async function naive(functions: number): Promise<void> {
  let done = 0;
  for await (const { Functions: page = [] } of paginateListFunctions({ client: lambda, pageSize: 50 }, {})) {
    for (const fn of page) {
      if (done++ === functions) return;
      const RoleName = fn.Role?.split('/').at(-1);
      await iam.send(new GetRoleCommand({ RoleName }));
      await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
      const { PolicyNames: names = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
      for (const PolicyName of names) await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
      await config.send(
        new PutEvaluationsCommand({
          ResultToken: 'bench',
          Evaluations: [
            {
              ComplianceResourceType: 'AWS::Lambda::Function',
              ComplianceResourceId: fn.FunctionName,
              ComplianceType: 'COMPLIANT',
              OrderingTimestamp: new Date(),
            },
          ],
        }),
      );
    }
  }
}

const start = performance.now();
await (kind === 'chain' ? chain() : naive(Number(limit)));
console.log(performance.now() - start);
