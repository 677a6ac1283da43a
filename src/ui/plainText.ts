/**
 * Text for messages and boxes, in which VS Code turns `[words](command:…)` into a link that runs a command. Some of our
 * text comes from servers, errors and settings, so none of it is let become one.
 */
export function plainText(text: string): string {
  return text.replaceAll("](", "] (");
}
