import assert from "node:assert/strict";
import { expiryAt, formatDay, parseExpires, understandExpires } from "../../../src/core/expiry.ts";

const day = 86_400_000;
const thresholds = { noticeDays: 30, warningDays: 14 };

describe("expiry: what expires means", () => {
  const instant = (iso: string): object => ({ kind: "instant", at: Date.parse(iso) });
  const good: readonly [text: string, expires: object][] = [
    ["never", { kind: "never" }],
    ["2027-01-31", { kind: "date", year: 2027, month: 1, day: 31 }],
    ["2028-02-29", { kind: "date", year: 2028, month: 2, day: 29 }],
    ["2000-02-29", { kind: "date", year: 2000, month: 2, day: 29 }],
    ["9999-12-31", { kind: "date", year: 9999, month: 12, day: 31 }],
    ["2027-01-31T17:30:00Z", instant("2027-01-31T17:30:00Z")],
    ["2027-01-31T17:30:00+05:30", instant("2027-01-31T12:00:00Z")],
    ["2027-01-31t17:30:00z", instant("2027-01-31T17:30:00Z")],
    ["2027-01-31 17:30:00-08:00", instant("2027-02-01T01:30:00Z")],
    ["2027-01-31T17:30:00.250Z", instant("2027-01-31T17:30:00.250Z")],
    ["2027-01-31T17:30:00.123456789Z", instant("2027-01-31T17:30:00.123Z")],
    ["2027-01-31T17:30Z", instant("2027-01-31T17:30:00Z")],
  ];
  for (const [text, expires] of good) it(text, () => assert.deepEqual(parseExpires(text), expires));

  const bad = [
    "",
    "Never",
    " never",
    "soon",
    "2027-1-31",
    "2027-02-29",
    "2100-02-29",
    "2027-00-10",
    "2027-13-01",
    "2027-04-31",
    "2027-01-00",
    "0000-01-01",
    "1969-12-31",
    "12027-01-31",
    "31.01.2027",
    "01/31/2027",
    "2027-01-31\n",
    "2027-01-31T17:30:00",
    "2027-02-30T00:00:00Z",
    "2027-01-31T25:00:00Z",
    "2027-01-31T24:00:00Z",
    "2027-01-31T12:60:00Z",
    "2027-01-31T12:00:60Z",
    "2027-01-31T12:00:00+0530",
    "2027-01-31T12:00:00+24:00",
    "2027-01-31T12:00:00 Z",
  ];
  for (const text of bad) it(`${JSON.stringify(text)}: nothing`, () => assert.equal(parseExpires(text), undefined));
});

const zones = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Asia/Kolkata",
  "Pacific/Auckland",
  "America/Sao_Paulo",
] as const;

