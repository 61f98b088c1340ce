/** Of a request: the whole of it inside the co-signer, and its steps. */
type Part = "request" | "checks" | "reserve" | "share" | "release";

/** Where the slowest hundredth of co-signatures spends its time, by the co-signer's own metrics. */
export type Pauses = {
  /** Upper bounds of the histogram's bucket, in milliseconds; infinite past its last one. */
  readonly p99Ms: Readonly<Record<Part, number>>;
  /** How late its event loop comes to a timer of 10 ms: the 99th percentile, and the worst. */
  readonly loopLagMs: { readonly p99: number; readonly most: number };
  /** Part of the time that garbage collection takes. */
  readonly collectingPercent: number;
};

type Sample = { readonly name: string; readonly labels: string; readonly value: number };

/** Begins to watch; the returned function ends it. The lag counts from one reading to the next. */
export async function watchPauses(url: string): Promise<() => Promise<Pauses>> {
  const [before, sinceMs] = [await readMetrics(url), performance.now()];
  return async () => {
    const [after, seconds] = [await readMetrics(url), (performance.now() - sinceMs) / 1000];
    const grown = (name: string, labels: string) => sum(after, name, labels) - sum(before, name, labels);
    const p99Ms = (metric: string, label: string) => {
      const name = `${metric}_bucket`;
      const bounds = after.filter((sample) => sample.name === name && sample.labels.includes(label));
      const count = Math.max(...bounds.map(({ labels }) => grown(name, labels)));
      const found = bounds.find(({ labels }) => grown(name, labels) >= count * 0.99);
      const [, bound = "NaN"] = /le="([^"]+)"/.exec(found?.labels ?? "") ?? [];
      return Number(bound.replace("+Inf", "Infinity")) * 1000;
    };
    const step = (name: Exclude<Part, "request">) => p99Ms("tandem_cosign_step_seconds", `step="${name}"`);
    const lag = (name: string) => Math.round(sum(after, `tandem_nodejs_eventloop_lag_${name}_seconds`, "") * 1000 - 10);
    return {
      p99Ms: {
        request: p99Ms("tandem_http_request_seconds", "/signatures"),
        ...{ checks: step("checks"), reserve: step("reserve"), share: step("share"), release: step("release") },
      },
      loopLagMs: { p99: lag("p99"), most: lag("max") },
      collectingPercent: Math.round((grown("tandem_nodejs_gc_duration_seconds_sum", "") / seconds) * 1000) / 10,
    };
  };
}

function sum(samples: readonly Sample[], name: string, labels: string): number {
  const found = samples.filter((sample) => sample.name === name && (labels === "" || sample.labels === labels));
  return found.reduce((total, { value }) => total + value, 0);
}

/** Prometheus text: `name{labels} value`. */
async function readMetrics(url: string): Promise<readonly Sample[]> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return [...text.matchAll(/^(\w+)(?:\{(.*)\})? (\S+)$/gm)].map(([, name = "", labels = "", value]) => ({
    ...{ name, labels },
    value: Number(value),
  }));
}
