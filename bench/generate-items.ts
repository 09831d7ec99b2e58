import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import { BASIC_POLICY, DAEMON_POLICY, functionItem, type Item, roleArn, roleItem } from '../test/cli/items.ts';

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

function ordinaryRole(i: number, policyArn: string): Item {
  return roleItem(`role-${i}`, { attachedManagedPolicies: [{ policyName: 'attached', policyArn }] });
}

/** A function as AWS Config records it, with all the members that do not decide; a quarter of them is untraced. */
function ordinaryFunction(i: number, role: string): Item {
  const fn = functionItem(`function-number-${i}`, {
    ...ORDINARY,
    revisionId: `0b9e1f52-6d1c-4c0e-8d2a-${String(i).padStart(12, '0')}`,
    role: roleArn(role),
    tracingConfig: { mode: i % 4 === 0 ? 'PassThrough' : 'Active' },
  });
  return { ...fn, tags: { team: 'orders', 'cost-center': String(i % 97) } };
}

/** Writes a snapshot as AWS Config would deliver it: one role for every twenty functions, a quarter of them untraced. */
export async function writeSnapshot(path: string, functions: number): Promise<void> {
  const file = createWriteStream(path);
  const write = async (text: string) => {
    if (!file.write(text)) await once(file, 'drain');
  };
  const roles = Math.ceil(functions / 20);
  await write('{"fileVersion":"1.0","configSnapshotId":"5f2c1b0e-3d4a-4c5b-9e6f-7a8b9c0d1e2f","configurationItems":[');
  for (let i = 0; i < roles; i++) {
    const role = ordinaryRole(i, i % 3 === 0 ? BASIC_POLICY : DAEMON_POLICY);
    await write(`${i === 0 ? '' : ','}${JSON.stringify(role)}`);
  }
  for (let i = 0; i < functions; i++) {
    await write(`,${JSON.stringify(ordinaryFunction(i, `role-${i % roles}`))}`);
  }
  file.end(']}');
  await finished(file);
}

/** What most of a snapshot is: resources no verdict hangs on, here a network interface. */
function otherItem(i: number): Item {
  const addresses = Array.from({ length: 12 }, (_, k) => ({
    subnetId: `subnet-${i}-${k}`,
    tags: { Name: `n-${i}-${k}` },
  }));
  return {
    ...functionItem(`eni-${i}`, { ...ORDINARY, privateIpAddresses: addresses }),
    resourceType: 'AWS::EC2::NetworkInterface',
  };
}

/** A snapshot of an account as it is: 3 % of the items are functions, with one role for every twenty. */
export async function writeMixedSnapshot(path: string, items: number): Promise<void> {
  const file = createWriteStream(path);
  file.write('{"fileVersion":"1.0","configSnapshotId":"5f2c1b0e-3d4a-4c5b-9e6f-7a8b9c0d1e2f","configurationItems":[');
  file.write(JSON.stringify(ordinaryRole(0, DAEMON_POLICY)));
  for (let i = 0; i < items; i++) {
    const isRole = i % 660 === 1;
    const item = i % 33 === 0 ? ordinaryFunction(i, 'role-0') : isRole ? ordinaryRole(i, BASIC_POLICY) : otherItem(i);
    if (!file.write(`,${JSON.stringify(item)}`)) await once(file, 'drain');
  }
  file.end(']}');
  await finished(file);
}

/** Gzip files as a delivery bucket has them: many, and small. */
export async function writeBucket(directory: string, files: number, itemsOfAFile: number): Promise<void> {
  await mkdir(directory);
  for (let file = 0; file < files; file++) {
    const configurationItems = Array.from({ length: itemsOfAFile }, (_, at) => {
      const i = file * itemsOfAFile + at;
      return i % 33 === 0 ? ordinaryFunction(i, 'role-0') : otherItem(i);
    });
    const text = JSON.stringify({ fileVersion: '1.0', configSnapshotId: null, configurationItems });
    await writeFile(join(directory, `${String(file).padStart(6, '0')}.json.gz`), gzipSync(text));
  }
}

/** One role that changes every two hours, and the functions that have it. */
export async function writeFlips(path: string, changes: number, functions: number, from: number): Promise<void> {
  const at = (capturedAt: number, item: Item): Item => ({
    ...item,
    configurationItemCaptureTime: new Date(capturedAt).toISOString(),
    configurationStateId: capturedAt,
  });
  const configurationItems = [
    ...Array.from({ length: changes }, (_, i) =>
      at(from + i * 2 * HOUR, ordinaryRole(0, i % 2 === 0 ? BASIC_POLICY : DAEMON_POLICY)),
    ),
    ...Array.from({ length: functions }, (_, i) =>
      at(from - HOUR, functionItem(`function-${i}`, { role: roleArn('role-0'), tracingConfig: { mode: 'Active' } })),
    ),
  ];
  await writeFile(path, JSON.stringify({ fileVersion: '1.0', configurationItems }));
}

const ITEMS_OF_A_FILE = 5000;
const HOUR = 3_600_000;

/**
 * Writes history files as a delivery bucket holds them: every function is captured 25 times in a year, one in 50 of the
 * captures is of a role, and one in five changes what decides.
 */
export async function writeHistory(directory: string, items: number, from: number): Promise<void> {
  await mkdir(directory);
  const functions = Math.ceil(items / 25);
  const roles = Math.ceil(functions / 20);
  for (let start = 0; start < items; start += ITEMS_OF_A_FILE) {
    const captures = Array.from({ length: Math.min(ITEMS_OF_A_FILE, items - start) }, (_, offset) => {
      const index = start + offset;
      const round = Math.floor(index / functions);
      const capturedAt = from + Math.floor((index / items) * 365 * 24 * HOUR);
      const item =
        index % 50 === 0
          ? ordinaryRole(Math.floor(index / 50) % roles, (round + index) % 3 === 0 ? BASIC_POLICY : DAEMON_POLICY)
          : ordinaryFunction(index % functions, `role-${index % roles}`);
      if (index % 5 === 1) item.tags = { 'lambda-active-tracing-exempt': `2026-0${1 + (round % 9)}-15 ann migration` };
      const configurationItemCaptureTime = new Date(capturedAt).toISOString();
      return { ...item, configurationItemCaptureTime, configurationStateId: capturedAt };
    });
    const name = `ConfigHistory_${String(start).padStart(9, '0')}.json`;
    const file = { fileVersion: '1.0', configSnapshotId: null, configurationItems: captures };
    await writeFile(join(directory, name), JSON.stringify(file));
  }
}
