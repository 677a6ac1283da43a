import { endOf, type Tree } from "./jsoncTree.ts";

/** The text with another name for every property of that name in this object. No byte besides the names changes. */
export function withName(text: string, object: Tree, name: string, to: string): string {
  const tokens = (object.children ?? []).flatMap(({ children: [token] = [] }) =>
    token?.value === name ? [token] : [],
  );
  return tokens.reduceRight(
    (edited, token) => edited.slice(0, token.offset) + JSON.stringify(to) + edited.slice(endOf(token)),
    text,
  );
}
