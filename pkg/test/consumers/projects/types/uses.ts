// Every function and type of the package as a caller writes it; only the type checker reads this file. The test holds
// it against the list of what the package declares.

import {
  Chart,
  RunnerStackError,
  chart,
  check,
  checkFiles,
  complete,
  config,
  diff,
  explain,
  hover,
  images,
  importFiles,
  init,
  job,
  kit,
  presets,
  starred,
  render,
  schema,
  sourceMap,
  version,
} from "runner-stack";
import type {
  Action,
  Bytes,
  ChartFile,
  ChartFiles,
  ChartIdentity,
  ChartMetadata,
  ChartOptions,
  CheckFilesOptions,
  CheckOptions,
  Comparison,
  Completion,
  CompletionKind,
  Completions,
  Config,
  Counterpart,
  Diagnostic,
  Diagnostics,
  Effect,
  EmittedChart,
  ErrorCode,
  ExplainOptions,
  Explanation,
  Failure,
  FieldChange,
  Files,
  Hook,
  HooksOption,
  Hover,
  ImageUse,
  ImageUses,
  Imported,
  JobOptions,
  JobPod,
  Kit,
  KitArchive,
  KitFile,
  KitOptions,
  Manifest,
  ModuleSource,
  ObjectChange,
  OutputFile,
  Position,
  Preset,
  Presets,
  Range,
  ReleaseFlags,
  RenderOptions,
  RenderedChart,
  RenderedStack,
  RunnerConfig,
  RunningJobs,
  SecretsOption,
  SetOptions,
  Severity,
  SourceFile,
  SourceFiles,
  SourceLine,
  SourceList,
  SourceMap,
  TemplateLine,
  TemplatePlace,
  TracePoint,
  Values,
  ValuesFile,
  ValuesFiles,
  ValuesSource,
} from "runner-stack";

