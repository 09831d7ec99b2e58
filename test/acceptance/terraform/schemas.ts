/** A block of a schema: what is written, what AWS makes, and the blocks in it. */
export interface BlockSchema {
  readonly attributes: Readonly<Record<string, AttributeSchema>>;
  readonly blocks: Readonly<Record<string, BlockSchema>>;
  /** Does the provider make the block where none is written? */
  readonly isMade?: boolean;
}

export interface AttributeSchema {
  /** As Terraform writes types in JSON. */
  readonly type: unknown;
  readonly isRequired: boolean;
  readonly isMade: boolean;
}

const TEXT = 'string';
const SET = ['set', 'string'];
const LIST = ['list', 'string'];
const MAP = ['map', 'string'];

const required = (type: unknown = TEXT): AttributeSchema => ({ type, isRequired: true, isMade: false });
const optional = (type: unknown = TEXT): AttributeSchema => ({ type, isRequired: false, isMade: false });
/** What AWS makes, unless it is written. */
const made = (type: unknown = TEXT): AttributeSchema => ({ type, isRequired: false, isMade: true });

const block = (attributes: BlockSchema['attributes'], blocks: BlockSchema['blocks'] = {}): BlockSchema => ({
  attributes,
  blocks,
});
const madeBlock = (attributes: BlockSchema['attributes']): BlockSchema => ({ ...block(attributes), isMade: true });

export const PROVIDER = block({ region: optional() });

/** As the AWS provider has them, as far as tracing and roles go. */
export const RESOURCES: Readonly<Record<string, BlockSchema>> = {
  aws_lambda_function: block(
    {
      id: made(),
      arn: made(),
      function_name: required(),
      role: required(),
      runtime: optional(),
      handler: optional(),
      tags: optional(MAP),
    },
    { tracing_config: madeBlock({ mode: required() }) },
  ),
  aws_iam_role: block(
    {
      id: made(),
      arn: made(),
      unique_id: made(),
      name: made(),
      name_prefix: made(),
      assume_role_policy: required(),
      permissions_boundary: optional(),
      managed_policy_arns: made(SET),
    },
    { inline_policy: madeBlock({ name: optional(), policy: optional() }) },
  ),
  aws_iam_role_policy: block({ id: made(), name: made(), role: required(), policy: required() }),
  aws_iam_role_policy_attachment: block({ id: made(), role: required(), policy_arn: required() }),
  aws_iam_policy: block({ id: made(), arn: made(), name: made(), policy: required() }),
  aws_sqs_queue: block({ id: made(), arn: made(), name: made() }),
};

const PRINCIPALS = block({ type: required(), identifiers: required(SET) });

export const DATA_SOURCES: Readonly<Record<string, BlockSchema>> = {
  aws_iam_policy_document: block(
    { id: made(), json: made(), source_policy_documents: optional(LIST), override_policy_documents: optional(LIST) },
    {
      statement: block(
        { sid: optional(), effect: optional(), actions: optional(SET), resources: optional(SET) },
        {
          principals: PRINCIPALS,
          condition: block({ test: required(), variable: required(), values: required(LIST) }),
        },
      ),
    },
  ),
};
