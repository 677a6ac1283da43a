import * as vscode from "vscode";
import type { TextRange } from "../../core/ports.ts";

/** Turns offset ranges of a text into the editor's: lines ended by LF, CRLF or CR, and UTF-16 columns. */
export function rangesIn(text: string): (range: TextRange) => vscode.Range {
  const lineStarts = [0];
  for (const { index, 0: ending } of text.matchAll(/\r\n|\r|\n/g)) lineStarts.push(index + ending.length);
  const position = (offset: number): vscode.Position => {
    let low = 0;
    let high = lineStarts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return new vscode.Position(low, offset - (lineStarts[low] ?? 0));
  };
  return ({ start, end }) => new vscode.Range(position(start), position(end));
}
