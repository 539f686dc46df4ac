using System.Diagnostics;

namespace Stylize.Benchmarks;

/// <summary>Tries streams, disks, folders and inputs that fail or change while a batch runs.</summary>
internal static class FaultLocations
{
    private const string Batch = "pixel-art in -o out --width 24 --force";

    public static IEnumerable<(string Name, Func<FaultRow> Run)> Trials(FaultRig rig)
    {
        yield return ("streams", () => Streams(rig));
        yield return ("disk full", () => DiskFull(rig));
        yield return ("database full", () => DatabaseFull(rig));
        yield return ("read-only", () => ReadOnly(rig));
        yield return ("folder vanishes", () => RemovedFolder(rig));
        yield return ("inputs change", () => ChangingInputs(rig));
        yield return ("two runs", () => TwoRuns(rig));
        yield return ("two segment runs", () => TwoSegmentRuns(rig));
        yield return ("many files", () => ManyFiles(rig));
    }

    private static FaultRow Streams(FaultRig rig)
    {
        var made = new List<int>();
        var holds = true;
        foreach (var redirection in new[] { ">&-", "> /dev/full", "> /dev/full 2> /dev/full", "2>&-" })
        {
            rig.Renew("out");
            var run = rig.Shell($"stylize {Batch} {redirection}");
            made.Add(rig.Outputs("out").Count);
            holds &= !run.Crashed && made[^1] == FaultRig.Files && run.ExitCode == (redirection == "2>&-" ? 0 : 1);
        }

        return new FaultRow(
            "Standard output closed; standard output full; both streams full; standard error closed",
            $"outputs created: {string.Join(", ", made)}", holds);
    }

    private static FaultRow DiskFull(FaultRig rig)
    {
        var (runs, damaged, crashed, unsaid) = (0, 0, 0, 0);
        var expected = Undisturbed(rig);
        for (var kilobytes = 4; kilobytes <= 128; kilobytes += 4)
        {
            if (!Mounted(rig, $"size={kilobytes}k", () =>
            {
                var run = rig.Shell("stylize pixel-art in -o small/out --width 24");
                var there = rig.Outputs("small/out");
                runs++;
                damaged += there.Count(f => !f.Value.AsSpan().SequenceEqual(expected[f.Key]))
                    + rig.Temporary("small/out");
                crashed += run.Crashed ? 1 : 0;
                unsaid += there.Count < FaultRig.Files
                    && (run.ExitCode != 1 || !run.Error.Contains("disk is full")) ? 1 : 0;
            }))
            {
                return NotRun("Disk full at any write");
            }
        }

        return new FaultRow(
            "Disk full at any write (tmpfs of 4 to 128 KiB)",
            $"{runs} runs: {damaged} damaged or temporary files, {crashed} crashes, {unsaid} without an error message",
            damaged + crashed + unsaid == 0);
    }

    private static FaultRow DatabaseFull(FaultRig rig)
    {
        var (runs, crashed, unsaid) = (0, 0, 0);
        for (var kilobytes = 4; kilobytes <= 256; kilobytes += 12)
        {
            if (!Mounted(rig, $"size={kilobytes}k", () =>
            {
                rig.Renew("out");
                var run = rig.Shell("stylize segment plate -o out --database small/x.sqlite");
                runs++;
                crashed += run.Crashed ? 1 : 0;
                unsaid += run.ExitCode == 1 && run.Error.Contains("small/x.sqlite' failed: its disk") ? 0 : 1;
            }))
            {
                return NotRun("Database on a full disk");
            }
        }

        return new FaultRow(
            "Database on a full disk (tmpfs of 4 to 256 KiB)",
            $"{runs} runs: {crashed} crashes, {unsaid} without an error that names the database and the reason",
            crashed + unsaid == 0);
    }

    private static FaultRow ReadOnly(FaultRig rig)
    {
        FaultRun? run = null;
        return Mounted(rig, "size=64k,ro", () => run = rig.Shell("stylize pixel-art in -o small/out --width 24"))
            ? new FaultRow(
                "Read-only destination",
                $"exit code {run!.ExitCode}, {run.ErrorLines} lines for {FaultRig.Files} files",
                run is { ExitCode: 1, Crashed: false, ErrorLines: <= 2 })
            : NotRun("Read-only destination");
    }

    private static FaultRow RemovedFolder(FaultRig rig)
    {
        rig.Renew("out");
        var run = rig.Shell(
            $"stylize {Batch} --throttle-limit 1 | {{ read first; rm -rf out; cat > /dev/null; }}; exit "
            + $"${{PIPESTATUS[0]}}");
        return new FaultRow(
            "Destination folder removed during the run",
            $"exit code {run.ExitCode}, folder recreated: {Directory.Exists(rig["out"])}",
            run is { ExitCode: 1, Crashed: false }
                && run.Error.Contains("was removed during the run"));
    }

