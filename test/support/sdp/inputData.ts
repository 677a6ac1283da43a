/** Reading `input_data`, the one JSON parameter of v3, and paging rows by its `list_info` (docs/sdp.md 1). */

export type Row = Readonly<Record<string, unknown>>;

interface ListInfo {
  readonly rowCount: number;
  readonly startIndex: number;
  readonly wantsTotal: boolean;
  readonly criteria: readonly Row[];
  readonly fields: readonly string[] | undefined;
}

const maxRowCount = 100;
const defaultRowCount = 10;

const isRow = (value: unknown): value is Row => typeof value === "object" && value !== null && !Array.isArray(value);
const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);

/** `list_info`, or the name of the field that cannot be used. */
export function parseListInfo(inputData: string | null): ListInfo | { readonly invalid: string } {
  const input = parseJson(inputData ?? "{}");
  if (!isRow(input)) return { invalid: "input_data" };
  const info = input["list_info"] ?? {};
  if (!isRow(info)) return { invalid: "list_info" };
  const rowCount = Number(info["row_count"] ?? defaultRowCount);
  if (!Number.isInteger(rowCount) || rowCount < 0 || rowCount > maxRowCount) return { invalid: "row_count" };
  const startIndex = Number(info["start_index"] ?? 1);
  if (!Number.isInteger(startIndex) || startIndex < 1) return { invalid: "start_index" };
  const criteria = asList(info["search_criteria"]);
  if (!criteria.every(isKnownCriterion)) return { invalid: "search_criteria" };
  const fields = Array.isArray(info["fields_required"]) ? info["fields_required"].map(String) : undefined;
  return { rowCount, startIndex, wantsTotal: info["get_total_count"] === true, criteria, fields };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isKnownCriterion = (criterion: unknown): criterion is Row =>
  isRow(criterion) && typeof criterion["field"] === "string" && ["is", "eq"].includes(String(criterion["condition"]));

/** One page of `rows`, with the echo of `list_info` in the order build 14990 sends it. */
export function page(rows: readonly Row[], asked: ListInfo): { list_info: Row; rows: Row[] } {
  const found = rows.filter((row) => asked.criteria.every((criterion) => meets(row, criterion)));
  const from = asked.startIndex - 1;
  const shown = found.slice(from, from + asked.rowCount);
  const list_info = {
    has_more_rows: found.length > from + shown.length,
    start_index: asked.startIndex,
    ...(asked.wantsTotal ? { total_count: found.length } : {}),
    page: asked.rowCount === 0 ? 1 : Math.floor(from / asked.rowCount) + 1,
    ...(asked.wantsTotal ? { get_total_count: "true" } : {}),
    row_count: shown.length,
  };
  return { list_info, rows: shown.map((row) => project(row, asked.fields)) };
}

const meets = (row: Row, criterion: Row): boolean =>
  asList(criterion["values"] ?? criterion["value"]).some((value) => row[String(criterion["field"])] === value);

/** `fields_required` and always the id. */
const project = (row: Row, fields: readonly string[] | undefined): Row =>
  fields === undefined
    ? row
    : Object.fromEntries(Object.entries(row).filter(([name]) => name === "id" || fields.includes(name)));
