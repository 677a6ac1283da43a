/** What benchmarks find out, and how it is shown. */

/** One line of a table. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: "ms" | "MB";
  /** Of the value to that of the peer or ideal that the table names. */
  readonly ratio?: number | undefined;
  /** What the ratio, or without one the value, is to stay within. */
  readonly goal?: number | undefined;
}

export interface Table {
  readonly title: string;
  readonly figures: readonly Figure[];
  /** What must be known to read it. */
  readonly notes?: readonly string[];
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = NaN, high = NaN] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]];
  return (low + high) / 2;
}

/** Whether a figure is within its goal; undefined where there is none. */
export function holds({ value, ratio, goal }: Figure): boolean | undefined {
  return goal === undefined ? undefined : (ratio ?? value) <= goal;
}

/** The table as text, in columns. */
export function shown({ title, figures, notes = [] }: Table): string {
  const lines = figures.map((figure) => {
    const { what, value, unit, ratio, goal } = figure;
    const met = { true: "met", false: "MISSED", undefined: "" }[String(holds(figure)) as "true"];
    const cells = [
      what.padEnd(52),
      `${value.toFixed(1)} ${unit}`.padStart(12),
      (ratio === undefined ? "" : `${ratio.toFixed(2)} ×`).padStart(9),
      (goal === undefined ? "" : `≤ ${goal}${ratio === undefined ? ` ${unit}` : " ×"}`).padStart(10),
      `  ${met}`,
    ];
    return cells.join("").trimEnd();
  });
  return [title, ...lines, ...notes.map((note) => `  ${note}`)].join("\n");
}
