import type { Diagnostic, ErrorCode, Failure, TracePoint } from "runner-stack";

import type { Calls, Method, Request, Response } from "./protocol.ts";
import { trouble, worker } from "./start.ts";

export type { Calls, ChartInput, Method, OpenedChart } from "./protocol.ts";

/** A call that the engine refused. */
export class EngineError extends Error implements Failure {
  override readonly name = "EngineError";
  readonly code: ErrorCode;
  readonly reason: string;
  readonly diagnostics: Diagnostic[];
  readonly trace: TracePoint[];
  readonly warnings: string[];

  constructor(failure: Failure) {
    super(failure.message);
    this.code = failure.code;
    this.reason = failure.reason;
    this.diagnostics = failure.diagnostics;
    this.trace = failure.trace;
    this.warnings = failure.warnings;
  }
}

type Result<M extends Method> = ReturnType<Calls[M]>;

/** The engine, in its Worker. */
export interface Engine {
  /** Calls a function of the package. */
  call<M extends Method>(method: M, ...args: Parameters<Calls[M]>): Promise<Result<M>>;
  /** The same, but a later call on the channel makes this one void: it gives `undefined` then. */
  latest<M extends Method>(channel: string, method: M, ...args: Parameters<Calls[M]>): Promise<Result<M> | undefined>;
}

interface Waiting {
  readonly channel: string | null;
  resolve(value: unknown): void;
  reject(error: EngineError): void;
}

/** The engine in the Worker that was started with the page. */
export function createEngine(): Engine {
  const waiting = new Map<number, Waiting>();
  const newest = new Map<string, number>();
  let last = 0;

  worker.onmessage = ({ data }: MessageEvent<Response>) => {
    const call = waiting.get(data.id);
    if (call === undefined) return;
    waiting.delete(data.id);
    const isStale = "overtaken" in data || (call.channel !== null && newest.get(call.channel) !== data.id);
    if (isStale) call.resolve(undefined);
    else if ("failure" in data) call.reject(new EngineError(data.failure));
    else call.resolve("ok" in data ? data.ok : undefined);
  };
  const refuse = (reason: string) => {
    for (const call of waiting.values()) {
      call.reject(
        new EngineError({ code: "internal", message: reason, reason, diagnostics: [], trace: [], warnings: [] }),
      );
    }
    waiting.clear();
  };
  worker.addEventListener("error", () => {
    refuse(trouble.reason ?? "");
  });

  function send(channel: string | null, method: Method, args: readonly unknown[]): Promise<unknown> {
    last += 1;
    const id = last;
    if (channel !== null) newest.set(channel, id);
    const request: Request = { id, channel, method, args };
    return new Promise((resolve, reject) => {
      waiting.set(id, { channel, resolve, reject });
      worker.postMessage(request);
      if (trouble.reason !== null) refuse(trouble.reason);
    });
  }

  return {
    call: <M extends Method>(method: M, ...args: Parameters<Calls[M]>) =>
      send(null, method, args) as Promise<Result<M>>,
    latest: <M extends Method>(channel: string, method: M, ...args: Parameters<Calls[M]>) =>
      send(channel, method, args) as Promise<Result<M> | undefined>,
  };
}
