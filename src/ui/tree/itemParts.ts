import * as vscode from "vscode";

export function colour(id: string): vscode.ThemeColor {
  return new vscode.ThemeColor(id);
}

/** Lines of text, one below the other; text of the settings goes in escaped and is never read as Markdown. */
export function tooltip(...lines: (string | undefined)[]): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString();
  for (const line of lines) {
    if (line === undefined || line === "") continue;
    if (markdown.value !== "") markdown.appendMarkdown("\n\n");
    // Word by word: appendText makes blanks unbreakable, and lines then break within words. The first blank stays so,
    // lest "1. " begin a list.
    for (const [index, word] of line.split(/\s+/).entries()) {
      if (index > 0) markdown.appendMarkdown(index === 1 ? "&nbsp;" : " ");
      markdown.appendText(word);
    }
  }
  return markdown;
}

/** What a row says besides its label. */
export function described(...parts: (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join(" · ");
}

/** What a screen reader says of a row. */
export function spoken(...parts: (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join(", ");
}
