import type { ProgressSink } from '@totalfm/core';
import cliProgress from 'cli-progress';

export interface StageProgress {
  /** A sink for one stage; the stage before, if any, has ended. */
  stage(name: string): ProgressSink;
  end(): void;
}

/** A bar with ETA on a terminal, a line every tenth of the work elsewhere. On stderr: stdout is for results. */
export function createProgress(stream: NodeJS.WriteStream = process.stderr): StageProgress {
  return stream.isTTY ? bars(stream) : lines(stream);
}

function bars(stream: NodeJS.WriteStream): StageProgress {
  let bar: cliProgress.SingleBar | undefined;
  const end = () => {
    bar?.stop();
    bar = undefined;
  };
  return {
    stage(name) {
      end();
      let total = -1;
      return {
        update(done, of, note = '') {
          if (!bar) {
            bar = new cliProgress.SingleBar(
              {
                format: `${name.padEnd(9)} {bar} {value}/{total} · {eta_formatted} left {note}`,
                stream,
                hideCursor: true,
                etaBuffer: 50,
                barsize: 28,
              },
              cliProgress.Presets.shades_classic,
            );
            bar.start(of, done, { note });
          }
          if (of !== total) bar.setTotal((total = of));
          bar.update(done, { note });
        },
        warn(message) {
          if (bar) stream.write('\r\x1b[K');
          stream.write(`warning: ${message}\n`);
        },
      };
    },
    end,
  };
}

function lines(stream: NodeJS.WriteStream): StageProgress {
  return {
    stage(name) {
      let started = performance.now();
      let [next, last] = [0, 0];
      return {
        update(done, total, note) {
          const part = total > 0 ? done / total : 1;
          // A stage of several parts begins anew with each.
          if (part < last) [started, next] = [performance.now(), 0];
          last = part;
          if (part < next && done < total) return;
          if (part >= 1 && next > 1) return;
          next = part >= 1 ? 2 : Math.floor(part * 10 + 1) / 10;
          const left =
            part > 0 && part < 1
              ? ` · ${secondsText(((performance.now() - started) / 1000) * (1 / part - 1))} left`
              : '';
          stream.write(`${name} ${done}/${total}${left}${note ? ` · ${note}` : ''}\n`);
        },
        warn: (message) => void stream.write(`warning: ${message}\n`),
      };
    },
    end() {},
  };
}

/** `75` → `1m15s` */
export function secondsText(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}m${String(whole % 60).padStart(2, '0')}s`;
  return `${Math.floor(whole / 3600)}h${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')}m`;
}
