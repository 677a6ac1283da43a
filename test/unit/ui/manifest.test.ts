import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  ACTIVITY_SCHEME,
  ACTIVITY_SETTING,
  COMMANDS,
  commandId,
  CONTEXT_KEYS,
  contextKeyId,
  VIEW_ID,
  VIEW_ITEMS,
  SERVERS_SETTING,
} from "../../../src/ui/ids.ts";
import { FINDING_CODES } from "../../../src/core/findings.ts";
import { NAME_PATTERN } from "../../../src/core/names.ts";

const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;
const strings = JSON.parse(readFileSync("package.nls.json", "utf8")) as Record<string, string>;

interface Manifest {
  readonly name: string;
  readonly publisher: string;
  readonly contributes: {
    readonly configuration: { readonly properties: Record<string, Setting> };
    readonly commands: readonly { readonly command: string; readonly category: string; readonly icon?: string }[];
    readonly views: Record<string, readonly { readonly id: string }[]>;
    readonly menus: Record<string, readonly { readonly command: string; readonly when?: string }[]>;
  };
}

interface Setting {
  readonly scope: string;
  readonly propertyNames?: { readonly pattern: string };
  readonly additionalProperties?: Setting;
  readonly properties?: Record<string, Setting>;
}

const { contributes } = manifest;

/** All that the code can call a tree item: every kind with every choice of its flags. */
const viewItems = Object.entries(VIEW_ITEMS).flatMap(([kind, flags]) =>
  (flags as readonly string[]).reduce((items, flag) => items.flatMap((item) => [item, `${item}-${flag}`]), [kind]),
);

describe("package.json and the code", () => {
  it("hold the same commands", () => {
    assert.deepEqual(contributes.commands.map(({ command }) => command).sort(), COMMANDS.map(commandId).sort());
  });

  it("put every command in the category ServiceDesk Plus", () => {
    assert.deepEqual([...new Set(contributes.commands.map(({ category }) => category))], ["ServiceDesk Plus"]);
  });

  it("show in menus only commands that there are", () => {
    const known = COMMANDS.map(commandId);
    const shown = Object.values(contributes.menus).flatMap((items) => items.map(({ command }) => command));
    assert.deepEqual(
      shown.filter((command) => !known.includes(command)),
      [],
    );
  });

  it("give an icon to what stands in line or in the title, and to nothing else", () => {
    const {
      "view/title": title = [],
      "editor/title": editor = [],
      "view/item/context": context = [],
    } = contributes.menus;
    const inLine = [...title, ...editor, ...context].filter((item) =>
      /^(inline|navigation)/.test(String(Reflect.get(item, "group"))),
    );
    const withIcon = contributes.commands.filter(({ icon }) => icon !== undefined).map(({ command }) => command);
    assert.deepEqual([...new Set(inLine.map(({ command }) => command))].sort(), withIcon.sort());
  });

  it("hold the same view", () => {
    assert.deepEqual(
      contributes.views.servicedeskPlus?.map(({ id }) => id),
      [VIEW_ID],
    );
  });

  it("ask in when-clauses only for context keys and view items that the code sets", () => {
    const text = JSON.stringify(contributes);
    const asked = [...text.matchAll(/\bservicedeskPlus\.(\w+)(?= |"|$)/g)].map(([id]) => id);
    const contextKeys = [...text.matchAll(/"when":"([^"]*)"/g)]
      .flatMap(([, clause = ""]) => [...clause.matchAll(/servicedeskPlus\.\w+/g)].map(([id]) => id))
      .filter((id) => id !== VIEW_ID);
    assert.deepEqual([...new Set(contextKeys)].sort(), CONTEXT_KEYS.map(contextKeyId).sort());
    assert.ok(asked.includes(VIEW_ID));
    const patterns = [...text.matchAll(/viewItem =~ \/([^/]+)\//g)].map(([, pattern = ""]) => pattern);
    for (const pattern of patterns) {
      assert.ok(
        viewItems.some((item) => new RegExp(pattern).test(item)),
        `no view item fits ${pattern}`,
      );
    }
    for (const flag of new Set(Object.values(VIEW_ITEMS).flat())) {
      assert.ok(
        patterns.some((pattern) => pattern.endsWith(`-${flag}`)),
        `nothing asks for ${flag}`,
      );
    }
  });

  it("ask in when-clauses only for the scheme of the activity", () => {
    const schemes = [...JSON.stringify(contributes).matchAll(/resourceScheme == ([\w-]+)/g)].map(
      ([, scheme]) => scheme,
    );
    assert.deepEqual([...new Set(schemes)], [ACTIVITY_SCHEME]);
  });

  it("name the setting that switches the activity off", () => {
    assert.ok(Object.hasOwn(contributes.configuration.properties, ACTIVITY_SETTING));
  });

  it("name servers and keys by the same pattern", () => {
    const servers = contributes.configuration.properties[SERVERS_SETTING];
    const keys = servers?.additionalProperties?.properties?.keys;
    assert.deepEqual([servers?.propertyNames?.pattern, keys?.propertyNames?.pattern], [NAME_PATTERN, NAME_PATTERN]);
  });

  it("let no workspace change a setting", () => {
    const scopes = Object.values(contributes.configuration.properties).map(({ scope }) => scope);
    assert.deepEqual([...new Set(scopes)], ["application"]);
  });

  it("have a string for every %key%, and no other", () => {
    const used = new Set([...JSON.stringify(manifest).matchAll(/"%([^%"]+)%"/g)].map(([, key = ""]) => key));
    assert.deepEqual(Object.keys(strings).sort(), [...used].sort());
  });

  it("explain every code in the troubleshooting page, under its own heading", () => {
    const page = readFileSync("docs/troubleshooting.md", "utf8");
    assert.deepEqual(
      [...page.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading),
      [...FINDING_CODES],
    );
  });

  it("have the id other programs rely on", () => {
    assert.equal(`${manifest.publisher}.${manifest.name}`, "sdp-keys.servicedesk-plus-keys");
    assert.equal(strings.displayName, "ServiceDesk Plus Keys");
  });
});

describe("one gate for each effect", () => {
  const sources = readdirSync("src", { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const filesWith = (pattern: RegExp): string[] =>
    sources.filter((file) => pattern.test(readFileSync(file, "utf8"))).sort();

  for (const [effect, pattern, ...files] of [
    ["commands", /\.registerCommand\(/, "src/ui/gates/commands.ts"],
    ["context keys", /"setContext"/, "src/ui/gates/context.ts"],
    ["messages", /\.show(?:Information|Warning|Error)Message\(/, "src/ui/gates/messages.ts"],
    ["progress", /\.withProgress\(/, "src/ui/gates/progress.ts"],
    ["got", /import\("got"\)/, "src/adapters/gotHttp.ts"],
    ["jsonc-parser", /import\("jsonc-parser"\)/, "src/adapters/jsoncText.ts"],
    ["unverified handshakes", /rejectUnauthorized: false/, "src/adapters/certificate.ts"],
  ] satisfies [string, RegExp, ...string[]][]) {
    it(effect, () => assert.deepEqual(filesWith(pattern), files));
  }
});
