// @ts-check
// Style, floating promises, and the rules of docs/architecture.md that a machine can keep:
// the layers (who may import whom) and one gate for each outside effect.
import tseslint from "typescript-eslint";

const vscode = { name: "vscode", message: "Only ui/ and the vscode adapters know the editor." };
const outside = [
  vscode,
  { name: "got", message: "HTTP goes through adapters/gotHttp.ts." },
  { name: "keytar", message: "The OS store goes through adapters/keytar.ts." },
  { name: "jsonc-parser", message: "JSONC goes through adapters/jsoncText.ts." },
];
const node = { group: ["node:*"], message: "The core does no I/O: ask for it in core/ports.ts." };
const upward = (/** @type {string[]} */ ...layers) => ({
  group: layers.map((layer) => `**/${layer}/**`),
  message: "Against the layers: extension → ui, adapters, core; ui → core; adapters → core.",
});
/** @param {{name: string, message: string}[]} paths @param {{group: string[], message: string}[]} patterns */
const imports = (paths, patterns) => ({
  "no-restricted-imports": /** @type {["error", object]} */ (["error", { paths, patterns }]),
});
/** @param {string} object @param {string} property @param {string} gate */
const gate = (object, property, gate) => ({
  selector: `MemberExpression[object.name='${object}'][property.name=/${property}/]`,
  message: `Goes through ${gate}, and nowhere else.`,
});
const registerCommand = gate("commands", "^register(TextEditor)?Command$", "ui/gates/commands.ts");
const setContext = {
  selector: "CallExpression[callee.property.name='executeCommand'] > Literal[value='setContext']",
  message: "Goes through ui/gates/context.ts, and nowhere else.",
};
/** @param {string} module @param {string} file */
const lazily = (module, file) => ({
  selector: `ImportExpression[source.value='${module}']`,
  message: `Goes through ${file}, and nowhere else.`,
});
const got = lazily("got", "adapters/gotHttp.ts");
const jsonc = lazily("jsonc-parser", "adapters/jsoncText.ts");
const unverified = {
  selector: "Property[key.name='rejectUnauthorized'] > Literal[value=false]",
  message: "Certificate checks are never off; adapters/certificate.ts only looks at one.",
};
const showMessage = gate("window", "^show(Information|Warning|Error)Message$", "ui/gates/messages.ts");
const gates = [registerCommand, setContext, showMessage, got, jsonc, unverified];
/** @param {object} [open] the gate that this file is */
const gatesBut = (open) => ({
  "no-restricted-syntax": /** @type {["error", ...object[]]} */ (["error", ...gates.filter((gate) => gate !== open)]),
});

export default tseslint.config(
  { ignores: ["dist/", "out/", ".vscode-test/", "node_modules/"] },
  ...tseslint.configs.recommended,
  {
    files: ["**/*.ts", "**/*.js", "**/*.mjs"],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { "@typescript-eslint": tseslint.plugin },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/only-throw-error": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unnecessary-condition": "error",
      "no-console": "error",
      eqeqeq: "error",
    },
  },
  { files: ["scripts/**", "test/**", "**/*.mjs", "**/*.js"], rules: { "no-console": "off" } },
  { files: ["src/core/**"], rules: imports(outside, [node, upward("ui", "adapters")]) },
  { files: ["src/adapters/**"], rules: imports(outside.slice(1), [upward("ui")]) },
  { files: ["src/ui/**"], rules: imports(outside.slice(1), [upward("adapters")]) },
  { files: ["src/**"], rules: gatesBut() },
  { files: ["src/ui/gates/commands.ts"], rules: gatesBut(registerCommand) },
  { files: ["src/ui/gates/context.ts"], rules: gatesBut(setContext) },
  { files: ["src/ui/gates/messages.ts"], rules: gatesBut(showMessage) },
  { files: ["src/adapters/gotHttp.ts"], rules: gatesBut(got) },
  { files: ["src/adapters/jsoncText.ts"], rules: gatesBut(jsonc) },
  { files: ["src/adapters/certificate.ts"], rules: gatesBut(unverified) },
);
