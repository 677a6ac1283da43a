/** The v3 envelope: `response_status`, and its known failures (docs/sdp.md 1, 2 and 9.5). */
import { json, type Reply } from "./reply.ts";

/**
 * Whether `response_status` is an array or an object. `observed` is what build 14990 does: an array on a list's success, an object
 * on single reads and on errors. The other two force one form on every reply, since builds are said to differ.
 */
export type StatusShape = "observed" | "array" | "object";

const success = { status_code: 2000, status: "success" };

export const listSuccess = (shape: StatusShape, content: object): Reply =>
  json(200, { response_status: shape === "object" ? success : [success], ...content });

export const singleSuccess = (shape: StatusShape, content: object): Reply =>
  json(200, { response_status: shape === "array" ? [success] : success, ...content });

/** A failure: HTTP status, inner code and sentence; `field` on invalid input only. */
export function failure(shape: StatusShape, http: number, inner: number, message: string, field?: string): Reply {
  const detail = { status_code: inner, type: "failed", message, ...(field === undefined ? {} : { field }) };
  const status = { status_code: 4000, status: "failed", messages: [detail] };
  return json(http, { response_status: shape === "array" ? [status] : status });
}

/** How a server says that a key is bad (docs/sdp.md 9.1). `v1only` has no v3 at all, so it says nothing there. */
export type Profile = "modern" | "documented" | "legacy200" | "v1only";

const refusal = "AuthToken in the request is invalid. Unable to authenticate.";

/** The one refusal of a profile, whatever the reason: docs/sdp.md 9.2. */
export function refused(shape: StatusShape, profile: Exclude<Profile, "v1only">): Reply {
  switch (profile) {
    case "modern":
      return failure(shape, 400, 401, refusal);
    case "documented":
      return failure(shape, 401, 4022, "Invalid API Key");
    case "legacy200":
      return failure(shape, 200, 401, refusal);
  }
}

export const unknownModule = (shape: StatusShape): Reply => failure(shape, 404, 4007, "Invalid URL");
export const forbidden = (shape: StatusShape): Reply => failure(shape, 403, 4002, "You are not authorized to do this");
export const invalidInput = (shape: StatusShape, field: string): Reply =>
  failure(shape, 400, 4001, "Invalid input", field);