    private static FaultRow ChangingInputs(FaultRig rig)
    {
        var (runs, damaged, crashed) = (0, 0, 0);
        var expected = Undisturbed(rig);
        for (; runs < 10; runs++)
        {
            rig.Renew("out");
            Directory.CreateDirectory(rig["changing"]);
            foreach (var file in Directory.GetFiles(rig["in"]))
            {
                File.Copy(file, Path.Combine(rig["changing"], Path.GetFileName(file)), overwrite: true);
            }

            using var process = rig.Start("pixel-art", "changing", "-o", "out", "--width", "24");
            foreach (var (index, file) in Directory.GetFiles(rig["changing"]).Order().Index())
            {
                using (var open = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
                {
                    open.SetLength(open.Length * (index % 9) / 10);
                }

                Thread.Sleep(5);
            }

            var run = FaultRig.End(process, Stopwatch.GetTimestamp());
            crashed += run.Crashed ? 1 : 0;
            damaged += rig.Outputs("out").Count(f => !f.Value.AsSpan().SequenceEqual(expected[f.Key]))
                + rig.Temporary("out");
        }

        return new FaultRow(
            "Inputs truncated while they are read",
            $"{runs} runs: {damaged} outputs of truncated inputs, {crashed} crashes", damaged + crashed == 0);
    }

    private static FaultRow TwoRuns(FaultRig rig)
    {
        var (runs, damaged, crashed) = (0, 0, 0);
        var expected = Undisturbed(rig);
        for (; runs < 10; runs++)
        {
            rig.Renew("out");
            using var other = rig.Start("pixel-art", "in", "-o", "out", "--width", "24", "--force");
            var run = rig.Shell($"stylize {Batch}");
            crashed += (run.Crashed ? 1 : 0) + (FaultRig.End(other, Stopwatch.GetTimestamp()).Crashed ? 1 : 0);
            var there = rig.Outputs("out");
            damaged += expected.Count - there.Count(f => f.Value.AsSpan().SequenceEqual(expected[f.Key]))
                + rig.Temporary("out");
        }

        return new FaultRow(
            "Two processes with one destination",
            $"{runs} pairs: {damaged} missing, mixed or temporary files, {crashed} crashes", damaged + crashed == 0);
    }

    private static FaultRow TwoSegmentRuns(FaultRig rig)
    {
        var (runs, crashed, unsaid) = (0, 0, 0);
        for (; runs < 10; runs++)
        {
            rig.Renew("out");
            using var other = rig.Start("segment", "plate", "-o", "out");
            var run = rig.Shell("stylize segment plate -o out");
            var second = FaultRig.End(other, Stopwatch.GetTimestamp());
            crashed += (run.Crashed ? 1 : 0) + (second.Crashed ? 1 : 0);
            unsaid += run.ExitCode == 0 && second.ExitCode == 0 ? 1 : 0;
        }

        return new FaultRow(
            "Two segment runs with one destination",
            $"{runs} pairs: {crashed} crashes, {unsaid} without an error from either", crashed + unsaid == 0);
    }

    private static FaultRow ManyFiles(FaultRig rig)
    {
        const int Many = 2000;
        Directory.CreateDirectory(rig["many"]);
        var sources = Directory.GetFiles(rig["in"]).Order().ToArray();
        for (var i = 0; i < Many; i++)
        {
            File.CreateSymbolicLink(rig[$"many/{i:0000}.png"], sources[i % sources.Length]);
        }

        rig.Renew("out");
        using var process = rig.Start("pixel-art", "many", "-o", "out", "--width", "24", "--throttle-limit", "2");
        var samples = new List<(long Memory, int Handles)>();
        var output = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
        while (!process.WaitForExit(250))
        {
            try
            {
                process.Refresh();
                samples.Add((process.WorkingSet64 >> 20, Directory.GetFiles($"/proc/{process.Id}/fd").Length));
            }
            catch (Exception failure) when (failure is InvalidOperationException or IOException)
            {
                break;
            }
        }

        process.WaitForExit();
        _ = output.Result;
        var quarter = Math.Max(1, samples.Count / 4);
        var (early, late) =
            (samples.Skip(quarter).Take(quarter).Max(s => s.Memory), samples.TakeLast(quarter).Max(s => s.Memory));
        return new FaultRow(
            $"{Many:N0} files in one run",
            string.Create(CultureInfo.InvariantCulture,
                $"{rig.Outputs("out").Count:N0} outputs; memory {early} MiB in the second quarter and {late} MiB in "
                + $"the last; at most "
                + $"{samples.Max(s => s.Handles)} open files; {rig.Temporary("out")} temporary files"),
            rig.Outputs("out").Count == Many && late <= (early * 5 / 4) + 16 && rig.Temporary("out") == 0);
    }

    /// <summary>Returns the outputs of an undisturbed run.</summary>
    private static Dictionary<string, byte[]> Undisturbed(FaultRig rig)
    {
        rig.Renew("undisturbed");
        rig.Shell("stylize pixel-art in -o undisturbed --width 24");
        return rig.Outputs("undisturbed");
    }

    /// <summary>Mounts a small disk during an action.</summary>
    /// <returns>False if the user is not allowed to mount one.</returns>
    internal static bool Mounted(FaultRig rig, string options, Action action)
    {
        Directory.CreateDirectory(rig["small"]);
        if (rig.Shell($"mount -t tmpfs -o {options} tmpfs small").ExitCode != 0) return false;

        try
        {
            action();
        }
        finally
        {
            rig.Shell("umount small");
        }

        return true;
    }

    internal static FaultRow NotRun(string promise) =>
        new(promise, "not run: mounting a small disk requires root", true);
}
