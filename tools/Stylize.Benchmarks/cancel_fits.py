#!/usr/bin/env python3
"""Measures how long `stylize gaussian encode` takes to end after Ctrl+C (SIGINT), by the clock.

Usage: cancel_fits.py COMMAND PHOTOGRAPH... [--device cpu,gpu] [--trials 10] [--after 1-3]

Each trial starts a fit, interrupts it after a random number of seconds, and waits for its end.
"""
import argparse
import os
import random
import signal
import statistics
import subprocess
import tempfile
import time


def start(command, photograph, device, target):
    words = [*command.split(), "gaussian", "encode", photograph, "-o", target, "--device", device]
    # Shells start background jobs with SIGINT ignored, which children would inherit.
    attend = lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)
    return subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=attend)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("command")
    parser.add_argument("photographs", nargs="+")
    parser.add_argument("--device", default="cpu,gpu")
    parser.add_argument("--trials", type=int, default=10)
    parser.add_argument("--after", default="1-3")
    arguments = parser.parse_args()
    choose = random.Random(1)
    print("photograph           device   median, s   longest, s   load")
    for photograph in arguments.photographs:
        for device in arguments.device.split(","):
            times = []
            with tempfile.TemporaryDirectory() as folder:
                target = os.path.join(folder, "fit.g2d")
                while len(times) < arguments.trials:
                    process = start(arguments.command, photograph, device, target)
                    time.sleep(choose.uniform(*map(float, arguments.after.split("-"))))
                    if process.poll() is not None:
                        raise SystemExit(f"The fit of '{photograph}' ended before the interruption. Choose a shorter --after.")
                    interrupted = time.monotonic()
                    process.send_signal(signal.SIGINT)
                    process.wait()
                    times.append(time.monotonic() - interrupted)
            print(f"{os.path.basename(photograph):20} {device:8} {statistics.median(times):9.2f} {max(times):12.2f}"
                  f" {os.getloadavg()[0]:6.1f}", flush=True)


if __name__ == "__main__":
    main()
