import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { BASIC_POLICY, DAEMON_POLICY, functionItem, roleArn, roleItem } from '../test/cli/items.ts';

/** What a function's configuration holds beside the few members that decide. */
const ORDINARY = {
  architectures: ['arm64'],
  ephemeralStorage: { size: 512 },
  handler: 'index.handler',
  description: 'Takes an order from the queue and confirms it.',
  codeSize: 48_213,
  version: '$LATEST',
  packageType: 'Zip',
  timeout: 30,
  codeSha256: 'kRCRFYkLXQyJ5tCmq0XvV6w9vU0Qe5c0oJ1rQ2d3f4g=',
  memorySize: 512,
  fileSystemConfigs: [],
  lastUpdateStatus: 'Successful',
  loggingConfig: { logFormat: 'JSON', applicationLogLevel: 'INFO', logGroup: '/aws/lambda/orders' },
  snapStart: { applyOn: 'None', optimizationStatus: 'Off' },
  lastModified: '2026-04-10T12:36:27.981+0000',
};

/** Writes a snapshot as AWS Config would deliver it: one role for every twenty functions, a quarter of them untraced. */
export async function writeSnapshot(path: string, functions: number): Promise<void> {
  const file = createWriteStream(path);
  const write = async (text: string) => {
    if (!file.write(text)) await once(file, 'drain');
  };
  const roles = Math.ceil(functions / 20);
  await write('{"fileVersion":"1.0","configSnapshotId":"5f2c1b0e-3d4a-4c5b-9e6f-7a8b9c0d1e2f","configurationItems":[');
  for (let i = 0; i < roles; i++) {
    const attached = i % 3 === 0 ? BASIC_POLICY : DAEMON_POLICY;
    const role = roleItem(`role-${i}`, { attachedManagedPolicies: [{ policyName: 'attached', policyArn: attached }] });
    await write(`${i === 0 ? '' : ','}${JSON.stringify(role)}`);
  }
  for (let i = 0; i < functions; i++) {
    const fn = functionItem(`function-number-${i}`, {
      ...ORDINARY,
      revisionId: `0b9e1f52-6d1c-4c0e-8d2a-${String(i).padStart(12, '0')}`,
      role: roleArn(`role-${i % roles}`),
      tracingConfig: { mode: i % 4 === 0 ? 'PassThrough' : 'Active' },
    });
    await write(`,${JSON.stringify({ ...fn, tags: { team: 'orders', 'cost-center': String(i % 97) } })}`);
  }
  file.end(']}');
  await finished(file);
}
