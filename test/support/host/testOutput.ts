/** What a line printed by tests begins with, to tell it from what VS Code itself logs. */
export const testOutput = "[test] ";
