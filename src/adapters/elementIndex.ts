/**
 * Which element of an array a segment of a path is: its number as text, or `-` for the one behind the last, as in a JSON
 * pointer (RFC 6901, 4). From 0 to `length`, which is the place behind the last; undefined: none.
 */
export function elementIndex(segment: string, length: number): number | undefined {
  if (segment === "-") return length;
  return /^(?:0|[1-9]\d*)$/.test(segment) && Number(segment) <= length ? Number(segment) : undefined;
}
