import { nameInArn } from '../arn.ts';
import table from './aws-managed-policies.json' with { type: 'json' };
import type { Policy } from './model.ts';
import { type PolicyDocument, parsePolicyDocument } from './policy-document.ts';

/** The day of the newest policy in the table (`npm run update-managed-policies`). */
export const MANAGED_POLICY_DATA_DATE = table.date;

/** A statement of the table. `Index`: its position in AWS's document, where it has no Sid and others have been left out. */
interface TableStatement {
  readonly Effect: string;
  readonly Index?: number;
}

const DOCUMENTS: Readonly<Record<string, { readonly Statement: readonly TableStatement[] }>> = table.documents;
const GRANTS_NOTHING: ReadonlySet<string> = new Set(table.names);
const EMPTY: PolicyDocument = { kind: 'document', statements: [], conditionKeys: new Set() };

/**
 * Looks AWS-managed policies up in the table that ships with the tool, since AWS Config does not record them. Policies are
 * known by name, which is the same in every partition.
 *
 * The table holds only what bears on X-Ray actions: for any other required action, and for a policy newer than the table,
 * the document is unreadable rather than empty.
 */
export function awsManagedPolicies(requiredActions: readonly string[]): (arn: string) => Policy {
  const uncovered = requiredActions.find((action) => !action.toLowerCase().startsWith(`${table.service}:`));
  const parsed = new Map<string, Policy>();
  return (arn) => {
    const name = nameInArn(arn);
    const known = parsed.get(name);
    if (known !== undefined) return known;
    const policy = { name, document: documentOf(name, uncovered) };
    parsed.set(name, policy);
    return policy;
  };
}

function documentOf(name: string, uncovered: string | undefined): Policy['document'] {
  if (uncovered !== undefined) return { kind: 'unreadable', why: `offline data says nothing about ${uncovered}` };
  const reduced = Object.hasOwn(DOCUMENTS, name) ? DOCUMENTS[name] : undefined;
  if (reduced !== undefined) return parseReduced(reduced);
  if (GRANTS_NOTHING.has(name)) return EMPTY;
  return { kind: 'unreadable', why: `AWS-managed, not in the data of ${table.date}` };
}

/** Statements keep the index they have in AWS's document: a person looks them up there. */
function parseReduced(reduced: { readonly Statement: readonly TableStatement[] }): Policy['document'] {
  const indices = reduced.Statement.map(({ Index }) => Index);
  const document = parsePolicyDocument(
    {
      ...reduced,
      Statement: reduced.Statement.map(({ Index, ...others }) => others),
    },
    'aws-managed',
  );
  if (document.kind === 'unreadable') return document;
  return { ...document, statements: document.statements.map((each, i) => ({ ...each, id: indices[i] ?? each.id })) };
}
