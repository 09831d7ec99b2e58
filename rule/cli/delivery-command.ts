import type { Command } from '@commander-js/extra-typings';
import { LONGEST_TRACE_WINDOW, windowBefore } from '../core/metric-window.ts';
import { withAwsSdk } from './aws-sdk.ts';
import { type FlagsOf, formatOption, OUTPUT, PARAM, QUIET, repeatable } from './common-options.ts';
import { InputError } from './input-error.ts';
import { readParameters } from './option-values.ts';
import { Progress } from './progress.ts';
import { readingText } from './reports/amounts.ts';
import { deliveryReport } from './reports/delivery-report.ts';
import { deliveryText } from './reports/delivery-text.ts';
import { TELEMETRY_FORMATS } from './reports/formats.ts';
import { outputsOf, writeReports } from './reports/write-report.ts';
import { parseWindowLength } from './window-length.ts';

type DeliveryFlags = FlagsOf<typeof defined>;

const SIX_HOURS = 6 * 60 * 60 * 1000;

function defined(program: Command) {
  return program
    .command('delivery')
    .description('of the functions that may deliver traces: did they arrive? Compares CloudWatch with X-Ray, read-only')
    .option('--live', "read the caller's own account as it is (needed)")
    .option('--window <length>', 'how far to look back: 90m, 6h (the default), 2d', parseWindowLength, SIX_HOURS)
    .addOption(repeatable('--region <region>', 'a Region to read (repeatable); else that of the profile'))
    .addOption(repeatable('--function <pattern>', 'only functions of this name, * for any characters (repeatable)'))
    .option('--profile <profile>', 'a profile of the AWS configuration files')
    .addOption(formatOption(TELEMETRY_FORMATS))
    .addOption(OUTPUT)
    .addOption(PARAM)
    .addOption(QUIET)
    .addHelpText('after', '\nExit code: 0 no function is silent, 1 one is, 2 unusable input or a call that failed.');
}

export function addDeliveryCommand(program: Command): void {
  defined(program).action(async (flags) => {
    process.exitCode = await deliveryCommand(flags);
  });
}

/**
 * Compares invocations with traces, and writes the reports.
 *
 * @returns the exit code: 1 when a function is silent.
 * @throws InputError for what cannot be asked, or a call that failed.
 */
async function deliveryCommand(flags: DeliveryFlags): Promise<0 | 1> {
  if (!flags.live) throw new InputError('delivery reads the account as it is: give --live');
  if (flags.window > LONGEST_TRACE_WINDOW)
    throw new InputError('--window: X-Ray keeps traces for 30 days; at most 29d');
  const outputs = outputsOf(flags.output, flags.format, TELEMETRY_FORMATS);
  const parameters = readParameters(flags.param);
  const now = new Date();
  const window = windowBefore(now, flags.window);
  const progress = new Progress(flags.quiet ? undefined : process.stderr);
  const { readLiveDelivery } = await withAwsSdk(() => import('./live-delivery.ts'));
  const { functions, metrics, organizationPolicies } = await readLiveDelivery(
    {
      regions: [...new Set(flags.region)],
      profile: flags.profile,
      functions: flags.function,
      parameters,
      now,
      onProgress: (text) => progress.show(() => text),
    },
    window,
  ).finally(() => progress.end());
  if (!flags.quiet) {
    process.stderr.write(`organization policies ${organizationPolicies}\n`);
    process.stderr.write(`asked CloudWatch for ${readingText(metrics)}\n`);
  }
  const report = deliveryReport(functions, window);
  await writeReports((format, screen) => deliveryText(report, format, screen), outputs);
  return report.summary.silent > 0 ? 1 : 0;
}