/** Fails to compile when two types are not the same, `any` included. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : never;
const isSame = <A, B>(same: Same<A, B>): true => same;

// Values and options.
const file: ValuesFile = { name: "prod.yaml", text: "replicas: 2" };
const source: ValuesSource = file;
const values: Values = ["concurrent: 1", { replicas: 1 }, source];
const nothing: Values[] = [null, undefined, "", {}];
const list: ValuesFiles = [file];
const secrets: SecretsOption = "mask";
const hooks: HooksOption = "without-tests";
const set: Partial<SetOptions> = {
  set: ["a=b"],
  setString: ["a=1"],
  setJson: ['a={"b":1}'],
  setLiteral: ["a=b"],
  setFile: ["a=file"],
  readFile: (path: string) => path,
};
const release: Partial<ReleaseFlags> = { name: "team-a", namespace: "ci", kubeVersion: "1.33.0", secrets, hooks };
const options: RenderOptions = { ...set, ...release, apiVersions: ["a/v1"], showOnly: ["templates/*"], now: 0 };
const checkOptions: CheckOptions = set;

// The stack.
const stack: RenderedStack = render(values, options);
const [manifest]: Manifest[] = stack.manifests;
const hook: Hook | undefined = manifest?.hook;
const events: string[] | undefined = hook?.events;
const configuration: Config = config(values, options);
const [runner]: RunnerConfig[] = configuration.runners;
isSame<typeof stack.config, Config>(true);
isSame<ReturnType<typeof version>, string>(true);
isSame<ReturnType<typeof starred>, string>(true);

// Findings.
const found: Diagnostics = check(values, checkOptions);
const finding: Diagnostic | undefined = found[0];
const severity: Severity | undefined = finding?.severity;
const range: Range | undefined = finding?.range;
const position: Position | undefined = range?.start;
const files: SourceList = [{ name: "config.toml", text: new Uint8Array() }];
const allow: CheckFilesOptions = { allow: ["bare-duration"], runnerVersion: "18.10" };
const more: Diagnostics = checkFiles({ "values.yaml": "a: 1", "config.toml": new ArrayBuffer(1) }, allow);
// @ts-expect-error what is no severity does not compare
isSame<Severity, "fatal">(true);

// What they throw.
export function reasons(error: unknown): string[] {
  if (!(error instanceof RunnerStackError)) return [];
  const failure: Failure = error;
  const code: ErrorCode = error.code;
  const trace: TracePoint[] = failure.trace;
  const partial: string | undefined = error.partialOutput;
  const place: TemplatePlace | undefined = failure.place ?? error.place;
  return [code, error.reason, place?.template ?? "", ...trace.map(({ node }) => node), partial ?? "", error.toJSON().name];
}

// What a stack consists of.
const uses: ImageUses = images(values, options);
const use: ImageUse | undefined = uses[0];
const jobOptions: JobOptions = { image: "alpine", services: ["redis"], variables: { CI_DEBUG_TRACE: "true" } };
const pod: JobPod = job(values, { ...options, ...jobOptions });
const kitOptions: KitOptions = { quota: "1TiB", expireDays: 30, tags: ["docker"], package: true };
const folder: Kit = kit(values, { ...options, ...kitOptions });
const kitFile: KitFile | undefined = folder.files[0];
const archive: KitArchive | undefined = folder.archive;
const map: SourceMap = sourceMap(values, options);
const line: SourceLine | null | undefined = map.lines[0];
const template: TemplateLine | undefined = line?.calledFrom;

// Two stacks, and other people's files.
const comparison: Comparison = diff(values, "a: 1", options);
const changed: ObjectChange | undefined = comparison.objects[0];
const action: Action | undefined = changed?.action;
const field: FieldChange | undefined = changed?.fields[0];
const effect: Effect | undefined = comparison.effects[0];
const running: RunningJobs = comparison.runningJobs;
const imported: Imported = importFiles(files);
const counterpart: Counterpart | undefined = imported.objects[0];

// What keys mean.
const explainOptions: ExplainOptions = { recursive: true };
const explanation: Explanation = explain("config.concurrent", explainOptions);
const usual: string | null = explanation.default;
const offered: Completions = complete("conf", 4);
const offer: Completion | undefined = offered.items[0];
const offerKind: CompletionKind | undefined = offer?.kind;
const hovered: Hover | undefined = hover("config: {}", offered.range.start);
const keywords: { [keyword: string]: unknown } = schema();
const starters: Presets = presets();
const starter: Preset | undefined = starters[0];

// Charts.
const identity: Partial<ChartIdentity> = { name: "mine", version: "1.2.3", appVersion: "18.10" };
const chartOptions: ChartOptions = { ...identity, set: ["a=b"] };
const emitted: EmittedChart = chart(values, chartOptions);
const emittedFile: OutputFile | undefined = emitted.files[0];
const bytes: Bytes = emitted.archive;
const contents: Files = new Map([["Chart.yaml", bytes]]);
const loaded: Chart = Chart.fromFiles(contents);
const other: Chart = Chart.fromArchive(bytes, "mine.tgz");
const metadata: ChartMetadata = loaded.metadata;
const templateText: string | undefined = loaded.template("c/templates/a.yaml");
const rendered: RenderedChart = other.render(loaded.values, options);
const where: SourceMap = other.sourceMap(null, options);
// @ts-expect-error a chart comes from files or an archive
new Chart();

// What crosses to the module.
const chartFile: ChartFile = { path: "Chart.yaml", data: new Uint8Array() };
const chartFiles: ChartFiles = [chartFile];
const sourceFile: SourceFile = { name: "values.yaml", text: "a: 1" };
const sourceFiles: SourceFiles = [sourceFile];

// Loading.
const module: ModuleSource[] = ["runner_stack.wasm", new ArrayBuffer(8), new Uint8Array(8)];
const loading: Promise<void>[] = [init(), ...module.map((source) => init(source)), init(Promise.resolve("a"))];

export const all = [
  nothing, list, stack, events, runner, severity, position, more, use, pod, kitFile, archive, template, action, field,
  effect, running, counterpart, usual, offerKind, hovered, keywords, starter, emittedFile, metadata, templateText, rendered, where, chartFiles,
  sourceFiles, loading,
];
