import type { CaptureSpan } from '../../../core/history/model.ts';
import type { OrganizationPolicies } from '../../../core/iam/organization-policies.ts';
import type { RuleParameters } from '../../../core/parameters.ts';
import type { ReadInput } from '../../inputs/read-input.ts';
import { RULE_NAME } from '../../version.ts';
import { inputParameters } from '../evaluation-json.ts';
import { spanText } from '../wording.ts';
import { dataTable } from './data-table.ts';
import { html, type Markup } from './markup.ts';
import type { Section } from './section.ts';

/** What a report is made from. */
export interface Provenance {
  readonly version: string;
  readonly managedPolicyData: string;
  readonly parameters: RuleParameters;
  readonly inputs: readonly ReadInput[];
  readonly organization?: OrganizationPolicies | undefined;
  /** What the inputs hold, where it was counted. */
  readonly recorded?: CaptureSpan | undefined;
}

const REFERENCES = [
  {
    name: 'AWS Security Hub CSPM, Lambda.7',
    says: 'Lambda functions should have AWS X-Ray active tracing enabled',
    url: 'https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html#lambda-7',
  },
  {
    name: 'NIST SP 800-53 Rev. 5, CA-7',
    says: 'Continuous monitoring',
    url: 'https://doi.org/10.6028/NIST.SP.800-53r5',
  },
  {
    name: 'AWS Config, LAMBDA_FUNCTION_XRAY_ENABLED',
    says: 'the managed rule; it looks at the tracing mode only',
    url: 'https://docs.aws.amazon.com/config/latest/developerguide/lambda-function-xray-enabled.html',
  },
] as const;

/** Everything a reader needs to judge the report itself, and to make it again. */
export function provenance(facts: Provenance): readonly Section[] {
  return [
    { id: 'control', title: 'The control', content: [control()] },
    { id: 'invisible', title: 'What was not visible', content: [invisible(facts)] },
    { id: 'making', title: 'How this report was made', content: making(facts) },
  ];
}

export function footer({ version }: Pick<Provenance, 'version'>): Markup {
  return html`<footer>${RULE_NAME} ${version}. All times are UTC.</footer>`;
}

function control(): Markup {
  const references = REFERENCES.map(
    ({ name, says, url }) => html`<dt><a href="${url}">${name}</a></dt><dd>${says}</dd>`,
  );
  return html`<p class="prose">Every Lambda function traces actively, and its execution role is allowed to deliver the traces. A function whose
tracing mode is Active
but whose role lost the permission runs without an error while X-Ray receives nothing.</p>
<dl class="facts">${references}</dl>`;
}

function invisible({ inputs, managedPolicyData, organization: policies }: Provenance): Markup {
  const organization =
    policies !== undefined
      ? html`<li>Policies of the organization ${policies.organizationId} at any other time than ${policies.readAt}, as of which they were applied.</li>`
      : inputs.length > 0
        ? html`<li>Service control policies and resource control policies of the organization: AWS Config does not record them. A function that is compliant
here may still be denied by one.</li>`
        : html`<li>Organization policies, beyond what SimulatePrincipalPolicy says about service control policies where the account allowed that call.
Resource control policies are not part of its answer.</li>`;
  return html`<ul class="prose">${organization}
<li>Resource policies of X-Ray, session policies and VPC endpoint policies. A permission that depends on the network counts as conditional.</li>
<li>Event source mappings that were not among the inputs: AWS Config does not record them, and those given are taken to have been there all the time.</li>
<li>AWS-managed policies as they were at the time: their documents are those known on ${managedPolicyData}. One that is not known is never taken to allow
anything.</li>
<li>What AWS Config did not record: a change made while its recorder was stopped leaves no trace.</li>
<li>Whether traces arrived. The report is about what was configured and allowed.</li></ul>`;
}

function* making({ version, managedPolicyData, parameters, inputs, recorded }: Provenance): Generator<Markup> {
  const values = Object.entries(inputParameters(parameters)).map(
    ([name, value]) => html`<dt><code>${name}</code></dt><dd><code>${value}</code></dd>`,
  );
  yield html`<dl class="facts"><dt>Tool</dt><dd>${RULE_NAME} ${version}</dd><dt>AWS-managed policies as of</dt><dd>${managedPolicyData}</dd>${
    recorded && html`<dt>In the inputs</dt><dd>${spanText(recorded)}</dd>`
  }${values}</dl>`;
  if (inputs.length > 0) yield* inputTable(inputs);
  else yield html`<p class="prose">Read from the account itself, not from files.</p>`;
}

function inputTable(inputs: readonly ReadInput[]): Generator<Markup> {
  return dataTable({
    className: 'inputs',
    label: { text: 'Inputs' },
    columns: ['Input', 'SHA-256 of the file as it is stored'],
    rows: inputs.map(({ name, sha256 }) => ({
      head: { content: name, isMono: true },
      cells: [{ content: sha256, isMono: true }],
    })),
  });
}
