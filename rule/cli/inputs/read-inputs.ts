import type { OrganizationPolicies } from '../../core/iam/organization-policies.ts';
import type { ItemSink } from '../../recorded/item-sink.ts';
import { boundHeapGrowth } from '../heap-growth.ts';
import { InputError } from '../input-error.ts';
import type { Progress } from '../progress.ts';
import { type FoundInputs, findInputs, type Skipped } from './find-inputs.ts';
import { NOTHING_PLANNED, PlannedInputs } from './planned-inputs.ts';
import { ReadAhead } from './read-ahead.ts';
import { type ReadInput, type Reading, readInput } from './read-input.ts';
import { SplitterMemory } from './split-items.ts';

/** Everything that was behind the paths. */
export interface ReadInputs {
  readonly inputs: readonly ReadInput[];
  /** What was left out, in the order it was met. */
  readonly skipped: readonly Skipped[];
  /** Did a query leave out the tags of functions? */
  readonly lacksTags: boolean;
  /** Was there anything of AWS Config? */
  readonly hasRecorded: boolean;
  readonly planned: PlannedInputs;
  /** The control policies of the organization, where they are among the inputs. */
  readonly organization: OrganizationPolicies | undefined;
}

/** Where nothing is read from files. */
export const NO_INPUTS: ReadInputs = {
  inputs: [],
  skipped: [],
  lacksTags: false,
  hasRecorded: false,
  planned: NOTHING_PLANNED,
  organization: undefined,
};

/**
 * Reads every input behind the paths into a sink, telling how far it is.
 *
 * @throws InputError naming the input that cannot be used.
 */
export async function readInputs(paths: readonly string[], sink: ItemSink, progress: Progress): Promise<ReadInputs> {
  return readFound(await findInputs(paths), sink, progress);
}

/** The same for inputs that were found already. */
export async function readFound(
  { inputs: found, skipped: notFiles }: FoundInputs,
  sink: ItemSink,
  progress: Progress,
): Promise<ReadInputs> {
  const total = found.reduce((sum, { size }) => sum + (size ?? Number.NaN), 0);
  const inputs: ReadInput[] = [];
  const skipped: Skipped[] = [...notFiles];
  let read = 0;
  let lacksTags = false;
  let hasRecorded = false;
  let organization: OrganizationPolicies | undefined;
  const planned = new PlannedInputs();
  const memory = new SplitterMemory();
  const ahead = new ReadAhead(found);
  for (const input of found) {
    const onBytes = (bytes: number) => {
      read += bytes;
      boundHeapGrowth();
      const share = Number.isNaN(total) ? '' : ` (${Math.floor((read / total) * 100)} %)`;
      progress.show(() => `${(read / 1_000_000).toFixed(0)} MB${share}`);
    };
    const reading = await readInput(input, await ahead.take(input), sink, memory, onBytes);
    const why =
      reading.kind === 'text' ? planned.add(reading.input.name, reading.text, input.isNamed) : alienWhy(reading);
    if (why !== undefined) {
      if (input.isNamed) throw new InputError(`${input.name}: ${why}`);
      skipped.push({ name: input.name, why });
      continue;
    }
    if (reading.kind === 'alien') continue;
    inputs.push(reading.input);
    if (reading.kind === 'text') continue;
    if (reading.kind === 'organization') {
      if (organization !== undefined)
        throw new InputError(`${input.name}: a second file with the policies of an organization`);
      organization = reading.organization;
      continue;
    }
    hasRecorded = true;
    lacksTags ||= reading.lacksTags;
    if (reading.otherMessages.size > 0) skipped.push({ name: input.name, why: countOf(reading.otherMessages) });
  }
  return { inputs, skipped: planned.withoutParts(skipped), lacksTags, hasRecorded, planned, organization };
}

function alienWhy(reading: Reading): string | undefined {
  return reading.kind === 'alien' ? reading.why : undefined;
}

/** `2 messages that tell of no resource (ComplianceChangeNotification, …)` */
function countOf(messages: ReadonlyMap<string, number>): string {
  const count = [...messages.values()].reduce((sum, one) => sum + one, 0);
  const types = [...messages.keys()].sort().join(', ');
  return `${count} ${count === 1 ? 'message that tells' : 'messages that tell'} of no resource (${types})`;
}
