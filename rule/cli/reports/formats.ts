/** The formats of an evaluation. */
export const EVALUATION_FORMATS = [
  'table',
  'json',
  'csv',
  'html',
  'markdown',
  'sarif',
  'junit',
  'asff',
  'ocsf',
] as const;
export type EvaluationFormat = (typeof EVALUATION_FORMATS)[number];

/** The formats of a history. */
export const HISTORY_FORMATS = ['table', 'json', 'csv', 'html'] as const;
export type HistoryFormat = (typeof HISTORY_FORMATS)[number];

/** The formats of a comparison of invocations with traces, and of a forecast. */
export const TELEMETRY_FORMATS = ['table', 'json', 'csv', 'html'] as const;
export type TelemetryFormat = (typeof TELEMETRY_FORMATS)[number];

/** The formats of what is for a person to read once, or for a program. */
export const ADVICE_FORMATS = ['table', 'json'] as const;
