import assert from "node:assert/strict";
import { consumerPage, keyPages, pagesText, stepsText, type KeyPurpose } from "../../../src/core/keyPages.ts";
import type { KeyKind } from "../../../src/core/servers.ts";

/** The places of docs/sdp.md 3, by what they begin with. */
const places: Readonly<Record<string, string>> = {
  "Personalize > API key Generation": "personalize",
  "Admin > Technicians > Edit > API key details": "form",
  "Admin > Users & Permission > Users > Authtoken details": "users",
  "Profile picture > Generate API Key": "picture",
  "Profile picture > Personalize": "authtoken",
  "Admin > Developer Space > Integration Key": "space",
  "Admin > Apps & Add-ons > Integration Key": "apps",
};

const builds = [8200, 9000, 9400, 11000, 14990, 15100, undefined] as const;
const newer = "form users picture authtoken";

describe("keyPages: the places, the likeliest first", () => {
  const technician = ["personalize", "form personalize", "form personalize", newer, newer, newer];
  const ofEach: Readonly<Record<string, readonly string[]>> = {
    technician: [...technician, `${newer} personalize`],
    integration: builds.map(() => "space apps"),
    unknown: [...technician, `${newer} personalize`].map((own) => `${own} space apps`),
  };
  for (const purpose of ["make", "regenerate", "extend", "retire"] as const) {
    for (const kind of ["technician", "integration", undefined] as const) {
      const expected = kind === undefined && purpose === "extend" ? "integration" : (kind ?? "unknown");
      builds.forEach((build, index) => {
        it(`${purpose}, ${kind ?? "kind not known"}, build ${build ?? "not known"}: ${ofEach[expected]?.[index]}`, () => {
          const { steps, alternatives } = keyPages(kind, purpose, build);
          const texts = [steps, ...alternatives.map((other) => other.steps)].map(stepsText);
          const found = texts.map(
            (text) => Object.entries(places).find(([path]) => text.startsWith(path))?.[1] ?? text,
          );
          assert.equal(found.join(" "), ofEach[expected]?.[index]);
        });
      });
    }
  }
});

describe("keyPages: the way of the likeliest place", () => {
  const rows: readonly [KeyKind, KeyPurpose, number | undefined, string][] = [
    ["technician", "make", 8200, "Personalize > API key Generation > Generate > Save"],
    ["technician", "make", 14990, "Admin > Technicians > Edit > API key details > Generate > Save"],
    ["technician", "regenerate", 14990, "Admin > Technicians > Edit > API key details > Re-generate > Save"],
    ["technician", "extend", 14990, "Admin > Technicians > Edit > API key details > Re-generate > Save"],
    ["technician", "retire", 14990, "Admin > Technicians > Edit > API key details > Re-generate > Save"],
    ["integration", "make", 14990, "Admin > Developer Space > Integration Key > New > Generate"],
    ["integration", "regenerate", 14990, "Admin > Developer Space > Integration Key > New > Generate"],
    ["integration", "extend", 14990, "Admin > Developer Space > Integration Key > Edit"],
    ["integration", "retire", undefined, "Admin > Developer Space > Integration Key > Edit"],
  ];
  for (const [kind, purpose, build, expected] of rows) {
    it(`${purpose} ${kind} ${build ?? "?"}: ${expected}`, () =>
      assert.equal(stepsText(keyPages(kind, purpose, build).steps), expected));
  }
});

describe("keyPages: what must not be forgotten", () => {
  const rows: readonly [KeyKind | undefined, KeyPurpose, number, ...RegExp[]][] = [
    ["technician", "make", 14990, /SDP administrator/, /Save the form after Generate/],
    ["technician", "regenerate", 14990, /stops at once/, /Save the form/],
    ["technician", "extend", 14990, /cannot be extended/, /stops at once/, /Save the form/],
    ["technician", "retire", 14990, /has no switch/, /disabling the technician's login/],
    ["integration", "make", 14990, /SDP administrator/, /again later with the login password/],
    ["integration", "make", 9400, /may have no Integration Keys/],
    ["integration", "regenerate", 14990, /second key/, /again later/],
    ["integration", "extend", 14990, /SDP administrator/, /the key stays/],
    ["integration", "retire", 14990, /SDP administrator/, /inactive/],
    [undefined, "make", 14990, /Save the form/, /For an Integration Key: .*again later/],
    [undefined, "extend", 14990, /the key stays/, /A technician key cannot be extended/],
    [undefined, "retire", 14990, /has no switch/, /For an Integration Key: .*inactive/],
  ];
  for (const [kind, purpose, build, ...words] of rows) {
    it(`${purpose} ${kind ?? "?"} ${build}: ${words.join(", ")}`, () => {
      for (const word of words) assert.match(keyPages(kind, purpose, build).note, word);
    });
  }

  it("of builds that may have Integration Keys it does not say that they may not", () =>
    assert.doesNotMatch(keyPages("integration", "make", 10000).note, /may have no/));
});

describe("pagesText", () => {
  it("says the cases of the other ways, ways of one case together", () =>
    assert.equal(
      pagesText(keyPages("technician", "make", 14990)),
      "Admin > Technicians > Edit > API key details > Generate > Save. " +
        "Or (newer builds): Admin > Users & Permission > Users > Authtoken details. " +
        "Or (newer builds, your own key): Profile picture > Generate API Key > Generate; " +
        "Profile picture > Personalize > Generate Authtoken.",
    ));
});

describe("consumerPage", () => {
  it("endpoint-central: Admin > Integrations > ServiceDesk Plus Settings", () =>
    assert.equal(
      stepsText(consumerPage("endpoint-central")?.steps ?? []),
      "Admin > Integrations > ServiceDesk Plus Settings",
    ));
  it("another product: not known", () => assert.equal(consumerPage("jira"), undefined));
  it("no product: not known", () => assert.equal(consumerPage(undefined), undefined));
});
