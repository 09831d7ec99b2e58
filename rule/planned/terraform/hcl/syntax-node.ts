/** A node of the tree that the HCL grammar of tree-sitter makes, as far as it is read here. */
export interface SyntaxNode {
  readonly type: string;
  readonly text: string;
  readonly startIndex: number;
  readonly endIndex: number;
  readonly isError: boolean;
  readonly isMissing: boolean;
  readonly hasError: boolean;
  readonly children: readonly (SyntaxNode | null)[];
}

/** Parses the text of a `.tf` file; what is wrong in it stands in the tree as errors. */
export type ParseHcl = (text: string) => SyntaxNode;
