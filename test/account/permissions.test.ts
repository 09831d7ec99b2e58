import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AGGREGATOR_CALLS, CONTROL_POLICY_CALLS } from '../../rule/account/aggregated/permissions.ts';
import { EVALUATOR_CALLS, INVENTORY_CALLS } from '../../rule/account/permissions.ts';
import { DELIVERY_CALLS, FORECAST_CALLS } from '../../rule/account/telemetry/permissions.ts';

const SERVICES: Readonly<Record<string, string>> = {
  '@aws-sdk/client-lambda': 'lambda',
  '@aws-sdk/client-iam': 'iam',
  '@aws-sdk/client-config-service': 'config',
  '@aws-sdk/client-organizations': 'organizations',
  '@aws-sdk/client-resource-groups-tagging-api': 'tag',
  '@aws-sdk/client-cloudwatch': 'cloudwatch',
  '@aws-sdk/client-xray': 'xray',
};

/** The IAM actions of every SDK command and paginator a source file imports. */
function actionsIn(source: string): readonly string[] {
  return [...source.matchAll(/import \{([^}]*)\} from '(@aws-sdk\/client-[^']*)'/g)].flatMap(
    ([, names = '', client = '']) =>
      names.split(',').flatMap((name) => {
        const operation = /^(?:paginate(\w+)|(\w+)Command)$/.exec(name.trim());
        return operation ? [`${SERVICES[client]}:${operation[1] ?? operation[2]}`] : [];
      }),
  );
}

function actionsOf(...folders: readonly string[]): readonly string[] {
  const sources = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(`${folder}/${file}`, 'utf8')),
  );
  return [...new Set(sources.flatMap(actionsIn))].sort();
}

const names = (purposes: object) => Object.keys(purposes).sort();

describe('the permissions are those of the calls made', () => {
  it('the evaluator calls every operation it may call, and no other', () => {
    expect(actionsOf('rule/lambda', 'rule/account')).toEqual(names(EVALUATOR_CALLS));
  });

  it('the inventory calls every operation --live may call, and no other', () => {
    expect(actionsOf('rule/account')).toEqual(names(INVENTORY_CALLS));
  });

  it('the reader of an organization calls every operation it may call, and no other', () => {
    const purposes = { ...AGGREGATOR_CALLS, ...CONTROL_POLICY_CALLS };
    expect(actionsOf('rule/account/aggregated')).toEqual(names(purposes));
  });

  it('delivery calls the inventory and what is in its room, and forecast what it needs of that', () => {
    expect(actionsOf('rule/account', 'rule/account/telemetry')).toEqual(names(DELIVERY_CALLS));
    const unneeded = ['xray:GetIndexingRules', 'xray:GetServiceGraph'];
    expect(names(FORECAST_CALLS)).toEqual(names(DELIVERY_CALLS).filter((action) => !unneeded.includes(action)));
  });

  it('neither may change anything', () => {
    for (const action of names(DELIVERY_CALLS)) expect(action).toMatch(/:(Get|List|Simulate)/);
  });

  it('an operation outside the list is noticed', () => {
    const source = "import { DeleteRoleCommand, type IAMClient, paginateListUsers } from '@aws-sdk/client-iam';";
    expect(actionsIn(source)).toEqual(['iam:DeleteRole', 'iam:ListUsers']);
  });

  it('every permission says what it is for', () => {
    for (const [action, purpose] of Object.entries({
      ...EVALUATOR_CALLS,
      ...DELIVERY_CALLS,
      ...AGGREGATOR_CALLS,
      ...CONTROL_POLICY_CALLS,
    }))
      expect(purpose, action).toMatch(/^[a-z].{10,}[a-z]$/);
  });
});
