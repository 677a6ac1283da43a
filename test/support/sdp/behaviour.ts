/** What differs between servers, or is not known, and so can be set: all of it also while the server runs. */
import type { Profile, StatusShape } from "./envelope.ts";

export interface Behaviour {
  /** How a bad key is refused (docs/sdp.md 9.1). */
  profile: Profile;
  /** Form of `response_status` (docs/sdp.md 9.5). */
  statusShape: StatusShape;
  /** Empty, or `/name`: everything outside is the servlet container's 404. */
  contextPath: string;
  /** false: `build_info` is an unknown module, as on old builds and MSP (docs/sdp.md 1). */
  buildInfo: boolean;
  buildNumber: number;
  /** true: an SDAdmin's key may list `integration_keys`, which no one has proven (docs/sdp.md 9.6: unverified). */
  integrationKeysReadable: boolean;
  /** How `users` shows a technician whose login is disabled; not known. */
  disabledLogin: "no-login-name" | "inactive";
  /** v1's sentence for a bad key; both were seen (docs/sdp.md 2). */
  v1Refusal: "not-associated" | "invalid";
}

export const defaultBehaviour: Readonly<Behaviour> = {
  profile: "modern",
  statusShape: "observed",
  contextPath: "",
  buildInfo: true,
  buildNumber: 14990,
  integrationKeysReadable: false,
  disabledLogin: "no-login-name",
  v1Refusal: "not-associated",
};
