import assert from "node:assert/strict";
import { activityText } from "../../../src/core/activityText.ts";
import { activityPage } from "../../../src/ui/activityPage.ts";
import { anEntry } from "../../support/fakes/fakeActivity.ts";

const entries = [anEntry()];
const lines = activityText(entries);
const trouble = "activity.json is damaged. Mend it, or delete it to begin anew.";
const off = "Activity is switched off. To switch it on, change the setting servicedeskPlus.activity.enabled.\n";
const damaged = `${trouble}\nUntil then only what this window has done is listed. Clear Activity… begins anew.\n`;

describe("the page of the activity", () => {
  it("is the lines alone", () => assert.equal(activityPage({ entries }, true), lines));
  it("says what it is for when there is nothing", () =>
    assert.match(
      activityPage({ entries: [] }, true),
      /^Nothing has been done yet\.\n.*listed here.*\n.*never holds a key/,
    ));
  it("says where to switch it on", () => assert.equal(activityPage({ entries: [] }, false), off));
  it("has what was done before it was switched off", () =>
    assert.equal(activityPage({ entries }, false), `${off}\n${lines}`));
  it("says why it cannot be read", () => assert.equal(activityPage({ entries: [], trouble }, true), damaged));
  it("has what waits while it cannot be read", () =>
    assert.equal(activityPage({ entries, trouble }, true), `${damaged}\n${lines}`));
});
