import { UnknownValue } from '../unknown-value.ts';
import { type DocumentFeatures, keysOf } from './condition.ts';
import { type DocumentKind, decodeDocument, documentSize, SIZE_LIMITS } from './document-text.ts';
import { asArray, asObject } from './elements.ts';
import type { Policy, UnreadableDocument } from './model.ts';
import { parseStatement, type Statement, unknownStatement } from './statement.ts';
import { UnreadableError } from './unreadable.ts';

export interface PolicyDocument {
  readonly kind: 'document';
  readonly statements: readonly Statement[];
  /** Every condition key and policy variable the document mentions, in lower case. */
  readonly conditionKeys: ReadonlySet<string>;
}

const VERSIONS: readonly unknown[] = [undefined, '2008-10-17', '2012-10-17'];
const DOCUMENT_ELEMENTS = new Set(['Version', 'Id', 'Statement']);

/**
 * Reads an identity, boundary or organization policy document in any form AWS hands it out. Its kind says how large it may be.
 *
 * In an object an UnknownValue may stand in the place of anything: what is known beside it still counts, so that a Deny that
 * is certainly there decides.
 *
 * A document IAM would not have stored is unreadable as a whole: what AWS would make of it is a guess. A list of no statements
 * is none of those: it grants nothing.
 */
export function parsePolicyDocument(
  source: unknown,
  kind: Exclude<DocumentKind, 'trust'> = 'inline',
): PolicyDocument | UnreadableDocument {
  return readable(() => {
    const { statements, has } = statementsOf(decodeDocument(source, kind));
    const parsed = statements.map((statement, index) =>
      statement instanceof UnknownValue ? unknownStatement(statement, index) : parseStatement(statement, index, has),
    );
    const keys = parsed.flatMap((statement) => statement.conditions.flatMap(keysOf));
    return { kind: 'document', statements: parsed, conditionKeys: new Set(keys) };
  });
}

/** The inline policies of one role. IAM limits their size together, so beyond it none of them can be as it was stored. */
export function inlinePolicies(
  sources: readonly { readonly name: string; readonly document: unknown }[],
): readonly Policy[] {
  const policies = sources.map(({ name, document }) => ({ name, document: parsePolicyDocument(document) }));
  const size = sources.length > 1 ? sources.reduce((sum, { document }) => sum + documentSize(document), 0) : 0;
  if (size <= SIZE_LIMITS.inline) return policies;
  const why = `the inline policies together are larger than the ${SIZE_LIMITS.inline.toLocaleString('en-US')} characters IAM stores`;
  return policies.map(({ name }) => ({ name, document: { kind: 'unreadable', why } }));
}

/** What can be read, or why it cannot. */
export function readable<Document>(read: () => Document): Document | UnreadableDocument {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnreadableError) return { kind: 'unreadable', why: error.message };
    throw error;
  }
}

/** The statements of a decoded document, still to be read one by one. */
export function statementsOf(value: unknown): {
  readonly statements: readonly unknown[];
  readonly has: DocumentFeatures;
} {
  const document = asObject(value, 'the document', DOCUMENT_ELEMENTS);
  const { Version, Statement } = document;
  if (Version !== undefined && !(Version instanceof UnknownValue) && !VERSIONS.includes(Version)) {
    throw new UnreadableError('unknown policy Version');
  }
  if (Statement instanceof UnknownValue) throw new UnreadableError(Statement.why);
  const variables = Version instanceof UnknownValue ? Version : Version === '2012-10-17';
  return { statements: asArray(Statement, 'Statement'), has: { variables } };
}
