using System.Runtime.Intrinsics.X86;

namespace Stylize.Benchmarks.Figures;

/// <summary>Describes the machine and the checkout that the figures belong to.</summary>
internal static class Machine
{
    public static FigureTable Describe(string root)
    {
        var table = new FigureTable("property", "value");
        table.Row("Processor", $"{Processor()}, {Vectors()}");
        table.Row("Cores", FigureText.Count(Environment.ProcessorCount));
        table.Row("Memory", Memory());
        table.Row("Operating system", $"{OperatingSystemName()}, {RuntimeInformation.OSArchitecture}");
        table.Row(".NET", Environment.Version.ToString());
        table.Row("Date", DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        table.Row("Commit", Commit(root));
        return table;
    }

    private static string Processor() =>
        Value("/proc/cpuinfo", "model name", ':') ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER")
            ?? "unknown";

    private static string Vectors() =>
        Avx512F.IsSupported ? "AVX-512" : Avx2.IsSupported ? "AVX2" : "vectors of 128 bits";

    private static string Memory() => Value("/proc/meminfo", "MemTotal", ':') is { } text
        ? FigureText.Number(long.Parse(text.Split(' ')[0], CultureInfo.InvariantCulture) / 1048576.0) + " GiB"
        : FigureText.Number(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1073741824.0) + " GiB";

    private static string OperatingSystemName() =>
        Value("/etc/os-release", "PRETTY_NAME", '=')?.Trim('"') ?? RuntimeInformation.OSDescription;

    private static string Commit(string root)
    {
        var commit = ChildProcess.Run("git", ["-C", root, "rev-parse", "--short=12", "HEAD"])?.Output.Trim();
        var changes =
            ChildProcess.Run("git", ["-C", root, "status", "--porcelain", "--", ".", ":!docs"])?.Output.Trim();
        return commit is null ? "unknown" : changes?.Length > 0 ? commit + " with local changes" : commit;
    }

    private static string? Value(string file, string name, char separator)
    {
        if (!File.Exists(file)) return null;

        var line = File.ReadLines(file).FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal));
        return line?[(line.IndexOf(separator) + 1)..].Trim();
    }
}