for (const zone of zones) {
  describe(`expiry: how far away, in ${zone}`, () => {
    inZone(zone);
    const at = (year: number, month: number, date: number, ...rest: number[]): number =>
      new Date(year, month - 1, date, ...rest).getTime();

    it("the tests run there", () =>
      assert.equal(new Intl.DateTimeFormat().resolvedOptions().timeZone, canonical(zone)));

    const rows: readonly [expires: string, now: () => number, expiry: string, daysLeft: number][] = [
      ["2027-01-31", () => at(2027, 1, 31), "expiring", 0],
      ["2027-01-31", () => at(2027, 1, 31, 23, 59, 59, 999), "expiring", 0],
      ["2027-01-31", () => at(2027, 2, 1), "expired", -1],
      ["2027-01-31", () => at(2027, 2, 1) - 1, "expiring", 0],
      ["2027-01-31", () => at(2027, 1, 30, 23, 59, 59, 999), "expiring", 1],
      ["2027-01-31", () => at(2027, 1, 1, 23, 59), "expiring", 30],
      ["2027-01-31", () => at(2026, 12, 31, 23, 59, 59, 999), "ok", 31],
      ["2027-01-31", () => at(2026, 1, 31, 12), "ok", 365],
      ["2027-01-31", () => at(2028, 1, 31, 12), "expired", -365],
      ["2028-02-29", () => at(2028, 2, 28, 23, 30), "expiring", 1],
      ["2028-02-29", () => at(2028, 2, 29, 23, 30), "expiring", 0],
      ["2028-02-29", () => at(2028, 3, 1), "expired", -1],
      ["2028-03-01", () => at(2028, 2, 28), "expiring", 2],
      ["2027-03-01", () => at(2027, 2, 28), "expiring", 1],
      // Days of 23 and 25 hours: Berlin, New York, Auckland, and São Paulo, whose midnight did not exist.
      ["2027-03-28", () => at(2027, 3, 27, 23, 59), "expiring", 1],
      ["2027-03-28", () => at(2027, 3, 28, 23, 59, 59, 999), "expiring", 0],
      ["2027-03-29", () => at(2027, 3, 28, 0), "expiring", 1],
      ["2027-10-31", () => at(2027, 10, 31, 23, 59, 59, 999), "expiring", 0],
      ["2027-11-01", () => at(2027, 10, 31, 0), "expiring", 1],
      ["2027-03-14", () => at(2027, 3, 14, 23, 59, 59, 999), "expiring", 0],
      ["2027-11-07", () => at(2027, 11, 7, 23, 59, 59, 999), "expiring", 0],
      ["2027-11-08", () => at(2027, 11, 7, 0), "expiring", 1],
      ["2027-09-26", () => at(2027, 9, 26, 23, 59, 59, 999), "expiring", 0],
      ["2027-04-04", () => at(2027, 4, 4, 23, 59, 59, 999), "expiring", 0],
      ["2018-11-03", () => at(2018, 11, 4, 1) - 3_600_001, "expiring", 0],
      ["2018-11-03", () => at(2018, 11, 4, 1), "expired", -1],
      ["2018-11-04", () => at(2018, 11, 3, 12), "expiring", 1],
      ["2018-02-17", () => at(2018, 2, 18) - 1, "expiring", 0],
      ["2018-02-17", () => at(2018, 2, 18), "expired", -1],
      ["2027-07-31", () => at(2027, 7, 1, 12), "expiring", 30],
      ["2028-01-31", () => at(2027, 7, 31, 12), "ok", 184],
    ];
    for (const [expires, now, expiry, daysLeft] of rows) {
      it(`${expires} at ${now.toString().slice(6)}: ${expiry}, ${daysLeft}`, () =>
        assert.deepEqual(expiryAt(parseExpires(expires), now(), thresholds), { expiry, daysLeft }));
    }

    it("a date-time is good until that instant, and its day is the local one", () => {
      const end = at(2027, 1, 31, 12);
      const expires = parseExpires(new Date(end).toISOString());
      const standing = (now: number): unknown[] => Object.values(expiryAt(expires, now, thresholds));
      assert.deepEqual(standing(end - 1), ["expiring", 0]);
      assert.deepEqual(standing(end), ["expired", 0]);
      assert.deepEqual(standing(at(2027, 2, 1)), ["expired", -1]);
      assert.deepEqual(standing(at(2027, 1, 30, 23, 59)), ["expiring", 1]);
    });

    const now = (): number => at(2027, 1, 31, 22, 30);
    const typed: readonly [text: string, expires: string | undefined][] = [
      ["0d", "2027-01-31"],
      ["1d", "2027-02-01"],
      ["90d", "2027-05-01"],
      ["90 days", "2027-05-01"],
      ["1 day", "2027-02-01"],
      ["6 weeks", "2027-03-14"],
      ["8w", "2027-03-28"],
      ["1m", "2027-02-28"],
      ["1 month", "2027-02-28"],
      ["2 months", "2027-03-31"],
      ["13 months", "2028-02-29"],
      ["3m", "2027-04-30"],
      ["1y", "2028-01-31"],
      ["2 YEARS", "2029-01-31"],
      ["  never ", "never"],
      ["NEVER", "never"],
      [" 2027-06-30 ", "2027-06-30"],
      ["2027-06-30T12:00:00+02:00", "2027-06-30T12:00:00+02:00"],
      ["2020-01-01", "2020-01-01"],
      ["9999d", formatDay(new Date(2027, 0, 31 + 9999))],
      ["7972y", "9999-01-31"],
      ["7973y", undefined],
      ["9999y", undefined],
      ["10000d", undefined],
      ["-1d", undefined],
      ["1.5y", undefined],
      ["1h", undefined],
      ["d", undefined],
      ["90", undefined],
      ["2027-02-30", undefined],
      ["tomorrow", undefined],
      ["", undefined],
    ];
    for (const [text, expires] of typed) {
      it(`typed ${JSON.stringify(text)} → ${expires}`, () => assert.equal(understandExpires(text, now()), expires));
    }

    it("29 February plus a year is 28 February", () =>
      assert.equal(understandExpires("1y", at(2028, 2, 29, 12)), "2029-02-28"));
    it("a span to the day whose midnight did not exist", () =>
      assert.equal(understandExpires("1d", at(2018, 11, 3, 12)), "2018-11-04"));
    it("what is understood can be read back", () => {
      for (const [, expires] of typed) if (expires !== undefined) assert.notEqual(parseExpires(expires), undefined);
    });
  });
}

describe("expiry: thresholds", () => {
  const now = new Date(2027, 0, 1, 12).getTime();
  const inDays = (days: number): string => formatDay(new Date(2027, 0, 1 + days));
  const rows: readonly [notice: number, warning: number, days: number, expiry: string][] = [
    [30, 14, 31, "ok"],
    [30, 14, 30, "expiring"],
    [30, 14, 0, "expiring"],
    [7, 60, 60, "expiring"],
    [7, 60, 61, "ok"],
    [0, 0, 1, "ok"],
    [0, 0, 0, "expiring"],
    [0, 0, -1, "expired"],
  ];
  for (const [noticeDays, warningDays, days, expiry] of rows) {
    it(`notice ${noticeDays}, warning ${warningDays}, ${days} days left: ${expiry}`, () =>
      assert.deepEqual(expiryAt(parseExpires(inDays(days)), now, { noticeDays, warningDays }), {
        expiry,
        daysLeft: days,
      }));
  }
  it("never has no days left", () =>
    assert.deepEqual(expiryAt({ kind: "never" }, now, thresholds), { expiry: "never", daysLeft: null }));
  it("not recorded is unknown", () =>
    assert.deepEqual(expiryAt(undefined, now, thresholds), { expiry: "unknown", daysLeft: null }));
  it("a far instant is ok", () =>
    assert.equal(expiryAt({ kind: "instant", at: now + 400 * day }, now, thresholds).expiry, "ok"));
});

/** Runs the tests of the enclosing `describe` in this time zone. */
function inZone(zone: string): void {
  let before: string | undefined;
  beforeEach(() => {
    before = process.env.TZ;
    process.env.TZ = zone;
  });
  afterEach(() => {
    // An undefined would be kept as the text "undefined".
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  });
}

/** The zone's name as this Node writes it: `Asia/Kolkata` is `Asia/Calcutta` in some. */
function canonical(timeZone: string): string {
  return new Intl.DateTimeFormat("en", { timeZone }).resolvedOptions().timeZone;
}
